"""`medlytt comments redact`: lines in, spans out, faults told by line."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main

LINE = {"id": 7, "text": "Ring Kari på 912 34 567", "language": "nb"}
ANSWER = {
    "id": 7,
    "text": "Ring [name] på [phone]",
    "spans": [{"start": 5, "end": 9, "kind": "name"}, {"start": 13, "end": 23, "kind": "phone"}],
}


def run(raw: bytes, *options: str) -> Result:
    return CliRunner().invoke(main, ["comments", "redact", "-", *options], input=raw)


def written(*lines: Any) -> bytes:
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def test_each_line_has_its_text_with_marks_and_its_spans() -> None:
    done = run(written(LINE, {"id": "b", "text": "Fint"}), "--jsonl")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [ANSWER, {"id": "b", "text": "Fint", "spans": []}]
    assert done.exit_code == 0


def test_json_is_one_list() -> None:
    assert json.loads(run(written(LINE), "--json").stdout) == [ANSWER]


def test_without_options_a_person_reads_it() -> None:
    assert run(written(LINE)).stdout == "7: Ring [name] på [phone]\n"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[]", "is not an object"),
        (b"{}", "`text` is missing"),
        (b'{"text": 5}', "`text` is missing or no text"),
        (b'{"text": "a", "language": 5}', "`language` must be a code"),
    ],
)
def test_a_broken_line_is_told_and_the_others_are_still_redacted(line: bytes, told: str) -> None:
    done = run(line + b"\n\n" + written(LINE), "--jsonl")
    first, last = map(json.loads, done.stdout.splitlines())
    assert last == ANSWER
    assert told in first["error"]
    assert "line 1: " in done.stderr
    assert done.exit_code == 1


def test_a_file_that_is_not_there_is_wrong_usage() -> None:
    assert CliRunner().invoke(main, ["comments", "redact", "nowhere.jsonl"]).exit_code == 2


def test_the_offsets_count_code_points_beyond_the_first_plane() -> None:
    answer = json.loads(run(written({"id": 1, "text": "😀😀 k@l.no"}), "--jsonl").stdout)
    assert answer["spans"] == [{"start": 3, "end": 9, "kind": "email"}]
