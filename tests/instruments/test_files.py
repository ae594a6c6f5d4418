"""One door for every format, and the page that tells about it."""

from pathlib import Path

import pytest

from instruments import document, files

PAGE = (Path(__file__).parents[2] / "docs" / "instruments.md").read_text(encoding="utf-8")
TOML = PAGE.split("```toml\n")[1].split("```")[0]


def test_the_example_of_the_page_can_be_used_and_is_written_so() -> None:
    found = files.read(TOML.encode(), "after-a-call.toml")
    assert (found.problems, found.lost) == ((), ())
    assert found.instrument and files.read(document.to_toml(found.instrument).encode(), "a.toml") == found


def test_json_is_ours_or_that_of_surveyjs() -> None:
    ours = files.read(TOML.encode(), "a.toml").instrument
    assert ours and files.read(document.to_json(ours).encode(), "a.json").instrument == ours
    theirs = b'{"pages": [{"name": "one", "elements": [{"type": "text", "name": "q"}]}]}'
    found = files.read(theirs, "theirs.json").instrument
    assert found and found.id == "theirs"


def test_the_content_says_what_a_file_is_where_its_name_does_not() -> None:
    ours = files.read(TOML.encode(), "a.toml").instrument
    assert ours and files.read(document.to_json(ours).encode(), "noname").instrument == ours
    table = b"| survey |\n| | type | name | label |\n| | text | a | A |\n"
    assert files.read(table, "noname").instrument


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.toml", "empty"),
        (b"%PDF-1.7", "a.xlsx", "a PDF"),
        (b"{", "a.json", "not JSON"),
        (b"3", "a.json", "an object with id, title and items"),
        (b'{"a": 1}', "a.json", "`a` is not known here"),
        (b"[[[", "a.toml", "not TOML"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><document>&b;</document>", "a.lss", "entities"),
        (b"x" * 11_000_000, "a.toml", "10 MB"),
    ],
)
def test_what_cannot_be_read_is_one_clear_fault(data: bytes, name: str, says: str) -> None:
    found = files.read(data, name)
    assert found.instrument is None
    assert says in " ".join(f"`{fault.where}` {fault.message}" for fault in found.problems)
