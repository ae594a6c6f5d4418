"""Addresses and screenshots that show what a tester found."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from instruments.instrument import Kind
from survey import picture, upload
from survey.problems import Conflict, Fault, Invalid, TooLarge
from survey.steps.work import workable
from survey.store import evidence
from survey.store.database import Database
from survey.texts import N_

MOST = 6
MOST_FILES = 40
LONGEST = 2000
SCHEMES = ("http://", "https://")


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """Whose file it is, and from which field."""

    inquiry_id: int
    person_id: int
    field: str


KINDS = {
    Kind.IMAGE: N_("Choose a picture: PNG, JPEG or WebP."),
    Kind.AUDIO: N_("Choose a sound: MP3, MP4, Ogg, FLAC, WAV or WebM."),
    Kind.VIDEO: N_("Choose a film: MP4 or WebM."),
    Kind.FILE: N_("Choose a PDF or a picture."),
}


def add_screenshot(
    db: Database, now: datetime, content: bytes, *, name: str, inquiry_id: int, person_id: int
) -> None:
    """Keep a picture; the same one twice is kept once."""
    if len(content) > picture.LARGEST:
        raise TooLarge(N_("The picture is too large: %(most)s MB at most."), most=picture.LARGEST // 2**20)
    media_type = picture.media_type(content)
    if media_type is None:
        wrong = Fault("screenshot", N_("Choose a picture: PNG, JPEG or WebP."))
        raise Invalid(N_("This file cannot be kept."), (wrong,))
    kept = {
        "kind": "screenshot",
        "name": name[-100:],
        "media_type": media_type.value,
        "content": content,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    db.write(_add, now, inquiry_id, person_id, kept=kept)


def add_answer(db: Database, now: datetime, content: bytes, *, kind: Kind, name: str, who: Who) -> int:
    """Keep a file that answers a question of this kind; returns its id."""
    media_type = upload.media_type(content, kind)
    wrong = Fault(who.field, KINDS[kind])
    if len(content) > upload.LARGEST:
        wrong = Fault(who.field, N_("The file is too large: %(most)s MB at most."), most=upload.LARGEST // 2**20)
    if len(content) > upload.LARGEST or media_type is None:
        raise Invalid(N_("This file cannot be kept."), (wrong,))
    kept = {
        "name": name[-100:],
        "media_type": media_type,
        "content": content,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return db.write(_add_answer, now, who, kept=kept)


def add_address(db: Database, now: datetime, url: str, *, inquiry_id: int, person_id: int) -> None:
    """Keep the address of a page."""
    url = url.strip()
    if not url.lower().startswith(SCHEMES) or len(url) > LONGEST or any(ord(c) <= 32 for c in url):
        wrong = Fault("url", N_("Paste the whole address of the page; it begins with https://"))
        raise Invalid(N_("This address cannot be kept."), (wrong,))
    digest = hashlib.sha256(url.encode()).hexdigest()
    kept = {"kind": "address", "name": url[:100], "media_type": "text/uri-list", "url": url, "sha256": digest}
    db.write(_add, now, inquiry_id, person_id, kept=kept)


def remove(db: Database, now: datetime, id: int, *, inquiry_id: int, person_id: int) -> None:
    """Take back what was added by mistake, while the task is still open."""
    db.write(_remove, now, id, inquiry_id=inquiry_id, person_id=person_id)


def _add(connection: sa.Connection, now: datetime, inquiry_id: int, person_id: int, *, kept: dict[str, Any]) -> None:
    workable(connection, inquiry_id, person_id, now=now)
    if evidence.count(connection, inquiry_id) >= MOST:
        raise Conflict(N_("There are %(most)s pieces already. Remove one first."), most=MOST)
    evidence.add(connection, inquiry_id=inquiry_id, person_id=person_id, added_at=now, **kept)


def _add_answer(connection: sa.Connection, now: datetime, who: Who, *, kept: dict[str, Any]) -> int:
    workable(connection, who.inquiry_id, who.person_id, now=now)
    if len(evidence.of_inquiry(connection, who.inquiry_id)) >= MOST_FILES:
        raise Conflict(N_("There are too many files already."))
    return evidence.of_answer(
        connection, inquiry_id=who.inquiry_id, person_id=who.person_id, added_at=now, **kept
    )


def _remove(connection: sa.Connection, now: datetime, id: int, *, inquiry_id: int, person_id: int) -> None:
    workable(connection, inquiry_id, person_id, now=now)
    found = evidence.by_id(connection, id)
    if found and (found.inquiry_id, found.person_id) == (inquiry_id, person_id):
        evidence.remove(connection, id)
