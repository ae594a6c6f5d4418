"""A posted form becomes flat fields, whatever comes in."""

from hypothesis import given
from hypothesis import strategies as st

from instruments.instrument import Choice, Instrument, Item, Kind
from survey.web.questions import instances
from survey.web.questions.posted import fields_of, kept, posted, values_of

CHOICES = tuple(Choice(value=value, label={"en": value}) for value in ("tea", "coffee", "water"))
FORM = Instrument(
    id="form",
    title={"en": "Form"},
    items=(
        Item(name="age", kind=Kind.INTEGER),
        Item(name="country", kind=Kind.TEXT, default="Norway"),
        Item(name="drinks", kind=Kind.SELECT_MULTIPLE, choices=CHOICES),
        Item(name="best", kind=Kind.RANK, choices=CHOICES),
        Item(name="calls", kind=Kind.REPEAT, items=(Item(name="note", kind=Kind.TEXT),)),
    ),
)


def test_several_ticks_are_one_text_with_blanks_between() -> None:
    assert posted([("q-drinks", "tea"), ("q-drinks", "water")], FORM).fields == {"drinks": "tea water"}


def test_a_box_that_was_shown_and_not_ticked_is_an_empty_answer() -> None:
    assert posted([("shown", "drinks age"), ("q-age", "7")], FORM).fields == {"age": "7", "drinks": ""}


def test_a_question_that_was_not_shown_has_no_answer_at_all() -> None:
    assert posted([("shown", "age"), ("q-age", "7"), ("q-country", "")], FORM).fields == {"age": "7"}


def test_an_emptied_field_does_not_get_its_default_back() -> None:
    assert posted([("q-country", "@blank"), ("q-country", "")], FORM).fields == {"country": ""}
    assert posted([("q-country", "@blank"), ("q-country", "Sweden")], FORM).fields == {"country": "Sweden"}


def test_a_ranking_is_its_choices_in_order() -> None:
    numbered = [("q-best..tea", "3"), ("q-best..coffee", "1"), ("q-best..water", "2")]
    assert posted(numbered, FORM).fields == {"best": "coffee water tea"}


def test_a_number_given_twice_in_a_ranking_is_told() -> None:
    assert posted([("q-best..tea", "1"), ("q-best..coffee", "1")], FORM).doubled == ("best",)


def test_why_there_is_no_answer_stands_instead_of_one() -> None:
    assert posted([("q-age", ""), ("q-age..@", "@not_offered")], FORM).fields == {"age": "@not_offered"}


def test_an_empty_instance_is_there() -> None:
    assert posted([("q-calls.1", "@here"), ("q-calls.2", "@here")], FORM).fields == {"calls.1": "", "calls.2": ""}


def test_zero_bytes_and_endless_texts_are_cut() -> None:
    assert posted([("q-country", "a\0b" + "c" * 9000)], FORM).fields["country"] == "ab" + "c" * 3998


def test_one_more_instance_stands_after_the_last_that_the_page_had() -> None:
    assert instances.added({"calls.1.note": "a"}, "calls", shown=1) == {
        "calls.1.note": "a",
        "calls.1": "",
        "calls.2": "",
    }


def test_an_instance_that_goes_lets_those_after_it_move_up() -> None:
    fields = {"calls.1.note": "a", "calls.2.note": "b", "calls.3.note": "c", "age": "7"}
    assert instances.removed(fields, "calls.2") == {"calls.1.note": "a", "calls.2.note": "c", "age": "7"}


def test_a_repeat_within_a_repeat_keeps_its_own_numbers() -> None:
    fields = {"calls.1.subs.1.x": "a", "calls.2.subs.1.x": "b", "calls.2.subs.2.x": "c"}
    assert instances.removed(fields, "calls.1") == {"calls.1.subs.1.x": "b", "calls.1.subs.2.x": "c"}
    assert instances.removed(fields, "calls.2.subs.1") == {"calls.1.subs.1.x": "a", "calls.2.subs.1.x": "c"}


TEXTS = st.sampled_from(["", "a", "tea coffee", "7", "@blank", "@here", "@not_offered", "\0"])
FIELDS = ["q-age", "q-age..@", "q-country", "q-drinks", "q-best..tea", "q-best..water", "q-calls.1", "q-calls.1.note"]
NAMES = st.sampled_from([*FIELDS, "shown"])


@given(st.lists(st.tuples(NAMES, TEXTS), max_size=12))
def test_a_draft_brings_back_the_fields_it_was_made_of(pairs: list[tuple[str, str]]) -> None:
    draft = kept(pairs)
    fields = fields_of(draft, FORM)
    assert fields_of(values_of(fields, FORM), FORM) == {
        path: text for path, text in fields.items() if text or path in ("country", "calls.1")
    }
