"""A closed wave of three units whose scores are known, on either engine."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.scoring import fill
from instruments import bank
from instruments.instrument import Instrument
from survey.objection import WHOLE
from survey.person import Person, Role, RoleName
from survey.results import Work
from survey.steps import object as objecting
from survey.steps import people, publish
from survey.store import people as store
from survey.store import results
from survey.store.database import Database
from survey.store.schema.units import unit

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)  # a Tuesday
UNITS: list[dict[str, Any]] = [
    {"code": "3909", "name": "Larvik", "country": "NO", "population": 48_000},
    {"code": "3905", "name": "Tønsberg", "country": "NO", "population": 58_000},
    {"code": "1151", "name": "Utsira", "country": "NO", "population": 215},
]
OVER = NOW + timedelta(days=30)


class Scene:
    """A wave that is closed, and the people who have a say in it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.wave = fill(db, UNITS, bank.protocol("kommunetest-2010"), seed=3)
        with db.read() as connection:
            self.units = {code: id for code, id in connection.execute(sa.select(unit.c.code, unit.c.id))}
        self.larvik = self.units["3909"]
        self.kari = self.person("Kari", Role(RoleName.COORDINATOR))
        self.karl = self.person("Karl", Role(RoleName.COORDINATOR))
        self.odd = self.person("Odd", Role(RoleName.QUALITY, self.larvik))
        self.mona = self.person("Mona", Role(RoleName.QUALITY, self.units["3905"]))
        publish.close(db, NOW, self.wave, by=None)

    def person(self, name: str, *roles: Role) -> Person:
        details = people.Details(name=name, email=f"{name.lower()}@radet.test", language="en", roles=roles)
        id = people.add(self.db, NOW, details=details, by=None)
        return self.again(id)

    def again(self, id: int) -> Person:
        with self.db.read() as connection:
            found = store.one(connection, id)
        assert found
        return found

    def open(self, days: int = 14) -> None:
        objecting.open_window(self.db, NOW, self.wave, days=days, by=self.kari.id)

    def works(self, unit_id: int | None = None) -> list[Work]:
        with self.db.read() as connection:
            return results.works(connection, self.wave, unit_id)

    def graded(self) -> Work:
        """An inquiry of Larvik's that was graded worse than it could have been, and the item is `correct`."""
        return next(one for one in self.works(self.larvik) if one.answers and lower(one))

    def object(self, work: Work, item: str = WHOLE, *, token: str = "", reason: str = "It was right.") -> int:
        said = objecting.Said(token=token or f"{work.id}-{item}", inquiry_id=work.id, item=item, reason=reason)
        return objecting.make(self.db, NOW, said, by=self.odd).id


def lower(work: Work) -> str:
    """The first item with fewer points than the best answer gives; empty where there is none."""
    form = bank.protocol("kommunetest-2010").grading[work.medium]
    for item in bank.one(Instrument, form).leaves:
        given = next((one for one in item.choices if one.value == (work.answers or {}).get(item.name)), None)
        if item.scored and given and (given.points or 0) < max(one.points or 0 for one in item.choices):
            return item.name
    return ""


def best(work: Work, name: str) -> str:
    form = bank.protocol("kommunetest-2010").grading[work.medium]
    item = next(one for one in bank.one(Instrument, form).leaves if one.name == name)
    return max(item.choices, key=lambda one: one.points or 0).value


@pytest.fixture
def scene(db: Database) -> Scene:
    return Scene(db)
