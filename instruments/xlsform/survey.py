"""The survey sheet: its rows as a tree of drafts, groups and repeats holding what stands between begin and end."""

import re

from instruments.instrument import ANSWERED, CHOOSING, Kind
from instruments.xlsform.draft import Draft
from instruments.xlsform.fields import fields_of
from instruments.xlsform.reading import Line, Reader
from instruments.xlsform.report import Report
from instruments.xlsform.types import ATTACHMENTS, BEGIN, CONTAINERS, END, SELECTS, Typed, meant, typed

ROWS = {"score__row": "score", "rank__level": "rank"}
"""Rows of KoboToolbox that only stand in a group of theirs."""
KOBO = frozenset({"kobomatrix", "score", "rank"})
SETTING_TYPES = {
    "form_title": "form_title", "set_form_title": "form_title", "set form title": "form_title",
    "form_id": "form_id", "set_form_id": "form_id", "set form id": "form_id",
}  # fmt: skip
MOST_DEPTH = 40
SEEN = {"label", "hint", "guidance", "media"}


class Survey:
    """What reading the sheet leaves behind."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.drafts: list[Draft] = []
        self.tables: dict[str, str] = {}
        """Names of attached tables that the form declares, and where."""
        self.settings: dict[str, str] = {}
        self.kobo = False
        """It has rows that KoboToolbox takes apart before pyxform sees them."""
        self._open: list[Draft] = []

    @property
    def _inside(self) -> list[Draft]:
        return self._open[-1].items if self._open else self.drafts

    def read(self, reader: Reader) -> "Survey":
        if "type" not in reader.by_field:
            _headless(reader)
            return self
        for line in reader.lines():
            self._row(line, " ".join(line.text("type").split()))
        for draft in self._open:
            draft.fault(f"`{draft.name}` begins here and never ends: add a row `end {draft.form}`", "type")
        return self

    def _row(self, line: Line, kind: str) -> None:
        if line.flag("disabled") is True:
            self.report.lose(line.where("disabled"), f"`{line.text('name')}` is switched off and left out")
        elif not kind:
            self._typeless(line)
        elif END.match(kind):
            self._end(line, END.match(kind)[1].lower())  # type: ignore[index]
        elif BEGIN.match(kind):
            self._begin(line, *BEGIN.match(kind).groups(""))  # type: ignore[union-attr]
        elif kind.lower() in SETTING_TYPES:
            self.settings[SETTING_TYPES[kind.lower()]] = line.text("name")
        elif kind.lower() in ATTACHMENTS:
            self.tables[line.text("name")] = line.where("name")
        else:
            self._question(line, kind)

    def _typeless(self, line: Line) -> None:
        if line.text("name") or line.text("label"):
            self.report.fault(line.where("type"), "the row has no type: say what kind of question it is, or delete it")
        else:
            self.report.lose(line.where(), "the row has neither type nor name and is left out")

    def _begin(self, line: Line, form: str, over: str) -> None:
        form = CONTAINERS.get(form.lower(), form.lower())
        kind = Kind.REPEAT if form == "repeat" else Kind.GROUP
        draft = Draft(name=self._name(line, form), kind=kind, line=line, fields=fields_of(line, kind), form=form)
        draft.choices = over
        self.kobo = self.kobo or form in KOBO
        for field in ("default", "calculation", "choice_filter", "required", "constraint"):
            if draft.fields.pop(field, None):
                draft.lost(f"a {form} has no {field}: it is left out", field)
        if kind is Kind.GROUP and draft.fields.pop("repeat_count", None):
            draft.lost("only a repeat is counted: the count is left out", "repeat_count")
        if len(self._open) >= MOST_DEPTH:
            draft.fault(f"groups stand in each other more than {MOST_DEPTH} deep", "type")
            return
        self._inside.append(draft)
        self._open.append(draft)

    def _end(self, line: Line, form: str) -> None:
        form = CONTAINERS.get(form, form)
        if not self._open:
            self.report.fault(line.where("type"), f"`end {form}` has no `begin {form}` before it")
        elif self._open[-1].form != form:
            began = self._open[-1]
            self.report.fault(
                line.where("type"),
                f"`end {form}` stands where `end {began.form}` is due (`{began.name}` at {began.line.where('type')})",
            )
            if any(draft.form == form for draft in self._open):
                while self._open.pop().form != form:
                    pass
        else:
            self._open.pop()

    def _name(self, line: Line, kind: str) -> str:
        name = line.text("name")
        if name:
            return name
        made = f"{re.sub(r'[^a-z_]', '', kind.split()[0].lower()) or 'row'}_{line.row.number}"
        if kind.lower() == "note":
            return f"generated_note_name_{line.row.number}"
        if kind.lower() == "audit":
            return "audit"
        self.report.fault(
            line.where("name") if "name" in line.reader.by_field else line.where("type"),
            "the row has no name: give it one, so that answers can be told apart",
        )
        return made

    def _question(self, line: Line, kind: str) -> None:
        above = self._open[-1].form if self._open else ""
        wanted = ROWS.get(kind.lower())
        if wanted:
            found = Typed(Kind.SELECT_ONE)
            if wanted != above:
                self.report.fault(line.where("type"), f"`{kind}` only stands between begin_{wanted} and end_{wanted}")
        else:
            found = typed(kind)
        if found.kind is None:
            self.report.fault(line.where("type"), _unknown(kind))
        draft = Draft(
            name=self._name(line, kind),
            kind=found.kind or Kind.TEXT,
            line=line,
            fields=fields_of(line, found.kind or Kind.TEXT),
            choices=found.list,
            other=found.other or line.flag("or_other") is True,
        )
        if found.lost:
            draft.lost(found.lost)
        if draft.kind in ANSWERED - CHOOSING and "calculation" in draft.fields and not SEEN & draft.fields.keys():
            draft.kind = Kind.CALCULATE  # a question with nothing to read is not shown, only computed
        if found.earlier:
            draft.lost("choices that are earlier answers cannot be shown: it is typed as text here")
            draft.kind = Kind.TEXT
            draft.choices = ""
            draft.fields.pop("choice_filter", None)
        if draft.fields.pop("repeat_count", None):
            draft.lost("only a repeat is counted: the count is left out", "repeat_count")
        self._inside.append(draft)


def _unknown(kind: str) -> str:
    near = meant(kind)
    if kind.lower() in SELECTS and "file" in kind.lower():
        return f"say which file it chooses from: `{kind} FILE.csv`"
    if kind.lower() in SELECTS:
        return f"say which list it chooses from: `{kind} LIST`, where LIST is a name on the sheet choices"
    advice = f"did you mean `{near}`?" if near else "it is typed as text until you say what it is"
    return f"there is no type `{kind}`; {advice}"


def _headless(reader: Reader) -> None:
    """A title above the table is the usual reason."""
    rows = (row.number for row in reader.sheet.rows if "type" in {text.lower() for text in row.cells.values()})
    found = next(rows, None)
    if found:
        what = f"the columns are named in row {found}: delete the rows above it"
    else:
        what = "the first row names the columns, and none of them is called `type`"
    reader.report.fault(reader.sheet.where(1, min(reader.sheet.headers, default=1)), what)
