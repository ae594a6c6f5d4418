"""The words of a category in a form: what was typed, and what of it is wrong, field by field."""

import re
from collections.abc import Iterable

from litestar.datastructures import FormMultiDict

from instruments.codebook import Axis, Category, Codebook
from instruments.codebook_check import WORDS
from instruments.fault import Fault as Found
from instruments.language import Texts
from instruments.scenario import FORMS
from survey.problems import Fault
from survey.texts import N_, Translate
from survey.web.forms import typed
from survey.web.library_words import told

FIELDS = ("name", *WORDS)
LABELS = {
    "name": N_("Name"),
    "definition": N_("What it means"),
    "belongs": N_("A comment that belongs here"),
    "does_not": N_("One that people would take for it, and is not"),
}
PLACE = re.compile(r"axes\[(\d+)\]\.categories\[(\d+)\]\.?(\w*)\.?(\w*)")


def category_of(form: FormMultiDict, code: str, before: Category | None = None) -> Category:
    """What was typed; languages that the form does not offer stay as they were."""
    kept = before or Category(code=code, name={})
    texts = {field: _texts(form, field, getattr(kept, field)) for field in FIELDS}
    return Category(code=code, instead=typed(str(form.get("instead", ""))), **texts)


def _texts(form: FormMultiDict, field: str, before: Texts) -> Texts:
    said = {language: typed(str(form.get(f"{field}-{language}", ""))).replace("\r\n", "\n") for language in FORMS}
    return {language: text for language, text in (before | said).items() if text}


def first_name(category: Category) -> str:
    """The name that a code is made of: English where there is one, as all our codes."""
    return next((category.name[one] for one in ("en", *FORMS) if category.name.get(one)), "")


def faults(found: Iterable[Found | Fault], draft: Codebook, at: tuple[str, str], _: Translate) -> tuple[Fault, ...]:
    """What is wrong, in the reader's words; `where` is the field if it is about this category."""
    return tuple(Fault(_field(one.where, draft, at) or "name-nb", _said(one, draft, at, _)) for one in found)


def _said(one: Found | Fault, draft: Codebook, at: tuple[str, str], _: Translate) -> str:
    field = _field(one.where, draft, at)
    label, _dash, language = field.partition("-")
    if label not in LABELS:
        return told(one.message, _)
    return f"{_(LABELS[label])} ({language}): {told(one.message, _)}" if language else told(one.message, _)


def _field(where: str, draft: Codebook, at: tuple[str, str]) -> str:
    """`name-nb`; "" for another category, or for none."""
    place = PLACE.fullmatch(where)
    if not place or int(place[1]) >= len(draft.axes):
        return ""
    axis: Axis = draft.axes[int(place[1])]
    mine = axis.code == at[0] and axis.codes[int(place[2])] == at[1]
    if not mine:
        return ""
    return f"{place[3]}-{place[4]}" if place[4] else f"{place[3]}-nb" if place[3] in FIELDS else place[3]
