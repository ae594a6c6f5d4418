"""What the libraries say of a file, in the reader's language: their own words are English, they know no catalogues."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

import msgspec
import re2
from markupsafe import Markup, escape

from survey.texts import N_, SOURCE, Translate
from survey.web.sentences import answers, codebooks, conditions, expressions, files, forms, places, programs, workbooks

SENTENCES = (
    *files.SENTENCES,
    *forms.SENTENCES,
    *expressions.SENTENCES,
    *workbooks.SENTENCES,
    *programs.SENTENCES,
    *conditions.SENTENCES,
    *answers.SENTENCES,
    *codebooks.SENTENCES,
)
HOLE = re.compile(r"%\((\w)\)s")
VALUES = {"n": r"[\d,]+", "m": r"[\d,]+", "w": r"\S+?"}
"""What a hole takes in: a number, a word; any other takes as little as it can."""
PARTS = frozenset({"p", "q"})
"""Holes for what is a sentence, or a part of one, itself."""
FOREIGN = "x"
"""The hole for what is mostly said by a program that is none of ours, in English."""
PLACE = "r"
"""The hole for where something stands."""
LONGEST = 2_000
"""Characters; what is longer quotes somebody's file at length and is shown as it is."""
LONGEST_PART = 500
"""Characters; parts have parts, and each is searched anew."""
THOUSAND = N_("1,000")
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")


class Found(msgspec.Struct, frozen=True):
    """The template that a finished sentence was made from, and what filled its holes."""

    template: str
    values: dict[str, str]


class Piece(msgspec.Struct, frozen=True):
    text: str
    is_foreign: bool = False
    is_value: bool = False


def told(message: str, translate: Translate) -> str:
    """The sentence in the reader's language, beginning with a capital letter."""
    return "".join(piece.text for piece in begun(pieces(message, translate)))


def shown(message: str, translate: Translate, language: str) -> Markup:
    """The same for a page: what stays English says so to a screen reader."""
    return Markup().join(marked(piece, language) for piece in begun(pieces(message, translate)))


def place(where: str, translate: Translate) -> str:
    """`question Q3, constraint`, with the word for what it is in the reader's language."""
    found = matched(where, places.PLACES)
    return "".join(piece.text for piece in filled(found, translate)) if found else where


def marked(piece: Piece, language: str) -> Markup:
    if piece.is_foreign and language != SOURCE:
        return Markup('<span lang="{}">{}</span>').format(SOURCE, piece.text)
    return escape(piece.text)


def pieces(message: str, translate: Translate) -> Iterator[Piece]:
    """The sentence part by part; ours, that are in a catalogue as they stand, are translated too."""
    found = recognised(message)
    if found is None:
        own = translate(message)
        yield Piece(own, is_foreign=own == message and has_words(message))
        return
    yield from filled(found, translate)


def filled(found: Found, translate: Translate) -> Iterator[Piece]:
    for number, part in enumerate(HOLE.split(translate(found.template))):
        if number % 2 == 0:
            yield Piece(part.replace("%%", "%"))
        elif part in PARTS or part == FOREIGN:
            yield from pieces(found.values[part], translate)
        elif part == PLACE:
            yield Piece(place(found.values[part], translate), is_value=True)
        else:
            yield Piece(value(found.values[part], translate), is_value=True)


def value(text: str, translate: Translate) -> str:
    """As it stands; a large number with the sign between its thousands that the reader is used to."""
    return text.replace(",", translate(THOUSAND)[1]) if GROUPED.fullmatch(text) else text


def begun(each: Iterable[Piece]) -> Iterator[Piece]:
    """With a capital letter, unless a name from the file stands first."""
    first = True
    for piece in each:
        if first and piece.text and not piece.is_value:
            yield msgspec.structs.replace(piece, text=capital(piece.text[0]) + piece.text[1:])
        else:
            yield piece
        first = first and not piece.text


def capital(letter: str) -> str:
    """Itself where it has none, or, as ß, only two letters for it."""
    return letter.upper() if len(letter.upper()) == 1 else letter


def has_words(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


@lru_cache(maxsize=2_000)
def recognised(message: str) -> Found | None:
    """None for what no template makes, or makes only with a part that none makes."""
    return matched(message, SENTENCES)


def matched(message: str, templates: tuple[str, ...]) -> Found | None:
    if len(message) > LONGEST:
        return None
    plain = message.encode("utf-8", "replace").decode()
    for template, pattern in patterns(templates):
        found = pattern.fullmatch(plain)
        if found and all(is_part(text) for name, text in found.groupdict().items() if name in PARTS):
            return Found(template, found.groupdict())
    return None


def is_part(text: str) -> bool:
    return not has_words(text) or (len(text) <= LONGEST_PART and recognised(text) is not None)


@cache
def patterns(templates: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
    """What stands around another sentence, then those that say most: a hole takes in anything."""
    ordered = sorted(templates, key=lambda one: (one != forms.PLACED, -len(HOLE.sub("", one))))
    options = re2.Options()
    options.dot_nl = True
    return tuple((one, re2.compile(pattern_of(one), options)) for one in ordered)


def pattern_of(template: str) -> str:
    """The holes as groups of the same name; `%%` stands for one sign, as in every text with holes.

    For RE2: what is quoted from a file may be made to keep a searcher busy that goes back and tries again.
    """
    parts = enumerate(HOLE.split(template))
    return "".join(
        f"(?P<{part}>{VALUES.get(part, '.*?')})" if number % 2 else re2.escape(part.replace("%%", "%"))
        for number, part in parts
    )
