"""The tester's pages as requests: without a script everything works, and points never leave the server."""

import re
from datetime import timedelta

import pytest
from litestar.testing import TestClient

from instruments import bank
from instruments.instrument import Instrument, Outcome
from survey.inquiry import Status
from survey.steps import review
from survey.store import attempts, drafts, evidence, grades, tasks
from survey.store.schema.inquiries import inquiry
from survey.store.schema.mails import reply
from survey.store.schema.waves import wave
from survey.web.questions.question import Option, Question
from tests.tester.cast import CALL, DESKTOP, EVA, KARI, MAIL, MOBILE, SAM
from tests.tester.conftest import Desk
from tests.tester.test_picture import png

Browser = TestClient  # type: ignore[type-arg]
ANSWERS = {"q-answered": "fully", "q-correct": "right", "q-clear": "plain", "q-next_step": "direct"}


def form_of(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to `action`."""
    found = re.search(rf'<form[^>]*action="{action}".*?</form>', html, re.DOTALL)
    assert found, action
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[0])
    return dict(pairs)


def complete(instrument: str) -> dict[str, str]:
    """An answer to every item, the first choice each."""
    items = bank.one(Instrument, instrument).items
    return {f"q-{item.name}": item.choices[0].value for item in items if item.choices}


def task(desk: Desk, id: int) -> tasks.Task:
    with desk.db.read() as connection:
        found = tasks.by_id(connection, id)
    assert found
    return found


def press(sam: Browser, id: int, *steps: str) -> None:
    for step in steps:
        html = sam.get(f"/tasks/{id}").text
        answer = sam.post(f"/tasks/{id}/press", data={**form_of(html, f"/tasks/{id}/press"), "step": step})
        assert answer.status_code == 303, answer.text


def test_the_first_line_says_what_there_is_to_do(sam: Browser) -> None:
    assert "1 call to make before 12:00, 1 answer to grade, 2 web tasks." in sam.get("/today").text


def test_with_nothing_to_do_the_page_says_so(desk: Desk, sam: Browser) -> None:
    desk.write(lambda c: c.execute(inquiry.update().values(tester_id=EVA)) and None)
    assert "Nothing to do. When there is, it stands here." in sam.get("/today").text
    assert "Nothing is planned for you" in sam.get("/calendar").text


def test_late_work_is_said_to_be_late(desk: Desk, sam: Browser) -> None:
    desk.ahead = timedelta(days=4)
    text = sam.get("/today").text
    assert "4 are late." in text


def test_the_calendar_tells_what_comes(desk: Desk, sam: Browser) -> None:
    later = {"due_at": desk.now + timedelta(days=2)}
    desk.write(lambda c: c.execute(inquiry.update().where(inquiry.c.id == CALL).values(**later)) and None)
    assert "Thursday 5 March" in sam.get("/calendar").text
    assert "This comes up on Thursday 5 March" in sam.get(f"/tasks/{CALL}").text


@pytest.mark.parametrize("path", ["/today", "/calendar", f"/tasks/{MAIL}", f"/tasks/{CALL}", f"/tasks/{MOBILE}"])
def test_testers_never_see_points(sam: Browser, path: str) -> None:
    assert not re.search(r"[\d.,]+ ?(points?|poeng)|max_points|points=|weight", sam.get(path).text, re.IGNORECASE)
    assert not {"points", "weight", "max_points"} & set(Option.__struct_fields__ + Question.__struct_fields__)


def test_names_in_the_reply_are_masked(sam: Browser) -> None:
    html = sam.get(f"/tasks/{MAIL}").text
    assert "Biblioteket er åpent" in html
    assert "Berit" not in html
    assert "33 17 10 01" not in html


def test_a_mail_is_graded_without_a_script(desk: Desk, sam: Browser) -> None:
    form = form_of(sam.get(f"/tasks/{MAIL}").text, f"/tasks/{MAIL}/grade")
    answer = sam.post(f"/tasks/{MAIL}/grade", data={**form, **complete("grade-email-2019"), "kind-1": "full"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")
    assert "Sent in: Larvik" in sam.get("/today").text
    assert task(desk, MAIL).status is Status.SUBMITTED
    again = sam.post(f"/tasks/{MAIL}/grade", data={**form, **complete("grade-email-2019")})
    assert again.status_code == 303, "the same form sent twice is one grade"
    with desk.db.read() as connection:
        assert len(grades.of_inquiry(connection, MAIL)) == 1


def test_what_is_missing_stands_on_top_and_beside_the_question_and_nothing_typed_is_lost(sam: Browser) -> None:
    form = form_of(sam.get(f"/tasks/{MAIL}").text, f"/tasks/{MAIL}/grade")
    answer = sam.post(f"/tasks/{MAIL}/grade", data={**form, "q-comment": "Nearly done"})
    assert answer.status_code == 422
    assert '<a href="#field-q-answered">' in answer.text
    assert 'id="fault-q-answered"' in answer.text
    assert "Nearly done" in answer.text


def test_a_second_window_that_sends_later_is_told_and_shown_both(sam: Browser) -> None:
    one, two = (form_of(sam.get(f"/tasks/{MAIL}").text, f"/tasks/{MAIL}/grade") for _ in range(2))
    answers = complete("grade-email-2019")
    sam.post(f"/tasks/{MAIL}/grade", data={**one, **answers, "q-comment": "From the first"})
    answer = sam.post(f"/tasks/{MAIL}/grade", data={**two, **answers, "q-comment": "From the second"})
    assert answer.status_code == 409
    assert "From the first" in answer.text
    assert "From the second" in answer.text


def test_a_draft_is_saved_by_its_button_and_shown_again(sam: Browser) -> None:
    form = form_of(sam.get(f"/tasks/{MAIL}").text, f"/tasks/{MAIL}/grade")
    answer = sam.post(f"/tasks/{MAIL}/draft", data={**form, "q-comment": "Half way"})
    assert answer.status_code == 303
    assert "Half way" in sam.get(f"/tasks/{MAIL}").text


def test_two_windows_without_a_script_are_shown_both_versions(desk: Desk, sam: Browser) -> None:
    one, two = (form_of(sam.get(f"/tasks/{MAIL}").text, f"/tasks/{MAIL}/grade") for _ in range(2))
    sam.post(f"/tasks/{MAIL}/draft", data={**one, "q-comment": "First words"})
    told = sam.post(f"/tasks/{MAIL}/draft", data={**two, "q-comment": "Second words"})
    assert told.status_code == 409
    assert "First words" in told.text
    assert "Second words" in told.text
    form = form_of(told.text, f"/tasks/{MAIL}/grade")
    settled = sam.post(f"/tasks/{MAIL}/draft", data={**form, "q-comment": "Second words", "settled": "1"})
    assert settled.status_code == 303
    with desk.db.read() as connection:
        draft = drafts.read(connection, MAIL, SAM)
    assert (draft.values["q-comment"], draft.others) == ("Second words", {})


def test_a_call_is_made_and_graded_without_a_script(desk: Desk, sam: Browser) -> None:
    press(sam, CALL, "dial", "queue", "answered", "ended")
    html = sam.get(f"/tasks/{CALL}").text
    assert "You got through." in html
    assert re.search(r'name="q-reached" value="first" checked', html)
    form = form_of(html, f"/tasks/{CALL}/grade")
    wrong = sam.post(f"/tasks/{CALL}/grade", data={**form, **complete("grade-phone-2019"), "q-reached": "never"})
    assert "This contradicts the buttons you pressed." in wrong.text
    answer = sam.post(f"/tasks/{CALL}/grade", data={**form, **complete("grade-phone-2019")})
    assert answer.status_code == 303
    assert task(desk, CALL).outcome is Outcome.ANSWERED


def test_a_doubled_press_is_one_step_and_a_stale_window_is_told(desk: Desk, sam: Browser) -> None:
    first = form_of(sam.get(f"/tasks/{CALL}").text, f"/tasks/{CALL}/press")
    for _ in range(2):
        sam.post(f"/tasks/{CALL}/press", data={**first, "step": "dial"})
    sam.post(f"/tasks/{CALL}/press", data={**first, "index": "1", "step": "menu"})
    stale = sam.post(f"/tasks/{CALL}/press", data={**first, "index": "1", "step": "busy"})
    assert stale.status_code == 303
    assert "Another window was quicker." in sam.get(f"/tasks/{CALL}").text
    with desk.db.read() as connection:
        assert [mark.step.value for mark in attempts.of_inquiry(connection, CALL)[0].steps] == ["dial", "menu"]


def test_outside_the_hours_the_page_says_when_the_call_may_be_made(desk: Desk, sam: Browser) -> None:
    desk.ahead = timedelta(hours=6)
    html = sam.get(f"/tasks/{CALL}").text
    assert "This call can be made from Wednesday 4 March, 09:30 until 12:00." in html
    assert 'value="dial"' not in html


def test_after_a_failed_attempt_the_retry_waits_for_another_slot(sam: Browser) -> None:
    press(sam, CALL, "dial", "closed")
    assert "This call can be made from Tuesday 3 March, 12:00 until 15:00." in sam.get(f"/tasks/{CALL}").text


def test_a_wrong_press_is_taken_back(sam: Browser) -> None:
    press(sam, CALL, "dial", "busy")
    form = form_of(sam.get(f"/tasks/{CALL}").text, f"/tasks/{CALL}/press")
    assert form["index"] == "2"
    sam.post(f"/tasks/{CALL}/press", data={**form, "step": "void"})
    assert "Call before 12:00." in sam.get(f"/tasks/{CALL}").text


def test_the_presses_of_a_page_with_a_script_are_timed_on_our_clock(desk: Desk, sam: Browser) -> None:
    form = form_of(sam.get(f"/tasks/{CALL}").text, f"/tasks/{CALL}/press")
    marks = '[["dial","2031-01-01T10:00:00Z"],["answered","2031-01-01T10:00:40Z"]]'  # a clock years ahead
    data = {**form, "marks": marks, "clock": "1925028060000"}  # 2031-01-01T10:01:00Z
    answer = sam.post(f"/tasks/{CALL}/press", data=data, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    with desk.db.read() as connection:
        dial, answered = attempts.of_inquiry(connection, CALL)[0].steps
    assert timedelta(seconds=39) < answered.at - dial.at < timedelta(seconds=41)
    assert dial.at < desk.now


@pytest.mark.parametrize("marks", ["[]x", "[[1,2]]", '[["fly","2031-01-01T10:00:00Z"]]', "null", '[["dial","x"]]'])
def test_presses_that_make_no_sense_are_refused(sam: Browser, marks: str) -> None:
    form = form_of(sam.get(f"/tasks/{CALL}").text, f"/tasks/{CALL}/press")
    data = {**form, "marks": marks, "clock": "1"}
    answer = sam.post(f"/tasks/{CALL}/press", data=data, headers={"accept": "application/json"})
    assert answer.status_code == 422


def test_a_search_is_timed_and_its_evidence_goes_along(desk: Desk, sam: Browser) -> None:
    press(sam, DESKTOP, "start", "found")
    html = sam.get(f"/tasks/{DESKTOP}").text
    assert re.search(r'name="q-found" value="found" checked', html)
    form = form_of(html, f"/tasks/{DESKTOP}/grade")
    picture = {"screenshot": ("shot.png", png(), "image/png")}
    sam.post(f"/tasks/{DESKTOP}/evidence", data={**form, "q-comment": "Kept"}, files=picture)
    html = sam.get(f"/tasks/{DESKTOP}").text
    assert "Kept" in html
    form = form_of(html, f"/tasks/{DESKTOP}/grade")
    done = sam.post(f"/tasks/{DESKTOP}/grade", data={**form, "q-found": "found", "url": "https://larvik.test/bib"})
    assert done.status_code == 303, done.text
    with desk.db.read() as connection:
        found = evidence.of_inquiry(connection, DESKTOP)
    assert [one.kind for one in found] == ["screenshot", "address"]


def test_pictures_go_out_so_that_nothing_in_them_can_run(desk: Desk, sam: Browser) -> None:
    press(sam, DESKTOP, "start", "found")
    form = form_of(sam.get(f"/tasks/{DESKTOP}").text, f"/tasks/{DESKTOP}/grade")
    wrong = {"screenshot": ("x.png", b"<svg onload=alert(1)>", "image/png")}
    refused = sam.post(f"/tasks/{DESKTOP}/evidence", data=form, files=wrong)
    assert refused.status_code == 422
    assert "Choose a picture" in refused.text
    sam.post(f"/tasks/{DESKTOP}/evidence", data=form, files={"screenshot": ("a.html", png(), "text/html")})
    answer = sam.get("/evidence/1")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert other(desk, EVA).get("/evidence/1").status_code == 403
    assert other(desk, KARI).get("/evidence/1").status_code == 200


def other(desk: Desk, person: int) -> Browser:
    client: Browser = TestClient(desk.app(), base_url="http://testserver.local")
    client.follow_redirects = False
    assert client.post(desk.link(person)).status_code == 303
    return client


def test_a_search_that_was_given_up_is_sent_in_as_it_is(desk: Desk, sam: Browser) -> None:
    press(sam, MOBILE, "start", "not_found")
    html = sam.get(f"/tasks/{MOBILE}").text
    assert "Not found in time." in html
    assert "q-found" not in html
    sam.post(f"/tasks/{MOBILE}/grade", data=form_of(html, f"/tasks/{MOBILE}/grade"))
    assert task(desk, MOBILE).outcome is Outcome.UNREACHABLE


def test_recognised_is_one_tap_away_and_a_mistake_needs_a_reason(desk: Desk, sam: Browser) -> None:
    csrf = form_of(sam.get(f"/tasks/{CALL}").text, f"/tasks/{CALL}/said")["csrf"]
    told = sam.post(f"/tasks/{CALL}/said", data={"csrf": csrf, "token": "a", "said": "tester_error"})
    assert told.status_code == 422
    assert "Say shortly what went wrong" in told.text
    sam.post(f"/tasks/{CALL}/said", data={"csrf": csrf, "token": "b", "said": "detected"})
    assert task(desk, CALL).outcome is Outcome.DETECTED
    assert "Recognised as a test" in sam.get(f"/tasks/{CALL}").text


def test_a_task_is_handed_back_with_a_reason(desk: Desk, sam: Browser) -> None:
    csrf = form_of(sam.get(f"/tasks/{CALL}").text, f"/tasks/{CALL}/decline")["csrf"]
    assert sam.post(f"/tasks/{CALL}/decline", data={"csrf": csrf, "reason": ""}).status_code == 422
    assert sam.post(f"/tasks/{CALL}/decline", data={"csrf": csrf, "reason": "On holiday"}).status_code == 303
    assert task(desk, CALL).tester_id is None
    assert sam.get(f"/tasks/{CALL}").status_code == 403


def test_nobody_sees_the_task_of_another(desk: Desk) -> None:
    eva = other(desk, EVA)
    for path in (f"/tasks/{MAIL}", f"/tasks/{MAIL}/draft"):
        assert eva.get(path).status_code == 403
    assert other(desk, KARI).get("/today").status_code == 403


def test_a_draft_of_a_page_with_a_script_answers_in_json(sam: Browser) -> None:
    form = form_of(sam.get(f"/tasks/{MAIL}").text, f"/tasks/{MAIL}/grade")
    ask = {"accept": "application/json"}
    saved = sam.post(f"/tasks/{MAIL}/draft", data={**form, "q-comment": "One"}, headers=ask).json()
    assert (saved["revision"], saved["clash"], saved["values"]) == (1, False, {"q-comment": "One"})
    clash = sam.post(f"/tasks/{MAIL}/draft", data={**form, "window": "w2", "q-comment": "Two"}, headers=ask)
    assert (clash.status_code, clash.json()["others"]) == (409, {"w2": {"q-comment": "Two"}})
    assert sam.get(f"/tasks/{MAIL}/draft", headers=ask).json()["revision"] == 1


def test_what_the_tester_says_of_a_mail_moves_its_clock(desk: Desk, sam: Browser) -> None:
    form = form_of(sam.get(f"/tasks/{MAIL}").text, f"/tasks/{MAIL}/grade")
    desk.write(lambda c: c.execute(inquiry.update().where(inquiry.c.id == MAIL).values(started_at=desk.now)) and None)
    answer = sam.post(f"/tasks/{MAIL}/grade", data={**form, **complete("grade-email-2019"), "kind-1": "receipt"})
    assert answer.status_code == 303, answer.text
    assert "the clock runs on" in sam.get("/today").text
    assert task(desk, MAIL).status is Status.WAITING


def test_a_refusal_needs_no_grading_unless_the_tester_says_it_is_an_answer(desk: Desk, sam: Browser) -> None:
    desk.write(lambda c: c.execute(reply.update().values(kind="refusal")) and None)
    html = sam.get(f"/tasks/{MAIL}").text
    assert "there is nothing to grade" in html
    form = form_of(html, f"/tasks/{MAIL}/grade")
    corrected = sam.post(f"/tasks/{MAIL}/grade", data={**form, "kind-1": "full"})
    assert corrected.headers["location"] == f"/tasks/{MAIL}"
    assert "q-answered" in sam.get(f"/tasks/{MAIL}").text
    desk.write(lambda c: c.execute(reply.update().values(kind="refusal")) and None)
    sam.post(f"/tasks/{MAIL}/grade", data={**form, "kind-1": "refusal"})
    assert task(desk, MAIL).outcome is Outcome.REFUSED


def test_a_mail_that_nobody_answered_is_shown_and_needs_no_work(desk: Desk, sam: Browser) -> None:
    ended = {"status": "done", "outcome": "unanswered", "until": desk.now - timedelta(days=1)}
    desk.write(lambda c: c.execute(inquiry.update().where(inquiry.c.id == MAIL).values(**ended)) and None)
    assert "No answer came" in sam.get("/today").text
    html = sam.get(f"/tasks/{MAIL}").text
    assert "there is nothing to grade" in html
    assert "Hvordan får jeg lånekort?" in html


def test_sent_back_work_shows_the_reason_and_the_earlier_answers(desk: Desk, sam: Browser) -> None:
    form = form_of(sam.get(f"/tasks/{MAIL}").text, f"/tasks/{MAIL}/grade")
    sam.post(f"/tasks/{MAIL}/grade", data={**form, **complete("grade-email-2019"), "q-comment": "First thoughts"})
    review.send_back(desk.db, desk.now, inquiry_id=MAIL, by_id=KARI, reason="Look at the key again")
    today = sam.get("/today").text
    assert "1 was sent back." in today
    assert 'data-sent=""' in today, "what this browser keeps of it is needed again"
    html = sam.get(f"/tasks/{MAIL}").text
    assert "Look at the key again" in html
    assert "First thoughts" in html
    again = form_of(html, f"/tasks/{MAIL}/grade")
    assert again["token"] != form["token"]
    answer = sam.post(f"/tasks/{MAIL}/grade", data={**again, **complete("grade-email-2019")})
    assert answer.status_code == 303


HUGE = 10**20


@pytest.mark.parametrize("path", ["/tasks/0", "/tasks/99", f"/tasks/{HUGE}", f"/evidence/{HUGE}"])
def test_what_does_not_exist_is_said_not_to(sam: Browser, path: str) -> None:
    assert sam.get(path).status_code == 404


def test_odd_bytes_and_long_texts_are_kept_within_bounds(desk: Desk, sam: Browser) -> None:
    form = form_of(sam.get(f"/tasks/{MAIL}").text, f"/tasks/{MAIL}/grade")
    data = {**form, "revision": "x" * 50, "q-comment": "a\0b" + "c" * 9000}
    assert sam.post(f"/tasks/{MAIL}/draft", data=data).status_code == 303
    with desk.db.read() as connection:
        kept = drafts.read(connection, MAIL, SAM).values["q-comment"]
    assert kept.startswith("abc")
    assert len(kept) == 4000


def test_a_coordinator_reads_over_what_the_tester_did(desk: Desk, sam: Browser) -> None:
    press(sam, CALL, "dial", "queue", "answered", "ended")
    form = form_of(sam.get(f"/tasks/{CALL}").text, f"/tasks/{CALL}/grade")
    sam.post(f"/tasks/{CALL}/grade", data={**form, **complete("grade-phone-2019"), "q-comment": "Friendly"})
    csrf = form_of(sam.get(f"/tasks/{MAIL}").text, f"/tasks/{MAIL}/said")["csrf"]
    told = {"csrf": csrf, "token": "x", "said": "not_offered", "reason": "They closed it"}
    sam.post(f"/tasks/{MAIL}/said", data=told)
    kari = other(desk, KARI)
    html = kari.get(f"/inquiries/{CALL}").text
    assert "Got through" in html
    assert "How long did you wait for somebody to answer?" in html
    assert "Friendly" in html
    assert "wrong press" not in html
    review.send_back(desk.db, desk.now, inquiry_id=MAIL, by_id=KARI, reason="Are you sure?")
    assert "The tester says: They closed it" in kari.get(f"/inquiries/{MAIL}").text


def test_a_task_whose_scenario_is_gone_says_so(desk: Desk, sam: Browser) -> None:
    desk.write(lambda c: c.execute(inquiry.update().where(inquiry.c.id == CALL).values(scenario="gone")) and None)
    answer = sam.get(f"/tasks/{CALL}")
    assert answer.status_code == 409
    assert "not in the bank" in answer.text
    desk.write(lambda c: c.execute(wave.update().values(protocol="gone")) and None)
    assert sam.get("/today").status_code == 200
