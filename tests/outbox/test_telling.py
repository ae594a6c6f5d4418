"""Who is told what, once, with what is true when the mail leaves."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from mailer.message import to_bytes
from mailer.transport import Deferred, Doubtful, Refused
from survey.erratum import Erratum
from survey.outbox import ATTACHMENT, GONE, NOTHING_LEFT, UNWANTED, Occasion, Post, State
from survey.person import Role, RoleName
from survey.problems import Conflict, Invalid
from survey.settings import Settings
from survey.steps import amend, decide_objection, publish, retain, tell, tell_again, tell_by_mail
from survey.steps import object as objecting
from survey.store import outbox, switches
from survey.store.dispatches import SENDING_SWITCH
from survey.web.reports.enclose import enclosing
from tests.objections.conftest import NOW, OVER, best, lower
from tests.objections.test_steps import LEFT_OUT, REJECT
from tests.outbox.conftest import Room, carrier
from tests.steps.test_send import Counter

SOON = NOW + timedelta(minutes=20)


def test_closing_a_wave_tells_those_who_answer_for_a_unit_and_nobody_else(room: Room) -> None:
    assert {one.person_id for one in room.told(Occasion.CONTACTS)} == {room.odd.id, room.mona.id}
    told, mails = room.send()
    assert told.sent == 2
    (odds,) = [mail for mail in mails if mail.to[0].email == room.odd.email]
    assert f"https://medlytt.test/rankings/{room.wave}/3909/contacts" in odds.text
    assert "3905" not in odds.text
    assert room.send()[0].sent == 0


def test_units_that_nobody_answers_for_are_named(room: Room) -> None:
    with room.db.read() as connection:
        assert outbox.nobody_to_tell(connection, room.wave) == [("1151", "Utsira")]


def test_one_person_gets_one_mail_for_all_their_units(room: Room) -> None:
    roles = [Role(RoleName.QUALITY, id) for id in room.units.values()]
    both = room.person("Bo", *roles)
    room.open()
    one = room.one(both, Occasion.WINDOW)
    assert set(one.units) == set(room.units.values())
    _, mails = room.send()
    (window,) = [m for m in mails if m.to[0].email == both.email and "object until" in m.subject]
    assert "3909/cases" in window.text and "3905/cases" in window.text and "1151/cases" in window.text


def test_the_mail_on_the_window_explains_its_deadline(room: Room) -> None:
    room.open(days=5)
    _, mails = room.send()
    text = next(mail.text for mail in mails if "object until" in mail.subject)
    assert "Opened Tuesday 2 June; 5 days later is Sunday 7 June." in text
    assert "Sunday 7 June does not count: weekend" in text
    assert "until the end of Monday 8 June, 24:00" in text


def test_a_unit_that_has_said_nothing_is_reminded_two_days_before_its_end(room: Room) -> None:
    room.open()
    room.object(room.graded())
    room.send()
    with room.db.read() as connection:
        ends = objecting.limit_of(connection, room.wave, room.larvik)
    assert ends
    due = ends.ends_at - timedelta(days=2)
    assert room.send(due - timedelta(seconds=1))[0].sent == 0
    told, (mail,) = room.send(due)
    assert told.sent == 1 and mail.to[0].email == room.mona.email
    assert room.one(room.odd, Occasion.REMINDER).fault == NOTHING_LEFT


def test_a_reminder_that_would_be_due_at_once_is_not_written(room: Room) -> None:
    room.open(days=1)
    assert room.told(Occasion.WINDOW) and not room.told(Occasion.REMINDER)


def test_decisions_made_within_minutes_come_in_one_mail_and_one_taken_back_is_not_told(room: Room) -> None:
    room.open()
    works = [one for one in room.works(room.larvik) if one.answers][:3]
    ids = [room.object(one) for one in works]
    for id, ruling in zip(ids, (REJECT, LEFT_OUT, REJECT), strict=True):
        decide_objection.decide(room.db, NOW, id, ruling, by=room.karl)
    decide_objection.undo(room.db, NOW, ids[2], by=room.karl)
    room.send()
    told, (mail,) = room.send(SOON)
    assert told.sent == 1 and mail.subject.startswith("2 objections of yours are decided")
    assert "Accepted: 1. Rejected: 1." in mail.text
    decide_objection.decide(room.db, SOON, ids[2], REJECT, by=room.karl)
    assert room.send(SOON + timedelta(hours=1))[0].sent == 1


def test_a_decision_taken_back_before_anybody_was_told_is_told_to_nobody(room: Room) -> None:
    room.open()
    id = room.object(room.graded())
    decide_objection.decide(room.db, NOW, id, REJECT, by=room.karl)
    decide_objection.undo(room.db, NOW, id, by=room.karl)
    assert room.one(room.odd, Occasion.DECIDED).status is Post.CANCELLED


def test_publication_links_the_report_the_ranking_and_the_ledger(room: Room) -> None:
    publish.publish(room.db, OVER, room.wave, by=room.kari.id)
    _, mails = room.send(OVER)
    text = next(mail.text for mail in mails if mail.to[0].email == room.odd.email and "is published" in mail.subject)
    for path in ("/3909/report", "/ledger", ""):
        assert f"https://medlytt.test/rankings/{room.wave}{path}" in text


def test_a_correction_is_told_once_to_those_who_answer_for_units_that_moved(room: Room) -> None:
    publish.publish(room.db, OVER, room.wave, by=room.kari.id)
    room.send(OVER)
    work = room.graded()
    item = lower(work)
    put_right = {item: best(work, item)}
    wrong = Erratum(inquiry_id=work.id, token="once", choices=put_right, reason="It was right after all.")
    for _ in range(2):  # pressed twice
        amend.amend(room.db, OVER, wrong, by=room.karl)
    told, mails = room.send(OVER)
    assert {one.person_id for one in room.told(Occasion.ERRATUM)} >= {room.odd.id}
    assert told.sent == len(room.told(Occasion.ERRATUM)) == len({mail.to[0].email for mail in mails})
    (odds,) = [mail for mail in mails if mail.to[0].email == room.odd.email]
    for text in (odds.text, odds.html):
        assert "at Larvik, and put right in edition 2" in text and "It was right after all." in text
        assert f"https://medlytt.test/rankings/{room.wave}/editions" in text


def test_the_report_is_enclosed_only_where_it_was_chosen_and_is_wanted(room: Room, tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path), database=room.db.url)
    tell_again.attach(room.db, NOW, room.wave, on=True, by=room.kari.id)
    tell_again.choose(room.db, NOW, room.mona.id, wanted=frozenset(set(tell_again.CHOICES) - {ATTACHMENT}))
    room.send()
    publish.publish(room.db, OVER, room.wave, by=None)
    with pytest.raises(Conflict):
        tell_again.attach(room.db, OVER, room.wave, on=False, by=room.kari.id)
    out = Counter()
    tell_by_mail.tell_by_mail(room.db, carrier(out, OVER, enclose=enclosing(settings)))
    mails = {mail.to[0].email: message_from_bytes(to_bytes(mail), policy=policy.default) for mail in out.sent}
    odds, monas = mails[room.odd.email], mails[room.mona.email]
    (file,) = odds.iter_attachments()
    assert file.get_filename() == f"medlytt-{room.wave}-3909.pdf"
    assert file.get_content().startswith(b"%PDF-")
    body = odds.get_body(("plain",))
    assert body and "enclosed as PDF" in body.get_content()
    assert list(monas.iter_attachments()) == []
    plain = monas.get_body(("plain",))
    assert plain and "enclosed" not in plain.get_content()


def test_nothing_is_told_where_the_publication_fails(room: Room) -> None:
    room.open()
    with pytest.raises(Conflict):
        publish.publish(room.db, NOW, room.wave, by=None)
    assert not room.told(Occasion.PUBLISHED)


def test_each_reads_it_in_their_own_language_and_only_if_they_want_it(room: Room) -> None:
    room.change(room.odd, language="sv")
    tell_again.choose(room.db, NOW, room.mona.id, wanted=frozenset({ATTACHMENT}))
    _, (mail,) = room.send()
    assert mail.subject.startswith("Era testkontakter")
    assert room.one(room.mona, Occasion.CONTACTS).fault == UNWANTED


def test_who_left_the_unit_in_between_is_told_nothing(room: Room) -> None:
    room.change(room.odd, roles=(Role(RoleName.QUALITY, room.units["1151"]),))
    _, (mail,) = room.send()
    assert mail.to[0].email == room.mona.email
    assert room.one(room.odd, Occasion.CONTACTS).fault == GONE


def test_testers_are_not_told_what_was_tested(room: Room) -> None:
    tester = room.person("Tor", Role(RoleName.TESTER), Role(RoleName.QUALITY, room.units["1151"]))
    room.open()
    assert tester.id not in {one.person_id for one in room.told(Occasion.WINDOW)}


def test_those_who_came_later_are_told_once(room: Room) -> None:
    room.open()
    before = len(room.told(Occasion.WINDOW))
    room.person("Una", Role(RoleName.QUALITY, room.units["1151"]))
    assert tell.those_who_came_later(room.db, NOW, room.wave, by=room.kari.id).number == 3
    assert tell.those_who_came_later(room.db, NOW, room.wave, by=room.kari.id).number == 0
    assert len(room.told(Occasion.WINDOW)) == before + 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Deferred("421 busy"), State.WAITING),
        (Doubtful("no answer"), State.DOUBTFUL),
        (Refused("550 no such mailbox"), State.REFUSED),
    ],
)
def test_what_could_not_leave_shows_with_its_reason(room: Room, answer: Exception, state: State) -> None:
    room.send(answer=answer)
    one = room.one(room.odd, Occasion.CONTACTS)
    assert (one.state, one.fault) == (state, str(answer))
    assert room.send(NOW + timedelta(minutes=2))[0].sent == (2 if state is State.WAITING else 0)


def test_a_mail_that_is_put_off_again_and_again_is_given_up(room: Room) -> None:
    now = NOW
    for _ in range(12):
        room.send(now, Deferred("451 later"))
        now += timedelta(hours=5)
    assert room.one(room.odd, Occasion.CONTACTS).state is State.REFUSED


def test_a_refused_account_stops_all_sending_and_nothing_is_lost(room: Room) -> None:
    room.send(answer=Refused("535 bad password", account=True))
    assert {one.state for one in room.told(Occasion.CONTACTS)} == {State.WAITING}
    assert room.send()[0].sent == 0
    room.db.write(switches.turn, SENDING_SWITCH, on=True, by=None, now=NOW, reason="")
    assert room.send()[0].sent == 2


def test_a_claim_of_a_dead_process_becomes_doubtful_and_waits_for_a_person(room: Room) -> None:
    claimed = room.db.write(outbox.claim, NOW, "dead")
    assert claimed
    assert tell_by_mail.give_up_on_the_dead(room.db, SOON, after=timedelta(minutes=15)) == 1
    room.send(SOON)
    with room.db.read() as connection:
        one = outbox.by_id(connection, claimed.id)
    assert one and one.state is State.DOUBTFUL
    with pytest.raises(Invalid):
        tell_again.again(room.db, SOON, one.id, by=room.kari.id, sure=False)
    tell_again.again(room.db, SOON, one.id, by=room.kari.id, sure=True)
    assert room.send(SOON)[0].sent == 1


def test_a_doubt_can_be_settled_without_sending_again(room: Room) -> None:
    room.send(answer=Doubtful("no answer"))
    one = room.one(room.odd, Occasion.CONTACTS)
    tell_again.it_left(room.db, NOW, one.id, by=room.kari.id)
    assert room.one(room.odd, Occasion.CONTACTS).state is State.SENT
    with pytest.raises(Conflict):
        tell_again.it_left(room.db, NOW, one.id, by=room.kari.id)


def test_a_held_mail_stays_until_it_is_let_go(room: Room) -> None:
    one = room.one(room.odd, Occasion.CONTACTS)
    tell_again.hold(room.db, NOW, one.id, by=room.kari.id)
    assert room.send()[0].sent == 1
    tell_again.release(room.db, NOW, one.id, by=room.kari.id)
    assert room.send()[0].sent == 1


def test_whom_a_mail_reached_is_forgotten_in_time_and_what_waits_is_not(room: Room) -> None:
    room.send()
    room.open()
    later = NOW + timedelta(days=400)
    assert retain.forget(room.db, later, Settings())["mails to staff"] == 2
    assert not room.told(Occasion.CONTACTS) and room.told(Occasion.WINDOW)
