"""`medlytt expression`: lines in, values out, faults told by line."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main


def run(lines: list[Any] | bytes, *options: str) -> Result:
    raw = lines if isinstance(lines, bytes) else "".join(json.dumps(line) + "\n" for line in lines).encode()
    return CliRunner().invoke(main, ["expression", "-", *options], input=raw)


def one(expression: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run([{"id": 1, "expression": expression, **more}], "--jsonl").stdout)
    return answer


def test_a_value_comes_with_its_type() -> None:
    assert one("1 + 1") == {"id": 1, "value": 2.0, "type": "number"}
    assert one("${a} = 'x'", values={"a": "x"}) == {"id": 1, "value": True, "type": "boolean"}
    assert one("${a}", values={"a": "x"}) == {"id": 1, "value": "x", "type": "string"}
    assert one("1 div 0")["value"] == "Infinity"
    assert one("0 div 0")["value"] == "NaN"


def test_a_number_of_json_reads_as_the_form_would_have_it() -> None:
    assert one("concat(${a}, ' ', ${b}, ' ', ${c})", values={"a": 3.0, "b": 0.5, "c": None})["value"] == "3 0.5 "


def test_a_path_may_begin_with_any_name_for_the_root() -> None:
    for root in ("data", "model", "anything"):
        assert one(f"/{root}/g/a", values={"g": {"a": "x"}})["value"] == "x"
    assert one("/data/g/a", values={"data": {"g": {"a": "x"}}})["value"] == "x"


def test_the_place_of_the_expression_is_a_name_or_a_path() -> None:
    values = {"call": [{"m": "1"}, {"m": "2"}]}
    assert one("position(..)", values=values, self="/call[2]/m")["value"] == 2
    assert one(". = ''", self="unanswered")["value"] is True


def test_the_moment_and_its_zone_come_from_the_line() -> None:
    assert one("today()", now="2026-05-21T23:30:00+00:00", timezone="Europe/Oslo")["value"] == "2026-05-22"
    assert one("now()", now="2026-05-21T14:10")["value"] == "2026-05-21T14:10:00.000+00:00"


def test_what_is_left_out_is_named() -> None:
    assert one("area(${a})")["unsupported"] == "area"
    assert run([{"id": 1, "expression": "area(.)"}], "--jsonl").exit_code == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "is not JSON"),
        (b"[]", "is not an object"),
        (b"{}", "`expression` is missing"),
        (b'{"expression": "1 +"}', "the expression ends too early"),
        (b'{"expression": "1", "values": []}', None),
        (b'{"expression": "1", "values": [1]}', "`values` must be an object"),
        (b'{"expression": "1", "timezone": "Mars"}', "time zone"),
        (b'{"expression": "1", "now": "later"}', "is not a date and time"),
        (b'{"expression": "1", "self": 5}', "`self` must be the name"),
        (b'{"expression": "1", "tables": {"a": 1}}', "`tables` must be like"),
        (b'{"expression": "1", "values": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}", ""),
    ],
)
def test_a_broken_line_is_told_and_the_others_are_still_worked_out(line: bytes, told: str | None) -> None:
    found = run(line + b'\n{"id": "good", "expression": "2"}\n', "--jsonl")
    first, last = map(json.loads, found.stdout.splitlines())
    assert last == {"id": "good", "value": 2.0, "type": "number"}
    assert found.exit_code == (told is not None)
    if told is not None:
        assert told in first["error"]
        assert "line 1" in found.stderr


def test_without_options_a_person_reads_it() -> None:
    assert run([{"id": "a", "expression": "1 + 1"}]).stdout == "a: 2\n"
