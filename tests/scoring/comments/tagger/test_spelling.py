"""Words typed in haste are read as the nearest word that the tagger knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.comments.tagger.spelling import Spelling, slip

KNOWN = Spelling({"veien": 1.0, "veier": 3.0, "brøyting": 2.0, "kø": 2.0, "og": 0.5})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("veeien", "veien"),
        ("vien", "veien"),
        ("veiem", "veien"),
        ("vieen", "veien"),
        ("veie", "veien"),
        ("brøytng", "brøyting"),
        ("brøt", "brøt"),
        ("oh", "oh"),
        ("veier", "veier"),
        ("xyz", "xyz"),
    ],
)
def test_one_slip_is_understood_and_the_commoner_word_is_meant(typed: str, read: str) -> None:
    assert KNOWN.words([typed]) == [read]


@given(st.text("ab", max_size=5), st.text("ab", max_size=5))
def test_a_slip_works_both_ways(one: str, other: str) -> None:
    assert slip(one, other) == slip(other, one)
