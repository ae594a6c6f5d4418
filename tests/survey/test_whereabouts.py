"""Whatever lists of comments are held against each other, fewer than five are never left."""

from collections import Counter, defaultdict

from hypothesis import given
from hypothesis import strategies as st

from survey.whereabouts import FEATURES, needed, told

VALUES = st.tuples(*(st.integers(0, 2) for _ in FEATURES))
CELLS = st.dictionaries(VALUES, st.integers(1, 9), min_size=1, max_size=40)


@given(CELLS)
def test_what_lists_can_tell_apart_is_five_or_none(cells: dict[tuple[int, ...], int]) -> None:
    masks = told(cells)
    seen: dict[tuple[int, ...], set[tuple[object, ...]]] = defaultdict(set)
    for features in range(1 << len(FEATURES)):
        asked = [name for place, name in enumerate(FEATURES) if features >> place & 1]
        for cell, mask in masks.items():
            if mask & needed(asked) == needed(asked):
                seen[cell].add((features, *(cell[FEATURES.index(name)] for name in asked)))
    sizes: Counter[frozenset[tuple[object, ...]]] = Counter()
    for cell, number in cells.items():
        sizes[frozenset(seen[cell])] += number
    assert min(number for lists, number in sizes.items() if lists) >= 5 if any(seen.values()) else True


@given(CELLS)
def test_every_comment_of_a_source_with_five_is_in_some_list(cells: dict[tuple[int, ...], int]) -> None:
    of_source: Counter[int] = Counter()
    for cell, number in cells.items():
        of_source[cell[0]] += number
    assert all((mask & 1 == 1) == (of_source[cell[0]] >= 5) for cell, mask in told(cells).items())


def test_a_small_unit_takes_the_smallest_of_the_others_along() -> None:
    cells = {("s", 1, "phone", "", ""): 9, ("s", 2, "phone", "", ""): 6, ("s", 3, "phone", "", ""): 2}
    masks = told(cells)
    unit = needed(["unit_id"])
    assert [cell[1] for cell in cells if masks[cell] & unit == unit] == [1]
    assert all(mask & needed(["channel"]) == needed(["channel"]) for mask in masks.values())
