"""`medlytt change` on plain files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main

HEADER = "unit,inquiry,channel,sector,item,part,points,max_points,weight,working_days,status\n"


def rows(points: list[int], sector: str = "") -> str:
    return "".join(f"A,q{n},,{sector},i{n},,{one},5,,,\n" for n, one in enumerate(points))


def run(folder: Path, before: str, after: str, *arguments: str) -> Result:
    files = []
    for name, text in (("before.csv", before), ("after.csv", after)):
        (folder / name).write_text(HEADER + text)
        files.append(str(folder / name))
    return CliRunner().invoke(main, ["change", *arguments, *files])


def test_each_unit_has_its_change_interval_p_and_discovery(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, rows([1, 3, 2, 5]), rows([3, 3, 5, 4]), "--json").stdout)
    unit = found["units"][0]
    assert unit["unit"] == "A" and unit["change"] == pytest.approx(20)
    assert unit["low"] < 20 < unit["high"] and 0.05 < unit["p"] < 1 and unit["discovery"] is False
    assert (unit["linked"], unit["left_out"], unit["paired"]) == (4, 0, True)


def test_items_count_alike_without_a_protocol_and_by_its_sectors_with_one(tmp_path: Path) -> None:
    before = rows([1, 1, 1], "Technical") + "A,h,,health,h,,5,10,,,\n"
    after = rows([2, 2, 2], "technical") + "A,h,,health,h,,10,10,,,\n"
    alike = json.loads(run(tmp_path, before, after, "--json").stdout)["units"][0]
    assert alike["change"] == pytest.approx((3 * 20 + 50) / 4)
    weighed = json.loads(run(tmp_path, before, after, "--json", "--protocol", "kommunetest-2019").stdout)["units"][0]
    assert weighed["change"] == pytest.approx((35 * 20 + 7.5 * 50) / 42.5)


def test_words_say_how_many_items_and_faults_name_their_file(tmp_path: Path) -> None:
    found = run(tmp_path, rows([0, 1, 0, 1, 1]) + "A,q9,,,i9,,x,5,,,\n", rows([4, 5, 5, 4]), "--control", "holm")
    assert (
        found.stdout.startswith("A: +80.0 (") and ", a discovery; 4 items, paired, 1 in one file only" in found.stdout
    )
    assert found.exit_code == 1 and "before.csv, line 7, column points" in found.stderr


def test_the_hours_of_sleep_of_1908_come_out(tmp_path: Path) -> None:
    # Student, "The probable error of a mean", Biometrika 6 (1908): ten patients, two drugs; 1.58 hours, t = 4.0621,
    # 0.7001 to 2.4599 and p = 0.002833 by R's t.test(paired = TRUE). In tenths of hours, 2 added, of 100
    before, after = [27, 4, 18, 8, 19, 54, 57, 28, 20, 40], [39, 28, 31, 21, 19, 64, 75, 36, 66, 54]
    of_100 = [rows(some).replace(",5,,,", ",100,,,") for some in (before, after)]
    unit = json.loads(run(tmp_path, *of_100, "--json").stdout)["units"][0]
    assert [unit[key] / 10 for key in ("change", "low", "high")] == pytest.approx([1.58, 0.7001, 2.4599], abs=0.0001)
    assert (unit["p"], unit["discovery"]) == (pytest.approx(0.002833, abs=1e-6), True)
