"""What makes a category scheme unusable (errors) or not readable by everyone (warnings), each with its place."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from instruments.codebook import Axis, Category, Codebook
from instruments.fault import Fault, missing_languages
from instruments.language import Texts
from instruments.scenario import FORMS

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_AXES = 8
MOST_CATEGORIES = 60
"""On one axis: nobody who reads comments keeps more of them apart."""
LONGEST_NAME = 80
LONGEST_TEXT = 1_000
WORDS = ("definition", "belongs", "does_not")


def faults(codebook: Codebook) -> tuple[Fault, ...]:
    """What keeps the scheme from being used (errors) or read by everyone (warnings); not how it came about."""
    return tuple(_faults(codebook))


def _faults(codebook: Codebook) -> Iterator[Fault]:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", codebook.id):
        yield Fault("id", f"`{codebook.id}` must be small letters a-z, digits and hyphens, a letter first")
    if codebook.version < 1:
        yield Fault("version", "versions count from 1")
    if codebook.version == 1 and codebook.changes:
        yield Fault("changes", "version 1 comes from no other version; take the changes out")
    yield from _text_faults(codebook.title, "title", LONGEST_NAME)
    if not 1 <= len(codebook.axes) <= MOST_AXES:
        yield Fault("axes", f"has {len(codebook.axes)} axes; 1 to {MOST_AXES} can be used")
    yield from _doubled([axis.code for axis in codebook.axes], "axes[{}].code")
    for index, axis in enumerate(codebook.axes):
        yield from _axis_faults(axis, f"axes[{index}]")


def _axis_faults(axis: Axis, where: str) -> Iterator[Fault]:
    yield from _code_faults(axis.code, f"{where}.code")
    yield from _text_faults(axis.name, f"{where}.name", LONGEST_NAME)
    if axis.none and axis.none not in axis.codes:
        yield Fault(f"{where}.none", f"`{axis.none}` is none of its categories")
    if not 2 <= len(axis.categories) <= MOST_CATEGORIES:
        found = len(axis.categories)
        yield Fault(f"{where}.categories", f"`{axis.code}` has {found} categories; 2 to {MOST_CATEGORIES} can be used")
    yield from _doubled(axis.codes, where + ".categories[{}].code")
    for language in FORMS:
        names = [_alike(category.name.get(language, "")) for category in axis.categories]
        yield from _doubled(names, where + ".categories[{}].name." + language)
    for index, category in enumerate(axis.categories):
        yield from _category_faults(category, axis, f"{where}.categories[{index}]")


def _category_faults(category: Category, axis: Axis, where: str) -> Iterator[Fault]:
    yield from _code_faults(category.code, f"{where}.code")
    yield from _text_faults(category.name, f"{where}.name", LONGEST_NAME)
    for field in WORDS:
        texts: Texts = getattr(category, field)
        yield from _length_faults(texts, f"{where}.{field}", LONGEST_TEXT)
        yield from missing_languages(texts, f"{where}.{field}", FORMS)
    if category.instead and (category.instead == category.code or category.instead not in axis.codes):
        yield Fault(f"{where}.instead", f"`{category.instead}` is no other category of `{axis.code}`")


def _code_faults(code: str, where: str) -> Iterator[Fault]:
    if not CODE.fullmatch(code):
        yield Fault(where, f"`{code}` must be small letters a-z, digits and _, a letter first, at most 40")


def _text_faults(texts: Texts, where: str, longest: int) -> Iterator[Fault]:
    """Of a text that must be there in one language at least."""
    if not any(text.strip() for text in texts.values()):
        yield Fault(where, "is empty; give it in at least one language")
    yield from _length_faults(texts, where, longest)
    yield from missing_languages(texts, where, FORMS)


def _length_faults(texts: Texts, where: str, longest: int) -> Iterator[Fault]:
    for language, text in texts.items():
        if len(text) > longest:
            yield Fault(f"{where}.{language}", f"has {len(text)} letters; {longest} at most")
        if any(unicodedata.category(letter) == "Cc" and letter != "\n" for letter in text):
            yield Fault(f"{where}.{language}", "holds a sign that cannot be shown; take it out")


def _doubled(words: Sequence[str], where: str) -> Iterator[Fault]:
    seen: Counter[str] = Counter()
    for index, word in enumerate(words):
        if word and seen[word]:
            yield Fault(where.format(index), f"`{word}` stands twice; each once")
        seen[word] += 1


def _alike(text: str) -> str:
    """Names that a reader would take for the same one."""
    return " ".join(text.casefold().split())
