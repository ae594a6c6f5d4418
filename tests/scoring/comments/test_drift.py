"""Whether comments have changed: an alarm for what matters, none for chance, small numbers or trifles."""

import math

import numpy as np
import pytest

from scoring.comments.drift import Of, Period, Verdict, drift

AREAS = ("school", "roads", "care", "tax")


def period(counts: tuple[int, ...], *, margin: float = 2.0, many: int = 0, seed: int = 0) -> Period:
    comments = many or sum(counts)
    margins = np.random.default_rng(seed).beta(margin, 2, size=comments).tolist()
    return Period(comments, dict(zip(AREAS, counts, strict=False)), margins)


def verdicts(before: Period, after: Period) -> list[Verdict]:
    return [test.verdict for test in drift({"area": before}, {"area": after})]


def test_the_chi_square_is_that_of_the_textbook() -> None:
    # 300 and 400 comments over two categories: chi2 = 700 (200 x 200 - 100 x 200)^2 / (400 x 300 x 300 x 400)
    test, _ = drift({"tone": period((200, 100))}, {"tone": period((200, 200))})
    squared = 700 * (200 * 200 - 100 * 200) ** 2 / (400 * 300 * 300 * 400)
    assert test.effect == pytest.approx((squared / 700) ** 0.5)
    assert test.p == pytest.approx(math.erfc((squared / 2) ** 0.5)), "one degree of freedom: a squared normal"
    assert dict(test.moved) == pytest.approx({"school": -1 / 6, "roads": 1 / 6})


def test_a_new_kind_of_comment_and_a_tagger_less_sure_are_both_seen() -> None:
    assert verdicts(period((200, 150, 50, 20)), period((100, 150, 50, 120), seed=1)) == ["drifted", "steady"]
    assert verdicts(period((200, 150, 50, 20)), period((205, 145, 52, 18), margin=1.2, seed=1)) == ["steady", "drifted"]


def test_few_comments_give_no_alarm() -> None:
    assert verdicts(period((299, 0)), period((0, 5000))) == [Verdict.TOO_FEW] * 2
    told = Period(400, {"school": 400}), Period(400, {"roads": 400})
    assert verdicts(*told) == ["drifted", "too_few"]


def test_many_comments_do_not_make_a_trifle_an_alarm() -> None:
    categories, _ = drift({"area": period((50_000, 50_000))}, {"area": period((51_000, 49_000))})
    assert categories.adjusted is not None and categories.adjusted < 0.001
    assert categories.verdict == Verdict.SLIGHT


def test_rare_categories_are_taken_together_and_absent_ones_left_out() -> None:
    found, _ = drift({"area": period((300, 1, 0, 0))}, {"area": period((300, 0, 1, 0))})
    assert (found.verdict, found.p) == (Verdict.STEADY, 1)


def test_where_comments_have_many_categories_each_is_looked_at_by_itself() -> None:
    before, after = period((300, 200, 40), many=400), period((300, 200, 130), many=400, seed=1)
    found, _ = drift({"reasons": before}, {"reasons": after})
    assert (found.verdict, found.moved[0][0]) == (Verdict.DRIFTED, "care")
    assert drift({"reasons": before}, {"reasons": before})[0].p == 1


def test_chance_alone_seldom_alarms_over_all_axes() -> None:
    dice = np.random.default_rng(5)

    def counts() -> tuple[int, ...]:
        return tuple(dice.multinomial(500, (0.4, 0.3, 0.2, 0.1)).tolist())

    def drawn() -> dict[str, Period]:
        return {axis: period(counts(), seed=int(dice.integers(1_000_000))) for axis in ("area", "tone")}

    alarmed = sum(any(test.verdict in ("slight", "drifted") for test in drift(drawn(), drawn())) for _ in range(100))
    assert alarmed <= 12


def test_axes_of_only_one_period_are_not_tested() -> None:
    assert drift({"area": period((400,))}, {"tone": period((400,))}) == []
    assert [test.of for test in drift({"area": period((400,))}, {"area": period((400,))})] == [*Of]
