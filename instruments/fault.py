"""Fault: what is wrong with something that was written down, and where."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from instruments import language
from instruments.language import Texts


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with an instrument or a scenario, and where: `courtesy.choices.yes.label`, `survey!C12`."""

    where: str
    message: str
    severity: Severity = Severity.ERROR


def missing_languages(texts: Texts, where: str, languages: tuple[str, ...]) -> Iterator[Fault]:
    """A warning for each language in which a text that exists elsewhere is absent or blank."""
    for code in language.missing(texts, languages):
        yield Fault(where, f"no text in {code}", Severity.WARNING)
