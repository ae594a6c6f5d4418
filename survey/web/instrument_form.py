"""An instrument as questions on a page: what is asked, in the reader's language; points never leave the server."""

from collections.abc import Mapping

import msgspec

from instruments.instrument import MARK, Instrument, Item, Kind, Outcome, in_language
from survey.texts import N_, Translate

PREFIX = "q-"  # of the fields' names, so that no item is mistaken for something else in the form


class Option(msgspec.Struct, frozen=True):
    value: str
    label: str
    guidance: str = ""
    aside: bool = False  # says why there is no answer, instead of giving one


class Question(msgspec.Struct, frozen=True, kw_only=True):
    item: str
    name: str  # of the field
    kind: Kind
    label: str
    hint: str = ""
    guidance: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    value: str = ""
    shown_if: str = ""  # the field on which it depends
    shown_in: str = ""  # the values of that field, with blanks between
    condition: str = ""  # the same in words, for pages without a script

    @property
    def chosen(self) -> str:
        """What the value is called, for reading it over."""
        return next((option.label for option in self.options if option.value == self.value), self.value)


INSTEAD: Mapping[Outcome, str] = {
    Outcome.UNANSWERED: N_("No answer was given"),
    Outcome.UNREACHABLE: N_("Could not be reached"),
    Outcome.REFUSED: N_("They refused to answer"),
    Outcome.NOT_TESTED: N_("Was not tested"),
    Outcome.NOT_APPLICABLE: N_("Does not apply here"),
    Outcome.NOT_OFFERED: N_("They do not offer this"),
    Outcome.TESTER_ERROR: N_("I made a mistake"),
    Outcome.DETECTED: N_("I was recognised"),
}


def questions(
    instrument: Instrument, values: Mapping[str, str], language: str, *, text: Translate
) -> tuple[Question, ...]:
    items = {item.name: item for item in instrument.items}
    return tuple(_question(item, items, values=values, language=language, text=text) for item in instrument.items)


def _question(
    item: Item, items: Mapping[str, Item], *, values: Mapping[str, str], language: str, text: Translate
) -> Question:
    options = [
        Option(choice.value, in_language(choice.label, language), in_language(choice.guidance, language))
        for choice in item.choices
    ]
    options += [Option(MARK + status, text(INSTEAD[status]), aside=True) for status in item.may_be]
    rule = item.shown_if
    return Question(
        item=item.name,
        name=PREFIX + item.name,
        kind=item.kind,
        label=in_language(item.label, language),
        hint=in_language(item.hint, language),
        guidance=in_language(item.guidance, language),
        required=item.required,
        options=tuple(options),
        value=values.get(item.name, ""),
        shown_if=PREFIX + rule.item if rule else "",
        shown_in=" ".join(rule.any_of) if rule else "",
        condition=_condition(items[rule.item], rule.any_of, language=language) if rule else "",
    )


def _condition(on: Item, any_of: tuple[str, ...], *, language: str) -> str:
    labels = [in_language(choice.label, language) for choice in on.choices if choice.value in any_of]
    return f"{in_language(on.label, language)} {' / '.join(labels)}"


def values_of(form: Mapping[str, str]) -> dict[str, str]:
    """Item -> answer from the fields of a form; what is blank was not answered."""
    return {
        name.removeprefix(PREFIX): value.strip()
        for name, value in form.items()
        if name.startswith(PREFIX) and isinstance(value, str) and value.strip()
    }
