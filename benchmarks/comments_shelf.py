"""50,000 comments with three tags each: how long the store takes for them, and each page, on both engines."""

import argparse
import csv
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import comments_pages
from instruments import bank
from scoring.comments.tagger.example import AxisRule, Scored, Told
from survey.comment import Comment, Kind, Source, Wanted
from survey.scheme import fingerprint, written
from survey.store import category_counts, collections, comments, schemes, taggers, tags
from survey.store.database import Database
from survey.store.migrations import migrate
from survey.store.schema.units import unit
from survey.tagger import Origin

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SERVER = os.environ.get("MEDLYTT_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
CORPORA = Path(os.environ.get("MEDLYTT_CORPORA", "corpora"))
RULES = {"area": AxisRule(), "reasons": AxisRule(many=True, none="none"), "tone": AxisRule()}
CODEBOOK = bank.codebook("municipal")
AREAS, REASONS, TONES = ([code for code in axis.codes if code != axis.none or not axis.many] for axis in CODEBOOK.axes)
CHANNELS = ["email", "phone", "web", "desk"]
MOST = 0.1
"""Seconds in the store."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=50_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"])
    given = parser.parse_args()
    slow = 0
    for engine in [given.engine] if given.engine else ["sqlite", "postgresql"]:
        with database(engine) as db:
            slow += measured(db, engine, given.comments)
    sys.exit(1 if slow else 0)


@contextmanager
def database(engine: str) -> Iterator[Database]:
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            db = Database(f"sqlite:///{folder}/shelf.db")
            yield db
            db.close()
        return
    name = f"medlytt_shelf_{os.getpid()}"
    admin = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    db = Database(sa.make_url(SERVER).set(database=name).render_as_string(hide_password=False))
    try:
        yield db
    finally:
        db.close()
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        admin.dispose()


def measured(db: Database, engine: str, number: int) -> int:
    migrate(db, NOW)
    begun = time.perf_counter()
    source = filled(db, number)
    print(f"{engine}: {number} comments put in and tagged in {time.perf_counter() - begun:.1f} s")
    if not db.sqlite:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")  # as the server does by itself after a while
    slow = 0
    with db.read() as connection:
        for name, work in asked(connection, source).items():
            times = sorted(timed(work) for _ in range(7))
            spent = min(timed(work, time.thread_time) for _ in range(3))
            slow += times[3] > MOST
            print(f"  {name:<48} {times[3] * 1000:7.1f} ms (fastest {times[0] * 1000:.1f}, own CPU {spent * 1000:.1f})")
    with tempfile.TemporaryDirectory() as folder:
        slow += comments_pages.measured(db, NOW, Path(folder))
    begun = time.perf_counter()
    db.write(category_counts.recount, 1)
    print(f"  counted anew in {time.perf_counter() - begun:.2f} s")
    begun = time.perf_counter()
    db.write(comments.delete, source)
    print(f"  half of them deleted in {time.perf_counter() - begun:.1f} s")
    return slow


def asked(connection: sa.Connection, source: Source) -> dict[str, Callable[[], Any]]:
    unit_cell = Wanted(unit_id=3, channel="phone")
    cost = Wanted(categories=(("reasons", "slow"),))
    browse: Any = comments.browse
    return {
        "browse all": lambda: browse(connection, 1, Wanted()),
        "browse, far on": lambda: browse(connection, 1, Wanted(), after=b"\xf0" * 16),
        "browse a source": lambda: browse(connection, 1, Wanted(sources=(source,))),
        "browse a unit and channel": lambda: browse(connection, 1, unit_cell),
        "browse a category": lambda: browse(connection, 1, cost),
        "browse two categories of a source": lambda: browse(
            connection, 1, Wanted(sources=(source,), categories=(("reasons", "slow"), ("area", "roads")))
        ),
        "browse what the tagger doubts": lambda: browse(connection, 1, Wanted(unsure=True)),
        "browse a language and service": lambda: browse(connection, 1, Wanted(language="nn", service="roads")),
        "search a common word": lambda: browse(connection, 1, Wanted(words="the")),
        "search a beginning": lambda: browse(connection, 1, Wanted(words="appoint")),
        "search words together": lambda: browse(connection, 1, Wanted(words='"the staff" waiting')),
        "search in a unit and channel": lambda: browse(connection, 1, Wanted(unit_id=3, channel="phone", words="time")),
        "search in a category": lambda: browse(connection, 1, Wanted(categories=cost.categories, words="time")),
        "reasons by period": lambda: category_counts.by(connection, 1, "reasons", Wanted(), "period"),
        "reasons by unit and channel": lambda: category_counts.by(
            connection, 1, "reasons", Wanted(), "unit_id", "channel"
        ),
        "reasons by period in a unit": lambda: category_counts.by(
            connection, 1, "reasons", Wanted(unit_id=3), "period"
        ),
        "all by period, channel, unit, service": lambda: [
            category_counts.by(connection, 1, "reasons", Wanted(), one) for one in ("period", "channel", "service")
        ],
        "categories beside one": lambda: category_counts.beside(connection, 1, "reasons", "slow", Wanted()),
        "representative of a category": lambda: comments.representative(
            connection, 1, Wanted(), "reasons", "slow", seed=1
        ),
        "nearest the margin": lambda: tags.nearest(connection, 1, 50),
        "drawn at random": lambda: tags.at_random(connection, 1, 50, start=os.urandom(16)),
        "states": lambda: tags.states(connection, 1),
    }


def timed(work: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> float:
    begun = clock()
    work()
    return clock() - begun


def filled(db: Database, number: int) -> Source:
    dice = random.Random(1)
    sayings = texts(dice)
    units = [{"code": f"{n:04}", "name": f"Unit {n}"} for n in range(1, 41)]
    db.write(lambda connection: connection.execute(unit.insert(), units))
    ids = [db.write(collections.add, f"File {n}", NOW, by=None) for n in (1, 2)]
    document = written(CODEBOOK, 1)
    db.write(schemes.add, 1, document, NOW, by=None)
    db.write(schemes.publish, 1, fingerprint(document), NOW, by=None)
    model = db.write(taggers.want, 1, NOW, origin=Origin.STARTER, by=None)
    for start in range(0, number, 2000):
        some = [a_comment(dice, ids[n % 2], dice.choice(sayings)) for n in range(min(2000, number - start))]
        db.write(comments.add, some)
        for at in range(0, len(some), 500):
            said = {one.id: told(dice) for one in some[at : at + 500]}
            db.write(tags.suggest, 1, model, said, RULES)
    return Source(Kind.COLLECTION, ids[0])


def texts(dice: random.Random) -> list[str]:
    files = [CORPORA / name for name in ("nhs_fft_phase1_trustBC.csv", "nhs_fft_v6_NEAS.csv")]
    found = [row.get("feedback") or row.get("FFT answer") or "" for path in files if path.exists()
             for row in csv.DictReader(path.open(encoding="utf-8"))]  # fmt: skip
    if found:
        return found
    words = ["the", "staff", "waiting", "time", "appointment", "phone", "answer", "nobody"]
    words += ["".join(dice.choices("abcdefghijklmnoprstuvåøæ", k=dice.randint(3, 9))) for _ in range(5000)]
    weights = [1 / (rank + 2) for rank in range(len(words))]
    return [" ".join(dice.choices(words, weights, k=dice.randint(3, 60))) for _ in range(5000)]


def a_comment(dice: random.Random, collection_id: int, text: str) -> Comment:
    return Comment(
        id=dice.randbytes(16), collection_id=collection_id, unit_id=dice.randint(1, 40), channel=dice.choice(CHANNELS),
        period=f"2026-{dice.randint(1, 12):02}", item="better", text=text, service=dice.choice(AREAS),
    )  # fmt: skip


def told(dice: random.Random) -> tags.Suggested:
    unsure = dice.random() < 0.2
    reasons = dice.sample(REASONS, dice.choice([1, 1, 2]))
    said = {
        "area": Told(tuple(Scored(one, 0.4) for one in dice.sample(AREAS, 3)), unsure, ("a", "b"), dice.random()),
        "reasons": Told(tuple(Scored(one, dice.random()) for one in reasons), False, ("c", "d", "e"), dice.random()),
        "tone": Told(tuple(Scored(one, 0.3) for one in dice.sample(TONES, 3)), False, ("f",), dice.random()),
    }
    return tags.Suggested(language=dice.choice(["nb", "nn", "sv", "en"]), told=said)


if __name__ == "__main__":
    main()
