"""What is found wrong after publication becomes an erratum: a new edition beside the old one, never a change of it."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from benchmarks.scoring import NOW
from instruments import bank
from instruments.instrument import Outcome
from survey import bundle, recount, signing
from survey.cli.verify import Report, examine
from survey.erratum import Erratum
from survey.keyring import Keyring
from survey.ledger import Origin
from survey.person import Person, Role, RoleName
from survey.problems import Conflict, Invalid, NotFound, NotPermitted
from survey.results import Work
from survey.steps import amend, publish
from survey.store import ledger, people, results, standings
from survey.store.database import Database
from survey.store.schema.inquiries import grade
from survey.store.schema.measure import second_grade
from survey.store.schema.objections import ledger_entry
from survey.store.schema.people import audit
from survey.store.schema.units import unit
from survey.store.schema.waves import publication, wave
from survey.web.audit_words import ACTIONS
from tests.scene import a_person
from tests.steps.test_score import a_filled_wave, stored

LATER = NOW + timedelta(days=30)
KARI = Role(RoleName.COORDINATOR)


def coordinator(db: Database, name: str = "Kari", *roles: Role) -> Person:
    id = a_person(db, name)
    with db.read() as connection:
        found = people.one(connection, id)
    assert found is not None
    return found.holding(roles or (KARI,))


def a_published_wave(db: Database, **options: Any) -> int:
    wave_id = a_filled_wave(db)
    publish.close(db, NOW, wave_id, by=None)
    publish.publish(db, NOW, wave_id, by=None, **options)
    return wave_id


def works(db: Database, wave_id: int) -> list[Work]:
    with db.read() as connection:
        return results.works(connection, wave_id)


def graded_mail(db: Database, wave_id: int) -> Work:
    return next(one for one in works(db, wave_id) if one.channel == "email" and one.answers)


def an_erratum(work: Work, **changes: Any) -> Erratum:
    """Another answer to the first item that has choices."""
    form = bank.instruments()["grade-email-2010"]
    given = work.answers or {}
    item = next(one for one in form.leaves if one.scored and one.choices and one.name in given)
    other = next(one.value for one in item.choices if one.value != given[item.name])
    rest: dict[str, Any] = {"token": "once", "choices": {item.name: other}, "reason": "The price was right after all."}
    return Erratum(inquiry_id=work.id, **{**rest, **changes})


def editions(db: Database, wave_id: int) -> list[standings.Publication]:
    with db.read() as connection:
        return standings.editions(connection, wave_id)


def document(db: Database, wave_id: int, number: int | None = None) -> bytes:
    with db.read() as connection:
        return standings.bundle(connection, wave_id, number) or b""


def verified(raw: bytes) -> Report:
    report = Report(sha256="")
    examine(bundle.read(raw), raw, None, report)
    return report


def test_an_erratum_makes_a_new_edition_and_leaves_the_old_one_as_it_was(db: Database, tmp_path: Path) -> None:
    keys = Keyring(tmp_path / "keys")
    key = keys.make_signing()
    assert key is not None
    wave_id = a_published_wave(db, keys=keys)
    first, work = document(db, wave_id), graded_mail(db, wave_id)
    one = an_erratum(work)
    made = amend.amend(db, LATER, one, by=coordinator(db), keys=keys)
    assert [(each.edition, each.published_at) for each in editions(db, wave_id)] == [(1, NOW), (2, LATER)]
    assert document(db, wave_id, 1) == first
    second = document(db, wave_id)
    assert bundle.sha256(second) == made.sha256
    for number, raw in ((1, first), (2, second)):
        told = signing.signature(editions(db, wave_id)[number - 1].signature)
        signing.check(raw, told, key.public)
        assert f"edition:{number}" in told.comment
        assert verified(raw).sound, verified(raw)
    with db.read() as connection:
        entries = ledger.of_wave(connection, wave_id)
        assert "wave.amend" in set(connection.scalars(sa.select(audit.c.action))) & set(ACTIONS)
        assert standings.publication_of(connection, wave_id) == made
        assert [number for _, each in standings.published(connection) for number in [each.edition]] == [2]
    found = bundle.read(second)
    assert (found.edition, list(found.ledger)) == (2, entries)
    assert [(each.number, each.origin, each.unit, each.inquiry) for each in entries] == [
        (1, Origin.ERRATUM, work.unit_id, work.id)
    ]
    assert entries[0].before != entries[0].after
    assert (entries[0].total_before, entries[0].total_after) == (
        total(first, work.unit_id),
        total(second, work.unit_id),
    )
    assert sorted(found.standings, key=lambda each: each.unit_id) == stored(db, wave_id)


def total(raw: bytes, unit: int) -> float | None:
    return next(one.total for one in bundle.read(raw).standings if one.unit_id == unit)


def test_a_correction_compares_units_with_those_they_were_published_among(db: Database) -> None:
    wave_id = a_filled_wave(db)
    db.write(lambda c: c.execute(unit.update().values(peer_group="KOSTRA 11")))
    publish.close(db, NOW, wave_id, by=None)
    publish.publish(db, NOW, wave_id, by=None)
    db.write(lambda c: c.execute(unit.update().values(peer_group="KOSTRA 12", population=100)))
    amend.amend(db, LATER, an_erratum(graded_mail(db, wave_id)), by=coordinator(db))
    second = document(db, wave_id)
    assert {(one.group, one.of) for each in stored(db, wave_id) for one in each.peers} == {("KOSTRA 11", 4)}
    assert bundle.read(second).units == bundle.read(document(db, wave_id, 1)).units
    assert verified(second).sound, verified(second)


def test_a_whole_inquiry_can_be_taken_out(db: Database) -> None:
    wave_id = a_published_wave(db)
    work = graded_mail(db, wave_id)
    amend.amend(db, LATER, an_erratum(work, choices={}, outcome=Outcome.TESTER_ERROR), by=coordinator(db))
    found = bundle.read(document(db, wave_id))
    assert next(one for one in found.contacts if one.id == work.id).ending is Outcome.TESTER_ERROR
    assert (found.ledger[0].item, found.ledger[0].after) == ("", None)
    assert recount.differences(found) == []


def test_sent_twice_it_is_one_erratum_and_a_second_one_builds_on_it(db: Database) -> None:
    wave_id = a_published_wave(db)
    kari, one = coordinator(db), an_erratum(graded_mail(db, wave_id))
    made = amend.amend(db, LATER, one, by=kari)
    assert amend.amend(db, LATER, one, by=kari) == made
    assert len(editions(db, wave_id)) == 2
    other = [each for each in works(db, wave_id) if each.channel == "email" and each.answers][1]
    amend.amend(db, LATER, an_erratum(other, token="twice"), by=kari)
    found = bundle.read(document(db, wave_id))
    assert (found.edition, [each.number for each in found.ledger]) == (3, [1, 2])
    assert verified(document(db, wave_id)).sound


def test_two_at_once_make_two_editions_or_one_is_told_to_look_again(db: Database) -> None:
    wave_id = a_published_wave(db)
    first, second = [each for each in works(db, wave_id) if each.channel == "email" and each.answers][:2]
    kari, ends = coordinator(db), list[Any]()

    def go(work: Work, token: str) -> None:
        try:
            ends.append(amend.amend(db, LATER, an_erratum(work, token=token), by=kari).edition)
        except Conflict as told:
            ends.append(told)

    threads = [threading.Thread(target=go, args=each) for each in ((first, "a"), (second, "b"))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    made = [end for end in ends if isinstance(end, int)]
    assert made and [each.edition for each in editions(db, wave_id)] == [1, *sorted(made)]
    with db.read() as connection:
        assert len(ledger.of_wave(connection, wave_id)) == len(made)
    assert verified(document(db, wave_id)).sound


def test_a_crash_between_leaves_no_half_edition(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    wave_id = a_published_wave(db)
    before, figures = works(db, wave_id), stored(db, wave_id)

    def crash(*_: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(standings, "freeze", crash)
    with pytest.raises(RuntimeError):
        amend.amend(db, LATER, an_erratum(graded_mail(db, wave_id)), by=coordinator(db))
    assert (works(db, wave_id), stored(db, wave_id), len(editions(db, wave_id))) == (before, figures, 1)
    with db.read() as connection:
        assert ledger.of_wave(connection, wave_id) == []


def test_who_graded_it_or_belongs_to_the_unit_or_does_not_coordinate_may_not(db: Database) -> None:
    wave_id = a_published_wave(db)
    work = graded_mail(db, wave_id)
    with db.read() as connection:
        grader_id = connection.scalar(sa.select(grade.c.person_id).where(grade.c.inquiry_id == work.id))
        grader = people.one(connection, grader_id or 0)
    assert grader is not None
    own = Role(RoleName.QUALITY, work.unit_id)
    for person in (grader.holding([KARI]), coordinator(db, "Odd", KARI, own), coordinator(db, "Rita", own)):
        with pytest.raises(NotPermitted):
            amend.amend(db, LATER, an_erratum(work), by=person)
    blind = coordinator(db, "Blind")
    second = {
        "inquiry_id": work.id, "person_id": blind.id, "instrument": "x", "instrument_version": 1, "answers": {},
        "submitted_at": NOW,
    }  # fmt: skip
    db.write(lambda c: c.execute(second_grade.insert().values(second)))
    with pytest.raises(NotPermitted):
        amend.amend(db, LATER, an_erratum(work), by=blind)
    assert len(editions(db, wave_id)) == 1


def test_what_is_missing_or_names_somebody_is_told(db: Database) -> None:
    wave_id = a_published_wave(db)
    work, kari = graded_mail(db, wave_id), coordinator(db)
    for changes, where in (
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"choices": {}}, "outcome"),
        ({"outcome": Outcome.REFUSED}, "outcome"),
        ({"reason": "Call 47 33 17 10 or ole.hansen@larvik.kommune.no"}, "reason"),
    ):
        with pytest.raises(Invalid) as told:
            amend.amend(db, LATER, an_erratum(work, **changes), by=kari)
        assert where in {fault.where for fault in told.value.faults}
    one = an_erratum(work, reason="Write to post@larvik.kommune.no", names_nobody=True)
    assert amend.amend(db, LATER, one, by=kari).edition == 2


def test_a_wave_that_is_not_published_has_no_errata(db: Database) -> None:
    wave_id = a_filled_wave(db)
    with pytest.raises(NotFound):
        amend.amend(db, LATER, an_erratum(graded_mail(db, wave_id)), by=coordinator(db))


def test_nothing_else_changes_on_the_way(db: Database) -> None:
    wave_id = a_published_wave(db)
    work, other = [each for each in works(db, wave_id) if each.channel == "email" and each.answers][:2]
    changed = {**(other.answers or {}), **an_erratum(other).choices}
    db.write(lambda c: c.execute(grade.update().where(grade.c.inquiry_id == other.id).values(answers=changed)))
    with pytest.raises(Conflict, match="no longer what was published: 1"):
        amend.amend(db, LATER, an_erratum(work), by=coordinator(db))


def test_no_edition_carries_on_a_ledger_that_somebody_changed(db: Database) -> None:
    wave_id, by = a_published_wave(db), coordinator(db)
    one, two = [each for each in works(db, wave_id) if each.channel == "email" and each.answers][:2]
    amend.amend(db, LATER, an_erratum(one), by=by)
    db.write(lambda c: c.execute(ledger_entry.update().values(reason="Nothing to see here.")))
    with pytest.raises(Conflict, match="ledger"):
        amend.amend(db, LATER, an_erratum(two, token="again"), by=by)


def test_what_was_published_in_the_old_format_is_amended_too(db: Database) -> None:
    wave_id = a_published_wave(db)
    old = msgspec.structs.replace(bundle.read(document(db, wave_id)), format=bundle.FIRST_FORMAT, hashes={}, units=())
    db.write(lambda c: c.execute(publication.delete()))
    one = standings.Publication(wave_id=wave_id, published_at=NOW, published_by=None, sha256="0" * 64)
    db.write(standings.freeze, one, bundle.encoded(old))
    assert amend.amend(db, LATER, an_erratum(graded_mail(db, wave_id)), by=coordinator(db)).edition == 2
    assert verified(document(db, wave_id)).sound


def test_change_is_worked_out_again_from_the_bundle_of_the_wave_before(db: Database) -> None:
    before = a_published_wave(db)
    now = a_filled_wave(db, seed=2)
    db.write(lambda c: c.execute(wave.update().where(wave.c.id == now).values(previous_id=before)))
    publish.close(db, NOW, now, by=None)
    publish.publish(db, NOW, now, by=None)
    earlier, found = bundle.read(document(db, before)), bundle.read(document(db, now))
    assert found.previous == bundle.Previous(before, bundle.sha256(document(db, before)))
    assert all(one.moved for one in found.standings)
    assert recount.differences(found, earlier) == []
    first, *rest = found.standings
    assert first.moved is not None
    polished = msgspec.structs.replace(
        first, change=9.0, moved=msgspec.structs.replace(first.moved, discovery=not first.moved.discovery)
    )
    told = recount.differences(msgspec.structs.replace(found, standings=(polished, *rest)), earlier)
    assert {one.figure for one in told} == {"change", "moved.discovery"}
    report = Report(sha256="")
    examine(found, document(db, now), None, report)
    assert report.sound and "change since the wave before" in report.unchecked[0]
