"""Partners of a move: the same whether each leaf is held against all others or against the first of each class only."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring import move
from scoring.lattice import Lattice, lattice
from scoring.suppress import Dimension, State, suppress


@st.composite
def lines(draw: st.DrawFn) -> tuple[Lattice, Any]:
    """Units under overlapping groups, one line of atoms for each of two channels."""
    names = tuple(f"u{n}" for n in range(draw(st.integers(1, 25))))
    groups = draw(st.lists(st.sets(st.sampled_from(names), min_size=1), max_size=3))
    units = Dimension("u", names, {f"g{n}": tuple(sorted(one)) for n, one in enumerate(groups)})
    members = [units.members(), Dimension("c", ("0", "1")).members()]
    figures = st.sampled_from([0.0, 1.0, 5.0, 6.0, np.inf])
    merit = draw(st.lists(figures, min_size=2 * len(names), max_size=2 * len(names)))
    shape = len(members[0]), len(members[1])
    return lattice(members, np.zeros(shape), np.zeros(shape), 5.0), np.array(merit).reshape(2, -1)


@given(lines(), st.integers(1, 9), st.data())
def test_the_nearest_partners_are_those_that_looking_at_every_leaf_finds(
    drawn: Any, number: int, data: st.DataObject
) -> None:
    space, merit = drawn
    of, far, members = space.kin[0].of, space.kin[0].far, space.members[0]
    leaf = data.draw(st.integers(0, merit.shape[1] - 1))
    node = data.draw(st.sampled_from(np.flatnonzero(members[:, leaf]).tolist()))
    line = data.draw(st.integers(0, 1))
    partners, key = move.nearest(space, 0, np.array([node]), np.array([leaf]), np.array([line]), merit, number)
    every = np.where(members[node], np.inf, move.NEXT * far[of[leaf], of] + merit[line])
    best = np.sort(every)[:number]
    assert key[0].tolist() == best.tolist()
    fitting = partners[0][np.isfinite(key[0])]
    assert every[fitting].tolist() == best[np.isfinite(best)].tolist()
    assert len(set(fitting.tolist())) == len(fitting)


@given(lines())
def test_classes_are_as_far_apart_as_the_groups_that_have_one_leaf_and_not_the_other(drawn: Any) -> None:
    space, _ = drawn
    of, far, members = space.kin[0].of, space.kin[0].far, space.members[0]
    wide = members[members.sum(axis=1) > 1]
    for one in range(len(of)):
        assert far[of[one], of].tolist() == (wide[:, [one]] & ~wide).sum(axis=0).tolist()


def test_of_equal_partners_the_first_is_taken_whatever_the_machine() -> None:
    units = Dimension("u", tuple(f"u{n}" for n in range(40)))
    shown = suppress([units, Dimension("c", ("a", "b"))], [[3, 20], *[[20, 20]] * 39])
    states = shown.states[:2, :2].tolist()
    assert states == [[State.SMALL, State.COVER], [State.COVER, State.COVER]]
    assert not shown.states[2:40].any()


def test_thousands_of_units_of_one_kind_are_not_held_pair_by_pair() -> None:
    units = Dimension("u", tuple(map(str, range(3000))))
    members = [units.members(), Dimension("c", ("a", "b")).members()]
    shape = len(members[0]), len(members[1])
    space = lattice(members, np.zeros(shape), np.zeros(shape), 5.0)
    assert space.kin[0].far.shape == (1, 1)
    some = np.arange(500)
    where, which = move.lines(space, 0, np.stack([some, some % 2], axis=1))
    assert space.slack[where].shape == (2, 3000)
    assert which.tolist() == (some % 2).tolist()
