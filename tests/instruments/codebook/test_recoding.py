"""Labels follow their category scheme from version to version."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.codebook import Added, Axis, Category, Change, Codebook, Merged, Renamed, Retired, Split
from instruments.recoding import Recoded, recoded, recoding
from instruments.revision import ImpossibleError, changed, come
from tests.instruments.codebook.drawn import histories, labels, worded

FIRST = Codebook(
    id="mine",
    version=1,
    title={"en": "Mine"},
    axes=(
        Axis(
            code="area",
            name={"en": "Area"},
            none="general",
            categories=tuple(map(worded, ("roads", "lights", "general"))),
        ),
        Axis(
            code="reasons",
            name={"en": "Reasons"},
            many=True,
            none="none",
            categories=tuple(map(worded, ("slow", "queue", "cost", "none"))),
        ),
    ),
)


def after(*changes: Change) -> tuple[Codebook, ...]:
    versions = [FIRST]
    for change in changes:
        new: list[Category] = [worded(code) for code in come(change)]
        versions.append(changed(versions[-1], change, *new))
    return tuple(versions)


def told(versions: Sequence[Codebook], area: str = "roads", reasons: Sequence[str] = ("slow", "cost")) -> Recoded:
    return recoded({"area": (area,), "reasons": tuple(reasons)}, recoding(versions))


def test_what_is_merged_or_renamed_follows_by_itself() -> None:
    versions = after(Merged("area", ("roads", "lights"), "streets"), Renamed("reasons", "slow", "late"))
    assert told(versions) == Recoded({"area": ("streets",), "reasons": ("late", "cost")})


def test_two_reasons_of_one_comment_that_merge_are_one() -> None:
    assert told(after(Merged("reasons", ("slow", "queue"), "slow")), reasons=("slow", "queue")) == Recoded(
        {"area": ("roads",), "reasons": ("slow",)}
    )


def test_what_is_split_brings_its_candidates_to_a_person() -> None:
    versions = after(Split("area", "roads", ("snow", "holes")), Split("reasons", "slow", ("slow", "waiting_list")))
    assert told(versions) == Recoded(
        {"area": ("snow", "holes"), "reasons": ("slow", "waiting_list", "cost")}, ("area", "reasons")
    )
    assert told(versions, area="lights", reasons=("cost",)).to_review is False


def test_what_is_retired_falls_to_none_and_to_a_person() -> None:
    versions = after(Retired("area", "roads"), Retired("reasons", "slow"))
    assert told(versions) == Recoded({"area": ("general",), "reasons": ("cost",)}, ("area", "reasons"))
    assert told(versions, reasons=("slow",)).labels["reasons"] == ("none",)


def test_a_reason_that_merges_into_none_leaves_the_others() -> None:
    versions = after(Merged("reasons", ("slow",), "none"))
    assert told(versions).labels["reasons"] == ("cost",)
    assert told(versions, reasons=("slow",)).labels["reasons"] == ("none",)


def test_a_code_that_comes_back_means_nothing_to_old_comments() -> None:
    versions = after(Retired("reasons", "slow"), Added("reasons", "slow"))
    assert told(versions, reasons=("slow",)) == Recoded({"area": ("roads",), "reasons": ("none",)}, ("reasons",))


def test_what_nobody_knows_goes_to_a_person() -> None:
    found = recoded({"area": ("harbour",), "mood": ("good",)}, recoding((FIRST,)))
    assert found == Recoded({"area": ("general",)}, ("area", "mood"))


def test_the_category_for_none_of_these_may_be_called_otherwise() -> None:
    versions = after(Renamed("reasons", "none", "nothing"), Retired("reasons", "slow"))
    assert told(versions, reasons=("slow",)).labels["reasons"] == ("nothing",)


def test_candidates_wait_for_a_person_however_long() -> None:
    assert recoded({"area": ("roads", "lights")}, recoding(after(Retired("reasons", "slow")))).doubtful == ("area",)


def test_a_version_in_between_must_not_be_missing() -> None:
    versions = after(Renamed("reasons", "slow", "late"), Retired("area", "lights"))
    with pytest.raises(ImpossibleError, match="mine version 3 does not follow mine version 1"):
        recoding((versions[0], versions[2]))


@given(st.data())
@settings(max_examples=40)
def test_version_by_version_comes_to_the_same_as_all_at_once(data: st.DataObject) -> None:
    versions = data.draw(histories())
    given_labels = data.draw(labels(versions[0], known=data.draw(st.booleans())))
    middle = data.draw(st.integers(1, len(versions)))
    one = recoded(given_labels, recoding(versions[:middle]))
    two = recoded(one.labels, recoding(versions[middle - 1 :]))
    at_once = recoded(given_labels, recoding(versions))
    assert (two.labels, {*one.doubtful, *two.doubtful}) == (at_once.labels, set(at_once.doubtful))


@given(st.data())
@settings(max_examples=40)
def test_only_codes_of_the_later_version_come_out_and_none_stands_alone(data: st.DataObject) -> None:
    versions = data.draw(histories())
    found = recoded(data.draw(labels(versions[0], known=False)), recoding(versions))
    for axis in versions[-1].axes:
        codes = found.labels[axis.code]
        assert set(codes) <= set(axis.codes)
        assert len(codes) == len(set(codes))
        assert len(codes) == 1 or axis.none not in codes
        assert axis.many or len(codes) <= 1 or axis.code in found.doubtful


@given(st.data())
@settings(max_examples=40)
def test_a_label_that_no_person_need_look_at_is_lost_to_nobody(data: st.DataObject) -> None:
    versions = data.draw(histories())
    given_labels = data.draw(labels(versions[0]))
    found = recoded(given_labels, recoding(versions))
    for axis in versions[0].axes:
        if axis.code not in found.doubtful:
            assert bool(given_labels[axis.code]) == bool(found.labels[axis.code])
