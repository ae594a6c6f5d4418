"""An instrument as the rows of the sheets survey, choices and settings, ready to be written anywhere."""

import re
from collections.abc import Iterable, Iterator

from instruments.instrument import CHOOSING, Choice, Counts, Instrument, Item, Kind, Outcome, Part, Style
from instruments.language import UNKNOWN, Texts
from instruments.xlsform.headers import MEDIA
from instruments.xlsform.languages import code_of
from instruments.xlsform.parameters import written

Cell = str | float
Rows = list[dict[str, Cell]]

TYPES = {Kind.DATETIME: "dateTime", Kind.GROUP: "begin_group", Kind.REPEAT: "begin_repeat"}
ENDS = {Kind.GROUP: "end_group", Kind.REPEAT: "end_repeat"}
FIRST = {
    "survey": ("type", "name", "label"),
    "choices": ("list_name", "name", "label"),
    "settings": ("form_title", "form_id"),
}
"""Columns that are there even when they are empty."""


def sheets_of(instrument: Instrument) -> dict[str, Rows]:
    """The rows of each sheet, by header; a header whose cells are all empty is not there."""
    book = _Written(instrument)
    survey = [row for item in instrument.items for row in book.item(item)]
    return {"survey": survey, "choices": book.choices(), "settings": [book.settings()]}


def headers_of(rows: Rows, sheet: str) -> list[str]:
    """The headers in their order: what every form has, then as the fields come, languages side by side."""
    found = {header: "" for row in rows for header in row}
    fields = list(dict.fromkeys([*FIRST[sheet], *ORDER, *(_field(header) for header in found)]))
    present = {_field(header) for header in found}
    return [
        header
        for field in fields
        for header in ([one for one in found if _field(one) == field] if field in present else _needed(field, sheet))
    ]


def _needed(field: str, sheet: str) -> list[str]:
    return [field] if field in FIRST[sheet] and field != "label" else []


def _field(header: str) -> str:
    name, *rest = header.split("::")
    return f"media::{rest[0]}" if name == "media" else name


ORDER = (
    "hint", "guidance_hint", "required", "required_message", "relevant", "constraint", "constraint_message",
    "calculation", "default", "appearance", "read_only", "choice_filter", "parameters", "repeat_count",
    *(f"media::{medium}" for medium in MEDIA), "medlytt_points", "medlytt_weight", "medlytt_counts", "medlytt_part",
)  # fmt: skip


FILE_ENDING = re.compile(r"\.(?=(?:csv|xml|geojson)\Z)", re.IGNORECASE)


