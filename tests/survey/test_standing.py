"""A unit's figures: every kind of missingness by its own rule, each with its footnote."""

from typing import Any

import pytest

from instruments.instrument import Outcome
from scoring.score import score
from survey import peer
from survey.inquiry import Status
from survey.peer import Kind, Peer
from survey.results import of_wave
from survey.standing import Standing, standings
from survey.wave import Wave
from tests.forms import NOW, SHEETS, TIMED, a_protocol, a_work

WAVE = Wave(id=1, name="W", protocol="small", starts_on=NOW.date(), ends_on=NOW.date(), seed=1, created_at=NOW)
GRADED = {"graded": Outcome.ANSWERED, "answers": {"right": "yes", "plain": "yes"}, "working_days": 3}


def of(*works: dict[str, Any], before: float | None = None, **protocol: Any) -> Standing:
    made = [a_work(n, **values) for n, values in enumerate(works, 1)]
    totals = {} if before is None else {7: before}
    (found,) = standings(WAVE, a_protocol(**protocol), SHEETS, made, before=totals, now=NOW)
    return found


@pytest.mark.parametrize("outcome", [Outcome.UNANSWERED, Outcome.UNREACHABLE, Outcome.REFUSED])
def test_what_the_unit_failed_at_counts_as_zero(outcome: Outcome) -> None:
    found = of(GRADED, {"status": Status.DONE, "outcome": outcome})
    assert found.total == 50
    assert found.tested == 1
    assert found.notes == {outcome: 2}


@pytest.mark.parametrize(
    "outcome",
    [Outcome.NOT_TESTED, Outcome.NOT_APPLICABLE, Outcome.NOT_OFFERED, Outcome.TESTER_ERROR, Outcome.DETECTED],
)
def test_what_the_unit_is_not_to_blame_for_leaves_the_sum(outcome: Outcome) -> None:
    found = of(GRADED, {"status": Status.DONE, "outcome": outcome})
    assert found.total == 100
    assert found.tested == 0.5
    assert found.notes == {outcome: 2}


def test_what_is_still_open_is_neither_here_nor_there() -> None:
    found = of(GRADED, {"status": Status.WAITING}, {"status": Status.SENT_BACK})
    assert (found.total, found.notes) == (100, {})
    assert found.tested == pytest.approx(1 / 3)


def test_an_answer_after_the_last_day_has_its_own_footnote() -> None:
    found = of({**GRADED, "working_days": 11}, {**GRADED, "working_days": 5}, **TIMED)
    assert found.total == 50
    assert found.notes == {"late": 3}


def test_a_unit_of_which_nothing_is_known_has_no_figures() -> None:
    found = of({"status": Status.PLANNED})
    assert (found.total, found.low, found.rank, found.tested, found.change) == (None, None, None, 0, None)


def test_change_needs_a_figure_before_and_one_now() -> None:
    assert of(GRADED, before=90).change == 10
    assert of(GRADED).change is None
    assert of({"status": Status.PLANNED}, before=90).change is None


def test_every_figure_that_says_how_sure_a_place_is_comes_along() -> None:
    right = {"answers": {"right": "yes", "plain": "yes"}}
    wrong = {"answers": {"right": "no"}}
    works = [
        a_work(100 * unit + n, unit_id=unit, slot=f"email-{n}", **{**GRADED, **(right if n < unit * 5 else wrong)})
        for unit in range(1, 5)
        for n in range(20)
    ]
    found = {one.unit_id: one for one in standings(WAVE, a_protocol(), SHEETS, works, before={}, now=NOW)}
    best, worst = found[4], found[1]
    assert (best.rank, worst.rank, best.tier, worst.rank_high_all) == (1, 4, 1, 4)
    assert (worst.tier or 0) > 1
    for one in found.values():
        assert one.total is not None
        assert one.low is not None
        assert one.low <= one.total <= (one.high or 0)
        assert (one.rank_low_all or 0) <= (one.rank_low or 0) <= (one.rank or 0) <= (one.rank_high or 0)
        assert (one.rank_high or 0) <= (one.rank_high_all or 0)
        assert one.contacts == 20
        assert one.error is not None
    assert (best.total or 0) > (best.shrunk or 0) > (worst.shrunk or 0) > (worst.total or 0)
    assert sum(one.top or 0 for one in found.values()) == pytest.approx(1, abs=0.01)


