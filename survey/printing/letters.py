"""Texts as the fonts in this folder can print them: PDF/UA refuses a letter that no font has."""

import re
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
BOX = "\N{WHITE SQUARE}"
ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"
LONG, PIECE = re.compile(r"\S{33,}"), re.compile(r".{1,16}")


def printable(text: str) -> str:
    """In one line; a letter that no font has is told by a plainer one or, failing that, by a box."""
    composed = unicodedata.normalize("NFC", text if text.isprintable() else _one_line(text))
    return composed if known().issuperset(composed) else "".join(map(_nearest, composed))


def breakable(text: str) -> str:
    """With places to break a word in that no line could hold, such as a checksum."""
    return LONG.sub(lambda found: ZERO_WIDTH.join(PIECE.findall(found[0])), text)


def _one_line(text: str) -> str:
    """No-break and narrow spaces stay; line ends, tabs and control characters become spaces."""
    kept = (letter if letter.isprintable() or _says_something(letter) else " " for letter in text)
    return " ".join(part for part in "".join(kept).split(" ") if part)


def _says_something(letter: str) -> bool:
    return letter == SOFT_HYPHEN or unicodedata.category(letter) == "Zs"


@cache
def _nearest(letter: str) -> str:
    if letter in known():
        return letter
    if unicodedata.category(letter) in ("Mn", "Cf"):  # marks and selectors that emoji are joined with
        return ""
    plainer = unicodedata.normalize("NFKC", letter)
    return plainer if known().issuperset(plainer) else BOX


@cache
def known() -> frozenset[str]:
    """The letters that regular, semibold and italic have."""
    found: set[str] = {SOFT_HYPHEN}
    for line in (FONTS / "letters.txt").read_text(encoding="ascii").split():
        first, _, last = line.partition("-")
        found.update(chr(code) for code in range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)
