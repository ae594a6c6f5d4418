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
