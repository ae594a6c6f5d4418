"""How a database is built, beside how it should be: whatever somebody has added by hand, and what a server notes."""

import re
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.store.schema.comments import SEARCH_TABLES
from survey.store.schema.tables import ORDERED

OURS = {str(table.name): table for table in ORDERED}
CAST = re.compile(r"::[a-z ]+$")
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
        UNION ALL SELECT rulename FROM pg_rules WHERE schemaname = current_schema()
        UNION ALL SELECT evtname FROM pg_event_trigger
    """,
}
COPIES = {
    "sqlite": "SELECT '' WHERE false",
    "postgresql": """
        SELECT matviewname FROM pg_matviews WHERE schemaname = current_schema()
        UNION ALL SELECT pubname FROM pg_publication
        UNION ALL SELECT slot_name FROM pg_replication_slots
        WHERE slot_type = 'logical' AND database = current_database()
    """,
}


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """What is there and should not be."""

    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """`table.column`"""
    defaults: tuple[str, ...] = ()
    """Columns that fill themselves in otherwise than was written."""
    triggers: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    """What else keeps rows, or passes them on: materialised views, publications, logical slots."""
    counted: tuple[str, ...] = ()
    """SQLite: tables whose rows lie by arrival and should lie by key."""
    settings: dict[str, str] = {}
    """PostgreSQL: what decides about what the server writes down of statements and commits."""


def shape(connection: sa.Connection) -> Shape:
    engine = connection.dialect.name
    look = sa.inspect(connection)
    names = look.get_table_names()
    there = [(name, one) for name in names if name in OURS for one in look.get_columns(name)]
    return Shape(
        tables=tuple(sorted(set(names) - OURS.keys() - SEARCH_TABLES)),
        columns=tuple(f"{name}.{one['name']}" for name, one in there if column(name, one) is None),
        defaults=tuple(f"{name}.{one['name']}" for name, one in there if is_foreign(name, one)),
        triggers=tuple(connection.scalars(sa.text(TRIGGERS[engine]))),
        copies=tuple(connection.scalars(sa.text(COPIES[engine]))),
        counted=tuple(by_arrival(connection)) if engine == "sqlite" else (),
        settings=server_settings(connection) if engine == "postgresql" else {},
    )


def column(table: str, found: Any) -> sa.Column[Any] | None:
    return OURS[table].columns.get(found["name"])


def is_foreign(table: str, found: Any) -> bool:
    """A default that the schema does not have: a clock or a counter may be in it."""
    own = column(table, found)
    default = found["default"]
    if own is None or default is None or default.startswith("nextval("):
        return False
    return literal(default) not in written(own)


def literal(default: str) -> str:
    return CAST.sub("", default.strip()).strip("'")


def written(own: sa.Column[Any]) -> set[str]:
    argument: Any = getattr(own.server_default, "arg", None)
    if isinstance(argument, sa.sql.elements.True_):
        return {"1", "true"}
    if isinstance(argument, sa.sql.elements.False_):
        return {"0", "false"}
    return {str(argument)}


def by_arrival(connection: sa.Connection) -> list[str]:
    keyed = [name for name, table in OURS.items() if table.dialect_options["sqlite"].get("with_rowid") is False]
    rows = connection.execute(sa.text("SELECT name, wr FROM pragma_table_list WHERE schema = 'main'"))
    without = {name for name, wr in rows if wr}
    return [name for name in keyed if name in set(sa.inspect(connection).get_table_names()) - without]


def server_settings(connection: sa.Connection) -> dict[str, str]:
    chosen = "SELECT name, setting FROM pg_settings WHERE name = 'track_commit_timestamp' OR name LIKE '%log\\_%'"
    return {name: setting for name, setting in connection.execute(sa.text(chosen))}
