"""How long it takes to score a wave with its bootstrap: 357 and 3,570 units under kommunetest-2019.

Run: .venv/bin/python -m benchmarks.scoring [UNITS ...]
"""

import random
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Instrument, for_sector
from instruments.protocol import Protocol
from instruments.scenario import Channel
from survey.results import Sheets
from survey.standing import standings
from survey.steps import score
from survey.store import forms, results
from survey.store.database import Database
from survey.store.migrations import migrate
from survey.store.schema.inquiries import grade, inquiry
from survey.store.schema.people import person
from survey.store.schema.units import unit
from survey.store.schema.waves import wave

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
UNANSWERED = 0.08


def slots(protocol: Protocol) -> Iterator[tuple[str, str, str, str]]:
    """(slot, channel, sector, scenario) of every inquiry that one unit gets."""
    scenarios = bank.scenarios()
    for channel in protocol.channels:
        sectors = [code for code, n in protocol.allocation(channel).items() for _ in range(n)]
        sectors = sectors or ["general"] * protocol.inquiries(channel)
        fitting = {one.sector: one.id for one in scenarios.values() if channel in one.channels}
        devices = (
            [f"web_{device}" for device in protocol.web.devices] if protocol.web and channel == "web" else [channel]
        )
        for number, sector in enumerate(sectors, 1):
            for device in devices:
                yield f"{channel}-{number}", device, sector, fitting.get(sector, "library-card")


def answers(form: Instrument, skill: float, rng: random.Random) -> dict[str, str]:
    """A unit with more skill gets better grades."""
    given = {}
    for item in form.items:
        if item.scored:
            best = sorted(item.choices, key=lambda choice: -(choice.points or 0))
            given[item.name] = best[0].value if rng.random() < skill else rng.choice(best).value
    return given


def fill(
    db: Database, units: list[dict[str, Any]], protocol: Protocol, *, name: str = "Benchmark", seed: int = 1
) -> int:
    """A finished wave with random grades; returns its id."""
    rng = random.Random(seed)
    with db.read() as connection:
        asked = forms.grading(connection, protocol, {})
    planned = list(slots(protocol))

    def write(connection: sa.Connection) -> int:
        def new(table: sa.Table, **values: Any) -> int:
            return int(connection.execute(table.insert().values(**values).returning(table.c.id)).scalar_one())

        tester = new(person, name="Sam", email=f"{secrets.token_hex(4)}@radet.test", created_at=NOW)
        wave_id = new(wave, name=name, protocol=protocol.id, status="open", starts_on=date(2026, 3, 2),
                      ends_on=date(2026, 5, 29), seed=seed, created_at=NOW)  # fmt: skip
        for values in units:
            known = connection.scalar(sa.select(unit.c.id).where(unit.c.code == values["code"]))
            unit_id = known or new(unit, **values)
            skill = rng.betavariate(4, 4)
            rows = [inquiry_row(wave_id, unit_id, tester, one, rng=rng) for one in planned]
            ids = list(connection.scalars(inquiry.insert().returning(inquiry.c.id, sort_by_parameter_order=True), rows))
            graded = [
                grade_row(id, tester, row, asked, skill=skill, rng=rng)
                for id, row in zip(ids, rows, strict=True)
                if row["status"] == "submitted"
            ]
            connection.execute(grade.insert(), graded)
        return wave_id

    return db.write(write)


def inquiry_row(
    wave_id: int, unit_id: int, tester: int, one: tuple[str, str, str, str], *, rng: random.Random
) -> dict[str, Any]:
    slot, channel, sector, scenario = one
    sent = NOW - timedelta(days=rng.uniform(20, 60))
    lost = channel == "email" and rng.random() < UNANSWERED
    return {
        "wave_id": wave_id, "unit_id": unit_id, "slot": slot, "channel": channel, "sector": sector,
        "scenario": scenario, "written_form": "nb", "persona": "", "tester_id": tester,
        "status": "done" if lost else "submitted", "outcome": "unanswered" if lost else "answered",
        "due_at": sent, "until": sent + timedelta(days=14), "started_at": sent,
        "answered_at": None if lost else sent + timedelta(days=rng.uniform(0, 9)), "working_days": None if lost else 3,
    }  # fmt: skip


def grade_row(
    id: int, tester: int, row: dict[str, Any], asked: Any, *, skill: float, rng: random.Random
) -> dict[str, Any]:
    form = for_sector(asked[Channel(row["channel"].partition("_")[0])], row["sector"])
    return {
        "inquiry_id": id, "person_id": tester, "token": str(id), "instrument": form.id, "instrument_version": 1,
        "answers": answers(form, skill, rng), "outcome": "answered", "submitted_at": NOW,
    }  # fmt: skip


def measure(number: int) -> None:
    protocol = bank.protocol("kommunetest-2019")
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'medlytt.db'}")
        migrate(db, NOW)
        wave_id = fill(db, [{"code": f"{n:04}", "name": f"Unit {n}"} for n in range(number)], protocol)
        with db.read() as connection:
            started = time.perf_counter()
            works = results.works(connection, wave_id)
            read = time.perf_counter() - started
            found = score.standing_wave(connection, wave_id)
            sheets = Sheets(forms.grading(connection, protocol, found.forms))
        started = time.perf_counter()
        standings(found, protocol, sheets, works, before={}, now=NOW)
        computed = time.perf_counter() - started
        started = time.perf_counter()
        score.score(db, NOW, wave_id)
        whole = time.perf_counter() - started
        db.close()
    times = f"read {read:.2f} s, scored {computed:.2f} s, whole step {whole:.2f} s"
    print(f"{number:>6} units, {len(works):>7} inquiries: {times}")


if __name__ == "__main__":
    for number in map(int, sys.argv[1:] or ("357", "3570")):
        measure(number)
