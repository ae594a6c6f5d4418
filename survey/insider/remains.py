"""What should be gone by now, and what nobody else should read: keys, rows of surveys that are over, marks in logs."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path

from survey.insider.evidence import SAID, Row, Tables
from survey.insider.verdict import Check, none_at_all
from survey.keyring import DOORS, KINDS, PERSONAL, Keyring
from survey.leaving import SHORT
from survey.round import Round, RoundStatus

OVER = ("spent", "sealed", "signed")
"""Nothing of a finished survey stands in these."""
OTHERS = 0o077
HEX = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
TOKEN = re.compile(r"[A-Za-z0-9_-]{22,}")
NUMBER = re.compile(r"(\w+)=(\d+)")
MARKED = ("invitation", "spent", "sealed", *sorted(SAID))


def remains(tables: Tables, known: Sequence[Round], keys: Keyring) -> Iterator[Check]:
    late = list(outlived(known, keys))
    yield none_at_all("keys that outlived their survey", len(late), len(known), ", ".join(late))
    open_ones = [path.name for path in readable(keys)]
    yield none_at_all("keys that others can read", len(open_ones), len(known), ", ".join(open_ones))
    finished = {one.id for one in known if one.status is RoundStatus.FINISHED}
    erased = {one.id for one in known if one.personal_erased_at}
    left = sum(1 for table in OVER for row in tables.get(table, ()) if row["round_id"] in finished)
    left += sum(1 for row in tables.get("invitation", ()) if row["personal"] and row["round_id"] in erased)
    yield none_at_all("rows that outlived their survey", left, len(finished))
    least = {f"round:{one.id}": one.rules.k for one in known}
    releases = [row for row in tables.get("audit", ()) if row["action"] == "round.release" and row["subject"] in least]
    small = sum(1 for row in releases if row["detail"] and too_small(row["detail"], k=least[row["subject"]]))
    yield none_at_all("releases that were too small", small, len(releases))


def too_small(detail: str, *, k: int) -> bool:
    """What the log says of a release: `batches=2 answers=31`."""
    found = {name: int(number) for name, number in NUMBER.findall(detail)}
    return found.get("answers", 0) < k * found.get("batches", 1)


def outlived(known: Sequence[Round], keys: Keyring) -> Iterator[str]:
    for one in known:
        gone = KINDS if one.keys_destroyed_at else (PERSONAL,) if one.personal_erased_at else ()
        yield from (f"round-{one.id}/{kind}" for kind in gone if keys.has(one.id, kind))


def readable(keys: Keyring) -> Iterator[Path]:
    """Keys that others on this machine can get at: their own rights, and those of the folders above them, count."""
    if not keys.folder.exists() or not keys.folder.stat().st_mode & OTHERS:
        return
    for path in sorted(keys.folder.rglob("*")):
        if path.is_file() and path.suffix == "" and path.stat().st_mode & OTHERS:
            yield path


def of_copies(known: Sequence[Round], keys: Keyring, images: Iterable[bytes]) -> Iterator[Check]:
    """`images`: the bytes of files, backups and logs. No key may be in one, raw or as hexadecimal digits."""
    secrets = [keys.raw(one.id, kind) for one in known for kind in KINDS if keys.has(one.id, kind)]
    forms = {form for key in secrets for form in (key, key.hex().encode())}
    found = {form for image in images for form in forms if form in image}
    yield none_at_all("keys in copies", len(found), len(secrets))


def of_logs(tables: Tables, known: Sequence[Round], keys: Keyring, log: Sequence[str]) -> Check:
    """A key of a row in a log has a moment beside it; so has a link, under whatever name it was written down."""
    ids = {id_of(row).hex() for table in MARKED for row in tables.get(table, ())}
    tokens = set(links(tables, known, keys)) if log else set()
    found = sum(1 for line in log if names_one(line, ids, tokens))
    return none_at_all("marks of answers in logs", found, len(log))


def links(tables: Tables, known: Sequence[Round], keys: Keyring) -> Iterator[str]:
    """As far as their keys are there. Bounce addresses are in every mail server's log, beside whom it wrote to."""
    doors = {one.id: keys.doors(one.id) for one in known if keys.has(one.id, DOORS)}
    for row in tables.get("invitation", ()):
        if found := doors.get(row["round_id"]):
            id = bytes(row["id"])
            yield from (found.link(id), found.out(id))


def names_one(line: str, ids: Container[str], tokens: Container[str]) -> bool:
    if any(word in ids for word in HEX.findall(line.lower())):
        return True
    return any(word in tokens or word[:SHORT] in tokens for word in TOKEN.findall(line))


def id_of(row: Row) -> bytes:
    found = row["digest"] if "digest" in row else row["id"]
    return found.encode() if isinstance(found, str) else bytes(found)
