"""A tester's work through the steps, on both engines: once, complete, one's own, and never lost."""

import concurrent.futures
from datetime import timedelta

import pytest
import sqlalchemy as sa

from instruments.instrument import Outcome
from survey.attempt import OutOfStep, Step
from survey.draft import Save
from survey.grade import GradeStatus, Submission
from survey.inquiry import Status
from survey.problems import Conflict, Invalid, NotPermitted, TooLarge
from survey.steps import attempt, decline, draft, evidence, grade, review
from survey.steps.attempt import Press
from survey.steps.work import AlreadySent
from survey.store import attempts, audits, drafts, grades, tasks
from survey.store import evidence as kept
from survey.store.database import Database
from survey.store.schema.inquiries import assignment
from survey.store.schema.inquiries import grade as grade_table
from survey.store.schema.inquiries import inquiry as inquiry_table
from survey.store.schema.waves import wave
from survey.task import Task, day
from tests.conftest import NOW
from tests.tester.cast import CALL, EVA, KARI, LIV, MAIL, MOBILE, RULES, SAM, inquiry, play, steps
from tests.tester.test_picture import png

FIRST = "page-1"


@pytest.fixture
def played(db: Database) -> Database:
    play(db)
    return db


def task(db: Database, id: int) -> Task:
    with db.read() as connection:
        found = tasks.by_id(connection, id)
    assert found
    return found


def send(db: Database, about: int = MAIL, *, token: str = FIRST, person: int = SAM, **more: object) -> None:
    answers = {"right": "yes", "comment": "Clear"}
    values = {"inquiry_id": about, "person_id": person, "token": token, "answers": answers, **more}
    grade.submit(db, NOW, Submission(**values), rules=RULES)  # type: ignore[arg-type]


def call(db: Database, *pressed: Step, token: str = FIRST, after: float = 0, every: float = 30) -> None:
    start = NOW + timedelta(minutes=after)
    marks = steps(start, *pressed, every=every)
    attempt.press(db, marks[-1].at, Press(inquiry_id=CALL, person_id=SAM, token=token, marks=marks), rules=RULES)


def test_today_lists_what_is_due_and_mine(played: Database) -> None:
    with played.read() as connection:
        today = day(tasks.of_tester(connection, SAM, NOW), NOW)
        assert tasks.of_tester(connection, EVA, NOW) == []
    assert [(len(today.calls), len(today.mails), len(today.searches))] == [(1, 1, 2)]
    assert today.calls[0].address == "+47 33 17 10 00"
    assert today.searches[0].site == "https://larvik.test/"


def test_a_grade_is_kept_once_however_often_it_is_sent(played: Database) -> None:
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for run in [pool.submit(send, played) for _ in range(4)]:
            run.result()
    with played.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(grade_table)) == 1
    assert (task(played, MAIL).status, task(played, MAIL).outcome) == (Status.SUBMITTED, Outcome.ANSWERED)


def test_of_two_windows_the_first_counts_and_the_second_is_told(played: Database) -> None:
    send(played, token="one")
    with pytest.raises(AlreadySent):
        send(played, token="two", answers={"right": "no"})
    with played.read() as connection:
        assert [g.answers["right"] for g in grades.of_inquiry(connection, MAIL)] == ["yes"]


def test_a_token_of_another_task_is_refused(played: Database) -> None:
    send(played, token="one")
    with pytest.raises(Conflict):
        send(played, MOBILE, token="one")


def test_what_is_missing_is_said_field_by_field(played: Database) -> None:
    with pytest.raises(Invalid) as told:
        send(played, answers={"right": "", "comment": "x"})
    assert [fault.where for fault in told.value.faults] == ["right"]
    assert task(played, MAIL).status is Status.TO_GRADE


def test_nobody_sends_in_what_is_not_theirs(played: Database) -> None:
    with pytest.raises(NotPermitted):
        send(played, person=EVA)


def test_nothing_is_sent_in_once_the_wave_is_closed(played: Database) -> None:
    played.write(lambda c: c.execute(wave.update().values(status="closed")) and None)
    with pytest.raises(Conflict):
        send(played)


def test_recognised_and_not_offered_need_no_form(played: Database) -> None:
    send(played, said=Outcome.DETECTED, answers={})
    send(played, CALL, token="u", said=Outcome.NOT_OFFERED, answers={})
    assert (task(played, MAIL).outcome, task(played, MAIL).recognised) == (Outcome.DETECTED, True)
    assert task(played, CALL).outcome is Outcome.NOT_OFFERED


