"""The operator's commands: a life with backup and restore, and exit codes that scripts can trust."""

import json
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main
from survey.store import migrations


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("MEDLYTT_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("MEDLYTT_PORT", "8000")  # `serve` hands its own on through the environment

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)

    return call


ADD = ("user", "add", "Ada@radet.test", "--name", "Ada", "--role", "administrator")


def test_the_first_administrator_gets_a_link(run) -> None:  # type: ignore[no-untyped-def]
    assert "/sign-in/link/" in run(*ADD).stdout
    people = json.loads(run("user", "list", "--json").stdout)
    assert people == [{"id": 1, "name": "Ada", "email": "ada@radet.test", "active": True, "roles": "administrator"}]


def test_a_second_person_with_the_same_address_is_refused(run) -> None:  # type: ignore[no-untyped-def]
    run(*ADD)
    again = run(*ADD)
    assert again.exit_code == 1
    assert "Ada already has this address" in again.stderr


def test_a_unit_that_is_not_known_is_told(run) -> None:  # type: ignore[no-untyped-def]
    answer = run("user", "add", "o@radet.test", "--name", "Odd", "--role", "quality", "--unit", "Atlantis")
    assert answer.exit_code == 1
    assert "There is no unit 'Atlantis'" in answer.stderr


def test_the_last_administrator_stays(run) -> None:  # type: ignore[no-untyped-def]
    run(*ADD)
    assert run("user", "deactivate", "ada@radet.test").exit_code == 3


def test_a_drill_backup_and_restore(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run(*ADD)
    made = run("backup", str(tmp_path / "copy"), "--json")
    assert json.loads(made.stdout)["rows"]["person"] == 1
    assert run("restore", str(tmp_path / "copy")).exit_code == 3  # the database is not empty
    monkeypatch.setenv("MEDLYTT_DATA", str(tmp_path / "elsewhere"))
    assert run("restore", str(tmp_path / "copy")).exit_code == 0
    assert "ada@radet.test" in run("user", "list").stdout


def test_a_backup_precedes_an_upgrade(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run(*ADD)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, lambda connection: None))
    monkeypatch.setattr("survey.cli.operate.MIGRATIONS", migrations.MIGRATIONS)
    assert run("migrate").exit_code == 0
    assert [path.name[-14:] for path in (tmp_path / "var" / "backups").iterdir()] == ["before-upgrade"]


def test_unknown_settings_are_told(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "medlytt.toml").write_text("prot = 1\n")
    monkeypatch.setenv("MEDLYTT_CONFIG", str(tmp_path / "medlytt.toml"))
    answer = run("user", "list")
    assert answer.exit_code == 1
    assert "prot" in answer.stderr


def test_a_port_that_is_taken_is_told_in_one_line(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = run("serve", "--port", str(taken.getsockname()[1]))
        assert answer.exit_code == 3
        assert "Cannot listen on 127.0.0.1 port" in answer.stderr
        monkeypatch.setenv("MEDLYTT_PORT", "0")
        monkeypatch.setenv("MEDLYTT_LISTEN_LMTP", f"127.0.0.1:{taken.getsockname()[1]}")
        assert run("serve").exit_code == 3


def test_a_way_out_that_cannot_be_is_told_before_anything_starts(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("MEDLYTT_TRANSPORT", "pigeon")
    answer = run("serve")
    assert answer.exit_code == 1
    assert "pigeon" in answer.stderr


@pytest.mark.parametrize("number", ["-1", "1000", "two"])
def test_a_number_of_processes_that_cannot_be_is_told(run, monkeypatch: pytest.MonkeyPatch, number: str) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("MEDLYTT_WORKERS", number)
    answer = run("serve")
    assert answer.exit_code == 1
    assert "workers" in answer.stderr


def test_a_database_that_is_away_is_told_in_a_line(tmp_path: Path) -> None:
    told = {"MEDLYTT_DATA": str(tmp_path), "MEDLYTT_DATABASE": "postgresql://medlytt@127.0.0.1:1/none"}
    found = CliRunner().invoke(main, ["migrate"], env=told)
    assert found.exit_code == 1
    assert found.output.startswith("The database: ")
    assert "Traceback" not in found.output


def test_a_data_folder_that_cannot_be_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    found = CliRunner().invoke(main, ["migrate"], env={"MEDLYTT_DATA": str(tmp_path / "data" / "in")})
    assert (found.exit_code, len(found.output.splitlines())) == (1, 1)
