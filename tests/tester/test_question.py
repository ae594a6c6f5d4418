"""What a unit asks back stands on its tester's list, and is answered once as the persona."""

import pytest
from litestar.testing import TestClient

from survey.store.schema.inquiries import dispatch, inquiry
from survey.store.schema.mails import reply
from tests.tester.cast import EVA, MAIL
from tests.tester.conftest import Desk

Browser = TestClient  # type: ignore[type-arg]


def ask(desk: Desk) -> None:
    """The unit's mail is no answer but a question."""
    desk.write(lambda c: c.execute(reply.update().values(kind="clarification")) and None)
    desk.write(lambda c: c.execute(inquiry.update().where(inquiry.c.id == MAIL).values(status="waiting")) and None)


@pytest.fixture
def asked(desk: Desk) -> Desk:
    ask(desk)
    return desk


def sent(desk: Desk) -> list[str]:
    with desk.db.read() as connection:
        chosen = dispatch.select().where(dispatch.c.purpose == "clarification")
        return [row.body for row in connection.execute(chosen)]


def answer(sam: Browser, desk: Desk, text: str = "Til sønnen min på åtte.") -> object:
    return sam.post(f"/tasks/{MAIL}/answer", data={"csrf": token(sam), "question": "1", "answer": text})


def token(sam: Browser) -> str:
    return sam.get(f"/tasks/{MAIL}").text.split('name="csrf" value="')[1].split('"')[0]


def test_a_question_stands_on_the_list_of_today(asked: Desk, sam: Browser) -> None:
    text = sam.get("/today").text
    assert "1 question to answer" in text
    assert f"/tasks/{MAIL}" in text


def test_the_page_shows_the_question_masked_and_proposes_an_answer(asked: Desk, sam: Browser) -> None:
    text = sam.get(f"/tasks/{MAIL}").text
    assert "They ask something back." in text
    assert "Knutsen" not in text
    assert "Send the answer as" in text
    proposed = text.split("</textarea>")[0].rsplit(">", 1)[1].strip()
    assert proposed
    assert "{" not in proposed
    assert proposed.endswith("Ola Moen") or proposed.endswith("Ola")


def test_a_double_click_sends_one_mail(asked: Desk, sam: Browser) -> None:
    assert [answer(sam, asked).status_code for _ in range(2)] == [303, 303]  # type: ignore[attr-defined]
    assert sent(asked) == ["Til sønnen min på åtte.\n"]
    assert "question to answer" not in sam.get("/today").text
    assert "The mail is sent." in sam.get(f"/tasks/{MAIL}").text


def test_an_empty_answer_is_asked_for_again(asked: Desk, sam: Browser) -> None:
    answered = answer(sam, asked, "   ")
    assert answered.status_code == 422  # type: ignore[attr-defined]
    assert "Write what the persona answers." in answered.text  # type: ignore[attr-defined]
    assert sent(asked) == []


def test_nobody_answers_another_testers_question(asked: Desk, sam: Browser) -> None:
    form = {"csrf": token(sam), "question": "1", "answer": "Ja"}
    asked.write(lambda c: c.execute(inquiry.update().values(tester_id=EVA)) and None)
    assert sam.post(f"/tasks/{MAIL}/answer", data=form).status_code == 403
    assert sent(asked) == []


@pytest.mark.parametrize("question", ["", "7", "x", "9" * 30])
def test_a_question_that_is_not_there_is_not_answered(asked: Desk, sam: Browser, question: str) -> None:
    answered = sam.post(f"/tasks/{MAIL}/answer", data={"csrf": token(sam), "question": question, "answer": "Ja"})
    assert answered.status_code == 409
