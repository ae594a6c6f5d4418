"""The ledger's numbers mean one entry for good, and what is taken back is seen by nobody."""

from datetime import date

from survey.ledger import Entry, Origin
from survey.store import ledger
from survey.store.database import Database
from survey.store.schema.objections import objection
from tests.conftest import NOW
from tests.scene import a_mail_inquiry, a_unit, a_wave, add


def an_entry(unit_id: int, inquiry_id: int, reason: str = "The price stood in the answer.") -> Entry:
    return Entry(
        number=0, origin=Origin.OBJECTION, unit=unit_id, inquiry=inquiry_id, item="correct", before=1, after=2.5,
        total_before=50.25, total_after=51, rank_before=3, rank_after=None, reason=reason, answer="So it did.",
        decided_on=date(2026, 3, 3),
    )  # fmt: skip


def test_entries_are_numbered_within_their_wave_and_a_number_is_given_once(db: Database) -> None:
    wave, other, unit = a_wave(db), a_wave(db), a_unit(db)
    inquiry = a_mail_inquiry(db, wave, unit)
    made = add(
        db, objection, wave_id=wave, unit_id=unit, inquiry_id=inquiry, item="correct", token="t", reason="?", at=NOW
    )

    def enter(wave_id: int, objection_id: int | None = None) -> int:
        return db.write(ledger.add, wave_id, an_entry(unit, inquiry), objection_id=objection_id).number

    assert [enter(wave), enter(wave, made), enter(other)] == [1, 2, 1]
    db.write(ledger.take_back, made, NOW)
    assert enter(wave, made) == 3
    with db.read() as connection:
        assert [one.number for one in ledger.of_wave(connection, wave)] == [1, 3]
        kept = ledger.of_objection(connection, made)
    assert kept is not None
    assert (kept.before, kept.after, kept.total_before, kept.rank_after) == (1, 2.5, 50.25, None)
    assert kept.decided_on == date(2026, 3, 3)
