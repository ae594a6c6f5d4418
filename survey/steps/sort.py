"""Kept mails find their inquiry and their kind; what matches nothing waits in the holding pen with guesses."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
import structlog

from instruments.clock import Calendar
from instruments.protocol import Protocol
from mailer.kind import Verdict, classify
from mailer.message import Address
from mailer.parse import Incoming, parse
from mailer.phrases import Phrases
from mailer.thread import Index, Match, Sent
from survey.mail import Head, MailStatus, arrival, storable
from survey.steps.settle import resettle
from survey.store import mails, waves
from survey.store.database import Database
from survey.vault import Vault

log = structlog.get_logger()
PROMISES_REACH = 60  # days ahead in which holidays matter for "within ten working days"
CLOCKS_DIFFER = timedelta(minutes=10)
BATCH = 20  # mails that share one commit
TEXT_LIMIT = 200_000  # characters of a mail that are kept for its page; the raw mail is kept whole


class Knowledge(msgspec.Struct, frozen=True, kw_only=True):
    """What sorting needs to know of the bank."""

    protocol: Callable[[str], Protocol]
    key: Callable[[str, str, str], tuple[str, ...]]  # scenario, written form, country -> phrases of a right answer
    phrases: Phrases


class Left(msgspec.Struct, frozen=True):
    """An inquiry that left, as matching and classifying need it."""

    sent: Sent
    scenario: str
    written_form: str
    country: str


class Sorter:
    """Keeps the index of what left between two rounds; it can be dropped and built again at any time."""

    def __init__(self, db: Database, vault: Vault, rules: Knowledge) -> None:
        self.db = db
        self.vault = vault
        self.rules = rules
        self.left: dict[int, Left] = {}
        self.index = Index()
        self.since = datetime.min.replace(tzinfo=UTC) + CLOCKS_DIFFER

    def sort(self, now: datetime, *, limit: int = 500) -> int:
        """Sort what is new, at most `limit` mails; returns how many. A mail that breaks something is held, in sight."""
        with self.db.read() as connection:
            waiting = mails.new(connection, limit)
        if waiting:
            self._refresh()
        for start in range(0, len(waiting), BATCH):
            decided = [self._decide(id) for id in waiting[start : start + BATCH]]
            self.db.write(self._write, decided, now)
        return len(waiting)

    def _refresh(self) -> None:
        with self.db.read() as connection:
            rows = mails.left_for_answers(connection, self.since)
        for row in rows:
            # Clocks of several processes differ a little: the next look reaches back before the last claim.
            self.since = max(self.since, row["claimed_at"] - CLOCKS_DIFFER)
            if row["inquiry_id"] in self.left:
                continue
            sent = Sent(
                id=str(row["inquiry_id"]),
                unit=str(row["unit_id"]),
                unit_domain=row["recipient"].rpartition("@")[2],
                sent_at=row["sent_at"] or row["claimed_at"],
                from_=row["sender"],
                reply_to=row["sender"],
                message_id=row["message_id"],
                subject=row["subject"],
                body=row["body"],
            )
            self.left[row["inquiry_id"]] = Left(sent, row["scenario"], row["written_form"], row["country"])
            self.index.add(sent)

    def _decide(self, id: int) -> "Decided":
        try:
            with self.db.read() as connection:
                mail = mails.by_id(connection, id)
            if mail is None or mail.raw is None:
                return Decided(id=id, fault="its text is gone")
            incoming = with_envelope(parse(self.vault.open(mail.raw), received_at=mail.received_at), mail.recipients)
            matches = self.index.match(incoming)
            verdicts = {int(match.inquiry): (match, self._classify(incoming, int(match.inquiry))) for match in matches}
            return Decided(
                id=id,
                received_at=mail.received_at,
                incoming=incoming,
                first=next((verdict for _, verdict in verdicts.values()), None) or self._classify(incoming, None),
                verdicts=verdicts,
                guesses=() if matches else self.index.guesses(incoming),
            )
        except sa.exc.OperationalError:  # the database is away: the next beat tries again
            raise
        except Exception as fault:  # a loop's edge: one mail must not hold up all that come after it
            return Decided(id=id, fault=told(id, fault))

    def _classify(self, incoming: Incoming, inquiry_id: int | None) -> Verdict:
        left = self.left.get(inquiry_id) if inquiry_id else None
        if left is None:
            return classify(incoming, sent=None, phrases=self.rules.phrases)
        calendar = Calendar(left.country)
        today = calendar.local(incoming.arrived_at or left.sent.sent_at).date()
        coming = (today + timedelta(days=n) for n in range(PROMISES_REACH))
        return classify(
            incoming,
            sent=left.sent,
            phrases=self.rules.phrases,
            key=self.rules.key(left.scenario, left.written_form, left.country),
            today=today,
            closed=frozenset(day for day in coming if calendar.holidays(day)),
        )

    def _write(self, connection: sa.Connection, decided: Sequence["Decided"], now: datetime) -> None:
        """A handful of mails share one commit; one that cannot be written is held alone."""
        for one in decided:
            fault = one.fault
            try:
                if one.incoming is not None:
                    with connection.begin_nested():
                        self._write_one(connection, one, one.incoming, now)
            except sa.exc.OperationalError:
                raise
            except Exception as problem:  # a loop's edge, as above
                fault = told(one.id, problem)
            if fault:
                damage = [storable(f"could not be sorted: {fault}"[:500])]
                mails.update(connection, one.id, was=MailStatus.NEW, status=MailStatus.HELD, damage=damage)

    def _write_one(self, connection: sa.Connection, one: "Decided", incoming: Incoming, now: datetime) -> None:
        status = MailStatus.MATCHED if one.verdicts else MailStatus.HELD
        if waves.note_self_mail(connection, [to.email for to in incoming.to + incoming.envelope_to], now):
            status = MailStatus.DISMISSED
        taken = mails.update(connection, one.id, was=MailStatus.NEW, status=status, **self._columns(one, incoming))
        if not taken:  # another process has sorted it meanwhile
            return
        for inquiry_id, (match, verdict) in sorted(one.verdicts.items()):
            values = {"mail_id": one.id, "inquiry_id": inquiry_id, "evidence": match.evidence, "kind": verdict.kind}
            mails.link(connection, {**values, "at": now})
            resettle(connection, inquiry_id, self.rules.protocol)

    def _columns(self, one: "Decided", incoming: Incoming) -> dict[str, Any]:
        kind = one.first
        return {
            "arrived_at": arrival(incoming.arrived_at, one.received_at),
            "head": self.vault.seal(msgspec.json.encode(head_of(incoming, kind.text if kind else ""))),
            "damage": [storable(line) for line in incoming.damage],
            "kind": kind.kind if kind else None,
            "human": kind.human if kind else False,
            "confidence": kind.confidence if kind else None,
            "because": [storable(line) for line in kind.because] if kind else None,
            "expected_on": kind.expected_date if kind else None,
            "guesses": [{"inquiry": int(guess.inquiry), "score": guess.score} for guess in one.guesses],
        }


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail is and which inquiries it answers; `fault` says why that could not be told."""

    id: int
    received_at: datetime = datetime.max.replace(tzinfo=UTC)
    incoming: Incoming | None = None
    first: Verdict | None = None
    verdicts: dict[int, tuple[Match, Verdict]] = {}
    guesses: Sequence[Match] = ()
    fault: str = ""


def told(id: int, fault: Exception) -> str:
    log.warning("a mail could not be sorted", mail=id, fault=type(fault).__name__)
    return f"{type(fault).__name__}: {fault}"


def with_envelope(incoming: Incoming, recipients: Sequence[str]) -> Incoming:
    """The envelope knows for whom a mail was, even where its header does not."""
    known = tuple(Address("", address) for address in recipients)
    return msgspec.structs.replace(incoming, envelope_to=(*known, *incoming.envelope_to))


def head_of(incoming: Incoming, text: str) -> Head:
    """`text`: what is new in it; a mail that only quotes shows all it has."""
    sender = next(iter(incoming.from_ or incoming.sender), Address("", ""))
    return Head(
        sender_name=sender.name,
        sender=sender.email,
        subject=incoming.subject,
        text=(text or incoming.text)[:TEXT_LIMIT],
        message_id=incoming.message_id,
        attachments=tuple(one.name for one in incoming.attachments),
    )
