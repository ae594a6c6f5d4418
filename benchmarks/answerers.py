"""Citizens who answer over HTTP and insist: double clicks, two devices, dropped connections, second thoughts."""

import http.client
import itertools
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Sequence
from enum import StrEnum
from urllib.parse import urlencode

import msgspec

from benchmarks.answer_stage import Link, text_of
from benchmarks.bearer import right
from benchmarks.tap import Tap

HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE = 15.0


class Outcome(StrEnum):
    THANKED = "thanked"
    OVER = "over"
    BROKEN = "broken"
    """The connection was refused or dropped: nobody knows."""
    FAILED = "failed"
    """A page that says so: 5xx."""
    ODD = "odd"
    """What nobody who only answers should ever see."""


class Book(msgspec.Struct):
    """What one citizen knows of their answer."""

    link: Link
    tried: list[int] = []
    late: list[int] = []
    """Sent only after the thanks for another: must never count."""
    thanked: bool = False
    over: bool = False
    odd: str = ""
    right: dict[str, str] | None = None
    """A blind token, once there is one."""


class Flying:
    """Requests that are on their way, so that a kill knows what it broke."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._now: set[int] = set()
        self._aimed: set[int] = set()
        self.broken = 0

    def begin(self) -> int:
        with self._lock:
            number = next(self._numbers)
            self._now.add(number)
            return number

    def end(self, number: int, *, broken: bool) -> None:
        with self._lock:
            self._now.discard(number)
            if broken and number in self._aimed:
                self.broken += 1

    def aim(self) -> int:
        """Called at a kill: only what flies now can be broken by it; returns what the kill before has broken."""
        with self._lock:
            before, self._aimed, self.broken = self.broken, set(self._now), 0
        return before


class Crowd:
    """Everybody who answers: `size` at once, each link by one of them."""

    def __init__(self, ports: Sequence[int], tap: Tap, *, size: int, seed: int, pace: float = 0.03) -> None:
        self.ports, self.tap, self.pace = ports, tap, pace
        self.flying = Flying()
        self.links: deque[Link] = deque()
        self.books: list[Book] = []
        self.counts: Counter[str] = Counter()
        self.leaving = threading.Event()
        self.numbers = itertools.count(1)
        self.threads = [Citizen(self, random.Random(seed * 1000 + n)) for n in range(size)]

    def idle(self) -> bool:
        return not self.links and not any(one.busy for one in self.threads)

    def close(self) -> None:
        self.leaving.set()
        for one in self.threads:
            one.join()


class Citizen(threading.Thread):
    def __init__(self, crowd: Crowd, dice: random.Random) -> None:
        super().__init__(daemon=True)
        self.crowd, self.dice = crowd, dice
        self.busy = False

    def run(self) -> None:
        while not self.crowd.leaving.is_set():
            self.busy = True
            try:
                link = self.crowd.links.popleft()
            except IndexError:
                self.busy = False
                time.sleep(0.05)
                continue
            book = Book(link, [], [])
            self.crowd.books.append(book)
            self._answer(book)
            time.sleep(self.dice.uniform(0, 2 * self.crowd.pace))
        self.busy = False

    def _answer(self, book: Book) -> None:
        if book.link.code:
            self._type(book)
        if book.link.unnamed:
            self._turn_into_token(book)
        if self.dice.random() < 0.3:
            self._look(book)
        mine = self._new(book)
        if self.dice.random() < 0.06:
            self._hang_up(book, mine)
        manner = self.dice.random()
        while not (book.thanked or book.over) and not self.crowd.leaving.is_set():
            if manner < 0.15:
                self._post(book, [mine, mine])  # a double click
            elif manner < 0.3:
                self._post(book, [mine, self._new(book)])  # two devices at once
            else:
                self._post(book, [mine])
            if not (book.thanked or book.over):
                mine = self._pause(book, mine)
        if book.thanked and self.dice.random() < 0.1:
            again = next(self.crowd.numbers)
            book.late.append(again)
            self._post(book, [again])

    def _pause(self, book: Book, mine: int) -> int:
        """Before the next try; some open the page again first, some say something else then."""
        time.sleep(self.dice.uniform(0.01, 0.15))
        if self.dice.random() < 0.25:
            self._look(book)
        return self._new(book) if self.dice.random() < 0.2 else mine

    def _new(self, book: Book) -> int:
        number = next(self.crowd.numbers)
        book.tried.append(number)
        return number

    def _post(self, book: Book, numbers: Sequence[int]) -> None:
        """All of them are sent before the first reply is read."""
        sent = [self._send(book, number) for number in numbers]
        for wire, flight in sent:
            self._note(book, self._reply(wire, flight))

    def _send(self, book: Book, number: int) -> tuple[http.client.HTTPConnection, int]:
        wire = self._wire()
        flight = self.crowd.flying.begin()
        fields = {"q-number": str(number), "shown": "number more", "press": "send"}
        fields |= book.right or {}
        if book.link.nonce:
            fields["seed"] = book.link.nonce
        if number % 3:
            fields["q-more"] = text_of(number)
        self.crowd.counts["requests"] += 1
        try:
            wire.request("POST", book.link.unnamed or book.link.path, urlencode(fields), HEADERS)
        except OSError:
            wire.close()  # the reply will say so
        self.crowd.tap("sent")
        return wire, flight

    def _reply(self, wire: http.client.HTTPConnection, flight: int) -> Outcome:
        outcome = Outcome.BROKEN
        try:
            reply = wire.getresponse()
            reply.read()
            outcome = outcome_of(reply)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            wire.close()
            self.crowd.flying.end(flight, broken=outcome in (Outcome.BROKEN, Outcome.FAILED))
        self.crowd.tap(outcome.value)
        self.crowd.counts[outcome.value] += 1
        return outcome

    def _note(self, book: Book, outcome: Outcome) -> None:
        book.thanked |= outcome is Outcome.THANKED
        book.over |= outcome in (Outcome.OVER, Outcome.ODD)
        book.odd = "the answer was neither taken nor refused" if outcome is Outcome.ODD else book.odd

    def _hang_up(self, book: Book, number: int) -> None:
        wire, flight = self._send(book, number)
        time.sleep(self.dice.choice((0, 0.002, 0.01)))
        wire.close()
        self.crowd.flying.end(flight, broken=False)
        self.crowd.counts["hung up"] += 1

    def _type(self, book: Book) -> None:
        """The code from the slip, once: it leads to the same page as its QR."""
        reply = self._ask("/code", {"code": book.link.code})
        if reply and reply[0] == 303:
            self.crowd.counts["codes typed"] += 1
            book.odd = "" if reply[1] == book.link.path else "the code leads somewhere else"

    def _turn_into_token(self, book: Book) -> None:
        found = right(self._ask, book.link.path, book.link.unnamed, gone=self.crowd.leaving.is_set)
        if isinstance(found, dict):
            book.right = found
            self.crowd.counts["tokens signed"] += 1
        else:
            book.over = True

    def _ask(self, path: str, fields: dict[str, str]) -> tuple[int, str] | None:
        """Status, and the page or where else to go."""
        wire = self._wire()
        try:
            wire.request("POST", path, urlencode(fields), HEADERS)
            reply = wire.getresponse()
            return reply.status, reply.read().decode() or reply.getheader("Location") or ""
        except (OSError, http.client.HTTPException):
            return None
        finally:
            wire.close()

    def _look(self, book: Book) -> None:
        """Open the page again: it may say that the answer is in, although nobody heard the thanks."""
        if book.link.unnamed:
            return  # a link that has become a token has no answer to tell of
        wire = self._wire()
        try:
            wire.request("GET", book.link.path)
            reply = wire.getresponse()
            body = reply.read()
        except (OSError, http.client.HTTPException):
            return
        finally:
            wire.close()
        if reply.status == 200 and b"q-number" not in body:
            book.thanked = True
            self.crowd.counts["found to be in"] += 1
            if not book.tried:
                book.odd = "thanked for an answer that was never sent"
        elif reply.status in (404, 410):
            book.over = True

    def _wire(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.dice.choice(self.crowd.ports), timeout=PATIENCE)


def outcome_of(reply: http.client.HTTPResponse) -> Outcome:
    if reply.status == 303 and "/thanks?" in (reply.getheader("Location") or ""):
        return Outcome.THANKED
    if reply.status in (404, 410):
        return Outcome.OVER
    if reply.status >= 500:
        return Outcome.FAILED
    return Outcome.ODD
