"""Redraft: a draft of the next version of a category scheme, changed again before it is published."""

import re
import unicodedata
from collections.abc import Collection

import msgspec

from instruments.codebook import Axis, Category, Change, Codebook, Renamed, category
from instruments.revision import amended, come, following, objections

PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ð": "d", "þ": "th", "ß": "ss"})
LONGEST_CODE = 40


def reworded(draft: Codebook, axis_code: str, word: Category) -> Codebook:
    """Other words for a category of the draft. Noted as a change once, and not of one that a change has brought."""
    if category(draft, axis_code, word.code) == word:
        return draft
    brought = {code for change in draft.changes if change.axis == axis_code for code in come(change)}
    if word.code not in brought:
        return amended(draft, Renamed(axis_code, word.code, word.code), word)
    axes = tuple(_with(one, word) if one.code == axis_code else one for one in draft.axes)
    return msgspec.structs.replace(draft, axes=axes)


def _with(found: Axis, word: Category) -> Axis:
    words = tuple(word if one.code == word.code else one for one in found.categories)
    return msgspec.structs.replace(found, categories=words)


def without_last(before: Codebook, draft: Codebook) -> Codebook | None:
    """The draft without its last change; None where there is none, or where its words are gone for good.

    What other changes have brought keeps the words that the draft has now.
    """
    if not draft.changes:
        return None
    made = following(before)
    for change in draft.changes[:-1]:
        words = [_words(before, draft, change, code) for code in come(change)]
        if objections(made, change, *words):
            return None
        made = amended(made, change, *words)
    lost = any(not one.name for found in made.axes for one in found.categories)
    return None if lost else made


def _words(before: Codebook, draft: Codebook, change: Change, code: str) -> Category:
    known = category(draft, change.axis, code) or category(before, change.axis, code)
    return known or Category(code=code, name={})


def code_of(name: str, taken: Collection[str]) -> str:
    """A code made of a name, none that is taken: `Parkering og bil` gives `parkering_og_bil`."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(PLAIN)).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    code = (code if code[:1].isalpha() else f"c_{code}")[: LONGEST_CODE - 3].strip("_")
    return next(one for n in range(1, 1000) if (one := code if n == 1 else f"{code}_{n}") not in taken)
