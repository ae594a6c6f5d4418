"""The timetable on one page: what runs when."""

import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from instruments import bank
from instruments.protocol import Protocol
from instruments.scenario import phrases as key_phrases
from mailer.listener import Listener, listen
from mailer.phrases import load as shipped_phrases
from survey import ways
from survey.invitation import Way
from survey.keyring import Keyring
from survey.round import RoundStatus
from survey.settings import PREFIX, Settings
from survey.steps import invite as inviting
from survey.steps import national, retain, tell_by_mail
from survey.steps import pack as packing
from survey.steps.asked import house
from survey.steps.batch import Courier, may_leave
from survey.steps.check_domains import check_daily
from survey.steps.collect import collector
from survey.steps.count_answers import count_answers
from survey.steps.follow_up import close_waiting, follow_up
from survey.steps.gather_notes import gather_all
from survey.steps.measure import measure_all
from survey.steps.read_replies import read_replies
from survey.steps.release import release
from survey.steps.report import report
from survey.steps.returned import citizens_mail
from survey.steps.rounds import keep_time
from survey.steps.score import renew
from survey.steps.send import Sender, give_up_on_the_dead, send
from survey.steps.sort import Knowledge, Sorter
from survey.steps.tag import Desk, tag
from survey.steps.tell_back import staff_mail
from survey.steps.tell_by_mail import Carrier, Enclose
from survey.steps.tell_words import house_of
from survey.steps.want_tagger import is_wanted
from survey.steps.watch_contacts import Watch
from survey.store import invitations, measures, outbox, reports, rounds, waves
from survey.store.database import Database
from survey.texts import translator
from survey.vault import Vault, key_at
from survey.wave import WaveStatus

log = structlog.get_logger()
Clock = Callable[[], datetime]
TRAINER = (sys.executable, "-m", "survey.cli.main", "trainer")
PACKER = (sys.executable, "-m", "survey.cli.main", "packer")


