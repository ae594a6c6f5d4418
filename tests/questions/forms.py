"""Small forms, each with something that pages can get wrong, and answers to try them with."""

from typing import Any

import msgspec

from instruments.instrument import Choice, Instrument, Item, Kind, Outcome, Purpose, Style

Steps = tuple[tuple[str, str], ...]
"""What a person does, in order: path of a question and its answer as XForms text."""


def texts(english: str) -> dict[str, str]:
    return {"en": english, "nb": f"{english} (bokmål)"}


def choices(*values: str, **columns: str) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, label=texts(value.replace("_", " ").capitalize())) for value in values)


def item(name: str, kind: Kind = Kind.SELECT_ONE, *, label: str = "", **more: Any) -> Item:
    return Item(name=name, kind=kind, label=texts(label or f"Question {name}"), **more)


def form(id: str, *items: Item, **more: Any) -> Instrument:
    return Instrument(id=id, title=texts(id.capitalize()), purpose=Purpose.SURVEY, items=items, **more)


def in_pages(instrument: Instrument) -> Instrument:
    return msgspec.structs.replace(instrument, id=f"{instrument.id}-paged", style=Style.PAGES)


YES_NO = choices("yes", "no")
CHAIN = form(
    "chain",
    item("reached", choices=YES_NO, required=True),
    item("why", Kind.TEXT, relevant="${reached} = 'no'", required=True),
    item("angry", choices=YES_NO, relevant="string-length(${why}) > 3"),
    item("calm", Kind.NOTE, relevant="${angry} = 'yes'", label="Take a breath, ${why}"),
    item("comment", Kind.TEXT),
)
NUMBERS = form(
    "numbers",
    item("age", Kind.INTEGER, required=True, constraint=". >= 18 and . < 120", constraint_message=texts("18 to 119")),
    item("height", Kind.DECIMAL, constraint=". < 3"),
    item("grade", Kind.RANGE, parameters={"start": "1", "end": "5", "step": "1"}),
    item("far", Kind.RANGE, parameters={"start": "0", "end": "100", "step": "5"}),
    item("months", Kind.CALCULATE, calculation="${age} * 12"),
    item("old", Kind.NOTE, relevant="${months} > 600", label="You are ${months} months old"),
    item("wise", choices=YES_NO, relevant="${months} > 600", required="${height} > 1.5"),
)
SEVERAL = form(
    "several",
    item("drinks", Kind.SELECT_MULTIPLE, choices=choices("tea", "coffee", "other"), constraint="count-selected(.) < 3"),
    item("which", Kind.TEXT, relevant="selected(${drinks}, 'other')", required=True),
    item("best", Kind.RANK, choices=choices("red", "green", "blue")),
    item("town", appearance="minimal", choices=choices("oslo", "bergen")),
    item("ok", Kind.ACKNOWLEDGE, required=True),
)
REPEATED = form(
    "repeated",
    item(
        "calls",
        Kind.REPEAT,
        items=(
            item("answered", choices=YES_NO, required=True),
            item("minutes", Kind.INTEGER, relevant="${answered} = 'yes'", constraint=". >= 0"),
        ),
    ),
    item("total", Kind.CALCULATE, calculation="sum(${minutes})"),
    item("long", choices=YES_NO, relevant="${total} > 30", required=True),
)
USUAL = form(
    "usual",
    item("country", Kind.TEXT, default="Norway"),
    item("copy", Kind.TEXT, calculation="concat(${country}, '!')", read_only=True),
    item("abroad", choices=YES_NO, relevant="${country} != 'Norway' and ${country} != ''"),
    item("none", choices=YES_NO, relevant="${country} = ''"),
)
COUNTIES = ("agder", "viken")
CASCADE = form(
    "cascade",
    item("county", choices=choices(*COUNTIES)),
    item(
        "place",
        choices=tuple(
            Choice(value=value, label=texts(value.capitalize()), columns={"county": county})
            for value, county in (("arendal", "agder"), ("risor", "agder"), ("moss", "viken"), ("halden", "viken"))
        ),
        choice_filter="county = ${county}",
        required=True,
    ),
)
ROWS = form(
    "rows",
    item(
        "views",
        Kind.GROUP,
        appearance="table-list",
        items=(
            item("easy", choices=choices("no", "so_so", "yes"), required=True),
            item("quick", choices=choices("no", "so_so", "yes"), relevant="${easy} != 'no'"),
        ),
    ),
    item("missing", may_be=(Outcome.NOT_APPLICABLE,), choices=YES_NO, required=True),
    item("count", Kind.INTEGER, may_be=(Outcome.REFUSED,), required=True),
    item("when", Kind.DATE, constraint=". <= today()"),
    item("hour", Kind.TIME),
)
GROUPED = form(
    "grouped",
    item("asks", choices=YES_NO),
    item(
        "inner",
        Kind.GROUP,
        relevant="${asks} = 'yes'",
        items=(item("one", Kind.TEXT, required=True), item("two", Kind.TEXT)),
    ),
    item("together", Kind.GROUP, appearance="field-list", items=(item("three", Kind.TEXT), item("four", Kind.TEXT))),
)

