"""Which comments are reviewed next, and which of them are random control."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.comments.review_order import Drawn, order, smallest, together

WORDS = ("skole", "vei", "kloakk", "barnehage", "snøbrøyting", "gebyr", "telefon", "byggesak", "sykehjem", "bibliotek")
TEXTS = [f"{one} {other}" for one in WORDS for other in WORDS if one < other]


@given(st.integers(0, 60), st.integers(0, 7), st.integers(0, 5), st.booleans())
def test_every_fifth_is_control_and_no_text_comes_twice(count: int, every: int, seed: int, known: bool) -> None:
    margins = [0.5] * len(TEXTS) if known else None
    found = order(TEXTS, margins, count, every=every, seed=seed)
    assert len({one.place for one in found}) == len(found) == min(count, len(TEXTS))
    assert [one.control for one in found] == [every > 0 and at % every == every - 1 for at in range(len(found))]


def test_the_smallest_margins_come_first() -> None:
    margins = [1.0] * len(TEXTS)
    margins[7], margins[30] = 0.2, 0.1
    found = order(TEXTS, margins, 10, every=0)
    assert found[:2] == [Drawn(30, False), Drawn(7, False)]


def test_control_is_drawn_from_all_texts_alike_whatever_the_margins() -> None:
    margins = np.linspace(0, 1, len(TEXTS))
    drawn = [one.place for seed in range(60) for one in order(TEXTS, margins, 40, seed=seed) if one.control]
    assert len(drawn) == 480
    assert np.mean(drawn) == pytest.approx((len(TEXTS) - 1) / 2, abs=2.5)
    assert {*drawn} == {*range(len(TEXTS))}


def test_texts_that_say_the_same_wait_for_others() -> None:
    same = ["Fikk aldri svar på telefonen", "fikk aldri svar på telefonen!", "Fikk aldri svar på telefon", "?"]
    texts = [*same, "Brøytingen var elendig", "Flott bibliotek"]
    found = [one.place for one in order(texts, [0.1, 0.11, 0.12, 0.05, 0.5, 0.6], 6, every=0)]
    assert (found[:3], {*found[3:]}) == ([0, 4, 5], {1, 2, 3})


def test_no_language_is_left_to_the_end() -> None:
    dice = random.Random(1)
    texts = ["".join(dice.choices("abdefgiklmnoprstuv", k=14)) for _ in range(45)]
    languages = ["nb"] * 25 + ["sv"] * 20
    margins = [0.001 * at for at in range(45)]
    spread = [languages[one.place] for one in order(texts, margins, 20, strata=languages, every=0)]
    alone = [languages[one.place] for one in order(texts, margins, 20, every=0)]
    assert spread.count("sv") > alone.count("sv") == 0


def test_without_a_tagger_the_first_texts_are_unlike_each_other() -> None:
    texts = ["Alt for lang kø på telefonen"] * 40 + ["Brøytingen var elendig", "Flott bibliotek", "Dyrt gebyr"]
    for seed in range(5):
        assert len({texts[one.place] for one in order(texts, None, 4, every=0, seed=seed)}) == 4
    assert len(order(["like"] * 5, None, 4, seed=1)) == 4
    assert order([], None, 4) == order(["a"], [0.1], 0) == []


def test_equal_margins_do_not_tell_in_which_order_texts_came() -> None:
    first = [order(TEXTS, [0.5] * len(TEXTS), 1, seed=seed)[0].place for seed in range(40)]
    assert len({*first}) > 15
    assert order(TEXTS, None, 9, seed=3) == order(TEXTS, None, 9, seed=3) != order(TEXTS, None, 9, seed=4)


def test_margins_of_rows_and_of_several_axes() -> None:
    assert smallest(np.array([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1]])) == pytest.approx([0.2, 0.7])
    assert smallest(np.ones((2, 1))).tolist() == [1, 1]
    assert together({"area": [0.1, 0.5, 0.9], "tone": [30, 10, 20]}).argsort().tolist() == [1, 0, 2]


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError):
        order(TEXTS, [0.1], 3)
    with pytest.raises(ValueError):
        order(TEXTS, None, 3, strata=["nb"])
