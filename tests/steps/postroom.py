"""A post room for tests: inquiries that left, answers that come in, and the sorter between them."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import sqlalchemy as sa

from instruments import bank
from mailer.transport import Folder
from survey.jobs import knowledge
from survey.mail import Mail, Reply
from survey.settings import Settings
from survey.steps.collect import collector
from survey.steps.decide import answer_question
from survey.steps.send import Sender, send
from survey.steps.sort import Sorter
from survey.store import inquiries, mails
from survey.store.database import Database
from survey.store.schema.inquiries import dispatch, inquiry
from survey.store.schema.mails import mail
from survey.vault import Vault, key_at
from tests import scene
from tests.conftest import NOW

LATER = NOW + timedelta(hours=3)
FULL = (
    "Hei!\n\nLånekort er gratis, du viser legitimasjon i skranken. E-bøker og lydbøker låner du i en app som heter "
    "BookBites. Lånetiden er fire uker og lån kan fornyes på nett. Åpningstidene er 10 til 19, og vi er meråpent fra "
    "klokka 7 med kort og kode.\n\nVennlig hilsen\nInnbyggertorget\n"
)
RECEIPT = "Takk for henvendelsen. Vi har mottatt e-posten din og svarer så snart vi kan.\n"
QUESTION = "Hei! Hvilken avdeling av biblioteket gjelder det, og er du over 18 år?\n\nVennlig hilsen\nBiblioteket\n"


class Postroom:
    """One wave, one unit; `send` lets what is due leave, `take` is any way in, `sort` is the sorter's beat."""

    def __init__(self, db: Database, folder: Path, *, protocol: str = "kommunetest-2010") -> None:
        self.wave = scene.a_wave(db, protocol)
        self.unit = scene.a_unit(db)
        self.resume(db, folder)

    def resume(self, db: Database, folder: Path) -> None:
        """Also what another process does, which finds the rows there."""
        self.db = db
        self.folder = folder
        self.vault = Vault(key_at(folder / "key"))
        self.now = NOW
        self.collect = collector(db, self.vault, lambda: self.now)
        self.sorter = Sorter(db, self.vault, knowledge(Settings(data=str(folder))))

    def inquiries(self, number: int) -> list[int]:
        """So many mails that have left, this morning."""
        made = [scene.a_mail_inquiry(self.db, self.wave, self.unit, slot=f"email-{n}") for n in range(1, number + 1)]
        self.send()
        self.now = NOW + timedelta(hours=6)  # late enough for answers that arrive LATER
        return made

    def send(self) -> int:
        with Folder(self.folder / "outbox") as out:
            sender = Sender(name="me", transport=out, clock=lambda: self.now, protocol=bank.protocol)
            return send(self.db, sender).sent

    def answer_question(self, id: int) -> int:
        """The tester answers what the unit asked back; returns who that is."""
        tester = scene.a_person(self.db, "Sam")
        self.db.write(inquiries.update, id, tester_id=tester)
        question = self.replies(id)[-1].mail_id
        text = "Hovedbiblioteket."
        answer_question(self.db, self.now, id, mail_id=question, text=text, by=tester, vault=self.vault)
        return tester

    def take(self, raw: bytes, *to: str, key: str = "", source: str = "smtp") -> None:
        self.collect(raw, source=source, key=key or f"{len(raw)}-{hash(raw)}", recipients=to)

    def sort(self) -> int:
        return self.sorter.sort(self.now)

    def answer(self, id: int, text: str = FULL, *, at: datetime = LATER, **fields: str) -> bytes:
        """An answer to an inquiry as most systems write it; `fields` replace its header fields."""
        asked = scene.dispatch_of(self.db, id)
        return letter(
            text,
            at=at,
            **{
                "From": "Larvik kommune <post@larvik.kommune.test>",
                "To": asked["sender"],
                "Subject": f"SV: {asked['subject']}",
                "In-Reply-To": asked["message_id"],
                **fields,
            },
        )

    def the(self, id: int) -> sa.RowMapping:
        return scene.row(self.db, inquiry, id)

    def only_mail(self) -> Mail:
        with self.db.read() as connection:
            (id,) = connection.scalars(sa.select(mail.c.id)).all()
            found = mails.by_id(connection, id)
        assert found
        return found

    def replies(self, id: int) -> list[Reply]:
        with self.db.read() as connection:
            return [reply for reply, _ in mails.replies_to(connection, id)]

    def left(self, id: int) -> list[sa.RowMapping]:
        with self.db.read() as connection:
            rows = connection.execute(sa.select(dispatch).where(dispatch.c.inquiry_id == id).order_by(dispatch.c.id))
            return list(rows.mappings())


def letter(text: str, *, at: datetime = LATER, **fields: str) -> bytes:
    made = EmailMessage()
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<a{abs(hash((text, at, *fields.values())))}@mail.larvik.kommune.test>"
    for name, value in fields.items():
        if value:
            made[name] = value
    made.set_content(text)
    return made.as_bytes()


def bounce(to: str, recipient: str, message_id: str) -> bytes:
    """RFC 3464, as mail servers write it."""
    return (
        f"From: MAILER-DAEMON@mx.test\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Date: {format_datetime(LATER)}\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\nFrom: {to}\r\n\r\n--b--\r\n"
    ).encode()

