"""Forms as tables: what was asked, item by item, choice by choice."""

from collections.abc import Iterator, Mapping

from instruments.instrument import ANSWERED, Instrument, Item, with_lists
from instruments.language import in_language
from survey.opendata.making import Maker
from survey.opendata.table import Kind, Reference, Row, Table, listed

Forms = Mapping[str, Instrument]
"""By `id@version`."""


def name(form: Instrument) -> str:
    return f"{form.id}@{form.version}"


def tables(forms: Forms, make: Maker) -> list[Table]:
    full = {name: with_lists(form) for name, form in sorted(forms.items())}
    tongue = make.language
    return [
        make.table(
            "forms",
            [make.column("form", required=True), make.column("title")],
            ("form",),
            listed((name, in_language(form.title, tongue)) for name, form in full.items()),
        ),
        make.table(
            "questions",
            [
                make.column("form", required=True),
                make.column("item", required=True),
                make.column("label"),
                make.column("hint"),
                make.column("kind"),
                make.column("part"),
                make.column("sector"),
                make.column("counts"),
                make.column("possible", Kind.NUMBER),
                make.column("weight", Kind.NUMBER),
            ],
            ("form", "item"),
            listed(row for name, form in full.items() for row in questions(name, form, tongue)),
            (Reference(("form",), "forms"),),
        ),
        make.table(
            "choices",
            [
                make.column("form", required=True),
                make.column("item", required=True),
                make.column("value", required=True),
                make.column("label"),
                make.column("points", Kind.NUMBER),
            ],
            ("form", "item", "value"),
            listed(row for name, form in full.items() for row in choices(name, form, tongue)),
            (Reference(("form",), "forms"), Reference(("form", "item"), "questions")),
        ),
    ]


def asked(form: Instrument) -> Iterator[Item]:
    return (item for item in form.leaves if item.kind in ANSWERED or item.scored)


def questions(name: str, form: Instrument, language: str) -> Iterator[Row]:
    for item in asked(form):
        worth = (item.counts.value, float(item.max_points), float(item.weight)) if item.scored else (None, None, None)
        yield (
            name,
            item.name,
            in_language(item.label, language) or None,
            in_language(item.hint, language) or None,
            item.kind.value,
            item.part.value or "whole",
            item.sector or None,
            *worth,
        )


def choices(name: str, form: Instrument, language: str) -> Iterator[Row]:
    for item in asked(form):
        for value, choice in {choice.value: choice for choice in item.choices}.items():
            points = None if choice.points is None else float(choice.points)
            yield name, item.name, value, in_language(choice.label, language) or None, points
