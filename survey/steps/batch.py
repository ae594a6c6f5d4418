"""A hundred claimed messages to citizens on their way; whatever happens, each of them gets a result."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

import msgspec
import sqlalchemy as sa
import structlog

from mailer.reason import bare, without_addresses
from mailer.sms import Gateway
from mailer.transport import Deferred, Doubtful, Refused, Transport
from survey import asking, leaving
from survey.contact import digest, unseal
from survey.dispatch import MOST_TRIES, pause
from survey.invitation import Invitation, Standing, Way
from survey.keyring import Keyring
from survey.steps.asked import Asked, House
from survey.steps.returned import SOFT
from survey.store import dispatches, invitations, switches
from survey.store.database import Database
from survey.store.invitations import Result
from survey.vault import CannotOpen

log = structlog.get_logger()
PATIENCE = timedelta(seconds=60)
"""A batch that takes longer gives the rest back: fewer are in doubt if the process dies."""
LOOK = timedelta(seconds=1)
"""So often the levers are looked at within a batch."""
STUCK = 5
"""So many in a row that cannot leave are the way out's fault, not theirs."""
TURNED_AWAY = 20
"""So many in a row that are refused are our fault (a sender that may not send, words that a filter hates)."""
SOON = timedelta(minutes=1)
SMS_SWITCH = "sms"
"""Stops SMS alone: their gateway has an account of its own."""


class Courier(msgspec.Struct, frozen=True, kw_only=True):
    """One process (or thread) that invites: its name on the claims, its ways out, its clock and the keys."""

    name: str
    mail: Transport
    texts: Gateway | None = None
    clock: Callable[[], datetime]
    keys: Keyring
    house: House


class Tally(msgspec.Struct):
    sent: int = 0
    deferred: int = 0
    refused: int = 0
    doubtful: int = 0
    opted_out: int = 0


class Stop(msgspec.Struct, frozen=True):
    """A way out refuses us as such: its lever is turned, until a person has mended it."""

    switch: str
    reason: str


class Letter(msgspec.Struct, frozen=True):
    """A message that is to leave: to which address, known by which hash."""

    to: Invitation
    address: str
    digest: bytes


