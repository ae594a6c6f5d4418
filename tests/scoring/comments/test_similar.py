"""Comments that say nearly the same, and those that stand for many."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.comments.similar import groups, representative

QUEUE = ["Alt for lang kø på telefonen", "alt for lang kø på telefonen!!", "Altfor lang kø på telefonenn"]
ROAD = ["Veien er full av hull i asfalten", "Veien er full av hull i asfalt"]
OTHERS = ["Barnehagen var flott", "Byggesaken tok tre år", "Fikk ikke svar", ""]


def test_the_same_sentence_with_typos_signs_and_endings_is_one_group() -> None:
    texts = [QUEUE[0], OTHERS[0], ROAD[0], QUEUE[1], OTHERS[1], OTHERS[3], ROAD[1], QUEUE[2], OTHERS[2]]
    assert groups(texts) == [[0, 3, 7], [2, 6]]


def test_a_chain_of_likenesses_does_not_join_its_ends() -> None:
    words = ["søppel", "henting", "snøbrøyting", "fartsdump", "lekeplass", "gatelys", "kloakk", "parkering"]
    chain = [" ".join(words[start : start + 4]) for start in range(5)]
    assert all(len(group) < 5 for group in groups(chain, alike=0.6))
    assert groups(chain, alike=0.6) != []


comments = st.lists(st.sampled_from([*QUEUE, *ROAD, *OTHERS, "🙂", "12"]), max_size=12)


@settings(max_examples=30)
@given(comments, st.randoms(use_true_random=False))
def test_groups_and_representatives_do_not_depend_on_the_order_of_texts(given: list[str], dice: random.Random) -> None:
    other = dice.sample(given, len(given))
    assert [sorted(given[place] for place in group) for group in groups(given)] == [
        sorted(other[place] for place in group) for group in groups(other)
    ]
    assert [given[at] for at in representative(given, 3, seed=1)] == [
        other[at] for at in representative(other, 3, seed=1)
    ]


def test_representatives_are_central_unlike_each_other_and_shuffled() -> None:
    texts = [*QUEUE * 3, *ROAD, *OTHERS]
    found = representative(texts, 2, seed=3)
    assert {texts[place] in QUEUE for place in found} == {True, False}
    assert len(representative(texts, 50)) == 5, "one of each group, and what stands alone"
    orders = {tuple(texts[place] for place in representative(texts, 4, seed=seed)) for seed in range(20)}
    assert len(orders) > 5
    assert len({frozenset(order) for order in orders}) == 1


@pytest.mark.parametrize("texts", [[], [""], ["!", "?"]])
def test_nothing_is_found_in_nothing(texts: list[str]) -> None:
    assert groups(texts) == representative(texts, 3) == []
