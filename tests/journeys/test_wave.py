"""A small wave from plan to ranking through real processes; the service's books agree with the municipalities' own."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from mailer.kind import Kind
from mailer.parse import parse
from simulator.play import play
from simulator.world import order_wave, settle
from survey.inquiry import Status
from survey.mail import MailStatus
from survey.settings import Settings
from survey.standing import Standing
from survey.steps import publish
from survey.steps.score import score
from survey.store import mails, standings
from survey.store.database import Database
from survey.store.schema.inquiries import dispatch, grade, inquiry
from survey.store.schema.mails import mail, reply
from survey.vault import Vault, key_at

FIRST = date(2026, 3, 2)
END = datetime(2026, 5, 2, tzinfo=UTC)
SEED = 2019


class Played(msgspec.Struct, frozen=True):
    """What both sides wrote down."""

    db: Database
    log: list[dict[str, Any]]
    rows: dict[str, sa.RowMapping]  # Message-ID of a mail that came in -> its row
    answers: dict[str, set[int]]  # ... -> the inquiries to which it is tied
    asked: dict[str, int]  # Message-ID of a mail that left -> its inquiry
    standings: list[Standing]

    @property
    def delivered(self) -> list[dict[str, Any]]:
        return [line for line in self.log if line["event"] == "sent"]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("wave")
    settings = Settings(
        data=str(folder), transport="smtp", smtp_tls="none", persona_domains=("postboks.test",)
    )
    db = Database(settings.database_url)
    before = datetime(2026, 2, 20, tzinfo=UTC)
    world = settle(db, before, wanted=6, seed=SEED)
    wave_id = order_wave(db, before, world, settings=settings, name="Prøven", first=FIRST, days=40, seed=SEED)
    play(
        db, settings, world, wave_id=wave_id, first=FIRST, until=END, seed=SEED, folder=folder, progress=lambda _: None
    )
    publish.close(db, END, wave_id, by=world.people["kari"], leave_out=True)
    score(db, END, wave_id)
    publish.publish(db, END + timedelta(days=10), wave_id, by=world.people["kari"])
    yield written(db, wave_id, folder, Vault(key_at(settings.key_path)))
    db.close()


def written(db: Database, wave_id: int, folder: Path, vault: Vault) -> Played:
    log = [msgspec.json.decode(line) for line in (folder / "municipalities.jsonl").read_bytes().splitlines()]
    with db.read() as connection:
        rows = connection.execute(sa.select(mail)).mappings().all()
        named = {f"<{parse(vault.open(row['raw'])).message_id}>": row for row in rows}
        assert len(named) == len(rows)
        ties = connection.execute(sa.select(reply.c.mail_id, reply.c.inquiry_id)).all()
        left = connection.execute(sa.select(dispatch.c.message_id, dispatch.c.inquiry_id)).all()
        ranked = standings.of_wave(connection, wave_id)
    answers = {name: {i for m, i in ties if m == row["id"]} for name, row in named.items()}
    return Played(db, log, named, answers, {name: id for name, id in left}, ranked)


def test_every_reply_that_was_delivered_is_kept_once_and_nothing_else(played: Played) -> None:
    assert sorted(line["message_id"] for line in played.delivered) == sorted(played.rows)


def test_every_mail_that_left_arrived_once(played: Played) -> None:
    arrived = Counter(line["message_id"] for line in played.log if line["event"] == "inquiry")
    with played.db.read() as connection:
        left = connection.execute(sa.select(dispatch.c.message_id, dispatch.c.sent_at)).all()
    assert max(arrived.values()) == 1
    assert set(arrived) == {name for name, sent_at in left if sent_at is not None}


def test_every_reply_is_tied_to_the_inquiry_that_it_answers(played: Played) -> None:
    wrong = [
        (line["played"], line["message_id"])
        for line in played.delivered
        if played.answers[line["message_id"]] != {played.asked[line["inquiry"]]}
        # A failed delivery is put aside when a person has named another address.
        and not (line["kind"] == Kind.BOUNCE and played.rows[line["message_id"]]["status"] == MailStatus.DISMISSED)
    ]
    assert wrong == []


def test_kinds_are_mostly_told_apart(played: Played) -> None:
    told = [(line["kind"], played.rows[line["message_id"]]["kind"]) for line in played.delivered]
    right = sum(meant == found for meant, found in told) / len(told)
    assert right > 0.8, Counter(pair for pair in told if pair[0] != pair[1])
    stops = {Kind.PARTIAL, Kind.FULL, Kind.REFUSAL, Kind.ELSEWHERE}
    clock = sum((meant in stops) == (found in stops) for meant, found in told) / len(told)
    assert clock > 0.9, Counter(pair for pair in told if pair[0] != pair[1])


def test_nothing_is_left_open_and_nothing_is_graded_twice(played: Played) -> None:
    with played.db.read() as connection:
        open_still = connection.scalars(sa.select(inquiry.c.status).where(inquiry.c.status != Status.DONE)).all()
        graded = Counter(connection.scalars(sa.select(grade.c.inquiry_id).where(grade.c.status != "superseded")))
        held = mails.status_counts(connection)
    assert list(open_still) == []
    assert max(graded.values()) == 1
    assert held.get(MailStatus.NEW, 0) == held.get(MailStatus.HELD, 0) == 0


def test_all_units_are_ranked(played: Played) -> None:
    assert len(played.standings) == 6
    assert sorted(one.rank for one in played.standings if one.rank is not None)[0] == 1
    assert all(one.low is not None and one.total is not None and one.high is not None for one in played.standings)
