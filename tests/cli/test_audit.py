"""`medlytt audit anonymity`: played against a real server on both engines; a leak in the real database is told."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from survey.cli.main import main
from survey.steps import rounds
from survey.store.database import Database
from survey.store.schema.responses import response
from tests.conftest import NOW
from tests.steps.test_rounds import a_draft


def audited(db: Database, folder: Path, *more: str) -> tuple[int, dict[str, Any]]:
    told = {"MEDLYTT_DATABASE": db.url, "MEDLYTT_DATA": str(folder)}
    ran = CliRunner().invoke(main, ["audit", "anonymity", "--json", *more], env=told)
    return ran.exit_code, json.loads(ran.stdout)


def test_a_rehearsal_through_a_real_server_stays_at_chance(db: Database, tmp_path: Path) -> None:
    code, found = audited(db, tmp_path, "--citizens", "30", "--seed", "4")
    assert code == 0
    assert found["verdict"] == "at chance"
    by_name = {check["name"]: check for check in found["checks"]}
    assert by_name["the order of the database"]["of"] > 30
    assert by_name["the order of the database"]["chance"] == by_name["the order of the database"]["of"] / 10


def test_answers_with_keys_that_count_are_told(db: Database, tmp_path: Path) -> None:
    id = rounds.add(db, NOW, a_draft(), by=None)
    for number in range(40):
        values = {"id": number.to_bytes(16, "big"), "round_id": id, "form": "kiosk@1", "answers": {}}
        db.write(lambda c, values=values: c.execute(response.insert().values(**values)))
    code, found = audited(db, tmp_path, "--no-rehearsal")
    assert code == 1
    assert found["verdict"] == "leak"
    assert "keys that count" in {check["name"] for check in found["checks"] if check["verdict"] == "leak"}
