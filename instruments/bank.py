"""Reads the bank, the one file here that opens files: protocols, scenarios, personas, instruments, codebooks."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from instruments import codebook_check, protocol_check, scenario, shape, validity
from instruments.codebook import Codebook
from instruments.fault import Fault, Severity
from instruments.instrument import Instrument, with_lists
from instruments.protocol import Protocol
from instruments.scenario import Cast, Scenario

SHIPPED = Path(__file__).parent / "bank"
LOCK = "published.lock"
Entry = TypeVar("Entry", bound=Protocol | Scenario | Cast | Instrument | Codebook)
FOLDERS: Mapping[type, str] = {
    Protocol: "protocols",
    Scenario: "scenarios",
    Cast: "personas",
    Instrument: "instruments",
    Codebook: "codebooks",
}
CHECKS: Mapping[type, Callable[[Any], tuple[Fault, ...]]] = {
    Protocol: protocol_check.problems,
    Scenario: scenario.problems,
    Instrument: validity.problems,
    Codebook: codebook_check.faults,
}

COMPLETED: Mapping[type, Callable[[Any], Any]] = {Instrument: with_lists}
"""A file says a list of choices once; in memory every item that names it has its own."""


class FileFault(msgspec.Struct, frozen=True):
    """What is wrong with a file of the bank, where, and what to do about it; line 0 = the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class UnusableError(Exception):
    """Files of the bank that cannot be used, with every fault that was found."""

    def __init__(self, faults: tuple[FileFault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class UnknownError(LookupError):
    """The bank holds nothing under this id; the message names what comes nearest."""


def load(path: Path, kind: type[Entry]) -> Entry:
    """Read one file; raises UnusableError."""
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise UnusableError((FileFault(str(path), 0, f"cannot be read: {fault.strerror}"),)) from fault
    return decode(data, kind, str(path))


def decode(data: bytes, kind: type[Entry], name: str) -> Entry:
    """What the bytes of a TOML file say; raises UnusableError."""
    try:
        text = data.decode("utf-8-sig")
        found = tomllib.loads(text)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise UnusableError((FileFault(name, line, "is not UTF-8; save the file as UTF-8"),)) from fault
    except tomllib.TOMLDecodeError as fault:
        at = re.search(r"line (\d+)", str(fault))
        line = int(at[1]) if at else text.count("\n") + 1
        raise UnusableError((FileFault(name, line, f"is not TOML: {fault}"),)) from fault
    lines = shape.lines(text)
    faults = list(shape.faults(found, kind))
    if not faults:
        try:
            entry: Entry = COMPLETED.get(kind, as_is)(msgspec.convert(found, kind))
        except msgspec.ValidationError as fault:
            faults = [shape.from_validation(str(fault))]
        else:
            faults = [fault for fault in CHECKS.get(kind, nothing)(entry) if fault.severity == Severity.ERROR]
    if faults:
        raise UnusableError(tuple(FileFault(name, shape.line(lines, one.where), told(one)) for one in faults))
    return entry


def as_is(entry: Any) -> Any:
    return entry


def nothing(_: Any) -> tuple[Fault, ...]:
    return ()


def told(fault: Fault) -> str:
    return f"`{fault.where}` {fault.message}" if fault.where else fault.message


def every(kind: type[Entry], own: Path | None = None) -> dict[str, Entry]:
    """The newest version of each entry by id: those shipped and those in a bank folder of one's own."""
    return {entry.id: entry for entry in sorted(versions(kind, own), key=lambda entry: entry.version)}


def versions(kind: type[Entry], own: Path | None = None) -> tuple[Entry, ...]:
    """All versions of all entries; raises UnusableError with the faults of all files."""
    return (*shipped(FOLDERS[kind]), *(read(kind, own) if own else ()))


@cache
def shipped(folder: str) -> tuple[Any, ...]:
    kind: Any = next(kind for kind, name in FOLDERS.items() if name == folder)
    return read(kind, SHIPPED)


def read(kind: type[Entry], root: Path) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    faults: list[FileFault] = []
    for path in sorted((root / FOLDERS[kind]).glob("*.toml")):
        try:
            entry = load(path, kind)
        except UnusableError as fault:
            faults += fault.faults
            continue
        if path.stem not in {entry.id, f"{entry.id}@{entry.version}"}:
            wanted = entry.id if entry.version == 1 else f"{entry.id}@{entry.version}"
            faults.append(FileFault(str(path), 0, f"holds `{entry.id}`; rename it to {wanted}.toml"))
        entries.append(entry)
    if faults:
        raise UnusableError(tuple(faults))
    return tuple(entries)


def one(kind: type[Entry], name: str, own: Path | None = None) -> Entry:
    """The entry with this id, or `ID@VERSION`; raises UnknownError with a suggestion."""
    wanted, _, version = name.partition("@")
    fitting = [entry for entry in versions(kind, own) if entry.id == wanted and version in {"", str(entry.version)}]
    if not fitting:
        known = sorted(every(kind, own))
        raise UnknownError(f"no `{name}` among the {FOLDERS[kind]}{shape.suggestion(name, known)}")
    return max(fitting, key=lambda entry: entry.version)


def protocols(own: Path | None = None) -> dict[str, Protocol]:
    return every(Protocol, own)


def protocol(name: str, own: Path | None = None) -> Protocol:
    return one(Protocol, name, own)


def scenarios(own: Path | None = None) -> dict[str, Scenario]:
    """Raises UnusableError also for a scenario of a sector that no protocol knows."""
    found = every(Scenario, own)
    sectors = list(dict.fromkeys(sector.code for one in protocols(own).values() for sector in one.sectors))
    faults = tuple(
        FileFault(f"{one.id}.toml", 0, f"`sector` cannot be `{one.sector}`{shape.suggestion(one.sector, sectors)}")
        for one in found.values()
        if one.sector not in sectors
    )
    if faults:
        raise UnusableError(faults)
    return found


def casts(own: Path | None = None) -> dict[str, Cast]:
    return every(Cast, own)


def instruments(own: Path | None = None) -> dict[str, Instrument]:
    """Whatever they are for: grading forms, surveys, checklists."""
    return every(Instrument, own)


def codebooks(own: Path | None = None) -> dict[str, Codebook]:
    return every(Codebook, own)


def codebook(name: str, own: Path | None = None) -> Codebook:
    return one(Codebook, name, own)


def example() -> Instrument:
    """A short form that shows what a workbook can say; nobody is asked with it."""
    return load(SHIPPED / "examples" / "example.toml", Instrument)


def locked(root: Path = SHIPPED) -> dict[str, str]:
    """The published files of a bank (path below it) with the SHA-256 under which they were published."""
    path = root / LOCK
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines if line)}


def changed(root: Path = SHIPPED) -> tuple[FileFault, ...]:
    """Published files that are no longer what was published."""
    return tuple(changes(root))


def changes(root: Path) -> Iterator[FileFault]:
    for name, digest in locked(root).items():
        if not (root / name).exists():
            yield FileFault(name, 0, "was published and is gone; put it back")
        elif fingerprint(root / name) != digest:
            yield FileFault(name, 0, "was published and has been edited; put it back and add a new version beside it")


def publish(paths: tuple[Path, ...], root: Path = SHIPPED) -> tuple[str, ...]:
    """Lock files as published; returns the names that are new in the lock. A lock is never loosened."""
    there = locked(root)
    new = {path.relative_to(root).as_posix(): fingerprint(path) for path in paths}
    new = {name: digest for name, digest in new.items() if name not in there}
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted({**there, **new}.items()))
    (root / LOCK).write_text(text, encoding="utf-8")
    return tuple(sorted(new))


def fingerprint(path: Path) -> str:
    """Line endings do not count: a checkout on Windows changes them."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
