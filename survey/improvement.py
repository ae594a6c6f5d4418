"""From the scores of a whole wave to each unit's improvement report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from statistics import fmean

import msgspec

from instruments.instrument import Part
from instruments.protocol import Protocol
from instruments.scenario import Channel
from scoring import finding, voices
from scoring.distance import Best, Contribution, Distance, best_third, distance
from scoring.finding import Cause, Finding, Kind, Neighbours, propose
from scoring.interval import wilson
from scoring.items import Summed
from scoring.score import Score
from survey.inquired import inquired
from survey.report import Effect, Example, Figure, Frequent, Loss, Moved, Promise, Proposal, Report
from survey.standing import Standing
from survey.wave import Wave

PRAISE = "praise"
"""No cause for a finding, however frequent."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What may be shown of the comments on a unit in one survey: reasons, as numbers of comments."""

    asked: int
    axis: str
    comments: int | None
    voices: tuple[voices.Frequent, ...]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a unit beside its scores."""

    heard: Heard | None = None
    promises: tuple[finding.Promise, ...] = ()
    earlier: tuple[Proposal, ...] = ()
    """Findings of the wave before."""


class Whole:
    """A wave as a whole, worked out once for all its units."""

    def __init__(self, protocol: Protocol, scores: Sequence[Score], standings: Iterable[Standing]) -> None:
        self.protocol = protocol
        self.scores = {int(one.unit): one for one in scores}
        self.standings = {one.unit_id: one for one in standings}
        self.ranked = [one for one in scores if one.total is not None]
        self.best: Best | None = best_third(protocol, scores) if self.ranked else None
        self.neighbours = Neighbours(protocol, scores)
        self.means = {kind: dict(self._means(kind)) for kind in ("sectors", "channels")}

    def distance(self, unit_id: int) -> Distance | None:
        score = self.scores.get(unit_id)
        if score is None or score.total is None or self.best is None:
            return None
        return distance(self.protocol, score, self.best, own=self.neighbours.standings[score.unit])

    def _means(self, kind: str) -> Iterator[tuple[str, tuple[float | None, float | None]]]:
        """Of each sector or channel: the mean of the best third, and that of all."""
        every: list[tuple[int, Mapping[str, float | None]]] = [
            (one.unit_id, getattr(one, kind)) for one in self.standings.values()
        ]
        best = {int(unit) for unit in self.best.units} if self.best else set()
        for code in dict.fromkeys(code for _, figures in every for code in figures):
            told = [(unit, value) for unit, figures in every if (value := figures.get(code)) is not None]
            yield code, (mean(value for unit, value in told if unit in best), mean(value for _, value in told))


def mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return fmean(found) if found else None


def reports(
    wave: Wave,
    protocol: Protocol,
    scores: Sequence[Score],
    standings: Sequence[Standing],
    *,
    known: Mapping[int, Known] | None = None,
    now: datetime,
) -> list[Report]:
    """One for each standing."""
    whole = Whole(protocol, scores, standings)
    return [report(wave, whole, one, (known or {}).get(one.unit_id, Known()), now=now) for one in standings]


def report(wave: Wave, whole: Whole, one: Standing, known: Known, *, now: datetime) -> Report:
    far = whole.distance(one.unit_id)
    said = known.heard.voices if known.heard else ()
    voiced = {each.category: frequent(each, known.heard.axis if known.heard else "") for each in said}
    losses = tuple(of_causes(far, whole.neighbours)) if far else ()
    return Report(
        wave_id=wave.id,
        unit_id=one.unit_id,
        units=len(whole.ranked),
        total=one.total,
        low=one.low,
        high=one.high,
        rank=one.rank,
        rank_low=one.rank_low,
        rank_high=one.rank_high,
        peers=one.peers,
        best=float(whole.best.total) if whole.best else None,
        best_units=len(whole.best.units) if whole.best else 0,
        distance=float(far.points) if far else None,
        inquired=inquired(whole.scores[one.unit_id]) if one.unit_id in whole.scores else None,
        losses=losses,
        mix=float(far.mix) if far else 0.0,
        figures=tuple(figures(one, whole)),
        asked=known.heard.asked if known.heard else None,
        voices=tuple(voiced.values()),
        comments=known.heard.comments if known.heard else None,
        promises=tuple(Promise(code=p.code, kept=p.kept, broken=p.broken, unknown=p.unknown) for p in known.promises),
        proposals=proposals(far, whole.neighbours, losses, known.promises, said=said, voiced=voiced),
        tested=proposals(far, whole.neighbours, losses, known.promises),
        effects=tuple(effects(known, whole.neighbours, one.unit_id)),
        moved=moved(wave, one),
        computed_at=now,
    )


def of_causes(far: Distance, neighbours: Neighbours) -> Iterator[Loss]:
    """Every cause, the most points first; together with the mix they add up to the distance."""
    for what, some in finding.causes(far):
        yield loss(far, what, some, neighbours)


def loss(far: Distance, what: Cause, some: Sequence[Contribution], neighbours: Neighbours) -> Loss:
    one = finding.completed(finding.of_cause(what, some, (), {}), far.unit, neighbours)
    own = neighbours.losing(what).get(far.unit)
    return Loss(
        channel=what.channel or "",
        why=what.why,
        item=what.item,
        part=what.part,
        sector=what.sector,
        points=float(one.points),
        lost=float(sum(each.lost for each in some)),
        share=own[0] if own else None,
        times=one.times,
        of=one.of,
        sectors=tuple((code, float(points)) for code, points in one.sectors),
        examples=tuple(Example(int(each.unit), each.loses) for each in one.examples),
    )


def cause_of(one: Loss) -> Cause:
    """As the scoring names it."""
    part = Summed(one.part) if one.part in set(Summed) else Part(one.part)
    return Cause(Channel(one.channel) if one.channel else None, one.why, one.item, part, one.sector)


def proposals(
    far: Distance | None,
    neighbours: Neighbours,
    losses: Sequence[Loss],
    promises: Sequence[finding.Promise],
    *,
    said: Sequence[voices.Frequent] = (),
    voiced: Mapping[str, Frequent] | None = None,
) -> tuple[Proposal, ...]:
    if far is None:
        return ()
    by_cause = {cause_of(one): one for one in losses}
    complaints = [one for one in said if one.category != PRAISE]
    found = propose(far, neighbours, frequent=complaints, promises=promises)
    return tuple(proposal(place, one, by_cause, voiced or {}) for place, one in enumerate(found, 1))


def proposal(place: int, one: Finding, by_cause: Mapping[Cause, Loss], voiced: Mapping[str, Frequent]) -> Proposal:
    return Proposal(
        place=place,
        kind=one.kind,
        code=one.code,
        loss=by_cause[one.cause] if one.cause else None,
        times=one.times,
        of=one.of,
        comments=tuple(voiced[each.category] for each in one.comments),
    )


def frequent(one: voices.Frequent, axis: str) -> Frequent:
    here = wilson(one.number, one.of)
    return Frequent(
        axis=axis,
        code=one.category,
        share=one.number / one.of,
        low=here.low or 0.0,
        high=1.0 if here.high is None else here.high,
        elsewhere=one.number_elsewhere / one.of_elsewhere if one.of_elsewhere else None,
        stands_out=one.stands_out and one.category != PRAISE,
    )


def figures(one: Standing, whole: Whole) -> Iterator[Figure]:
    for kind, means in whole.means.items():
        own: Mapping[str, float | None] = getattr(one, kind)
        for code, (best, every) in means.items():
            yield Figure(kind=kind, code=code, own=own.get(code), best=best, every=every)


def effects(known: Known, neighbours: Neighbours, unit_id: int) -> Iterator[Effect]:
    """What was lost by the findings of the wave before, then and now, and of how many. Of comments only today's number
    is known to be one that may be told."""
    for one in known.earlier:
        if one.share is not None:
            after, of = now_lost(one, known, neighbours, unit_id)
            before = None if one.kind is Kind.COMMENTS else one.of
            yield Effect(proposal=one, before=one.share, after=after, of_before=before, of_after=of)


def now_lost(one: Proposal, known: Known, neighbours: Neighbours, unit_id: int) -> tuple[float | None, int | None]:
    """The share, and of how many contacts or comments."""
    match one.kind:
        case Kind.POINTS if one.loss:
            return neighbours.losing(cause_of(one.loss)).get(str(unit_id), (None, None))
        case Kind.PROMISE:
            for each in known.promises:
                if each.code == one.code and (of := each.kept + each.broken):
                    return each.broken / of, of
        case Kind.COMMENTS if known.heard:
            for said in known.heard.voices:
                if said.category == one.code:
                    return said.number / said.of, known.heard.comments
    return None, None


def moved(wave: Wave, one: Standing) -> Moved | None:
    found = one.moved
    if found is None or wave.previous_id is None:
        return None
    return Moved(
        since=wave.previous_id,
        change=found.change,
        low=found.low,
        high=found.high,
        discovery=found.discovery,
        linked=found.linked,
        left_out=found.left_out,
    )
