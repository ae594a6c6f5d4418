"""Kept mails find their inquiry and their kind; what matches nothing waits in the holding pen with guesses."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

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
from survey.mail import Head, Mail, MailStatus, arrival, storable
from survey.steps.settle import resettle
from survey.store import mails, waves
from survey.store.database import Database
from survey.vault import Vault

log = structlog.get_logger()
PROMISES_REACH = 60  # days ahead in which holidays matter for "within ten working days"
CLOCKS_DIFFER = timedelta(minutes=10)
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
        for id in waiting:
            try:
                self._sort_one(id, now)
            except sa.exc.OperationalError:  # the database is away, or two processes met: the next beat tries again
                raise
            except Exception as fault:  # a loop's edge: one mail must not hold up all that come after it
                log.warning("a mail could not be sorted", mail=id, fault=type(fault).__name__)
                damage = [storable(f"could not be sorted: {fault}"[:500])]
                self.db.write(_hold, id, damage)
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

    def _sort_one(self, id: int, now: datetime) -> None:
        with self.db.read() as connection:
            mail = mails.by_id(connection, id)
        if mail is None or mail.raw is None or mail.status is not MailStatus.NEW:
            return
        incoming = with_envelope(parse(self.vault.open(mail.raw), received_at=mail.received_at), mail.recipients)
        matches = self.index.match(incoming)
        verdicts = {int(match.inquiry): (match, self._classify(incoming, int(match.inquiry))) for match in matches}
        guesses = () if matches else self.index.guesses(incoming)
        self.db.write(self._write, mail, incoming, verdicts, guesses, now)

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

    def _write(
        self,
        connection: sa.Connection,
        mail: Mail,
        incoming: Incoming,
        verdicts: dict[int, tuple[Match, Verdict]],
        guesses: Sequence[Match],
        now: datetime,
    ) -> None:
        first = next((verdict for _, verdict in verdicts.values()), None) or self._classify(incoming, None)
        status = MailStatus.MATCHED if verdicts else MailStatus.HELD
        if waves.note_self_mail(connection, [to.email for to in incoming.to + incoming.envelope_to], now):
            status = MailStatus.DISMISSED
        taken = mails.update(
            connection,
            mail.id,
            was=MailStatus.NEW,
            status=status,
            arrived_at=arrival(incoming.arrived_at, mail.received_at),
            head=self.vault.seal(msgspec.json.encode(head_of(incoming, first.text))),
            damage=[storable(line) for line in incoming.damage],
            kind=first.kind,
            human=first.human,
            confidence=first.confidence,
            because=[storable(line) for line in first.because],
            expected_on=first.expected_date,
            guesses=[{"inquiry": int(guess.inquiry), "score": guess.score} for guess in guesses],
        )
        if not taken:  # another process has sorted it meanwhile
            return
        for inquiry_id, (match, verdict) in sorted(verdicts.items()):
            values = {"mail_id": mail.id, "inquiry_id": inquiry_id, "evidence": match.evidence, "kind": verdict.kind}
            mails.link(connection, {**values, "at": now})
            resettle(connection, inquiry_id, self.rules.protocol)


def _hold(connection: sa.Connection, mail_id: int, damage: list[str]) -> None:
    mails.update(connection, mail_id, was=MailStatus.NEW, status=MailStatus.HELD, damage=damage)


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
