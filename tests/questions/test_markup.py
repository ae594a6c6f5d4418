"""Texts of instruments on a page: lightly marked up, safe, and named where they are in another language."""

import re

from hypothesis import given
from hypothesis import strategies as st

from survey.texts import translator
from survey.web.questions import numbers
from survey.web.questions.markup import marked, plain
from survey.web.questions.said import Reader, said

NORWEGIAN = Reader(language="nb", words="nb", text=translator("nb"))


def test_bold_italic_links_and_line_breaks_are_what_markup_there_is() -> None:
    assert marked("**Bold**, __bold__, *italic* and _italic_") == (
        "<strong>Bold</strong>, <strong>bold</strong>, <em>italic</em> and <em>italic</em>"
    )
    assert marked("one\ntwo") == "one<br>two"
    assert '<a href="https://a.test/x_y_z?a=1&amp;b=2"' in marked("[here](https://a.test/x_y_z?a=1&b=2)")
    assert marked("# Heading") == "<strong>Heading</strong>"


def test_signs_inside_words_and_sums_are_no_markup() -> None:
    for text in ("snake_case_name", "2 * 3 * 4", "a_b", "5*6*7"):
        assert marked(text) == text


def test_no_markup_of_a_file_reaches_the_page() -> None:
    assert marked("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert "javascript" in marked("[x](javascript:alert(1))")
    assert "<a" not in marked("[x](javascript:alert(1))")
    assert marked('<span style="color:red">red</span>') == "red"


def test_what_somebody_typed_is_never_markup() -> None:
    said_back = marked("Hello ${who}, **dear**", lambda _: "<b>**Ola** [x](https://evil.test)")
    assert "<b>" not in said_back
    assert "<a" not in said_back
    assert "<strong>dear</strong>" in said_back
    assert '<span data-value-of="who">' in said_back


@given(st.text(alphabet="*_[]()#<>&${}a \n\\:/h\ue000\ue0010", max_size=60))
def test_whatever_a_label_says_only_known_elements_come_out(text: str) -> None:
    found = re.sub(r"</?(strong|em|br|a|span)\b[^<>]*>", "", marked(text, lambda name: name))
    assert "<" not in found
    assert ">" not in found


def test_a_label_in_a_list_is_words_only() -> None:
    assert plain("**Yes**, [really](https://a.test) _now_") == "Yes, really now"


def test_a_missing_translation_is_shown_in_another_language_and_says_which() -> None:
    found = said({"sv": "Hej"}, NORWEGIAN)
    assert found.__html__() == '<span lang="sv">Hej</span> <span class="elsewhere">(på svensk)</span>'
    assert str(found) == "Hej"


def test_arabic_on_a_norwegian_page_runs_the_other_way() -> None:
    assert 'dir="rtl"' in said({"ar": "مرحبا"}, NORWEGIAN).__html__()


def test_a_text_whose_language_nobody_named_carries_no_mark() -> None:
    assert said({"und": "Hallo"}, NORWEGIAN).__html__() == "Hallo"


def test_numbers_are_read_in_the_digits_of_the_reader() -> None:
    assert numbers.typed("٣٫٥") == "3.5"
    assert numbers.typed("\N{MINUS SIGN}2") == "-2"
    assert numbers.shown("3.5", "nb") == "3,5"
    assert numbers.shown("3.5", "en") == "3.5"
    assert numbers.shown("1.2.3", "nb") == "1.2.3"
