"""Agreement of raters: published examples, what alpha does not depend on, and where nothing can be said."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import raters
from scoring.agreement import Agreement, Metric, Rating, agreement

# K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011): four observers, twelve units, missing values
PUBLISHED = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def ratings(rows: dict[str, str]) -> list[Rating]:
    return [
        Rating(f"unit {place:02}", rater, float(value))
        for rater, row in rows.items()
        for place, value in enumerate(row.split(), 1)
        if value != "."
    ]


OBSERVED = ratings(PUBLISHED)


def alpha(given: list[Rating], metric: Metric) -> float | None:
    return agreement(given, metric, draws=0).alpha


@pytest.mark.parametrize(("metric", "published"), [*zip(Metric, (0.743, 0.815, 0.849, 0.797), strict=True)])
def test_alpha_is_what_krippendorff_published(metric: Metric, published: float) -> None:
    found = agreement(OBSERVED, metric)
    assert found.alpha == pytest.approx(published, abs=0.0005)
    assert (found.pairable, found.percent) == (40, pytest.approx(80))
    assert found.low is not None and found.high is not None
    assert 0.2 < found.low < 0.6 < found.alpha < found.high <= 1
    assert found == agreement(OBSERVED, metric, seed=0) != agreement(OBSERVED, metric, seed=1)


def test_two_observers_of_yes_and_no_as_published() -> None:
    # the same paper, section A: alpha = .095 for ten units, and section B: five nominal values, alpha = .692
    binary = {"Meg": "0 1 0 0 0 0 0 0 1 0", "Owen": "1 1 1 0 0 1 0 0 0 0"}
    assert alpha(ratings(binary), Metric.NOMINAL) == pytest.approx(0.095, abs=0.0005)
    named = {"Ben": "1 1 2 2 4 3 3 3 5 4 4 1", "Gerry": "2 1 2 2 2 3 3 3 5 4 4 4"}
    assert alpha(ratings(named), Metric.NOMINAL) == pytest.approx(0.692, abs=0.0005)


@pytest.mark.parametrize(("metric", "published"), [(Metric.NOMINAL, 0.691), (Metric.INTERVAL, 0.811)])
def test_three_coders_with_gaps_come_out_as_in_the_encyclopedia(metric: Metric, published: float) -> None:
    # Wikipedia, "Krippendorff's alpha", and the README of the package krippendorff: 15 units, 26 values that pair
    found = agreement(
        ratings(
            {
                "A": ". . . . . 3 4 1 2 1 1 3 3 . 3",
                "B": "1 . 2 1 3 3 4 3 . . . . . . .",
                "C": ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
            }
        ),
        metric,
        draws=0,
    )
    assert (found.alpha, found.pairable) == (pytest.approx(published, abs=0.0005), 26)


rated = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 4)), max_size=20, unique_by=lambda one: one[:2]
).map(lambda rows: [Rating(str(unit), str(rater), float(value)) for unit, rater, value in rows])


@given(rated, st.sampled_from(Metric), st.randoms(use_true_random=False))
def test_alpha_does_not_depend_on_order_or_on_the_names_of_raters_and_units(
    given: list[Rating], metric: Metric, dice: random.Random
) -> None:
    named = {name: str(place) for place, name in enumerate(dice.sample("012345", 6))}
    other = [Rating(named[one.unit], named[one.rater], one.value) for one in dice.sample(given, len(given))]
    assert alpha(other, metric) == pytest.approx(alpha(given, metric), nan_ok=False)


@given(rated)
def test_alpha_knows_only_what_its_metric_says(given: list[Rating]) -> None:
    def recoded(codes: list[float]) -> list[Rating]:
        return [Rating(one.unit, one.rater, codes[int(one.value)]) for one in given]

    for metric, codes in (
        (Metric.NOMINAL, [3.0, 1.0, 9.0, 0.0, 4.0]),
        (Metric.ORDINAL, [-7.0, 0.0, 0.5, 90.0, 91.0]),
        (Metric.INTERVAL, [1e6, 1e6 + 3, 1e6 + 6, 1e6 + 9, 1e6 + 12]),
        (Metric.RATIO, [0.0, 2.5, 5.0, 7.5, 10.0]),
    ):
        assert alpha(recoded(codes), metric) == pytest.approx(alpha(given, metric))


@given(rated)
def test_units_with_one_rating_change_nothing(given: list[Rating]) -> None:
    alone = [*given, Rating("alone", "0", 3.0)]
    assert agreement(alone, Metric.ORDINAL, draws=50) == agreement(given, Metric.ORDINAL, draws=50)


@settings(max_examples=20)
@given(rated, st.sampled_from(Metric))
def test_alpha_lies_within_its_interval_and_never_above_one(given: list[Rating], metric: Metric) -> None:
    found = agreement(given, metric, draws=50)
    assert found.alpha is None or found.alpha <= 1
    if found.low is not None and found.high is not None and found.alpha is not None:
        assert found.low <= found.alpha <= found.high <= 1


def test_nothing_is_said_where_nothing_can_be() -> None:
    assert agreement([], Metric.NOMINAL) == Agreement(None, None, None, 0, None)
    assert agreement(ratings({"A": "1 2 3"}), Metric.ORDINAL) == Agreement(None, None, None, 0, None)
    assert agreement(ratings({"A": "1 2 .", "B": ". . 3"}), Metric.RATIO).percent is None
    same = agreement(ratings({"A": "2 2 2", "B": "2 2 2"}), Metric.INTERVAL)
    assert same == Agreement(None, None, None, 6, 100)
    one_unit = agreement(ratings({"A": "1", "B": "2"}), Metric.NOMINAL)
    assert (one_unit.alpha, one_unit.low, one_unit.high, one_unit.percent) == (0, None, None, 0)


@pytest.mark.parametrize(
    ("given", "metric"),
    [
        ([Rating("a", "A", 1), Rating("a", "A", 2)], Metric.NOMINAL),
        ([Rating("a", "A", -1), Rating("a", "B", 2)], Metric.RATIO),
        ([Rating("a", "A", float("nan")), Rating("a", "B", 2)], Metric.INTERVAL),
        ([Rating("a", "A", "good"), Rating("a", "B", 2)], Metric.ORDINAL),
    ],
)
def test_what_cannot_be_a_rating_is_refused(given: list[Rating], metric: Metric) -> None:
    with pytest.raises(ValueError):
        agreement(given, metric)


def test_a_rater_who_pulls_agreement_down_is_seen() -> None:
    found = {one.rater: one for one in raters.by_rater(OBSERVED, Metric.ORDINAL)}
    assert [found[name].units for name in "ABCD"] == [9, 10, 10, 11]
    whole, without = alpha(OBSERVED, Metric.ORDINAL), found["C"].without
    assert whole is not None and without is not None and without > whole
    assert min(found.values(), key=lambda one: one.same.estimate or 0).rater == "C"
    lean = found["C"].lean
    assert lean is not None and lean.estimate is not None and lean.estimate > 0
    assert raters.by_rater(OBSERVED, Metric.NOMINAL)[0].lean is None


def test_the_units_that_need_talking_about_come_first() -> None:
    found = raters.disputed(OBSERVED, Metric.INTERVAL)
    assert [unit for unit, _ in found] == ["unit 06", "unit 02", "unit 08"]
    assert sum(share for _, share in found) == pytest.approx(1)
    assert raters.disputed(ratings({"A": "1 2", "B": "1 2"}), Metric.ORDINAL) == []


def test_items_come_worst_first() -> None:
    found = raters.by_item(
        {
            "tone": ratings({"A": "1 2 3", "B": "1 2 3"}),
            "right": ratings({"A": "1 2 3", "B": "2 1 3"}),
            "open": ratings({"A": "1 1", "B": "1 1"}),
        },
        Metric.NOMINAL,
    )
    assert [*found] == ["right", "tone", "open"]


def test_a_rater_who_grows_milder_drifts() -> None:
    days = {f"unit {place:02}": float(place) for place in range(1, 11)}
    steady, milder = "3 2 3 2 3 2 3 2 3 2", "3 2 3 2 4 3 4 3 5 4"
    found = raters.drift(ratings({"A": steady, "B": steady, "C": milder}), days, Metric.INTERVAL)
    assert found["C"].low is not None and found["C"].low > 0
    assert found["A"].high is not None and found["A"].high < 0
    alone = raters.drift(ratings({"A": steady}), days, Metric.INTERVAL)["A"]
    assert (alone.estimate, alone.low) == (None, None)
    turned = raters.drift(ratings({"A": steady, "B": "3 2 3 2 3 2 9 9 9 9"}), days, Metric.NOMINAL)["B"]
    assert turned.low is not None and turned.low > 0
