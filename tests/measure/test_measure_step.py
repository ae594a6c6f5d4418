"""Derived figures on how good a wave is follow from its facts, and are made anew only where figures have changed."""

import msgspec
import pytest
import sqlalchemy as sa

from benchmarks.scoring import NOW, fill
from instruments import bank
from survey.measurement.places import Places
from survey.measurement.treatment import Treatment
from survey.person import Role, RoleName
from survey.problems import NotFound
from survey.steps import measure, people, publish, score
from survey.store import measures
from survey.store.database import Database
from survey.store.schema.inquiries import grade, inquiry
from survey.store.schema.measure import wave_measure
from survey.store.schema.people import person

TESTS = (Role(RoleName.TESTER),)
UNITS = [{"code": f"{n:04}", "name": f"Unit {n}"} for n in range(1, 9)]


def a_scored_wave(db: Database) -> int:
    wave_id = fill(db, UNITS, bank.protocol("kommunetest-2019"), seed=2)
    score.score(db, NOW, wave_id)
    return wave_id


def kept(db: Database, wave_id: int) -> tuple[Treatment, Places]:
    with db.read() as connection:
        both = [measures.document(connection, wave_id, kind) or "" for kind in (measure.TREATMENT, measure.PLACES)]
    return msgspec.json.decode(both[0], type=Treatment), msgspec.json.decode(both[1], type=Places)


def test_the_derived_table_equals_a_fresh_computation_and_can_be_dropped(db: Database) -> None:
    wave_id = a_scored_wave(db)
    assert measure.measure_all(db, NOW) == 1
    found = kept(db, wave_id)
    with db.read() as connection:
        again = measure.fresh(connection, wave_id, NOW)
    assert found == (again.treatment, again.places)
    assert measure.measure_all(db, NOW) == 0
    db.write(lambda c: c.execute(wave_measure.delete()))
    assert measure.measure_all(db, NOW) == 1
    assert kept(db, wave_id) == found


def test_another_tester_or_persona_alone_makes_new_figures(db: Database) -> None:
    a_scored_wave(db)
    measure.measure_all(db, NOW)
    some = inquiry.c.id.in_(sa.select(inquiry.c.id).order_by(inquiry.c.id).limit(3))
    people.add(db, NOW, details=people.Details(name="T", email="t@radet.test", language="nb", roles=TESTS), by=None)
    for change in ({"persona": "somebody-else"}, {"tester_id": sa.select(sa.func.max(person.c.id)).scalar_subquery()}):
        db.write(lambda c, values=change: c.execute(inquiry.update().where(some).values(values)))
        assert measure.measure_all(db, NOW) == 1
        assert measure.measure_all(db, NOW) == 0


def test_new_grades_make_new_figures_until_publication_freezes_them(db: Database) -> None:
    wave_id = a_scored_wave(db)
    measure.measure_all(db, NOW)
    before = kept(db, wave_id)
    gone = sa.select(grade.c.id).order_by(grade.c.id).limit(40)
    db.write(lambda c: c.execute(grade.update().where(grade.c.id.in_(gone)).values(status="sent_back")))
    score.score(db, NOW, wave_id)
    assert measure.measure_all(db, NOW) == 1
    assert kept(db, wave_id) != before
    publish.close(db, NOW, wave_id, by=None, leave_out=True)
    publish.publish(db, NOW, wave_id, by=None)
    measure.measure_all(db, NOW)
    frozen = kept(db, wave_id)
    db.write(lambda c: c.execute(grade.delete()))
    db.write(lambda c: c.execute(wave_measure.delete()))
    measure.measure_all(db, NOW)
    assert kept(db, wave_id) == frozen


def test_an_unknown_wave_is_told(db: Database) -> None:
    with pytest.raises(NotFound):
        measure.measure(db, NOW, 99)
