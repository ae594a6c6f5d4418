"""Addresses and screenshots that show what a tester found."""

import hashlib
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from survey import picture
from survey.problems import Conflict, Fault, Invalid, TooLarge
from survey.steps.work import workable
from survey.store import evidence
from survey.store.database import Database
from survey.texts import N_

MOST = 6
LONGEST = 2000
SCHEMES = ("http://", "https://")


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


def _remove(connection: sa.Connection, now: datetime, id: int, *, inquiry_id: int, person_id: int) -> None:
    workable(connection, inquiry_id, person_id, now=now)
    found = evidence.by_id(connection, id)
    if found and (found.inquiry_id, found.person_id) == (inquiry_id, person_id):
        evidence.remove(connection, id)
