"""The town: every citizen with the letters they have got, and the deeds that are to come of them."""

import heapq
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import msgspec

from simulator.citizens import mail
from simulator.citizens.browser import Browser
from simulator.citizens.deed import Deed, deeds
from simulator.citizens.ledger import Event, Ledger
from simulator.citizens.mail import Letter
from simulator.citizens.person import Citizen, Counter, Nature, Quirk, WalkIn, Way, nature
from simulator.citizens.visit import Ending, Hand, Visit, answer, asked, look
from simulator.dice import dice

TYPED = (Counter.SLIP, Counter.HELPED)


Message = bytes | str | Letter
"""A mail or an SMS as it came, or what lies at a counter; read by those who do something with it."""


class Person:
    """A citizen and what has happened to them so far."""

    def __init__(self, citizen: Citizen, seed: int) -> None:
        self.citizen = citizen
        self.nature: Nature = nature(citizen, seed=seed)
        self.letters = 0
        self.silent = False
        """Nothing more may come."""
        self.answered = False
        self.counter = ""
        """Where they came by, if nobody wrote to them."""


class Town:
    """What comes in is told by several threads; deeds are done by several, those of one person in their order."""

    def __init__(
        self, citizens: Iterable[Citizen], *, seed: int, start: datetime, log: Callable[[dict[str, Any]], None]
    ) -> None:
        self.people = {citizen.address.lower(): Person(citizen, seed) for citizen in citizens}
        self.seed = seed
        self.now = start
        self.log = log
        self.ledger = Ledger()
        self.requests = 0
        self.cookies = 0
        self.milliseconds: list[float] = []
        self._deeds: list[tuple[datetime, int, Person, Deed, Message]] = []
        self._numbers = count()
        self._lying: tuple[tuple[bool, bool], Message] | None = None
        self._lock = threading.Lock()

    def expect(self, walk_ins: Iterable[WalkIn], site: str) -> None:
        """Those who come by a counter, with what they find there."""
        for one in walk_ins:
            door = f"{site}/{one.counter}" if one.counter in TYPED else f"{site}/{one.counter}/{one.code}"
            letter = Letter(subject=one.code if one.counter in TYPED else "", survey=door)
            person = Person(one.citizen, self.seed)
            person.counter = one.counter
            heapq.heappush(self._deeds, (one.at, next(self._numbers), person, Deed.COUNTER, letter))

    def lives(self, address: str) -> bool:
        """Whether somebody takes mail there; what is turned away is noted."""
        with self._lock:
            person = self.people.get(address.lower())
            if person is not None and person.nature.way is not Way.REFUSED:
                return True
            if person is not None:
                self._note(person, Event.UNWANTED if person.silent else Event.REFUSED)
                person.silent = True
            return False

    def take(self, raw: bytes, to: str) -> bool:
        """A mail has come; False where the mailbox is gone, of which the sender is told."""
        with self._lock:
            person = self.people[to.lower()]
            self._arrived(person, raw)
            return person.nature.way is not Way.BOUNCES

    def take_text(self, number: str, text: str) -> bool:
        """An SMS has come; False where there is no such number."""
        with self._lock:
            person = self.people.get(number)
            if person is None:
                return False
            if person.nature.way in (Way.REFUSED, Way.BOUNCES):
                self._note(person, Event.UNWANTED if person.silent else Event.REFUSED)
                person.silent = True
                return False
            self._arrived(person, text)
            return True

    def due(self, until: datetime) -> dict[str, list[tuple[Person, Deed, Message]]]:
        """Person -> the deeds to do by then, in their order."""
        found: dict[str, list[tuple[Person, Deed, Message]]] = {}
        with self._lock:
            self.now = max(self.now, until)
            while self._deeds and self._deeds[0][0] <= until:
                _, _, person, deed, message = heapq.heappop(self._deeds)
                found.setdefault(person.citizen.address, []).append((person, deed, message))
        return found

    def do(self, browser: Browser, deeds: Iterable[tuple[Person, Deed, Message]]) -> None:
        for person, deed, message in deeds:
            browser.language = person.citizen.language
            had = browser.cookies
            before, began = browser.requests, time.perf_counter()
            DO[deed](self, browser, person, opened(message))
            spent, asked_for = (time.perf_counter() - began) * 1000, browser.requests - before
            with self._lock:
                self.requests += asked_for
                self.cookies += browser.cookies - had
                self.milliseconds += [spent / max(1, asked_for)] * asked_for

    def unanswered(self) -> str:
        """The link of somebody who lets it lie, if it can be in the country's first language."""
        return opened(self._lying[1]).survey if self._lying else ""

    def note(self, person: Person, event: Event, number: int = 1) -> None:
        with self._lock:
            self._note(person, event, number)

    def _note(self, person: Person, event: Event, number: int = 1) -> None:
        self.ledger.note(person.citizen.unit, person.citizen.channel, event, number)

    def plan(self, after: timedelta, person: Person, deed: Deed, message: Message) -> None:
        heapq.heappush(self._deeds, (self.now + after, next(self._numbers), person, deed, message))

    def _arrived(self, person: Person, message: Message) -> None:
        self._note(person, Event.REMINDED if person.letters else Event.INVITED)
        self._note(person, Event.UNWANTED, int(person.silent))
        person.letters += 1
        if person.nature.way is Way.BOUNCES:
            self._note(person, Event.BOUNCED, int(not person.silent))
            person.silent = True
            return
        rank = person.citizen.language != "nb", person.citizen.channel != "email"
        if person.nature.way is Way.IGNORES and (self._lying is None or rank <= self._lying[0]):
            self._lying = rank, message
        for after, deed in deeds(person.nature, person.letters):
            self.plan(after, person, deed, message)


