"""Invitations and reminders leave once, when due, to those who may be written to; every doubt is in sight."""

import email
import email.policy
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from structlog.testing import capture_logs

from mailer.message import Message
from mailer.sms import Http
from mailer.smtp import Smtp
from mailer.transport import Deferred, Doubtful, Receipt, Refused
from survey import ways
from survey.contact import digest
from survey.invitation import Standing, Way
from survey.jobs import Jobs
from survey.round import Mode, Rules
from survey.settings import Settings, SettingsFault
from survey.steps import rounds as steps
from survey.steps.batch import SMS_SWITCH, Tally
from survey.steps.invite import give_up_on_the_dead, invite
from survey.store import dispatches, invitations, rounds, switches
from survey.store.database import Database
from tests.citizens import Citizens
from tests.conftest import NOW
from tests.mailer import fake_sendgrid, fake_smtp
from tests.steps.test_send import Counter

AFTER = timedelta(minutes=15)


@pytest.fixture
def citizens(db: Database, tmp_path: Path) -> Citizens:
    return Citizens(db, tmp_path)


@pytest.fixture
def server() -> Iterator[fake_smtp.FakeSmtp]:
    with fake_smtp.running() as running:
        yield running


def smtp(server: fake_smtp.FakeSmtp) -> Smtp:
    return Smtp("127.0.0.1", server.port, tls="none")


def test_an_invitation_leaves_with_its_links_and_its_reminder_waits(
    citizens: Citizens, server: fake_smtp.FakeSmtp
) -> None:
    id = citizens.invite()
    with smtp(server) as out:
        assert invite(citizens.db, citizens.courier(out)) == Tally(sent=1)
        assert invite(citizens.db, citizens.courier(out)) == Tally()
    doors, round_id = citizens.keys.doors(citizens.round_id), citizens.round_id
    mail = email.message_from_bytes(server.mails[0], policy=email.policy.default)
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
    link = f"https://medlytt.test/a/{round_id}/{doors.link(id)}"
    assert f"{link}\n" in text and f"{link}?c={doors.choice(id, 'answered', 'not_yet')}" in text
    assert mail["From"] == "Larvik <undersokelse@medlytt.test>"
    bounce = f"bounce+{round_id}.{doors.bounce(id)}@medlytt.test"
    assert any(bounce in line for line in server.commands if line.startswith(("mail", "MAIL")))
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    out_link, by_mail = re.findall(r"<([^<>]+)>", mail["List-Unsubscribe"])
    assert out_link.startswith(f"https://medlytt.test/out/{round_id}/{doors.out(id)}")
    assert by_mail.startswith(f"mailto:out+{round_id}.{doors.out_by_mail(id)}@medlytt.test?")
    found = citizens.found(id)
    assert (found.standing, found.sent, found.due_at) == (Standing.WAITING, 1, NOW + timedelta(days=6))


def test_everybody_is_reminded_and_then_left_alone(citizens: Citizens) -> None:
    ids = [citizens.invite(f"{name}@hjemme.test") for name in ("kari", "ola", "per")]
    gone = {Standing.BOUNCED: ids[1], Standing.OPTED_OUT: ids[2]}
    out = Counter()
    invite(citizens.db, citizens.courier(out))
    for standing, id in gone.items():
        citizens.db.write(invitations.update, id, standing=standing)
    citizens.now = NOW + timedelta(days=6)
    assert invite(citizens.db, citizens.courier(out)) == Tally(sent=1)
    reminder = out.sent[-1]
    assert reminder.to[0].email == "kari@hjemme.test"
    assert "Har du alt svart, så takk for det: Vi kan ikke se det" in reminder.text
    assert reminder.message_id not in {mail.message_id for mail in out.sent[:-1]}
    found = citizens.found(ids[0])
    assert (found.standing, found.sent, found.due_at) == (Standing.DONE, 2, None)
    citizens.now += timedelta(days=20)
    assert invite(citizens.db, citizens.courier(out)) == Tally()


