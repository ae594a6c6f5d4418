"""The one metadata and the column types that behave alike on both engines."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")


class Instant(sa.types.TypeDecorator[datetime]):
    """A moment: aware going in, UTC at rest, aware coming out (SQLite alone would return it naive)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def identity() -> sa.Column[int]:
    return sa.Column("id", Key, sa.Identity(), primary_key=True)


def reference(name: str, target: str, *, nullable: bool = False, index: bool = True, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, Key, sa.ForeignKey(f"{target}.id", **options), nullable=nullable, index=index)


def text(name: str, *, nullable: bool = False, default: str | None = None, **options: Any) -> sa.Column[Any]:
    if default is not None:
        options["server_default"] = default
    return sa.Column(name, sa.Text, nullable=nullable, **options)


def moment(name: str, *, nullable: bool = True, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, Instant, nullable=nullable, **options)


def count(name: str, *, nullable: bool = False, default: int | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, nullable=nullable, server_default=None if default is None else str(default))


def flag(name: str, *, default: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.true() if default else sa.false())


def json(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, Json, nullable=nullable)