def test_a_testers_error_needs_a_word_of_explanation(played: Database) -> None:
    with pytest.raises(Invalid):
        send(played, said=Outcome.TESTER_ERROR)
    send(played, said=Outcome.TESTER_ERROR, reason="Wrong number")
    assert task(played, MAIL).outcome is Outcome.TESTER_ERROR


def test_a_call_is_graded_once_it_got_through(played: Database) -> None:
    with pytest.raises(Invalid):
        send(played, CALL)
    call(played, Step.DIAL, Step.MENU, Step.ANSWERED)
    call(played, Step.DIAL, Step.MENU, Step.ANSWERED, Step.ENDED)
    send(played, CALL)
    assert task(played, CALL).outcome is Outcome.ANSWERED
    assert task(played, CALL).started_at == NOW


def test_after_two_failed_attempts_in_two_slots_the_call_is_sent_in_as_not_reached(played: Database) -> None:
    call(played, Step.DIAL, Step.CLOSED)
    with pytest.raises(Conflict, match="not the hour"):
        call(played, Step.DIAL, token="b", after=30)
    call(played, Step.DIAL, Step.BUSY, token="b", after=150)
    send(played, CALL, answers={})
    assert task(played, CALL).outcome is Outcome.UNREACHABLE


def test_a_press_of_another_window_is_told_what_is_recorded(played: Database) -> None:
    call(played, Step.DIAL, Step.MENU)
    with pytest.raises(OutOfStep) as told:
        call(played, Step.DIAL, Step.BUSY)
    assert [mark.step for mark in told.value.recorded] == [Step.DIAL, Step.MENU]
    with pytest.raises(Conflict):
        call(played, Step.DIAL, token="other")


def test_presses_that_arrive_together_after_a_lost_connection_are_all_kept_once(played: Database) -> None:
    for _ in range(3):
        call(played, Step.DIAL, Step.QUEUE, Step.ANSWERED, Step.TRANSFER, Step.ANSWERED, Step.ENDED)
    with played.read() as connection:
        found = attempts.of_inquiry(connection, CALL)
    assert [len(one.steps) for one in found] == [6]
    assert found[0].result is Step.ANSWERED


def test_two_calls_at_a_time_cannot_be_made(played: Database) -> None:
    call(played, Step.DIAL)
    played.write(lambda c: c.execute(second_call()) and None)
    with pytest.raises(Conflict, match="still going on"):
        attempt.press(
            played, NOW, Press(inquiry_id=9, person_id=SAM, token="z", marks=steps(NOW, Step.DIAL)), rules=RULES
        )


def second_call() -> sa.Insert:
    return inquiry_table.insert().values(**inquiry(9, "phone", "phone-2", "planned"))


def test_a_page_that_was_found_is_graded_and_one_that_was_not_scores_as_unreachable(played: Database) -> None:
    def search(id: int, step: Step, token: str) -> None:
        marks = steps(NOW, Step.START, step)
        attempt.press(played, NOW, Press(inquiry_id=id, person_id=SAM, token=token, marks=marks), rules=RULES)

    search(3, Step.FOUND, "m")
    search(4, Step.NOT_FOUND, "d")
    send(played, 3, token="3")
    send(played, 4, token="4", answers={})
    assert task(played, 3).outcome is Outcome.ANSWERED
    assert task(played, 4).outcome is Outcome.UNREACHABLE


def test_a_draft_is_kept_until_the_work_is_in(played: Database) -> None:
    draft.save(played, NOW, Save(window="w", revision=0, values={"right": "no"}), inquiry_id=MAIL, person_id=SAM)
    with played.read() as connection:
        assert drafts.read(connection, MAIL, SAM).values == {"right": "no"}
    after, told = draft.save(
        played, NOW, Save(window="v", revision=0, values={"right": "yes"}), inquiry_id=MAIL, person_id=SAM
    )
    assert told
    assert after.others == {"v": {"right": "yes"}}
    with played.read() as connection:
        assert drafts.read(connection, MAIL, SAM) == after
    send(played)
    with played.read() as connection:
        assert drafts.read(connection, MAIL, SAM).revision == 0
    with pytest.raises(AlreadySent):
        draft.save(played, NOW, Save(window="w", revision=1, values={}), inquiry_id=MAIL, person_id=SAM)


