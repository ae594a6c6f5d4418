"""Questions brought together with their lists: from the choices sheet, from an attached file, with `other` added."""

import re
from pathlib import PurePath
from typing import Any

from instruments.instrument import CHOOSING, Choice, Kind
from instruments.xlsform.choices import Lists, with_other
from instruments.xlsform.draft import Draft
from instruments.xlsform.files import Table, choices_of
from instruments.xlsform.reading import Tongues
from instruments.xlsform.report import Report
from instruments.xlsform.types import FILE

EXTERNAL = "_external"
"""What is put to the name of a list of external_choices that the sheet choices has too."""
SEARCH = re.compile(r"search\s*\(\s*['\"]([^'\"]+)['\"](?P<more>[^)]*)\)")


class Lookup:
    """Finds the choices of each question; `lists` grows by what is made on the way."""

    def __init__(self, lists: Lists, tables: dict[str, Table], *, tongues: Tongues, report: Report) -> None:
        self.lists, self.tables, self.tongues, self.report = lists, tables, tongues, report
        self.nothing: set[str] = set()
        """Items that have been told to have no list."""
        self.duplicates = False
        """The form says that a value may stand twice in a list."""

    def settle(self, draft: Draft) -> None:
        """Decide where the choices come from before the item is made; without any it is typed as text."""
        if draft.kind not in CHOOSING:
            draft.choices = ""
            return
        if "external" in draft.line.text("type") and f"{draft.choices}{EXTERNAL}" in self.lists:
            draft.choices += EXTERNAL
        searched = SEARCH.search(draft.fields.get("appearance", ""))
        if searched:
            self._search(draft, searched)
        elif FILE.match(draft.choices):
            self._from_file(draft)
        elif draft.choices not in self.lists:
            self.nothing.add(draft.name)
            draft.fault(self._unlisted(draft.choices), "type")
            draft.choices = ""
        elif draft.other:
            self._add_other(draft)
        if self.duplicates and draft.choices and not draft.fields.get("choice_filter"):
            self._once(draft)

    def _unlisted(self, name: str) -> str:
        if not self.lists:
            return f"there is no list `{name}` on the sheet choices, which has no list at all"
        known = ", ".join(f"`{one}`" for one in self.lists)
        return f"there is no list `{name}` on the sheet choices, which has {known}"

    def choices(self, draft: Draft) -> dict[str, Any]:
        self.report.lists[draft.name] = draft.choices
        return {"list": draft.choices, "choices": self.lists[draft.choices]}

    def _add_other(self, draft: Draft) -> None:
        choices = with_other(self.lists[draft.choices], tuple(self.tongues.seen))
        if choices != self.lists[draft.choices]:
            draft.choices = f"{draft.choices}_or_other"
            self.lists.setdefault(draft.choices, choices)

    def _once(self, draft: Draft) -> None:
        """Without a filter nobody could tell two choices of one value apart."""
        once: dict[str, Choice] = {}
        for choice in self.lists[draft.choices]:
            once.setdefault(choice.value, choice)
        if len(once) < len(self.lists[draft.choices]):
            draft.lost("choices whose value stands in the list before are left out")
            draft.choices = f"{draft.choices}_once"
            self.lists[draft.choices] = tuple(once.values())

    def _from_file(self, draft: Draft) -> None:
        table = self.tables.get(PurePath(draft.choices).name)
        if table is None:
            self._typed(draft, draft.choices)
            return
        geojson = draft.choices.lower().endswith(".geojson")
        parameters = draft.fields.get("parameters", {})
        choices = choices_of(table, parameters, self.tongues, geojson=geojson)
        if not choices:
            draft.fault(f"`{draft.choices}` has no column for the values of its choices: call it `name`", "type")
            self.nothing.add(draft.name)
        told = ".".join([parameters.get("value", ""), parameters.get("label", "")]).strip(".")
        draft.fields["parameters"] = {key: said for key, said in parameters.items() if key not in ("value", "label")}
        draft.choices = f"{draft.choices} {told}".strip()
        self.lists.setdefault(draft.choices, choices)

    def _search(self, draft: Draft, searched: re.Match[str]) -> None:
        """The list names the columns of a file; some of its rows may be choices as they are."""
        file = searched[1] if searched[1].endswith(".csv") else f"{searched[1]}.csv"
        table = self.tables.get(file)
        patterns = [choice for choice in self.lists.get(draft.choices, ()) if not choice.value.lstrip("-").isdecimal()]
        if table is None or not patterns:
            self._typed(draft, file)
            return
        if searched["more"].strip(" ,"):
            draft.lost("what search() looks for is left out: all rows of the file are offered", "appearance")
        named = {"value": patterns[0].value, "label": next(iter(patterns[0].label.values()), "label")}
        fixed = tuple(choice for choice in self.lists[draft.choices] if choice not in patterns)
        draft.fields["appearance"] = SEARCH.sub("", draft.fields["appearance"]).strip()
        draft.choices = f"{file} {draft.choices}"
        self.lists[draft.choices] = fixed + choices_of(table, named, self.tongues, geojson=False)

    def _typed(self, draft: Draft, file: str) -> None:
        where = draft.line.where("type")
        self.report.warn(where, f"attach `{file}`: its choices come from there; until then it is typed as text")
        draft.lost(f"`{file}` is not there: `{draft.name}` became a question that is typed as text")
        draft.kind = Kind.TEXT
        draft.choices = ""
        draft.fields.pop("choice_filter", None)
        draft.fields.pop("parameters", None)