def test_nothing_of_a_mail_is_kept_or_logged(citizens: Citizens, server: fake_smtp.FakeSmtp) -> None:
    server.answers["RCPT"] = ["250 ok", "550 5.1.1 <ola@hjemme.test>: no such user"]
    ids = [citizens.invite("kari@hjemme.test"), citizens.invite("ola@hjemme.test")]
    with capture_logs() as logs, smtp(server) as out:
        invite(citizens.db, citizens.courier(out))
    doors = citizens.keys.doors(citizens.round_id)
    held = citizens.rows() + str(logs)
    for id in ids:
        for secret in (doors.link(id), doors.out(id), doors.bounce(id), doors.out_by_mail(id)):
            assert secret not in held
    assert "hjemme.test" not in held and "@hjemme" not in held
    assert {citizens.found(id).fault for id in ids} == {"", "550 5.1.1"}


def test_what_is_not_due_closed_over_or_without_a_key_stays(citizens: Citizens) -> None:
    citizens.invite(due_at=NOW + timedelta(minutes=1))
    assert invite(citizens.db, citizens.courier(Counter())) == Tally()
    citizens.invite()
    citizens.now = NOW + timedelta(days=31)
    assert invite(citizens.db, citizens.courier(Counter())) == Tally()
    citizens.now = NOW
    steps.close(citizens.db, NOW, citizens.round_id)
    assert invite(citizens.db, citizens.courier(Counter())) == Tally()


def test_when_the_survey_is_closed_nobody_waits_any_more(citizens: Citizens) -> None:
    reminded, doubtful = citizens.invite(), citizens.invite("ola@hjemme.test")
    invite(citizens.db, citizens.courier(Counter()))
    citizens.db.write(invitations.update, doubtful, standing=Standing.DOUBTFUL)
    never = citizens.invite("per@hjemme.test")
    slip = citizens.invite(way=Way.CODE, due_at=None)
    steps.close(citizens.db, NOW, citizens.round_id)
    found = [citizens.found(id) for id in (reminded, doubtful, never, slip)]
    assert [one.standing for one in found] == ["done", "doubtful", "cancelled", "waiting"]
    assert {one.due_at for one in found} == {None}
    with citizens.db.read() as connection:
        assert not invitations.any_due(connection, NOW + timedelta(days=90), ways=[Way.EMAIL, Way.SMS])


def test_after_the_last_day_no_reminder_is_planned(db: Database, tmp_path: Path) -> None:
    day = NOW.date()
    citizens = Citizens(db, tmp_path, asks_until=day, ends_on=day + timedelta(days=5))
    id = citizens.invite()
    invite(db, citizens.courier(Counter()))
    assert citizens.found(id).standing is Standing.DONE


def test_stop_all_sending_holds_for_citizens_too(citizens: Citizens) -> None:
    citizens.invite()
    citizens.db.write(lambda c: switches.turn(c, dispatches.SENDING_SWITCH, on=False, by=None, now=NOW))
    assert invite(citizens.db, citizens.courier(Counter())) == Tally()
    citizens.db.write(lambda c: switches.turn(c, dispatches.SENDING_SWITCH, on=True, by=None, now=NOW))
    assert invite(citizens.db, citizens.courier(Counter())) == Tally(sent=1)


def test_a_refused_account_stops_everything_loses_nothing_and_names_nobody(citizens: Citizens) -> None:
    ids = [citizens.invite(f"kari{n}@hjemme.test") for n in range(3)]
    fault = Refused("535 5.7.8 no login for kari0@hjemme.test", 535, account=True)
    assert invite(citizens.db, citizens.courier(Counter(fault))) == Tally(refused=1)
    with citizens.db.read() as connection:
        switch = switches.read(connection, dispatches.SENDING_SWITCH)
    assert switch is not None and not switch["is_on"]
    assert "535" in switch["reason"] and "@" not in switch["reason"]
    assert {(citizens.found(id).standing, citizens.found(id).sent) for id in ids} == {(Standing.WAITING, 0)}


