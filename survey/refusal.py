"""Why an answer cannot stand, in the words of a page; an instrument's own words go before ours."""

from collections.abc import Iterable, Mapping

from instruments.answers import Problem, Refusal
from instruments.fields import item_of
from instruments.instrument import CHOOSING, UPLOADS, Instrument, Item, Kind
from survey.problems import Fault
from survey.texts import N_

LEFT_OUT = frozenset({Refusal.IRRELEVANT, Refusal.UNKNOWN})
"""Answers that are no longer asked are left out, not complained about: the page hides them."""
TYPES: Mapping[Kind, str] = {
    Kind.INTEGER: N_("Write a whole number."),
    Kind.DECIMAL: N_("Write a number."),
    Kind.RANGE: N_("Write a number."),
    Kind.DATE: N_("Write a date as year-month-day, such as 2026-03-02."),
    Kind.TIME: N_("Write a time such as 14:10."),
    Kind.DATETIME: N_("Write a day and a time, such as 2026-03-02 14:10."),
    Kind.SELECT_ONE: N_("Choose one answer."),
}


def faults(instrument: Instrument, problems: Iterable[Problem]) -> tuple[Fault, ...]:
    """`where` is the path of the question."""
    items = {item.name: item for item in instrument.every}
    return tuple(
        Fault(one.item, one.message if one.own else message(one.kind, items[item_of(one.item)]))
        for one in problems
        if one.kind not in LEFT_OUT
    )


def message(kind: Refusal, item: Item) -> str:
    match kind:
        case Refusal.REQUIRED if item.kind is Kind.ACKNOWLEDGE:
            return N_("Tick here to go on.")
        case Refusal.REQUIRED if item.kind in UPLOADS:
            return N_("Choose a file.")
        case Refusal.REQUIRED if item.kind in CHOOSING or item.kind is Kind.RANGE:
            return N_("Choose an answer.")
        case Refusal.REQUIRED:
            return N_("Write an answer.")
        case Refusal.TYPE:
            return TYPES.get(item.kind, N_("This cannot be used as it stands."))
        case Refusal.CHOICE if item.kind is Kind.RANK:
            return N_("Give every one of them a place.")
        case Refusal.CHOICE:
            return N_("Choose one of the answers shown.")
        case Refusal.CONSTRAINT if item.kind is Kind.RANGE:
            return N_("Write a number on the scale.")
        case _:
            return N_("This answer cannot be right. Look at it once more.")
