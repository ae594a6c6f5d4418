"""How fast the pages of a wave and of a survey answer: cold after a restart, warm, and after a change of the data.

    python -m benchmarks.dashboard [--sizes 36:10000 357:10000 357:100000 357:1000000 3570:100000]
        [--engine sqlite postgresql] [--folder DIR] [--times 9] [--reports]

A size is UNITS:ANSWERS. What is laid down for it is kept in the folder and found there the next time. Pages come from
`medlytt serve` as it is, over HTTP, to a reader who keeps the connection. "clock" is what that reader waits, "work" the
processor's time of the server (and of PostgreSQL for it), which says the same on a busy machine. Cold pages are
asked for in the order of the table, so that what one has warmed helps the next. A page is above its bound by the clock.
"""

import argparse
import http.client
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from benchmarks import dashboard_stage
from benchmarks.answering import FIRST_BEATS, spent
from benchmarks.dashboard_stage import Stage
from benchmarks.prey import Process, answers_http, free_port
from benchmarks.wave import environment, session
from survey.round import RoundStatus
from survey.settings import Settings
from survey.steps.count_answers import count_answers
from survey.store.database import Database
from survey.store.migrations import migrate

SERVER = os.environ.get("MEDLYTT_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
SIZES = ["36:10000", "357:10000", "357:100000", "357:1000000", "3570:100000"]
BOUND, LARGE = 100.0, 300.0
"""Milliseconds: of any page, and of one that stands on a million answers."""
REPORTS = 60.0
"""Seconds for the PDFs of 357 units."""
COLD, WARM, CHANGED = "cold", "warm", "after a change"


class Page(msgspec.Struct, frozen=True):
    name: str
    path: str
    reader: str = ""
    survey: bool = False
    """Stands on answers of citizens."""


class Taken(msgspec.Struct, frozen=True):
    """Milliseconds."""

    clock: float
    work: float


Found = dict[tuple[str, str], Taken]
"""(page, when) -> how long."""


def pages(stage: Stage) -> list[Page]:
    ranking, closed = f"/rankings/{stage.published}", f"/rankings/{stage.closed}"
    survey, unit = f"/results/surveys/{stage.survey}", stage.units[stage.code]
    return [
        Page("ranking", ranking),
        Page("ranking, own view", ranking, "kari"),
        Page("unit", f"{ranking}/{stage.code}"),
        Page("unit, own view", f"{closed}/{stage.code}", "odd"),
        Page("report of a unit", f"{ranking}/{stage.code}/report"),
        Page("report of a unit, own view", f"{closed}/{stage.code}/report", "odd", survey=True),
        Page("national report", f"{ranking}/report"),
        Page("national report, own view", f"{closed}/report", "kari"),
        Page("press", f"{ranking}/press"),
        Page("how sure it is", f"{ranking}/certainty"),
        Page("how sure it is, own view", f"{closed}/certainty", "kari"),
        Page("open data", f"{ranking}/data"),
        Page("editions", f"{ranking}/editions"),
        Page("rankings for programs", "/api/rankings"),
        Page("one ranking for programs", f"/api/rankings/{stage.published}"),
        Page("closed wave, own view", closed, "kari"),
        Page("wave of a coordinator", f"/waves/{stage.closed}", "kari"),
        Page("surveys", "/results/surveys", "kari", survey=True),
        Page("survey", survey, "kari", survey=True),
        Page("survey, one unit's reader", survey, "odd", survey=True),
        Page("survey, a unit", f"{survey}/units/{unit}", "odd", survey=True),
        Page("field report", f"/coordinator/surveys/{stage.survey}", "kari", survey=True),
        Page("comments", "/comments", "kari", survey=True),
        Page("comments, report", "/comments/report", "kari", survey=True),
    ]


class Reader:
    """One connection that is kept, and the cookies of those who are signed in."""

    def __init__(self, port: int, cookies: dict[str, str], pids: list[int], db: Database) -> None:
        self.wire = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self.cookies, self.pids, self.db = cookies, pids, db

    def ask(self, page: Page) -> float:
        headers = {"accept-encoding": "gzip", "accept-language": "nb"}
        if page.reader:
            headers["cookie"] = f"medlytt={self.cookies[page.reader]}"
        began = time.perf_counter()
        self.wire.request("GET", page.path, headers=headers)
        answer = self.wire.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{page.path}: {answer.status}")
        return 1000 * (time.perf_counter() - began)

    def again(self) -> None:
        """Another connection: the server has closed one on which nothing was asked for long."""
        self.wire.close()
        self.ask(Page("", "/healthz"))

    def taken(self, page: Page, times: int = 1) -> Taken:
        before = spent(self.pids) + behind(self.db)
        clocks = [self.ask(page) for _ in range(times)]
        work = 1000 * (spent(self.pids) + behind(self.db) - before) / times
        return Taken(
            statistics.median(clocks), max(0.0, work)
        )  # a process of PostgreSQL that ended takes its time with it


def behind(db: Database) -> float:
    """Seconds that the processes of PostgreSQL have worked for this database."""
    if db.sqlite:
        return 0.0
    with db.read() as connection:
        query = sa.text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return spent(list(connection.scalars(query)))


@contextmanager
def served(settings: Settings, db: Database, stage: Stage) -> Iterator[Reader]:
    cookies = {name: session(db, id).token for name, id in (("kari", stage.kari), ("odd", stage.odd))}
    log = Path(settings.data) / "serve.log"
    process = Process("serve", environment(settings), log, up=answers_http(settings.port))
    process.start()
    try:
        process.ready()
        time.sleep(FIRST_BEATS)  # the jobs of a service that has just started are done
        pid = process.process.pid if process.process else 0
        yield Reader(settings.port, cookies, [pid], db)
    finally:
        process.stop()


def measured(settings: Settings, db: Database, stage: Stage, times: int) -> Found:
    found: Found = {}
    shown = pages(stage)
    dashboard_stage.ended(db, stage, RoundStatus.FINISHED)
    with served(settings, db, stage) as reader:
        for page in shown:
            found[page.name, COLD] = reader.taken(page)
        for page in shown:
            found[page.name, WARM] = reader.taken(page, times)
        dashboard_stage.ended(db, stage, RoundStatus.OPEN)
        dashboard_stage.another_edition(db, settings, stage)
        reader.again()
        for page in shown:
            if page.survey:
                dashboard_stage.another_batch(db, stage)
            found[page.name, CHANGED] = reader.taken(page)
    return found


@contextmanager
def database(engine: str, folder: Path, name: str) -> Iterator[Database]:
    url = f"sqlite:///{folder / 'medlytt.db'}"
    if engine == "postgresql":
        url = made(f"medlytt_dashboard_{name}")
    db = Database(url)
    try:
        yield db
    finally:
        db.close()


def made(name: str) -> str:
    """The address of a database on the server, made if it is not there."""
    admin = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        if not connection.scalar(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    admin.dispose()
    return sa.make_url(SERVER).set(database=name).render_as_string(hide_password=False)


def one_size(engine: str, folder: Path, size: str, given: argparse.Namespace) -> Found:
    units, answers = map(int, size.split(":"))
    own = folder / f"{engine}-{units}-{answers}"
    own.mkdir(parents=True, exist_ok=True)
    remembered = own / "stage.json"
    with database(engine, own, f"{units}_{answers}") as db:
        port = free_port()
        settings = Settings(data=str(own), database=db.url, port=port, base_url=f"http://127.0.0.1:{port}")
        if not remembered.exists():
            stage = dashboard_stage.lay_down(db, settings, units=units, answers=answers, clock=time.perf_counter)
            if not db.sqlite:
                with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql("VACUUM ANALYZE")  # as the server does by itself after a while
            remembered.write_bytes(msgspec.json.encode(stage))
        migrate(db, datetime.now(UTC))  # what was laid down by an earlier version
        count_answers(db)
        stage = msgspec.json.decode(remembered.read_bytes(), type=Stage)
        laid = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in stage.seconds.items())
        print(f"\n## {engine}, {units} units, {answers} answers (laid down {datetime.now(UTC):%H:%M}: {laid})\n")
        found = measured(settings, db, stage, given.times)
        told(stage, found, LARGE if answers >= 1_000_000 else BOUND)
        if given.reports:
            printed(settings, stage, own)
    return found


def told(stage: Stage, found: Found, survey_bound: float) -> None:
    print("| page | cold, clock | work | warm, clock | work | after a change, clock | work | above |")
    print("|---" * 8 + "|")
    for page in pages(stage):
        bound = survey_bound if page.survey else BOUND
        moments = [found[page.name, moment] for moment in (COLD, WARM, CHANGED)]
        cells = " | ".join(f"{one.clock:.0f} | {one.work:.0f}" for one in moments)
        above = [name for name, one in zip((COLD, WARM, CHANGED), moments, strict=True) if one.clock > bound]
        print(f"| {page.name} | {cells} | {', '.join(above)} |", flush=True)


def printed(settings: Settings, stage: Stage, folder: Path) -> None:
    """The PDFs of all units of the closed wave."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "survey.cli.main", "report", str(stage.closed), "--out", str(folder / "pdf")]
    subprocess.run(command, check=True, env=os.environ | environment(settings), stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - began
    print(f"\n{len(stage.units)} reports as PDF: {seconds:.1f} s (bound for 357: {REPORTS:.0f} s)")


def growth(sizes: dict[str, Found], axis: int) -> None:
    """How the clock grows with units (axis 0) or answers (1) alone: time ~ size to the power shown; 1 = as the data."""
    by_other: dict[str, list[tuple[int, Found]]] = {}
    for size, found in sizes.items():
        numbers = size.split(":")
        by_other.setdefault(numbers[1 - axis], []).append((int(numbers[axis]), found))
    for other, line in by_other.items():
        ordered = sorted(line, key=lambda one: one[0])
        if len(ordered) < 2:
            continue
        (small, first), (large, last) = ordered[0], ordered[-1]
        print(
            f"\nFrom {small} to {large} {('units', 'answers')[axis]} ({other} {('answers', 'units')[axis]}):", end=" "
        )
        powers = {key: math.log(last[key].clock / first[key].clock, large / small) for key in first}
        faster = [f"{page} ({when}) {power:.2f}" for (page, when), power in powers.items() if power > 1]
        highest = max(powers.values())
        print(f"highest power {highest:.2f}; faster than the data: {', '.join(faster) or 'none'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", default=SIZES, metavar="UNITS:ANSWERS")
    parser.add_argument("--engine", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--reports", action="store_true", help="Measure the PDFs of all units as well.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="medlytt-dashboard-") as temporary:
        for engine in given.engine:
            found = {size: one_size(engine, given.folder or Path(temporary), size, given) for size in given.sizes}
            growth(found, 0)
            growth(found, 1)


if __name__ == "__main__":
    main()
