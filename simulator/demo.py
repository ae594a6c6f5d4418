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
from typing import NamedTuple

from simulator.before import a_year_ago, promised
from simulator.desk import lay_out
from simulator.ending import serve, summary, tell
from simulator.hearing import hear
from simulator.mailbox import mailbox
from simulator.play import play
from simulator.surveys import Surveys
from simulator.world import World, order_wave, settle
from survey.jobs import Jobs
from survey.keyring import Keyring
from survey.settings import Settings
from survey.steps import publish
from survey.steps.schemes import begin
from survey.steps.score import score
from survey.store import standings
from survey.store.database import Database

DAYS = 40  # of the first wave: six weeks less a weekend
SECOND_UNITS = 60
EARLIER_UNITS = 60
YEAR = 52  # weeks
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
    keys: Keyring


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
        world = settle(db, now - timedelta(weeks=18 + YEAR), wanted=options.units, seed=options.seed)
    surveys = Surveys(db, settings, world, citizens=options.citizens, seed=options.seed, folder=folder)
    keys = Keyring(settings.keys_folder, signing_file=settings.signing_path)
    keys.make_signing()  # the demo's own, so that its rankings are signed
    show = Show(db, settings, world, surveys, stages, folder, options.seed, keys)
    promised(db, now - timedelta(weeks=18), world, since=monday(now.date(), weeks=17))
    earlier = earlier_wave(show, now.date())
    first = first_wave(show, now.date(), previous=earlier)
    if not options.once:
        second_wave(show, now, previous=first)
    stages.seconds["total"] = round(time.perf_counter() - began, 2)
    with db.read() as connection:
        places = standings.places(connection, first)
    tell(summary(db, first, world, surveys, stages.seconds), places, as_json=options.json)
    if options.once:
        db.close()
        return 0
    return serve(db, settings, world, surveys, now, wave_id=first)


def earlier_wave(show: Show, today: date) -> int:
    """The year before, with fewer municipalities and post twice a day, published before anybody could object."""
    db, stages = show.db, show.stages
    world = a_year_ago(show.world, seed=show.seed)
    first = monday(today, weeks=16 + YEAR)
    end = datetime.combine(first + timedelta(days=DAYS + 21), datetime.min.time(), tzinfo=UTC)
    with stages.stage("earlier", "The year before, smaller") as progress:
        wave_id = order_wave(
            db, end - timedelta(days=DAYS + 30), world, settings=show.settings, name=f"Kommunetesten {first.year}",
            first=first, days=DAYS, seed=show.seed + 2, units=world.some(EARLIER_UNITS),
        )  # fmt: skip
        play(
            db, show.settings, world, wave_id=wave_id, first=first, until=end, seed=show.seed + 2, folder=show.folder,
            progress=progress, coarse=True,
        )  # fmt: skip
        publish.close(db, end, wave_id, by=world.people["kari"], leave_out=True)
        publish.publish(db, end + timedelta(days=10), wave_id, by=world.people["kari"], keys=show.keys)
        with mailbox(db, show.settings, show.folder) as arriving:
            arriving.carry(end + timedelta(days=11))
    return wave_id


def first_wave(show: Show, today: date, *, previous: int) -> int:
    """A whole wave, some months ago, published, and a survey of citizens beside it."""
    db, world, stages = show.db, show.world, show.stages
    first = monday(today, weeks=16)
    end = datetime.combine(first + timedelta(days=DAYS + 21), datetime.min.time(), tzinfo=UTC)
    with stages.stage("plan", "Planning the wave"):
        wave_id = order_wave(
            db, end - timedelta(days=DAYS + 30), world, settings=show.settings, name=f"Kommunetesten {first.year}",
            first=first, days=DAYS, seed=show.seed, previous=previous,
        )  # fmt: skip
    before = end - timedelta(days=DAYS + 30)
    jobs = Jobs(db, show.settings, lambda: end)
    if show.surveys.citizens:
        begin(db, before)
        jobs.train()  # aside, so that what citizens write can be sorted when the six weeks are over
    with show.surveys.finished(first, before), stages.stage("play", "Playing six weeks") as progress:
        play(
            db, show.settings, world, wave_id=wave_id, first=first, until=end, seed=show.seed, folder=show.folder,
            progress=progress, beside=show.surveys.moment,
        )  # fmt: skip
    with stages.stage("score", "Scoring and ranking"):
        publish.close(db, end, wave_id, by=world.people["kari"], leave_out=True)
    with stages.stage("tag", "Sorting what citizens wrote"):
        if jobs.trainer:
            jobs.trainer.wait()
        jobs.tag()
    with stages.stage("hear", "Hearing the municipalities"), mailbox(db, show.settings, show.folder) as arriving:
        over = hear(db, end, wave_id, world, carry=arriving.carry)
    with stages.stage("publish", "Publishing, with reports"):
        publish.publish(db, over, wave_id, by=world.people["kari"], keys=show.keys, heard=True)
        with mailbox(db, show.settings, show.folder) as arriving:
            arriving.carry(over + timedelta(hours=1))
    return wave_id


def second_wave(show: Show, now: datetime, *, previous: int) -> None:
    """A smaller wave that is under way right now, so that every page has something alive on it."""
    db, settings, world, stages = show.db, show.settings, show.world, show.stages
    first = monday(now.date(), weeks=2)
    with stages.stage("plan", "Planning a second wave"):
        wave_id = order_wave(
            db, now - timedelta(weeks=3), world, settings=settings, name="Etterprøven", first=first, days=40,
            seed=show.seed + 1, units=world.some(SECOND_UNITS), previous=previous,
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
