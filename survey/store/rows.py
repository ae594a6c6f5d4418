"""Rows become Structs: the one way store modules read."""

import hashlib
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

T = TypeVar("T")


def many(connection: sa.Connection, statement: sa.Select[Any], of: type[T], **values: Any) -> list[T]:
    """`values` fill the bindparams of a statement that was built once: building it costs more than running it."""
    found: Sequence[sa.RowMapping] = connection.execute(statement, values).mappings().all()
    return msgspec.convert([plain(row) for row in found], list[of], strict=False)  # type: ignore[valid-type]


def one(connection: sa.Connection, statement: sa.Select[Any], of: type[T], **values: Any) -> T | None:
    row = connection.execute(statement, values).mappings().first()
    return None if row is None else msgspec.convert(plain(row), of, strict=False)


def digest(connection: sa.Connection, statement: sa.Select[Any]) -> str:
    """A hash of what it finds: much cheaper than the rows as Structs where its columns are `bare`."""
    found = hashlib.sha256()
    for row in connection.execute(statement):
        found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def bare(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """As the engine hands it over; JSON as its text."""
    if isinstance(column.type, sa.JSON):
        return sa.cast(column, sa.Text)
    return sa.type_coerce(column, sa.types.NullType())


def plain(row: sa.RowMapping) -> dict[str, Any]:
    """SQLAlchemy's names are a kind of str of their own, which msgspec does not take for keys."""
    return {str(name): value for name, value in row.items()}
