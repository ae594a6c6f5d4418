"""A draft of a category scheme is worded anew and its last change is taken back."""

from hypothesis import given
from hypothesis import strategies as st

from instruments import bank
from instruments.codebook import Added, Category, Merged, Renamed, Split, category
from instruments.codebook_check import CODE
from instruments.redraft import code_of, reworded, without_last
from instruments.revision import amended, following

BEFORE = bank.codebook("municipal")
DRAFT = following(BEFORE)


def words(code: str, name: str = "Noe") -> Category:
    return Category(code=code, name={"nb": name})


def test_other_words_are_noted_once_and_not_of_what_is_new() -> None:
    once = reworded(DRAFT, "reasons", words("slow"))
    twice = reworded(once, "reasons", words("slow", "Noe annet"))
    assert once.changes == twice.changes == (Renamed("reasons", "slow", "slow"),)
    assert category(twice, "reasons", "slow") == words("slow", "Noe annet")
    new = amended(DRAFT, Added("area", "parking"), words("parking"))
    assert reworded(new, "area", words("parking", "Parkering")).changes == new.changes
    assert reworded(new, "area", words("parking")) is new


def test_the_last_change_is_taken_back_with_all_it_did() -> None:
    first = amended(DRAFT, Added("area", "parking"), words("parking"))
    second = amended(first, Renamed("reasons", "slow", "late"))
    assert without_last(BEFORE, second) == first
    assert without_last(BEFORE, first) == DRAFT
    assert without_last(BEFORE, DRAFT) is None


def test_what_has_lost_its_words_cannot_come_back() -> None:
    parts = amended(DRAFT, Split("reasons", "slow", ("one", "other")), words("one"), words("other"))
    whole = amended(parts, Merged("reasons", ("one", "other"), "late"), words("late"))
    assert without_last(BEFORE, whole) is None


@given(st.text(max_size=60), st.sets(st.text(max_size=5)))
def test_any_name_gives_a_code_that_can_be_used(name: str, taken: set[str]) -> None:
    code = code_of(name, taken)
    assert CODE.fullmatch(code) and code not in taken
    assert CODE.fullmatch(again := code_of(name, {code})) and again != code
