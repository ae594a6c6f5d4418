"""Rows become Structs: the one way store modules read."""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

T = TypeVar("T")


def many(connection: sa.Connection, statement: sa.Select[Any], of: type[T]) -> list[T]:
    found: Sequence[sa.RowMapping] = connection.execute(statement).mappings().all()
    return msgspec.convert([dict(row) for row in found], list[of], strict=False)  # type: ignore[valid-type]


def one(connection: sa.Connection, statement: sa.Select[Any], of: type[T]) -> T | None:
    row = connection.execute(statement.limit(1)).mappings().first()
    return None if row is None else msgspec.convert(dict(row), of, strict=False)
