"""What citizens say: categories add up to the difference in grade, and stand out only beyond chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.voices import Frequent, Voice, weights

voices = st.lists(
    st.builds(
        Voice, st.integers(1, 5).map(float), st.lists(st.sampled_from("abc"), max_size=3, unique=True).map(tuple)
    ),
    min_size=1,
)


def mean(some: list[Voice]) -> float:
    return sum(one.grade for one in some) / len(some)


@given(voices, voices)
def test_categories_add_up_to_the_difference_and_swap_with_the_sides(here: list[Voice], there: list[Voice]) -> None:
    found = weights(here, there)
    assert sum(one.points for one in found) == pytest.approx(mean(there) - mean(here))
    turned = {one.category: one.points for one in weights(there, here)}
    assert {one.category: -one.points for one in found} == pytest.approx(turned)


def test_more_of_an_unhappy_category_is_told_from_an_unhappier_one() -> None:
    slow, praise = Voice(1, ("slow",)), Voice(5, ("praise",))
    more = weights([slow, slow, slow, praise], [slow, praise, praise, praise])
    assert [(one.category, one.level, one.frequency) for one in more] == [("praise", 0, 1), ("slow", 0, 1)]
    worse = weights([slow, praise], [Voice(3, ("slow",)), praise])
    assert [(one.category, one.level, one.frequency) for one in worse] == [("slow", 1, 0), ("praise", 0, 0)]
    with pytest.raises(ValueError, match="no answer"):
        weights([], [slow])


@pytest.mark.parametrize(
    ("told", "stands_out"),
    [((30, 60, 200, 2000), True), ((7, 60, 200, 2000), False), ((4, 5, 0, 2000), False), ((9, 9, 0, 0), False)],
)
def test_a_category_stands_out_beyond_chance_and_from_five_comments_on(
    told: tuple[int, int, int, int], *, stands_out: bool
) -> None:
    assert Frequent("slow", *told).stands_out is stands_out
