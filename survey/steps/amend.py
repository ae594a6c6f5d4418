"""A published wave gets a new edition: one inquiry is graded otherwise, for a reason that everybody can read."""

from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from survey import bundle, erratum, movement
from survey.bundle import FORMAT, Bundle
from survey.erratum import Erratum
from survey.keyring import Keyring
from survey.ledger import Entry, Origin
from survey.person import Person
from survey.problems import Conflict, Fault, Invalid, NotFound, NotPermitted
from survey.results import Work
from survey.standing import Standing
from survey.steps import freeze, regrade, tell
from survey.steps.report import report, turn_of_editions
from survey.steps.score import fresh
from survey.store import audits, grades, inquiries, ledger, objections, people, reports, standings, waves
from survey.store import results as works_of
from survey.store.database import Database, take_turns
from survey.store.standings import Publication
from survey.texts import N_
from survey.wave import WaveStatus

IN_BETWEEN = N_("The published wave changed while this was being corrected.")
AGAIN = N_("Look at it once more, then try again.")


class LookAgain(Conflict):
    """What would be published is not what was looked at."""

    def __init__(self) -> None:
        super().__init__(IN_BETWEEN, advice=AGAIN)


class Case(regrade.Case, frozen=True, kw_only=True):
    """A published inquiry with all that a correction of it is made of."""

    newest: Publication
    hindrance: str
    """Why this person may not correct it; empty if they may."""


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """What one erratum makes, neither signed nor written."""

    before: Bundle
    found: Bundle
    figures: list[Standing]
    changed: Work
    entry: Entry
    moved: frozenset[int]
    """Units whose staff is told."""


def amend(
    db: Database,
    now: datetime,
    one: Erratum,
    *,
    by: Person,
    own_bank: Path | None = None,
    keys: Keyring | None = None,
    looked: str | None = None,
) -> Publication:
    """The new edition, or the newest where this very erratum is in it already.

    `looked`: the digest of the edition that somebody looked at first; no other one is published then.
    Raises NotFound, NotPermitted, Invalid, and LookAgain where somebody else was faster.
    """
    with db.read() as connection:
        case = case_of(connection, one.inquiry_id, by=by, own_bank=own_bank)
        if grades.by_token(connection, one.token):
            return case.newest
        refuse(one, case)
        made = edition(connection, now, one, case, own_bank=own_bank)
    if looked is not None and looked != movement.digest(made.found, case.newest.sha256):
        raise LookAgain
    publication, document = freeze.packed(made.found, now, by=by.id, keys=keys)
    db.write(_amend, now, one, case, made, publication, document, by=by)
    report(db, now, case.wave.id, own_bank=own_bank)
    return publication


def case_of(connection: sa.Connection, inquiry_id: int, *, by: Person, own_bank: Path | None) -> Case:
    asked = inquiries.by_id(connection, inquiry_id)
    wave = waves.by_id(connection, asked.wave_id) if asked else None
    newest = standings.publication_of(connection, wave.id) if wave else None
    if asked is None or wave is None or wave.status is not WaveStatus.PUBLISHED or newest is None:
        raise NotFound(
            N_("There is nothing published to correct here."),
            advice=N_("Before publication the work is sent back, or the unit objects."),
        )
    case = regrade.case_of(connection, wave, inquiry_id, own_bank)
    graders = {one.person_id for one in grades.of_inquiry(connection, inquiry_id)} | {asked.tester_id}
    tied = {tie.unit_id for tie in people.ties(connection, by.id)}
    known = {id for id in graders if id is not None} | objections.graders(connection, inquiry_id)
    return Case(
        **msgspec.structs.asdict(case),
        newest=newest,
        hindrance=erratum.who_may_not(by, case.work.unit_id, graders=known, tied=tied),
    )


def refuse(one: Erratum, case: Case) -> None:
    if case.hindrance:
        raise NotPermitted(case.hindrance)
    faults = list(erratum.faults(one, case.work, case.sheet))
    if not faults and not one.names_nobody and (masked := regrade.named(one.reason)):
        faults = [
            Fault("reason", regrade.NAMED, text=masked),
            Fault("names_nobody", N_("Tick this once no name is left.")),
        ]
    if faults:
        raise Invalid(N_("This cannot be published yet."), tuple(faults))


def edition(
    connection: sa.Connection,
    now: datetime,
    one: Erratum,
    case: Case,
    *,
    own_bank: Path | None,
) -> Edition:
    """All of the new edition, worked out while nothing is locked."""
    changed = erratum.revised(one, case.work, case.sheet)
    works = case.with_work(changed)
    before = bundle.read(standings.bundle(connection, case.wave.id) or b"")
    groups = erratum.groups_of(before)
    figures = fresh(connection, case.wave, now, own_bank=own_bank, works=works, groups=groups)
    found = freeze.gathered(connection, now, case.wave, works=works, figures=figures, own_bank=own_bank)
    refuse_other_facts(before, found, changed.id)
    number = ledger.last(connection, case.wave.id) + 1
    told = {each.unit_id: each for each in before.standings}
    entry = regrade.entry(
        connection, now, case, changed, origin=Origin.ERRATUM, item=erratum.item_of(one, case.work), told=told,
        figures=figures, reason=one.reason, number=number,
    )  # fmt: skip
    return Edition(
        before=before,
        found=erratum.following(found, before, entry),
        figures=figures,
        changed=changed,
        entry=entry,
        moved=erratum.moved(before.standings, figures),
    )


def refuse_other_facts(before: Bundle, found: Bundle, changed: int) -> None:
    """An erratum changes what it says, and nothing else on the way."""
    then = {one.id: one.items for one in before.contacts}
    others = [one for one in found.contacts if one.id != changed and then.get(one.id) != one.items]
    if others or len(then) != len(found.contacts):
        raise Conflict(
            N_("Other inquiries of this wave are no longer what was published: %(n)s."),
            advice=N_("Somebody has changed the database by hand; restore it before anything is corrected."),
            n=len(others) or abs(len(then) - len(found.contacts)),
        )
    if before.format == FORMAT and before.ledger != found.ledger:
        raise Conflict(
            N_("The ledger of this wave is no longer what was published."),
            advice=N_("Somebody has changed the database by hand; restore it before anything is corrected."),
        )


def _amend(
    connection: sa.Connection,
    now: datetime,
    one: Erratum,
    case: Case,
    made: Edition,
    publication: Publication,
    document: bytes,
    *,
    by: Person,
) -> None:
    wave_id, changed = case.wave.id, made.changed
    take_turns(connection, turn_of_editions(wave_id))
    newest = standings.publication_of(connection, wave_id)
    if newest != case.newest or works_of.works(connection, wave_id) != case.works:
        raise LookAgain
    before = made.found.previous
    if before and before != freeze.previous(connection, before.wave):
        raise LookAgain
    regrade.grade(connection, now, case, changed, by=by, token=one.token)
    if ledger.add(connection, wave_id, made.entry) != made.entry:
        raise LookAgain
    standings.replace(connection, wave_id, made.figures)
    reports.forget(connection, wave_id)
    standings.freeze(connection, publication, document)
    tell.of_erratum(connection, now, wave_id, edition=publication.edition, units=made.moved)
    detail = f"edition {publication.edition} of wave {wave_id}, sha256 {publication.sha256}"
    audits.note(connection, now, by=by.id, action="wave.amend", subject=f"inquiry:{changed.id}", detail=detail)
