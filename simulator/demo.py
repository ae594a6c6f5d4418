"""`medlytt demo`: a national test wave from protocol to ranking in compressed time, then the site with a second one."""

import argparse
import os
import shutil
import smtplib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from simulator.desk import lay_out
from simulator.play import play
from simulator.surveys import Surveys, said
from simulator.world import SHOWN, World, order_wave, settle
from survey.jobs import Jobs
from survey.settings import Settings
from survey.steps import publish
from survey.steps.people import link_for
from survey.steps.score import score
from survey.store import inquiries, mails, standings, units
from survey.store.database import Database

DAYS = 40  # of the first wave: six weeks less a weekend
SECOND_UNITS = 60
DEMO_DOMAINS = ("postboks.test", "epost.test", "brevkasse.test")
BAR = 32
CITIZENS = 300


class Stages:
    """Says on a terminal how far it is, and remembers what took how long."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.shown = sys.stderr.isatty()

    @contextmanager
    def stage(self, key: str, label: str) -> Iterator[Callable[[float], None]]:
        began = time.perf_counter()
        self._show(label, 0.0)
        yield lambda share: self._show(label, share)
        self.seconds[key] = round(self.seconds.get(key, 0.0) + time.perf_counter() - began, 2)
        self._show(label, 1.0, end="\n")

    def _show(self, label: str, share: float, *, end: str = "") -> None:
        if self.shown:
            full = round(BAR * share)
            sys.stderr.write(f"\r{label:<28} {'█' * full}{'░' * (BAR - full)} {share:4.0%}{end}")
            sys.stderr.flush()


class Show(NamedTuple):
    """What every part of the demo needs."""

    db: Database
    settings: Settings
    world: World
    surveys: Surveys
    stages: Stages
    folder: Path
    seed: int


def monday(before: date, *, weeks: int) -> date:
    return before - timedelta(days=before.weekday(), weeks=weeks)


def run(options: argparse.Namespace) -> int:
    folder = make_folder(options.dir)
    settings = Settings(
        data=str(folder), database=os.environ.get("MEDLYTT_DATABASE", ""), transport="smtp",
        smtp_host="127.0.0.1", smtp_tls="none", port=options.port, persona_domains=DEMO_DOMAINS,
        survey_from="undersokelse@radet.test", operator="Forbrukerrådet (demo)", operator_email="demo@radet.test",
    )  # fmt: skip
    began = time.perf_counter()
    stages = Stages()
    db = Database(settings.database_url)
    now = datetime.now(UTC)
    with stages.stage("set_up", "Municipalities and people"):
        world = settle(db, now - timedelta(weeks=18), wanted=options.units, seed=options.seed)
    surveys = Surveys(db, settings, world, citizens=options.citizens, seed=options.seed, folder=folder)
    show = Show(db, settings, world, surveys, stages, folder, options.seed)
    first = first_wave(show, now.date())
    if not options.once:
        second_wave(show, now, previous=first)
    stages.seconds["total"] = round(time.perf_counter() - began, 2)
    tell(summary(db, first, world, surveys, stages.seconds), as_json=options.json)
    if options.once:
        db.close()
        return 0
    return serve(db, settings, world, surveys, now)


def first_wave(show: Show, today: date) -> int:
    """A whole wave, some months ago, published, and a survey of citizens beside it."""
    db, world, stages = show.db, show.world, show.stages
    first = monday(today, weeks=16)
    end = datetime.combine(first + timedelta(days=DAYS + 21), datetime.min.time(), tzinfo=UTC)
    with stages.stage("plan", "Planning the wave"):
        wave_id = order_wave(
            db, end - timedelta(days=DAYS + 30), world, settings=show.settings, name=f"Kommunetesten {first.year}",
            first=first, days=DAYS, seed=show.seed,
        )  # fmt: skip
    before = end - timedelta(days=DAYS + 30)
    with show.surveys.finished(first, before), stages.stage("play", "Playing six weeks") as progress:
        play(
            db, show.settings, world, wave_id=wave_id, first=first, until=end, seed=show.seed, folder=show.folder,
            progress=progress, beside=show.surveys.moment,
        )  # fmt: skip
    with stages.stage("score", "Scoring and ranking"):
        publish.close(db, end, wave_id, by=world.people["kari"], leave_out=True)
    with stages.stage("publish", "Publishing"):
        publish.publish(db, end + timedelta(days=10), wave_id, by=world.people["kari"])
    return wave_id


def second_wave(show: Show, now: datetime, *, previous: int) -> None:
    """A smaller wave that is under way right now, so that every page has something alive on it."""
    db, settings, world, stages = show.db, show.settings, show.world, show.stages
    first = monday(now.date(), weeks=2)
    chosen = world.units[:: max(1, len(world.units) // SECOND_UNITS)]
    with db.read() as connection:
        own = next((unit.id for unit in units.every(connection) if unit.code == "3909"), None)
    chosen = tuple(sorted({*chosen, *([own] if own else [])}))
    with stages.stage("plan", "Planning a second wave"):
        wave_id = order_wave(
            db, now - timedelta(weeks=3), world, settings=settings, name="Etterprøven", first=first, days=40,
            seed=show.seed + 1, units=chosen, previous=previous,
        )  # fmt: skip
    with show.surveys.under_way(first, now), stages.stage("second", "Playing it until now") as progress:
        play(
            db, settings, world, wave_id=wave_id, first=first, until=now, seed=show.seed + 1, folder=show.folder,
            progress=progress, hands_off=now - timedelta(days=2), beside=show.surveys.moment,
        )  # fmt: skip
        strangers(db, settings, now)
        lay_out(db, now, wave_id, tester=world.people["sam"], by=world.people["kari"])
        score(db, now, wave_id)


STRANGERS = (
    (
        "Servicekontoret <noreply@forvaltning.test>",
        "Din henvendelse er besvart",
        "Hei!\n\nSvaret på spørsmålet ditt om barnehageplass er lagt i innboksen din.\n\nHilsen Servicekontoret\n",
    ),
    (
        "Bjarne Hovland <bjarne.hovland@kundesenter.test>",
        "Ang. spørsmål om søppel",
        "Hei, jeg fikk videresendt mailen din. Grovavfall leveres gratis på gjenvinningsstasjonen, åpent 9-17.\n\n"
        "Mvh Bjarne Hovland\n",
    ),
)


def strangers(db: Database, settings: Settings, now: datetime) -> None:
    """Two mails that nothing ties to an inquiry, for the holding pen."""
    jobs = Jobs(db, settings, lambda: now)
    with closing(jobs.listen_anywhere()) as listener, smtplib.SMTP("127.0.0.1", listener.port) as wire:
        for number, (sender, subject, text) in enumerate(STRANGERS, start=1):
            mail = EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = sender, f"post{number}@{settings.persona_domains[0]}", subject
            mail["Date"], mail["Message-ID"] = now - timedelta(hours=number), f"<fremmed{number}@forvaltning.test>"
            mail.set_content(text)
            wire.send_message(mail)
    jobs.sorter.sort(now)


def summary(
    db: Database, wave_id: int, world: World, surveys: Surveys, seconds: dict[str, float]
) -> dict[str, Any]:
    """What CLI.md promises of `demo --json`, and the number of tasks that testers sent in."""
    with db.read() as connection:
        found = standings.of_wave(connection, wave_id)
        names = {unit.id: unit for unit in units.every(connection)}
        kinds = mails.kind_counts(connection, wave_id)
        statuses = inquiries.status_counts(connection, wave_id)
        outcomes = inquiries.outcome_counts(connection, wave_id)
        sent, received = mails.traffic(connection, wave_id)
    ranking = [
        {
            "unit": names[one.unit_id].code, "name": names[one.unit_id].name, "total": one.total, "low": one.low,
            "high": one.high, "rank": one.rank, "rank_low": one.rank_low, "rank_high": one.rank_high,
        }
        for one in sorted(found, key=lambda one: (one.rank is None, one.rank or 0, names[one.unit_id].name))
    ]  # fmt: skip
    return {
        "units": len(world.units),
        "inquiries": sum(statuses.values()),
        "mails_sent": sent,
        "mails_received": received,
        "kinds": kinds,
        "outcomes": outcomes,
        "seconds": seconds,
        "ranking": ranking,
    } | ({"citizens": msgspec.to_builtins(surveys.told)} if surveys.told else {})


def tell(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        return
    write = sys.stdout.write
    write(
        f"\n{found['units']} municipalities, {found['inquiries']} inquiries, {found['mails_sent']} mails sent, "
        f"{found['mails_received']} received\n"
    )
    write("  replies:  " + ", ".join(f"{kind} {n}" for kind, n in sorted(found["kinds"].items())) + "\n")
    write("  outcomes: " + ", ".join(f"{name} {n}" for name, n in sorted(found["outcomes"].items())) + "\n")
    write("  seconds:  " + ", ".join(f"{name} {n}" for name, n in found["seconds"].items()) + "\n\n")
    if "citizens" in found:
        write(said(found["citizens"]))
    ranking = [row for row in found["ranking"] if row["rank"] is not None]
    shown = ranking if len(ranking) <= 20 else [*ranking[:10], None, *ranking[-10:]]
    write("place (could be)     score (95 %)          municipality\n")
    for row in shown:
        if row is None:
            write("  ...\n")
            continue
        places = f"{row['rank']:>4} ({row['rank_low']}-{row['rank_high']})"
        score = f"{row['total']:5.1f} ({row['low']:.1f}-{row['high']:.1f})"
        write(f"{places:<20} {score:<21} {row['name']}\n")
    write("The test measures information and service, not the quality of the underlying service.\n")


def serve(db: Database, settings: Settings, world: World, surveys: Surveys, now: datetime) -> int:
    """Print a sign-in link for each role and become the site."""
    sys.stdout.write("\nSign in by one of these links (each works once, for half an hour):\n")
    for name, (short, role) in SHOWN.items():
        mailed = link_for(db, now, person_id=world.people[short], by=None)
        sys.stdout.write(f"  {role:<14} {name:<12} {settings.url}/sign-in/link/{mailed.token}\n")
    if ways := surveys.doorways:
        sys.stdout.write("\nAnswer as a citizen:\n")
        sys.stdout.write(f"  from a mail     {settings.url}{ways.link}\n")
        sys.stdout.write(f"  at the counter  {settings.url}{ways.kiosk}\n")
        sys.stdout.write(f"  with a code     {settings.url}/code  {ways.code}\n")
    sys.stdout.write(f"\nThe ranking, as everybody sees it: {settings.url}/rankings\n")
    sys.stdout.write(f"What people wrote, sorted in the first minute (sign in first): {settings.url}/comments\n")
    sys.stdout.write("Stop with Ctrl-C.\n")
    sys.stdout.flush()
    db.close()
    # From here on mails go to a folder: the municipalities' process is gone.
    told = {"DATA": settings.data, "DATABASE": settings.database, "PORT": str(settings.port)}
    told |= {"TRANSPORT": "folder", "SMS": "folder", "SURVEY_FROM": settings.survey_from}
    told |= {"OPERATOR": settings.operator, "OPERATOR_EMAIL": settings.operator_email}
    told |= {"PERSONA_DOMAINS": ",".join(settings.persona_domains)}
    environment = os.environ | {f"MEDLYTT_{name}": value for name, value in told.items()}
    os.execve(sys.executable, [sys.executable, "-m", "survey.cli.main", "serve"], environment)  # noqa: S606


def make_folder(wanted: Path | None) -> Path:
    """An empty folder; one that an earlier demo left is emptied, any other that holds something is refused."""
    if wanted is None:
        return Path(tempfile.mkdtemp(prefix="medlytt-demo-"))
    mark = wanted / "this-is-a-demo"
    if wanted.exists() and any(wanted.iterdir()):
        if not mark.exists():
            raise SystemExit(f"{wanted} is not empty and not a demo's folder: name another one.")
        shutil.rmtree(wanted)
    wanted.mkdir(parents=True, exist_ok=True)
    mark.write_text("Everything in here may be deleted.\n", encoding="utf-8")
    return wanted


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("medlytt demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="stop after the ranking and print it")
    parser.add_argument("--units", type=int, help="so many municipalities (default: all 357)")
    parser.add_argument("--seed", type=int, default=2019)
    parser.add_argument("--citizens", type=int, default=CITIZENS, help="so many are asked after a contact (0: none)")
    parser.add_argument("--dir", type=Path, help="where the database and the mails go (default: a temporary folder)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(run(parse(sys.argv[1:])))
