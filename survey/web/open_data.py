"""What lies behind a published ranking, to take away: each format with its size, what is in it, how it may be used."""

from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath
from litestar.response import File as FileAnswer

from survey.opendata import licence
from survey.opendata.kept import Kept, Shelf
from survey.opendata.table import Publisher, Release
from survey.opendata.words import TABLES
from survey.problems import NotFound
from survey.settings import Settings
from survey.steps.give_away import give_away
from survey.store import standings, waves
from survey.store.standings import Publication
from survey.texts import LANGUAGES, N_
from survey.wave import Wave
from survey.web.guards import allow_public
from survey.web.page import page, redirect
from survey.web.request import Request

FORMATS = (
    (".xlsx", N_("Excel workbook"), N_("One sheet per table, for LibreOffice, Excel and Numbers.")),
    ("-csv-excel.zip", N_("CSV for spreadsheets"), N_("Opens by a click, with heads in plain words.")),
    ("-csv.zip", N_("CSV for programs"), N_("A Frictionless data package: files, types and references.")),
    (".db", N_("SQLite database"), N_("Everything in one file; opens well in Datasette.")),
    ("-spss.zip", N_("SPSS files"), N_("For SPSS, R and Stata, with labels and missing values.")),
    ("ddi-codebook.xml", N_("Codebook"), N_("Every variable with its values, in DDI-Codebook 2.5.")),
    ("dcat.ttl", N_("Catalogue record"), N_("For data.norge.no and its like, in DCAT-AP-NO.")),
    ("metadata.json", N_("Description for Datasette"), N_("Titles, licence and what each column means.")),
    ("README.md", N_("Read me"), N_("What is in it, and how to read it.")),
    ("SHA256SUMS", N_("Checksums"), N_("To check that each file arrived whole.")),
)


class Download(msgspec.Struct, frozen=True):
    label: str
    about: str
    path: str
    bytes: int


class Part(msgspec.Struct, frozen=True):
    """A table of the export."""

    name: str
    title: str
    about: str
    rows: int
    path: str


@get("/rankings/{wave_id:int}/data", guards=[allow_public], sync_to_thread=True)
def index(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    wave, publication = published(request, wave_id)
    found = kept(request, publication, request.language)
    if found is None:
        ask(request, publication, request.language)
    return page(
        request,
        "ranking/data.html",
        wave=wave,
        publication=publication,
        ready=found is not None,
        rows=found.export.rows if found else {},
        downloads=downloads(found, request.language) if found else [],
        tables=tables(found, request.language) if found else [],
        licence=licence,
        citation=cited(request.settings, wave, publication),
    )


@get("/rankings/{wave_id:int}/data/{language:str}/{name:path}", guards=[allow_public], sync_to_thread=True)
def one_file(request: Request, wave_id: FromPath[int], language: FromPath[str], name: FromPath[Path]) -> Response[Any]:
    """A file of the export; where it is not made yet, the page that says so."""
    wave, publication = published(request, wave_id)
    if language not in LANGUAGES:
        raise NotFound(N_("There is no such file."))
    found = kept(request, publication, language)
    if found is None:
        return redirect(request, f"/rankings/{wave.id}/data")
    wanted = str(name).strip("/")
    path = found.path(wanted)
    if path is None:
        raise NotFound(N_("There is no such file."))
    return FileAnswer(path, filename=filename(wave, publication, wanted), content_disposition_type="attachment")


def published(request: Request, wave_id: int) -> tuple[Wave, Publication]:
    with request.db.read() as connection:
        wave, publication = waves.by_id(connection, wave_id), standings.publication_of(connection, wave_id)
    if wave is None or publication is None:
        raise NotFound(N_("This ranking is not published."), advice=N_("It appears here once it is."))
    return wave, publication


def shelf_of(request: Request) -> Shelf:
    shelf: Shelf = request.app.state.open_data
    return shelf


def kept(request: Request, publication: Publication, language: str) -> Kept | None:
    return shelf_of(request).find(publication.wave_id, publication.sha256, language)


def ask(request: Request, publication: Publication, language: str) -> None:
    db, now, settings = request.db, request.now, request.settings

    def made() -> Release:
        return give_away(
            db,
            now,
            publication.wave_id,
            language=language,
            publisher=publisher(settings),
            own_bank=settings.bank_folder,
        )

    shelf_of(request).ask(publication.wave_id, publication.sha256, language, made)


def publisher(settings: Settings) -> Publisher:
    return Publisher(name=settings.operator or "Medlytt", email=settings.operator_email, url=settings.url)


def downloads(found: Kept, language: str) -> list[Download]:
    files = ((label, about, found.file(ending)) for ending, label, about in FORMATS)
    return [Download(label, about, f"{language}/{one.path}", one.bytes) for label, about, one in files if one]


def tables(found: Kept, language: str) -> list[Part]:
    """Those with something in them."""
    return [
        Part(name, *TABLES[name], rows, f"{language}/csv/{name}.csv")
        for name, rows in found.export.rows.items()
        if rows
    ]


def cited(settings: Settings, wave: Wave, publication: Publication) -> str:
    name = settings.operator or "Medlytt"
    return f"{name} ({publication.published_at.year}): {wave.name}. {settings.url}/rankings/{wave.id}"


def filename(wave: Wave, publication: Publication, name: str) -> str:
    """Tells the wave, also of files that are called the same in every export."""
    last = name.rpartition("/")[2]
    begins = f"medlytt-wave-{wave.id}"
    return last if last.startswith(begins) else f"{begins}-{last}"


HANDLERS = [index, one_file]
