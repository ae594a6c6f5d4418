"""An edition: one version of an instrument as this house keeps it, with what was found wrong when it came in."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

import msgspec

from instruments import validity
from instruments.fault import Fault, Severity
from instruments.imported import Imported, Lost
from instruments.instrument import Instrument, with_lists, without_lists


class EditionStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class EditedError(Exception):
    """What was published is no longer what is there: somebody changed it behind the service's back."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A fault of an instrument, with its place in the file it came from."""

    where: str
    """As a reader finds it: `survey!E12`; a path such as `age.label` where no file is known."""
    message: str
    severity: Severity = Severity.ERROR
    path: str = ""
    """The fault's place in the instrument; empty where only the file has it, so that only the file can mend it."""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    instrument: str
    version: int
    status: EditionStatus = EditionStatus.DRAFT
    document: str
    """The instrument as JSON; its bytes count, so no database may spell it anew."""
    sha256: str = ""
    """Of the document, from publication on."""
    changes: str = ""
    source: str = ""
    findings: tuple[Finding, ...] = ()
    lost: tuple[Lost, ...] = ()
    created_by: int | None = None
    created_at: datetime
    changed_at: datetime
    published_by: int | None = None
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def name(self) -> str:
        return f"{self.instrument}@{self.version}"

    @property
    def is_draft(self) -> bool:
        return self.status is EditionStatus.DRAFT

    @property
    def is_sound(self) -> bool:
        """Nobody has edited what was published."""
        return self.is_draft or fingerprint(self.document) == self.sha256

    def read(self) -> Instrument:
        """Raises EditedError where a published document is not what was published."""
        if not self.is_sound:
            raise EditedError(self.name)
        return decoded(self.document)


def encoded(instrument: Instrument) -> str:
    """One spelling for one instrument: 1 in the place of a float becomes 1.0."""
    plain = msgspec.json.decode(msgspec.json.encode(without_lists(instrument)), type=Instrument)
    return msgspec.json.encode(plain).decode()


@lru_cache(maxsize=64)
def decoded(document: str) -> Instrument:
    return with_lists(msgspec.json.decode(document, type=Instrument))


def fingerprint(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def findings_of(found: Imported) -> tuple[Finding, ...]:
    """The faults of a file; those that the instrument has too learn its paths, so that they go once it is mended."""
    paths: defaultdict[str, list[str]] = defaultdict(list)
    for fault in validity.problems(found.instrument) if found.instrument else ():
        paths[fault.message].append(fault.where)
    return tuple(
        Finding(
            where=one.where,
            message=one.message,
            severity=one.severity,
            path=paths[one.message].pop(0) if paths.get(one.message) else "",
        )
        for one in found.problems
    )


def standing(findings: Iterable[Finding], instrument: Instrument) -> tuple[Finding, ...]:
    """What is wrong with the instrument now, errors first: its own faults, and those of the file nobody has mended."""
    findings = tuple(findings)
    places = {(one.path, one.message): one.where for one in findings if one.path}
    found = [one for one in findings if not one.path]
    found += [placed(fault, places) for fault in validity.problems(instrument)]
    return tuple(sorted(found, key=lambda one: not one.is_error))


def placed(fault: Fault, places: Mapping[tuple[str, str], str]) -> Finding:
    where = places.get((fault.where, fault.message), fault.where)
    return Finding(where=where, message=fault.message, severity=fault.severity, path=fault.where)


def is_kin(one: Instrument, other: Instrument) -> bool:
    """Whether the one can be a version of the other: they ask at least half of the same questions."""
    here, there = ({item.name for item in each.leaves} for each in (one, other))
    return 2 * len(here & there) >= min(len(here), len(there)) > 0


def free_id(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, else the first of `wanted-2`, `wanted-3` that nothing is called."""
    known = set(taken)
    return next(one for one in candidates(wanted) if one not in known)


def candidates(wanted: str) -> Iterator[str]:
    yield wanted
    number = 2
    while True:
        yield f"{wanted}-{number}"
        number += 1


def slug(text: str) -> str:
    """An id that fits into an address: lower case letters, digits and single hyphens; `form` for nothing."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text.lower())
    return "-".join(part for part in plain.split("-") if part)[:60] or "form"


def newest(editions: Sequence[Edition]) -> dict[str, Edition]:
    """The last version of each instrument, by id."""
    return {one.instrument: one for one in sorted(editions, key=lambda one: one.version)}
