"""What comes back from citizens' mails acts on their invitation, once, and nothing of it is kept."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from mailer.inbox import Maildir
from mailer.transport import Folder
from survey.contact import digest
from survey.invitation import Standing
from survey.keyring import DOORS, PERSONAL
from survey.round import Rules
from survey.steps.collect import collector
from survey.steps.invite import invite
from survey.steps.returned import citizens_mail
from survey.store import invitations
from survey.store.database import Database
from survey.store.schema.mails import mail
from survey.vault import Vault, key_at
from tests.citizens import FROM, Citizens
from tests.conftest import NOW
from tests.mailer import returns


class Post(Citizens):
    """One citizen who has been written to, and what the mail servers bring back."""

    def __init__(self, db: Database, folder: Path, **values: object) -> None:
        super().__init__(db, folder, **values)
        self.folder = folder
        self.id = self.invite()
        self.send()
        doors = self.keys.doors(self.round_id)
        self.bounce = f"bounce+{self.round_id}.{doors.bounce(self.id)}@medlytt.test"
        self.out = f"out+{self.round_id}.{doors.out_by_mail(self.id)}@medlytt.test"
        aside = citizens_mail(db, self.clock, keys=self.keys, settings=self.settings)
        self.collect = collector(db, Vault(key_at(folder / "key")), self.clock, aside=aside)

    def send(self) -> None:
        with Folder(self.folder / "outbox") as out:
            invite(self.db, self.courier(out))

    def take(self, raw: bytes, *to: str) -> Standing:
        self.collect(raw, source="smtp", key="k", recipients=to or (self.bounce,))
        return self.found(self.id).standing

    @property
    def kept(self) -> int:
        with self.db.read() as connection:
            return len(connection.execute(mail.select()).all())

    @property
    def left_alone(self) -> bool:
        mark = digest(self.keys.pepper(), "kari@hjemme.test")
        with self.db.read() as connection:
            return bool(invitations.opted_out(connection, [mark]))


@pytest.fixture
def post(db: Database, tmp_path: Path) -> Post:
    return Post(db, tmp_path)


def test_a_dead_address_gets_no_reminder_and_its_report_is_not_kept(post: Post) -> None:
    raw = returns.dsn(post.bounce, status="5.1.1", said="550 5.1.1 <kari@hjemme.test> unknown")
    with capture_logs() as logs:
        assert [post.take(raw), post.take(raw)] == [Standing.BOUNCED, Standing.BOUNCED]
    found = post.found(post.id)
    assert (found.due_at, found.sent, found.fault, post.kept, post.left_alone) == (None, 1, "5.1.1", 0, False)
    assert "hjemme.test" not in post.rows() + str(logs) and post.bounce[:20] not in post.rows() + str(logs)


def test_a_delay_or_an_absence_changes_nothing_and_is_not_kept(post: Post) -> None:
    assert post.take(returns.dsn(post.bounce, status="4.4.1", action="delayed")) is Standing.WAITING
    assert post.take(returns.written(post.bounce, subject="Ferie", Auto_Submitted="auto-replied")) is Standing.WAITING
    assert post.take(b"\xff\x00 garbage") is Standing.WAITING
    assert (post.kept, post.left_alone) == (0, False)


def test_a_full_mailbox_gets_its_reminder_and_twice_full_is_out_of_reach(post: Post) -> None:
    full = returns.dsn(post.bounce, status="5.2.2", said="552 5.2.2 mailbox full")
    assert [post.take(full), post.take(full)] == [Standing.WAITING, Standing.WAITING]
    post.now = post.found(post.id).due_at or NOW
    post.send()
    assert (post.found(post.id).sent, post.found(post.id).standing) == (2, Standing.DONE)
    assert post.take(full) is Standing.BOUNCED


def test_a_full_mailbox_at_the_reminder_alone_does_not_undo_the_invitation(post: Post) -> None:
    post.now = post.found(post.id).due_at or NOW
    post.send()
    full = returns.dsn(post.bounce, status="4.2.2")
    assert [post.take(full), post.take(full)] == [Standing.DONE, Standing.DONE]


def test_where_no_reminder_comes_a_full_mailbox_is_out_of_reach(db: Database, tmp_path: Path) -> None:
    post = Post(db, tmp_path, rules=Rules(reminders=()))
    assert post.take(returns.dsn(post.bounce, status="4.2.2")) is Standing.BOUNCED


def test_a_mail_to_the_way_out_stops_for_good(post: Post) -> None:
    assert post.take(returns.written(post.out, subject="unsubscribe"), post.out) is Standing.OPTED_OUT
    assert (post.kept, post.left_alone) == (0, True)
    assert post.take(returns.dsn(post.bounce, status="5.1.1")) is Standing.OPTED_OUT


def test_a_complaint_stops_for_good(post: Post) -> None:
    raw = returns.complaint(f"Return-Path: <{post.bounce}>")
    assert post.take(raw, "fbl@medlytt.test") is Standing.COMPLAINED
    assert (post.kept, post.left_alone) == (0, True)


def test_a_citizens_answer_by_mail_is_not_kept_and_the_log_says_so_without_a_name(post: Post) -> None:
    with capture_logs() as logs:
        post.take(returns.written(FROM, subject="Sv: Hvordan var kontakten", text="Bra, hilsen Kari"), FROM)
    assert post.kept == 0
    assert len(logs) == 1 and "kari" not in str(logs).lower()


def test_a_mail_that_quotes_somebodys_link_is_not_kept_whoever_it_is_for(post: Post) -> None:
    link = f"https://medlytt.test/a/{post.round_id}/{post.keys.doors(post.round_id).link(post.id)}"
    to = "kari.moen1@postboks.test"
    post.take(returns.written(to, subject="Vs: Hvordan var kontakten", text=f"Hei\n{'x' * 60} {link}\nå"), to)
    assert post.kept == 0


def test_other_mail_is_kept_as_before(post: Post) -> None:
    post.take(returns.written("kari.moen1@postboks.test", subject="Sv: Lånekort"), "kari.moen1@postboks.test")
    assert post.kept == 1


def test_a_bounce_in_a_mailbox_without_envelope_is_known_by_its_header(post: Post) -> None:
    box = post.folder / "box"
    (box / "new").mkdir(parents=True)
    (box / "new" / "1").write_bytes(returns.dsn(post.bounce, status="5.1.1"))
    assert Maildir(path=box).collect(post.collect).delivered == 1
    assert (post.found(post.id).standing, post.kept) == (Standing.BOUNCED, 0)


def test_strange_tokens_and_gone_keys_are_nothing_and_nothing_is_kept(post: Post) -> None:
    for to in (f"bounce+{post.round_id}.{'a' * 26}@medlytt.test", f"bounce+999.{'a' * 26}@medlytt.test"):
        assert post.take(returns.dsn(to, status="5.1.1"), to) is Standing.WAITING
    post.keys.destroy(post.round_id, DOORS)
    assert post.take(returns.dsn(post.bounce, status="5.1.1")) is Standing.WAITING
    assert post.kept == 0


def test_a_bounce_still_counts_when_the_address_is_erased(post: Post) -> None:
    post.keys.destroy(post.round_id, PERSONAL)
    assert post.take(returns.dsn(post.bounce, status="5.1.1")) is Standing.BOUNCED
