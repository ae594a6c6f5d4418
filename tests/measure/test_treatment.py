"""Equal treatment from the contacts of a wave: who is compared with whom, on what, and when nothing is said."""

from fractions import Fraction

import pytest

from instruments import bank
from instruments.instrument import Outcome
from instruments.scenario import Cast, Channel, Persona
from scoring.items import Result
from scoring.score import Score, score
from scoring.treatment import Factor
from survey.measurement.treatment import ENOUGH, MANNER, WHOLE, Asked, judged, kind, treatment

PROTOCOL = bank.protocol("kommunetest-2019")
CAST = {one.id: one for each in bank.every(Cast).values() for one in each.personas}


def a_score(unit: int, given: dict[str, tuple[int, int]]) -> Score:
    """Contact -> points for the answer and for the manner, of 2 each."""
    return score(
        PROTOCOL,
        str(unit),
        [
            Result(
                unit=str(unit), inquiry=name, channel=Channel.PHONE, sector="care", item=item,
                points=Fraction(points), possible=Fraction(2), status=Outcome.ANSWERED,
            )
            for name, both in given.items()
            for item, points in zip(("correct", "manner"), both, strict=True)
        ],
    )  # fmt: skip


def asked(id: int, unit: int, *, form: str, scenario: str = "q", channel: str = "phone") -> Asked:
    return Asked(id=id, unit_id=unit, scenario=scenario, persona="", written_form=form, channel=channel, tester_id=None)


def test_a_contact_counts_with_all_it_got_and_its_tone_apart() -> None:
    one = a_score(1, {"1": (2, 0), "2": (0, 1)})
    assert judged(one, WHOLE) == {"1": 50.0, "2": 25.0}
    assert judged(one, MANNER) == {"1": 0.0, "2": 50.0}


@pytest.mark.parametrize("units", [ENOUGH - 1, ENOUGH])
def test_the_same_unit_and_question_are_compared_where_there_are_enough_of_them(units: int) -> None:
    scores = [a_score(n, {str(2 * n): (1 + n % 2, 1), str(2 * n + 1): (0, 1)}) for n in range(units)]
    who = [
        asked(2 * n + more, n, form=form) for n in range(units) for more, form in enumerate(("nb", "nn"))
    ]  # fmt: skip
    found = treatment(scores, {str(one.id): one for one in who}, CAST).measured[0]
    form = next(one for one in found.pairs if one.factor is Factor.FORM)
    if units < ENOUGH:
        assert not form.enough
    else:
        (only,) = form.enough
        assert form.same_unit
        assert (only.first, only.second, only.questions) == ("nb", "nn", ENOUGH)
        assert only.difference.estimate == pytest.approx(37.5)


def test_units_that_differ_say_nothing_of_the_form_in_which_they_were_asked() -> None:
    """Nynorsk goes to units that use it, and they may do better or worse whatever the form."""
    questions = [f"q{n}" for n in range(ENOUGH)]
    who = [
        asked(2 * n + more, 2 * n + more, form=form, scenario=question)
        for n, question in enumerate(questions)
        for more, form in enumerate(("nb", "nn"))
    ]
    scores = [a_score(one.unit_id, {str(one.id): (2 if one.written_form == "nn" else 0, 1)}) for one in who]
    found = treatment(scores, {str(one.id): one for one in who}, CAST).measured[0]
    assert not next(one for one in found.pairs if one.factor is Factor.FORM).enough


def test_units_that_met_both_forms_are_compared_question_by_question() -> None:
    """Each question in one form to one of them and in the other to another."""
    who = [
        asked(unit * ENOUGH + n, unit, form="nn" if (unit + n) % 2 else "nb", scenario=f"q{n}")
        for unit in range(2)
        for n in range(ENOUGH)
    ]
    given = {str(one.id): (2 if one.written_form == "nn" else one.id % 3, 1) for one in who}
    scores = [a_score(unit, {str(one.id): given[str(one.id)] for one in who if one.unit_id == unit}) for unit in (0, 1)]
    form = next(
        one
        for one in treatment(scores, {str(o.id): o for o in who}, CAST).measured[0].pairs
        if one.factor is Factor.FORM
    )
    (only,) = form.enough
    assert (form.same_unit, only.questions) == (False, ENOUGH)
    assert only.difference.estimate is not None and only.difference.estimate < 0


def test_a_search_on_a_website_is_written_in_no_form() -> None:
    who = [
        asked(2 * n + more, n, form=form, channel="web_mobile")
        for n in range(ENOUGH)
        for more, form in enumerate(("nb", "nn"))
    ]
    scores = [a_score(n, {str(2 * n): (1 + n % 2, 1), str(2 * n + 1): (0, 1)}) for n in range(ENOUGH)]
    found = treatment(scores, {str(one.id): one for one in who}, CAST).measured[0]
    assert not next(one for one in found.pairs if one.factor is Factor.FORM).compared


def test_personas_are_compared_by_their_age() -> None:
    kinds = {one.id: kind(one) for one in CAST.values()}
    assert set(kinds.values()) == {"young", "middle", "old"}
    assert kind(None) == ""
    assert isinstance(next(iter(CAST.values())), Persona)


def test_what_nobody_judged_is_no_contact() -> None:
    assert treatment([a_score(1, {})], {}, CAST).measured == ()
