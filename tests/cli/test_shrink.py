"""`medlytt shrink` on plain files."""

import json

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main

FIVE = "unit,estimate,se\nA,10,2\nB,20,2\nC,30,2\nD,40,2\nE,50,4\n"


def run(text: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["shrink", *arguments, "-"], input=text.encode())


def test_raw_shrunk_and_weight_stand_side_by_side() -> None:
    found = json.loads(run(FIVE, "--json").stdout)
    assert (found["method"], [one["unit"] for one in found["units"]]) == ("james-stein, paule-mandel", list("ABCDE"))
    first, last = found["units"][0], found["units"][4]
    assert first["weight"] == pytest.approx(1 - 2 / 4 * 4 / (4 + found["between"]))
    assert first["shrunk"] == pytest.approx(first["weight"] * 10 + (1 - first["weight"]) * found["centre"])
    assert last["weight"] < first["weight"] < 1
    plain = json.loads(run(FIVE, "--json", "--plain", "--between", "dersimonian-laird").stdout)
    assert plain["units"][0]["weight"] == pytest.approx(plain["between"] / (plain["between"] + 4))
    assert plain["method"] == "plain, dersimonian-laird"


def test_counts_are_shrunk_as_shares() -> None:
    rows = "".join(f"{unit};{hits};45\n" for unit, hits in zip("ABCDE", (18, 14, 12, 10, 7), strict=True))
    found = json.loads(run(f"sep=;\nunit;successes;trials\n{rows}", "--json").stdout)
    assert found["method"].endswith("arcsine")
    assert found["units"][0]["raw"] == 0.4 and 0.27 < found["units"][0]["shrunk"] < 0.4
    assert run(f"unit;successes;trials\n{rows}").stdout.splitlines()[0].startswith("A        0.4")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("unit,estimate,se\nA,1,0\nB,1,1\n", "line 2, column se: is 0; a standard error is above 0"),
        ("unit,successes,trials\nA,3,2\nB,1,2\n", "line 2, column successes: 3 of 2 is no share of counts"),
        ("unit,successes,trials\nA,0,0\nB,1,2\n", "line 2, column trials: is 0; leave the unit out"),
        ("unit,estimate,se\n", "there is one unit at least"),
    ],
)
def test_what_cannot_be_shrunk_is_told(text: str, told: str) -> None:
    found = run(text)
    assert (found.exit_code, told in found.stderr) == (1, True)
