"""Where a press leads: on, back, in, or to the same page with what is wrong or new."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.answers import Refusal, check
from instruments.entry import entries
from instruments.fields import nested
from instruments.instrument import Instrument, Kind
from survey.web import filling
from survey.web.filling import Turn
from survey.web.questions import pages
from tests.questions.forms import CHAIN, FORMS, GROUPED, NUMBERS, REPEATED, SEVERAL, USUAL, YES_NO, form, in_pages, item

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def turn(instrument: Instrument, *pairs: tuple[str, str]) -> Turn:
    return filling.turned(instrument, filling.sent(pairs, instrument), now=NOW)


def test_what_follows_from_an_answer_is_shown_before_anything_is_sent() -> None:
    found = turn(CHAIN, ("press", "send"), ("shown", "reached comment"), ("q-reached", "no"))
    assert (found.checked, found.fresh, found.faults) == (None, frozenset({"why"}), ())


def test_a_question_that_was_shown_and_left_empty_is_not_asked_again() -> None:
    shown = ("shown", "reached why angry comment")
    found = turn(CHAIN, ("press", "send"), shown, ("q-reached", "no"), ("q-why", "busy"))
    assert found.checked
    assert found.checked.values == {"reached": "no", "why": "busy"}


def test_what_is_wrong_stands_with_its_question_in_the_words_of_the_form() -> None:
    found = turn(NUMBERS, ("press", "send"), ("shown", "age height"), ("q-age", "7"), ("language", "nb"))
    assert [(fault.where, fault.message) for fault in found.faults] == [("q-age", "18 to 119 (bokmål)")]


def test_answers_that_are_no_longer_asked_are_nobodys_fault() -> None:
    shown = ("shown", "reached why comment")
    found = turn(CHAIN, ("press", "send"), shown, ("q-reached", "yes"), ("q-why", "typed before"))
    assert found.checked
    assert found.checked.values == {"reached": "yes"}


def test_going_back_asks_for_nothing() -> None:
    form = in_pages(NUMBERS)
    found = turn(form, ("press", "back"), ("at", "height"), ("shown", "height"), ("seen", "age"), ("q-height", "tall"))
    assert (found.at, found.faults) == ("age", ())
    assert found.fields["height"] == "tall"


def test_one_goes_on_to_the_next_page_that_is_asked() -> None:
    form = in_pages(CHAIN)
    assert turn(form, ("at", "reached"), ("shown", "reached"), ("q-reached", "no")).at == "why"
    assert turn(form, ("at", "reached"), ("shown", "reached"), ("q-reached", "yes")).at == "comment"


SCREENED = in_pages(
    form(
        "screened",
        item("sent", choices=YES_NO, required=True),
        item("ease", relevant="${sent} = 'yes'", choices=YES_NO),
    )
)


def test_where_more_may_follow_nobody_sends_by_going_on() -> None:
    found = turn(SCREENED, ("press", "on"), ("at", "sent"), ("shown", "sent"), ("q-sent", "no"))
    assert (found.end, found.at, found.checked) == (True, "sent", None)
    assert turn(SCREENED, ("press", "send"), ("at", "sent"), ("shown", "sent"), ("q-sent", "no")).checked


def test_a_page_that_nobody_has_seen_is_simply_the_next_one() -> None:
    for press in ("on", "send"):
        found = turn(SCREENED, ("press", press), ("at", "sent"), ("shown", "sent"), ("q-sent", "yes"))
        assert (found.at, found.fresh, found.checked) == ("ease", frozenset(), None)


def test_nobody_gets_to_the_end_past_a_page_that_was_not_seen() -> None:
    form = in_pages(CHAIN)
    found = turn(form, ("press", "send"), ("at", "comment"), ("shown", "comment"), ("q-comment", "x"))
    assert (found.at, found.checked) == ("reached", None)


def test_a_group_that_is_a_list_of_fields_is_one_page_and_other_groups_are_several() -> None:
    form = in_pages(GROUPED)
    laid = entries(form, {"asks": "yes"}, now=NOW)
    assert [page.path for page in pages.pages(form, laid)] == ["asks", "one", "two", "together"]


def test_an_instance_is_added_and_taken_away_without_losing_answers() -> None:
    more = turn(REPEATED, ("press", "add:calls"), ("q-calls.1", "@here"), ("q-calls.1.answered", "yes"))
    assert more.fields == {"calls.1": "", "calls.1.answered": "yes", "calls.2": ""}
    less = turn(REPEATED, ("press", "remove:calls.1"), ("q-calls.1", "@here"), ("q-calls.2.answered", "no"))
    assert less.fields == {"calls.1.answered": "no"}


def test_a_repeat_that_the_form_counts_takes_no_instance_more() -> None:
    counted = form(
        "counted",
        item("n", Kind.INTEGER),
        item("calls", Kind.REPEAT, repeat_count="${n}", items=(item("note", Kind.TEXT),)),
    )
    fields = (("q-n", "1"), ("q-calls.1", "@here"))
    assert turn(counted, ("press", "add:calls"), *fields).fields == {"n": "1", "calls.1": ""}


def test_a_number_given_twice_in_a_ranking_is_refused() -> None:
    numbered = (("q-best..red", "1"), ("q-best..green", "1"), ("q-best..blue", "2"))
    found = turn(SEVERAL, ("press", "send"), ("shown", "best ok"), ("q-ok", "OK"), *numbered)
    assert [(fault.where, fault.message) for fault in found.faults] == [("q-best", filling.TWICE)]


def test_an_emptied_default_stays_empty_to_the_end() -> None:
    shown = ("shown", "country none")
    found = turn(USUAL, ("press", "send"), shown, ("q-country", "@blank"), ("q-country", ""), ("q-none", "yes"))
    assert found.checked
    assert "country" not in found.checked.values


SENSELESS = ["remove:calls", "remove:x.y", "remove:calls.7", "add:reached", "add:calls.1", "clear:", "language:xx", "?"]


@pytest.mark.parametrize("press", SENSELESS)
def test_a_press_that_makes_no_sense_changes_nothing(press: str) -> None:
    found = turn(REPEATED, ("press", press), ("q-calls.1", "@here"), ("q-calls.1.answered", "yes"), ("shown", ""))
    assert found.fields == {"calls.1": "", "calls.1.answered": "yes"}


NAMES = sorted({each.name for one in FORMS for each in one.every})
PATHS = st.sampled_from([*NAMES, "calls.1", "calls.1.minutes", "calls.1.answered", "calls.2", "best..red", "count..@"])
TEXTS = st.sampled_from(["", "yes", "no", "7", "60", "1,9", "OK", "tea other", "@here", "@blank", "@refused", "agder"])


@given(
    st.sampled_from(FORMS),
    st.lists(st.tuples(PATHS, TEXTS), max_size=10),
    st.lists(PATHS, max_size=8),
    st.sampled_from(["on", "send", "back", "add:calls", "remove:calls.1"]),
    st.booleans(),
)
def test_whatever_is_sent_the_end_holds_only_what_the_library_would_keep(
    instrument: Instrument, given: list[tuple[str, str]], shown: list[str], press: str, paged: bool
) -> None:
    instrument = in_pages(instrument) if paged else instrument
    fields = ((f"q-{path}", text) for path, text in given)
    found = turn(instrument, *fields, ("shown", " ".join(shown)), ("press", press))
    if found.checked:
        again = check(instrument, nested(instrument, found.fields), now=NOW)
        assert msgspec.to_builtins(found.checked.values) == again.values
        assert not {Refusal.TYPE, Refusal.CHOICE} & {one.kind for one in again.problems if one.item in shown}