def test_a_server_that_refuses_everybody_refuses_us_and_stops_before_the_round_is_lost(citizens: Citizens) -> None:
    ids = [citizens.invite(f"kari{n}@hjemme.test") for n in range(25)]
    fault = Refused("553 5.7.1 sender address rejected", 553)
    assert invite(citizens.db, citizens.courier(Counter(fault))) == Tally(refused=20)
    assert {(citizens.found(id).standing, citizens.found(id).tries) for id in ids} == {(Standing.WAITING, 0)}
    with citizens.db.read() as connection:
        assert not dispatches.sending_is_on(connection)


def test_a_deferred_invitation_is_tried_again_later(citizens: Citizens) -> None:
    id = citizens.invite()
    assert invite(citizens.db, citizens.courier(Counter(Deferred("451 4.7.1 greylisted", 300)))) == Tally(deferred=1)
    found = citizens.found(id)
    assert (found.standing, found.due_at, found.fault) == (Standing.WAITING, NOW + timedelta(minutes=5), "451 4.7.1")
    citizens.now = NOW + timedelta(minutes=5)
    assert invite(citizens.db, citizens.courier(Counter())) == Tally(sent=1)
    assert (citizens.found(id).tries, citizens.found(id).fault) == (0, "")


def test_a_server_that_is_away_costs_nobody_a_try(citizens: Citizens) -> None:
    ids = [citizens.invite(f"kari{n}@hjemme.test") for n in range(6)]
    for beat in range(12):
        citizens.now = NOW + timedelta(minutes=2 * beat)
        assert invite(citizens.db, citizens.courier(Counter(Deferred("connection refused")))).deferred <= 5
    assert {citizens.found(id).standing for id in ids} == {Standing.WAITING}
    citizens.now = NOW + timedelta(minutes=40)
    assert invite(citizens.db, citizens.courier(Counter())).sent == 6


def test_one_without_a_final_answer_is_never_sent_again_but_its_reminder_goes(citizens: Citizens) -> None:
    id = citizens.invite()
    assert invite(citizens.db, citizens.courier(Counter(Doubtful("no answer after the dot")))) == Tally(doubtful=1)
    assert citizens.found(id).standing is Standing.DOUBTFUL
    out = Counter()
    assert invite(citizens.db, citizens.courier(out)) == Tally()
    citizens.now = NOW + timedelta(days=6)
    assert invite(citizens.db, citizens.courier(out)) == Tally(sent=1)
    assert out.sent[0].subject.startswith("Påminnelse")
    assert (citizens.found(id).standing, citizens.found(id).sent) == (Standing.DONE, 2)


def test_claims_of_a_dead_process_are_in_doubt_and_only_their_reminder_goes(citizens: Citizens) -> None:
    ids = [citizens.invite(f"kari{n}@hjemme.test") for n in range(3)]
    claim = {"by": "dead", "round_ids": [citizens.round_id], "limit": 2}
    taken = {one.id for one in citizens.db.write(invitations.claim, NOW, **claim)}
    assert len(taken) == 2
    out = Counter()
    assert invite(citizens.db, citizens.courier(out)) == Tally(sent=1)
    rest = {"after": AFTER, "keys": citizens.keys, "house": citizens.courier(out).house}
    assert give_up_on_the_dead(citizens.db, NOW + timedelta(minutes=14), **rest) == 0  # type: ignore[arg-type]
    assert give_up_on_the_dead(citizens.db, NOW + timedelta(minutes=16), **rest) == 2  # type: ignore[arg-type]
    assert {citizens.found(id).standing for id in taken} == {Standing.DOUBTFUL}
    with citizens.db.read() as connection:
        assert invitations.messages_left(connection, citizens.round_id) == 3
    citizens.now = NOW + timedelta(hours=1)
    assert invite(citizens.db, citizens.courier(out)) == Tally()
    citizens.now = NOW + timedelta(days=6, hours=1)
    assert invite(citizens.db, citizens.courier(out)) == Tally(sent=3)
    assert sorted(mail.to[0].email for mail in out.sent[1:]) == [f"kari{n}@hjemme.test" for n in range(3)]
    assert {citizens.found(id).sent for id in ids} == {2}


