"""National ids: valid ones are found however they are written, and anything else is not proven."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.comments.neighbours_ids import is_danish, is_swedish, luhn
from scoring.comments.norwegian_ids import is_future, is_valid
from scoring.comments.redact import spans
from scoring.comments.span import Kind, masked
from tests.scoring.comments.corpus import made, spaced

MARKS = {kind: f"[{kind.value}]" for kind in Kind}
NORWEGIAN = ("fnr", "dnr", "tnr", "dtnr", "hnr", "navnr", "nhn")
ELEVEN = ("", "6 5", "6-5", "6.5", "6–5", "6\\N5", "6~5", "2 2 2 5", "2.2.2 5", "ar", "fw", "6 3 2")
SPACING = {
    **dict.fromkeys(NORWEGIAN, ELEVEN),
    **dict.fromkeys(("pnr10", "samnr"), ("", "6-4", "6+4", "6 4", "6–4", "2 2 2 4", "fw")),
    "pnr12": ("", "8-4", "8 4", "8+4", "4 2 2 4", "ar"),
    "cpr": ("", "6-4", "6 4", "6–4", "2 2 2 4", "ar"),
    "cprx": ("6-4", "6 4", "6–4"),
}
AROUND = (
    "{}",
    "Fnr: {}.",
    "({})",
    "jeg er født slik:{}og venter",
    "«{}», sa hun",
    "12 ganger. {} 3 uker",
    "ring 912 34 567, {}!",
    "a\n{}\nb",
)


def ids(kind: str) -> st.SearchStrategy[tuple[str, str, str]]:
    """A valid number, how it is written, and a text with it."""
    numbers = st.integers(0, 2**32).map(lambda seed: made(kind, random.Random(seed)))
    return st.tuples(numbers, st.sampled_from(SPACING[kind]), st.sampled_from(AROUND))


@pytest.mark.parametrize("kind", SPACING)
def test_a_valid_id_is_found_however_it_is_written(kind: str) -> None:
    @settings(max_examples=25, deadline=None)
    @given(ids(kind))
    def holds(drawn: tuple[str, str, str]) -> None:
        number, pattern, around = drawn
        written = spaced(number, pattern)
        text = around.format(written)
        start = text.index(written)
        got = [one for one in spans(text) if one.start <= start and start + len(written) <= one.end]
        assert [one.kind for one in got] == [Kind.NATIONAL_ID]
        assert got[0].certain or kind == "cprx"
        assert written not in masked(text, got, MARKS)
        assert not re.search(r"\d{4}", masked(text, got, MARKS))

    holds()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(AROUND), st.booleans())
def test_a_finnish_id_is_found_with_every_sign_of_a_century(seed: int, around: str, small: bool) -> None:
    number = made("hetu", random.Random(seed))
    text = around.replace("{}og", "{} og").format(number.lower() if small else number)
    assert any(one.kind is Kind.NATIONAL_ID and one.certain for one in spans(text))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_numbers_as_from_2032_are_found_but_not_proven(seed: int) -> None:
    """None is given out yet: a false hit among other eleven-digit numbers must stay undoable."""
    number = made("fnr32", random.Random(seed))
    (span,) = spans(f"Nummeret {number} er nytt")
    assert (span.kind, span.certain) == (Kind.NATIONAL_ID, False)
    assert is_future(number) and not is_valid(number)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 9), st.integers(9, 10))
def test_a_wrong_control_digit_proves_nothing(seed: int, more: int, place: int) -> None:
    number = made("fnr", random.Random(seed))
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    assert not is_valid(wrong)
    assert not any(one.certain for one in spans(f"nummer {wrong} her"))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 9))
def test_a_wrong_number_after_the_word_is_masked_but_can_be_undone(seed: int, more: int) -> None:
    number = made("fnr", random.Random(seed))
    wrong = number[:10] + str((int(number[10]) + more) % 10)
    assert [(one.kind, one.certain) for one in spans(f"fødselsnummeret mitt er {wrong}")] == [(Kind.NATIONAL_ID, False)]


def test_published_examples_fit() -> None:
    """Made-up numbers that others publish: Skatteverket, the CPR office, the Finnish agency, NAV's validator."""
    assert luhn("8112189876")
    assert is_swedish("811218987" + "6")
    assert is_swedish("198112189876")
    assert not is_swedish("8112189875")
    assert is_valid("10915596784") and is_valid("13527248013")
    assert is_danish("0707614285")
    assert [one.certain for one in spans("hetu 131052-308T")] == [True]
    assert spans("hetu-muoto 131052-308S") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Kontonummer 1503.44.12345",
        "Org.nr 212000-0142 och 556012-5790",
        "KID 00123456789012",
        "Tallene 30, 31, 32, 33, 34 og 35",
        "Møte 01.02.2024 10.30-12.00",
        "sum 12 345 678 901",
        "faktura 1203241234",
    ],
)
def test_other_long_numbers_are_no_ids(text: str) -> None:
    assert [one for one in spans(text) if one.kind is Kind.NATIONAL_ID] == []
