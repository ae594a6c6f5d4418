"""The two engines behind one face: reads on pooled connections, writes durable when they return."""

import concurrent.futures as futures
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
import sqlalchemy.dialects.postgresql
import sqlalchemy.dialects.sqlite  # noqa: F401 - makes both dialects' types known
from sqlalchemy import event

from survey.store.turns import Turn

P = ParamSpec("P")
T = TypeVar("T")
Work = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], "futures.Future[Any]"]
Outcome = tuple["futures.Future[Any]", Any, BaseException | None]

PRAGMAS = (
    "journal_mode=wal",
    "synchronous=full",
    "foreign_keys=on",
    "busy_timeout=10000",
    "recursive_triggers=on",
    "secure_delete=on",  # what is deleted is overwritten: drafts, addresses, sealed answers
)
BATCH = 256
WRITERS = 2
"""Transactions that `submit` has under way at once on PostgreSQL; on SQLite there is one writer anyway."""


class Database:
    """`read()` gives a connection for looking; `write(fn, ...)` runs `fn(connection, ...)`, durable when it returns."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self._writes = self.engine.execution_options(write=True)
        self._turn = Turn(self.engine.url.database if self.sqlite else None)
        self._queue: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._start = threading.Lock()
        self._writers = futures.ThreadPoolExecutor(WRITERS, "medlytt-writer")
        self._own = threading.local()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with self.engine.connect() as connection:
            yield connection

    def write(self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in one transaction: when this returns it is on disk, when it raises nothing was written."""
        if not self.sqlite:
            with self._writes.begin() as connection:
                return work(connection, *args, **kwargs)
        return self._submit(work, args, kwargs).result()

    def submit(
        self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> "futures.Future[T]":
        """The same without waiting: the future is done when it is on disk."""
        if self.sqlite:
            return self._submit(work, args, kwargs)
        return self._writers.submit(lambda: self.write(work, *args, **kwargs))

    def glance(self) -> sqlite3.Connection:
        """SQLite alone: this thread's own connection outside of any transaction, for a read that takes microseconds."""
        found: Any = getattr(self._own, "connection", None)
        if found is None:
            found = self._own.connection = self.engine.raw_connection()
        driver: sqlite3.Connection = found.driver_connection
        return driver

    def close(self) -> None:
        self._writers.shutdown()
        with self._start:
            if self._thread:
                self._queue.put(None)
                self._thread.join()
                self._thread = None
        self.engine.dispose()

    def _submit(self, work: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> "futures.Future[T]":
        with self._start:
            if self._thread is None:
                self._thread = threading.Thread(target=self._loop, name="medlytt-writer", daemon=True)
                self._thread.start()
        done: futures.Future[T] = futures.Future()
        self._queue.put((work, args, kwargs, done))
        return done

    def _loop(self) -> None:
        """Many small writes share one commit: that is what makes durable writes cheap on SQLite."""
        stop = False
        while not stop and (first := self._queue.get()) is not None:
            with self._turn:  # while this waits, more come that share the commit
                batch, stop = self._waiting(first)
                # From here on a waiter that gives up no longer undoes its write.
                told = self._commit([item for item in batch if item[3].set_running_or_notify_cancel()])
            for done, value, problem in told:
                if problem is None:
                    done.set_result(value)
                else:
                    done.set_exception(problem)
        self._turn.close()

    def _waiting(self, first: Work) -> tuple[list[Work], bool]:
        """What has come in by now, and whether it is the last."""
        batch = [first]
        while len(batch) < BATCH:
            try:
                more = self._queue.get_nowait()
            except queue.Empty:
                break
            if more is None:
                return batch, True
            batch.append(more)
        return batch, False

    def _commit(self, batch: list[Work]) -> list[Outcome]:
        """What each of them is told: only after COMMIT has returned, or that nobody's write is kept."""
        results: list[Outcome] = []
        alone = len(batch) == 1
        try:
            with self._writes.begin() as connection:
                for work, args, kwargs, done in batch:
                    try:
                        # One bad item fails alone; where it is alone, the transaction itself is undone.
                        with nullcontext() if alone else connection.begin_nested():
                            results.append((done, work(connection, *args, **kwargs), None))
                    except BaseException as fault:  # noqa: BLE001 - handed to the caller, whatever it is
                        results.append((done, None, fault))
                        # A full disk makes SQLite roll everything back by itself: what stood before is gone as well.
                        if alone or not in_transaction(connection):
                            raise
        except BaseException as fault:  # noqa: BLE001 - the commit failed: nobody is told "saved"
            return [(done, None, fault) for *_, done in batch]
        return results


def in_transaction(connection: sa.Connection) -> bool:
    driver: Any = connection.connection.dbapi_connection
    return bool(driver.in_transaction)


def make_engine(url: str) -> sa.Engine:
    """An engine on SQLite (file or memory) or PostgreSQL (psycopg 3) with the settings both need to be durable."""
    # Errors are logged: without the values, which are mails, names and answers.
    engine = sa.create_engine(url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        if engine.url.database:
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _on_sqlite_connect(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None  # sqlite3 must not open transactions by itself
    for pragma in PRAGMAS:
        dbapi.execute(f"pragma {pragma}")


def _on_sqlite_begin(connection: sa.Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another writer came between.
    writing = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def take_turns(connection: sa.Connection, name: str) -> None:
    """Until this transaction ends, no other process does what goes by this name; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(name))))


def take_turns_shared(connection: sa.Connection, name: str) -> None:
    """Beside others who call this, but never while somebody has `take_turns` by this name."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(sa.func.hashtext(name))))


def upsert(connection: sa.Connection, table: sa.Table) -> Any:
    """The dialect's own `insert`, which knows ON CONFLICT. Use `.returning()`: rowcount is -1 on PostgreSQL."""
    dialect = sqlalchemy.dialects.sqlite if connection.dialect.name == "sqlite" else sqlalchemy.dialects.postgresql
    return dialect.insert(table)
