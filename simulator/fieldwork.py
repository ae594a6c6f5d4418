"""A survey of citizens in compressed time: contacts come in, invitations leave, and citizens do what they do."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from instruments.clock import Calendar
from simulator.citizens import contacts
from simulator.citizens.contacts import Place, Row
from simulator.citizens.ledger import Report
from simulator.citizens.person import Counter
from simulator.dice import dice
from simulator.program import Program
from simulator.site import Site, free_port
from simulator.world import ODDS_UNIT, World
from survey.invitation import Way
from survey.jobs import Jobs
from survey.round import Rules
from survey.settings import Settings
from survey.steps import rounds as steps
from survey.steps.hand_out import MOST, hand_out
from survey.steps.import_units import import_units
from survey.steps.read_contacts import take
from survey.steps.unit_words import put_kiosk
from survey.store import units
from survey.store.database import Database
from survey.web.app import build

FORMS = {
    "email": "post-contact-email@1",
    "phone": "post-contact-phone@1",
    "web": "short-survey@1",
    "desk": "short-survey@1",
}
OFFICES = ("servicetorg", "byggesak", "barnehagekontor")
"""Of one municipality: so small that some of their answers count for the municipality only."""
WALK_INS = 200
"""For so many who are written to one comes by the counter, in each way that there is."""
FEED = "folder"
ANSWERS = "answers.jsonl"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    first: date
    days: int = 28
    """Of contacts."""
    stays: int = 14
    """Days after them on which citizens still answer."""
    citizens: int
    seed: int

    @property
    def asks_until(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def ends_on(self) -> date:
        return self.asks_until + timedelta(days=self.stays)


class Clock:
    """Stands still between the moments that are told, however many look at it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def places(db: Database, world: World, now: datetime, *, number: int, seed: int) -> list[Place]:
    """The units whose citizens are asked: few have most of the contacts, as it is; one has offices below it."""
    rng = dice(seed, "places")
    add_offices(db, now)
    with db.read() as connection:
        known = {unit.code: unit for unit in units.every(connection)}
    domains = {code: unit.website.removeprefix("https://www.").rstrip("/") for code, unit in known.items()}
    skills = {code: world.skills.get(domain, 0.5) for code, domain in domains.items()}
    towns = [code for code, unit in known.items() if unit.parent_id is None and code != ODDS_UNIT]
    chosen = [ODDS_UNIT, *rng.sample(sorted(towns), min(len(towns), max(2, min(29, number // 150))))]
    found = [
        Place(code=code, skill=skills[code], weight=1 / (n + 1), language=known[code].written_form)
        for n, code in enumerate(chosen)
    ]
    offices = [code for code, unit in known.items() if unit.parent_id == known[ODDS_UNIT].id]
    return found + [
        Place(code=code, skill=min(1.0, max(0.0, skills[ODDS_UNIT] + rng.gauss(0, 0.1))), weight=weight)
        for code, weight in zip(sorted(offices), (0.2, 0.08, 0.03), strict=True)
    ]


def add_offices(db: Database, now: datetime) -> None:
    """Below one municipality, in the table that anybody could upload."""
    with db.read() as connection:
        town = next(unit for unit in units.every(connection) if unit.code == ODDS_UNIT)
    lines = [f"{town.code}{n:02};{town.name} {office};{town.code}" for n, office in enumerate(OFFICES, 1)]
    import_units(db, "\n".join(["number;name;parent", *lines]).encode(), now)


class Fieldwork:
    """One survey while it is under way; made by `fieldwork`."""

    def __init__(
        self, db: Database, settings: Settings, *, round_id: int, plan: Plan, rows: Sequence[Row], clock: Clock,
        jobs: Jobs, citizens: Program, answers: Path,
    ) -> None:  # fmt: skip
        self.db = db
        self.settings = settings
        self.round_id = round_id
        self.plan = plan
        self.rows = rows
        self.clock = clock
        self.jobs = jobs
        self.citizens = citizens
        self.answers = answers
        """What was answered, as those who did it wrote it down."""
        self.seconds = {"contacts": 0.0, "invitations": 0.0, "citizens": 0.0}
        self.calendar = Calendar("NO")
        self._told = False

    def moment(self, at: datetime) -> None:
        """What is due by then is sent; the citizens begin with what is due for them, and `settle` waits for it."""
        self.settle()
        local = self.calendar.local(at)
        if local.minute == 30:
            return  # whoever is written to can wait for the full hour
        self.clock.at = at
        if (local.hour, local.minute) == (23, 59):
            with self.timed("contacts"):
                self.evening(local.date())
        with self.timed("invitations"):
            self.jobs.invite()
        self.citizens.tell(f"until {at.isoformat()}")
        self._told = True

    def settle(self) -> None:
        if self._told:
            self._told = False
            with self.timed("citizens"):
                self.citizens.hear()

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] += time.perf_counter() - began

    def evening(self, day: date) -> None:
        """The file of the day comes in; on Mondays that of the Friday before once more, by mistake."""
        self.deliver(day)
        if day.weekday() == 0:
            self.deliver(day - timedelta(days=3))
        self.jobs.release()
        steps.keep_time(self.db, self.clock(), keys=self.jobs.keys)

    def deliver(self, day: date) -> None:
        rows = [row for row in self.rows if row.day == day]
        if rows and day <= self.plan.asks_until:
            file = contacts.table(rows)
            take(self.db, self.clock(), self.round_id, file, keys=self.jobs.keys, feed=FEED, sms=True)

    def report(self) -> Report:
        self.settle()
        return msgspec.json.decode(self.citizens.say("report"), type=Report)


def order(
    db: Database, now: datetime, plan: Plan, towns: Sequence[Place], *, jobs: Jobs, previous: int | None, by: int
) -> int:
    draft = steps.Draft(
        title=plan.title, rules=Rules(), forms=FORMS, starts_on=plan.first, asks_until=plan.asks_until,
        ends_on=plan.ends_on, previous_id=previous,
    )  # fmt: skip
    with db.read() as connection:
        ids = {unit.code: unit.id for unit in units.every(connection)}
    round_id = steps.add(db, now, draft, units=[ids[town.code] for town in towns], by=by)
    steps.open_round(db, now, round_id, keys=jobs.keys, by=by)
    return round_id


def counters(
    db: Database, now: datetime, round_id: int, *, number: int, jobs: Jobs, by: int
) -> dict[Counter, list[str]]:
    """What lies at the counter of one unit: the kiosk, the sign, slips, and codes for those who help."""
    with db.read() as connection:
        unit = next(unit.id for unit in units.every(connection) if unit.code == ODDS_UNIT)
    kiosk = put_kiosk(db, now, round_id, unit, on=True, by=by)
    found = {Counter.KIOSK: [kiosk] * number, Counter.OWN_PHONE: [kiosk] * number}
    for counter, way in ((Counter.SLIP, Way.CODE), (Counter.HELPED, Way.ASSISTED)):
        slips = hand_out(
            db, now, round_id, unit, way=way, channel="desk", language="nb", number=min(MOST, number), keys=jobs.keys,
            by=by,
        )  # fmt: skip
        found[counter] = [slip.code for slip in slips]
    return found


def people_file(path: Path, rows: Sequence[Row]) -> Path:
    """What the citizens' own process is told about them."""
    path.write_bytes(msgspec.json.encode([row.citizen for row in rows if row.citizen is not None]))
    return path


@contextmanager
def fieldwork(
    db: Database, settings: Settings, *, plan: Plan, towns: Sequence[Place], folder: Path, previous: int | None, by: int
) -> Iterator[Fieldwork]:
    """The survey is opened, the site is up, and the citizens are there."""
    calendar = Calendar("NO")
    clock = Clock(calendar.midnight(plan.first) - timedelta(days=2))
    jobs = Jobs(db, settings, clock)
    round_id = order(db, clock(), plan, towns, jobs=jobs, previous=previous, by=by)
    days = [day for n in range(plan.days) if calendar.works(day := plan.first + timedelta(days=n))]
    rows = contacts.made(plan.citizens, towns, days, calendar=calendar, seed=plan.seed)
    own = folder / f"citizens-{round_id}"
    own.mkdir(parents=True, exist_ok=True)
    site = Site(free_port())
    listener = jobs.listen_anywhere()
    options = ["--people", str(people_file(own / "people.json", rows)), "--log", str(own / ANSWERS)]
    options += ["--deliver-port", str(listener.port), "--seed", str(plan.seed), "--sim-start", clock.at.isoformat()]
    options += ["--walk-ins", str(own / "walk-ins.json"), "--site", f"http://127.0.0.1:{site.port}"]
    codes = counters(db, clock(), round_id, number=1 + plan.citizens // WALK_INS, jobs=jobs, by=by)
    walk_ins = contacts.walk_ins(codes, towns[0], days, calendar=calendar, seed=plan.seed)
    (own / "walk-ins.json").write_bytes(msgspec.json.encode(walk_ins))
    citizens = Program("simulator.citizens", options)
    jobs.settings = settings = msgspec.structs.replace(
        settings, base_url=f"http://127.0.0.1:{site.port}", smtp_port=citizens.ready["smtp_port"], sms="http",
        sms_url=f"http://127.0.0.1:{citizens.ready['sms_port']}/",
    )  # fmt: skip
    site.start(build(settings, db, clock=clock))
    try:
        yield Fieldwork(
            db, settings, round_id=round_id, plan=plan, rows=rows, clock=clock, jobs=jobs, citizens=citizens,
            answers=own / ANSWERS,
        )  # fmt: skip
    finally:
        citizens.close()
        site.close()
        listener.close()