CASES: tuple[tuple[Instrument, Steps], ...] = (
    (CHAIN, (("reached", "yes"), ("comment", "Fine"))),
    (CHAIN, (("reached", "no"), ("why", "busy"), ("angry", "yes"), ("comment", "**not bold** <b>"))),
    (CHAIN, (("reached", "no"), ("why", "busy"), ("angry", "yes"), ("reached", "yes"))),
    (CHAIN, (("reached", "no"), ("comment", "No reason"))),
    (CHAIN, (("comment", "Nothing else"),)),
    (NUMBERS, (("age", "30"), ("height", "1,75"), ("grade", "4"), ("far", "50"))),
    (NUMBERS, (("age", "60"), ("height", "1.9"), ("wise", "yes"))),
    (NUMBERS, (("age", "60"), ("height", "1.9"))),
    (NUMBERS, (("age", "60"), ("height", "1.2"))),
    (NUMBERS, (("age", "7"), ("far", "57"))),
    (NUMBERS, (("age", "many"), ("height", "4"))),
    (SEVERAL, (("drinks", "tea other"), ("which", "milk"), ("best", "blue red green"), ("ok", "OK"))),
    (SEVERAL, (("drinks", "tea coffee other"), ("which", "milk"), ("ok", "OK"))),
    (SEVERAL, (("drinks", "other"), ("drinks", "tea"), ("town", "bergen"))),
    (REPEATED, (("calls.1.answered", "yes"), ("calls.1.minutes", "20"), ("calls.2.answered", "no"))),
    (
        REPEATED,
        (
            ("calls.1.answered", "yes"),
            ("calls.1.minutes", "20"),
            ("calls.2.answered", "yes"),
            ("calls.2.minutes", "15"),
            ("long", "no"),
        ),
    ),
    (REPEATED, (("calls.1.answered", "yes"), ("calls.1.minutes", "-2"), ("calls.2.minutes", "4"))),
    (REPEATED, ()),
    (USUAL, ()),
    (USUAL, (("country", ""), ("none", "yes"))),
    (USUAL, (("country", "Sweden"), ("abroad", "no"))),
    (CASCADE, (("county", "agder"), ("place", "risor"))),
    (CASCADE, (("county", "agder"), ("place", "risor"), ("county", "viken"), ("place", "moss"))),
    (CASCADE, (("county", "agder"), ("place", "risor"), ("county", "viken"))),
    (ROWS, (("easy", "yes"), ("quick", "so_so"), ("missing", "no"), ("count", "3"), ("when", "2020-02-29"))),
    (ROWS, (("easy", "no"), ("missing", "@not_applicable"), ("count", "@refused"), ("hour", "14:10"))),
    (ROWS, (("quick", "no"), ("when", "2999-01-01"))),
    (GROUPED, (("asks", "yes"), ("one", "1"), ("three", "3"))),
    (GROUPED, (("asks", "yes"), ("two", "2"))),
    (GROUPED, (("asks", "no"), ("four", "4"))),
)
FORMS = tuple({one.id: one for one, _ in CASES}.values())
