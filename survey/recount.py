"""A published bundle worked out again: every number that its own item results, rules and seed do not give."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isclose, isfinite
from typing import Any

import msgspec

from instruments.instrument import Instrument
from instruments.protocol import Protocol
from scoring.score import Score, scores
from survey import bundle, peer_recount
from survey.bundle import FIRST_FORMAT, FORMAT, Bundle, Contact, Item, Rules
from survey.results import Sheets
from survey.standing import Moved, Standing, counted, missing, moves, sureness

SURE = (
    "low", "high", "rank", "rank_low", "rank_high", "error", "rank_low_all", "rank_high_all", "tier", "shrunk", "top",
    "contacts",
)  # fmt: skip
MOST_DRAWS, MOST_UNITS = 100_000, 20_000
"""A bundle that asks for more is not believed: nobody should wait for hours on a file that was made up."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A figure in the bundle that is not what the rest of it gives."""

    unit: int
    name: str
    figure: str
    told: Any
    worked_out: Any


def faults(found: Bundle) -> list[str]:
    """What makes it no whole bundle: told twice, told of nobody, out of bounds. Plain sentences."""
    return [*_form(found), *_units(found), *_contacts(found), *_ledger(found)]


def workable(found: Bundle) -> list[str]:
    """Why its figures cannot be worked out at all."""
    said = []
    method, numbers = (
        found.method,
        [number for one in found.contacts for each in one.items for number in _numbers(each)],
    )
    if not (0 < method.draws <= MOST_DRAWS and 0 < method.level < 1 and method.top > 0):
        said.append(f"The method is out of bounds: {method.draws} draws, level {method.level}, top {method.top}.")
    if not 0 <= found.wave.seed < 2**63:
        said.append(f"The seed is out of bounds: {found.wave.seed}.")
    if len(found.standings) > MOST_UNITS:
        said.append(f"There are more than {MOST_UNITS} units.")
    if not all(isfinite(number) and abs(number) < 1e12 for number in numbers):
        said.append("An item's points or weight is no ordinary number.")
    if any(each.possible < 0 or each.weight < 0 for one in found.contacts for each in one.items):
        said.append("An item has a weight or a maximum below zero.")
    return said


def _numbers(one: Item) -> tuple[float, ...]:
    return (one.points or 0, one.possible, one.weight)


def _form(found: Bundle) -> Iterator[str]:
    if found.format not in (FIRST_FORMAT, FORMAT):
        yield f"Its format is {found.format!r}; this program knows {FIRST_FORMAT} and {FORMAT}."
    if found.format == FORMAT and (lacking := set(found.grading) - set(found.forms)):
        yield f"The form is missing that {', '.join(sorted(lacking))} is graded with."


def _units(found: Bundle) -> Iterator[str]:
    names, standings = names_of(found), {one.unit_id for one in found.standings}
    for unit in twice(one.unit_id for one in found.standings):
        yield f"{names(unit)} stands in it twice."
    for unit in twice(one.id for one in found.units):
        yield f"{names(unit)} is named twice."
    for unit in sorted({one.unit for one in found.contacts} - standings):
        yield f"{names(unit)} has inquiries and no figures: it was taken out."
    listed = {one.id for one in found.units}
    for unit in sorted(standings ^ listed if found.format == FORMAT else ()):
        yield f"{names(unit)} has {'figures and no name' if unit in standings else 'a name and no figures'}."
    for other in sorted({one.wave_id for one in found.standings} - {found.wave.id}):
        yield f"Figures of wave {other} stand in a bundle of wave {found.wave.id}."


def _contacts(found: Bundle) -> Iterator[str]:
    for contact in twice(one.id for one in found.contacts):
        yield f"Inquiry {contact} stands in it twice."
    if found.format == FORMAT:
        for scenario in sorted({one.scenario for one in found.contacts} ^ set(found.scenarios)):
            yield f"The scenario {scenario} is named in only one of inquiries and scenarios."


def _ledger(found: Bundle) -> Iterator[str]:
    names, contacts = names_of(found), {one.id: one for one in found.contacts}
    numbers = [one.number for one in found.ledger]
    if numbers != sorted(set(numbers)):
        yield "The entries of the ledger are not in order, or one stands there twice."
    for entry in found.ledger:
        contact = contacts.get(entry.inquiry)
        if contact is None or contact.unit != entry.unit:
            yield f"Ledger entry {entry.number} tells of an inquiry {entry.inquiry} that {names(entry.unit)} has not."


def names_of(found: Bundle) -> Any:
    named = {one.id: f"{one.name} ({one.code})" for one in found.units}
    return lambda unit: named.get(unit, f"unit {unit}")


def twice(values: Iterable[int]) -> list[int]:
    return sorted(value for value, often in Counter(values).items() if often > 1)


def other_parts(document: bytes, found: Bundle) -> list[str]:
    """Parts of the document that are not what its list of hashes says, or that the list does not know."""
    if found.format == FIRST_FORMAT:
        return []
    now = bundle.hashes(document)
    return sorted(name for name in {*now, *found.hashes} if now.get(name) != found.hashes.get(name))


def rules_agree(found: Bundle) -> bool:
    """Whether the protocol and the forms that come along are those whose hashes are named."""
    told: list[tuple[Rules | None, Protocol | Instrument]] = [
        (found.rules, found.protocol),
        *((found.grading.get(channel), form) for channel, form in found.forms.items()),
    ]
    return all(
        rules is not None
        and (rules.id, rules.version) == (said.id, said.version)
        and rules.sha256 == bundle.sha256(bundle.encoded(said))
        for rules, said in told
    )


