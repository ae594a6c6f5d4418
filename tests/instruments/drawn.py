"""Instruments drawn by hypothesis: anything an `Instrument` can hold, sensible or not."""

from hypothesis import strategies as st

from instruments.instrument import (
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
    Rule,
    Style,
    with_lists,
)

words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
texts = st.dictionaries(st.sampled_from(["nb", "nn", "sv", "en", "ar", "zh-Hant", "a b"]), words, max_size=3)
names = st.from_regex(r"[a-z_][a-z0-9_]{0,6}", fullmatch=True)
numbers = st.floats(allow_nan=False, allow_infinity=False)
media = st.dictionaries(st.sampled_from(["image", "audio"]), texts, max_size=2)
columns = st.dictionaries(words, words, max_size=3)
choices = st.builds(
    Choice, value=words, label=texts, points=st.none() | numbers, guidance=texts, media=media, columns=columns
)
lists = st.dictionaries(names, st.lists(choices, max_size=3).map(tuple), max_size=2)
rows = st.lists(columns, max_size=3).map(tuple)


@st.composite
def items(draw: st.DrawFn, *, depth: int = 2) -> Item:
    kind = draw(st.sampled_from(Kind))
    inner = draw(st.lists(items(depth=depth - 1), max_size=2)) if kind in HOLDING and depth else []
    return Item(
        name=draw(names),
        kind=kind,
        label=draw(texts),
        hint=draw(texts),
        guidance=draw(texts),
        media=draw(media),
        list=draw(st.just("") | names) if kind in CHOOSING else "",
        choices=tuple(draw(st.lists(choices, max_size=3))) if kind in CHOOSING else (),
        required=draw(st.booleans() | words),
        required_message=draw(texts),
        relevant=draw(words),
        shown_if=draw(st.none() | st.builds(Rule, names, st.lists(words, max_size=2).map(tuple))),
        constraint=draw(words),
        calculation=draw(words),
        default=draw(words),
        read_only=draw(st.booleans() | words),
        appearance=draw(words),
        parameters=draw(columns),
        items=tuple(inner),
        points=draw(st.none() | numbers),
        counts=draw(st.sampled_from(Counts)),
        weight=draw(numbers),
        part=draw(st.sampled_from(Part)),
        only_in=tuple(draw(st.lists(words, max_size=2))),
        when_hidden=draw(st.sampled_from(Outcome)),
        may_be=tuple(draw(st.lists(st.sampled_from(Outcome), max_size=2))),
    )


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """As they are in memory: an item that names a list has its choices."""
    return with_lists(
        Instrument(
            id=draw(names),
            version=draw(st.integers(-9, 99)),
            title=draw(texts),
            intro=draw(texts),
            purpose=draw(st.sampled_from(Purpose)),
            default_language=draw(words),
            language_names=draw(columns),
            style=draw(st.sampled_from(Style)),
            anonymous=draw(st.booleans()),
            items=tuple(draw(st.lists(items(), max_size=4))),
            lists=draw(lists),
            tables=draw(st.dictionaries(words, rows, max_size=2)),
        )
    )
