"""One comment as a reviewer sees it: its text, what the model suggests and why, and a key for each category."""

from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa

from instruments.codebook import Axis
from instruments.language import in_language
from scoring.comments.tagger.example import Told
from survey.comment import Comment, Piece, Term, pieces, words
from survey.correction import Codes, shown
from survey.store import comments, tags
from survey.store.comments import Tag
from survey.web.comments import keys, questions
from survey.web.comments.codes import Scheme
from survey.web.request import Request

STRONGEST = 2
"""Words of each kind that are marked: more would mark the whole of a short comment."""
NOTHING = Told((), True, (), 0.0)


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name: str
    meant: str
    """The definition."""
    key: str
    chosen: bool
    p: float | None
    alone: bool
    """None of these: it does not stand beside another."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One axis."""

    code: str
    name: str
    many: bool
    choices: list[Choice]
    shown: tuple[str, ...]
    """What the model suggests; nothing in a blind sample."""
    because: tuple[str, ...]
    unsure: bool
    known: bool
    """A person, or the file it came with, has said it already."""


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    token: str
    pieces: tuple[Piece, ...]
    asked: str
    channel: str
    service: str
    language: str
    questions: list[Question]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a card beside the comment itself."""

    told: Mapping[str, Told] = {}
    language: str = ""
    said: Sequence[Tag] = ()
    blind: bool = False
    asked: str = ""
    """The question it answers."""
    chosen: Codes | None = None
    """What somebody had chosen, where the form came back."""


def slip(one: Comment, token: str, scheme: Scheme, beside: Shown, language: str) -> Slip:
    because = tuple(word for told in beside.told.values() for word in told.because[:STRONGEST])
    by_key = keys.assigned(
        {axis.code: [(each.code, in_language(each.name, language)) for each in axis.categories] for axis in scheme.axes}
    )
    return Slip(
        id=one.id.hex(),
        token=token,
        pieces=pieces(one.text, terms_of(because)),
        asked=beside.asked,
        channel=one.channel or "",
        service=one.service,
        language=beside.language or one.language,
        questions=[question(axis, beside, by_key, language) for axis in scheme.axes],
    )


def terms_of(because: Sequence[str]) -> tuple[Term, ...]:
    """Whole words only: the model has read them as they stand."""
    return tuple(Term(tuple(found)) for one in because if (found := words(one)))


def question(axis: Axis, beside: Shown, by_key: Mapping[keys.Place, str], language: str) -> Question:
    told = beside.told.get(axis.code, NOTHING)
    said = tuple(one.code for one in beside.said if one.axis == axis.code and one.p is None)
    suggested = () if beside.blind else shown(told, many=axis.many)
    chosen = (said or suggested) if beside.chosen is None else beside.chosen.get(axis.code, ())
    likely = {} if beside.blind else {one.label: one.p for one in told.scored}
    return Question(
        code=axis.code,
        name=in_language(axis.name, language),
        many=axis.many,
        choices=[
            Choice(
                code=one.code,
                name=in_language(one.name, language),
                meant=in_language(one.definition, language),
                key=by_key.get((axis.code, one.code), ""),
                chosen=one.code in chosen,
                p=likely.get(one.code) if one.code in suggested else None,
                alone=one.code == axis.none,
            )
            for one in axis.categories
        ],
        shown=suggested,
        because=() if beside.blind else told.because[:STRONGEST],
        unsure=told.unsure and not beside.blind,
        known=bool(said) and not beside.blind,
    )


def slips(
    connection: sa.Connection, scheme: Scheme, tokens: Mapping[bytes, str], request: Request, *, blind: bool = False
) -> list[Slip]:
    """Of these comments, in their order; those that are gone are left out."""
    ids = list(tokens)
    looked = {} if blind else tags.of_comments(connection, scheme.version, ids)
    said = {} if blind else comments.tags_of(connection, scheme.version, ids)
    there = comments.by_ids(connection, ids)
    known = questions.asked(connection, there, request)
    found = []
    for one in there:
        seen = looked.get(one.id)
        beside = Shown(
            told=seen.told if seen else {},
            language=seen.language if seen else "",
            said=said.get(one.id, ()),
            blind=blind,
            asked=questions.of(one, known),
        )
        found.append(slip(one, tokens[one.id], scheme, beside, request.language))
    return found
