"""An improvement report in numbers: where a unit stands in a wave, what keeps it from the best, what to do first.

It holds no words, so that it can be told in every language, and no text of a citizen or a member of staff.
"""

from datetime import datetime

import msgspec

from scoring.finding import Kind
from survey.inquired import Inquired
from survey.peer import Peer


class Example(msgspec.Struct, frozen=True):
    """A unit that does better: the share of the points in question that it loses (0..1)."""

    unit_id: int
    loses: float


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """What one cause adds to the distance to the best third (points of the total; below 0 where the unit is ahead).

    `channel`, `why`, `item`, `part` and `sector` name the cause as `scoring.finding.Cause` does.
    """

    channel: str
    why: str
    item: str = ""
    part: str = ""
    sector: str = ""
    points: float
    lost: float
    """All points lost by it, also those that the best third loses."""
    share: float | None = None
    """Of the points in question, how much was lost (0..1); None where it was not tested here."""
    times: int
    of: int
    """Contacts in which it cost points, of those in which it could have."""
    sectors: tuple[tuple[str, float], ...] = ()
    examples: tuple[Example, ...] = ()


class Frequent(msgspec.Struct, frozen=True, kw_only=True):
    """A category of comments as it may be shown: shares 0..1, here and elsewhere."""

    axis: str
    code: str
    share: float
    low: float
    high: float
    elsewhere: float | None
    stands_out: bool


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    kept: int
    broken: int
    unknown: int = 0


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed finding, ready to become an action; `place` 1 comes first."""

    id: int | None = None
    """Of the stored finding, once the wave is published."""
    place: int
    kind: Kind
    code: str = ""
    """Of the promise or the category."""
    loss: Loss | None = None
    times: int
    of: int
    comments: tuple[Frequent, ...] = ()

    @property
    def key(self) -> str:
        """What it is about, the same in every wave."""
        one = self.loss
        return "/".join(
            (self.kind, self.code, *((one.channel, one.why, one.item, one.part, one.sector) if one else ()))
        )

    @property
    def share(self) -> float | None:
        """Lost of the points in question, promises broken, comments in the category: 0..1."""
        if self.loss is not None:
            return self.loss.share
        return self.times / self.of if self.of else None


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a finding of the wave before: the share of the points in question that was lost then and now."""

    proposal: Proposal
    before: float
    after: float | None
    """None where it was not tested again."""
    of_before: int | None = None
    """Contacts in which it could have been lost, or comments; None where that number may not be told."""
    of_after: int | None = None


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """The change since an earlier wave over items that both have; `discovery`: clear also among many units."""

    since: int
    change: float
    low: float | None
    high: float | None
    discovery: bool
    linked: int
    left_out: int


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A sector or a channel here, in the best third and over all units that were tested in it."""

    kind: str
    """sectors or channels, as a standing calls them."""
    code: str
    own: float | None
    best: float | None
    every: float | None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    wave_id: int
    unit_id: int
    units: int
    """With a total in this wave."""
    total: float | None
    low: float | None
    high: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    peers: tuple[Peer, ...] = ()
    """Its places among its like, the closest likeness first."""
    best: float | None
    """Mean total of the best third."""
    best_units: int
    distance: float | None
    inquired: Inquired | None = None
    losses: tuple[Loss, ...]
    """All causes, the most points first."""
    mix: float
    """Of the distance, what comes of having been tested on other items or weights than the best third."""
    figures: tuple[Figure, ...] = ()
    asked: int | None = None
    """The survey of the same time; only the house reads what citizens said."""
    voices: tuple[Frequent, ...] = ()
    comments: int | None = None
    """Behind the voices, where that number may be told."""
    promises: tuple[Promise, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    tested: tuple[Proposal, ...] = ()
    """What would be proposed if nobody had commented."""
    effects: tuple[Effect, ...] = ()
    moved: Moved | None = None
    computed_at: datetime

    def without_citizens(self) -> "Report":
        """As everybody may read it: as if nobody had been asked, so that not even a gap tells of a comment."""
        return msgspec.structs.replace(
            self,
            asked=None,
            voices=(),
            comments=None,
            proposals=self.tested,
            effects=tuple(one for one in self.effects if one.proposal.kind is not Kind.COMMENTS),
        )
