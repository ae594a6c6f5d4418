"""Every category has a key of its own, and reviewing has a pace."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from survey import pace
from survey.web.comments import keys
from tests.conftest import NOW

NAMES = st.lists(st.tuples(st.text("abc", min_size=1, max_size=4), st.text(max_size=12)), unique_by=lambda one: one[0])


@given(st.dictionaries(st.text("xyz", max_size=3), NAMES, max_size=4))
def test_no_key_is_given_twice_and_none_is_left_while_a_category_waits(names: dict[str, list[tuple[str, str]]]) -> None:
    found = keys.assigned(names)
    places = {(axis, code) for axis, some in names.items() for code, _ in some}
    assert len(set(found.values())) == len(found) and set(found) <= places
    assert not set(found.values()) & keys.SPOKEN_FOR
    assert len(found) == min(len(places), 34)


def test_a_short_kind_is_numbered_and_a_long_one_goes_by_its_letters() -> None:
    areas = [(str(n), name) for n, name in enumerate(["Åre", "Øre", "Sau", "Aure", "Elg", "Ulv"])]
    found = keys.assigned({"area": areas, "tone": [("up", "Opp"), ("down", "Ned")]})
    assert found["tone", "up"] == "1" and found["tone", "down"] == "2"
    assert [found["area", str(n)] for n in range(6)] == ["a", "o", "b", "r", "e", "l"]


def test_pauses_do_not_slow_a_reviewer_down() -> None:
    brisk = [NOW + timedelta(seconds=3 * n) for n in range(10)]
    assert pace.a_minute(brisk) == 20
    assert pace.a_minute([*brisk, *(one + timedelta(hours=1) for one in brisk)]) == 20
    assert pace.a_minute(brisk[:3]) is None
