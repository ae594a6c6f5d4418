"""An instrument, what is wrong with one, and what answers to it are worth."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.answers import Refusal, check
from instruments.fault import Severity
from instruments.instrument import Choice, Instrument, Item, Kind, Outcome, Rule, for_sector
from instruments.language import in_language
from instruments.validity import problems
from instruments.worth import points


def texts(text: str) -> dict[str, str]:
    return {"nb": text, "en": text}


def yes_no(name: str, **more: object) -> Item:
    choices = (
        Choice(value="yes", label=texts("Yes"), points=2),
        Choice(value="no", label=texts("No"), points=0),
    )
    return msgspec.structs.replace(Item(name=name, label=texts(name), choices=choices), **more)


FORM = Instrument(
    id="form",
    title=texts("Form"),
    items=(
        yes_no("reached", required=True),
        yes_no("right", required=True, shown_if=Rule("reached", ("yes",)), when_hidden=Outcome.UNREACHABLE),
        yes_no("next_step", may_be=(Outcome.NOT_OFFERED,), only_in=("care",)),
        Item(name="comment", kind=Kind.TEXT, label=texts("Comment")),
    ),
)


def refusals(answers: dict[str, str | list[str]]) -> set[tuple[str, Refusal]]:
    return {(problem.item, problem.kind) for problem in check(FORM, answers).problems}


def test_a_sound_instrument_has_no_problems() -> None:
    assert problems(FORM) == ()
    assert FORM.languages == ("nb", "en")
    assert FORM.max_points == 6


def test_a_full_answer_stands_and_is_worth_its_points() -> None:
    checked = check(FORM, {"reached": "yes", "right": "no", "next_step": "yes", "comment": " good "})
    assert not checked.problems
    assert checked.values["comment"] == "good"
    assert [(line.item, line.points) for line in points(FORM, checked.values)] == [
        ("reached", 2), ("right", 0), ("next_step", 2),
    ]  # fmt: skip


def test_what_is_missing_unknown_or_not_a_choice_is_refused_by_name() -> None:
    assert refusals({}) == {("reached", Refusal.REQUIRED)}
    assert refusals({"reached": "maybe"}) == {("reached", Refusal.CHOICE)}
    assert refusals({"reached": ["yes", "no"], "x": "1"}) == {("reached", Refusal.TYPE), ("x", Refusal.UNKNOWN)}


NESTED = Instrument(
    id="nested",
    title={"en": "Nested"},
    items=(
        Item(name="visit", kind=Kind.GROUP, items=(Item(name="day", kind=Kind.INTEGER, label={"en": "Day"}),)),
        Item(name="calls", kind=Kind.REPEAT, items=(Item(name="length", kind=Kind.INTEGER, label={"en": "How long"}),)),
        Item(name="copy", kind=Kind.CALCULATE, calculation="${day}"),
    ),
)


@pytest.mark.parametrize(
    ("answers", "path", "kind"),
    [
        ({"calls": {"length": 3}}, "calls", Refusal.TYPE),
        ({"calls": [{"length": 3}, 4]}, "calls.2", Refusal.TYPE),
        ({"visit": [1]}, "visit", Refusal.TYPE),
        ({"length": 3}, "length", Refusal.UNKNOWN),
        ({"visit": {"length": 3}}, "length", Refusal.UNKNOWN),
        ({"calls": [{"day": 3}]}, "calls.1.day", Refusal.UNKNOWN),
    ],
)
def test_an_answer_that_stands_where_it_cannot_be_read_is_told(
    answers: dict[str, object], path: str, kind: Refusal
) -> None:
    assert [(problem.item, problem.kind) for problem in check(NESTED, answers).problems] == [(path, kind)]


def test_a_number_that_is_only_looked_up_stays_a_number() -> None:
    assert check(NESTED, {"visit": {"day": "17"}}).values == {"day": 17, "copy": 17}


def test_an_answer_to_what_is_not_asked_is_dropped() -> None:
    checked = check(FORM, {"reached": "no", "right": "yes"})
    assert [problem.kind for problem in checked.problems] == [Refusal.IRRELEVANT]
    assert checked.values == {"reached": "no"}
    assert checked.relevant == ("reached", "next_step", "comment")


def test_a_hidden_item_says_why_it_has_no_points() -> None:
    lines = {line.item: line for line in points(FORM, {"reached": "no"})}
    assert lines["right"].status is Outcome.UNREACHABLE
    assert lines["right"].points is None
    assert lines["right"].max_points == 2
    assert lines["next_step"].status is Outcome.NOT_TESTED


def test_a_grader_may_say_why_there_is_no_answer_where_the_item_allows_it() -> None:
    checked = check(FORM, {"reached": "yes", "right": "@not_offered", "next_step": "@not_offered"})
    assert [(problem.item, problem.kind) for problem in checked.problems] == [("right", Refusal.CHOICE)]
    assert {line.item: line.status for line in points(FORM, checked.values)}["next_step"] is Outcome.NOT_OFFERED


def test_an_item_for_some_sectors_is_left_out_elsewhere() -> None:
    assert [item.name for item in for_sector(FORM, "technical").items] == ["reached", "right", "comment"]
    assert for_sector(FORM, "care") == FORM


@pytest.mark.parametrize(
    ("item", "where", "message"),
    [
        (yes_no("a", weight=-1), "a.weight", "negative"),
        (yes_no("a b"), "a b", "letters"),
        (yes_no("reached"), "reached", "two items"),
        (yes_no("a", choices=()), "a.choices", "nothing to choose"),
        (yes_no("a", may_be=(Outcome.ANSWERED,)), "a.may_be", "answering"),
        (yes_no("a", shown_if=Rule("b", ("yes",))), "a.shown_if", "no earlier item"),
        (yes_no("a", shown_if=Rule("reached", ("perhaps",))), "a.shown_if", "no choice"),
        (yes_no("a", kind=Kind.TEXT), "a.choices", "no choices"),
    ],
)
def test_a_fault_is_told_with_its_place(item: Item, where: str, message: str) -> None:
    faults = problems(msgspec.structs.replace(FORM, items=(*FORM.items, item)))
    assert any(fault.where == where and message in fault.message for fault in faults)


def test_a_missing_translation_is_a_warning() -> None:
    (fault,) = problems(msgspec.structs.replace(FORM, items=(yes_no("a", label={"nb": "A"}),)))
    assert (fault.where, fault.severity) == ("a.label", Severity.WARNING)


@pytest.mark.parametrize("text", ["x${x", "${x y}", "${", "${}", "${x\n}${y", "so ${right} and ${wro"])
def test_a_name_that_is_begun_in_a_text_and_not_ended_is_a_warning_where_it_stands(text: str) -> None:
    chosen = tuple(Choice(value=value, label=texts(text)) for value in ("yes", "no"))
    asked = Item(name="right", label=texts(text), hint=texts(text), choices=chosen)
    found = problems(Instrument(id="x", title=texts(text), intro=texts(text), items=(asked,)))
    begun = [fault for fault in found if "begins like the name of an item" in fault.message]
    choices = ("right.choices.yes.label", "right.choices.no.label")
    assert {fault.where for fault in begun} == {"title", "intro", "right.label", "right.hint", *choices}
    assert {fault.severity for fault in begun} == {Severity.WARNING}


@pytest.mark.parametrize("text", ["${right}", "${ right }", "5 $ {x}", "costs $5", "{x}", "$"])
def test_whole_names_and_other_signs_are_no_fault(text: str) -> None:
    asked = Item(name="right", kind=Kind.TEXT, label=texts(text))
    assert problems(Instrument(id="x", title=texts(text), items=(asked,))) == ()


def test_a_title_names_no_item_that_is_not_there() -> None:
    asked = Item(name="right", kind=Kind.TEXT, label=texts("Right?"))
    (fault,) = problems(Instrument(id="x", title=texts("About ${nothing}"), items=(asked,)))
    assert (fault.where, fault.severity) == ("title", Severity.WARNING)


def test_a_language_of_drafts_is_one_that_the_instrument_speaks() -> None:
    assert problems(msgspec.structs.replace(FORM, drafts=("en",))) == ()
    fault = problems(msgspec.structs.replace(FORM, drafts=("fi",)))[0]
    assert (fault.where, fault.message) == ("drafts", "`fi` is none of its languages (nb, en)")


def test_a_text_falls_back_to_the_nearest_language() -> None:
    assert in_language({"nb": "hei", "en": "hello"}, "nn") == "hei"
    assert in_language({"nb": "hei", "en": "hello"}, "neutral") == "hei"
    assert in_language({"nb": "hei", "en": "hello"}, "sv") == "hello"
    assert in_language({"sv": "hej"}, "nb") == "hej"


answer = st.one_of(st.sampled_from(["yes", "no", "", "@not_offered", "@x"]), st.text(), st.lists(st.text(), max_size=2))


@given(st.dictionaries(st.one_of(st.sampled_from([item.name for item in FORM.items]), st.text()), answer))
def test_whatever_comes_in_what_is_kept_stands(answers: dict[str, str | list[str]]) -> None:
    kept = check(FORM, answers)
    assert set(kept.values) <= set(kept.relevant)
    again = check(FORM, dict(kept.values))
    assert again.values == kept.values
    assert {problem.kind for problem in again.problems} <= {Refusal.REQUIRED}
    assert len(points(FORM, kept.values)) == 3
