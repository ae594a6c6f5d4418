"""The choices sheet: lists of choices by name."""

from instruments.instrument import Choice
from instruments.xlsform.headers import MEDIA
from instruments.xlsform.reading import Line, Reader
from instruments.xlsform.report import LIST

Lists = dict[str, tuple[Choice, ...]]


def lists_of(reader: Reader) -> Lists:
    """Every list with its choices in the order of the rows."""
    lists: dict[str, list[Choice]] = {}
    for line in reader.lines():
        name = line.text("list_name")
        choice = choice_of(line)
        if not name or choice is None:
            _incomplete(line, name)
            continue
        lists.setdefault(name, []).append(choice)
        line.place(f"{LIST}{name}.choices.{choice.value}", PARTS)
    return {name: tuple(choices) for name, choices in lists.items()}


PARTS = {"label": "label", "points": "points", "guidance": "medlytt_guidance"} | {name: name for name in MEDIA}


def choice_of(line: Line) -> Choice | None:
    value = line.text("name")
    if not value:
        return None
    reader = line.reader
    cells = {column.header: line.row.cells.get(column.number, "") for column in reader.unknown}
    return Choice(
        value=value,
        label=line.texts("label"),
        points=line.number("points"),
        guidance=line.texts("medlytt_guidance"),
        media=line.media(),
        columns={header: text for header, text in cells.items() if text},
    )


def _incomplete(line: Line, name: str) -> None:
    if name:
        line.report.fault(line.where("name"), f"a choice of the list `{name}` has no name: give it one")
    else:
        line.report.lose(line.where(), "the row names no list and is left out")


OTHER = {
    "en": ("Other", "Specify other."), "nb": ("Annet", "Skriv hva."), "nn": ("Anna", "Skriv kva."),
    "sv": ("Annat", "Skriv vad."), "da": ("Andet", "Skriv hvad."), "fi": ("Muu", "Kerro mikä."),
    "de": ("Anderes", "Bitte angeben."), "fr": ("Autre", "Précisez."), "es": ("Otro", "Especifique."),
    "pt": ("Outro", "Especifique."), "it": ("Altro", "Specificare."), "nl": ("Anders", "Geef aan wat."),
    "pl": ("Inne", "Proszę podać."), "uk": ("Інше", "Уточніть."), "ru": ("Другое", "Уточните."),
    "ar": ("أخرى", "يرجى التحديد."), "so": ("Kale", "Sheeg."), "se": ("Eará", "Čilge."),
}  # fmt: skip


def with_other(choices: tuple[Choice, ...], languages: tuple[str, ...]) -> tuple[Choice, ...]:
    """The list with `other` at its end, unless it has one."""
    if any(choice.value == "other" for choice in choices):
        return choices
    return (*choices, Choice(value="other", label=other_texts(languages, 0)))


def other_texts(languages: tuple[str, ...], which: int) -> dict[str, str]:
    """The label of the choice (0) or of the question after it (1) in those languages that we can say it in."""
    known = {code: OTHER[code.partition("-")[0]][which] for code in languages if code.partition("-")[0] in OTHER}
    return known or {next(iter(languages), "und"): OTHER["en"][which]}
