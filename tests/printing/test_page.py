"""A document on a page: what it holds, escaped, with its numbers one click away."""

from survey.document import Document
from survey.web.page import environment
from tests.printing.documents import HOSTILE, whole


def page(document: Document, language: str = "nb") -> str:
    template = environment(language, "Europe/Oslo").from_string(
        '{% from "document.html" import document with context %}{{ document(one) }}'
    )
    return template.render(one=document, url=lambda path, **_: path)


def test_it_holds_every_block() -> None:
    html = page(whole())
    for part in (
        'id="distance"',
        "<summary>Tallene",
        '<blockquote lang="ar">',
        '<ol class="points">',
        'href="#method"',
    ):
        assert part in html
    assert html.count("<svg") == 2
    assert 'aria-label="Innhold"' in html


def test_what_is_said_is_never_markup_and_links_never_run() -> None:
    html = page(whole())
    assert "<script>" not in page(whole(unit=HOSTILE))
    assert "javascript:" not in html
    assert 'href="/rankings/1/3909"' in html


def test_on_a_phone_each_figure_carries_its_heading() -> None:
    assert '<td data-label="Poeng" class="number">4,2</td>' in page(whole())
