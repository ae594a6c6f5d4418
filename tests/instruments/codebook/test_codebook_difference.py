"""An edited file becomes the next version once a person has said what became of the categories that are gone."""

import msgspec
import pytest
from hypothesis import given, settings

from instruments import bank
from instruments.codebook import Added, Category, Codebook, Merged, Renamed, Retired, Split
from instruments.codebook_difference import compared, decided
from instruments.revision import ImpossibleError
from instruments.succession import gaps
from tests.instruments.codebook.drawn import histories

MUNICIPAL = bank.codebook("municipal@1")
CONDUCT = MUNICIPAL.axes[1].categories[4]


def reasons(*categories: Category, without: str = "") -> Codebook:
    """The shipped scheme as a file says it that lacks some reasons and has others."""
    axis = MUNICIPAL.axes[1]
    kept = [one for one in axis.categories if one.code not in without.split()]
    bent = [msgspec.structs.replace(one, instead="") if one.instead in without.split() else one for one in kept]
    new = msgspec.structs.replace(axis, categories=(*categories, *bent))
    return msgspec.structs.replace(MUNICIPAL, axes=(MUNICIPAL.axes[0], new, MUNICIPAL.axes[2]))


def new(code: str) -> Category:
    return Category(code=code, name={"nb": f"Om {code}"})


def test_a_file_that_only_adds_and_words_anew_needs_no_decision() -> None:
    other = msgspec.structs.replace(CONDUCT, code="conduct", name={"nb": "Frekt"})
    after = reasons(other, new("parking"), without="conduct")
    found = compared(MUNICIPAL, after)
    assert set(found.sure) >= {Renamed("reasons", "conduct", "conduct"), Added("reasons", "parking")}
    assert found.undecided == ()
    second = decided(MUNICIPAL, after, ())
    assert (second.version, second.axes) == (2, after.axes)
    assert set(second.changes) == set(found.sure)


def test_a_category_under_another_code_is_offered_as_renamed_and_never_taken_without_asking() -> None:
    after = reasons(msgspec.structs.replace(CONDUCT, code="manners"), without="conduct")
    (open_question,) = compared(MUNICIPAL, after).undecided
    assert (open_question.code, open_question.likely) == ("conduct", Renamed("reasons", "conduct", "manners"))
    with pytest.raises(ImpossibleError, match="`conduct` is gone, and no change says what became of it"):
        decided(MUNICIPAL, after, ())
    assert decided(MUNICIPAL, after, (Renamed("reasons", "conduct", "manners"),)).axes == after.axes


def test_a_category_that_nothing_resembles_is_offered_as_nothing() -> None:
    found = compared(MUNICIPAL, reasons(new("parking"), without="conduct"))
    assert found.undecided[0].likely is None
    assert found.new == {"reasons": ("parking",)}


def test_what_was_retired_merged_or_split_is_so_and_the_rest_is_new() -> None:
    after = reasons(
        new("waiting"), new("price"), new("rule"), new("parking"), without="slow no_answer decision conduct"
    )
    decisions = (
        Merged("reasons", ("slow", "no_answer"), "waiting"),
        Split("reasons", "decision", ("price", "rule")),
        Retired("reasons", "conduct"),
    )
    second = decided(MUNICIPAL, after, decisions)
    assert second.changes[:3] == decisions
    assert Added("reasons", "parking") in second.changes
    assert gaps(MUNICIPAL, second) == ()


def test_a_decision_that_cannot_be_carried_out_is_told() -> None:
    with pytest.raises(ImpossibleError, match="there is no `manners`"):
        decided(MUNICIPAL, reasons(without="conduct"), (Retired("reasons", "manners"),))


@given(histories(longest=2))
@settings(max_examples=40)
def test_the_changes_of_a_version_are_decisions_that_lead_to_it(versions: tuple[Codebook, ...]) -> None:
    made = decided(versions[0], versions[-1], versions[-1].changes) if len(versions) > 1 else None
    assert made is None or (made.axes == versions[-1].axes and gaps(versions[0], made) == ())


def test_a_version_compared_with_itself_says_nothing() -> None:
    found = compared(MUNICIPAL, MUNICIPAL)
    assert (found.sure, found.undecided, found.new) == ((), (), {})
