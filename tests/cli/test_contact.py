"""`medlytt contact import` as an operator uses it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main
from survey.keyring import Keyring
from survey.steps import rounds as steps
from survey.store.database import Database
from survey.store.migrations import migrate
from tests.scene import a_unit

NOW = datetime.now(UTC)
TODAY = NOW.date()
YESTERDAY = (NOW - timedelta(days=1)).strftime("%Y-%m-%d 12:00")
GOOD = f"unit;channel;time;email;case\n3909;email;{YESTERDAY};kari@hjemme.test;7\n"
BAD = GOOD + f"3909;email;i går;ola@hjemme.test;8\nLarvk;email;{YESTERDAY};eva@hjemme.test;9\n"


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("MEDLYTT_DATA", str(tmp_path))
    db = Database(f"sqlite:///{tmp_path / 'medlytt.db'}")
    migrate(db, NOW)
    draft = steps.Draft(
        title="Etter e-post",
        forms={"email": "post-contact-email@1"},
        starts_on=TODAY - timedelta(days=9),
        asks_until=TODAY + timedelta(days=9),
        ends_on=TODAY + timedelta(days=20),
    )
    id = steps.add(db, NOW, draft, units=[a_unit(db)], by=None)
    steps.open_round(db, NOW, id, keys=Keyring(tmp_path / "keys"), by=None)
    return db


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["contact", "import", *arguments], input=given)


def told(result: Result) -> Any:
    return json.loads(result.stdout)


def test_contacts_come_in_once_and_what_became_of_them_is_counted(db: Database) -> None:
    dry = told(run("-", "--survey", "1", "--dry-run", "--json", given=GOOD))
    assert (dry["taken_in"], dry["new"], dry["fates"]) == (False, 1, {"drawn": 1})
    first = run("-", "--survey", "1", "--json", given=GOOD)
    assert first.exit_code == 0
    assert told(first) == {
        "taken_in": True, "rows": 1, "new": 1, "before": 0, "fates": {"drawn": 1}, "elsewhere": {},
        "ignored_columns": ["case"], "faults": [],
    }  # fmt: skip
    assert "0 new contacts; 1 had come in before" in run("-", "--survey", "1", given=GOOD).stdout


def test_bad_rows_are_told_on_the_other_stream_and_the_good_ones_go_in(db: Database) -> None:
    result = run("-", "--survey", "1", "--json", given=BAD)
    assert result.exit_code == 1
    assert (told(result)["new"], [one["row"] for one in told(result)["faults"]]) == (1, [3, 4])
    assert "row 3, time, i går: This has to be a date with a time" in result.stderr
    assert "row 4, unit, Larvk: There is no such unit: is it Larvik (3909)?" in result.stderr
    assert "eva@" not in result.output


def test_exit_codes_say_what_kind_of_trouble_it_was(db: Database, tmp_path: Path) -> None:
    assert run("-", "--survey", "1", given="a;b\n1;2\n").exit_code == 1
    assert run("-", given=GOOD).exit_code == 2
    assert run(str(tmp_path / "none.csv"), "--survey", "1").exit_code == 2
    assert run("-", "--survey", "7", given=GOOD).exit_code == 3
    steps.close(db, NOW, 1)
    assert run("-", "--survey", "1", given=GOOD).exit_code == 3
