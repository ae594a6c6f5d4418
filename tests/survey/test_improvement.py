"""An improvement report: contributions add up, nothing of others' comments, findings and what became of them."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments import bank
from instruments.instrument import Outcome
from instruments.scenario import Channel
from scoring.finding import Kind, Promise
from scoring.items import Result
from scoring.score import scores
from scoring.voices import Frequent
from survey.improvement import Heard, Known, reports
from survey.report import Report
from survey.standing import Moved, Standing
from survey.wave import Wave
from tests.conftest import NOW

RULES = bank.protocol("kommunetest-2019")
WAVE = Wave(
    id=2, name="Now", protocol=RULES.id, starts_on=date(2026, 3, 2), ends_on=date(2026, 5, 29), seed=1,
    created_at=NOW, previous_id=1,
)  # fmt: skip
ITEMS = ("correct", "friendly", "clear")
Grades = list[list[int | None]]


def results(unit: int, grades: list[int | None]) -> list[Result]:
    """One mail for each grade, of three items; None was not answered."""
    return [
        Result(
            unit=str(unit), inquiry=str(mail), item=item, sector="technical" if mail % 2 else "care",
            channel=Channel.EMAIL, points=Fraction(max(0, (grade or 0) - at)), possible=Fraction(4),
            status=Outcome.UNANSWERED if grade is None else Outcome.ANSWERED,
        )
        for mail, grade in enumerate(grades)
        for at, item in enumerate(ITEMS)
    ]  # fmt: skip


def told(grades: Grades, known: dict[int, Known] | None = None, moved: Moved | None = None) -> list[Report]:
    now = scores(RULES, [one for unit, some in enumerate(grades, 1) for one in results(unit, some)])
    standings = [
        Standing(
            wave_id=2, unit_id=int(one.unit), total=None if one.total is None else float(one.total), tested=1.0,
            sectors={code: None if value is None else float(value) for code, value in one.by_sector.items()},
            channels={}, notes={}, computed_at=NOW, moved=moved,
        )
        for one in now
    ]  # fmt: skip
    return reports(WAVE, RULES, now, standings, known=known, now=NOW)


WAVES = st.lists(st.lists(st.none() | st.integers(0, 4), min_size=2, max_size=4), min_size=1, max_size=6)
MIDDLING: Grades = [[4, 4, 4, 4], [4, 3, 4, 4], [None, 2, 3, 1], [2, 2, 2, 2], [1, 1, None, None], [0, 3, 2, 2]]


@given(WAVES)
def test_losses_and_mix_add_up_to_the_distance(grades: Grades) -> None:
    for one in told(grades):
        assert one.distance is not None
        assert abs(sum(each.points for each in one.losses) + one.mix - one.distance) < 1e-9
        assert one.best is not None
        assert one.total is not None
        assert abs(one.best - one.total - one.distance) < 1e-9
        assert [each.points for each in one.losses] == sorted((each.points for each in one.losses), reverse=True)


@given(WAVES)
def test_proposals_are_few_numbered_and_each_is_one_of_the_losses(grades: Grades) -> None:
    for one in told(grades):
        assert [each.place for each in one.proposals] == list(range(1, len(one.proposals) + 1))
        assert len(one.proposals) <= 5
        assert all(each.loss in one.losses and each.loss.points > 0 for each in one.proposals if each.loss)
        assert one.tested == one.proposals
        assert len({each.key for each in one.proposals}) == len(one.proposals)


def heard(*said: Frequent) -> Known:
    return Known(heard=Heard(asked=7, axis="reasons", comments=60, voices=said))


CONDUCT = Frequent("conduct", 20, 60, 100, 2000)


def test_a_report_says_nothing_of_other_units_comments() -> None:
    """Neither do the others' reports change with them."""
    quiet = told(MIDDLING)
    loud = told(MIDDLING, {3: heard(CONDUCT)})
    assert [one for one in loud if one.unit_id != 3] == [one for one in quiet if one.unit_id != 3]
    mine = next(one for one in loud if one.unit_id == 3)
    assert mine.voices[0].code == "conduct"
    assert mine.proposals[-1].kind is Kind.COMMENTS


