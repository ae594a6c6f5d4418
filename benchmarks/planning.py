"""How long it takes to import units and to plan a wave, from an empty database to every mail written.

    python -m benchmarks.planning [--units 357 3570] [--protocol kommunetest-2019] [--database URL]

More than 357 municipalities are the shipped ones again under other numbers. Prints seconds per stage by the clock
and of processor time, which tells the same on a busy machine.
"""

import argparse
import csv
import io
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from survey.person import Role, RoleName
from survey.planning.layout import plan
from survey.planning.order import Order
from survey.shipped import municipalities
from survey.steps import people
from survey.steps.import_units import import_units
from survey.steps.plan import plan_wave, read_bank, read_brief
from survey.store import units
from survey.store.database import Database
from survey.store.migrations import migrate
from survey.store.schema.tables import ORDERED

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
WINDOW = date(2027, 1, 11), date(2027, 5, 7)
UNITS_PER_TESTER = 18

Stages = dict[str, tuple[float, float]]  # name -> seconds by the clock, and of processor time


def table(wanted: int) -> bytes:
    rows = list(csv.DictReader(io.StringIO(municipalities().decode())))
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=[*rows[0], "email", "phone"])
    writer.writeheader()
    for number in range(wanted):
        row = dict(rows[number % len(rows)])
        again = number // len(rows)
        row["number"] = row["number"] if not again else f"{again}-{row['number']}"
        row |= {"email": f"post@u{number}.kommune.test", "phone": "+47 23 11 22 33"}
        writer.writerow(row)
    return out.getvalue().encode()


def timed(stages: Stages, name: str, work: Callable[[], Any]) -> Any:
    began, used = time.perf_counter(), time.process_time()
    found = work()
    stages[name] = (time.perf_counter() - began, time.process_time() - used)
    return found


def measure(db: Database, wanted: int, protocol: str) -> Stages:
    stages: Stages = {}
    migrate(db, NOW)
    data = table(wanted)
    timed(stages, "import", lambda: import_units(db, data, NOW))
    timed(stages, "import again", lambda: import_units(db, data, NOW))
    testers = {tester(db, number): 30 for number in range(max(2, wanted // UNITS_PER_TESTER))}
    with db.read() as connection:
        chosen = tuple(one.id for one in units.every(connection))
    order = Order(
        name="Benchmark", protocol=protocol, units=chosen, testers=testers,
        starts_on=WINDOW[0], ends_on=WINDOW[1], seed=1,
    )  # fmt: skip
    with db.read() as connection:
        brief = timed(stages, "read", lambda: read_brief(connection, order, read_bank(protocol), wave_id=None))
    made = timed(stages, "plan alone", lambda: plan(brief))
    done = timed(stages, "plan and write", lambda: plan_wave(db, NOW, order=order, domains=("postboks.test",)))
    timed(
        stages, "plan anew", lambda: plan_wave(db, NOW, order=order, domains=("postboks.test",), wave_id=done.wave_id)
    )
    print(f"  {len(made.inquiries)} inquiries, {len(made.unmet)} not to be had")
    return stages


def tester(db: Database, number: int) -> int:
    details = people.Details(
        name=f"Tester {number}", email=f"t{number}@radet.test", language="nb", roles=(Role(RoleName.TESTER),)
    )
    return people.add(db, NOW, details=details, by=None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--units", type=int, nargs="+", default=[357, 3570])
    parser.add_argument("--protocol", default="kommunetest-2019")
    parser.add_argument("--database", help="an empty PostgreSQL database; its tables are dropped afterwards")
    options = parser.parse_args()
    for wanted in options.units:
        with tempfile.TemporaryDirectory() as folder:
            db = Database(options.database or f"sqlite:///{Path(folder) / 'medlytt.db'}")
            print(f"{wanted} units, {options.protocol}, {db.engine.dialect.name}")
            for stage, (seconds, busy) in measure(db, wanted, options.protocol).items():
                print(f"  {stage:<16}{seconds:8.2f} s {busy:8.2f} s of processor time")
            if options.database:
                db.write(lambda connection: [connection.execute(sa.schema.DropTable(t)) for t in reversed(ORDERED)])
            db.close()


if __name__ == "__main__":
    main()
