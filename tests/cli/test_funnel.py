"""`medlytt funnel` on plain files."""

import json

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main

FOUR = "unit;numerator;denominator\nA;500;1000\nB;30;100\nC;4;10\nD;80;100\n"


def run(text: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["funnel", *arguments, "-"], input=text.encode())


def test_target_dispersion_classes_and_limits_come_as_json() -> None:
    found = json.loads(run(FOUR, "--json").stdout)
    assert found["target"] == 614 / 1210
    assert found["units"][1] == {"unit": "B", "share": 0.3, "class": "low_998"}
    assert [one["class"] for one in found["units"]] == ["within", "low_998", "within", "high_998"]
    assert [one["n"] for one in found["limits"]][0] == 10 and found["limits"][-1]["n"] == 1000
    assert set(found["limits"][0]) == {"n", "low_95", "high_95", "low_998", "high_998"}
    wider = json.loads(run(FOUR, "--json", "--overdispersion", "multiplicative").stdout)
    assert wider["phi"] == found["phi"] > 1
    assert [one["class"] for one in wider["units"]] != [one["class"] for one in found["units"]]


def test_words_name_the_outliers() -> None:
    lines = run(FOUR, "--normal").stdout.splitlines()
    assert lines[0].startswith("D") and lines[0].endswith("high_998")
    assert lines[-1].startswith("target 0.5074, 2 of 4 outside the 95 % limits, phi ")


def test_means_have_their_own_columns() -> None:
    found = json.loads(run("unit,mean,sd,n\nA,60,10,10\nB,70,20,40\n", "--means", "--json").stdout)
    assert found["units"][0] == {"unit": "A", "mean": 60.0, "class": "within"}


def test_bad_rows_are_told_and_the_others_placed() -> None:
    found = run("unit,numerator,denominator\nA,1,2\nA,1,2\nB,3,2\nC,0.5,2\nD,,2\nE,0,0\n,1,2\n")
    assert found.exit_code == 1
    assert [one.split(":")[0] for one in found.stderr.splitlines()] == [
        "standard input, line 3, column unit", "standard input, line 4, column numerator",
        "standard input, line 5, column numerator", "standard input, line 7, column denominator",
        "standard input, line 8, column unit",
    ]  # fmt: skip
    assert "1 without a value, left out" in found.stdout


@pytest.mark.parametrize("text", ["", "unit,numerator,denominator\n"])
def test_nobody_to_place_is_told(text: str) -> None:
    found = run(text)
    assert (found.exit_code, "there is no unit to place" in found.stderr) == (1, True)
