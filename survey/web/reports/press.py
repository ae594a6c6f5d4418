"""Many reports at once, on all processors: each worker tells and prints on its own what it is handed."""

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from enum import StrEnum
from pathlib import Path

import msgspec

from survey.document import Document
from survey.printing import pdf, workbook
from survey.problems import Conflict, NotFound
from survey.report import Report
from survey.settings import Settings
from survey.store import reports, rounds, waves
from survey.store.database import Database
from survey.texts import N_, plural_translator, translator
from survey.wave import Wave
from survey.web.formats import Formats
from survey.web.page import environment
from survey.web.ranking_view import Words
from survey.web.reports import gathered
from survey.web.reports.book import book
from survey.web.reports.citizens import Said
from survey.web.reports.names import Names
from survey.web.reports.telling import document

STATIC = Path(__file__).parents[1] / "static"
STYLES = ("medlytt.css", "ranking.css", "surveys.css", "document.css", "reports.css")
FEW = 4
"""Reports that are made sooner than a second process would have started."""


class Form(StrEnum):
    PDF = "pdf"
    XLSX = "xlsx"
    HTML = "html"
    JSON = "json"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be printed; `house`: with what citizens say, which is for the unit itself only."""

    wave_id: int
    language: str
    forms: tuple[Form, ...]
    house: bool = False


class Press:
    """Everything that the reports of a wave are told with, read once."""

    def __init__(self, db: Database, settings: Settings, order: Order) -> None:
        with db.read() as connection:
            wave = waves.by_id(connection, order.wave_id)
            if wave is None:
                raise NotFound(N_("There is no such wave."))
            self.reports = {one.unit_id: one for one in reports.of_wave(connection, wave.id)}
            if not self.reports:
                raise Conflict(N_("Reports are made when the wave is closed."))
            asked = {one.asked for one in self.reports.values() if one.asked is not None}
            found = (rounds.by_id(connection, id) for id in asked)
            self._asked = {one.id: Said(round_id=one.id, title=one.title) for one in found if one}
            self.names: Names = gathered.names_of(connection, wave, own_bank=settings.bank_folder)
        self.wave: Wave = wave
        language = order.language
        formats = Formats(language, settings.timezone)
        self._words = Words(language, translator(language), plural_translator(language), formats)
        self._order, self._settings = order, settings

    def code(self, unit_id: int) -> str:
        return self.names.places[unit_id].code

    def files(self, unit_id: int) -> dict[str, bytes]:
        """Ending -> what the file holds."""
        return {form.value: self._made(self.reports[unit_id], form) for form in self._order.forms}

    def _made(self, report: Report, form: Form) -> bytes:
        house, now = self._order.house, report.computed_at
        match form:
            case Form.PDF:
                return pdf.made(self._document(report), now=now, base=self._settings.url)
            case Form.XLSX:
                return workbook.made(book(report, self.names, self._words, house=house), now=now)
            case Form.HTML:
                return self._page(self._document(report)).encode()
            case Form.JSON:
                return msgspec.json.encode(self._figures(report))

    def _document(self, report: Report) -> Document:
        """Grades and quotes are read when a page is: here stands what the report itself has kept."""
        house = self._order.house
        said = self._asked.get(report.asked) if house and report.asked is not None else None
        return document(report, self.names, self._words, said=said, house=house)

    def _page(self, told: Document) -> str:
        styles = "\n".join(
            (STATIC / name).read_text(encoding="utf-8") for name in STYLES if (STATIC / name).exists()
        )
        template = environment(told.language, self._settings.timezone).get_template("reports/alone.html")
        return template.render(
            one=told, styles=styles, language=told.language, url=lambda path, **_: self._settings.url + path
        )

    def _figures(self, report: Report) -> dict[str, object]:
        """Unrounded, with the units by their numbers."""
        told = report if self._order.house else report.without_citizens()
        place = self.names.places[report.unit_id]
        return {"unit": place.code, "name": place.name, "wave": self.wave.name, **msgspec.to_builtins(told)}


def printed(
    settings: Settings, order: Order, unit_ids: Sequence[int], *, processes: int | None = None
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """The files of each unit in the order given, as they are ready."""
    number = min(processes or len(os.sched_getaffinity(0)), len(unit_ids))
    if number < 2 or len(unit_ids) <= FEW:
        press = opened(settings, order)
        yield from ((one, press.files(one)) for one in unit_ids)
        return
    # Not forked: threads of the library that prints would be missing there.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(number, context, initializer=_begin, initargs=(settings, order)) as pool:
        yield from zip(unit_ids, pool.map(_files, unit_ids, chunksize=2), strict=True)


def opened(settings: Settings, order: Order) -> Press:
    db = Database(settings.database_url)
    try:
        return Press(db, settings, order)
    finally:
        db.close()


_press: Press | None = None  # of a worker, for as long as it lives


def _begin(settings: Settings, order: Order) -> None:
    global _press
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _press = opened(settings, order)


def _end_with_parent() -> None:
    """Killed without warning, it would leave us behind."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _files(unit_id: int) -> dict[str, bytes]:
    if _press is None:
        raise RuntimeError("a worker that has not begun")
    return _press.files(unit_id)
