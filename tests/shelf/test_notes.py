"""What testers wrote in a wave that is over becomes comments, masked, without the tester."""

import hashlib
from pathlib import Path

from survey.comment import Kind, Source
from survey.keyring import Keyring
from survey.steps.gather_notes import gather, gather_all
from survey.store import comments
from survey.store.database import Database
from survey.store.schema.inquiries import grade
from survey.store.schema.waves import wave
from tests.conftest import NOW
from tests.scene import a_mail_inquiry, a_person, a_unit, a_wave, add


def test_notes_of_a_closed_wave_are_gathered_once(db: Database, tmp_path: Path) -> None:
    keys = Keyring(tmp_path / "keys")
    unit_id, wave_id, sam = a_unit(db), a_wave(db), a_person(db)
    for slot, note in (("email-1", "Kari Nordmann svarte vennlig, men ringte ikke 91 23 45 67"), ("email-2", "ok")):
        inquiry_id = a_mail_inquiry(db, wave_id, unit_id, slot=slot, status="done", outcome="answered")
        add(
            db, grade, inquiry_id=inquiry_id, person_id=sam, token=slot, instrument="grade-email-2010",
            instrument_version=1, answers={FIELD: note}, outcome="answered", submitted_at=NOW, status="accepted",
        )  # fmt: skip
    assert gather(db, NOW, wave_id, keys=keys) == 0  # while it is open, notes may still change
    db.write(lambda c: c.execute(wave.update().values(status="closed")))
    done = gather_all(db, NOW, keys=keys), gather_all(db, NOW, keys=keys), gather(db, NOW, wave_id, keys=keys)
    assert done == (1, 0, 0)
    with db.read() as connection:
        (kept,) = comments.of_source(connection, Source(Kind.WAVE, wave_id))
    assert "91 23 45 67" not in kept.text and "Nordmann" not in kept.text and "vennlig" in kept.text
    counted_up = {f"note {wave_id} {inquiry} {FIELD}" for inquiry in range(10)}
    known = {hashlib.sha256(one.encode()).digest()[:16] for one in counted_up}
    assert kept.id not in known, "whoever reads a key in an address could find the inquiry, and its tester"
    assert (kept.unit_id, kept.channel, kept.service, kept.item) == (unit_id, "email", "general", FIELD)


FIELD = "comment"
