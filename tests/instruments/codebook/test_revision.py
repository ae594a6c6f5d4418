"""One change makes the next version of a category scheme, and what is not named stays."""

import msgspec
import pytest
from hypothesis import given, settings

from instruments.codebook import Added, Axis, Category, Change, Codebook, Merged, Renamed, Retired, Split, category
from instruments.revision import ImpossibleError, changed
from instruments.succession import gaps
from tests.instruments.codebook.drawn import histories, worded

FIRST = Codebook(
    id="mine",
    version=1,
    title={"en": "Mine"},
    axes=(
        Axis(
            code="reasons",
            name={"en": "Reasons"},
            many=True,
            none="none",
            categories=(
                *map(worded, ("slow", "queue")),
                Category(code="cost", name={"en": "Too dear"}, does_not={"en": "Weeks!"}, instead="slow"),
                worded("none"),
            ),
        ),
    ),
)


def codes(codebook: Codebook) -> str:
    return " ".join(codebook.axes[0].codes)


@pytest.mark.parametrize(
    ("change", "words", "expected"),
    [
        (Added("reasons", "conduct"), "conduct", "slow queue cost conduct none"),
        (Merged("reasons", ("slow", "queue"), "waiting"), "waiting", "waiting cost none"),
        (Merged("reasons", ("slow", "queue"), "queue"), "", "queue cost none"),
        (Merged("reasons", ("slow",), "none"), "", "queue cost none"),
        (Split("reasons", "queue", ("phone", "desk")), "phone desk", "slow phone desk cost none"),
        (Split("reasons", "queue", ("queue", "desk")), "desk", "slow queue desk cost none"),
        (Split("reasons", "queue", ("slow", "cost")), "", "slow cost none"),
        (Renamed("reasons", "slow", "late"), "", "late queue cost none"),
        (Renamed("reasons", "slow", "slow"), "slow", "slow queue cost none"),
        (Retired("reasons", "queue"), "", "slow cost none"),
    ],
)
def test_each_change_leaves_these_codes_in_this_order(change: Change, words: str, expected: str) -> None:
    second = changed(FIRST, change, *map(worded, words.split()))
    assert (second.version, second.changes, codes(second)) == (2, (change,), expected)
    assert gaps(FIRST, second) == ()


@pytest.mark.parametrize(
    ("change", "words", "told"),
    [
        (Added("reason", "conduct"), "conduct", "did you mean `reasons`"),
        (Added("reasons", "slow"), "slow", "already a `slow`"),
        (Added("reasons", "conduct"), "", "`conduct` is new: give its name"),
        (Added("reasons", "conduct"), "conduct late", "`late` has no part in this change"),
        (Merged("reasons", ("slow", "ques"), "slow"), "", "no `ques` in `reasons`; did you mean `queue`"),
        (Merged("reasons", ("slow",), "slow"), "", "at least two"),
        (Merged("reasons", ("slow",), "late"), "late", "at least two"),
        (Merged("reasons", ("slow", "none"), "slow"), "", "others can merge into it"),
        (Split("reasons", "slow", ("late", "late")), "late", "at least two"),
        (Split("reasons", "none", ("praise", "question")), "praise question", "instead of splitting it"),
        (Split("reasons", "slow", ("late", "none")), "late", "instead of splitting it"),
        (Renamed("reasons", "slow", "queue"), "", "already a `queue`"),
        (Renamed("reasons", "slow", "slow"), "", "nothing new is said"),
        (Retired("reasons", "none"), "", "comments that lose theirs fall there"),
    ],
)
def test_what_cannot_be_done_is_told(change: Change, words: str, told: str) -> None:
    with pytest.raises(ImpossibleError, match=told):
        changed(FIRST, change, *map(worded, words.split()))


def test_a_new_code_keeps_the_words_and_the_axis_its_none() -> None:
    second = changed(FIRST, Renamed("reasons", "cost", "price"))
    assert category(second, "reasons", "price") == msgspec.structs.replace(FIRST.axes[0].categories[2], code="price")
    assert changed(FIRST, Renamed("reasons", "none", "nothing")).axes[0].none == "nothing"


@pytest.mark.parametrize(
    ("change", "words", "instead"),
    [
        (Renamed("reasons", "slow", "late"), "", "late"),
        (Merged("reasons", ("slow", "queue"), "waiting"), "waiting", "waiting"),
        (Merged("reasons", ("slow", "cost"), "cost"), "", ""),
        (Split("reasons", "slow", ("late", "never")), "late never", ""),
        (Split("reasons", "slow", ("slow", "never")), "never", "slow"),
        (Retired("reasons", "slow"), "", ""),
        (Retired("reasons", "queue"), "", "slow"),
    ],
)
def test_a_near_miss_points_to_what_became_of_the_other_category(change: Change, words: str, instead: str) -> None:
    second = changed(FIRST, change, *map(worded, words.split()))
    found = category(second, "reasons", "cost")
    assert found is not None
    assert found.instead == instead


@given(histories())
@settings(max_examples=40)
def test_every_version_accounts_for_what_became_of_the_one_before(versions: tuple[Codebook, ...]) -> None:
    for before, after in zip(versions, versions[1:], strict=False):
        assert gaps(before, after) == ()
        if [set(axis.codes) for axis in before.axes] != [set(axis.codes) for axis in after.axes]:
            assert gaps(before, msgspec.structs.replace(after, changes=())) != ()


def test_versions_of_one_scheme_keep_their_axes() -> None:
    axis = FIRST.axes[0]
    second = msgspec.structs.replace(FIRST, version=2)
    for axes in (
        (msgspec.structs.replace(axis, many=False),),
        (msgspec.structs.replace(axis, none="slow"),),
        (axis, msgspec.structs.replace(axis, code="tone")),
    ):
        assert len(gaps(FIRST, msgspec.structs.replace(second, axes=axes))) == 1