class _Written:
    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.default = instrument.default_language
        self.lists: dict[str, tuple[Choice, ...]] = {}
        self.names: dict[str, str] = {}
        for name, choices in instrument.lists.items():
            self.names[name] = self._free(name)
            self.lists[self.names[name]] = choices

    def _free(self, name: str) -> str:
        """A name of one word that does not look like a file's."""
        plain = FILE_ENDING.sub("_", re.sub(r"[^\w.-]+", "_", name)) or "list"
        return plain if plain not in self.lists else self._free(f"{plain}_2")

    def language(self, code: str) -> str:
        """What comes after `::`; empty where a column without a language means this one."""
        if code == UNKNOWN and self.default in ("", UNKNOWN):
            return ""
        name = self.instrument.language_names.get(code, "").replace("::", ":")
        if name:
            return f"{name} ({code})"
        return code if code_of(code) == (code, "") else f"{code} ({code})"

    def texts(self, header: str, texts: Texts) -> Iterator[tuple[str, Cell]]:
        for code, text in texts.items():
            language = self.language(code)
            yield (f"{header}::{language}" if language else header), text

    def item(self, item: Item) -> Iterator[dict[str, Cell]]:
        yield {header: cell for header, cell in self._cells(item) if cell != ""}
        for inner in item.items:
            yield from self.item(inner)
        if item.kind in ENDS:
            yield {"type": ENDS[item.kind]}

    def _cells(self, item: Item) -> Iterator[tuple[str, Cell]]:
        yield "type", f"{item.kind} {self._list(item)}" if item.kind in CHOOSING else TYPES.get(item.kind, item.kind)
        yield "name", item.name
        yield from self.texts("label", item.label)
        yield from self.texts("hint", item.hint)
        yield from self.texts("guidance_hint", item.guidance)
        yield "required", _flag(item.required)
        yield from self.texts("required_message", item.required_message)
        yield "relevant", item.relevance
        yield "constraint", item.constraint
        yield from self.texts("constraint_message", item.constraint_message)
        yield "calculation", item.calculation
        yield "default", item.default
        yield "appearance", item.appearance
        yield "read_only", _flag(item.read_only)
        yield "choice_filter", item.choice_filter
        yield "parameters", written(item.parameters)
        yield "repeat_count", item.repeat_count
        for medium, texts in item.media.items():
            yield from self.texts(f"media::{medium}", texts)
        yield from _scoring(item)

    def _list(self, item: Item) -> str:
        """The list that the choices come from; one of its own where they are not those of a list."""
        if item.list and self.instrument.lists.get(item.list) == item.choices:
            return self.names[item.list]
        same = next((name for name, choices in self.lists.items() if choices == item.choices), "")
        if not same:
            same = self._free(item.list or item.name)
            self.lists[same] = item.choices
        return same

    def choices(self) -> Rows:
        return [self._choice(name, choice) for name, choices in self.lists.items() for choice in choices]

    def _choice(self, name: str, choice: Choice) -> dict[str, Cell]:
        row: dict[str, Cell] = {"list_name": name, "name": choice.value}
        row |= dict(self.texts("label", choice.label))
        for medium, texts in choice.media.items():
            row |= dict(self.texts(f"media::{medium}", texts))
        if choice.points is not None:
            row["medlytt_points"] = choice.points
        row |= {f"medlytt_guidance_{code}": text for code, text in choice.guidance.items()}
        return row | choice.columns

    def settings(self) -> dict[str, Cell]:
        made = self.instrument
        implied = self.default or next((code for item in made.every for code in item.label), UNKNOWN)
        title = made.title.get(implied) or next(iter(made.title.values()), "")
        row: dict[str, Cell] = {
            "form_title": title,
            "form_id": made.id,
            "version": made.edition or str(made.version),
            "default_language": self.default and (self.language(self.default) or self.default),
            "allow_choice_duplicates": "yes" if any(map(_repeats, self.lists.values())) else "",
            "style": "pages" if made.style is Style.PAGES else "",
            "medlytt_version": str(made.version),
            "medlytt_purpose": made.purpose,
            "medlytt_anonymous": "yes" if made.anonymous else "",
            "medlytt_drafts": " ".join(made.drafts),
        }
        if made.title != {implied: title}:
            row |= {f"medlytt_title_{code}": text for code, text in made.title.items()}
        row |= {f"medlytt_intro_{code}": text for code, text in made.intro.items()}
        return {header: cell for header, cell in row.items() if cell != ""}


def _repeats(choices: tuple[Choice, ...]) -> bool:
    return len({choice.value for choice in choices}) < len(choices)


def _flag(value: bool | str) -> str:
    return value if isinstance(value, str) else "yes" if value else ""


def _scoring(item: Item) -> Iterator[tuple[str, Cell]]:
    if item.points is not None:
        yield "medlytt_points", item.points
    if item.weight != 1:
        yield "medlytt_weight", item.weight
    yield "medlytt_counts", "" if item.counts is Counts.NORMAL else item.counts
    yield "medlytt_part", "" if item.part is Part.WHOLE else item.part
    yield "medlytt_sector", item.sector
    yield "medlytt_only_in", _joined(item.only_in)
    yield "medlytt_when_hidden", "" if item.when_hidden is Outcome.NOT_APPLICABLE else item.when_hidden
    yield "medlytt_may_be", _joined(item.may_be)
    yield "medlytt_link", item.link


def _joined(words: Iterable[str]) -> str:
    return " ".join(words)
