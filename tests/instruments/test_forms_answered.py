"""The bank's surveys, checklists and training forms filled in: who is asked what, and what the answers are worth."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments import bank
from instruments.answers import Refusal, check
from instruments.instrument import Instrument
from instruments.worth import Total, points, total

FORMS = bank.instruments()
EMAIL, PHONE = FORMS["post-contact-email"], FORMS["post-contact-phone"]
KIOSK, SHORT = FORMS["kiosk"], FORMS["short-survey"]
LISTENING, ROLE_PLAY, STANDARD = FORMS["co-listening"], FORMS["role-play"], FORMS["service-standard"]
AFTER_CONTACT = [(EMAIL, "answered", "not_yet", "reasonable"), (PHONE, "reached", "no", "stopped_by")]
AREAS = {
    "technical", "planning", "roads", "school", "care", "health",
    "social", "culture", "environment", "housing", "tax", "general",
}  # fmt: skip


def stored(form: Instrument, answers: dict[str, Any]) -> dict[str, Any]:
    checked = check(form, answers)
    assert checked.problems == ()
    return checked.values


def worth(form: Instrument, answers: dict[str, Any]) -> Total:
    return total(points(form, stored(form, answers)))


def asked(form: Instrument, answers: dict[str, Any]) -> set[str]:
    return set(check(form, answers).relevant)


def scales(form: Instrument) -> list[str]:
    return [item.name for item in form.leaves if item.list in {"satisfied", "easy", "well"}]


@pytest.mark.parametrize(("grade", "index"), [("1", 0), ("2", 25), ("3", 50), ("4", 75), ("5", 100)])
@pytest.mark.parametrize("form", [EMAIL, PHONE, KIOSK, SHORT], ids=lambda form: form.id)
def test_five_grades_are_worth_what_the_swedish_index_makes_of_them(form: Instrument, grade: str, index: float) -> None:
    first = form.items[0].name
    opened = {first: "yes"} if form in (EMAIL, PHONE) else {}
    assert worth(form, {**opened, **dict.fromkeys(scales(form), grade)}).percent == index


def test_the_index_is_the_mean_of_the_grades_that_were_given() -> None:
    answers = {"answered": "yes", "speed": "4", "clarity": "5", "courtesy": "@not_applicable", "competence": "3"}
    found = worth(EMAIL, {**answers, "ease": "4", "overall": "4"})
    assert found.percent == (75 + 100 + 50 + 75 + 75) / 5
    assert found.max_points == 20


@pytest.mark.parametrize(("form", "screen", "no", "instead"), AFTER_CONTACT, ids=["email", "phone"])
def test_who_got_no_reply_leaves_the_index_and_is_asked_something_else(
    form: Instrument, screen: str, no: str, instead: str
) -> None:
    given_up = asked(form, {screen: no})
    assert instead in given_up
    assert not given_up & set(scales(form))
    assert worth(form, {screen: no}).percent is None
    assert instead not in asked(form, {screen: "yes"})


@pytest.mark.parametrize(("form", "screen", "no", "instead"), AFTER_CONTACT, ids=["email", "phone"])
def test_who_was_never_in_contact_is_asked_nothing_more(form: Instrument, screen: str, no: str, instead: str) -> None:
    assert asked(form, {screen: "not_mine"}) == {screen}
    assert asked(form, {}) == {screen}


@pytest.mark.parametrize("form", [EMAIL, PHONE, KIOSK, SHORT], ids=lambda form: form.id)
def test_a_citizen_may_leave_out_anything_but_the_screening(form: Instrument) -> None:
    needed = {item.name for item in form.every if item.required}
    assert needed <= {form.items[0].name}
    opened = dict.fromkeys(needed, "yes")
    assert check(form, opened).problems == ()


def test_a_grade_for_an_answer_that_never_came_is_refused() -> None:
    (refused,) = check(EMAIL, {"answered": "not_yet", "speed": "5"}).problems
    assert (refused.item, refused.kind) == ("speed", Refusal.IRRELEVANT)


@pytest.mark.parametrize("form", [EMAIL, PHONE, LISTENING], ids=lambda form: form.id)
def test_matters_carry_the_codes_under_which_comments_are_sorted(form: Instrument) -> None:
    assert {choice.value for choice in form.lists["areas"]} == AREAS | {"other"}


def test_another_matter_is_told_in_words() -> None:
    assert "area_other" in asked(PHONE, {"reached": "yes", "area": "other"})
    assert "area_other" not in asked(PHONE, {"reached": "yes", "area": "tax"})


@pytest.mark.parametrize(("solved", "index"), [("yes", 100), ("partly", 50), ("no", 0)])
def test_what_got_done_weighs_as_much_as_a_grade_at_the_kiosk(solved: str, index: float) -> None:
    assert worth(KIOSK, {"solved": solved}).percent == index
    assert worth(KIOSK, {"solved": solved, "courtesy": "3"}).percent == (index + 50) / 2


HEARD = {
    "opening": "yes", "listening": "yes", "clarity": "partly", "competence": "yes", "closing": "no",
    "system_work": "@not_applicable", "correct": "yes", "strength": "Let the caller finish",
}  # fmt: skip


def test_a_call_is_worth_what_was_heard_and_what_could_not_be_seen_leaves_the_sum() -> None:
    found = worth(LISTENING, HEARD)
    assert (found.points, found.max_points) == (2 + 2 + 1 + 2 + 0 + 1, 11)


def test_wrong_information_takes_all_points_and_asks_what_must_be_put_right() -> None:
    wrong = {**HEARD, "correct": "no"}
    assert [(one.item, one.kind) for one in check(LISTENING, wrong).problems] == [("mend", Refusal.REQUIRED)]
    found = worth(LISTENING, {**wrong, "mend": "Call back with the right deadline"})
    assert (found.points, found.knocked_out) == (0, ("correct",))


def test_going_beyond_what_was_asked_adds_and_its_lack_takes_nothing() -> None:
    plain, beyond = worth(LISTENING, HEARD), worth(LISTENING, {**HEARD, "beyond": "yes"})
    assert (beyond.points, beyond.max_points) == (plain.points + 1, plain.max_points)
    assert worth(LISTENING, {**HEARD, "beyond": "no"}).points == plain.points


def test_moments_of_a_call_come_one_by_one_in_whole_minutes() -> None:
    moments = [{"minute": "2", "moment_kind": "good", "moment_text": "A pause"}, {"minute": "181"}]
    (refused,) = check(LISTENING, {**HEARD, "moments": moments}).problems
    assert (refused.item, refused.kind) == ("moments.2.minute", Refusal.CONSTRAINT)
    kept = stored(LISTENING, {**HEARD, "moments": moments[:1]})["moments"]
    assert kept == [{"minute": 2, "moment_kind": "good", "moment_text": "A pause"}]


def test_every_level_of_a_call_has_a_model_in_each_language() -> None:
    judged = [item for item in LISTENING.leaves if item.scored]
    assert len(judged) == 8
    assert all(set(choice.guidance) == {"nb", "nn", "sv", "en"} for item in judged for choice in item.choices)


PLAYED = {"scene": "refusal", "next_time": "Saying no and offering something else"}


def test_a_role_play_shows_where_the_two_views_agree() -> None:
    views = {"own_welcome": "there", "welcome": "there", "own_closing": "there", "closing": "model", "clarity": "there"}
    values = stored(ROLE_PLAY, {**PLAYED, **views})
    assert (values["agreed"], values["rated"]) == (1, 2)
    assert {"agreement", "differences"} <= asked(ROLE_PLAY, {**PLAYED, **views})


def test_a_role_play_asks_for_no_difference_where_there_is_none() -> None:
    alike = {"own_welcome": "there", "welcome": "there"}
    assert "differences" not in asked(ROLE_PLAY, {**PLAYED, **alike})
    assert not {"agreement", "differences"} & asked(ROLE_PLAY, PLAYED)


def test_only_the_one_who_looked_on_gives_points() -> None:
    assert {item.name for item in ROLE_PLAY.leaves if item.scored} == {
        "welcome", "listening", "feelings", "clarity", "closing",
    }  # fmt: skip
    assert worth(ROLE_PLAY, {**PLAYED, "own_welcome": "model", "welcome": "on_the_way"}).points == 1


BEHAVIOURS = [item.name for item in STANDARD.leaves if item.list == "met"]
COMPETENT = BEHAVIOURS[:4]
NOT_HERE = "@not_applicable"


def test_a_value_scores_the_share_of_its_behaviours_that_are_met() -> None:
    answers = dict.fromkeys(BEHAVIOURS, NOT_HERE) | dict(zip(COMPETENT, ("yes", "yes", "partly", "no"), strict=True))
    values = stored(STANDARD, answers)
    assert values["competent_score"] == 63  # 5 of 8, half rounds up
    assert values["whole_score"] == 63


def test_a_behaviour_that_does_not_apply_leaves_the_score_of_its_value() -> None:
    answers = dict.fromkeys(BEHAVIOURS, "no") | dict(zip(COMPETENT, ("yes", NOT_HERE, NOT_HERE, "no"), strict=True))
    assert stored(STANDARD, answers)["competent_score"] == 50


def test_a_value_none_of_which_applies_has_no_score_and_shows_none() -> None:
    answers = dict.fromkeys(BEHAVIOURS, "yes") | dict.fromkeys(COMPETENT, NOT_HERE)
    assert stored(STANDARD, answers).get("competent_score") is None
    assert "competent_shown" not in asked(STANDARD, answers)
    assert "open_shown" in asked(STANDARD, answers)


def test_evidence_is_asked_for_what_is_met_and_not_for_what_is_not() -> None:
    assert "training_evidence" in asked(STANDARD, {"training": "yes"})
    assert "training_evidence" in asked(STANDARD, {"training": "partly"})
    assert "training_evidence" not in asked(STANDARD, {"training": "no"})


@given(st.lists(st.sampled_from(["yes", "partly", "no", NOT_HERE]), min_size=16, max_size=16))
def test_what_the_checklist_shows_is_what_its_points_say(chosen: list[str]) -> None:
    values = stored(STANDARD, dict(zip(BEHAVIOURS, chosen, strict=True)))
    found = total(points(STANDARD, values))
    if not found.max_points:
        assert values.get("whole_score") is None
        return
    share = Fraction(100 * int(found.points), int(found.max_points))
    assert values["whole_score"] == int(share + Fraction(1, 2))


def test_the_example_shows_a_skip_a_limit_and_a_calculation() -> None:
    example = bank.example()
    assert "left_out" in asked(example, {"answered": "partly"})
    assert "left_out" not in asked(example, {"answered": "fully"})
    assert check(example, {"answered": "fully", "days": "61"}).problems[0].kind is Refusal.CONSTRAINT
    assert "well_done" in asked(example, {"answered": "fully", "days": "3"})
    assert not {"well_done"} & (asked(example, {"answered": "fully"}) | asked(example, {"answered": "no", "days": "1"}))
    assert worth(example, {"answered": "partly", "tone": "warm", "contents": ["link", "phone"]}).percent == 75
