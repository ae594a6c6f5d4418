"""Several processes write to one SQLite file: each has its turn, and one that is killed gives its own back."""

import subprocess
import sys
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path

import pytest
import sqlalchemy as sa

from survey.store.database import Database
from survey.store.schema.operations import job_run
from survey.store.turns import GATE, TURN
from tests.conftest import NOW
from tests.databases import on_sqlite

HOLDER = """
import sys, time
from survey.store.turns import Turn
with Turn(sys.argv[1]):
    print("mine", flush=True)
    time.sleep(60)
"""
WRITER = """
import sys, time
from survey.store.database import Database
from survey.store.schema.operations import job_run
from datetime import UTC, datetime
db = Database("sqlite:///" + sys.argv[1])
def write(connection, n):
    connection.execute(job_run.insert().values(job=sys.argv[2], occurrence=str(n), at=datetime.now(UTC)))
longest = 0.0
for n in range(60):
    begun = time.monotonic()
    db.write(write, n)
    longest = max(longest, time.monotonic() - begun)
print(longest)
db.close()
"""


def process(code: str, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])  # noqa: S603


def note(connection: sa.Connection, name: str) -> str:
    connection.execute(job_run.insert().values(job="j", occurrence=name, at=NOW))
    return name


def test_a_write_waits_for_the_turn_of_another_process_and_gets_it_when_that_is_killed(tmp_path: Path) -> None:
    db = on_sqlite(tmp_path / "medlytt.db")
    holder = process(HOLDER, str(tmp_path / "medlytt.db"))
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "mine\n"
        waiting = db.submit(note, "a")
        with pytest.raises(NotYet):
            waiting.result(0.3)
        holder.kill()
        assert waiting.result(10) == "a"
    finally:
        holder.kill()
        holder.communicate()
        db.close()


def test_what_three_processes_write_at_once_is_all_there(tmp_path: Path) -> None:
    db = on_sqlite(tmp_path / "medlytt.db")
    writers = [process(WRITER, str(tmp_path / "medlytt.db"), name) for name in "abc"]
    longest = [float(writer.communicate(timeout=300)[0]) for writer in writers]
    with db.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(job_run)) == 180
    db.close()
    assert max(longest) < 5  # SQLite's own waiting may leave one out for all of its ten seconds


@pytest.mark.parametrize("name", [GATE, TURN])
def test_where_no_lock_can_lie_writes_go_on_without(tmp_path: Path, name: str) -> None:
    db = on_sqlite(tmp_path / "medlytt.db")
    (tmp_path / f"medlytt.db{name}").mkdir()
    assert db.write(note, "a") == "a"
    assert db.write(note, "b") == "b"
    db.close()


def test_a_database_in_memory_has_no_files_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    db = Database("sqlite:///:memory:")
    assert db.write(lambda connection: connection.scalar(sa.text("select 1"))) == 1
    db.close()
    assert not list(tmp_path.iterdir())
