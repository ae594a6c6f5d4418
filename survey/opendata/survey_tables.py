"""Finished surveys of citizens as tables of counts; they come here with small numbers already hidden."""

from collections.abc import Iterator, Sequence

from scoring.suppress import THRESHOLD
from survey.opendata.form_tables import Forms
from survey.opendata.making import Maker
from survey.opendata.table import Kind, Reference, Row, Table, listed
from survey.released import EVERYBODY, Survey

TOGETHER = " | "
"""Between answers that are counted together."""


def tables(surveys: Sequence[Survey], forms: Forms, make: Maker) -> list[Table]:
    return [
        make.table(
            "surveys",
            [
                make.column("survey", Kind.INTEGER, required=True),
                make.column("title"),
                make.column("least", Kind.INTEGER),
            ],
            ("survey",),
            listed((one.id, one.title, one.least) for one in surveys),
        ),
        make.table(
            "survey_counts",
            [
                make.column("survey", Kind.INTEGER, required=True),
                make.column("unit", Kind.INTEGER, required=True),
                make.column("channel", required=True),
                make.column("form"),
                make.column("question", required=True),
                make.column("answer", required=True),
                make.column("people", Kind.INTEGER),
                make.column("n", Kind.INTEGER),
            ],
            ("survey", "unit", "channel", "question", "answer"),
            listed(row for one in surveys for row in counts(one, forms)),
            (Reference(("survey",), "surveys"), Reference(("unit",), "units"), Reference(("form",), "forms")),
        ),
        make.table(
            "survey_figures",
            [
                make.column("survey", Kind.INTEGER, required=True),
                make.column("unit", Kind.INTEGER, required=True),
                make.column("channel", required=True),
                make.column("index", required=True),
                make.column("value", Kind.NUMBER),
                make.column("index_low", Kind.NUMBER),
                make.column("index_high", Kind.NUMBER),
                make.column("n", Kind.INTEGER),
            ],
            ("survey", "unit", "channel", "index"),
            listed(row for one in surveys for row in figures(one)),
            (Reference(("survey",), "surveys"), Reference(("unit",), "units")),
        ),
    ]


def figures(one: Survey) -> Iterator[Row]:
    """Of units; those of all together stand in the bundle."""
    for figure in one.figures:
        if figure.unit != EVERYBODY and figure.n >= THRESHOLD:
            yield one.id, figure.unit, figure.channel, figure.name, figure.value, figure.low, figure.high, figure.n


def counts(one: Survey, forms: Forms) -> Iterator[Row]:
    for asked in one.counts:
        form = one.forms.get(asked.channel)
        for count in asked.counts:
            answer = TOGETHER.join(count.answers)
            where = one.id, asked.unit, asked.channel, form if form in forms else None, asked.question
            yield *where, answer, shown(count.number), shown(asked.n)


def shown(number: int | None) -> int | None:
    """Whatever a file says: no group of one to four people is passed on."""
    return None if number is not None and 0 < number < THRESHOLD else number
