"""A correction is looked at before it is published: nothing is stored, and nothing else can be published after."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from benchmarks.scoring import NOW
from instruments.instrument import Outcome
from survey import bundle
from survey.keyring import Keyring
from survey.problems import Conflict, Invalid, NotFound, NotPermitted
from survey.steps import amend, publish
from survey.steps.amend import LookAgain
from survey.steps.foresee import Foreseen, foresee
from survey.store import ledger, reports
from survey.store.database import Database
from survey.store.schema.waves import wave
from tests.steps.test_amend import (
    LATER,
    a_published_wave,
    an_erratum,
    coordinator,
    document,
    editions,
    graded_mail,
    works,
)
from tests.steps.test_score import a_filled_wave, stored


def kept(db: Database, wave_id: int) -> object:
    with db.read() as connection:
        made = reports.of_wave(connection, wave_id)
        return works(db, wave_id), stored(db, wave_id), editions(db, wave_id), ledger.of_wave(connection, wave_id), made


def test_a_look_stores_nothing_and_foretells_what_is_then_published(db: Database) -> None:
    wave_id, kari = a_published_wave(db), coordinator(db)
    work = graded_mail(db, wave_id)
    one = an_erratum(work, choices={}, outcome=Outcome.TESTER_ERROR)
    before = kept(db, wave_id)
    found = foresee(db, LATER, one, by=kari)
    assert kept(db, wave_id) == before
    assert (found.movement.edition, found.movement.own.unit, found.signed) == (2, work.unit_id, False)
    assert found.movement.moving and found.reports
    then = {each.unit_id: each for each in stored(db, wave_id)}
    amend.amend(db, LATER + timedelta(hours=30), one, by=kari, looked=found.movement.digest)
    now = {each.unit_id: each for each in stored(db, wave_id)}
    shifts = [found.movement.own, *found.movement.others]
    moved = {id for id in now if (then[id].total, then[id].rank) != (now[id].total, now[id].rank)}
    assert moved <= {each.unit for each in shifts}
    for each in shifts:
        assert (each.before.total, each.after.total) == (then[each.unit].total, now[each.unit].total)
        assert (each.before.rank, each.after.rank) == (then[each.unit].rank, now[each.unit].rank)
    with db.read() as connection:
        told = msgspec.structs.replace(ledger.of_wave(connection, wave_id)[0], decided_on=LATER.date())
    assert msgspec.structs.replace(found.movement.entry, decided_on=LATER.date()) == told


def test_a_look_uses_no_key_and_says_whether_one_will_be_used(db: Database, tmp_path: Path) -> None:
    wave_id, kari = a_published_wave(db), coordinator(db)
    keys = Keyring(tmp_path / "keys")
    keys.make_signing()
    assert foresee(db, LATER, an_erratum(graded_mail(db, wave_id)), by=kari, keys=keys).signed
    keys.signing_file.write_text("junk")
    with pytest.raises(Conflict, match="cannot be read"):
        foresee(db, LATER, an_erratum(graded_mail(db, wave_id)), by=kari, keys=keys)


def test_after_another_correction_nothing_is_published_until_somebody_looked_again(db: Database) -> None:
    wave_id, kari = a_published_wave(db), coordinator(db)
    first, second = [each for each in works(db, wave_id) if each.channel == "email" and each.answers][:2]
    one, other = an_erratum(first, token="a"), an_erratum(second, token="b")
    looked: list[Foreseen] = [foresee(db, LATER, each, by=kari) for each in (one, other)]
    amend.amend(db, LATER, one, by=kari, looked=looked[0].movement.digest)
    with pytest.raises(LookAgain):
        amend.amend(db, LATER, other, by=kari, looked=looked[1].movement.digest)
    assert len(editions(db, wave_id)) == 2
    again = foresee(db, LATER, other, by=kari)
    assert amend.amend(db, LATER, other, by=kari, looked=again.movement.digest).edition == 3
    assert [each.number for each in bundle.read(document(db, wave_id)).ledger] == [1, 2]


def test_a_correction_of_the_wave_before_in_between_is_looked_at_too(db: Database) -> None:
    before, kari = a_published_wave(db), coordinator(db)
    now = a_filled_wave(db, seed=2)
    db.write(lambda c: c.execute(wave.update().where(wave.c.id == now).values(previous_id=before)))
    publish.close(db, NOW, now, by=None)
    publish.publish(db, NOW, now, by=None)
    one = an_erratum(graded_mail(db, now))
    looked = foresee(db, LATER, one, by=kari).movement
    assert looked.parts == ()
    first = an_erratum(graded_mail(db, before), token="before")
    assert [each.id for each in foresee(db, LATER, first, by=kari).later] == [now]
    amend.amend(db, LATER, first, by=kari)
    with pytest.raises(LookAgain):
        amend.amend(db, LATER, one, by=kari, looked=looked.digest)
    assert foresee(db, LATER, one, by=kari).movement.parts == ("previous",)


def test_a_press_with_other_words_than_those_looked_at_publishes_nothing(db: Database) -> None:
    wave_id, kari = a_published_wave(db), coordinator(db)
    one = an_erratum(graded_mail(db, wave_id))
    looked = foresee(db, LATER, one, by=kari).movement.digest
    for wrong in (msgspec.structs.replace(one, reason="Something else."), one):
        with pytest.raises(LookAgain):
            amend.amend(db, LATER, wrong, by=kari, looked=looked if wrong is not one else "0" * 64)
    assert len(editions(db, wave_id)) == 1


def test_who_may_not_correct_or_has_nothing_to_correct_sees_nothing(db: Database) -> None:
    wave_id, kari = a_published_wave(db), coordinator(db)
    work = graded_mail(db, wave_id)
    with pytest.raises(NotPermitted):
        foresee(db, LATER, an_erratum(work), by=kari.holding([]))
    with pytest.raises(Invalid):
        foresee(db, LATER, an_erratum(work, reason=""), by=kari)
    open_wave = a_filled_wave(db, seed=2)
    with pytest.raises(NotFound):
        foresee(db, LATER, an_erratum(graded_mail(db, open_wave)), by=kari)