def unfounded(found: Bundle) -> tuple[list[Difference], int]:
    """Item results that do not follow from ending, answers and form; and how many inquiries cannot be checked so."""
    names, sheets = names_of(found), Sheets(found.forms)
    wrong: list[Difference] = []
    unchecked = 0
    for one in found.contacts:
        if one.channel not in found.forms:
            unchecked += 1
            continue
        again = bundle.items_of(found.protocol, sheets, one)
        if again == one.items:
            continue
        if one.answers is None and any(item.points is not None for item in one.items):
            unchecked += 1
            continue
        wrong += [
            Difference(unit=one.unit, name=names(one.unit), figure=figure, told=told, worked_out=figured)
            for figure, told, figured in _items(one, again)
        ]
    return wrong, unchecked


def _items(one: Contact, again: tuple[Item, ...]) -> Iterator[tuple[str, Any, Any]]:
    if [item.item for item in one.items] != [item.item for item in again]:
        yield f"inquiry {one.id}, items", len(one.items), len(again)
        return
    for told, found in zip(one.items, again, strict=True):
        for name in Item.__struct_fields__:
            if getattr(told, name) != getattr(found, name):
                yield f"inquiry {one.id}, {told.item}.{name}", getattr(told, name), getattr(found, name)


def differences(
    found: Bundle, before: Bundle | None = None, *, again: Sequence[Score] | None = None
) -> list[Difference]:
    """Work everything out again from the item results; what does not agree with the standings in the bundle.

    `before`: the bundle of the wave that change is measured against; without it change is not looked at.
    """
    names = names_of(found)
    scores_again = scored(found) if again is None else again
    by_unit = {one.unit: one for one in scores_again}
    groups = {str(one.id): one.groups for one in found.units}
    sure = sureness(found.protocol, scores_again, seed=found.wave.seed, method=found.method, groups=groups)
    totals = None if before is None else totals_before(found, before)
    moved = {} if before is None else moves(found.protocol, scores_before(found, before), scores_again)
    put = put_to(found)
    return [
        Difference(unit=one.unit_id, name=names(one.unit_id), figure=name, told=told, worked_out=figure)
        for one in found.standings
        for name, told, figure in (
            *_pairs(one, by_unit.get(str(one.unit_id)), sure.get(str(one.unit_id), {})),
            *_tested(found, one, by_unit.get(str(one.unit_id)), put.get(one.unit_id, ())),
            *_changed(one, by_unit.get(str(one.unit_id)), totals),
            *(_moved(one.moved, moved.get(str(one.unit_id))) if before else ()),
        )
        if not _agree(told, figure)
    ]


def scored(found: Bundle) -> list[Score]:
    return scores(found.protocol, [one for contact in found.contacts for one in bundle.results_of(contact)])


def totals_before(found: Bundle, before: Bundle) -> dict[int, float]:
    """None under other rules: then nothing is compared."""
    if (found.rules.id, found.rules.version) != (before.rules.id, before.rules.version):
        return {}
    return {one.unit_id: one.total for one in before.standings if one.total is not None}


def scores_before(found: Bundle, before: Bundle) -> list[Score]:
    """Those of the wave before, from the channels that were graded with the same forms."""
    if (found.rules.id, found.rules.version) != (before.rules.id, before.rules.version):
        return []
    same = {one for one, form in found.grading.items() if one in before.grading and before.grading[one] == form}
    contacts = [one for one in before.contacts if one.channel in same]
    return scores(found.protocol, [result for one in contacts for result in bundle.results_of(one)])


def _moved(told: Moved | None, again: Moved | None) -> Iterator[tuple[str, Any, Any]]:
    for name in Moved.__struct_fields__:
        yield f"moved.{name}", getattr(told, name, None), getattr(again, name, None)


def _pairs(one: Standing, again: Score | None, sure: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    yield "total", one.total, None if again is None or again.total is None else float(again.total)
    yield "band", one.band, again.band if again else None
    yield "passed", one.passed, again.passed if again else None
    for name in SURE:
        yield name, getattr(one, name), sure.get(name)
    yield from peer_recount.pairs(one.peers, sure.get("peers", ()))
    for kind, told, found in (
        ("sectors", one.sectors, again.by_sector if again else {}),
        ("channels", one.channels, again.by_channel if again else {}),
    ):
        for code in sorted({*told, *found}):
            value = found.get(code)
            yield f"{kind}.{code}", told.get(code), None if value is None else float(value)
    yield "notes", one.notes, missing(again) if again else {}


def put_to(found: Bundle) -> dict[int, list[str]]:
    """Unit -> the inquiries that were put to it."""
    put: dict[int, list[str]] = {}
    for one in found.contacts:
        if not one.not_due:
            put.setdefault(one.unit, []).append(str(one.id))
    return put


def _tested(found: Bundle, one: Standing, again: Score | None, put: Sequence[str]) -> Iterator[tuple[str, Any, Any]]:
    if found.format != FIRST_FORMAT:  # which does not say what follow-ups were not due
        counts = counted(again) if again else frozenset()
        yield "tested", one.tested, sum(contact in counts for contact in put) / len(put) if put else 0.0


def _changed(one: Standing, again: Score | None, totals: Mapping[int, float] | None) -> Iterator[tuple[str, Any, Any]]:
    if totals is None:
        return
    now, then = again.total if again else None, totals.get(one.unit_id)
    yield "change", one.change, None if now is None or then is None else float(now) - then


def _agree(told: Any, worked_out: Any) -> bool:
    """Exactly, but for the last digits of a float, which differ between processors."""
    if isinstance(told, float) and isinstance(worked_out, float):
        return isclose(told, worked_out, rel_tol=1e-9, abs_tol=1e-9)
    return bool(told == worked_out)
