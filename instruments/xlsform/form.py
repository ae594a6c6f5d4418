"""One form on its way from sheets to an instrument, with everything that is found out about it."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import partial
from pathlib import PurePath

from instruments import validity
from instruments.bounded.cell import Formula
from instruments.bounded.file import Passed
from instruments.fault import Fault, Severity
from instruments.imported import Imported
from instruments.instrument import Instrument, Item, Purpose
from instruments.language import UNKNOWN, Texts
from instruments.xlsform.choices import Lists, lists_of
from instruments.xlsform.draft import item_of, walk
from instruments.xlsform.expand import expanded
from instruments.xlsform.fields import PARTS
from instruments.xlsform.files import tables_of
from instruments.xlsform.names import unique
from instruments.xlsform.reading import Reader, Tongues, lose_unknown
from instruments.xlsform.report import Report
from instruments.xlsform.settings import Settings, default_language, identity, settings_of
from instruments.xlsform.sheets import Book
from instruments.xlsform.survey import Survey
from instruments.xlsform.together import EXTERNAL, Lookup
from instruments.xlsform.unsupported import without_unsupported

READ = ("survey", "choices", "external_choices", "settings")
MOST_OFFERED = 150_000
MOST_FORMULAS = 20
"""So many are told one by one."""


class Form:
    """One form on its way from sheets to an instrument."""

    def __init__(self, book: Book, file: str, known: Passed) -> None:
        self.book, self.file, self.known = book, file, known
        self.report = Report()
        self.tongues = Tongues()
        settings = self._reader("settings")
        self.tongues = Tongues(default_language(next(settings.lines(), None) if settings else None))
        self.report = Report()
        self.readers = {key: reader for key in READ if (reader := self._reader(key))}

    def _reader(self, key: str) -> Reader | None:
        sheet = self.book.sheets.get(key)
        kind = "choices" if key == "external_choices" else key
        return Reader(sheet, kind, self.report, self.tongues) if sheet else None

    def imported(self, attachments: Mapping[str, bytes]) -> Imported:
        self._formulas(self.known.formulas)
        self._leftovers()
        settings_line = next(self.readers["settings"].lines(), None) if "settings" in self.readers else None
        settings = settings_of(settings_line, self.report)
        lists = self._lists()
        survey = Survey(self.report).read(self.readers["survey"])
        lookup = Lookup(lists, tables_of(attachments, self.report), tongues=self.tongues, report=self.report)
        lookup.duplicates = settings.duplicates
        items = self._items(survey, lookup)
        instrument = self._instrument(settings, survey, items, lookup=lookup)
        if self._too_much(instrument):
            return Imported(None, tuple(self.report.faults), tuple(self.report.lost))
        instrument = without_unsupported(instrument, self.report)
        self._judge(instrument, lookup.nothing, kobo=survey.kobo)
        return Imported(instrument, tuple(self.report.faults), tuple(self.report.lost))

    def _formulas(self, formulas: Iterable[Formula]) -> None:
        """An outcome that Excel has worked out is taken with a warning; without one there is nothing to take."""
        told = 0
        for formula in formulas:
            reader = self.readers.get(formula.sheet.strip().lower(), self.readers["survey"])
            column = next((at for at in reader.columns if at.number == formula.column), None)
            if reader.sheet.name != formula.sheet or column is None or not (column.field or formula.row == 1):
                continue
            if formula.known and not formula.reaches_out:
                self.report.warn(formula.where, "a formula: its last outcome is used; better paste it as a value")
                continue
            told += 1
            if told <= MOST_FORMULAS:
                self.report.fault(formula.where, "a formula: copy the cell and paste it as a value instead")
        if told > MOST_FORMULAS:
            self.report.fault(self.file, f"and {told - MOST_FORMULAS} more cells with formulas")

    def _leftovers(self) -> None:
        report = self.report
        if self.known.macros:
            report.lose(self.file, "the macros of the workbook are left out")
        for name in self.book.others:
            meant = [near for near in get_close_matches(name.strip().lower(), READ, 1) if near not in self.readers]
            if meant:
                report.warn(name, f"the sheet `{name}` is not read: a form calls it `{meant[0]}`")
            report.lose(name, f"the sheet `{name}` is no part of a form and is left out")
        for key in ("entities", "osm"):
            if key in self.book.sheets:
                report.lose(self.book.sheets[key].name, f"the sheet `{key}` has no meaning here and is left out")
        lose_unknown(self.readers["survey"])

    def _lists(self) -> Lists:
        lists: Lists = {}
        for key in ("choices", "external_choices"):
            if key in self.readers:
                found = lists_of(self.readers[key])
                lists |= {f"{name}{EXTERNAL}" if name in lists else name: choices for name, choices in found.items()}
        return lists

    def _items(self, survey: Survey, lookup: Lookup) -> tuple[Item, ...]:
        languages = tuple(self.tongues.seen)
        drafts = expanded(survey.drafts, lookup.lists, languages)
        unique(drafts)
        for draft in walk(drafts):
            lookup.settle(draft)
            draft.line.place(draft.name, PARTS | {"choices": "type", "list": "type"})
        for name, where in survey.tables.items():
            if not any(PurePath(file).stem == name for file in lookup.tables):
                self.report.warn(where, f"attach `{name}.csv`: formulas look things up in it")
        return tuple(item_of(draft, lookup.choices) for draft in drafts)

    def _instrument(
        self, settings: Settings, survey: Survey, items: tuple[Item, ...], *, lookup: Lookup
    ) -> Instrument:
        self._place_settings()
        id = identity(settings.id or survey.settings.get("form_id", ""), self.file)
        return Instrument(
            id=id,
            title=settings.titles or self._title(settings.title or survey.settings.get("form_title", "") or id),
            default_language=self.tongues.default,
            language_names=self.tongues.names,
            items=items,
            lists=lookup.lists,
            tables={PurePath(file).stem: table for file, table in lookup.tables.items()},
            **({} if any(map(_scored, items)) else {"purpose": Purpose.SURVEY}) | settings.more,
        )

    def _title(self, text: str) -> Texts:
        """A title says no language: it is taken to be in the one that the questions are in."""
        return {self.tongues.default or next(iter(self.tongues.seen), UNKNOWN): text}

    def _place_settings(self) -> None:
        line = next(self.readers["settings"].lines(), None) if "settings" in self.readers else None
        if line:
            for path, field in (("title", "form_title"), ("intro", "medlytt_intro"), ("version", "medlytt_version")):
                self.report.places.setdefault(path, partial(_one_place, line.where(field)))
        self.report.places.setdefault("items", partial(_one_place, self.readers["survey"].sheet.where(1)))

    def _too_much(self, instrument: Instrument) -> bool:
        offered = sum(len(item.choices) for item in instrument.every)
        if offered > MOST_OFFERED:
            self.report.fault(
                self.readers["survey"].sheet.where(1),
                f"all questions together offer {offered:,} choices: at most {MOST_OFFERED:,}",
            )
        return offered > MOST_OFFERED

    def _judge(self, instrument: Instrument, nothing: set[str], *, kobo: bool) -> None:
        known = {f"{name}.choices" for name in nothing}
        found = (fault for fault in validity.problems(instrument) if fault.where not in known)
        placed = [Fault(self.report.found(fault.where), fault.message, fault.severity) for fault in found]
        self.report.faults += dict.fromkeys(placed)
        if kobo or any(fault.severity is Severity.ERROR for fault in self.report.faults):
            return
        from instruments.xlsform import verdict  # pyxform takes a fifth of a second to load, which few starts need

        refused = verdict.refusal(self.book, instrument.id)
        if refused:
            where, message = refused
            self.report.warn(where, f"ODK and KoboToolbox would refuse this: {message}")


def _one_place(where: str, _part: str) -> str:
    return where


def _scored(item: Item) -> bool:
    return item.scored or any(map(_scored, item.items))
