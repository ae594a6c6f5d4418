"""`medlytt unit` and `medlytt wave` as an operator uses them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main
from survey.store import waves
from survey.store.database import Database

NORWAY = "2027-01-11", "2027-05-07"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("MEDLYTT_DATA", str(tmp_path / "var"))

    def run(*arguments: str, given: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=given)

    return run


def told(result: Result) -> Any:
    return json.loads(result.stdout)


def test_the_shipped_municipalities_come_in_once(run: Any) -> None:
    assert told(run("unit", "import", "--shipped", "--dry-run", "--json"))["imported"] is False
    first = told(run("unit", "import", "--shipped", "--json"))
    assert (first["imported"], first["new"], first["ignored_columns"]) == (True, 357, [])
    second = told(run("unit", "import", "--shipped", "--json"))
    assert (second["new"], second["changed"], second["unchanged"]) == (0, 0, 357)


def test_a_faulty_table_changes_nothing_and_says_where(run: Any) -> None:
    table = "kommunenr;navn;folketall\n1101;Sørreisa;3400\n1102;Åmot;mange\n".encode("latin-1")
    result = run("unit", "import", "-", "--json", given=table)
    assert result.exit_code == 1
    assert told(result)["faults"] == [
        {"where": "row 3, folketall: mange", "message": "This has to be a whole number, such as 12345"}
    ]
    assert "row 3, folketall" in result.stderr
    assert run("unit", "import", "-", given=b"\xd0\xcf\x11\xe0").exit_code == 1
    assert run("unit", "import").exit_code == 2


def test_a_wave_is_planned_from_the_command_line_and_the_same_seed_gives_the_same(run: Any) -> None:
    run("unit", "import", "--shipped")
    for name in ("sam", "siv"):
        assert run("user", "add", f"{name}@radet.test", "--name", name, "--role", "tester").exit_code == 0
    plan = ("wave", "plan", "--protocol", "kommunetest-2011", "--county", "Rogaland", "--from", NORWAY[0], "--to")
    first = told(run(*plan, NORWAY[1], "--seed", "3", "--json"))
    assert first["protocol"] == "kommunetest-2011" and first["units"] == 20
    assert {one["lack"] for one in first["shortfalls"]} == {"address", "too_small"}
    assert first["channels"] == {"web_desktop": 20 * 8 * 2}
    again = told(run(*plan, NORWAY[1], "--seed", "3", "--json", "--wave", str(first["wave"])))
    assert (again["wave"], again["loads"]) == (first["wave"], first["loads"])
    assert "Not planned: 3 units: left out, fewer inhabitants" in run(*plan, NORWAY[1]).stdout
    assert [one["wave"] for one in told(run("wave", "list", "--json"))] == [2, 1]


def test_a_wave_is_planned_for_the_units_of_a_table(run: Any, tmp_path: Path) -> None:
    run("unit", "import", "--shipped")
    run("user", "add", "sam@radet.test", "--name", "Sam", "--role", "tester")
    table = tmp_path / "some.csv"
    table.write_text("number,name\n1101,Eigersund\n301,Oslo\n")
    plan = ("wave", "plan", "--protocol", "kommunetest-2013", "--from", NORWAY[0], "--to", NORWAY[1], "--json")
    assert told(run(*plan, "--units", str(table)))["units"] == 2
    assert told(run(*plan, "--units", "1101, 0301"))["units"] == 2
    table.write_text("number,name\n")
    assert "No unit fits" in run(*plan, "--units", str(table)).stderr
    table.write_text("name\nOslo\n")
    assert run(*plan, "--units", str(table)).exit_code == 1


def test_what_cannot_be_planned_is_told(run: Any) -> None:
    run("unit", "import", "--shipped")
    plan = ("wave", "plan", "--protocol", "kommunetest-2019", "--from", NORWAY[0], "--to")
    nobody = run(*plan, NORWAY[1])
    assert nobody.exit_code == 1 and "Choose at least one tester" in nobody.stderr
    run("user", "add", "sam@radet.test", "--name", "Sam", "--role", "tester")
    assert "ends before it begins" in run(*plan, "2026-01-01").stderr
    assert "No such unit" in run(*plan, NORWAY[1], "--units", "1101,9999").stderr
    assert "is no tester" in run(*plan, NORWAY[1], "--tester", "kari@radet.test").stderr
    assert run(*plan, NORWAY[1], "--tester", "sam@radet.test=many").exit_code == 2
    unknown = run("wave", "plan", "--protocol", "kommunetest-1999", "--from", NORWAY[0], "--to", NORWAY[1])
    assert unknown.exit_code == 1 and "There is no protocol" in unknown.stderr
    assert run(*plan, NORWAY[1], "--wave", "99").exit_code == 3


def test_a_wave_is_opened_closed_and_published_in_that_order_only(run: Any, tmp_path: Path) -> None:
    run("unit", "import", "--shipped")
    run("user", "add", "sam@radet.test", "--name", "Sam", "--role", "tester")
    run("wave", "plan", "--protocol", "kommunetest-2019", "--units", "1144", "--from", NORWAY[0], "--to", NORWAY[1])
    early = run("wave", "open", "1")
    assert early.exit_code == 3 and "cannot open yet" in early.stderr
    assert run("wave", "close", "1").exit_code == run("wave", "publish", "1").exit_code == 3
    db = Database(f"sqlite:///{tmp_path / 'var' / 'medlytt.db'}")
    db.write(waves.update, 1, demo=True)  # a demo needs neither mail nor approval
    db.close()
    assert told(run("wave", "open", "1", "--json")) == {"wave": 1, "status": "open"}
    assert run("wave", "close", "1").exit_code == 3
    assert told(run("wave", "close", "1", "--leave-out", "--json"))["left_out"] == 48
    assert run("wave", "publish", "1").exit_code == 3  # no unit was asked for objections
    assert len(told(run("wave", "publish", "1", "--without-reply", "--json"))["sha256"]) == 64
    assert run("wave", "publish", "1", "--without-reply").exit_code == 3
