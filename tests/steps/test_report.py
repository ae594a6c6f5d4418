"""Improvement reports follow from the facts; the findings of a published wave are kept."""

import pytest
import sqlalchemy as sa

from benchmarks.scoring import NOW, fill
from instruments import bank
from survey.problems import Conflict
from survey.report import Report
from survey.steps import publish, report, score
from survey.store import findings, reports
from survey.store.database import Database
from survey.store.schema.inquiries import grade
from survey.store.schema.reports import report as table
from survey.store.schema.waves import wave
from tests.databases import laid

UNITS = [{"code": f"{n:04}", "name": f"Unit {n}"} for n in range(1, 7)]


def a_closed_wave(db: Database, *, seed: int = 1, name: str = "Now") -> int:
    def lay() -> int:
        wave_id = fill(db, UNITS, bank.protocol("kommunetest-2010"), seed=seed, name=name)
        publish.close(db, NOW, wave_id, by=None)
        return wave_id

    return laid(db, f"closed, {seed}, {name}", lay)


def stored(db: Database, wave_id: int) -> list[Report]:
    with db.read() as connection:
        return reports.of_wave(connection, wave_id)


def test_the_derived_table_equals_a_fresh_computation(db: Database) -> None:
    wave_id = a_closed_wave(db)
    assert report.report(db, NOW, wave_id)
    with db.read() as connection:
        found = report.made(connection, report.over(connection, wave_id), NOW)
        assert stored(db, wave_id) == found
        assert reports.of_unit(connection, wave_id, found[0].unit_id) == found[0]
    db.write(lambda c: c.execute(table.delete()))
    assert report.report(db, NOW, wave_id)
    assert stored(db, wave_id) == found
    assert [one.rank for one in found if one.distance == max(each.distance or 0 for each in found)] == [6]


def test_reports_are_made_anew_only_when_something_has_changed(db: Database) -> None:
    wave_id = a_closed_wave(db)
    assert report.report(db, NOW, wave_id)
    assert not report.report(db, NOW, wave_id)
    db.write(
        lambda c: c.execute(grade.delete().where(grade.c.id == sa.select(sa.func.max(grade.c.id)).scalar_subquery()))
    )
    score.score(db, NOW, wave_id)
    assert report.report(db, NOW, wave_id)


def test_a_wave_under_way_has_no_reports(db: Database) -> None:
    wave_id = fill(db, UNITS, bank.protocol("kommunetest-2010"))
    with pytest.raises(Conflict):
        report.report(db, NOW, wave_id)


def test_publication_keeps_findings_whose_ids_stay(db: Database) -> None:
    wave_id = a_closed_wave(db)
    report.report(db, NOW, wave_id)
    with db.read() as connection:
        assert findings.of_wave(connection, wave_id) == {}
    publish.publish(db, NOW, wave_id, by=None)
    with db.read() as connection:
        kept = findings.of_wave(connection, wave_id)
    assert {one.unit_id: [each.key for each in one.proposals] for one in stored(db, wave_id) if one.proposals} == {
        unit: [each.key for each in some] for unit, some in kept.items()
    }
    ids = {each.id for some in kept.values() for each in some}
    assert None not in ids
    db.write(lambda c: findings.keep(c, wave_id, stored(db, wave_id)[:1], NOW) if db.sqlite else None)
    db.write(lambda c: c.execute(table.delete()))
    assert report.report(db, NOW, wave_id)
    with db.read() as connection:
        assert findings.of_wave(connection, wave_id) == kept


def test_the_next_wave_shows_what_became_of_the_findings(db: Database) -> None:
    before = a_closed_wave(db, name="Before")
    publish.publish(db, NOW, before, by=None)
    after = a_closed_wave(db, seed=2)
    db.write(lambda c: c.execute(wave.update().where(wave.c.id == after).values(previous_id=before)))
    score.score(db, NOW, after)
    report.report(db, NOW, after)
    with db.read() as connection:
        kept = findings.of_wave(connection, before)
    for one in stored(db, after):
        assert [each.proposal for each in one.effects] == kept.get(one.unit_id, [])
        assert all(each.after is not None and 0 <= each.after <= 1 for each in one.effects)
        assert one.moved is not None
        assert one.moved.since == before


class Killed(Exception):
    """What follows a publication is never reached."""


def test_a_process_that_dies_after_publication_leaves_no_report_of_before(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise Killed

    wave_id = a_closed_wave(db)
    report.report(db, NOW, wave_id)
    monkeypatch.setattr(publish, "report", dies)
    with pytest.raises(Killed):
        publish.publish(db, NOW, wave_id, by=None)
    with db.read() as connection:
        assert reports.digest(connection, wave_id) is None  # the job takes these up
    assert report.report(db, NOW, wave_id)
    with db.read() as connection:
        assert findings.any_of(connection, wave_id)


def test_reports_that_publication_has_overtaken_are_not_kept(db: Database) -> None:
    wave_id = a_closed_wave(db)
    with db.read() as connection:
        old = report.facts_of(connection, report.over(connection, wave_id), NOW, own_bank=None)
    publish.publish(db, NOW, wave_id, by=None)
    with db.read() as connection:
        digest = reports.digest(connection, wave_id)
    assert digest
    assert not db.write(report._keep, NOW, old, [], "old")
    with db.read() as connection:
        assert reports.digest(connection, wave_id) == digest
        assert findings.any_of(connection, wave_id)
