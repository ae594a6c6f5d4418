"""Writes an export: every format into a folder beside the wanted one, which takes its place only when all is whole."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path

import msgspec

from survey import whole
from survey.opendata import catalogue, codebook, database, delimited, package, readme, spss, workbook
from survey.opendata.catalogue import Distribution, Shape
from survey.opendata.licence import AUTHORITY
from survey.opendata.package import File
from survey.opendata.table import Release, Row, Table
from survey.problems import Conflict
from survey.texts import N_


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    SAV = "sav"
    SQLITE = "sqlite"
    FRICTIONLESS = "frictionless"
    DDI = "ddi"
    DCAT = "dcat"


SHAPES = {
    Format.CSV: Shape("CSV", f"{AUTHORITY}/file-type/CSV", "text/csv"),
    Format.XLSX: Shape(
        "XLSX", f"{AUTHORITY}/file-type/XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
    Format.SAV: Shape("SPSS", f"{AUTHORITY}/file-type/OCTET", "application/octet-stream"),
    Format.SQLITE: Shape("SQLite", f"{AUTHORITY}/file-type/OCTET", "application/vnd.sqlite3"),
    Format.FRICTIONLESS: Shape("Data package", f"{AUTHORITY}/file-type/JSON", "application/json"),
    Format.DDI: Shape("DDI-Codebook", f"{AUTHORITY}/file-type/XML", "application/xml"),
}
SUMS = "SHA256SUMS"
SHA1 = partial(hashlib.sha1, usedforsecurity=False)
README = "README.md"
BLOCK = 2**20
Progress = Callable[[str, int], None]
"""Which file is being written, and how many rows it has so far."""
EVERY = 10_000


class Export(msgspec.Struct, frozen=True):
    folder: str
    rows: dict[str, int]
    files: dict[str, File]


def silent(_: str, __: int) -> None:
    """Nobody is told."""


def write(
    release: Release, folder: Path, *, formats: Iterable[Format] = tuple(Format), progress: Progress = silent
) -> Export:
    """Every format, then README and hashes. An export that was there is replaced; anything else is left alone."""
    refuse_strangers(folder)
    wanted = with_csv(formats)
    with whole.workshop(folder.parent, folder.name) as shop:
        own = shop / "export"
        own.mkdir()
        rows = Writer(release, own, wanted, progress).run()
        files = sums(own)
        make_readable(own)
        whole.take_place(own, folder)
    return Export(str(folder), rows, files)


def refuse_strangers(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / SUMS).is_file())):
        raise Conflict(
            N_("%(folder)s is there already and is no export."),
            advice=N_("Name a folder that is not there yet."),
            folder=str(folder),
        )


def with_csv(formats: Iterable[Format]) -> tuple[Format, ...]:
    """A data package without its files would describe nothing."""
    wanted = set(formats)
    if Format.FRICTIONLESS in wanted:
        wanted.add(Format.CSV)
    return tuple(one for one in Format if one in wanted)


def make_readable(folder: Path) -> None:
    """For everybody, whatever the mask of the process that wrote it."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