def opened(message: Message) -> Letter:
    match message:
        case bytes():
            return mail.read(message)
        case str():
            return mail.text(message)
    return message


def scan(town: Town, browser: Browser, person: Person, letter: Letter) -> None:
    """A scanner follows whatever there is; nothing may come of it."""
    for link in letter.links:
        if browser.get(link).status >= 500:
            town.note(person, Event.STUCK)


def at_the_counter(town: Town, browser: Browser, person: Person, letter: Letter) -> None:
    """With a code it is typed first, which leads to the survey."""
    link = letter.survey
    if code := letter.subject:
        link = browser.post(link, [("code", code)]).url
    ended(town, person, answer(browser, link, hand(town, person)))


def open_and_leave(town: Town, browser: Browser, person: Person, letter: Letter) -> None:
    seen = look(browser, letter.survey, hand(town, person, pages=town_dice(town, person).randrange(3)))
    ended(town, person, seen)


def fill_in(town: Town, browser: Browser, person: Person, letter: Letter) -> None:
    rng, nature = town_dice(town, person), person.nature
    partly = nature.way is Way.PARTLY
    mine = hand(town, person, pages=1 + rng.randrange(2) if partly else 40)
    second = hand(town, person, again=True) if nature.quirk is Quirk.TWO_DEVICES else None
    offered = letter.first if nature.from_the_mail else ()
    link = offered[min(len(offered) - 1, round((1 - nature.worth) * len(offered)))] if offered else letter.survey
    ended(town, person, answer(browser, link, mine, quirk=nature.quirk, second=second))


def look_again(town: Town, browser: Browser, person: Person, letter: Letter) -> None:
    """Whoever has answered finds that said, and nothing to fill in."""
    seen = look(browser, letter.survey, hand(town, person, pages=1))
    if seen.ending is Ending.LEFT and person.answered:
        seen.ending = Ending.STUCK
    ended(town, person, seen)


def ended(town: Town, person: Person, seen: Visit) -> None:
    note = town.note
    note(person, Event.OPENED, int(seen.pages > 0))
    match seen.ending:
        case Ending.THANKED:
            person.answered = True
            note(person, Event.PARTLY if seen.partial else Event.ANSWERED)
            note(person, Event.SENT_AGAIN, seen.sends - 1)
            note(person, Event.SCREENED, seen.screened)
            note(person, Event.UNDONE, seen.undone)
            who = {"unit": person.citizen.unit, "channel": person.citizen.channel, "counter": person.counter}
            town.log({"event": "answered", **who, "partial": seen.partial, "answers": seen.answers})
        case Ending.BEFORE:
            note(person, Event.CAME_AGAIN)
        case Ending.CLOSED:
            note(person, Event.LATE)
        case Ending.STUCK:
            note(person, Event.STUCK)
            town.log({"event": "stuck", "url": seen.url, "said": dict(seen.said)})


def one_click(town: Town, browser: Browser, person: Person, letter: Letter) -> None:
    """The button of the mail program (RFC 8058): one POST, without looking at anything."""
    if not letter.one_click:
        stop_page(town, browser, person, letter)
        return
    said = browser.post(letter.one_click, [("List-Unsubscribe", "One-Click")])
    stopped(town, person, said.status)


def stop_page(town: Town, browser: Browser, person: Person, letter: Letter) -> None:
    got = browser.get(letter.stop)
    form = asked(got)
    if form is None:
        town.note(person, Event.STUCK)
        return
    press = next((button for button in form.buttons if not button.unseen), None)
    stopped(town, person, browser.post(got.near(form.action), form.sent({}, press)).status)


def stopped(town: Town, person: Person, status: int) -> None:
    if status < 300:
        person.silent = True
        town.note(person, Event.OPTED_OUT)
        town.log({"event": "left", "address": person.citizen.address, "at": town.now})
    else:
        town.note(person, Event.LATE if status in (404, 410) else Event.STUCK)


def hand(town: Town, person: Person, *, pages: int = 40, again: bool = False) -> Hand:
    rng = dice(town.seed, "hand", person.citizen.address, again)
    worth = 1 - person.nature.worth if again else person.nature.worth
    return Hand(worth, person.citizen.language, rng, pages)


def town_dice(town: Town, person: Person) -> Any:
    return dice(town.seed, "deed", person.citizen.address)


DO = {
    Deed.SCAN: scan,
    Deed.LOOK: open_and_leave,
    Deed.ANSWER: fill_in,
    Deed.LOOK_AGAIN: look_again,
    Deed.COUNTER: at_the_counter,
    Deed.ONE_CLICK: one_click,
    Deed.STOP_PAGE: stop_page,
}


def people(source: bytes) -> tuple[Citizen, ...]:
    return msgspec.json.decode(source, type=tuple[Citizen, ...])