def test_change_is_told_over_items_of_both_waves_with_an_interval() -> None:
    right, wrong = {"answers": {"right": "yes", "plain": "yes"}}, {"answers": {"right": "no"}}
    waves = [
        [
            a_work(1000 * wave + 100 * unit + n, unit_id=unit, slot=f"email-{n}",
                   **{**GRADED, **(right if n % 4 < 1 + 2 * wave * (unit == 1) else wrong)})
            for unit in (1, 2) for n in range(20)
        ]
        for wave in (0, 1)
    ]  # fmt: skip
    protocol = a_protocol()
    old = [score(protocol, str(unit), of) for unit, of in of_wave(protocol, SHEETS, waves[0], now=NOW).items()]
    better, same = standings(WAVE, protocol, SHEETS, waves[1], before={}, earlier=old, now=NOW)
    assert better.moved is not None
    assert same.moved is not None
    assert better.moved.change == pytest.approx(100 / 3)
    assert better.moved.discovery
    assert 0 < (better.moved.low or 0) < 33 < 34 < (better.moved.high or 0)
    assert (same.moved.change, same.moved.discovery) == (0, False)
    assert better.moved.linked
    assert not better.moved.left_out


def among_peers(groups: dict[int, dict[Kind, str]]) -> dict[int, tuple[Peer, ...]]:
    answers = ({"right": "yes", "plain": "yes"}, {"right": "yes", "plain": "no"}, {"right": "no", "plain": "no"})
    works = [
        a_work(10 * unit + n, unit_id=unit, **{**GRADED, "answers": answers[(unit + n // 3) % 3]})
        for unit in range(1, 7)
        for n in range(4)
    ]
    return {
        one.unit_id: one.peers
        for one in standings(WAVE, a_protocol(), SHEETS, works, before={}, groups=groups, now=NOW)
    }


def test_a_unit_has_a_place_among_its_like_alone() -> None:
    """Worked out from nobody else: the others may as well not be there."""
    like = {Kind.GROUP: "KOSTRA 11"}
    found = among_peers({1: like, 2: like, 3: like, 4: {Kind.GROUP: "KOSTRA 12"}})
    places = [one for unit in (1, 2, 3) for one in found[unit]]
    assert {(one.kind, one.group, one.of) for one in places} == {(Kind.GROUP, "KOSTRA 11", 3)}
    assert sorted(one.rank or 0 for one in places) == [1, 2, 3]
    assert all(1 <= (one.rank_low_all or 0) <= (one.rank_low or 0) <= (one.rank or 0) for one in places)
    assert all((one.rank or 0) <= (one.rank_high or 0) <= (one.rank_high_all or 0) <= 3 for one in places)


def test_two_units_are_no_group_to_have_a_place_in() -> None:
    found = among_peers({1: {Kind.COUNTY: "Oslo"}, 2: {Kind.COUNTY: "Oslo"}, 3: {}})
    assert found[1] == found[2] == (Peer(kind=Kind.COUNTY, group="Oslo", of=2),)
    assert found[3] == ()
    assert peer.closest(found[1]) is None


def test_the_closest_likeness_comes_first() -> None:
    known = peer.groups_of(group="KOSTRA 11", county="Oslo", population=700_000)
    assert known == {Kind.GROUP: "KOSTRA 11", Kind.SIZE: "50000-", Kind.COUNTY: "Oslo"}
    found = among_peers(dict.fromkeys(range(1, 7), known) | {6: {Kind.SIZE: "50000-"}})
    assert [one.kind for one in found[1]] == [Kind.GROUP, Kind.SIZE, Kind.COUNTY]
    assert peer.closest(found[6]) == found[6][0]
    assert peer.groups_of(group="", county="", population=None) == {}
