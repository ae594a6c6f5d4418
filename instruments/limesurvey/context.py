"""What every part of the import needs at hand: names, texts, conditions, and the list of what is lost."""

import re

from instruments.expression.tree import Name
from instruments.foreign.budget import Budget
from instruments.foreign.markup import text_of
from instruments.foreign.report import Report, quoted
from instruments.foreign.syntax import parse
from instruments.foreign.translation import translated
from instruments.foreign.tree import ForeignError, Variable
from instruments.instrument import Item, Kind
from instruments.language import Texts, in_language
from instruments.limesurvey.conditions import of_conditions
from instruments.limesurvey.script import DIALECT, RULES
from instruments.limesurvey.source import Group, Question, Source
from instruments.limesurvey.variables import Variables

BRACES = re.compile(r"\{(?=\S)([^{}\n]*[^{}\s])\}")
ALWAYS = frozenset({"", "1", "true"})


class Context:
    def __init__(self, source: Source, report: Report) -> None:
        self.source, self.report = source, report
        self.budget = Budget()
        self.variables = Variables(source)
        self.conditions = of_conditions(source)
        self.computed: dict[tuple[str, str], str] = {}
        self.extra: list[Item] = []
        """What has to be computed before the next question, for its texts."""

    def where(self, of: Question | Group | None) -> str:
        match of:
            case Question():
                return f"question {of.code or of.qid}"
            case Group():
                name, _ = text_of(in_language(of.name, self.source.language))
                return f"group {quoted(name)}" if name else f"group {of.gid}"
        return "survey"

    def lose(self, of: Question | Group | None, what: str) -> None:
        self.report.lose(self.where(of), what)

    def translated(self, text: str, question: Question | None, *, truth: bool) -> str:
        """Raises ForeignError."""
        self.budget.expression(text)
        lookup = self.variables.lookup(question)
        return translated(text, DIALECT, lookup, rules=RULES, zero_is_false=True, truth=truth)

    def condition(self, text: str, of: Question | Group | None, otherwise: str, *, question: Question | None) -> str:
        """The condition as ours; "" where it always holds, or where it is lost: then `otherwise` says what follows."""
        if text.strip() in ALWAYS:
            return ""
        try:
            found = self.translated(text, question, truth=True)
        except ForeignError as fault:
            self.lose(of, f"the condition {quoted(text)} could not be translated ({fault}): {otherwise}")
            return ""
        return "" if found == "true()" else found

    def relevant(self, of: Question | Group) -> str:
        if isinstance(of, Question):
            text = self.conditions.get(of.qid, "") if of.relevance is None else of.relevance
            return self.condition(text, of, "it is always asked", question=of)
        return self.condition(of.relevance, of, "its questions are always asked", question=None)

    def texts(self, raw: Texts, of: Question | Group | None) -> Texts:
        """Without HTML, and with our way to name other answers in a text."""
        question = of if isinstance(of, Question) else None
        found: Texts = {}
        for language, markup in raw.items():
            self.budget.text(markup, self.where(of))
            text, lost = text_of(markup)
            for what in lost:
                self.lose(of, f"{what} in its text")
            text = BRACES.sub(lambda match: self.mention(match, of, question), text)
            if text:
                found[language] = text
        return found

    def mention(self, match: re.Match[str], of: Question | Group | None, question: Question | None) -> str:
        """`{Q1.shown}` -> `${Q1}`; what is more than a name is computed by an item of its own."""
        self.budget.mention(self.where(of))
        try:
            tree = parse(match[1], DIALECT)
            if isinstance(tree, Variable) and (found := self.variables.lookup(question)(tree.name)):
                node = found.node
                if isinstance(node, Name) and not found.chosen and not found.parts:
                    return f"${{{node.name}}}"
                first = tree.name.partition(".")[0].removeprefix("INSERTANS:")
                known = self.variables.references.get(first)
                if known and isinstance(known.node, Name) and not known.chosen and not known.parts:
                    return f"${{{known.node.name}}}"
            return f"${{{self.compute(match[1], question)}}}"
        except ForeignError as fault:
            self.lose(of, f"{quoted(match[0])} in its text could not be translated ({fault}): it stands there as it is")
            return match[0]

    def compute(self, text: str, question: Question | None) -> str:
        calculation = self.translated(text, question, truth=False)
        key = (question.qid if question else "", calculation)
        if key not in self.computed:
            name = self.variables.names.free(f"{self.variables.name(question)}_text" if question else "text")
            self.computed[key] = name
            self.extra.append(Item(name=name, kind=Kind.CALCULATE, calculation=calculation))
        return self.computed[key]

    def default(self, question: Question, sub: str = "0", special: str = "") -> str:
        text = self.source.defaults.get((question.qid, sub, special), "")
        if not (text.startswith("{") and text.endswith("}")):
            return text
        try:
            return self.translated(text[1:-1], question, truth=False)
        except ForeignError as fault:
            self.lose(question, f"the default {quoted(text)} could not be translated ({fault})")
            return ""
