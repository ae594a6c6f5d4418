"""`medlytt rank` on plain files."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main

THREE = "unit,estimate,se\nA,60,2\nB,61,2\nC,40,2\n"


def run(text: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["rank", *arguments, "-"], input=text.encode())


def document(text: str, *arguments: str, code: int = 0) -> Any:
    found = run(text, *arguments, "--json")
    assert found.exit_code == code, found.stderr
    return json.loads(found.stdout)


def ends(found: Any) -> list[tuple[int, int]]:
    return [(one["low"], one["high"]) for one in found["units"]]


def test_each_unit_has_its_rank_both_sets_and_its_tier_in_the_order_of_the_file() -> None:
    found = document(THREE, "--top", "1")
    assert found["units"][2] == {
        "unit": "C", "estimate": 40.0, "rank": 3, "low": 3, "high": 3, "low_simultaneous": 3, "high_simultaneous": 3,
        "tier": 2,
    }  # fmt: skip
    assert [(one["unit"], one["rank"]) for one in found["units"]] == [("A", 2), ("B", 1), ("C", 3)]
    assert found["top"] == {"k": 1, "set": ["B", "A"], "level": 0.95}
    assert document(THREE)["top"] is None


def test_sides_steps_level_draws_and_seed_are_taken() -> None:
    assert ends(document(THREE, "--side", "upper")) == [(1, 2), (1, 2), (1, 3)]
    assert ends(document(THREE, "--side", "lower", "--single-step")) == [(1, 3), (1, 3), (3, 3)]
    assert ends(document(THREE, "--draws", "5")) == [(1, 3)] * 3
    assert ends(document(THREE, "--level", "0.02")) == [(2, 2), (1, 1), (3, 3)]
    assert document(THREE, "--seed", "7") == document(THREE, "--seed", "7")
    assert run(THREE, "--top", "0").exit_code == run(THREE, "--level", "1").exit_code == 2


@pytest.mark.parametrize(
    "matrix",
    [
        "4;3,99;0\n3,99;4;0\n0;0;4\n",
        "C,B,A\n4,0,0\n0,4,3.99\n0,3.99,4\n",
        ",A,B,C\nA,4,3.99,0\nB,3.99,4,0\nC,0,0,4e0\n",
    ],
)
def test_a_covariance_matrix_comes_in_the_order_of_the_file_or_with_names(matrix: str, tmp_path: Path) -> None:
    file = tmp_path / "covariance.csv"
    file.write_text(matrix)
    # what A and B have in common does not part them
    assert ends(document("unit,estimate\nA,60\nB,61\nC,40\n", "--covariance", str(file))) == [(2, 2), (1, 1), (3, 3)]


def test_names_that_are_numbers_are_known_by_the_shape(tmp_path: Path) -> None:
    file = tmp_path / "covariance.csv"
    file.write_text("0301,1103\n4,0\n0,9\n")
    assert ends(document("unit,estimate\n1103,0\n0301,9\n", "--covariance", str(file))) == [(2, 2), (1, 1)]


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ("1,0\n0,1\n", "is 2 x 2, and there are 3 units"),
        ("A,B,D\n1,0,0\n0,1,0\n0,0,1\n", "has no `C`"),
        ("1,2,0\n2,1,0\n0,0,1\n", "no negative eigenvalue"),
        ("1,2\n3\n", "as many cells in every line"),
        ("1,x,0\n0,1,0\n0,0,1\n", "`x` in the covariance matrix is not a number"),
        ("", "as many cells"),
    ],
)
def test_what_is_no_covariance_matrix_is_told(matrix: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "covariance.csv"
    file.write_text(matrix)
    found = run(THREE, "--covariance", str(file))
    assert (found.exit_code, said in found.stderr, str(file) in found.stderr) == (1, True, True)


def test_counts_become_shares() -> None:
    found = document("unit;count\nA;30\nB;20\nC;3\n", "--counts", "--top", "2")
    assert ends(found) == [(1, 2), (1, 2), (3, 3)]
    assert (found["units"][0]["estimate"], found["top"]["set"]) == (30 / 53, ["A", "B"])
    assert run(THREE, "--counts", "--covariance", "-").exit_code == 2


def test_bad_rows_are_told_and_the_others_ranked() -> None:
    found = run("unit,estimate,se\nA,1,1\nA,2,1\nB,2,\nC,x,1\nD,,1\nE,9,0\n,3,1\n")
    assert found.exit_code == 1
    assert [one.split(":")[0] for one in found.stderr.splitlines()] == [
        "standard input, line 3, column unit", "standard input, line 4, column se",
        "standard input, line 5, column estimate", "standard input, line 8, column unit",
    ]  # fmt: skip
    assert "1 without a value, left out" in found.stdout
    told = run("unit,count\nA,1.5\nB,2\n", "--counts").stderr
    assert told == "standard input, line 2, column count: 1.5 is not a count; use 0, 1, 2 ...\n"


def test_words_for_a_reader_come_in_the_order_of_the_ranks() -> None:
    lines = run(THREE, "--top", "1").stdout.splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [["1", "B"], ["2", "A"], ["3", "C"]]
    assert lines[3].startswith("could be among the 1 best: B (") and "% of draws), A (" in lines[3]


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_last_row_whose_quotation_mark_is_not_closed_is_told(end: str) -> None:
    found = run(f'unit,estimate,se\nA,1,1\nB,2,1\n"C,3,1{end}')
    assert (found.exit_code, "line 4: begins a quotation that does not end" in found.stderr) == (1, True)