def test_the_public_reads_the_report_as_if_nobody_had_commented() -> None:
    quiet, loud = told(MIDDLING), told(MIDDLING, {3: heard(CONDUCT, Frequent("no_answer", 30, 60, 200, 2000))})
    assert [one.without_citizens() for one in loud] == quiet == [one.without_citizens() for one in quiet]


def test_praise_is_told_and_never_a_finding() -> None:
    one = next(one for one in told(MIDDLING, {3: heard(Frequent("praise", 30, 60, 200, 2000))}) if one.unit_id == 3)
    assert one.voices[0].code == "praise"
    assert not one.voices[0].stands_out
    assert one.proposals == one.tested


def test_a_broken_promise_comes_first() -> None:
    kept = Promise("mail_hours:24", kept=2, broken=2)
    one = next(one for one in told(MIDDLING, {3: Known(promises=(kept,))}) if one.unit_id == 3)
    assert (one.proposals[0].kind, one.proposals[0].code, one.promises[0].broken) == (Kind.PROMISE, "mail_hours:24", 2)


def test_a_finding_of_the_wave_before_is_found_again() -> None:
    before = next(one for one in told(MIDDLING) if one.unit_id == 3).proposals
    better: Grades = [[4, 4, 4, 4], [4, 3, 4, 4], [4, 4, 4, 4], [2, 2, 2, 2], [1, 1, None, None], [0, 3, 2, 2]]
    one = next(
        one
        for one in told(better, {3: Known(earlier=before)}, moved=Moved(change=4.0, linked=9, left_out=1))
        if one.unit_id == 3
    )
    found = {each.proposal.key: (each.before, each.after) for each in one.effects}
    unanswered = "points//email/unanswered///"
    assert found[unanswered] == (pytest.approx(25 / 60 / 2), 0.0)  # care weighs 25 beside 35, one of its two mails
    assert all(each.of_before == each.proposal.of > 0 for each in one.effects)
    assert all(each.of_after for each in one.effects)
    assert one.moved is not None
    assert (one.moved.since, one.moved.change, one.moved.discovery) == (1, 4.0, False)


def test_the_share_of_a_finding_comes_with_what_it_is_of_and_comments_only_where_that_may_be_told() -> None:
    promised = Promise("mail_hours:24", kept=2, broken=2)
    before = next(
        one for one in told(MIDDLING, {3: Known(heard=heard(CONDUCT).heard, promises=(promised,))}) if one.unit_id == 3
    ).proposals
    assert {one.kind for one in before} == {Kind.POINTS, Kind.PROMISE, Kind.COMMENTS}
    now = Promise("mail_hours:24", kept=5, broken=1)
    for comments in (60, None):
        said = Heard(asked=8, axis="reasons", comments=comments, voices=(CONDUCT,))
        known = Known(heard=said, promises=(now,), earlier=before)
        one = next(one for one in told(MIDDLING, {3: known}) if one.unit_id == 3)
        found = {each.proposal.kind: (each.of_before, each.of_after) for each in one.effects}
        assert found[Kind.PROMISE] == (4, 6)
        assert found[Kind.COMMENTS] == (None, comments)
        assert all(found[Kind.POINTS])


def test_a_unit_without_a_total_has_no_distance_and_no_proposals() -> None:
    found = told([[4, 4], [2, 1]])
    bare = Standing(wave_id=2, unit_id=9, total=None, tested=0.0, sectors={}, channels={}, notes={}, computed_at=NOW)
    now = scores(RULES, results(1, [4, 4]))
    one = reports(WAVE, RULES, now, [bare], now=NOW)[0]
    assert (one.distance, one.losses, one.proposals, one.units) == (None, (), (), 1)
    assert found[0].units == 2
