"""Makes columns and tables whose names, titles and labels come from one list, in one language."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from survey.opendata import words
from survey.opendata.table import Column, Kind, Reference, Row, Table
from survey.texts import Translate


class Maker(msgspec.Struct, frozen=True):
    language: str
    translate: Translate

    def column(self, name: str, kind: Kind = Kind.TEXT, *, label: str = "", **rest: Any) -> Column:
        return Column(name=name, kind=kind, label=label or words.label(name, self.translate), **rest)

    def table(
        self,
        name: str,
        columns: Sequence[Column],
        key: tuple[str, ...],
        rows: Callable[[], Iterator[Row]],
        references: tuple[Reference, ...] = (),
    ) -> Table:
        title, about = words.TABLES[name]
        return Table(
            name=name,
            title=self.translate(title),
            about=self.translate(about),
            columns=tuple(columns),
            key=key,
            rows=rows,
            references=references,
        )

    def choices(self, of: dict[str, str]) -> dict[str, str]:
        return words.choices(of, self.translate)
