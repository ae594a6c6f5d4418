"""What a model learns from and is judged by: the examples that ship, and what people said of comments."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from instruments.codebook import Codebook
from scoring.comments.language import language
from scoring.comments.starter.examples import examples as shipped
from scoring.comments.tagger.example import Example
from survey.comment import Comment
from survey.correction import Codes
from survey.scheme import Scheme
from survey.steps.recode import of_codebooks
from survey.store import comments, corrections, schemes
from survey.tagger import is_held_out

STARTER_SCHEME = "municipal"
"""The scheme that the examples which ship are coded by; of another one they teach nothing."""


class Corrected(msgspec.Struct, frozen=True):
    comment: Comment
    codes: Codes


class Lessons(msgspec.Struct, frozen=True, kw_only=True):
    municipal: bool
    """The scheme is the one that ships, or came from it: what the house knows of its words helps."""
    learned: tuple[Example, ...]
    held_out: tuple[Corrected, ...]
    """Never trained on, by any model: on these the new one is compared with the old one."""


def lessons(connection: sa.Connection, scheme: Scheme) -> Lessons:
    said = corrections.standing_of(connection, scheme.version)
    found = [Corrected(one, said[one.id]) for one in in_batches(connection, sorted(said))]
    versions = [one.read() for one in reversed(schemes.every(connection)) if 0 < one.version <= scheme.version]
    return Lessons(
        municipal=versions[0].id == STARTER_SCHEME,
        learned=(*written(versions), *(example(one) for one in found if not is_held_out(one.comment.id))),
        held_out=tuple(one for one in found if is_held_out(one.comment.id)),
    )


def in_batches(connection: sa.Connection, ids: Sequence[bytes]) -> list[Comment]:
    return [one for batch in comments.batches(ids) for one in comments.by_ids(connection, batch)]


def written(versions: list[Codebook]) -> list[Example]:
    """The examples that ship, under the newest of these versions; those of a category that was split fall out."""
    if versions[0].id != STARTER_SCHEME:
        return []
    followed = [msgspec.structs.replace(one, labels=of_codebooks(versions, dict(one.labels))) for one in shipped()]
    return [one for one in followed if one.labels]


def example(one: Corrected) -> Example:
    comment = one.comment
    spoken = comment.language or language(comment.text)
    return Example(comment.text, one.codes, comment.features, language=spoken, group=str(comment.source), private=True)
