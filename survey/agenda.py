"""Deadlines as whole days, and the calendar file that a calendar program reads them from (RFC 5545, RFC 7986)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec

FOLD = 75
"""Bytes in a line, without its end."""
DAY = timedelta(days=1)
EVERY = "PT6H"
"""How often a program may look again."""
# A calendar without anything in it would not be one: at least this stands there. All days are dates without a zone.
ZONE = (
    "BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000", "TZNAME:UTC", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a day; `name` stays the same when the day or the words change, `made_at` says since when."""

    name: str
    on: date
    title: str
    text: str = ""
    link: str = ""
    made_at: datetime


def calendar(title: str, entries: Iterable[Entry], *, host: str, language: str) -> bytes:
    """The file; the same entries give the same bytes."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Medlytt//Deadlines//{language.upper()}", "CALSCALE:GREGORIAN",
        f"NAME:{escaped(title)}", f"X-WR-CALNAME:{escaped(title)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{EVERY}", f"X-PUBLISHED-TTL:{EVERY}", *ZONE,
    ]  # fmt: skip
    for entry in sorted(entries, key=lambda one: (one.on, one.name)):
        lines += event(entry, host)
    return "".join(folded(line) for line in [*lines, "END:VCALENDAR"]).encode()


def event(entry: Entry, host: str) -> Iterator[str]:
    stamp = f"{entry.made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.name}@{host}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.on + DAY:%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.title)}"
    if entry.text:
        yield f"DESCRIPTION:{escaped(entry.text)}"
    if entry.link:
        yield f"URL:{entry.link}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A TEXT value: four characters have a meaning of their own, other control characters may not stand there."""
    told = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    told = told.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(c for c in told if c == "\t" or (ord(c) >= 32 and ord(c) != 127))


def folded(line: str) -> str:
    """A long line goes on after a line end and a space; no letter is cut in two."""
    parts, part, size = [], "", 0
    for letter in line:
        width = len(letter.encode("utf-8", "replace"))
        if size + width > FOLD:
            parts.append(part)
            part, size = " ", 1
        part, size = part + letter, size + width
    return "\r\n".join([*parts, part]) + "\r\n"
