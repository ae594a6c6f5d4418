"""Sealed answers are opened k at a time at least, none is forgotten, none comes twice."""

import random

from hypothesis import given
from hypothesis import strategies as st

from survey.pool import Batch, Place, at_the_end, under_way, wider
from survey.round import Cell

CELLS = st.builds(Cell, st.integers(1, 6), st.sampled_from(["email", "phone", "desk"]))
COUNTS = st.dictionaries(CELLS, st.integers(0, 45), max_size=12)
PARENTS = st.dictionaries(st.integers(1, 6), st.one_of(st.none(), st.integers(1, 8)))


def boxes(counts: dict[Cell, int]) -> dict[Cell, list[bytes]]:
    return {
        cell: [f"{cell.unit_id}.{cell.channel}.{number}".encode() for number in range(count)]
        for cell, count in counts.items()
    }


def ids(batches: list[Batch]) -> list[bytes]:
    return [id for batch in batches for id in batch.ids]


@given(COUNTS, st.integers(10, 20), st.integers())
def test_while_a_round_runs_each_batch_and_each_rest_has_k(counts: dict[Cell, int], k: int, seed: int) -> None:
    sealed = boxes(counts)
    batches = under_way(sealed, k=k, dice=random.Random(seed))
    for batch in batches:
        assert batch.place.unit_id is not None and batch.place.channel is not None
        cell = Cell(batch.place.unit_id, batch.place.channel)
        assert len(batch.ids) >= k
        assert len(sealed[cell]) - len(batch.ids) >= k
        assert set(batch.ids) <= set(sealed[cell])
    assert len(ids(batches)) == len(set(ids(batches)))


@given(COUNTS, PARENTS, st.integers(10, 20), st.integers())
def test_at_the_end_everything_goes_once_and_every_place_has_k(
    counts: dict[Cell, int], parents: dict[int, int | None], k: int, seed: int
) -> None:
    sealed = boxes(counts)
    batches, left = at_the_end(sealed, parents, k=k, dice=random.Random(seed))
    every = sorted(id for some in sealed.values() for id in some)
    assert sorted([*ids(batches), *left]) == every
    assert all(len(batch.ids) >= k for batch in batches)
    assert not left or len(every) < k
    assert len({batch.place for batch in batches}) == len(batches)


@given(COUNTS, PARENTS, st.integers())
def test_a_cell_with_k_answers_keeps_its_own_figures_unless_a_rest_needs_company(
    counts: dict[Cell, int], parents: dict[int, int | None], seed: int
) -> None:
    batches, _ = at_the_end(boxes(counts), parents, k=10, dice=random.Random(seed))
    places = {batch.place for batch in batches}
    full = {cell for cell, count in counts.items() if count >= 10}
    missing = {cell for cell in full if Place(cell.unit_id, cell.channel) not in places}
    assert len(missing) <= 1


def test_a_small_office_counts_in_its_parent_and_says_no_channel() -> None:
    sealed = boxes({Cell(2, "email"): 4, Cell(3, "phone"): 7, Cell(4, "email"): 12})
    batches, left = at_the_end(sealed, {2: 9, 3: 9, 4: None}, k=10, dice=random.Random(1))
    assert {batch.place: len(batch.ids) for batch in batches} == {Place(9): 11, Place(4, "email"): 12}
    assert left == ()


def test_the_last_few_of_all_take_the_smallest_batch_along_into_the_total() -> None:
    sealed = boxes({Cell(1, "email"): 3, Cell(2, "email"): 15, Cell(3, "email"): 11})
    batches, left = at_the_end(sealed, {}, k=10, dice=random.Random(1))
    assert {batch.place: len(batch.ids) for batch in batches} == {Place(): 14, Place(2, "email"): 15}
    assert left == ()


def test_units_that_are_each_others_parent_end_in_the_total() -> None:
    sealed = boxes({Cell(1, "email"): 6, Cell(2, "email"): 6})
    batches, left = at_the_end(sealed, {1: 2, 2: 1}, k=10, dice=random.Random(1))
    assert sum(len(batch.ids) for batch in batches) == 12 and left == ()


def test_what_their_chain_does_not_lead_to_the_total_joins_it_all_the_same() -> None:
    sealed = boxes({Cell(1, "email"): 6, Cell(2, "email"): 6, Cell(3, "email"): 5, Cell(4, "email"): 5})
    batches, left = at_the_end(sealed, {1: 2, 2: 1}, k=10, dice=random.Random(1))
    assert {batch.place: len(batch.ids) for batch in batches} == {Place(): 22} and left == ()


def test_a_place_gets_wider_step_by_step() -> None:
    assert wider(Place(1, "email"), {1: 5}) == Place(1)
    assert wider(Place(1), {1: 5}) == Place(5)
    assert wider(Place(5), {}) == Place() == wider(Place(), {})


def test_the_part_that_goes_is_drawn_and_not_the_oldest() -> None:
    sealed = boxes({Cell(1, "email"): 40})
    first, second = (ids(under_way(sealed, k=10, dice=random.Random(seed))) for seed in (1, 2))
    assert set(first) != set(second) and len(first) == len(second) == 30