def test_a_declined_task_goes_back_with_its_reason(played: Database) -> None:
    with pytest.raises(Invalid):
        decline.decline(played, NOW, inquiry_id=CALL, person_id=SAM, reason=" ")
    decline.decline(played, NOW, inquiry_id=CALL, person_id=SAM, reason="I work there now")
    found = task(played, CALL)
    assert (found.tester_id, found.note) == (None, "I work there now")
    with played.read() as connection:
        events = connection.execute(sa.select(assignment.c.event, assignment.c.reason)).all()
    assert [tuple(event) for event in events] == [("declined", "I work there now")]


def test_sent_back_work_keeps_the_earlier_answers_and_is_sent_again(played: Database) -> None:
    send(played)
    review.send_back(played, NOW, inquiry_id=MAIL, by_id=KARI, reason="Look at the price again")
    back = task(played, MAIL)
    assert (back.status, back.note) == (Status.SENT_BACK, "Look at the price again")
    with played.read() as connection:
        earlier = grades.standing(connection, MAIL)
    assert earlier and (earlier.status, earlier.answers["right"]) == (GradeStatus.SENT_BACK, "yes")
    send(played, token="again", answers={"right": "partly"})
    review.accept(played, NOW, inquiry_id=MAIL, by_id=KARI)
    assert task(played, MAIL).status is Status.DONE
    with played.read() as connection:
        assert [g.status for g in grades.of_inquiry(connection, MAIL)] == [GradeStatus.SENT_BACK, GradeStatus.ACCEPTED]
        said = [(one.person_id, one.action) for one in audits.latest(connection)]
    assert said == [(KARI, "work.accept"), (KARI, "work.send_back")]


def test_work_goes_to_another_tester_but_never_to_one_who_lives_there(played: Database) -> None:
    call(played, Step.DIAL, Step.ANSWERED, Step.ENDED)
    send(played, CALL)
    with pytest.raises(Conflict, match="lives or works"):
        review.reassign(played, NOW, inquiry_id=CALL, tester_id=LIV, by_id=KARI)
    with pytest.raises(Conflict, match="not an active tester"):
        review.reassign(played, NOW, inquiry_id=CALL, tester_id=KARI, by_id=KARI)
    review.reassign(played, NOW, inquiry_id=CALL, tester_id=EVA, by_id=KARI, reason="Ill")
    given = task(played, CALL)
    assert (given.tester_id, given.status) == (EVA, Status.PLANNED)
    with played.read() as connection:
        assert [one.result for one in attempts.of_inquiry(connection, CALL)] == [Step.VOID]
        assert grades.standing(connection, CALL) is None


def test_an_attempt_that_failed_still_counts_for_the_next_tester(played: Database) -> None:
    call(played, Step.DIAL, Step.BUSY)
    review.reassign(played, NOW, inquiry_id=CALL, tester_id=EVA, by_id=KARI)
    with played.read() as connection:
        assert [one.result for one in attempts.of_inquiry(connection, CALL)] == [Step.BUSY]


def test_evidence_is_kept_once_bounded_and_only_while_the_task_is_open(played: Database) -> None:
    picture = png()
    for _ in range(2):
        evidence.add_screenshot(played, NOW, picture, name="shot.png", inquiry_id=MOBILE, person_id=SAM)
    evidence.add_address(played, NOW, "https://larvik.test/bibliotek", inquiry_id=MOBILE, person_id=SAM)
    with played.read() as connection:
        found = kept.of_inquiry(connection, MOBILE)
        assert [one.kind for one in found] == ["screenshot", "address"]
        assert kept.content(connection, found[0].id) == picture
    evidence.remove(played, NOW, found[1].id, inquiry_id=MOBILE, person_id=SAM)
    with played.read() as connection:
        assert kept.count(connection, MOBILE) == 1
    for wrong in ("javascript:alert(1)", "larvik.test", "https://x y", "data:text/html,x"):
        with pytest.raises(Invalid):
            evidence.add_address(played, NOW, wrong, inquiry_id=MOBILE, person_id=SAM)
    with pytest.raises(Invalid):
        evidence.add_screenshot(played, NOW, b"<svg/>", name="x.png", inquiry_id=MOBILE, person_id=SAM)
    with pytest.raises(TooLarge):
        evidence.add_screenshot(played, NOW, b"x" * 6_000_000, name="x.png", inquiry_id=MOBILE, person_id=SAM)