class Batch:
    def __init__(
        self, db: Database, courier: Courier, *, asked: dict[int, Asked], tally: Tally, stopping: Callable[[], bool]
    ) -> None:
        self.db, self.courier, self.asked, self.tally, self.stopping = db, courier, asked, tally, stopping
        self.pepper = courier.keys.pepper()
        self.results: list[Result] = []
        self.stop: Stop | None = None
        self.in_a_row = 0
        self.refused: list[Invitation] = []
        self.began = self.looked = courier.clock()

    @property
    def stuck(self) -> bool:
        return self.in_a_row >= STUCK

    def send(self, claimed: Sequence[Invitation]) -> None:
        tried: set[bytes] = set()
        try:
            for letter in self._letters(claimed):
                if self._must_stop(letter.to.way):
                    break
                tried.add(letter.to.id)
                self._send_one(letter)
        finally:  # also when something breaks that nobody thought of: the rest has not left
            tried |= {one.id for one in self.results}
            self.results += [given_back(one) for one in claimed if one.id not in tried]
            if self.stuck:
                self.results = [forgiven(one, self.courier.clock() + SOON) for one in self.results]

    def _letters(self, claimed: Sequence[Invitation]) -> Iterator[Letter]:
        """To those who have an address and have not asked to be left alone, meanwhile or in another round."""
        letters = [letter for one in claimed if (letter := self._letter(one))]
        with self.db.read() as connection:
            gone = invitations.opted_out(connection, [letter.digest for letter in letters])
        for letter in letters:
            if letter.digest in gone:
                self.tally.opted_out += 1
                self.results.append(outcome(letter.to, Standing.OPTED_OUT))
            else:
                yield letter

    def _letter(self, one: Invitation) -> Letter | None:
        try:
            address = unseal(one.personal or b"", self.asked[one.round_id].vault).address
        except (CannotOpen, msgspec.MsgspecError):
            self._refused(one, "its address cannot be read")
            return None
        return Letter(one, address, digest(self.pepper, address))

    def _must_stop(self, way: Way) -> bool:
        now = self.courier.clock()
        if self.stop or self.stuck or self.stopping() or now - self.began > PATIENCE:
            return True
        if now - self.looked < LOOK:
            return False
        self.looked = now
        with self.db.read() as connection:
            return not may_leave(connection, way)

    def _send_one(self, letter: Letter) -> None:
        one, now = letter.to, self.courier.clock()
        allowed = self.asked[one.round_id].allowed(one.unit_id, now)
        if allowed > now:  # its hour has passed while it waited
            self.results.append(outcome(one, Standing.WAITING, due_at=allowed, tries=one.tries - 1))
            return
        try:
            self._hand_over(letter, now)
        except Deferred as fault:
            self._deferred(one, fault, now)
        except Doubtful as fault:
            self.tally.doubtful += 1
            self.results.append(self._next(one, now, doubt=bare(fault.reason) or "nobody said whether it was taken"))
        except Refused as fault:
            self._turned_away(one, fault)
        except ValueError:  # the message cannot be written
            self._refused(one, "its address cannot be written to")
        else:
            self.in_a_row = 0
            self.refused = []
            self.tally.sent += 1
            self.results.append(self._next(one, now))

    def _hand_over(self, letter: Letter, now: datetime) -> None:
        one, house = letter.to, self.courier.house
        asker = self.asked[one.round_id].asker(one)
        doorway = self._doorway(letter)
        if one.way is Way.SMS and self.courier.texts:
            text = asking.sms(asker, letter.address, one, doorway=doorway, sender=house.sms_sender)
            self.courier.texts.send(text)
        else:
            token = secrets.token_hex(16)
            self.courier.mail.send(asking.mail(asker, letter.address, one, doorway=doorway, token=token, now=now))

    def _doorway(self, letter: Letter) -> asking.Doorway:
        one, doors = letter.to, self.asked[letter.to.round_id].doors
        out = doors.out(one.id)
        if one.way is Way.EMAIL:  # an SMS has no room for it
            out = leaving.link(self.pepper, out, letter.digest)
        url = self.courier.house.url
        return asking.Doorway(
            link=f"{url}/a/{one.round_id}/{doors.link(one.id)}",
            out=f"{url}/out/{one.round_id}/{out}",
            out_by_mail=f"out+{one.round_id}.{doors.out_by_mail(one.id)}",
            bounce=f"bounce+{one.round_id}.{doors.bounce(one.id)}",
            choice=partial(doors.choice, one.id),
        )

    def _next(self, one: Invitation, now: datetime, *, doubt: str = "") -> Result:
        """It has left, or perhaps has: what comes next is the reminder."""
        due_at = self.asked[one.round_id].next_due(one.unit_id, sent=one.sent + 1, now=now)
        known = Standing.DONE if due_at is None else Standing.WAITING
        standing = Standing.DOUBTFUL if doubt else known
        kept = one.fault if one.fault.startswith(SOFT) else ""  # the invitation has not arrived: the reminder may
        return outcome(one, standing, sent=one.sent + 1, due_at=due_at, fault=doubt or kept)

    def _deferred(self, one: Invitation, fault: Deferred, now: datetime) -> None:
        self.in_a_row += 1
        self.tally.deferred += 1
        said = bare(fault.reason) or "not now"
        if one.tries >= MOST_TRIES and not self.stuck:
            self.results.append(outcome(one, Standing.REFUSED, fault=said))
            return
        again = now + pause(one.tries, fault.retry_after)
        self.results.append(outcome(one, Standing.WAITING, due_at=again, tries=one.tries, fault=said))

    def _turned_away(self, one: Invitation, fault: Refused) -> None:
        self.in_a_row = 0
        self.refused.append(one)
        self._refused(one, bare(fault.reason) or "refused")
        if not fault.account and len(self.refused) < TURNED_AWAY:
            return
        ours = {one.id} if fault.account else {each.id for each in self.refused}
        self.results = [each for each in self.results if each.id not in ours]
        self.results += [given_back(each) for each in self.refused if each.id in ours]
        switch = SMS_SWITCH if one.way is Way.SMS else dispatches.SENDING_SWITCH
        self.stop = Stop(switch, without_addresses(fault.reason))
        log.error("a way out refuses us: it is stopped", way=one.way, reason=self.stop.reason)

    def _refused(self, one: Invitation, fault: str) -> None:
        self.tally.refused += 1
        self.results.append(outcome(one, Standing.REFUSED, fault=fault))


def may_leave(connection: sa.Connection, way: Way) -> bool:
    """Both levers are rows, so that they act on every process."""
    if not dispatches.sending_is_on(connection):
        return False
    return way is not Way.SMS or switches.is_on(connection, SMS_SWITCH)


def outcome(
    one: Invitation,
    standing: Standing,
    *,
    sent: int | None = None,
    due_at: datetime | None = None,
    tries: int = 0,
    fault: str = "",
) -> Result:
    if one.claimed_at is None:
        raise ValueError("only a claimed message can have a result")
    return Result(
        id=one.id,
        claimed_at=one.claimed_at,
        standing=standing,
        sent=one.sent if sent is None else sent,
        due_at=due_at,
        tries=tries,
        fault=fault,
    )


def given_back(one: Invitation) -> Result:
    """It has not left; somebody claims it again."""
    return outcome(one, Standing.WAITING, due_at=one.due_at, tries=max(one.tries - 1, 0), fault=one.fault)


def forgiven(one: Result, soon: datetime) -> Result:
    """A way out that takes nothing at all must not use up the tries of those who wait for it."""
    if one.standing is not Standing.WAITING or one.due_at is None or not one.fault:
        return one
    return msgspec.structs.replace(one, due_at=max(one.due_at, soon), tries=max(one.tries - 1, 0))
