"""What is published was closed, complete, frozen, and can be worked out again by anybody who has the bundle."""

import hashlib
import json
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from benchmarks.scoring import NOW
from instruments.instrument import Outcome
from survey import bundle, recount, signing
from survey.keyring import Keyring
from survey.ledger import Entry, Origin
from survey.problems import Conflict
from survey.steps import freeze, publish
from survey.steps import object as objecting
from survey.store import inquiries, results, standings, waves
from survey.store.database import Database
from survey.store.schema.inquiries import grade, inquiry
from survey.store.schema.people import audit
from survey.store.schema.waves import standing, wave
from survey.wave import WaveStatus
from tests.scene import a_person
from tests.steps.test_score import a_filled_wave, stored


def reopen_one(db: Database, wave_id: int, status: str = "planned") -> int:
    with db.read() as connection:
        work = results.works(connection, wave_id)[0]
    db.write(lambda c: c.execute(grade.delete().where(grade.c.inquiry_id == work.id)))
    db.write(lambda c: c.execute(inquiry.update().where(inquiry.c.id == work.id).values(status=status, outcome=None)))
    return work.id


def status_of(db: Database, wave_id: int) -> WaveStatus:
    with db.read() as connection:
        wave = waves.by_id(connection, wave_id)
    assert wave is not None
    return wave.status


def test_closing_accepts_what_was_sent_in(db: Database) -> None:
    wave_id = a_filled_wave(db)
    assert publish.close(db, NOW, wave_id, by=None) == 0
    assert status_of(db, wave_id) is WaveStatus.CLOSED
    with db.read() as connection:
        assert set(connection.scalars(sa.select(grade.c.status).distinct())) == {"accepted"}
        assert set(connection.scalars(sa.select(inquiry.c.status).distinct())) == {"done"}
        assert "wave.close" in set(connection.scalars(sa.select(audit.c.action)))


def test_closing_names_what_is_still_open_and_changes_nothing(db: Database) -> None:
    wave_id = a_filled_wave(db)
    for status in ("planned", "held", "sending", "doubtful", "to_grade", "sent_back"):
        open_one = reopen_one(db, wave_id, status)
        with pytest.raises(publish.StillOpen) as refused:
            publish.close(db, NOW, wave_id, by=None)
        assert refused.value.inquiries == (open_one,)
        assert "Unit 1, " in str(refused.value.faults)
    assert status_of(db, wave_id) is WaveStatus.OPEN
    with db.read() as connection:
        assert "submitted" in set(connection.scalars(sa.select(grade.c.status)))


def test_what_is_left_out_counts_as_not_tested(db: Database) -> None:
    wave_id = a_filled_wave(db)
    open_one = reopen_one(db, wave_id)
    assert publish.close(db, NOW, wave_id, by=None, leave_out=True) == 1
    with db.read() as connection:
        stages = inquiries.status_counts(connection, wave_id)
    assert sum(number for (_, stage), number in stages.items() if stage == "not_tested") == 1
    with db.read() as connection:
        left = connection.execute(sa.select(inquiry.c.outcome).where(inquiry.c.id == open_one)).scalar_one()
    assert left == Outcome.NOT_TESTED


def test_a_mail_whose_time_ran_out_is_closed_as_unanswered(db: Database) -> None:
    wave_id = a_filled_wave(db)
    waiting = reopen_one(db, wave_id, "waiting")
    db.write(lambda c: c.execute(inquiry.update().where(inquiry.c.id == waiting).values(until=NOW)))
    publish.close(db, NOW, wave_id, by=None)
    with db.read() as connection:
        ended = connection.execute(sa.select(inquiry.c.status, inquiry.c.outcome).where(inquiry.c.id == waiting)).one()
    assert tuple(ended) == ("done", "unanswered")


def test_only_a_closed_wave_is_published_and_only_once(db: Database) -> None:
    wave_id = a_filled_wave(db)
    with pytest.raises(Conflict):
        publish.publish(db, NOW, wave_id, by=None)
    publish.close(db, NOW, wave_id, by=None)
    with pytest.raises(Conflict):
        publish.close(db, NOW, wave_id, by=None)
    publish.publish(db, NOW, wave_id, by=None)
    assert status_of(db, wave_id) is WaveStatus.PUBLISHED
    with pytest.raises(Conflict):
        publish.publish(db, NOW, wave_id, by=None)


def test_work_that_is_open_again_after_closing_keeps_a_wave_from_being_published(db: Database) -> None:
    wave_id = a_filled_wave(db)
    publish.close(db, NOW, wave_id, by=None)
    reopen_one(db, wave_id, "sent_back")
    with pytest.raises(publish.StillOpen):
        publish.publish(db, NOW, wave_id, by=None)


def test_the_bundle_is_what_was_hashed_and_holds_the_figures_that_are_shown(db: Database) -> None:
    wave_id = a_filled_wave(db)
    publish.close(db, NOW, wave_id, by=None)
    published = publish.publish(db, NOW, wave_id, by=None)
    with db.read() as connection:
        document = standings.bundle(connection, wave_id)
        assert standings.publication_of(connection, wave_id) == published
        assert [wave.id for wave, _ in standings.published(connection)] == [wave_id]
    assert document is not None
    assert hashlib.sha256(document).hexdigest() == published.sha256
    assert sorted(bundle.read(document).standings, key=lambda one: one.unit_id) == stored(db, wave_id)


