import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from instruments import bank
from survey.cli.main import main

SHIPPED = bank.SHIPPED / "protocols" / "kommunetest-2019.toml"


def run(*arguments: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(main, ["protocol", *arguments])
    return found.exit_code, found.stdout, found.stderr


def test_every_protocol_is_listed() -> None:
    code, told, _ = run("list")
    assert code == 0
    assert told.splitlines()[0].startswith("kommunetest-2007")
    assert [one["id"] for one in json.loads(run("list", "--json")[1])] == sorted(bank.protocols())


def test_a_protocol_is_shown_as_decoded() -> None:
    assert json.loads(run("show", "kommunetest-2019", "--json")[1])["phone"]["wait_minutes"] == 4
    assert "wait_minutes 4" in run("show", "kommunetest-2019")[1]
    assert run("show", "nothing")[0] == 2


def test_a_file_is_checked_and_its_faults_are_told_by_line(tmp_path: Path) -> None:
    assert run("check", str(SHIPPED))[0] == 0
    broken = tmp_path / "mine.toml"
    broken.write_text(SHIPPED.read_text(encoding="utf-8").replace("weight = 35", "weight = -35"), encoding="utf-8")
    code, told, faults = run("check", str(broken), "--json")
    line = json.loads(told)["faults"][0]["line"]
    assert code == 1
    assert faults == f"{broken}:{line}: `sectors[0].weight` is -35; it must be 0 or more\n"
    assert "weight = -35" in broken.read_text(encoding="utf-8").splitlines()[line - 1]


def test_a_bank_of_ones_own_is_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "protocols").mkdir()
    mine = tmp_path / "protocols" / "mine.toml"
    mine.write_text(SHIPPED.read_text(encoding="utf-8").replace("kommunetest-2019", "mine", 1), encoding="utf-8")
    monkeypatch.setenv("MEDLYTT_BANK", str(tmp_path))
    assert run("show", "mine")[0] == 0
    assert run("lock", str(mine))[1] == "protocols/mine.toml is published\n"
    mine.write_text("nonsense = ", encoding="utf-8")
    assert run("list")[0] == 1
    code, _, told = run("lock", str(mine))
    assert (code, "has been edited" in told) == (1, True)


@pytest.mark.parametrize(
    ("shipped", "old", "new", "told"),
    [
        ("kommunetest-2019", 'country = "NO"', 'country = "XX"', "`country` `XX` has no calendar here; use NO, SE"),
        ("kommunetest-2019", "cap_seconds = 180", "cap_seconds = 0", "`web.cap_seconds` must be 1 or more"),
        ("kommunetest-2019", "wait_days = 10", "wait_days = 0", "`email.wait_days` must be 1 or more"),
        ("kommunetest-2013", "pass_mark = 75", "pass_mark = 175", "is 175, but the highest total is 100"),
        ("kommunetest-2010", "within = 3, points = 3", "within = 3, points = 5.5", "more points within 3 working days"),
        ("kommunetest-2010", "within = 3, points = 3", "within = 1, points = 3", "says twice what an answer within 1"),
        ("kommunetest-2010", "at_least = 60", "at_least = 80", "80 already begins another band"),
        ("kommunetest-2010", "at_least = 80", "at_least = 180", "is 180, but the highest total is 100"),
        ("kommunetest-2010", '[clock]\nkind = "working_days_from_next_day"\nlimit = 5\n', "", "add [clock]"),
    ],
)
def test_a_rule_that_nobody_could_follow_is_told(tmp_path: Path, shipped: str, old: str, new: str, told: str) -> None:
    text = (SHIPPED.parent / f"{shipped}.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace(old, new), encoding="utf-8")
    code, _, faults = run("check", str(mine))
    assert (code, told in faults) == (1, True), faults


def test_standard_input_is_checked_as_well() -> None:
    found = CliRunner().invoke(main, ["protocol", "check", "-"], input=SHIPPED.read_bytes())
    assert (found.exit_code, found.stdout) == (0, "standard input: kommunetest-2019 version 1 can be used\n")


def test_a_version_that_is_published_otherwise_is_told_but_no_fault(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(SHIPPED.read_text(encoding="utf-8").replace("weight = 35", "weight = 36"), encoding="utf-8")
    code, _, told = run("check", str(mine))
    assert (code, told) == (0, "kommunetest-2019 version 1 is published and reads otherwise; number yours anew\n")
