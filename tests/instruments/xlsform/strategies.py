"""Instruments of every shape that a workbook can hold, for hypothesis."""

from typing import Any

import msgspec
from hypothesis import strategies as st

from instruments.instrument import (
    ANSWERED,
    CHOOSING,
    HOLDING,
    Choice,
    Counts,
    Instrument,
    Item,
    Kind,
    Outcome,
    Part,
    Purpose,
    Style,
)  # fmt: skip

LANGUAGES = ("nb", "nn", "sv", "en", "ar", "se", "pt-BR", "x-line", "und")
NAMES = {"nb": "Norsk (bokmål)", "ar": "العربية", "x-line": "line"}
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf", "Cn", "Co"))
text = (
    st.text(st.one_of(LETTERS, st.sampled_from(" =+-@|\\#'\"<>&_x000D_\n")), min_size=1, max_size=30)
    .filter(lambda text: "${" not in text)  # the beginning of a reference: a workbook has no other way to read it
    .map(lambda text: f"x{text}x")
)
word = st.from_regex(r"[a-z_][a-z0-9_.-]{0,8}", fullmatch=True)
points = st.one_of(st.none(), st.floats(0, 1e6), st.integers(0, 9).map(float))


def texts(languages: tuple[str, ...]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({code: text for code in languages})


def some(languages: tuple[str, ...]) -> st.SearchStrategy[dict[str, str]]:
    return st.one_of(st.just({}), texts(languages))


def media(languages: tuple[str, ...]) -> st.SearchStrategy[dict[str, dict[str, str]]]:
    files = st.fixed_dictionaries({code: word.map(lambda name: f"{name}.png") for code in languages})
    sets = st.sampled_from([(), (), ("image",), ("audio", "video"), ("image", "big-image")])
    return sets.flatmap(lambda media: st.fixed_dictionaries({medium: files for medium in media}))


def choice(languages: tuple[str, ...], value: str) -> st.SearchStrategy[Choice]:
    return st.builds(
        Choice,
        value=st.just(value),
        label=texts(languages),
        points=points,
        guidance=some(languages),
        media=media(languages),
        columns=st.dictionaries(st.sampled_from(("region", "county", "in_use")), text, max_size=2),
    )


@st.composite
def item(draw: st.DrawFn, languages: tuple[str, ...], *, name: str, others: list[str], depth: int) -> Item:
    kind = draw(st.sampled_from([kind for kind in Kind if depth or kind not in HOLDING]))
    expression = st.sampled_from(["", *(f"${{{other}}} != ''" for other in others), ". != 'a'", "true()"])
    more: dict[str, Any] = {
        "label": draw(texts(languages)),
        "hint": draw(some(languages)),
        "guidance": draw(some(languages)),
        "media": draw(media(languages)),
        "relevant": draw(expression),
        "appearance": draw(st.sampled_from(["", "minimal", "field-list", "likert w1"])),
    }
    if kind in ANSWERED:
        more |= {
            "required": draw(st.sampled_from([False, True, "1 = 1"])),
            "required_message": draw(some(languages)),
            "constraint": draw(st.sampled_from(["", ". != 'no'", "regex(., '^\\d+|x$')"])),
            "constraint_message": draw(some(languages)),
            "read_only": draw(st.booleans()),
            "weight": draw(st.one_of(st.just(1.0), st.floats(0, 100))),
            "counts": draw(st.sampled_from(Counts)),
            "part": draw(st.sampled_from(Part)),
            "sector": draw(st.sampled_from(["", "care", "school"])),
            "only_in": tuple(draw(st.lists(st.sampled_from(["care", "school"]), unique=True))),
            "when_hidden": draw(st.sampled_from(Outcome)),
            "may_be": tuple(draw(st.lists(st.sampled_from([Outcome.NOT_OFFERED, Outcome.NOT_TESTED]), unique=True))),
            "link": draw(st.sampled_from(["", "older"])),
        }
    match kind:
        case Kind.CALCULATE:
            more |= {"calculation": draw(st.sampled_from(["1 + 1", "concat('a', \"b\")"]))}
        case Kind.RANGE:
            more |= {"parameters": {"start": "0", "end": "10", "step": "2"}}
            more |= {"points": draw(st.sampled_from([None, 3.5]))}
        case Kind.TEXT:
            more |= {"default": draw(st.sampled_from(["", "=1+1", "http://a.b", "now()"]))}
        case Kind.INTEGER:
            more |= {"default": draw(st.sampled_from(["", "7"]))}
        case _ if kind in CHOOSING:
            values = draw(st.lists(word, min_size=1, max_size=4, unique=True))
            more["choices"] = tuple(draw(choice(languages, value)) for value in values)
            more["choice_filter"] = draw(st.sampled_from(["", "region = 'x'"]))
        case _ if kind in HOLDING:
            count = draw(st.integers(1, 3))
            more["items"] = tuple(
                draw(item(languages, name=f"{name}_{at}", others=[], depth=depth - 1)) for at in range(count)
            )
            more["repeat_count"] = draw(st.sampled_from(["", "3"])) if kind is Kind.REPEAT else ""
    return Item(name=name, kind=kind, **more)


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    languages = tuple(draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True)))
    default = draw(st.sampled_from(["", *languages]))
    names = draw(st.lists(word, min_size=1, max_size=4, unique=True))
    items = []
    for at, name in enumerate(names):
        items.append(draw(item(languages, name=f"{name}_{at}", others=[other.name for other in items], depth=2)))
    return Instrument(
        id=draw(word.map(lambda id: f"f{id}f")),
        version=draw(st.integers(1, 99)),
        edition=draw(st.sampled_from(["", "v2", "2026a"])),
        title=draw(texts(languages)),
        intro=draw(some(languages)),
        purpose=draw(st.sampled_from(Purpose)),
        default_language=default,
        language_names={code: NAMES[code] for code in languages if code in NAMES},
        style=draw(st.sampled_from(Style)),
        drafts=tuple(code for code in languages if draw(st.booleans())),
        anonymous=draw(st.booleans()),
        items=tuple(items),
    )


def plain(instrument: Instrument) -> Instrument:
    """Without what a workbook says in another way: relevance in short, and which list choices are from."""
    return msgspec.structs.replace(instrument, items=tuple(map(_plain, instrument.items)), lists={})


def _plain(item: Item) -> Item:
    inner = tuple(map(_plain, item.items))
    return msgspec.structs.replace(item, relevant=item.relevance, shown_if=None, list="", items=inner)
