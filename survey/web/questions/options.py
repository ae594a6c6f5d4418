"""What there is to choose from: choices, steps of a scale, and the reasons why there is no answer."""

from collections.abc import Iterator, Mapping

from instruments.entry import Entry
from instruments.instrument import CHOOSING, MARK, Choice, Kind, Outcome
from instruments.reading import number_text
from survey.texts import N_
from survey.web.questions import numbers
from survey.web.questions.look import scale
from survey.web.questions.media import Address, media
from survey.web.questions.question import Option
from survey.web.questions.said import Reader, Value, said, verbatim

INSTEAD: dict[Outcome, str] = {
    Outcome.UNANSWERED: N_("No answer was given"),
    Outcome.UNREACHABLE: N_("Could not be reached"),
    Outcome.REFUSED: N_("They refused to answer"),
    Outcome.NOT_TESTED: N_("Was not tested"),
    Outcome.NOT_APPLICABLE: N_("Does not apply here"),
    Outcome.NOT_OFFERED: N_("They do not offer this"),
    Outcome.TESTER_ERROR: N_("I made a mistake"),
    Outcome.DETECTED: N_("I was recognised"),
}

OF_CITIZENS: Mapping[Outcome, str] = INSTEAD | {
    Outcome.UNANSWERED: N_("I got no answer"),
    Outcome.NOT_APPLICABLE: N_("I do not know, or it does not apply to me"),
    Outcome.NOT_TESTED: N_("I do not want to answer"),
}


def options(entry: Entry, reader: Reader, *, address: Address, value: Value) -> tuple[Option, ...]:
    """The choices in the order they are offered in, then what may be said instead of an answer."""
    if entry.item.kind is Kind.RANGE:
        found = _steps(entry, reader)
    elif entry.item.kind in CHOOSING:
        found = _choices(entry, reader, address=address, value=value)
    else:
        found = iter(())
    return (*found, *_instead(entry, reader))


def _choices(entry: Entry, reader: Reader, *, address: Address, value: Value) -> Iterator[Option]:
    chosen = [entry.raw] if entry.item.kind is Kind.SELECT_ONE else entry.raw.split()
    ranked = entry.item.kind is Kind.RANK
    for choice in entry.choices:
        label = said(choice.label, reader, value)
        yield Option(
            value=choice.value,
            label=label or verbatim(choice.value),
            guidance=said(choice.guidance, reader, value),
            media=media(choice.media, reader.language, about=label.plain, address=address),
            on=choice.value in chosen,
            place=chosen.index(choice.value) + 1 if ranked and choice.value in chosen else 0,
        )


def _steps(entry: Entry, reader: Reader) -> Iterator[Option]:
    """A step may have a word of its own: a range can name a list."""
    words: Mapping[str, Choice] = {choice.value: choice for choice in entry.item.choices}
    for step in scale(entry.item):
        number = number_text(step)
        label = said(words[number].label, reader) if number in words else None
        shown = numbers.shown(number, reader.language)
        yield Option(value=number, label=label or verbatim(shown), on=_same(number, entry.raw))


def _instead(entry: Entry, reader: Reader) -> Iterator[Option]:
    words = OF_CITIZENS if reader.citizen else INSTEAD
    for status in entry.item.may_be:
        code = MARK + status
        yield Option(value=code, label=verbatim(reader.text(words[status])), on=entry.raw == code, aside=True)


def _same(step: str, raw: str) -> bool:
    try:
        return float(step) == float(raw)
    except ValueError:
        return False
