"""A coordinator brings comments in, reviews them by keyboard or without a script, and reads them."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from survey.comment import Kind, Source
from survey.store import comments, corrections
from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark
from tests.comments.conftest import a_collection, a_scheme, shelved

TABLE = "kommentar;kanal\nVeien er ikke brøytet;telefon\nFin tone;brevdue\n"
WORDS = [
    f"{first}{last}" for first in ("boss", "vei", "skole", "lege") for last in ("tid", "kø", "vakt", "plan", "svar")
]


@pytest.fixture(scope="module")
def shelf(stage: Stage) -> Iterator[int]:
    model, id = a_scheme(stage.db), a_collection(stage.db)
    texts = [f"{word} {word[::-1]} {word * 2}: vi ventet lenge på bossdunken" for word in WORDS]
    shelved(stage.db, texts, id, seed=random.randrange(9999), model=model, unit_id=stage.unit, channel="phone")
    yield id
    stage.db.write(comments.delete, Source(Kind.COLLECTION, id))


def before(page: Page) -> str:
    return page.locator("#desk form.card").get_attribute("data-comment") or ""


def said(stage: Stage, id: str) -> dict[str, tuple[str, ...]]:
    with stage.db.read() as connection:
        return corrections.standing_of(connection, 1).get(bytes.fromhex(id), {})


@pytest.mark.browser
def test_review_by_keyboard_alone(enter: Enter, stage: Stage, shelf: int) -> None:
    page = enter("kari")
    page.goto("/comments/review")
    assert_accessible(page)
    page.get_by_role("button", name="Begynn").press("Enter")
    first = before(page)
    page.keyboard.press("e")  # Vei og transport
    page.keyboard.press("d")  # uhøflig
    page.keyboard.press("Enter")
    expect(page.locator("#desk form.card")).not_to_have_attribute("data-comment", first)
    expect(page.locator("#undo")).to_contain_text("Vei og transport, Tok for lang tid, Uhøflig eller avvisende")
    assert said(stage, first) == {"area": ("roads",), "reasons": ("slow", "conduct"), "tone": ("negative",)}
    page.keyboard.press("i")  # none of these stands alone
    assert page.locator("#desk [name=said-reasons]:checked").evaluate_all("all => all.map((one) => one.value)") == [
        "none"
    ]
    page.keyboard.press("u")
    expect(page.locator("#desk form.card")).to_have_attribute("data-comment", first)
    assert said(stage, first) == {}
    page.keyboard.press("s")
    expect(page.locator("#desk form.card")).not_to_have_attribute("data-comment", first)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    assert_accessible(page)
    assert_readable_in_the_dark(page)


@pytest.mark.browser
def test_a_comment_after_the_other_comes_once_and_at_once(enter: Enter, stage: Stage, shelf: int) -> None:
    page = enter("kari")
    page.goto("/comments/review")
    if page.get_by_role("button", name="Begynn").count():
        page.get_by_role("button", name="Begynn").click()
    seen = []
    for _ in range(12):
        seen.append(before(page))
        with page.expect_response("**/comments/review"):
            page.keyboard.press("Enter")
        expect(page.locator("#desk form.card")).not_to_have_attribute("data-comment", seen[-1])
    assert len(set(seen)) == 12
    expect(page.locator("#standing")).to_contain_text("den siste halvtimen")
    assert all(said(stage, id) for id in seen)


@pytest.mark.browser
def test_what_the_server_did_not_take_stays_before_the_reader(enter: Enter, stage: Stage, shelf: int) -> None:
    page = enter("kari")
    page.goto("/comments/review")
    if page.get_by_role("button", name="Begynn").count():
        page.get_by_role("button", name="Begynn").click()
    first = before(page)
    page.route("**/comments/review", lambda route: route.abort())
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Ikke lagret")
    assert before(page) == first and said(stage, first) == {}
    page.unroute("**/comments/review")
    page.keyboard.press("Enter")
    expect(page.locator("#desk form.card")).not_to_have_attribute("data-comment", first)
    expect(page.get_by_role("alert")).to_be_hidden()


@pytest.mark.browser
def test_comments_come_in_are_read_and_reviewed_without_a_script(
    enter: Enter, stage: Stage, shelf: int, tmp_path: Path
) -> None:
    file = tmp_path / "synspunkter.csv"
    file.write_text(TABLE)
    page = enter("kari", width=390, java_script_enabled=False)
    page.goto("/comments/import")
    page.set_input_files("#field-file", file)
    page.get_by_role("button", name="Se hva som ville bli tatt inn").click()
    expect(page.get_by_text("brevdue")).to_be_visible()
    name = f"Høsten {datetime.now(UTC).microsecond}"
    page.get_by_label("Hva de skal hete").fill(name)
    page.get_by_role("button", name="Ta dem inn").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()
    page.goto("/comments/review")
    if page.get_by_role("button", name="Begynn").count():
        page.get_by_role("button", name="Begynn").click()
    first = before(page)
    page.get_by_label("Helse").check()
    page.get_by_role("button", name="Bekreft").click()
    assert before(page) != first and said(stage, first)["area"] == ("health",)
    page.get_by_role("button", name="Angre").click()
    assert before(page) == first and said(stage, first) == {}


@pytest.mark.browser
def test_the_pages_are_accessible(enter: Enter, stage: Stage, shelf: int, tmp_path: Path) -> None:
    file = tmp_path / "synspunkter.csv"
    file.write_text(TABLE)
    page = enter("kari")
    for path in ("/comments", "/comments?q=boss", "/comments/import"):
        page.goto(path)
        assert_accessible(page)
        assert_readable_in_the_dark(page)
    page.set_input_files("#field-file", file)
    page.get_by_role("button", name="Se hva som ville bli tatt inn").click()
    expect(page.get_by_text("brevdue")).to_be_visible()
    assert_accessible(page)
