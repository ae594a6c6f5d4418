"""Which comments a reader asks for, and what there is to choose from."""

import msgspec
import sqlalchemy as sa

from instruments.language import in_language
from survey.comment import Kind, Source, Wanted
from survey.correction import State
from survey.person import Person
from survey.store import category_counts, collections, comment_choices, rounds, units, waves
from survey.texts import N_
from survey.web.comments.codes import Scheme
from survey.web.forms import LARGEST, typed
from survey.web.request import Request

LONGEST = 200
UNSURE = "unsure"
STATES = {
    State.CONFIRMED.value: N_("Reviewed by a person"),
    State.SUGGESTED.value: N_("Suggested by the model"),
    UNSURE: N_("The model does not know"),
}
LANGUAGES = {
    "nb": "Bokmål",
    "nn": "Nynorsk",
    "sv": "Svenska",
    "da": "Dansk",
    "en": "English",
    "other": N_("Another language"),
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """As it stands in the address of the page."""

    source: str = ""
    unit: str = ""
    channel: str = ""
    period: str = ""
    service: str = ""
    category: str = ""
    """axis:code"""
    language: str = ""
    state: str = ""
    q: str = ""
    after: str = ""

    @property
    def narrowed(self) -> bool:
        return any(getattr(self, name) for name in self.__struct_fields__ if name not in ("q", "after"))


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """(value, label) of each field; empty where there is nothing to choose."""

    source: list[tuple[str, str]]
    unit: list[tuple[str, str]]
    channel: list[str]
    period: list[str]
    service: list[str]


def asked(request: Request) -> Asked:
    given = {name: typed(request.query_params.get(name, ""))[:LONGEST] for name in Asked.__struct_fields__}
    return Asked(**given)


def wanted(given: Asked, person: Person) -> Wanted:
    """What of it this reader may see; what makes no sense asks for nothing."""
    source = Source.read(given.source)
    axis, _, code = given.category.partition(":")
    return Wanted(
        sources=(source,) if source else (),
        unit_id=number(given.unit),
        channel=given.channel,
        periods=(given.period,) if given.period else (),
        service=given.service,
        only_units=None if person.sees_all_units else person.units,
        language=given.language if given.language in LANGUAGES else "",
        categories=((axis, code),) if axis and code else (),
        state=given.state if given.state in set(State) else "",
        unsure=given.state == UNSURE,
        words=given.q,
    )


def number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 and int(text) <= LARGEST else None


def key(text: str) -> bytes:
    """Where a page begins; the first one where the address was tampered with."""
    try:
        return bytes.fromhex(text)[:16]
    except ValueError:
        return b""


def choices(connection: sa.Connection, person: Person) -> Choices:
    known = comment_choices.known(connection, None if person.sees_all_units else person.units)
    named = sorted(units.by_ids(connection, known.units), key=lambda one: one.name.casefold())
    return Choices(
        source=named_sources(connection, known.sources - category_counts.untold(connection)),
        unit=[(str(one.id), one.name) for one in named],
        channel=known.channels,
        period=known.periods[::-1],
        service=known.services,
    )


def named_sources(connection: sa.Connection, found: frozenset[Source]) -> list[tuple[str, str]]:
    """The newest first, by kind."""
    names = {Source(Kind.ROUND, one.id): one.title for one in rounds.every(connection)}
    names |= {Source(Kind.WAVE, one.id): one.name for one in waves.every(connection)}
    names |= {Source(Kind.COLLECTION, one.id): one.title for one in collections.every(connection)}
    return [(str(one), name) for one, name in names.items() if one in found]


def named_categories(scheme: Scheme, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Axis -> (axis:code, name), as a field with groups wants them."""
    return [
        (
            in_language(axis.name, language),
            [(f"{axis.code}:{one.code}", in_language(one.name, language)) for one in axis.categories],
        )
        for axis in scheme.axes
    ]
