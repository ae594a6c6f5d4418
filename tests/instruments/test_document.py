from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from instruments import bank, document
from instruments.instrument import Instrument
from tests.instruments.drawn import instruments

SMALL = """
id = "short"
title.en = "A short form"

[[items]]
name = "reached"
label.en = "Did you get through?"
list = "yes_no"

[[items]]
name = "about"
kind = "group"

[[items.items]]
name = "minutes"
kind = "integer"
label.en = "After how many minutes?"
relevant = "${reached} = 'yes'"

[[lists.yes_no]]
value = "yes"
label.en = "Yes"

[[lists.yes_no]]
value = "no"
label.en = "No"
"""


def told(text: str) -> list[tuple[str, str]]:
    return [(fault.where, fault.message) for fault in document.from_toml(text.encode()).problems]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(instruments())
def test_toml_and_json_bring_back_any_instrument(drawn: Instrument) -> None:
    assert document.from_toml(document.to_toml(drawn).encode()).instrument == drawn
    assert document.from_json(document.to_json(drawn).encode()).instrument == drawn


@pytest.mark.parametrize("path", sorted((bank.SHIPPED / "instruments").glob("*.toml")), ids=lambda path: path.stem)
def test_the_forms_of_the_bank_come_back_from_either(path: Path) -> None:
    shipped = bank.load(path, Instrument)
    assert document.from_toml(document.to_toml(shipped).encode()).instrument == shipped
    assert document.from_json(document.to_json(shipped).encode()).instrument == shipped


def test_what_is_written_reads_like_a_file_of_the_bank() -> None:
    found = document.from_toml(SMALL.encode()).instrument
    assert found and document.to_toml(found) == SMALL.lstrip()


def test_items_have_the_choices_of_their_list() -> None:
    found = document.from_toml(SMALL.encode())
    assert found.usable and found.instrument
    assert [choice.value for choice in found.instrument.items[0].choices] == ["yes", "no"]


def test_text_of_several_lines_stays_so() -> None:
    text = SMALL.replace('"A short form"', '"""\nOne\nTwo "quoted\\"""""')
    found = document.from_toml(text.encode()).instrument
    assert found and found.title["en"] == 'One\nTwo "quoted""'
    assert 'title.en = """\nOne\nTwo "quoted"\\""""' in document.to_toml(found)


def test_a_wrong_word_is_told_with_its_line_and_what_was_meant() -> None:
    assert told(SMALL.replace('"integer"', '"intger"')) == [
        ("line 16, items[1].items[0].kind", "cannot be `intger`; did you mean `integer`?")
    ]


def test_a_wrong_type_is_told_with_its_line() -> None:
    assert told(SMALL.replace('"integer"', '"integer"\npoints = "two"')) == [
        ("line 17, items[1].items[0].points", "expected `float | null`, got `str`")
    ]


def test_a_fault_in_meaning_leaves_the_instrument_to_look_at() -> None:
    text = SMALL.replace('value = "no"', 'value = "yes"')
    found = document.from_toml(text.encode())
    assert found.instrument and not found.usable
    assert [fault.where for fault in found.problems] == ["line 24, lists.yes_no[1]"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"id = ", "is not TOML"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"x = " + b"[" * 100_000, "nested"),
        (b"x = " + b"1" * 100_000, "more than 400 digits"),
        (b"a." * 100_000 + b"b = 1", "more than 64 parts"),
        (b'"""' + b'\\"""\n' * 200_000, "is not TOML"),
        (b'id = "\\u0000"', "NUL"),
        (b" " * 2_000_001, "larger than 2 MB"),
        (b"\n".join(b"[[items" + b".items" * depth + b"]]\nname = 'a'" for depth in range(40)), "nested"),
    ],
)
def test_toml_that_is_none_is_refused(data: bytes, says: str) -> None:
    found = document.from_toml(data)
    assert found.instrument is None
    assert says in found.problems[0].message


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is not JSON"),
        (b"[]", "an object with id, title and items"),
        (b"[" * 100_000, "nested"),
        (b'{"id": "\\u0000"}', "NUL"),
        (b'{"id": "\\ud800"}', "is not JSON"),
        (b'{"items":' + b'[{"name":"a","items":' * 90 + b"[]" + b"}]" * 90 + b"}", "nested"),
        (b'{"id": "a", "title": {}, "items": 3}', "expected `array`, got `int`"),
    ],
)
def test_json_that_is_none_is_refused(data: bytes, says: str) -> None:
    found = document.from_json(data)
    assert found.instrument is None
    assert says in found.problems[0].message
