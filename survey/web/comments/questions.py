"""Which question a comment answers, in the words in which it was asked."""

from collections.abc import Iterable

import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Instrument
from instruments.language import in_language
from survey.comment import Comment, Kind, Source
from survey.problems import Conflict
from survey.store import forms, rounds, waves
from survey.web.request import Request

Place = tuple[Source, str]
"""Where a comment is from, and the name of the question there."""


def asked(connection: sa.Connection, some: Iterable[Comment], request: Request) -> dict[Place, str]:
    """The text of each question; one that is not known is missing, and a file's own words are left to it."""
    found: dict[Place, str] = {}
    for source in dict.fromkeys(one.source for one in some if one.source.kind is not Kind.COLLECTION):
        for form in forms_of(connection, source, request):
            for item in form.leaves:
                found.setdefault((source, item.name), in_language(item.label, request.language))
    return found


def forms_of(connection: sa.Connection, source: Source, request: Request) -> Iterable[Instrument]:
    own = request.settings.bank_folder
    match source.kind:
        case Kind.ROUND if held := rounds.by_id(connection, source.id):
            return forms.every_found(connection, held.forms.values(), own).values()
        case Kind.WAVE if wave := waves.by_id(connection, source.id):
            try:
                return forms.grading(connection, request.protocol(wave.protocol), wave.forms, own).values()
            except (bank.UnknownError, Conflict):
                return ()
    return ()


def of(one: Comment, known: dict[Place, str]) -> str:
    if one.source.kind is Kind.COLLECTION:
        return one.item
    return known.get((one.source, one.item), "")
