"""How a category came to be can be told from the versions of its scheme."""

from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.codebook import Added, Codebook, Merged, Renamed, Retired, Split
from instruments.lineage import Passage, lineage
from instruments.recoding import recoding
from tests.instruments.codebook.drawn import histories
from tests.instruments.codebook.test_recoding import after


def test_a_category_is_followed_back_through_every_change_that_made_it() -> None:
    rename = Renamed("reasons", "slow", "late")
    merge = Merged("reasons", ("late", "queue"), "waiting")
    versions = after(Retired("area", "lights"), rename, Added("reasons", "parking"), merge)
    assert lineage(versions, "reasons", "waiting") == (
        Passage(1, None, (), ("queue", "slow")),
        Passage(3, rename, ("slow",), ("late",)),
        Passage(5, merge, ("late", "queue"), ("waiting",)),
    )
    assert lineage(versions, "reasons", "cost") == (Passage(1, None, (), ("cost",)),)


def test_a_category_that_others_merged_into_was_there_itself() -> None:
    merge = Merged("reasons", ("queue",), "slow")
    assert lineage(after(merge), "reasons", "slow") == (
        Passage(1, None, (), ("queue", "slow")),
        Passage(2, merge, ("queue", "slow"), ("slow",)),
    )


def test_a_category_that_was_added_began_there() -> None:
    again = Added("reasons", "slow")
    assert lineage(after(Retired("reasons", "slow"), again), "reasons", "slow") == (Passage(3, again, (), ("slow",)),)


def test_the_parts_of_a_split_come_from_the_whole() -> None:
    split = Split("reasons", "slow", ("slow", "reply"))
    assert lineage(after(split), "reasons", "reply") == (
        Passage(1, None, (), ("slow",)),
        Passage(2, split, ("slow",), ("reply",)),
    )


def test_what_is_no_more_has_no_lineage() -> None:
    assert lineage(after(Retired("reasons", "slow")), "reasons", "slow") == ()
    assert lineage(after(), "mood", "good") == ()


@given(histories(), st.data())
@settings(max_examples=40)
def test_a_category_comes_from_those_whose_comments_may_now_be_there(
    versions: tuple[Codebook, ...], data: st.DataObject
) -> None:
    axis = data.draw(st.sampled_from(versions[-1].axes))
    code = data.draw(st.sampled_from(axis.codes))
    stations = lineage(versions, axis.code, code)
    origins = set(stations[0].after) if stations[0].change is None else set()
    followed = recoding(versions).axes[axis.code].successors
    behind = {old for old, now in followed.items() if code in now.codes}
    assert origins <= behind if code == axis.none else origins == behind
