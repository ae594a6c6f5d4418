"""What a new edition would move: each unit's figures before and after, as pages show them, and what else is new."""

from collections.abc import Iterable, Mapping

import msgspec

from instruments.worth import NEVER
from survey import bundle, erratum
from survey.bundle import Bundle, Contact
from survey.ledger import Entry
from survey.standing import Standing

ALWAYS = frozenset({"edition", "hashes", "standings", "contacts", "ledger", "surveys"})
"""Parts of a bundle that are compared row by row, are the edition itself, or are carried over."""


class Part(msgspec.Struct, frozen=True):
    """The figure of a sector or a channel that moves; `kind` as a standing calls them."""

    kind: str
    code: str
    before: float | None
    after: float | None


class Shift(msgspec.Struct, frozen=True):
    """One unit in two editions."""

    before: Standing
    after: Standing

    @property
    def unit(self) -> int:
        return self.after.unit_id

    @property
    def moves(self) -> bool:
        """Its score, its place, its tier, or what these are made of; unrounded, as open data has them."""
        names = ("rank", "tier", *erratum.SHOWN)
        return any(getattr(self.before, name) != getattr(self.after, name) for name in names)

    @property
    def range_moves(self) -> bool:
        """How sure it is, as far as a page shows it; ends move a little where any other unit does."""
        return seen(self.before) != seen(self.after)

    @property
    def also(self) -> list[str]:
        """What moves that neither an interval, a range of places nor a cautious score tells of."""
        pairs = {
            "peers": (self.before.peers, self.after.peers),
            "change": (change_seen(self.before), change_seen(self.after)),
            "tested": (round(self.before.tested, 2), round(self.after.tested, 2)),
        }
        return [name for name, (then, now) in pairs.items() if then != now]

    @property
    def parts(self) -> list[Part]:
        return [
            Part(kind, code, then.get(code), now.get(code))
            for kind in ("sectors", "channels")
            for then, now in ((getattr(self.before, kind), getattr(self.after, kind)),)
            for code in {**then, **now}
            if then.get(code) != now.get(code)
        ]


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """What a correction does, before it is one."""

    edition: int
    entry: Entry
    units: int
    """How many are compared."""
    own: Shift
    """The unit that is corrected."""
    others: tuple[Shift, ...]
    """Others whose score, place or tier moves, best place first."""
    ranges: tuple[Shift, ...]
    """Of whom only intervals, ranges of places and what hangs on them move, the corrected unit among them."""
    items: int
    """Item results of the inquiry that are other ones."""
    parts: tuple[str, ...]
    """Other parts of the bundle that are no longer what they were: they changed without this correction."""
    digest: str

    @property
    def moving(self) -> int:
        return len(self.others) + self.own.moves

    @property
    def still(self) -> bool:
        return not self.moving and not self.ranges


def seen(one: Standing) -> tuple[object, ...]:
    """What tells how sure a unit's figures are, and what hangs on the others, to the digits that pages have."""
    return (
        tenth(one.low), tenth(one.high), one.rank_low, one.rank_high, one.rank_low_all, one.rank_high_all,
        tenth(one.shrunk), round(one.tested, 2), one.peers, change_seen(one),
    )  # fmt: skip


def change_seen(one: Standing) -> tuple[object, ...]:
    moved = one.moved
    if moved is None:
        return (tenth(one.change),)
    return tenth(moved.change), tenth(moved.low), tenth(moved.high), moved.discovery


def tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def between(before: Bundle, found: Bundle, *, since: str) -> Movement:
    """From one edition, whose hash is `since`, to the next; the last entry of its ledger says what was corrected."""
    entry = found.ledger[-1]
    then = {one.unit_id: one for one in before.standings}
    shifts = [Shift(then.get(one.unit_id, one), one) for one in in_order(found.standings)]
    own = next(one for one in shifts if one.unit == entry.unit)
    return Movement(
        edition=found.edition,
        entry=entry,
        units=len(shifts),
        own=own,
        others=tuple(one for one in shifts if one.moves and one is not own),
        ranges=tuple(one for one in shifts if one.range_moves and not one.moves),
        items=items(before.contacts, found.contacts, entry.inquiry),
        parts=parts(before.hashes, found.hashes),
        digest=digest(found, since),
    )


def in_order(figures: Iterable[Standing]) -> list[Standing]:
    return sorted(figures, key=lambda one: (one.rank is None, one.rank or 0, one.unit_id))


def items(before: Iterable[Contact], after: Iterable[Contact], inquiry: int) -> int:
    """How many item results of an inquiry are others, came, or went."""
    then, now = (
        {(one.sector, one.item, one.part): one for each in contacts if each.id == inquiry for one in each.items}
        for contacts in (before, after)
    )
    return sum(then.get(key) != now.get(key) for key in {**then, **now})


def parts(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """None where the edition before is of the format that hashed no parts."""
    return tuple(name for name in sorted(after) if before and name not in ALWAYS and before.get(name) != after[name])


def digest(found: Bundle, since: str) -> str:
    """A hash of all that would be published and of what it follows, whatever the hour and the day."""
    *earlier, last = found.ledger
    timeless = msgspec.structs.replace(
        found,
        standings=tuple(msgspec.structs.replace(one, computed_at=NEVER) for one in found.standings),
        ledger=(*earlier, msgspec.structs.replace(last, decided_on=NEVER.date())),
        hashes={},
    )
    return bundle.sha256(since.encode() + bundle.encoded(timeless))
