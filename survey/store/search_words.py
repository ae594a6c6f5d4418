"""The words of comments, to be searched: FTS5 on SQLite, tsvector on PostgreSQL, made of the same words."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from survey.comment import Comment, Term, words
from survey.store.schema.comments import SEARCH, comment

LITE = sa.text("INSERT INTO comment_search (rowid, words, comment_id) VALUES (:number, :words, :id)")
SERVER = sa.text("INSERT INTO comment_search (comment_id, words) VALUES (:id, CAST(:words AS tsvector))")
FORGET = sa.text("DELETE FROM comment_search WHERE rowid = :number")
# What was deleted stays in the index until its parts are merged; merged pages are overwritten (secure_delete).
MERGE = sa.text("INSERT INTO comment_search (comment_search) VALUES ('optimize')")
EMPTY = sa.text("DELETE FROM comment_search")
BATCH = 500


def add(connection: sa.Connection, comments: Iterable[Comment]) -> None:
    lite = connection.dialect.name == "sqlite"
    rows = [row(one.id, words(one.text), lite=lite) for one in comments]
    if rows:
        connection.execute(LITE if lite else SERVER, rows)


def row(id: bytes, said: Sequence[str], *, lite: bool) -> dict[str, Any]:
    if lite:
        return {"id": id, "number": place(id), "words": " ".join(said)}
    return {"id": id, "words": " ".join(f"'{word}':{min(at, 16_383)}" for at, word in enumerate(said, start=1))}


def place(id: bytes) -> int:
    """The place of a comment in FTS5: as random as its key, so that the order there is no order of arrival."""
    return int.from_bytes(id[:8], "big", signed=True)


def forget(connection: sa.Connection, ids: Sequence[bytes]) -> None:
    """On PostgreSQL the rows go with their comments."""
    if ids and connection.dialect.name == "sqlite":
        connection.execute(FORGET, [{"number": place(id)} for id in ids])


def merge(connection: sa.Connection) -> None:
    """After `forget`, once: only now the words are gone from the file."""
    if connection.dialect.name == "sqlite":
        connection.execute(MERGE)


def rebuild(connection: sa.Connection) -> None:
    connection.execute(EMPTY)
    last = b""
    while found := connection.execute(
        sa.select(comment.c.id, comment.c.text).where(comment.c.id > last).order_by(comment.c.id).limit(BATCH)
    ).all():
        lite = connection.dialect.name == "sqlite"
        connection.execute(LITE if lite else SERVER, [row(id, words(text), lite=lite) for id, text in found])
        last = found[-1][0]
    merge(connection)


def holding(connection: sa.Connection, asked: Sequence[Term]) -> sa.ColumnElement[bool]:
    """The condition that a comment has all of these; `asked` is not empty."""
    found = sa.select(sa.column("comment_id", sa.LargeBinary)).select_from(sa.table(SEARCH))
    return comment.c.id.in_(found.where(fitting(connection, asked)))


def number(connection: sa.Connection, asked: Sequence[Term]) -> int:
    """Of all comments, whatever they are: without a look at any of them."""
    found = sa.select(sa.func.count()).select_from(sa.table(SEARCH)).where(fitting(connection, asked))
    return connection.scalar(found) or 0


def fitting(connection: sa.Connection, asked: Sequence[Term]) -> sa.TextClause:
    if connection.dialect.name == "sqlite":
        said = " AND ".join(f'"{" ".join(term.words)}"' + (" *" if term.prefix else "") for term in asked)
        return sa.text("comment_search MATCH :asked").bindparams(asked=said)
    said = " & ".join("(" + " <-> ".join(parts(term)) + ")" for term in asked)
    return sa.text("words @@ CAST(:asked AS tsquery)").bindparams(asked=said)


def parts(term: Term) -> list[str]:
    *first, last = (f"'{word}'" for word in term.words)
    return [*first, last + (":*" if term.prefix else "")]
