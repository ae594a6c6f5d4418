"""What the names in LimeSurvey's expressions stand for: codes, SGQA numbers, subquestions, comments."""

from instruments.expression.tree import Call, Name, Node, Number
from instruments.foreign.budget import Budget
from instruments.foreign.names import Names
from instruments.foreign.translation import Reference
from instruments.foreign.tree import ForeignError
from instruments.limesurvey.script import KNOWN_PARTS, SELF, label_of
from instruments.limesurvey.source import Question, Source

OTHER = "other"
TICKS = frozenset("MP")
ROWS = frozenset("ABCEFHKQ")
GRIDS = frozenset(";:")
LISTS = frozenset("L!OWZ")
UNSEEN = frozenset("XI")


class Variables:
    """Names of items, given once; and References by every name that LimeSurvey has for an answer."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.names = Names()
        self.items: dict[tuple[str, str], str] = {}
        self.references: dict[str, Reference] = {}
        self.labelled: set[str] = set()
        """Items whose `.shown` is the label of a choice."""
        questions = [question for group in source.groups for question in group.questions]
        Budget().answer(sum(map(size, questions)))
        for question in questions:
            self.items[question.qid, ""] = self.names.free(question.code or f"q{question.qid}")
        for question in questions:
            self._register(question)

    def name(self, question: Question, part: str = "") -> str:
        """The item's name; a part of a question has the question's name before its own."""
        key = (question.qid, part)
        if key not in self.items:
            self.items[key] = self.names.free(f"{self.items[question.qid, '']}_{part}")
        return self.items[key]

    def other_value(self, question: Question) -> str:
        """What the choice "other" is called: `other`, unless an answer has this code."""
        codes = {one.code for one in question.answers} | {one.code for one in question.subquestions}
        return OTHER if OTHER not in codes else "other_"

    def lookup(self, question: Question | None) -> "Lookup":
        return Lookup(self, question)

    def _register(self, question: Question) -> None:
        parts = list(self._parts(question))
        for part, sgqa, reference in parts:
            self._add(question, part, sgqa, reference=reference)
        main = Name(self.name(question))
        if question.type in LISTS or question.type == "R":
            codes = {"-oth-": self.other_value(question)} if question.other else {}
            self._add(question, "", "", reference=Reference(main, codes=codes))
            self.labelled.add(main.name)
        elif parts:
            self._add(question, "", "", reference=Reference(main, parts=tuple(one for _, _, one in parts)))
        elif question.type not in UNSEEN:
            self._add(question, "", "", reference=Reference(main))
            if question.type in "5GY":
                self.labelled.add(main.name)
        if question.type in LISTS | TICKS and question.other:
            self._add(question, "other", "other", reference=Reference(Name(self.name(question, "other"))))
        if question.type == "O":
            self._add(question, "comment", "comment", reference=Reference(Name(self.name(question, "comment"))))

    def _parts(self, question: Question) -> list[tuple[str, str, Reference]]:
        """Suffix after the code, suffix after the numbers, and what it is."""
        subs = question.on_scale("0")
        if question.type in TICKS:
            main = Name(self.name(question))
            found = [(sub.code, sub.code, Reference(main, chosen=sub.code, yes="Y")) for sub in subs]
            if question.type == "P":
                for sub in subs:
                    comment = f"{sub.code}comment"
                    self._add(question, comment, comment, reference=self._item(question, comment))
            return found
        if question.type in ROWS:
            found = [(sub.code, sub.code, self._item(question, sub.code)) for sub in subs]
            if question.type not in "KQ":
                self.labelled.update(self.name(question, sub.code) for sub in subs)
            return found
        if question.type in GRIDS:
            return self._grid(question)
        if question.type == "1":
            return [
                (f"{sub.code}_{scale}", f"{sub.code}#{scale}", self._item(question, f"{sub.code}_{scale}"))
                for sub in subs
                for scale in "01"
            ]
        if question.type == "R":
            for rank in range(len(question.answers or subs)):
                ranked: Node = Call("selected-at", (Name(self.name(question)), Number(float(rank))))
                self._add(question, str(rank + 1), str(rank + 1), reference=Reference(ranked))
        return []

    def _grid(self, question: Question) -> list[tuple[str, str, Reference]]:
        found = []
        for row in question.on_scale("0"):
            for column in question.on_scale("1"):
                part = f"{row.code}_{column.code}"
                if ticked(question):
                    reference = Reference(Name(self.name(question, row.code)), chosen=column.code, yes="1")
                else:
                    reference = self._item(question, part)
                found.append((part, part, reference))
        return found

    def _item(self, question: Question, part: str) -> Reference:
        return Reference(Name(self.name(question, part)))

    def _add(self, question: Question, part: str, sgqa: str, *, reference: Reference) -> None:
        code = question.code
        ids = f"{self.source.sid}X{question.gid}X{question.qid}{sgqa}"
        sub = next((one for one in question.subquestions if part and one.code == part), None)
        numbered = f"Q{question.qid}" + (f"_S{sub.qid}" if sub else f"_{part}" if part else "")
        named = (f"{code}_{part}" if part else code, f"{code}_{sgqa}" if part else code, ids)
        for name in named:
            self.references[name] = reference
        self.references.setdefault(numbered, reference)


class Lookup:
    """Finds what a name stands for in an expression of one question: `this` and `self` are its own answers."""

    def __init__(self, variables: Variables, question: Question | None) -> None:
        self.variables, self.question = variables, question

    def __call__(self, written: str) -> Reference | None:
        name = written.removeprefix("INSERTANS:")
        first, *rest = name.split(".")
        if first == "that" and rest:
            first, *rest = rest
        elif first == "self" and self.question:
            first = self.question.code
        found = SELF if first == "this" else self.variables.references.get(first)
        unknown = [part for part in rest if part.lower() not in KNOWN_PARTS]
        if found is None or unknown:
            return None
        if any("shown" in part.lower() for part in rest) and not found.parts and not found.chosen:
            return Reference(self.shown(found))
        if any(part.lower().startswith("value") for part in rest) and is_choice(found, self.variables):
            raise ForeignError("the points of an answer cannot be asked for in an expression")
        return found

    def shown(self, reference: Reference) -> Node:
        node = reference.node
        if isinstance(node, Name) and node.name in self.variables.labelled:
            return label_of(node)
        return node


def is_choice(reference: Reference, variables: Variables) -> bool:
    return isinstance(reference.node, Name) and reference.node.name in variables.labelled


def size(question: Question) -> int:
    rows, columns = len(question.on_scale("0")), len(question.on_scale("1"))
    return 1 + rows * max(columns, 2)


def ticked(question: Question) -> bool:
    """An array of numbers that is shown as boxes to tick."""
    return question.type == ":" and question.attribute("multiflexible_checkbox") == "1"
