"""What a posted form says: one text for each field, as drafts keep it, then path -> text, as instruments read it."""

from collections.abc import Iterable, Mapping

import msgspec

from instruments.fields import item_of
from instruments.form import form_of
from instruments.instrument import NUMBERS, Instrument
from survey.web.questions import numbers
from survey.web.questions.question import PLACE, PREFIX

BLANK = "@blank"  # what a field with a default sends beside itself, so that an emptied one is not filled again
HERE = "@here"  # what each instance of a repeat sends: it is there, be it empty
WHY = "@"  # after PLACE: the field that says why there is no answer
SHOWN = "shown"  # the questions that were on the page
SEEN = "seen"  # and those of the pages before it
LONGEST = 4000
LONGEST_LIST = 100_000
MOST_FIELDS = 2000
LONGEST_NAME = 200
Pairs = Iterable[tuple[str, object]]


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """`fields`: path -> text, blank where a question was left empty; `shown` is None where a form does not say."""

    fields: dict[str, str]
    shown: frozenset[str] | None = None
    doubled: tuple[str, ...] = ()
    """Rankings with one number twice."""


def posted(pairs: Pairs, instrument: Instrument) -> Posted:
    texts = gathered(pairs)
    ranked = any(PLACE in name for name in texts)
    shown = [texts[name][-1].split() for name in (SHOWN, SEEN) if name in texts]
    paths = frozenset(path for some in shown for path in some) if shown else None
    fields = fields_of({name: one for name, some in texts.items() if (one := single(some))}, instrument)
    if ranked:
        fields |= fields_of(ranks(texts), instrument)
    blank = {path: "" for path in paths or () if path not in fields}
    return Posted(fields=fields | blank, shown=paths, doubled=doubled(texts) if ranked else ())


def kept(pairs: Pairs) -> dict[str, str]:
    """Field -> text for a draft: several ticks with blanks between them, a ranking as its choices in order."""
    texts = gathered(pairs)
    plain = {name: one for name, some in texts.items() if PLACE not in name and (one := single(some))}
    return plain | {name: text for name, text in ranks(texts).items() if text}


def fields_of(values: Mapping[str, str], instrument: Instrument) -> dict[str, str]:
    """Path -> text from what `kept` gave; other fields of the form are left aside."""
    known = form_of(instrument).by_name
    found = {}
    for name, text in values.items():
        path = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and PLACE not in path:
            field = known.get(item_of(path))
            number = field is not None and field.item.kind in NUMBERS
            found[path] = "" if text in (BLANK, HERE) else numbers.typed(text) if number else text
    return found


def values_of(fields: Mapping[str, str], instrument: Instrument) -> dict[str, str]:
    """The other way: fields of a form from path -> text, so that blanks that say something outlast a draft."""
    usual = {item.name for item in instrument.every if item.default}
    found = {}
    for path, text in fields.items():
        mark = HERE if path.rpartition(".")[2].isdecimal() else BLANK if item_of(path) in usual else ""
        if text or mark:
            found[PREFIX + path] = text or mark
    return found


def gathered(pairs: Pairs) -> dict[str, list[str]]:
    """All texts of each field, within bounds and without zero bytes; files are left to whoever takes them in."""
    found: dict[str, list[str]] = {}
    for name, value in list(pairs)[:MOST_FIELDS]:
        if isinstance(value, str):
            longest = LONGEST_LIST if name in (SHOWN, SEEN) else LONGEST
            found.setdefault(name[:LONGEST_NAME], []).append(value.replace("\0", "").strip()[:longest])
    return found


def single(texts: list[str]) -> str:
    """One text of several: all that was ticked; a mark only where nothing else was said."""
    said = [text for text in texts if text and text not in (BLANK, HERE)]
    return " ".join(said) or next((text for text in texts if text), "")


def ranks(texts: Mapping[str, list[str]]) -> dict[str, str]:
    """The rankings among the fields, and why there is no answer where that is a field of its own."""
    found: dict[str, str] = {}
    for name, numbered in _numbered(texts).items():
        order = sorted(_place(text, at, value) for at, (value, text) in enumerate(numbered.items()) if text.isdecimal())
        found[name] = " ".join(value for _, _, value in order)
    for name, some in texts.items():
        base, _, part = name.partition(PLACE)
        if part == WHY and some[-1]:
            found[base] = some[-1]
    return found


def doubled(texts: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The paths of rankings that use a number twice."""
    used = {name: [text for text in numbered.values() if text] for name, numbered in _numbered(texts).items()}
    return tuple(name.removeprefix(PREFIX) for name, some in used.items() if len(some) != len(set(some)))


def _numbered(texts: Mapping[str, list[str]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, some in texts.items():
        base, _, part = name.partition(PLACE)
        if part and part != WHY:
            found.setdefault(base, {})[part] = some[-1]
    return found


def _place(text: str, at: int, value: str) -> tuple[int, int, str]:
    return int(text[:9]), at, value
