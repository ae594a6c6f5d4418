"""The tables of cases: what public evaluators agree on, run through this one."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from survey.cli import expressions

CASES = Path(__file__).parent / "cases"
NOW = datetime(2018, 6, 26, 10, 20, 30, tzinfo=UTC)


def cases() -> list[Any]:
    lines = (line for file in sorted(CASES.glob("*.jsonl")) for line in file.read_text().splitlines())
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


@pytest.mark.parametrize("case", cases())
def test_a_case_of_the_tables(case: dict[str, Any]) -> None:
    found = expressions.answer(json.dumps(case).encode(), NOW)
    if case.get("error"):
        assert "error" in found
    elif "unsupported" in case:
        assert found.get("unsupported") == case["unsupported"]
    elif "within" in case:
        assert found["value"] == pytest.approx(case["value"], abs=case["within"])
    else:
        assert (found.get("value"), found.get("type")) == (case["value"], case["type"]), found
