"""Letting people in, changing what they may do, and shutting them out."""

from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.person import Person, Role, RoleName, Tie
from survey.problems import Conflict, Fault, Invalid, NotFound
from survey.steps import sign_in
from survey.store import accesses, audits, calendar_addresses, people, sessions
from survey.store.database import Database
from survey.texts import LANGUAGES, N_


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """All that an administrator says about a person; ties are (kind, unit id)."""

    name: str
    email: str
    language: str
    roles: tuple[Role, ...] = ()
    ties: tuple[tuple[str, int], ...] = ()


def add(db: Database, now: datetime, *, details: Details, by: int | None) -> int:
    refuse_faults(details)
    return db.write(_add, now, details=details, by=by)


def change(db: Database, now: datetime, *, person_id: int, details: Details, by: int | None) -> None:
    refuse_faults(details)
    db.write(_change, now, person_id=person_id, details=details, by=by)


def deactivate(db: Database, now: datetime, *, person_id: int, by: int | None) -> None:
    """Ends every session, link, access and calendar address of that person at once."""
    db.write(_deactivate, now, person_id=person_id, by=by)


def activate(db: Database, now: datetime, *, person_id: int, by: int | None) -> None:
    def do(connection: sa.Connection) -> None:
        found = _known(connection, person_id)
        people.change(connection, found.id, active=True)
        audits.note(connection, now, by=by, action="person.activate", subject=f"person:{found.id}")

    db.write(do)


def choose_language(db: Database, now: datetime, *, person_id: int, language: str) -> None:
    if language not in LANGUAGES:
        raise Invalid(N_("This language is not known here."))
    db.write(lambda connection: people.change(connection, person_id, language=language))


def link_for(db: Database, now: datetime, *, person_id: int, by: int | None) -> sign_in.Mailed:
    """A sign-in link handed over by an administrator, for example from the command line."""

    def do(connection: sa.Connection) -> sign_in.Mailed:
        found = _known(connection, person_id)
        if not found.active:
            raise Conflict(N_("%(name)s is deactivated."), name=found.name)
        audits.note(connection, now, by=by, action="person.link", subject=f"person:{found.id}")
        return sign_in.issue_link(connection, now, person=found, purpose="sign_in")

    return db.write(do)


def refuse_faults(details: Details) -> None:
    faults = []
    if not details.name.strip():
        faults.append(Fault("name", N_("Write a name.")))
    local, at, domain = details.email.strip().partition("@")
    if not (local and at and domain) or any(c.isspace() for c in details.email.strip()) or "@" in domain:
        faults.append(Fault("email", N_("Write an e-mail address such as kari@example.no.")))
    if details.language not in LANGUAGES:
        faults.append(Fault("language", N_("Choose one of the languages.")))
    if not details.roles:
        faults.append(Fault("roles", N_("Choose at least one role.")))
    if faults:
        raise Invalid(N_("The person was not saved."), tuple(faults))


def _add(connection: sa.Connection, now: datetime, *, details: Details, by: int | None) -> int:
    _refuse_taken(connection, details.email, None)
    person_id = people.add(connection, details.name.strip(), details.email, now=now, language=details.language)
    _write_rights(connection, person_id, details)
    audits.note(connection, now, by=by, action="person.add", subject=f"person:{person_id}", detail=summary(details))
    return person_id


def _change(connection: sa.Connection, now: datetime, *, person_id: int, details: Details, by: int | None) -> None:
    found = _known(connection, person_id)
    _refuse_taken(connection, details.email, person_id)
    if found.administers and not any(own.role is RoleName.ADMINISTRATOR for own in details.roles):
        _refuse_last_administrator(connection, person_id)
    values = {"name": details.name.strip(), "email": details.email.strip().lower(), "language": details.language}
    people.change(connection, person_id, **values)
    _write_rights(connection, person_id, details)
    audits.note(connection, now, by=by, action="person.change", subject=f"person:{person_id}", detail=summary(details))


def _deactivate(connection: sa.Connection, now: datetime, *, person_id: int, by: int | None) -> None:
    found = _known(connection, person_id)
    if found.administers:
        _refuse_last_administrator(connection, person_id)
    people.change(connection, person_id, active=False)
    sessions.end_all(connection, person_id)
    sessions.end_links(connection, person_id, now)
    accesses.end_all(connection, person_id)
    calendar_addresses.end(connection, person_id)
    audits.note(connection, now, by=by, action="person.deactivate", subject=f"person:{person_id}")


def _write_rights(connection: sa.Connection, person_id: int, details: Details) -> None:
    people.replace_roles(connection, person_id, details.roles)
    people.replace_ties(connection, person_id, [Tie(person_id, unit, kind) for kind, unit in details.ties])


def summary(details: Details) -> str:
    return ", ".join(f"{own.role}:{own.unit_id}" if own.unit_id else str(own.role) for own in details.roles)


def _known(connection: sa.Connection, person_id: int) -> Person:
    found = people.one(connection, person_id)
    if found is None:
        raise NotFound(N_("This person is not known here."))
    return found


def _refuse_taken(connection: sa.Connection, email: str, person_id: int | None) -> None:
    other = people.by_email(connection, email)
    if other is not None and other.id != person_id:
        fault = Fault("email", N_("%(name)s already has this address."), name=other.name)
        raise Invalid(N_("The person was not saved."), (fault,))


def _refuse_last_administrator(connection: sa.Connection, person_id: int) -> None:
    others = [each for each in people.with_role(connection, RoleName.ADMINISTRATOR) if each.id != person_id]
    if not others:  # somebody must be able to let people in
        advice = N_("Make somebody else an administrator first.")
        raise Conflict(N_("This is the only administrator."), advice=advice)
