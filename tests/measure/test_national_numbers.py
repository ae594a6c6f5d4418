"""The numbers of a national report are kept where figures change: they follow from the facts and can be dropped."""

from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from benchmarks.scoring import NOW, fill
from instruments import bank
from survey.jobs import Jobs
from survey.national import National
from survey.settings import Settings
from survey.steps import national, publish, report, score
from survey.store import standings, waves
from survey.store.database import Database
from survey.store.schema.inquiries import grade
from survey.store.schema.measure import wave_measure
from survey.store.schema.units import unit

LATER = NOW + timedelta(minutes=5)
UNITS = [{"code": f"{n:04}", "name": f"Unit {n}"} for n in range(1, 9)]


def a_closed_wave(db: Database) -> int:
    wave_id = fill(db, UNITS, bank.protocol("kommunetest-2019"), seed=2)
    publish.close(db, NOW, wave_id, by=None)
    report.report(db, NOW, wave_id)
    return wave_id


def kept_and_fresh(db: Database, wave_id: int) -> tuple[National | None, National]:
    with db.read() as connection:
        wave, places = waves.by_id(connection, wave_id), standings.places(connection, wave_id)
        assert wave is not None
        return national.kept(connection, wave, places), national.fresh(connection, wave, places, NOW, own_bank=None)


def test_what_is_kept_equals_a_fresh_count_before_and_after_publication_and_can_be_dropped(db: Database) -> None:
    wave_id = a_closed_wave(db)
    holds(db, wave_id)
    publish.publish(db, NOW, wave_id, by=None)
    holds(db, wave_id)


def holds(db: Database, wave_id: int) -> None:
    kept, fresh = kept_and_fresh(db, wave_id)
    assert kept == fresh
    db.write(lambda c: c.execute(wave_measure.delete()))
    assert kept_and_fresh(db, wave_id) == (None, fresh)
    assert national.number(db, NOW, wave_id)
    assert kept_and_fresh(db, wave_id)[0] == fresh


def test_the_same_figures_worked_out_at_another_hour_ask_for_no_new_numbers_and_names_are_those_of_today(
    db: Database,
) -> None:
    wave_id = a_closed_wave(db)
    score.score(db, LATER, wave_id)
    db.write(lambda c: c.execute(unit.update().where(unit.c.code == "0001").values(name="Nyby")))
    assert not national.number(db, LATER, wave_id)
    kept, fresh = kept_and_fresh(db, wave_id)
    assert kept == fresh
    assert "Nyby" in {place.name for tier in fresh.tiers for place in tier.places}


def test_other_grades_make_other_numbers_with_the_next_report(db: Database) -> None:
    wave_id = a_closed_wave(db)
    before, _ = kept_and_fresh(db, wave_id)
    gone = sa.select(grade.c.id).order_by(grade.c.id).limit(40)
    db.write(lambda c: c.execute(grade.update().where(grade.c.id.in_(gone)).values(status="sent_back")))
    score.score(db, LATER, wave_id)
    assert kept_and_fresh(db, wave_id)[0] is None
    report.report(db, LATER, wave_id)
    kept, fresh = kept_and_fresh(db, wave_id)
    assert kept == fresh != before


def test_a_program_that_counts_otherwise_works_out_the_numbers_of_published_waves_once_it_has_started(
    db: Database, tmp_path: Path
) -> None:
    wave_id = a_closed_wave(db)
    publish.publish(db, NOW, wave_id, by=None)
    db.write(lambda c: c.execute(wave_measure.update().values(basis="of the program before")))
    assert kept_and_fresh(db, wave_id)[0] is None
    Jobs(db, Settings(data=str(tmp_path)), lambda: LATER).report()
    kept, fresh = kept_and_fresh(db, wave_id)
    assert kept == fresh
