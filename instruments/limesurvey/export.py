"""The XML of an exported survey as its tables: rows of text by column."""

import msgspec

from instruments.bounded.markup import Markup, measure
from instruments.bounded.refused import Refused

Row = dict[str, str]
SECTION, LANGUAGE, ROW, FIELD = 2, 3, 4, 5


class Export(msgspec.Struct, frozen=True):
    tables: dict[str, list[Row]]
    languages: tuple[str, ...]

    def rows(self, *names: str) -> list[Row]:
        return [row for name in names for row in self.tables.get(name, [])]


class Reader:
    """Takes the elements in order; knows by their depth what they are."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {}
        self.languages: list[str] = []
        self.kind = ""
        self.names: list[str] = []
        self.text: list[str] = []
        self.row: Row = {}

    def opened(self, name: str, _: dict[str, str]) -> None:
        self.names.append(name)
        self.text = []
        if len(self.names) == ROW:
            self.row = {}

    def said(self, text: str) -> None:
        self.text.append(text)

    def closed(self, name: str) -> None:
        depth, text = len(self.names), "".join(self.text)
        if depth == SECTION and name == "LimeSurveyDocType":
            self.kind = text.strip()
        elif depth == LANGUAGE and name == "language":
            self.languages.append(text.strip())
        elif depth == FIELD and self.names[2] == "rows":
            self.row[name] = text
        elif depth == ROW and name == "row":
            self.tables.setdefault(self.names[1], []).append(self.row)
        self.names.pop()
        self.text = []


def read(data: bytes) -> Export:
    """Raises Refused where the XML is damaged or holds no whole survey."""
    reader = Reader()
    measure(data)
    Markup(reader.opened, reader.closed, reader.said).feed(data, True)
    if reader.kind != "Survey":
        raise Refused("this holds no whole survey of LimeSurvey: export the survey structure (.lss)")
    return Export(reader.tables, tuple(dict.fromkeys(reader.languages)))
