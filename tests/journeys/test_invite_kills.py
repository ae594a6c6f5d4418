"""Whoever invites is killed in the middle of a hundred: nobody is invited twice, and everybody is reminded."""

import re
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from mailer.smtp import Smtp
from survey.invitation import Standing
from survey.steps.invite import give_up_on_the_dead, invite
from survey.store.database import Database
from tests.citizens import Citizens
from tests.conftest import NOW
from tests.databases import on_sqlite
from tests.mailer import fake_smtp

ROOT = Path(__file__).parents[2]


def test_a_kill_in_the_middle_of_a_batch_doubles_nothing(tmp_path: Path) -> None:
    with closing(on_sqlite(tmp_path / "medlytt.db")) as db:
        hunt(db, tmp_path)


def hunt(db: Database, tmp_path: Path) -> None:
    citizens = Citizens(db, tmp_path)
    ids = [citizens.invite(f"kari{n}@hjemme.test") for n in range(120)]
    with fake_smtp.running() as server:
        doomed = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "tests.journeys.inviting", db.url, str(tmp_path), str(server.port)], cwd=ROOT
        )
        while len(server.mails) < 105:
            assert doomed.poll() is None
            time.sleep(0.002)
            server.slow = 0.02 if len(server.mails) > 95 else 0.0
        doomed.kill()
        doomed.wait()
        server.slow = 0.0
        citizens.now = NOW + timedelta(hours=1)
        with Smtp("127.0.0.1", server.port, tls="none") as out:
            courier = citizens.courier(out)
            lost = give_up_on_the_dead(
                db, citizens.now, after=timedelta(minutes=15), keys=citizens.keys, house=courier.house
            )
            assert invite(db, courier).sent + lost == 20
            assert max(invited(server).values()) == 1
            assert {citizens.found(id).standing for id in ids} == {Standing.WAITING, Standing.DOUBTFUL}
            citizens.now = NOW + timedelta(days=7)
            assert invite(db, courier).sent == 120
        assert max(invited(server).values()) <= 2
    assert {citizens.found(id).sent for id in ids} == {2}


def invited(server: fake_smtp.FakeSmtp) -> Counter[str]:
    """Mails by recipient, as the other side took them."""
    found = (re.search(rb"^To: (\S+)", raw, re.MULTILINE) for raw in server.mails)
    return Counter(hit[1].decode() for hit in found if hit)
