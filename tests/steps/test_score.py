"""A wave's standings follow from its facts, whenever and however often they are worked out."""

import msgspec
import pytest
import sqlalchemy as sa

from benchmarks.scoring import NOW, fill
from instruments import bank
from survey.problems import Conflict, NotFound
from survey.standing import Standing
from survey.steps import publish, score
from survey.store import results, standings
from survey.store.database import Database
from survey.store.schema.inquiries import grade, inquiry
from survey.store.schema.waves import wave

UNITS = [{"code": f"{n:04}", "name": f"Unit {n}"} for n in range(1, 5)]


def a_filled_wave(db: Database, protocol: str = "kommunetest-2010", *, seed: int = 1) -> int:
    return fill(db, UNITS, bank.protocol(protocol), seed=seed)


def stored(db: Database, wave_id: int) -> list[Standing]:
    with db.read() as connection:
        return sorted(standings.of_wave(connection, wave_id), key=lambda one: one.unit_id)


def test_the_derived_table_equals_a_fresh_computation(db: Database) -> None:
    wave_id = a_filled_wave(db)
    score.score(db, NOW, wave_id)
    with db.read() as connection:
        found = score.fresh(connection, score.standing_wave(connection, wave_id), NOW)
    assert stored(db, wave_id) == sorted(found, key=lambda one: one.unit_id)
    assert {one.rank for one in found} == {1, 2, 3, 4}
    assert all(one.total is not None and one.low is not None and one.low <= one.total for one in found)
    score.score(db, NOW, wave_id)
    assert stored(db, wave_id) == sorted(found, key=lambda one: one.unit_id)


@pytest.mark.parametrize("protocol", sorted(bank.protocols()))
def test_every_protocol_scores_what_its_own_forms_grade(db: Database, protocol: str) -> None:
    if db.sqlite:
        found = score.score(db, NOW, a_filled_wave(db, protocol))
        assert all(one.total is not None and 0 <= one.total <= 100 for one in found)


def test_a_wave_without_any_work_has_units_without_place(db: Database) -> None:
    wave_id = a_filled_wave(db)
    db.write(lambda c: c.execute(grade.delete()))
    db.write(lambda c: c.execute(inquiry.update().values(status="planned", outcome=None)))
    found = score.score(db, NOW, wave_id)
    assert {(one.total, one.rank, one.tested) for one in found} == {(None, None, 0.0)}


def test_work_that_was_sent_back_or_superseded_does_not_count_and_the_latest_does(db: Database) -> None:
    wave_id = a_filled_wave(db)
    with db.read() as connection:
        first, second, third = (work for work in results.works(connection, wave_id)[-3:])

    def write(connection: sa.Connection) -> None:
        for work, status in ((first, "sent_back"), (second, "superseded")):
            connection.execute(grade.update().where(grade.c.inquiry_id == work.id).values(status=status))
        old = connection.execute(sa.select(grade).where(grade.c.inquiry_id == third.id)).mappings().one()
        anew = {**old, "token": "anew", "answers": {"found": "later"}, "recognised": True}
        anew.pop("id")
        connection.execute(grade.insert().values(**anew))

    db.write(write)
    with db.read() as connection:
        by_id = {work.id: work for work in results.works(connection, wave_id)}
    assert by_id[first.id].graded is by_id[second.id].graded is None
    assert by_id[third.id].answers == {"found": "later"}
    assert by_id[third.id].recognised


def test_change_is_measured_only_against_a_wave_of_the_same_rules(db: Database) -> None:
    before, other, now = (
        a_filled_wave(db, protocol, seed=seed)
        for seed, protocol in enumerate(("kommunetest-2010", "kommunetest-2013", "kommunetest-2010"), 1)
    )
    totals = {one.unit_id: one.total for one in score.score(db, NOW, before)}
    score.score(db, NOW, other)
    for previous in (before, other):
        db.write(
            lambda c, previous=previous: c.execute(wave.update().where(wave.c.id == now).values(previous_id=previous))
        )
        found = score.score(db, NOW, now)
        if previous == before:
            assert all(one.change == pytest.approx((one.total or 0) - (totals[one.unit_id] or 0)) for one in found)
        else:
            assert {one.change for one in found} == {None}


def test_an_unknown_wave_is_told(db: Database) -> None:
    with pytest.raises(NotFound):
        score.score(db, NOW, 99)


def test_publication_ends_all_recounting(db: Database) -> None:
    wave_id = a_filled_wave(db)
    publish.close(db, NOW, wave_id, by=None)
    publish.publish(db, NOW, wave_id, by=None)
    frozen = stored(db, wave_id)
    db.write(lambda c: c.execute(grade.delete()))
    with pytest.raises(Conflict):
        score.score(db, NOW, wave_id)
    assert stored(db, wave_id) == frozen
    assert all(isinstance(one, msgspec.Struct) for one in frozen)


def test_figures_that_were_overtaken_while_they_were_worked_out_are_not_kept(db: Database) -> None:
    wave_id = a_filled_wave(db)
    before = score.score(db, NOW, wave_id)
    with db.read() as connection:
        works = results.works(connection, wave_id)
    db.write(lambda c: c.execute(grade.delete().where(grade.c.inquiry_id == works[0].id)))
    after = score.score(db, NOW, wave_id)
    db.write(score._keep, NOW, wave_id, found=before, works=works, basis="")
    assert stored(db, wave_id) == sorted(after, key=lambda one: one.unit_id) != before
