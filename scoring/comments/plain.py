"""A text as the searches read it: plain digits, spaces and dashes, nothing invisible, and where each letter stood."""

import re
import unicodedata

import msgspec

ODD = re.compile("[\x85\xa0\xad\u02b0-\U0010ffff]")
"""What plain Nordic text does not have; a text without any is read as it is."""
INVISIBLE = frozenset({"Cf", "Me"})  # soft hyphens, joiners, marks of direction
VARIANTS = "\ufe0e\ufe0f"  # how the sign before is drawn: digits in keycaps have one each
OTHER_DASHES = "\u2212\u02d7\u30fc"  # minus and its like are no dashes to Unicode
STANDS_FOR: dict[str, str] = {}
REMEMBERED = 4096  # so that a flood of strange letters cannot fill the memory


class Plain(msgspec.Struct, frozen=True):
    """`origin[i]`: where letter i of `text` begins in the text as written, one more than letters; None: unchanged."""

    text: str
    origin: list[int] | None = None

    def start(self, at: int) -> int:
        return at if self.origin is None else self.origin[at]

    def end(self, at: int) -> int:
        """Where the letter at `at` begins: what is invisible before it goes with the span."""
        return at if self.origin is None else self.origin[at]


def plain(text: str) -> Plain:
    """The text in plain letters; linear, and never longer than the text as written."""
    if not ODD.search(text):
        return Plain(text)
    letters: list[str] = []
    origin: list[int] = []
    for at, letter in enumerate(text):
        seen = STANDS_FOR.get(letter) or stands_for(letter)
        if seen == "\0":
            continue
        if letters and unicodedata.combining(seen):
            whole = unicodedata.normalize("NFC", letters[-1] + seen)
            if len(whole) == 1:
                letters[-1] = whole
            continue
        letters.append(seen)
        origin.append(at)
    return Plain("".join(letters), [*origin, len(text)])


def stands_for(letter: str) -> str:
    """One letter for one: its plain form, itself, or NUL where nothing is to be seen."""
    found = looks_like(letter)
    if len(STANDS_FOR) < REMEMBERED:
        STANDS_FOR[letter] = found
    return found


def looks_like(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in INVISIBLE or letter in VARIANTS:
        return "\0"
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    if kind == "Zs":
        return " "
    if kind == "Pd" or letter in OTHER_DASHES:
        return "-"
    wide = unicodedata.normalize("NFKC", letter) if unicodedata.east_asian_width(letter) == "F" else letter
    return wide if len(wide) == 1 else letter
