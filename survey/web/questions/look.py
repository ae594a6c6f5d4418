"""By which element an item is answered: from its kind, its appearance and how many choices there are."""

from instruments.instrument import HOLDING, Choice, Item, Kind
from instruments.scale import steps
from survey.web.questions.question import Look

MOST_RADIOS = 12
"""A longer list of plain choices folds into one field, unless each choice has words of its own to read."""
MOST_STEPS = 11
IN_A_LIST = frozenset({"minimal", "autocomplete", "search", "quickcompact-minimal"})
AS_BUTTONS = frozenset({"likert", "list-nolabel", "label", "columns", "quick", "no-buttons", "rating"})
PLAIN = {
    Kind.TEXT: Look.TEXT,
    Kind.INTEGER: Look.NUMBER,
    Kind.DECIMAL: Look.NUMBER,
    Kind.SELECT_MULTIPLE: Look.BOXES,
    Kind.RANK: Look.PLACES,
    Kind.DATE: Look.DAY,
    Kind.TIME: Look.TIME,
    Kind.DATETIME: Look.MOMENT,
    Kind.ACKNOWLEDGE: Look.TICK,
    Kind.NOTE: Look.NOTE,
    Kind.REPEAT: Look.INSTANCE,
}


def look(item: Item, choices: tuple[Choice, ...]) -> Look:
    """Uploads are files; what nobody sees has no look and does not come here."""
    match item.kind:
        case Kind.SELECT_ONE:
            return Look.SELECT if _folds(item, choices) else Look.RADIOS
        case Kind.RANGE:
            return Look.RADIOS if scale(item) else Look.NUMBER
        case Kind.GROUP:
            return Look.MATRIX if is_matrix(item) else Look.GROUP
        case kind:
            return PLAIN.get(kind, Look.FILE)


def scale(item: Item) -> tuple[int | float, ...]:
    """The steps of a range that are few enough to be shown side by side."""
    try:
        found = steps(item)
    except (ValueError, ZeroDivisionError):
        return ()
    return found if len(found) <= MOST_STEPS else ()


def is_matrix(group: Item) -> bool:
    """Whether the questions of a group are rows under the same choices."""
    rows = [item for item in group.items if item.kind not in (Kind.NOTE,)]
    alike = {(item.kind, tuple(choice.value for choice in item.choices)) for item in rows}
    wanted = "table-list" in group.looks or any({"label", "list-nolabel"} & item.looks for item in rows)
    plain = all(item.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE) and not item.may_be for item in rows)
    return wanted and plain and len(alike) == 1 and not any(item.choice_filter for item in rows)


def is_header(item: Item) -> bool:
    """The row of a matrix that only names the choices."""
    return "label" in item.looks and item.kind not in HOLDING


def _folds(item: Item, choices: tuple[Choice, ...]) -> bool:
    if item.looks & IN_A_LIST:
        return True
    worded = any(choice.guidance or choice.media for choice in choices)
    return len(choices) > MOST_RADIOS and not worded and not item.looks & AS_BUTTONS
