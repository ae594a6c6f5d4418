"""Scenario and Persona: who asks what, in which words, and the key to a right answer."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from instruments.fault import Fault, missing_languages
from instruments.language import Texts

FORMS = ("nb", "nn", "sv", "en")
WORDINGS = 3
"""At least so many per written form, so that a unit's staff cannot recognise an inquiry by its words."""

PLACEHOLDERS = frozenset({"unit", "persona", "first_name", "last_name"})
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_MARKED = re.compile(r"\*([^*]+)\*")


class Channel(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    WEB = "web"


class UnknownPlaceholderError(ValueError):
    """A wording asks for something that nobody can fill in."""


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    subject: str
    body: str


class WebTask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to find on the unit's website, from `start` (a path below its front page)."""

    find: Texts
    found: Texts
    partly: Texts = {}
    start: str = "/"
    cap_seconds: int | None = None
    """Overrides the protocol's cap."""


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    version: int = 1
    sector: str
    channels: tuple[Channel, ...]
    title: Texts
    cover_story: Texts = {}
    ages: tuple[int, int] = (18, 99)
    """Between which ages a persona can believably ask this."""
    wordings: dict[str, tuple[Wording, ...]] = {}
    openings: dict[str, tuple[str, ...]] = {}
    """What the caller says first, in several wordings."""
    follow_up: Texts = {}
    """What the persona answers when the unit asks back."""
    key: dict[str, tuple[str, ...]] = {}
    """What a right answer says, one statement each, by written form; local prices, hours and dates are examples.

    The *marked|or marked like this* words are what a program can look for."""
    web: WebTask | None = None


class Persona(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    first_name: str
    last_name: str
    forms: tuple[str, ...]
    age: int
    situation: Texts
    tone: Texts

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Cast(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The personas of one country."""

    id: str
    version: int = 1
    country: str
    personas: tuple[Persona, ...]


def suits(persona: Persona, scenario: Scenario, *, form: str) -> bool:
    """Whether this person could believably ask this in this written form (en: anyone)."""
    youngest, oldest = scenario.ages
    return youngest <= persona.age <= oldest and (form in persona.forms or form == "en")


def fillings(persona: Persona, unit: str) -> dict[str, str]:
    """What the placeholders of a text stand for when this persona writes to this unit."""
    return {
        "unit": unit,
        "persona": persona.name,
        "first_name": persona.first_name,
        "last_name": persona.last_name,
    }


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in place of {unit}, {persona} ...; raises UnknownPlaceholderError for any other."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise UnknownPlaceholderError(f"nothing is known to put in place of {match[0]}")
        return values[match[1]]

    return _PLACEHOLDER.sub(value, text)


def facts(scenario: Scenario, form: str, *, country: str = "") -> tuple[str, ...]:
    """The statements of a right answer, to grade by; together they read as a full answer."""
    return tuple(_MARKED.sub(lambda match: match[1].split("|")[0], line) for line in _key(scenario, form, country))


def phrases(scenario: Scenario, form: str, *, country: str = "") -> tuple[str, ...]:
    """The marked words of the key, one or more per statement, for a program to look for; `a|b` means either."""
    return tuple(found for line in _key(scenario, form, country) for found in _MARKED.findall(line))


def _key(scenario: Scenario, form: str, country: str) -> tuple[str, ...]:
    """English answers differ between countries: `en-SE` is used there, where a scenario has it."""
    return scenario.key.get(f"{form}-{country}") or scenario.key.get(form, ())


def problems(scenario: Scenario) -> tuple[Fault, ...]:
    """What keeps the scenario from being used."""
    return tuple(_faults(scenario))


def _faults(scenario: Scenario) -> Iterator[Fault]:
    if not scenario.channels:
        yield Fault("channels", "a scenario is asked through at least one channel")
    yield from missing_languages(scenario.title, "title", FORMS)
    if Channel.EMAIL in scenario.channels:
        yield from _too_few({form: len(found) for form, found in scenario.wordings.items()}, "wordings")
        yield from missing_languages(scenario.follow_up, "follow_up", FORMS)
    if Channel.PHONE in scenario.channels:
        yield from _too_few({form: len(found) for form, found in scenario.openings.items()}, "openings")
    if {Channel.EMAIL, Channel.PHONE} & set(scenario.channels):
        yield from missing_languages(scenario.cover_story, "cover_story", FORMS)
        yield from _key_faults(scenario)
    if (Channel.WEB in scenario.channels) != (scenario.web is not None):
        yield Fault("web", "the channel web and the table [web] come together")
    if scenario.web:
        yield from missing_languages(scenario.web.find, "web.find", FORMS)
        yield from missing_languages(scenario.web.found, "web.found", FORMS)
    yield from _placeholder_faults(scenario)


def _too_few(counts: Mapping[str, int], where: str) -> Iterator[Fault]:
    for form in FORMS:
        if counts.get(form, 0) < WORDINGS:
            yield Fault(f"{where}.{form}", f"{counts.get(form, 0)} of at least {WORDINGS}")


def _key_faults(scenario: Scenario) -> Iterator[Fault]:
    for form in (*FORMS, *(form for form in scenario.key if form not in FORMS)):
        if form[:2] not in FORMS:
            yield Fault(f"key.{form}", f"no such written form; known: {', '.join(FORMS)}, or with a country: en-SE")
        if len(scenario.key.get(form, ())) < 2:
            yield Fault(f"key.{form}", "a key has at least two statements")
        for line in scenario.key.get(form, ()):
            if not _MARKED.search(line):
                yield Fault(f"key.{form}", f"no *marked* words in: {line}")


def _placeholder_faults(scenario: Scenario) -> Iterator[Fault]:
    for where, text in texts(scenario):
        for name in _PLACEHOLDER.findall(text):
            if name not in PLACEHOLDERS:
                yield Fault(where, f"unknown placeholder {{{name}}}; known: {', '.join(sorted(PLACEHOLDERS))}")


def texts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Every text that leaves the house in the persona's name, with its place."""
    for form, wordings in scenario.wordings.items():
        for number, wording in enumerate(wordings, 1):
            yield f"wordings.{form}.{number}.subject", wording.subject
            yield f"wordings.{form}.{number}.body", wording.body
    for form, openings in scenario.openings.items():
        for number, opening in enumerate(openings, 1):
            yield f"openings.{form}.{number}", opening
    for form, text in scenario.follow_up.items():
        yield f"follow_up.{form}", text