def test_what_is_reported_while_a_batch_is_under_way_stands(citizens: Citizens) -> None:
    id = citizens.invite()

    class Bouncing(Counter):
        def send(self, message: Message, /) -> Receipt:
            citizens.db.write(invitations.update, id, standing=Standing.BOUNCED, due_at=None)
            return super().send(message)

    assert invite(citizens.db, citizens.courier(Bouncing())) == Tally(sent=1)
    found = citizens.found(id)
    assert (found.standing, found.sent, found.due_at, found.claimed_by) == (Standing.BOUNCED, 1, None, None)


def test_a_bug_in_the_middle_leaves_one_in_doubt_and_gives_the_rest_back(citizens: Citizens) -> None:
    ids = [citizens.invite(f"kari{n}@hjemme.test") for n in range(5)]
    sent: list[Message] = []

    class Broken(Counter):
        def send(self, message: Message, /) -> Receipt:
            if len(sent) == 2:
                raise RuntimeError("a bug")
            sent.append(message)
            return Receipt("")

    with pytest.raises(RuntimeError):
        invite(citizens.db, citizens.courier(Broken()))
    standings = sorted((citizens.found(id).standing, citizens.found(id).sent) for id in ids)
    assert standings == [(Standing.SENDING, 0), *[(Standing.WAITING, 0)] * 2, *[(Standing.WAITING, 1)] * 2]


def test_a_process_that_is_told_to_stop_gives_back_what_has_not_left(citizens: Citizens) -> None:
    ids = [citizens.invite(f"kari{n}@hjemme.test") for n in range(5)]
    out = Counter()
    assert invite(citizens.db, citizens.courier(out), stopping=lambda: len(out.sent) >= 2) == Tally(sent=2)
    assert sorted(citizens.found(id).sent for id in ids) == [0, 0, 0, 1, 1]
    assert {citizens.found(id).standing for id in ids} == {Standing.WAITING}


def test_who_has_opted_out_meanwhile_gets_nothing_more_in_any_round(citizens: Citizens) -> None:
    id = citizens.invite("Kari@Hjemme.test")
    known = digest(citizens.keys.pepper(), "kari@hjemme.test")
    citizens.db.write(invitations.opt_out_for_good, known, NOW.date())
    out = Counter()
    assert invite(citizens.db, citizens.courier(out)) == Tally(opted_out=1)
    assert citizens.found(id).standing is Standing.OPTED_OUT and not out.sent


@pytest.mark.parametrize("address", ["", "kari", "kari@", "@hjemme.test", "kari\r\nBcc: x@y.test", "k ari@x.test"])
def test_an_address_that_is_none_stops_nobody_else(citizens: Citizens, address: str) -> None:
    bad, good = citizens.invite(address), citizens.invite()
    with fake_smtp.running() as server, smtp(server) as out:
        assert invite(citizens.db, citizens.courier(out)) == Tally(sent=1, refused=1)
    assert (citizens.found(bad).standing, citizens.found(good).sent) == (Standing.REFUSED, 1)


def test_what_another_key_sealed_is_refused_and_stops_nobody(citizens: Citizens) -> None:
    bad, good = citizens.invite(personal=b"x" * 40), citizens.invite()
    assert invite(citizens.db, citizens.courier(Counter())) == Tally(sent=1, refused=1)
    assert (citizens.found(bad).standing, citizens.found(good).sent) == (Standing.REFUSED, 1)


