"""Two windows that type at once lose nothing."""

from hypothesis import given
from hypothesis import strategies as st

from survey.draft import Draft, Save, saved
from tests.conftest import NOW

VALUES = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "1", "2"]))


def keep(stored: Draft, window: str, revision: int, *, settled: bool = False, **values: str) -> tuple[Draft, bool]:
    return saved(stored, Save(window=window, revision=revision, values=values, settled=settled), now=NOW)


def test_saving_on_top_of_what_one_saw_replaces_it() -> None:
    first, _ = keep(Draft(), "w", 0, a="1")
    second, told = keep(first, "w", first.revision, a="2", b="1")
    assert (second.values, told) == ({"a": "2", "b": "1"}, False)


def test_windows_that_fill_in_different_fields_are_joined() -> None:
    first, _ = keep(Draft(), "one", 0, a="1")
    second, told = keep(first, "two", 0, b="2")
    assert (second.values, told) == ({"a": "1", "b": "2"}, False)


def test_windows_that_contradict_each_other_are_both_kept_until_the_tester_chooses() -> None:
    first, _ = keep(Draft(), "one", 0, a="1")
    second, told = keep(first, "two", 0, a="2")
    assert told
    assert (second.values, second.others) == ({"a": "1"}, {"two": {"a": "2"}})
    third, _ = keep(second, "one", second.revision, a="1", b="1")
    assert third.others == {"two": {"a": "2"}}, "typing on in the first window does not throw the second away"
    settled, _ = keep(third, "two", third.revision, settled=True, a="2")
    assert (settled.values, settled.others) == ({"a": "2"}, {})


def test_the_same_save_sent_twice_is_one() -> None:
    first, _ = keep(Draft(), "w", 0, a="1")
    assert keep(first, "w", 0, a="1") == (first, False)


@given(st.lists(st.tuples(st.sampled_from(["one", "two"]), VALUES), max_size=8))
def test_the_last_words_of_each_window_can_be_found_again(saves: list[tuple[str, dict[str, str]]]) -> None:
    stored = Draft()
    seen = {"one": 0, "two": 0}
    for window, values in saves:
        if window == "one" or values:
            stored, told = saved(stored, Save(window=window, revision=seen[window], values=values), now=NOW)
            typed = {name: value for name, value in values.items() if value}
            if not told:
                seen[window] = stored.revision
            kept = [stored.values, *stored.others.values()]
            assert any(typed.items() <= one.items() for one in kept)


def test_nothing_typed_is_nothing_saved() -> None:
    assert keep(Draft(), "w", 0, a=" ")[0].values == {}
