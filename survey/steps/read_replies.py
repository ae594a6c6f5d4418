"""How hard a reply is to read is worked out while its text is at hand; only figures are kept."""

from datetime import datetime
from typing import Any

import msgspec

from scoring import readability
from scoring.comments.language import language
from scoring.readability import Reply
from survey.mail import Head
from survey.store import readings
from survey.store.database import Database
from survey.vault import CannotOpen, Vault

LARGEST = 20_000
"""Characters of a reply that are read: more is an attachment that somebody pasted in."""
SEALED = ""
"""In the place of a language: the text could not be opened."""


def read_replies(db: Database, now: datetime, vault: Vault, *, limit: int = 200) -> int:
    """Those that nobody has read yet, at most `limit`; returns how many."""
    with db.read() as connection:
        waiting = readings.unread(connection, limit)
    if waiting:
        db.write(readings.keep, [{"mail_id": id, "computed_at": now, **read(vault, head)} for id, head in waiting])
    return len(waiting)


def read(vault: Vault, sealed: bytes) -> dict[str, Any]:
    try:
        text = msgspec.json.decode(vault.open(sealed), type=Head).text[:LARGEST]
    except CannotOpen:
        return {"language": SEALED, "words": 0, "lix": None}
    found = readability.figures(Reply("", language(text), text))
    return {"language": found.language, "words": found.words, "lix": found.lix}
