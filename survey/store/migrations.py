"""The schema's history: ordered steps, each in one transaction, the same on both engines."""

import re
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from survey.store import category_counts, response_counts, search_words
from survey.store.database import Database
from survey.store.schema import operations
from survey.store.schema.tables import ORDERED

DDL = Path(__file__).parent / "ddl"
ADVISORY_LOCK = 7_301_199  # any number, the same in every process


class TooNew(Exception):
    """The database was written by a newer Medlytt."""


def m0001(connection: sa.Connection) -> None:
    run_script(connection, "0001")


def m0002(connection: sa.Connection) -> None:
    """Instruments of one's own, and which of them a wave is graded with."""
    run_script(connection, "0002")


def m0003(connection: sa.Connection) -> None:
    """Programs that work in the name of a person."""
    run_script(connection, "0003")


def m0004(connection: sa.Connection) -> None:
    """Citizens answer after a contact: who is asked, and, apart from it, what they say."""
    run_script(connection, "0004")


def m0005(connection: sa.Connection) -> None:
    """Blind tokens."""
    run_script(connection, "0005")


def m0006(connection: sa.Connection) -> None:
    """Comments from waves and files too, tagged under schemes of categories, and searched."""
    run_script(connection, "0006")
    category_counts.recount(connection, category_counts.EVERY)
    search_words.rebuild(connection)


def m0007(connection: sa.Connection) -> None:
    """A file of comments that is sent again is known; what the tagger doubts is found without reading all it said."""
    run_script(connection, "0007")


def m0008(connection: sa.Connection) -> None:
    """What a reviewer has before them."""
    run_script(connection, "0008")


def m0009(connection: sa.Connection) -> None:
    """What lists of comments may tell of where they are from."""
    run_script(connection, "0009")
    category_counts.tell(connection)


def m0010(connection: sa.Connection) -> None:
    """What there is to choose from in a filter of comments is found without reading all of them."""
    run_script(connection, "0010")


def m0011(connection: sa.Connection) -> None:
    """Units object before publication, somebody decides, and what was changed stands in a public ledger."""
    run_script(connection, "0011")


def m0012(connection: sa.Connection) -> None:
    """How sure each place is, alone and among all: rank sets, tiers, standard errors, shrunk scores, change."""
    run_script(connection, "0012")


def m0013(connection: sa.Connection) -> None:
    """How good a measurement is: derived figures of waves, how hard replies are to read, second grades."""
    run_script(connection, "0013")


def m0014(connection: sa.Connection) -> None:
    """Improvement reports, their findings, and what units have promised."""
    run_script(connection, "0014")


def m0015(connection: sa.Connection) -> None:
    """Published waves have editions, and each its signature."""
    run_script(connection, "0015")


def m0016(connection: sa.Connection) -> None:
    """All reports of a wave in one file: who wants it and how far it is."""
    run_script(connection, "0016")


def m0017(connection: sa.Connection) -> None:
    """What a unit's staff is told by mail and what became of it, who wants which mail, addresses of calendars."""
    run_script(connection, "0017")


def m0018(connection: sa.Connection) -> None:
    """What released answers say, counted by place."""
    run_script(connection, "0018")
    response_counts.recount(connection)


def m0019(connection: sa.Connection) -> None:
    """What was published of surveys, decided once."""
    run_script(connection, "0019")


def m0020(connection: sa.Connection) -> None:
    """Where invitations and inquiries stand is counted from an index alone."""
    run_script(connection, "0020")


def m0021(connection: sa.Connection) -> None:
    """Windows for objections that were made longer, and why."""
    run_script(connection, "0021")


def m0022(connection: sa.Connection) -> None:
    """Units have a peer group, and standings a place in each group of their unit."""
    run_script(connection, "0022")


MIGRATIONS: tuple[Callable[[sa.Connection], None], ...] = (
    m0001, m0002, m0003, m0004, m0005, m0006, m0007, m0008, m0009, m0010, m0011, m0012, m0013, m0014,
    m0015, m0016, m0017, m0018, m0019, m0020, m0021, m0022,
)  # fmt: skip


def version(connection: sa.Connection) -> int:
    if not sa.inspect(connection).has_table("schema_version"):
        return 0
    return connection.scalar(sa.select(sa.func.max(operations.schema_version.c.version))) or 0


def pending(db: Database) -> int:
    """How many steps this database lacks; raises TooNew if it has more than we know."""
    with db.read() as connection:
        found = version(connection)
    if found > len(MIGRATIONS):
        raise TooNew(f"The database is at schema {found}, this Medlytt knows {len(MIGRATIONS)}: start a newer Medlytt.")
    return len(MIGRATIONS) - found


def migrate(db: Database, now: datetime, *, upto: int | None = None) -> int:
    """Bring the database to the newest schema; returns how many steps ran. Safe to call from several processes."""
    ran = 0
    for number, _ in enumerate(MIGRATIONS[:upto], start=1):
        ran += db.write(_step, number, now)
    pending(db)
    return ran


def _step(connection: sa.Connection, number: int, now: datetime) -> int:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))
    if version(connection) >= number:
        return 0
    MIGRATIONS[number - 1](connection)
    connection.execute(operations.schema_version.insert().values(version=number, applied_at=now))
    return 1


def run_script(connection: sa.Connection, name: str) -> None:
    script = (DDL / f"{name}.{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in re.split(r";\n", script):
        if statement.strip():
            connection.exec_driver_sql(statement.replace("%", "%%"))


def script(dialect: sa.Dialect, tables: Iterable[sa.Table]) -> str:
    """The DDL of these tables as they are today, to begin a new step with."""
    statements = []
    for table in tables:
        statements.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: index.name or "")
        statements += [str(CreateIndex(index).compile(dialect=dialect)) for index in indexes]
    return "".join(re.sub(r"[ \t]+\n", "\n", s) + ";\n" for s in statements)


def begin_step(number: str, *names: str) -> None:
    """`python -m survey.store.migrations 0003 TABLE ...`: the new tables of a step; what it alters is added by hand."""
    for engine in ("sqlite", "postgresql"):
        dialect = sa.create_engine(f"{engine}://").dialect
        tables = [table for table in ORDERED if table.name in names]
        # A step that exists has run somewhere: it is never written again.
        with (DDL / f"{number}.{engine}.sql").open("x", encoding="utf-8") as file:
            file.write(script(dialect, tables))


if __name__ == "__main__":
    begin_step(*sys.argv[1:])
