"""Rows become Structs: the one way store modules read."""

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


def plain(row: sa.RowMapping) -> dict[str, Any]:
    """SQLAlchemy's names are a kind of str of their own, which msgspec does not take for keys."""
    return {str(name): value for name, value in row.items()}
