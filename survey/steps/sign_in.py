"""Signing in and out: a password or a mailed link becomes a session."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

import argon2
import msgspec
import sqlalchemy as sa

from survey.person import Person
from survey.problems import Fault, Invalid, NotFound, TooMany
from survey.store import audits, people, sessions, throttles
from survey.store.database import Database
from survey.store.sessions import Link, Session
from survey.texts import N_

LINK_LASTS = timedelta(minutes=30)
WINDOW = timedelta(minutes=15)
TRIES_PER_ADDRESS = 10
TRIES_PER_CLIENT = 60
LINKS_PER_ADDRESS = 4
SHORTEST_PASSWORD = 12
HASHER = argon2.PasswordHasher()


class Signed(msgspec.Struct, frozen=True):
    """A new session: `token` goes into the cookie and is kept nowhere else."""

    token: str
    session: Session


class Mailed(msgspec.Struct, frozen=True):
    """A new link: `token` goes into the mail and is kept nowhere else."""

    person: Person
    token: str


def with_password(db: Database, now: datetime, *, email: str, password: str, client: str, lasts: timedelta) -> Signed:
    """Slow on purpose (argon2): call it in a thread. Says the same of a wrong address and of a wrong password."""
    email = email.strip().lower()
    db.write(count_try, now, what="password", email=email, client=client)
    with db.read() as connection:
        person = people.by_email(connection, email)
    known = person if person is not None and person.active else None
    # An address without a password is checked against a decoy, so that all answers take the same time.
    right = matches(known.password_hash if known and known.password_hash else decoy(), password)
    if known is None or not known.password_hash or not right:
        raise Invalid(N_("The e-mail address or the password is not right."))
    return db.write(_open, now, person_id=known.id, how="password", lasts=lasts, email=email)


def mail_link(db: Database, now: datetime, *, email: str, purpose: str, client: str) -> Mailed | None:
    """A link for that address; None where nobody active has it, or too many were asked for: nobody is told which."""
    email = email.strip().lower()
    return db.write(_mail_link, now, email=email, purpose=purpose, client=client)


def look(db: Database, now: datetime, *, token: str, purpose: str) -> Person:
    """Whom a link is for, without using it up: mail scanners open links."""
    with db.read() as connection:
        link = sessions.usable_link(connection, digest(token), now)
        person = people.one(connection, link.person_id) if link and link.purpose == purpose else None
    if person is None:
        raise stale()
    return person


def with_link(db: Database, now: datetime, *, token: str, lasts: timedelta) -> Signed:
    return db.write(_with_link, now, token=token, lasts=lasts)


def new_password(db: Database, now: datetime, *, token: str, password: str, lasts: timedelta) -> Signed:
    """Set a password by a mailed link: every other session of that person ends."""
    if len(password) < SHORTEST_PASSWORD:
        fault = Fault("password", N_("Use at least %(n)s characters."), n=SHORTEST_PASSWORD)
        raise Invalid(N_("The password is too short."), (fault,))
    hashed = HASHER.hash(password)
    return db.write(_new_password, now, token=token, hashed=hashed, lasts=lasts)


def out(db: Database, now: datetime, *, session: Session, everywhere: bool = False) -> None:
    def leave(connection: sa.Connection) -> None:
        if everywhere:
            sessions.end_all(connection, session.person_id)
        sessions.end(connection, session.token_sha256)
        subject = f"person:{session.person_id}"
        audits.note(connection, now, by=session.person_id, action="sign_out", subject=subject)

    db.write(leave)


def count_try(connection: sa.Connection, now: datetime, *, what: str, email: str, client: str) -> None:
    own = throttles.hit(connection, f"{what}:address", email, now=now, window=WINDOW)
    theirs = throttles.hit(connection, f"{what}:client", client, now=now, window=WINDOW)
    if own > TRIES_PER_ADDRESS or theirs > TRIES_PER_CLIENT:
        raise TooMany(
            N_("There were too many tries to sign in."),
            advice=N_("Wait %(n)s minutes, or ask for a link by e-mail."),
            n=int(WINDOW.total_seconds() // 60),
        )


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def matches(hashed: str, password: str) -> bool:
    try:
        return HASHER.verify(hashed, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


@cache
def decoy() -> str:
    return HASHER.hash(secrets.token_urlsafe(32))


def open_session(connection: sa.Connection, now: datetime, *, person_id: int, how: str, lasts: timedelta) -> Signed:
    token = secrets.token_urlsafe(32)
    session = Session(
        token_sha256=digest(token),
        person_id=person_id,
        csrf=secrets.token_urlsafe(24),
        created_at=now,
        expires_at=now + lasts,
    )
    sessions.add(connection, session)
    audits.note(connection, now, by=person_id, action="sign_in", subject=f"person:{person_id}", detail=how)
    return Signed(token, session)


def issue_link(connection: sa.Connection, now: datetime, *, person: Person, purpose: str) -> Mailed:
    token = secrets.token_urlsafe(32)
    link = Link(token_sha256=digest(token), person_id=person.id, purpose=purpose, expires_at=now + LINK_LASTS)
    sessions.add_link(connection, link)
    return Mailed(person, token)


def _open(
    connection: sa.Connection, now: datetime, *, person_id: int, how: str, lasts: timedelta, email: str
) -> Signed:
    throttles.clear(connection, "password:address", email)
    return open_session(connection, now, person_id=person_id, how=how, lasts=lasts)


def _mail_link(connection: sa.Connection, now: datetime, *, email: str, purpose: str, client: str) -> Mailed | None:
    own = throttles.hit(connection, "link:address", email, now=now, window=WINDOW)
    theirs = throttles.hit(connection, "link:client", client, now=now, window=WINDOW)
    person = people.by_email(connection, email)
    if person is None or not person.active or own > LINKS_PER_ADDRESS or theirs > TRIES_PER_CLIENT:
        return None
    return issue_link(connection, now, person=person, purpose=purpose)


def _with_link(connection: sa.Connection, now: datetime, *, token: str, lasts: timedelta) -> Signed:
    link = _use(connection, now, token=token, purpose="sign_in")
    return open_session(connection, now, person_id=link.person_id, how="link", lasts=lasts)


def _new_password(connection: sa.Connection, now: datetime, *, token: str, hashed: str, lasts: timedelta) -> Signed:
    link = _use(connection, now, token=token, purpose="password")
    people.change(connection, link.person_id, password_hash=hashed)
    sessions.end_all(connection, link.person_id)
    sessions.end_links(connection, link.person_id, now)
    subject = f"person:{link.person_id}"
    audits.note(connection, now, by=link.person_id, action="person.password", subject=subject)
    return open_session(connection, now, person_id=link.person_id, how="password link", lasts=lasts)


def _use(connection: sa.Connection, now: datetime, *, token: str, purpose: str) -> Link:
    link = sessions.usable_link(connection, digest(token), now)
    if link is None or link.purpose != purpose or not sessions.use_link(connection, digest(token), now):
        raise stale()
    return link


def stale() -> NotFound:
    return NotFound(
        N_("This link cannot be used."),
        advice=N_("It works once and for 30 minutes. Ask for a new one on the sign-in page."),
    )
