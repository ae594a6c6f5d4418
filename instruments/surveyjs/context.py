"""What every part of the import needs at hand: names, texts, conditions, and the list of what is lost."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from instruments.expression.tree import Name
from instruments.foreign.budget import Budget
from instruments.foreign.markup import text_of
from instruments.foreign.report import Report, quoted
from instruments.foreign.syntax import parse
from instruments.foreign.translation import Reference, translated
from instruments.foreign.tree import ForeignError, Variable
from instruments.language import Texts
from instruments.surveyjs.script import DIALECT, RULES
from instruments.surveyjs.source import Json, language_of, said, texts
from instruments.surveyjs.triggers import shown_by
from instruments.surveyjs.variables import Lookup, Scope, Variables

BRACES = re.compile(r"\{([^{}\n]+)\}")


class Context:
    def __init__(self, survey: Json, report: Report) -> None:
        self.survey, self.report = survey, report
        self.language = language_of(survey)
        self.languages: dict[str, None] = {}
        self.variables = Variables()
        self.budget = Budget()
        self.items: dict[tuple[int, str], str] = {}
        """What the parts of an element are called here; an element is known by its object."""
        self.by_name: dict[str, Json] = {}
        self.shown_by = shown_by(survey)

    def item(self, of: Json, part: str = "") -> str:
        return self.items[id(of), part]

    def give(self, of: Json, wanted: str, part: str = "") -> str:
        """A name for an element or a part of one."""
        self.budget.answer()
        self.items[id(of), part] = self.variables.names.free(wanted, "question")
        return self.items[id(of), part]

    def lose(self, where: str, what: str) -> None:
        self.report.lose(where, what)

    def texts(self, value: Any, where: str, scope: Scope) -> Texts:
        """Without HTML, other answers named in our way."""
        found: Texts = {}
        for language, written in texts(value, self.language).items():
            self.budget.text(written, where)
            text, lost = text_of(written)
            for what in lost:
                self.lose(where, f"{what} in its text")
            text = BRACES.sub(lambda match: self.mention(match, where, scope), text)
            if text:
                found[language] = text
                self.languages[language] = None
        return found

    def mention(self, match: re.Match[str], where: str, scope: Scope) -> str:
        self.budget.mention(where)
        try:
            tree = parse(match[0], DIALECT)
            found = Lookup(self.variables, Scope(scope.inside))(tree.name) if isinstance(tree, Variable) else None
            if found and isinstance(found.node, Name):
                return f"${{{found.node.name}}}"
        except ForeignError:
            pass
        self.lose(where, f"{quoted(match[0])} in its text is not known: it stands there as it is")
        return match[0]

    def translated(self, text: str, scope: Scope, *, truth: bool) -> str:
        """Raises ForeignError."""
        self.budget.expression(text)
        lookup = Lookup(self.variables, scope)
        return translated(text, DIALECT, lookup, rules=RULES, zero_is_false=False, truth=truth)

    def condition(self, of: Json, name: str, where: str, scope: Scope, *, otherwise: str) -> str:
        """The condition of this name as ours; "" where there is none or it is lost: `otherwise` says what then."""
        text = said(of, name).strip()
        if not text:
            return ""
        try:
            found = self.translated(text, scope, truth=True)
        except ForeignError as fault:
            self.lose(where, f"{name} {quoted(text)} could not be translated ({fault}): {otherwise}")
            return ""
        return "" if found == "true()" else found

    def value(self, of: Json, name: str, where: str, scope: Scope) -> str:
        """The expression of this name that gives a value; "" where there is none or where it is lost."""
        text = said(of, name).strip()
        if not text:
            return ""
        try:
            return self.translated(text, scope, truth=False)
        except ForeignError as fault:
            self.lose(where, f"{name} {quoted(text)} could not be translated ({fault})")
            return ""


def scoped(scope: Scope, own: str, more: Mapping[str, Reference] | None = None) -> Scope:
    return msgspec.structs.replace(scope, own=own, more=more or {})
