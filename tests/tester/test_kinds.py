"""A form of one's own on the tester's page without a script: repeats, rankings, files, what follows from an answer."""

from pathlib import Path

import msgspec
import pytest
from litestar.testing import TestClient

from instruments.document import to_toml
from instruments.instrument import Choice, Instrument, Item, Kind
from survey.store import drafts, grades
from survey.store.schema.waves import wave
from tests.tester.cast import MAIL, SAM, texts
from tests.tester.conftest import Desk
from tests.tester.test_pages import form_of
from tests.tester.test_picture import png

Browser = TestClient  # type: ignore[type-arg]
YES_NO = tuple(Choice(value=value, label=texts(value.title()), points=1) for value in ("yes", "no"))
FORM = Instrument(
    id="own",
    title=texts("Our own"),
    items=(
        Item(name="right", label=texts("Right?"), choices=YES_NO, required=True),
        Item(name="why", kind=Kind.TEXT, label=texts("Why not?"), relevant="${right} = 'no'", required=True),
        Item(name="tone", kind=Kind.SELECT_MULTIPLE, label=texts("Tone"), choices=YES_NO),
        Item(name="order", kind=Kind.RANK, label=texts("Order"), choices=YES_NO),
        Item(name="minutes", kind=Kind.INTEGER, label=texts("Minutes"), default="5", constraint=". < 60"),
        Item(
            name="replies",
            kind=Kind.REPEAT,
            label=texts("Reply"),
            items=(Item(name="note", kind=Kind.TEXT, label=texts("Note")),),
        ),
        Item(name="photo", kind=Kind.IMAGE, label=texts("Photo")),
    ),
)
GRADE, DRAFT = f"/tasks/{MAIL}/grade", f"/tasks/{MAIL}/draft"


@pytest.fixture
def own(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "bank" / "instruments"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(to_toml(FORM), encoding="utf-8")
    desk.settings = msgspec.structs.replace(desk.settings, bank=str(folder.parent))
    desk.write(lambda c: c.execute(wave.update().values(forms={"email": "own@1"})) and None)


@pytest.fixture
def form(own: None, sam: Browser) -> dict[str, str]:
    return form_of(sam.get(f"/tasks/{MAIL}").text, GRADE)


def draft_of(desk: Desk) -> dict[str, str]:
    with desk.db.read() as connection:
        return drafts.read(connection, MAIL, SAM).values


def test_what_follows_from_an_answer_is_asked_before_the_work_is_in(form: dict[str, str], sam: Browser) -> None:
    answer = sam.post(GRADE, data={**form, "q-right": "no"})
    assert answer.status_code == 422
    assert "A few more questions follow from your answers." in answer.text
    again = form_of(answer.text, GRADE)
    assert "why" in again["shown"].split()
    assert sam.post(GRADE, data={**again, "q-right": "no", "q-why": "They guessed"}).status_code == 303


def test_every_kind_of_answer_is_stored_as_what_it_is(desk: Desk, form: dict[str, str], sam: Browser) -> None:
    answers = {"q-right": "yes", "q-tone": ["yes", "no"], "q-order..yes": "2", "q-order..no": "1", "q-minutes": "7"}
    assert sam.post(GRADE, data={**form, **answers}).status_code == 303
    with desk.db.read() as connection:
        stored = grades.of_inquiry(connection, MAIL)[0].answers
    assert stored == {"right": "yes", "tone": ["yes", "no"], "order": ["no", "yes"], "minutes": 7}


def test_a_constraint_is_told_beside_its_question(form: dict[str, str], sam: Browser) -> None:
    answer = sam.post(GRADE, data={**form, "q-right": "yes", "q-minutes": "70"})
    assert answer.status_code == 422
    assert 'id="fault-q-minutes"' in answer.text


def test_an_emptied_default_outlasts_the_draft(desk: Desk, form: dict[str, str], sam: Browser) -> None:
    sam.post(DRAFT, data={**form, "q-minutes": ["@blank", ""]})
    assert draft_of(desk)["q-minutes"] == "@blank"
    assert 'value="5"' not in sam.get(f"/tasks/{MAIL}").text


def test_instances_are_added_and_removed_and_kept_in_the_draft(desk: Desk, form: dict[str, str], sam: Browser) -> None:
    added = sam.post(DRAFT, data={**form, "q-right": "yes", "press": "add:replies"})
    assert added.headers["location"] == f"/tasks/{MAIL}#field-q-replies"
    html = sam.get(f"/tasks/{MAIL}").text
    assert 'name="q-replies.1.note"' in html
    form = form_of(html, GRADE)
    sam.post(DRAFT, data={**form, "q-replies.1.note": "First", "press": "add:replies"})
    form = form_of(sam.get(f"/tasks/{MAIL}").text, GRADE)
    fields = {"q-replies.1.note": "First", "q-replies.2.note": "Second", "press": "remove:replies.1"}
    sam.post(DRAFT, data={**form, **fields})
    kept = {name: text for name, text in draft_of(desk).items() if name.startswith("q-replies")}
    assert kept == {"q-replies.1": "@here", "q-replies.1.note": "Second"}


def test_a_picture_answers_a_question_and_is_kept_as_evidence(desk: Desk, form: dict[str, str], sam: Browser) -> None:
    files = {"q-photo": ("a.png", png(), "image/png")}
    assert sam.post(DRAFT, data={**form, "q-right": "yes"}, files=files).status_code == 303
    html = sam.get(f"/tasks/{MAIL}").text
    assert '<a href="/evidence/1"' in html
    assert sam.get("/evidence/1").headers["content-type"] == "image/png"
    sent = sam.post(GRADE, data={**form_of(html, GRADE), "q-right": "yes"})
    assert sent.status_code == 303
    with desk.db.read() as connection:
        assert grades.of_inquiry(connection, MAIL)[0].answers["photo"] == "evidence-1"


def test_no_other_file_can_be_named_as_an_answer(desk: Desk, form: dict[str, str], sam: Browser) -> None:
    assert sam.post(GRADE, data={**form, "q-right": "yes", "q-photo": "evidence-77"}).status_code == 303
    with desk.db.read() as connection:
        assert "photo" not in grades.of_inquiry(connection, MAIL)[0].answers


@pytest.mark.parametrize("path", [GRADE, DRAFT])
def test_a_file_of_another_sort_is_refused_beside_its_question(form: dict[str, str], sam: Browser, path: str) -> None:
    files = {"q-photo": ("a.png", b"<svg onload=alert(1)>", "image/png")}
    answer = sam.post(path, data={**form, "q-right": "yes"}, files=files)
    assert answer.status_code == 422
    assert 'id="fault-q-photo"' in answer.text
    assert "Choose a picture" in answer.text