class Writer:
    """One export while it is being written."""

    def __init__(self, release: Release, folder: Path, formats: tuple[Format, ...], progress: Progress) -> None:
        self.release = release
        self.folder = folder
        self.formats = formats
        self.progress = progress
        self.rows = dict.fromkeys((table.name for table in release.tables), 0)

    def run(self) -> dict[str, int]:
        self._count()
        ways = {
            Format.CSV: self._csv,
            Format.XLSX: self._workbook,
            Format.SAV: self._spss,
            Format.SQLITE: self._database,
            Format.FRICTIONLESS: self._package,
            Format.DDI: self._codebook,
            Format.DCAT: self._catalogue,
        }
        for one in self.formats:
            ways[one]()
        self._put(README, "\n".join(self._lines()).encode() + b"\n")
        return self.rows

    def _count(self) -> None:
        for table in self.release.tables:
            self.rows[table.name] = sum(1 for _ in self._seen(table, "")(table.rows()))

    def _lines(self) -> Iterator[str]:
        names: list[str] = []
        for one in self.formats:
            names += ["csv", "csv-excel"] if one is Format.CSV else [one.value]
        return readme.lines(self.release, tuple(names), rows=self.rows)

    def _csv(self) -> None:
        for table in self.release.tables:
            path = self._path("csv", f"{table.name}.csv")
            delimited.plain(table, path, seen=self._seen(table, f"csv/{path.name}"))
            path = self._path("csv-excel", f"{table.name}.csv")
            seen = self._seen(table, f"csv-excel/{path.name}")
            delimited.friendly(table, path, self.release.language, seen=seen)

    def _workbook(self) -> None:
        path = self._path(f"{self.release.id}.xlsx")
        workbook.write(self.release, self._lines(), path, seen=self._seen(None, path.name))

    def _spss(self) -> None:
        for table in self.release.tables:
            path = self._path("spss", f"{table.name}.sav")
            spss.write(self.release, table, path, seen=self._seen(table, f"spss/{path.name}"))

    def _database(self) -> None:
        path = self._path(f"{self.release.id}.db")
        database.write(self.release, path, seen=self._seen(None, path.name))
        self._put("metadata.json", database.metadata(self.release, database=self.release.id))

    def _package(self) -> None:
        self._put("datapackage.json", package.written(self.release, self._of_tables()))

    def _codebook(self) -> None:
        files = self._of_tables() if Format.CSV in self.formats else {}
        self._put("ddi-codebook.xml", codebook.written(self.release, files, cases=self.rows))

    def _catalogue(self) -> None:
        found = []
        for one, shape in SHAPES.items():
            if one in self.formats:
                paths = self._files(one)
                sha1 = digest(paths[0], SHA1) if len(paths) == 1 else ""
                found.append(Distribution(shape, tuple(map(self._described, paths)), sha1))
        node = catalogue.record(self.release, found)
        self._put("dcat.jsonld", catalogue.as_json(node))
        self._put("dcat.ttl", catalogue.as_turtle(node))

    def _files(self, one: Format) -> Sequence[Path]:
        patterns = {
            Format.CSV: "csv/*.csv",
            Format.XLSX: "*.xlsx",
            Format.SAV: "spss/*.sav",
            Format.SQLITE: "*.db",
            Format.FRICTIONLESS: "datapackage.json",
            Format.DDI: "ddi-codebook.xml",
        }
        return sorted(self.folder.glob(patterns[one]))

    def _of_tables(self) -> dict[str, File]:
        return {table.name: self._described(self.folder / "csv" / f"{table.name}.csv") for table in self.release.tables}

    def _described(self, path: Path) -> File:
        return described(path, self.folder)

    def _path(self, *parts: str) -> Path:
        path = self.folder.joinpath(*parts)
        path.parent.mkdir(exist_ok=True)
        return path

    def _put(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)

    def _seen(self, _: Table | None, name: str) -> Callable[[Iterable[Row]], Iterable[Row]]:
        def told(rows: Iterable[Row]) -> Iterator[Row]:
            number = 0
            for number, row in enumerate(rows, 1):  # noqa: B007 - the last number is told as well
                if number % EVERY == 0:
                    self.progress(name, number)
                yield row
            self.progress(name, number)

        return told


def sums(folder: Path) -> dict[str, File]:
    """SHA256SUMS of all files, as sha256sum writes and checks it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {file.path: file for file in (described(path, folder) for path in paths)}
    (folder / SUMS).write_text("".join(f"{one.sha256}  {one.path}\n" for one in files.values()), encoding="utf-8")
    return files


def described(path: Path, folder: Path) -> File:
    return File(path.relative_to(folder).as_posix(), path.stat().st_size, digest(path, hashlib.sha256))


def digest(path: Path, algorithm: Callable[[], "hashlib._Hash"]) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()
