"""The demo's surveys of citizens: one that is over, and one under way when the site opens."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from simulator.agreement import Books, contacts_of, deeds_in, differences, of_the_citizens, of_the_service
from simulator.citizens.contacts import Place
from simulator.citizens.ledger import Report
from simulator.fieldwork import FORMS, Fieldwork, Plan, fieldwork, places
from simulator.reported import Checked, checked
from simulator.world import ODDS_UNIT, World
from survey.invitation import Way
from survey.settings import Settings
from survey.steps.hand_out import hand_out
from survey.steps.unit_words import put_kiosk
from survey.store import rounds, units
from survey.store.database import Database
from survey.web.surveys import gathered

SECOND = 3
"""The survey under way asks this part of the citizens."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the citizens did, and what the service says of it."""

    simulator: dict[str, int]
    service: dict[str, int]
    differences: list[str]
    field_report: int
    """Numbers on it, each of which was compared."""
    did: dict[str, int]
    """Everything that the citizens counted."""
    lines: list[dict[str, Any]]
    """The same per unit and channel."""
    requests: int
    cookies: int
    milliseconds: list[float]
    seconds: dict[str, float]
    """How long whoever plays has waited for what."""


class Doorways(msgspec.Struct, frozen=True, kw_only=True):
    """Where a visitor of the demo may answer: the ends of addresses, and a short code."""

    link: str
    kiosk: str
    code: str


class Surveys:
    """Both surveys in their order; with no citizens there is neither."""

    def __init__(
        self, db: Database, settings: Settings, world: World, *, citizens: int, seed: int, folder: Path
    ) -> None:
        self.db = db
        self.settings = settings
        self.world = world
        self.citizens = citizens
        self.seed = seed
        self.folder = folder
        self.told: Told | None = None
        self.doorways: Doorways | None = None
        self._first: int | None = None
        self._towns: list[Place] = []
        self._field: Fieldwork | None = None
        self._beside = ThreadPoolExecutor(1, "survey")
        self._turn: Future[None] | None = None

    def moment(self, at: datetime) -> None:
        """Beside whatever the caller does until its next moment."""
        self.settle()
        if self._field is not None:
            self._turn = self._beside.submit(self._field.moment, at)

    def settle(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.result()

    @contextmanager
    def finished(self, first: date, now: datetime) -> Iterator[None]:
        """Beside the first wave; what came of it is told when it is over."""
        if not self.citizens:
            yield
            return
        self._towns = places(self.db, self.world, now, number=self.citizens, seed=self.seed)
        plan = Plan(title=f"Etter kontakt {first.year}", first=first, citizens=self.citizens, seed=self.seed)
        with self._under_way(plan, previous=None) as field:
            self._first = field.round_id
            yield
            self.settle()
            self.told = told(self.db, field, field.report())

    @contextmanager
    def under_way(self, first: date, now: datetime) -> Iterator[None]:
        """Beside the second; contacts come in until next week, and the survey stays open."""
        if not self.citizens:
            yield
            return
        number = max(1, self.citizens // SECOND)
        plan = Plan(title="Etter kontakt, nå", first=first, days=21, citizens=number, seed=self.seed + 1)
        with self._under_way(plan, previous=self._first) as field:
            yield
            self.settle()
            self.doorways = doorways(self.db, now, field, field.report(), by=self.world.people["kari"])

    @contextmanager
    def _under_way(self, plan: Plan, *, previous: int | None) -> Iterator[Fieldwork]:
        with fieldwork(
            self.db, self.settings, plan=plan, towns=self._towns, folder=self.folder, previous=previous,
            by=self.world.people["kari"],
        ) as field:  # fmt: skip
            self._field = field
            try:
                yield field
            finally:
                self.settle()
                self._field = None


def said(found: dict[str, Any]) -> str:
    """Both sides' numbers in some lines."""
    names = ("contacts_drawn", "messages", "bounced", "refused", "opted_out", "answers", "partial", "texts")
    both = ", ".join(f"{name} {found['service'].get(name, 0)}" for name in names)
    differ = found["differences"]
    agree = f"{len(differ)} differences: {'; '.join(differ[:3])}" if differ else "as the citizens themselves counted"
    return f"\nCitizens asked after a contact: {both} ({agree})\n\n"


def told(db: Database, field: Fieldwork, report: Report) -> Told:
    ours, theirs = both(db, field, report)
    looked_at = field_report(db, field, report)
    return Told(
        simulator=theirs.totals(),
        service=ours.totals(),
        differences=[*differences(ours, theirs), *looked_at.differences],
        field_report=looked_at.numbers,
        did=report.total,
        lines=msgspec.to_builtins(report.lines),
        requests=report.requests,
        cookies=report.cookies,
        milliseconds=report.milliseconds,
        seconds={name: round(spent, 2) for name, spent in field.seconds.items()},
    )


def both(db: Database, field: Fieldwork, report: Report) -> tuple[Books, Books]:
    """The service's books of a survey that is over, and the citizens'."""
    with db.read() as connection:
        ours = of_the_service(connection, field.round_id)
        k = rounds.known(connection, field.round_id).rules.k
    deeds = deeds_in(field.answers)
    return ours, of_the_citizens(field.rows, report, deeds, forms=FORMS, wider=wider(db), k=k)


def field_report(db: Database, field: Fieldwork, report: Report) -> Checked:
    """The numbers that a coordinator is shown, each against what the citizens did."""
    with db.read() as connection:
        asked = rounds.known(connection, field.round_id)
        codes = {unit.id: unit.code for unit in units.every(connection)}
    shown = gathered.report(db, field.clock(), asked, settings=field.settings, kept={})
    deeds = deeds_in(field.answers)
    contacts = contacts_of(field.rows, deeds)
    return checked(
        shown, contacts, report, deeds, forms=FORMS, wider=wider(db), codes=codes, k=asked.rules.k
    )


def wider(db: Database) -> dict[str, str]:
    """Code of a unit -> that of the unit above it."""
    with db.read() as connection:
        known = {unit.id: unit for unit in units.every(connection)}
    return {unit.code: known[unit.parent_id].code for unit in known.values() if unit.parent_id is not None}


def doorways(db: Database, now: datetime, field: Fieldwork, report: Report, *, by: int) -> Doorways:
    """One of each kind for whoever looks at the demo."""
    with db.read() as connection:
        unit = next(unit.id for unit in units.every(connection) if unit.code == ODDS_UNIT)
    slips = hand_out(
        db, now, field.round_id, unit, way=Way.CODE, channel="desk", language="nb", number=1, keys=field.jobs.keys,
        by=by,
    )  # fmt: skip
    kiosk = put_kiosk(db, now, field.round_id, unit, on=True, by=by)
    return Doorways(link=urlsplit(report.unanswered).path, kiosk=f"/k/{kiosk}", code=slips[0].code)