def test_anybody_can_work_the_ranking_out_again_from_the_bundle(db: Database) -> None:
    wave_id = a_filled_wave(db)
    publish.close(db, NOW, wave_id, by=None)
    publish.publish(db, NOW, wave_id, by=None)
    with db.read() as connection:
        found = bundle.read(standings.bundle(connection, wave_id) or b"")
    assert recount.differences(found) == []
    first, *rest = found.standings
    polished = msgspec.structs.replace(first, total=(first.total or 0) + 0.1, rank=1)
    told = recount.differences(msgspec.structs.replace(found, standings=(polished, *rest)))
    assert {one.figure for one in told} <= {"total", "rank"}
    assert "total" in {one.figure for one in told}


def test_the_bundle_names_nobody_and_tells_no_day_and_no_word_of_an_inquiry(db: Database) -> None:
    wave_id = a_filled_wave(db)
    publish.close(db, NOW, wave_id, by=None)
    publish.publish(db, NOW, wave_id, by=None)
    with db.read() as connection:
        contacts = json.loads(standings.bundle(connection, wave_id) or b"")["contacts"]
    keys = {key for contact in contacts for key in contact}
    told = {"id", "unit", "slot", "channel", "device", "sector", "scenario", "ending", "working_days", "items"}
    assert keys <= told | {"answers", "not_due"}


def test_a_publication_is_signed_where_there_is_a_key_and_only_then(db: Database, tmp_path: Path) -> None:
    keys = Keyring(tmp_path / "keys")
    signed, plain = a_filled_wave(db), a_filled_wave(db)
    for wave_id in (signed, plain):
        publish.close(db, NOW, wave_id, by=None)
    assert publish.publish(db, NOW, plain, by=None, keys=keys).signature == ""
    key = keys.make_signing()
    assert key is not None
    one = publish.publish(db, NOW, signed, by=None, keys=keys)
    with db.read() as connection:
        document = standings.bundle(connection, signed) or b""
        assert standings.publication_of(connection, signed) == one
    assert one.public_key == key.public.line
    found = signing.signature(one.signature)
    signing.check(document, found, key.public)
    assert f"file:medlytt-{signed}-edition-1.json wave:{signed} edition:1" in found.comment


def test_nothing_is_published_unsigned_because_the_key_is_damaged(db: Database, tmp_path: Path) -> None:
    keys = Keyring(tmp_path / "keys")
    keys.make_signing()
    keys.signing_file.write_text("junk")
    wave_id = a_filled_wave(db)
    publish.close(db, NOW, wave_id, by=None)
    with pytest.raises(Conflict, match="cannot be read"):
        publish.publish(db, NOW, wave_id, by=None, keys=keys)
    assert status_of(db, wave_id) is WaveStatus.CLOSED


def test_facts_that_change_while_a_wave_is_being_published_stop_it(db: Database) -> None:
    wave_id = a_filled_wave(db)
    publish.close(db, NOW, wave_id, by=None)
    with db.read() as connection:
        works = results.works(connection, wave_id)
        closed, figures = publish.closed(connection, wave_id), stored(db, wave_id)
        found = freeze.gathered(connection, NOW, closed, works=works, figures=figures, own_bank=None)
    one = standings.Publication(wave_id=wave_id, published_at=NOW, published_by=None, sha256="")
    decided = Entry(
        number=1, origin=Origin.OBJECTION, unit=1, inquiry=1, item="", before=0, after=1, total_before=0, total_after=1,
        rank_before=2, rank_after=1, reason="", answer="", decided_on=NOW.date(),
    )  # fmt: skip
    for known, told in ((works[1:], found), (works, msgspec.structs.replace(found, ledger=(decided,)))):
        with pytest.raises(Conflict, match="changed while"):
            db.write(publish._publish, one, b"", told, works=known, heard=False)
    assert status_of(db, wave_id) is WaveStatus.CLOSED


def test_a_wave_is_never_seen_closed_without_its_figures(db: Database) -> None:
    wave_id, seen = a_filled_wave(db), set()
    status = sa.select(wave.c.status).where(wave.c.id == wave_id)

    @sa.event.listens_for(db.engine, "commit")
    def what_a_kill_would_leave(connection: sa.Connection) -> None:
        number = connection.scalar(sa.select(sa.func.count()).select_from(standing))
        seen.add((connection.scalar(status), bool(number)))

    publish.close(db, NOW, wave_id, by=None)
    assert ("closed", True) in seen
    assert ("closed", False) not in seen


def test_units_have_their_time_to_object_also_where_nothing_is_worked_out_yet(db: Database) -> None:
    wave_id = a_filled_wave(db)
    publish.close(db, NOW, wave_id, by=None)
    objecting.open_window(db, NOW, wave_id, days=14, by=a_person(db))
    db.write(lambda c: c.execute(standing.delete()))
    with pytest.raises(Conflict, match="may still object"):
        publish.publish(db, NOW, wave_id, by=None, heard=True)
