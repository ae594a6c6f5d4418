"""Header fields into values: words, addresses, ids and dates, however they are broken."""

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime

from mailer.message import Address
from mailer.mime import decode_bytes, is_known

ENCODED = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?]{0,8000})\?=")
BETWEEN = re.compile(r"(=\?[\w.:*-]{1,60}\?[bBqQ]\?[^?]{0,8000}\?=)\s+(?==\?)")
BARE_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]]{1,200}@[^\s<>,;:\"()\[\]]{1,250}")
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MESSAGE_ID = re.compile(r"<\s*([^<>\s]{1,900})\s*>")


def decode_words(value: str) -> str:
    """RFC 2047 words decoded, neighbours joined (also where a character was cut between them)."""
    if "=?" not in value:
        return collapse(value)
    joined = BETWEEN.sub(r"\1", value)
    out: list[str] = []
    pending: tuple[str, bytes] | None = None
    at = 0
    for hit in ENCODED.finditer(joined):
        between = joined[at : hit.start()]
        data = decode_word(hit[2], hit[3])
        if pending and not between and pending[0] == hit[1].lower():
            pending = (pending[0], pending[1] + data)
        else:
            out.append(flush(pending))
            out.append(between)
            pending = (hit[1].lower(), data)
        at = hit.end()
    return collapse("".join([*out, flush(pending), joined[at:]]))


def decode_word(how: str, text: str) -> bytes:
    if how in "bB":
        kept = re.sub(r"[^A-Za-z0-9+/]", "", text)
        kept = kept[:-1] if len(kept) % 4 == 1 else kept
        try:
            return base64.b64decode(kept + "=" * (-len(kept) % 4))
        except binascii.Error:
            return b""
    return quopri.decodestring(text.replace("_", " ").encode("utf-8", "replace"))


def flush(pending: tuple[str, bytes] | None) -> str:
    if pending is None:
        return ""
    return decode_bytes(pending[1], pending[0] if is_known(pending[0]) else "")


def collapse(value: str) -> str:
    return " ".join(value.split())


def addresses(values: tuple[str, ...]) -> tuple[Address, ...]:
    """Every mailbox named in the fields, once each, e-mail in lower case."""
    found: dict[str, Address] = {}
    for value in values:
        for name, email in mailboxes(value):
            email = email.strip().strip("<>'\"").lower()
            if "@" in email and email not in found:
                found[email] = Address(decode_words(name).strip("\"' "), email)
    return tuple(found.values())


def mailboxes(value: str) -> list[tuple[str, str]]:
    try:
        pairs = getaddresses([value]) if value.count("(") < 200 and len(value) < 60_000 else []
    except (ValueError, IndexError, RecursionError):
        pairs = []
    good = [(name, email) for name, email in pairs if "@" in email]
    if good and not any("=?" in email for _, email in good):
        return good
    return [("", hit) for hit in BARE_ADDRESS.findall(decode_words(value))[:500]]


def message_ids(values: tuple[str, ...]) -> tuple[str, ...]:
    """Ids without their brackets, in order, each once; a bare id counts too."""
    found: dict[str, None] = {}
    for value in values:
        hits = MESSAGE_ID.findall(value) or [word for word in value.split() if "@" in word]
        for hit in hits[:500]:
            found[hit] = None
    return tuple(found)


def moment(value: str) -> datetime | None:
    """A date with its zone (UTC where none is given); None where there is none to read."""
    try:
        return zoned(parsedate_to_datetime(re.sub(r"\([^()]*\)", "", value[:200]).strip()))
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    try:
        return zoned(datetime.fromisoformat(value.strip()[:40]))
    except (ValueError, OverflowError):
        return None


def zoned(at: datetime) -> datetime:
    """With a zone, and of a time in which calendars can count; OverflowError outside of it."""
    found = at if at.tzinfo else at.replace(tzinfo=UTC)
    if not FIRST < found.astimezone(UTC) < LAST:
        raise OverflowError("a date of another age")
    return found
