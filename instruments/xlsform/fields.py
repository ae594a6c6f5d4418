"""The columns of a survey row as the fields of an item."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from instruments.instrument import Counts, Kind, Outcome, Part
from instruments.xlsform.parameters import parsed
from instruments.xlsform.reading import Line
from instruments.xlsform.types import LIMITED

TEXTS = {
    "label": "label",
    "hint": "hint",
    "guidance": "guidance_hint",
    "required_message": "required_message",
    "constraint_message": "constraint_message",
}
EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "default")
CONDITIONS = ("relevant", "constraint")
PLAIN = ("appearance", "sector", "link")
PARTS = TEXTS | {
    field: field
    for field in (
        *EXPRESSIONS, *PLAIN, "required", "read_only", "parameters", "points", "weight", "counts", "part", "only_in",
        "when_hidden", "may_be", "image", "audio", "video", "big-image",
    )
}  # fmt: skip
"""Fields of the noun and the columns that they come from."""


def fields_of(line: Line, kind: Kind) -> dict[str, Any]:
    """What the row says, by the names of the noun; what it leaves empty is not there."""
    return {field: value for field, value in _fields(line, kind) if not _empty(value)}


def _empty(value: Any) -> bool:
    return value is None or value is False or value in ("", {}, ())


def _fields(line: Line, kind: Kind) -> Iterator[tuple[str, Any]]:
    for field, column in TEXTS.items():
        yield field, line.texts(column)
    yield "media", line.media()
    for field in EXPRESSIONS:
        yield field, line.condition(field) if field in CONDITIONS else line.expression(field)
    for field in PLAIN:
        yield field, line.text(field)
    yield "required", line.flag("required")
    yield "read_only", line.flag("read_only")
    yield "parameters", _parameters(line)
    yield from _limits(line)
    yield from _scoring(line)
    if line.text("trigger") and kind not in (Kind.GROUP, Kind.REPEAT):
        line.report.lose(
            line.where("trigger"), "the trigger is left out: a calculation follows every change of what it uses"
        )


def _parameters(line: Line) -> dict[str, str]:
    text = line.expression("parameters")
    pairs = parsed(text)
    if pairs is None:
        line.report.fault(line.where("parameters"), f"`{text}` is not understood: write pairs such as start=1 end=10")
        pairs = {}
    if "randomize" in pairs:
        pairs["randomize"] = pairs["randomize"].lower()
    rows = line.text("rows")
    return pairs | ({"rows": rows} if rows else {})


def _limits(line: Line) -> Iterator[tuple[str, Any]]:
    """Old types that say by themselves what may be answered."""
    kind = " ".join(line.text("type").split()).lower()
    if kind in LIMITED and not line.text("constraint"):
        most, hint = LIMITED[kind]
        yield "constraint", f". >= 0 and . <= {most}"
        if hint and not line.text("hint"):
            yield "hint", {"en": f"Enter a number {hint}."}
    if kind == "phone number" and not line.text("constraint"):
        yield "constraint", r"regex(., '^\d*$')"


def _scoring(line: Line) -> Iterator[tuple[str, Any]]:
    yield "points", line.number("points")
    weight = line.number("weight")
    if weight is not None and weight != 1:
        yield "weight", weight
    for field, words in (("counts", Counts), ("part", Part), ("when_hidden", Outcome)):
        word = _word(line, field, words)
        yield field, None if word in (Counts.NORMAL, Part.WHOLE, Outcome.NOT_APPLICABLE) else word
    yield "only_in", tuple(listed(line.text("only_in")))
    may_be = (outcome_of(line, word) for word in listed(line.text("may_be")))
    yield "may_be", tuple(outcome for outcome in may_be if outcome)


def listed(text: str) -> list[str]:
    """Words apart by blanks, commas or semicolons."""
    return text.replace(",", " ").replace(";", " ").split()


def _word(line: Line, field: str, words: type[StrEnum]) -> StrEnum | None:
    text = line.text(field).lower().replace(" ", "_").replace("-", "_")
    if text in list(words):
        return words(text)
    if text:
        _refuse(line, field, text, words)
    return None


def outcome_of(line: Line, word: str) -> Outcome | None:
    text = word.lower().replace("-", "_")
    if text in list(Outcome):
        return Outcome(text)
    _refuse(line, "may_be", word, Outcome)
    return None


def _refuse(line: Line, field: str, text: str, words: type[StrEnum]) -> None:
    known = ", ".join(word for word in words if word)
    line.report.fault(line.where(field), f"`{text}` is not known here; it may be: {known}")
