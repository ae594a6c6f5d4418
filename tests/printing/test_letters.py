"""Which letters the fonts have is written beside them; others are told as plainly as can be."""

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from survey.printing.letters import FONTS, known, printable


def test_the_list_of_letters_is_that_of_the_fonts() -> None:
    shapes = [set(TTFont(path).getBestCmap()) for path in sorted(FONTS.glob("Inter-*.otf"))]
    arabic = set(TTFont(FONTS / "NotoSansArabic-Regular.ttf").getBestCmap())
    assert len(shapes) == 3
    assert {ord(letter) for letter in known()} <= set.intersection(*shapes) | arabic


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Kåfjord – Gáivuotna, 8\N{NO-BREAK SPACE}%", "Kåfjord – Gáivuotna, 8\N{NO-BREAK SPACE}%"),
        ("to\nlinjer\tmed tab", "to linjer med tab"),
        ("e\N{COMBINING ACUTE ACCENT}n", "én"),
        ("ﬁn 🙂", "fin □"),
        ("漢", "□"),
        ("bygge\N{SOFT HYPHEN}sak", "bygge\N{SOFT HYPHEN}sak"),
    ],
)
def test_a_letter_that_no_font_has_becomes_a_plainer_one_or_a_box(text: str, printed: str) -> None:
    assert printable(text) == printed


@given(st.text())
def test_nothing_is_left_that_cannot_be_printed(text: str) -> None:
    assert known().issuperset(printable(text))
    assert printable(printable(text)) == printable(text)