class Jobs:
    """The heartbeat of one process. What is due is always a row, so any number of processes may beat at once."""

    def __init__(
        self,
        db: Database,
        settings: Settings,
        clock: Clock = lambda: datetime.now(UTC),
        *,
        enclose: Enclose | None = None,
    ) -> None:
        self.db, self.settings, self.clock, self.enclose = db, settings, clock, enclose
        self.vault = Vault(key_at(settings.key_path))
        self.keys = Keyring(settings.keys_folder)
        self.rules = knowledge(settings)
        self.sorter = Sorter(db, self.vault, self.rules)
        citizens = citizens_mail(db, clock, keys=self.keys, settings=settings)
        self.deliver = collector(db, self.vault, clock, aside=staff_mail(db, clock, then=citizens))
        self.inboxes = ways.inboxes(settings)
        self.watch = watch(settings, self.keys)
        self.listeners: list[Listener] = []
        self.desk = Desk()
        self.trainer: subprocess.Popen[bytes] | None = None
        self.packer: subprocess.Popen[bytes] | None = None
        self.numbered: set[int] = set()
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._stopping = threading.Event()
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def timetable(self) -> dict[str, tuple[float, Callable[[], Any]]]:
        """Job -> (seconds between two beats, what it does)."""
        now, protocol = self.clock, self.rules.protocol
        claim = timedelta(seconds=self.settings.claim_seconds)
        return {
            "send": (2, self.send),
            "invite": (3, self.invite),
            "tell": (5, self.tell),
            "collect": (20, self.collect),
            "sort": (2, lambda: self.sorter.sort(now())),
            "close waiting": (30, lambda: close_waiting(self.db, now())),
            "follow up": (30, lambda: follow_up(self.db, now(), protocol)),
            "doubtful": (min(60.0, claim.total_seconds()), lambda: give_up_on_the_dead(self.db, now(), after=claim)),
            "doubtful invitations": (min(60.0, claim.total_seconds()), self.give_up_on_the_dead),
            "doubtful tellings": (
                min(60.0, claim.total_seconds()),
                lambda: tell_by_mail.give_up_on_the_dead(self.db, now(), after=claim),
            ),
            "score": (300, self.score),
            "measure": (120, lambda: measure_all(self.db, now(), own_bank=self.settings.bank_folder)),
            "reports": (120, self.report),
            "read replies": (60, lambda: read_replies(self.db, now(), self.vault)),
            "release": (900, self.release),
            "count answers": (30, lambda: count_answers(self.db, own_bank=self.settings.bank_folder)),
            "keep time": (600, lambda: keep_time(self.db, now(), keys=self.keys)),
            "contacts": (20, self.take_contacts),
            "notes": (1800, lambda: gather_all(self.db, now(), keys=self.keys, own_bank=self.settings.bank_folder)),
            "tag": (10, self.tag),
            "train": (10, self.train),
            "pack": (5, self.pack),
            "forget packs": (3600, lambda: packing.forget(self.db, now(), data=Path(self.settings.data))),
            "check domains": (600, self.check_domains),
            "retain": (3600, lambda: retain.forget(self.db, now(), self.settings)),
        }

    def start(self) -> None:
        self.listeners = ways.listeners(self.settings, self.deliver)  # first: where a port is taken nothing has begun
        for name, (seconds, work) in self.timetable().items():
            soon = datetime.now(UTC) + timedelta(seconds=min(seconds, 5))
            self._scheduler.add_job(
                partial(_run, name, work), IntervalTrigger(seconds=seconds), id=name, next_run_time=soon
            )
        self._scheduler.start()

    def stop(self) -> None:
        self._stopping.set()
        for listener in self.listeners:
            listener.close()
        for aside in (self.trainer, self.packer):
            if aside:
                aside.kill()  # what it had begun is a row: the next start begins anew when its claim has run out
        with suppress(RuntimeError):
            self._scheduler.shutdown(wait=True)

    def listen_anywhere(self) -> Listener:
        """A listener on any free port of loopback, for the demo and for tests."""
        return listen("127.0.0.1", 0, self.deliver)

    def send(self) -> None:
        with ways.out(self.settings) as transport:
            sender = Sender(
                name=self.name,
                transport=transport,
                clock=self.clock,
                protocol=self.rules.protocol,
                reaches_nobody=ways.reaches_nobody(self.settings),
            )
            send(self.db, sender, stopping=self._stopping.is_set)

    def invite(self) -> None:
        wanted = [Way.EMAIL] if self.settings.sms == "none" else [Way.EMAIL, Way.SMS]
        with self.db.read() as connection:
            ways_open = [way for way in wanted if may_leave(connection, way)]
            if not ways_open or not invitations.any_due(connection, self.clock(), ways=ways_open):
                return
        with ways.out(self.settings) as mail, ways.texts(self.settings) or nullcontext() as texts:
            courier = Courier(
                name=self.name, mail=mail, texts=texts, clock=self.clock, keys=self.keys, house=house(self.settings)
            )
            inviting.invite(self.db, courier, stopping=self._stopping.is_set)

    def tell(self) -> None:
        with self.db.read() as connection:
            if not outbox.any_due(connection, self.clock()):
                return
        house = house_of(self.settings, key_at(self.settings.key_path))
        with ways.out(self.settings) as transport:
            carrier = Carrier(
                name=self.name, transport=transport, clock=self.clock, house=house, enclose=self.enclose
            )
            tell_by_mail.tell_by_mail(self.db, carrier, stopping=self._stopping.is_set)

    def give_up_on_the_dead(self) -> None:
        after = timedelta(seconds=self.settings.claim_seconds)
        inviting.give_up_on_the_dead(self.db, self.clock(), after=after, keys=self.keys, house=house(self.settings))

    def take_contacts(self) -> None:
        if self.watch:
            self.watch.look(self.db, self.clock())

    def score(self) -> None:
        with self.db.read() as connection:
            under_way = waves.with_status(connection, WaveStatus.OPEN, WaveStatus.CLOSED)
        for wave in under_way:
            renew(self.db, self.clock(), wave.id, own_bank=self.settings.bank_folder)
            national.number(self.db, self.clock(), wave.id, own_bank=self.settings.bank_folder)

    def report(self) -> None:
        with self.db.read() as connection:
            over = waves.with_status(connection, WaveStatus.CLOSED)
            published = waves.with_status(connection, WaveStatus.PUBLISHED)
            for wave in published:
                made = reports.digest(connection, wave.id), measures.basis(connection, wave.id, national.KIND)
                over += [wave] if None in made else []
        for wave in over:
            report(self.db, self.clock(), wave.id, own_bank=self.settings.bank_folder)
        for wave in published:  # once for each start: another program may count otherwise, and no reader is to wait
            if wave.id not in self.numbered:
                national.number(self.db, self.clock(), wave.id, own_bank=self.settings.bank_folder)
                self.numbered.add(wave.id)

    def release(self) -> None:
        with self.db.read() as connection:
            under_way = rounds.with_status(connection, RoundStatus.OPEN)
        for asked in under_way:
            release(self.db, self.clock(), asked.id, keys=self.keys)
        count_answers(self.db, own_bank=self.settings.bank_folder)  # at once: a reader may be the next to come

    def tag(self) -> None:
        tag(self.db, self.clock(), self.desk, stopping=self._stopping.is_set, own_bank=self.settings.bank_folder)

    def train(self) -> None:
        if not is_under_way(self.trainer) and is_wanted(self.db, self.clock()):
            self.trainer = self.aside(TRAINER)

    def pack(self) -> None:
        if not is_under_way(self.packer) and packing.is_wanted(self.db, self.clock()):
            self.packer = self.aside(PACKER)

    def aside(self, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
        """In a process of its own, of low priority: in ours every page would wait for it."""
        told = {"data": self.settings.data, "database": self.settings.database_url, "bank": self.settings.bank}
        told |= {"base_url": self.settings.url, "timezone": self.settings.timezone}
        own = {PREFIX + name.upper(): value for name, value in told.items()}
        return subprocess.Popen(command, env=os.environ | own, stdin=subprocess.DEVNULL)  # noqa: S603

    def check_domains(self) -> None:
        check_daily(self.db, self.clock(), settings=self.settings, resolver=ways.resolver(self.settings))

    def collect(self) -> None:
        for name, inbox in self.inboxes.items():
            found = inbox(self.deliver)
            for failed in found.failed:
                log.warning("a mail stays in its inbox", inbox=name, key=failed.key, reason=failed.reason)


def is_under_way(aside: subprocess.Popen[bytes] | None) -> bool:
    return aside is not None and aside.poll() is None


def _run(name: str, work: Callable[[], Any]) -> None:
    try:
        work()
    except Exception:  # a loop's edge: the next beat tries again, the log says why
        log.exception("job failed", job=name)


def watch(settings: Settings, keys: Keyring) -> Watch | None:
    if not settings.contacts_folder:
        return None
    sms, text = settings.sms != "none", translator(settings.language)
    return Watch(Path(settings.contacts_folder), keys=keys, sms=sms, text=text)


def knowledge(settings: Settings) -> Knowledge:
    own = settings.bank_folder

    def protocol(name: str) -> Protocol:
        return bank.protocol(name, own)

    def key(scenario: str, form: str, country: str) -> tuple[str, ...]:
        return key_phrases(bank.scenarios(own)[scenario], form, country=country)

    return Knowledge(protocol=protocol, key=key, phrases=shipped_phrases())