def test_many_at_once_send_each_message_once(citizens: Citizens) -> None:
    for n in range(130):
        citizens.invite(f"kari{n}@hjemme.test")
    out = Counter()
    threads = [threading.Thread(target=invite, args=(citizens.db, citizens.courier(out, name=f"p{n}"))) for n in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(out.sent) == len({mail.to[0].email for mail in out.sent}) == 130


def test_the_unit_speaks_in_its_own_name_and_words(citizens: Citizens) -> None:
    own = {"sender_name": "Larvik byggesak", "sender_email": "post@larvik.test"}
    texts = {"nb": {"greeting": "God dag!", "text": "Byggesak vil bli bedre.", "signature": "Hilsen Ada"}}
    citizens.db.write(rounds.put_unit, citizens.round_id, citizens.unit_id, texts=texts, **own)
    citizens.invite()
    citizens.invite("jan@hjemme.test", language="pl")
    out = Counter()
    invite(citizens.db, citizens.courier(out))
    mine, polish = sorted(out.sent, key=lambda mail: mail.to[0].email, reverse=True)
    assert (mine.sender.name, mine.sender.email) == ("Larvik byggesak", "post@larvik.test")
    assert mine.message_id.endswith("@larvik.test>")
    assert mine.bounces_to and mine.bounces_to.domain == "medlytt.test"
    for words in ("God dag!", "Byggesak vil bli bedre.", "Hilsen Ada"):
        assert words in mine.text and words in (mine.html or "")
    assert "God dag" not in polish.text and "Dzień dobry" in polish.text


def test_a_slip_in_a_units_sender_holds_up_nobody(citizens: Citizens) -> None:
    own = {"sender_name": "Larvik\n byggesak", "sender_email": "post larvik"}
    citizens.db.write(rounds.put_unit, citizens.round_id, citizens.unit_id, **own)
    citizens.invite()
    out = Counter()
    assert invite(citizens.db, citizens.courier(out)) == Tally(sent=1)
    assert (out.sent[0].sender.name, out.sent[0].sender.email) == ("Larvik byggesak", "undersokelse@medlytt.test")


@pytest.mark.parametrize(("mode", "word"), [(Mode.ANONYMOUS, "anonymt"), (Mode.CONFIDENTIAL, "fortrolig")])
def test_a_mail_says_in_one_sentence_what_was_promised(db: Database, tmp_path: Path, mode: Mode, word: str) -> None:
    citizens = Citizens(db, tmp_path, mode=mode)
    citizens.invite()
    out = Counter()
    invite(db, citizens.courier(out))
    assert f"Svaret ditt er {word}: " in out.sent[0].text


def test_at_night_and_on_sundays_nobody_is_written_to(citizens: Citizens) -> None:
    id = citizens.invite()
    citizens.now = NOW.replace(hour=20)
    out = Counter()
    assert invite(citizens.db, citizens.courier(out)) == Tally()
    found = citizens.found(id)
    assert (found.standing, found.tries, found.due_at) == (Standing.WAITING, 0, NOW.replace(day=4, hour=7))
    citizens.now = NOW.replace(day=8)
    assert invite(citizens.db, citizens.courier(out)) == Tally()
    assert citizens.found(id).due_at == NOW.replace(day=9, hour=7)


def test_several_reminders_keep_their_days_apart(db: Database, tmp_path: Path) -> None:
    citizens = Citizens(db, tmp_path, rules=Rules(reminders=(10, 3, 3, 0)))
    id = citizens.invite()
    due = []
    for days in (0, 3, 10):
        citizens.now = NOW + timedelta(days=days)
        invite(db, citizens.courier(Counter()))
        due.append(citizens.found(id).due_at)
    assert due == [NOW + timedelta(days=3), NOW + timedelta(days=10), None]


@pytest.fixture
def gateway() -> Iterator[fake_sendgrid.FakeSendGrid]:
    with fake_sendgrid.running() as running:
        yield running


def test_a_text_leaves_through_the_gateway_and_mail_and_texts_do_not_hinder_each_other(
    citizens: Citizens, gateway: fake_sendgrid.FakeSendGrid
) -> None:
    id = citizens.invite("+4791234567", way=Way.SMS, channel="phone")
    citizens.invite()
    out = Counter(Deferred("not now"))
    with Http(gateway.url, "secret") as texts:
        assert invite(citizens.db, citizens.courier(out, texts)) == Tally(sent=1, deferred=1)
    (sent,) = gateway.mails
    doors = citizens.keys.doors(citizens.round_id)
    assert sent["to"] == "+4791234567" and f"/a/{citizens.round_id}/{doors.link(id)} " in sent["text"]
    assert sent["text"].endswith(f"/out/{citizens.round_id}/{doors.out(id)}")
    assert (citizens.found(id).sent, citizens.found(id).standing) == (1, Standing.WAITING)


def test_without_a_gateway_texts_wait(citizens: Citizens) -> None:
    id = citizens.invite("+4791234567", way=Way.SMS)
    assert invite(citizens.db, citizens.courier(Counter())) == Tally()
    assert citizens.found(id).standing is Standing.WAITING


def test_a_gateway_that_refuses_the_token_stops_texts_alone(
    citizens: Citizens, gateway: fake_sendgrid.FakeSendGrid
) -> None:
    gateway.status = 401
    id = citizens.invite("+4791234567", way=Way.SMS)
    with Http(gateway.url, "secret") as texts:
        assert invite(citizens.db, citizens.courier(Counter(), texts)) == Tally(refused=1)
        gateway.status = 200
        citizens.invite()
        assert invite(citizens.db, citizens.courier(Counter(), texts)) == Tally(sent=1)
        assert (citizens.found(id).standing, citizens.found(id).tries) == (Standing.WAITING, 0)
        citizens.db.write(lambda c: switches.turn(c, SMS_SWITCH, on=True, by=None, now=NOW))
        assert invite(citizens.db, citizens.courier(Counter(), texts)) == Tally(sent=1)


def test_a_number_that_is_none_is_refused_alone(citizens: Citizens, gateway: fake_sendgrid.FakeSendGrid) -> None:
    bad, good = (citizens.invite(number, way=Way.SMS) for number in ("91234567", "+4791234567"))
    with Http(gateway.url, "secret") as texts:
        assert invite(citizens.db, citizens.courier(Counter(), texts)) == Tally(sent=1, refused=1)
    assert (citizens.found(bad).standing, citizens.found(good).sent) == (Standing.REFUSED, 1)


def test_the_timetable_invites_with_the_ways_that_the_settings_name(citizens: Citizens, tmp_path: Path) -> None:
    settings = msgspec.structs.replace(citizens.settings, sms="folder")
    citizens.invite()
    citizens.invite("+4791234567", way=Way.SMS)
    jobs = Jobs(citizens.db, settings, clock=citizens.clock)
    jobs.timetable()["invite"][1]()
    assert len(list((tmp_path / "outbox" / "new").iterdir())) == len(list((tmp_path / "sms").iterdir())) == 1
    citizens.db.write(invitations.claim, NOW, by="dead", round_ids=[citizens.round_id], limit=9)
    jobs.timetable()["doubtful invitations"][1]()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"sms": "pigeon"}, "none, folder or http"),
        ({"sms": "http", "sms_url": "http://gateway.test/sms"}, "https://"),
        ({"sms": "http", "sms_url": ""}, "https://"),
        ({"sms": "http", "sms_url": "https://gateway.test", "sms_fields": ("to",)}, "three names"),
    ],
)
def test_settings_that_cannot_work_or_would_tell_numbers_in_the_open_are_refused(
    values: dict[str, object], said: str
) -> None:
    with pytest.raises(SettingsFault, match=said):
        ways.texts(Settings(**values))  # type: ignore[arg-type]
