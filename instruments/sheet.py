"""Sheet: a form with answers on it: what is relevant, what is computed, and what follows when one answer changes."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from instruments.expression import nodes
from instruments.expression.compiled import Compiled
from instruments.expression.faults import ExpressionError
from instruments.expression.nodes import REPEAT, DataNode, Names
from instruments.expression.scope import Scope, World
from instruments.expression.values import Value, to_number, to_string
from instruments.form import Field, Form
from instruments.instrument import HOLDING, METADATA, UNSEEN, Choice, Kind
from instruments.reading import BLANK, DATA_TYPES, UnreadableError, decimal, read

MOST_INSTANCES = 500
"""Of one repeat in one place; more is a mistake in the form or an attack."""
NUMERIC = frozenset({"int", "decimal"})
Given = Mapping[str, Any]


def truth(condition: Compiled, scope: Scope, *, otherwise: bool) -> bool:
    """What a condition says; `otherwise` where it cannot be worked out with these answers, which is the form's fault.

    A question is asked and an answer kept then: rather too much than something lost.
    """
    try:
        return condition.run_boolean(scope)
    except ExpressionError:
        return otherwise


def outcome(calculation: Compiled, scope: Scope) -> Value:
    """What a calculation gives; empty where it cannot be worked out with these answers (a date that is none)."""
    try:
        found: Value = calculation.run(scope)
    except ExpressionError:
        return ""
    return found


class Cell:
    """One field in one place: in a repeat there is one for each instance. `value` is what would be stored."""

    __slots__ = ("blank", "field", "given", "node", "path", "scope", "told", "unreadable", "value")

    def __init__(self, field: Field, node: DataNode, path: str, *, scope: Scope) -> None:
        self.field = field
        self.node = node
        self.path = path
        self.scope = scope
        self.value: Any = ""
        self.given = False  # something was said here, be it nothing at all: no default applies
        self.told = False  # something was said that is not blank: no calculation applies
        self.unreadable = False
        self.blank = False  # refused: reads as empty, whatever was given or would be computed

    def put(self, given: object) -> None:
        self.given = True
        self.blank = self.unreadable = False
        try:
            self.value, self.node.value = read(self.field.item, given)
            self.told = self.value != ""
        except UnreadableError:
            self.value, self.node.value = BLANK
            self.told = self.unreadable = True

    def holds(self, name: str, *, usual: bool) -> bool:
        """What the expression of that name says here; `usual` where there is none."""
        found = self.field.expressions.get(name)
        return usual if found is None else truth(found, self.scope, otherwise=usual)


class Slot:
    """Where the instances of a repeat stand: below which node, and what their paths begin with."""

    __slots__ = ("field", "instances", "node", "path", "scope")

    def __init__(self, field: Field, node: DataNode, path: str, *, scope: Scope) -> None:
        self.field = field
        self.node = node
        self.path = path
        self.scope = scope
        self.instances: list[Cell] = []


class Sheet:
    """Nothing is refused here (see `answers.check`); a Sheet only knows what follows from what it was told."""

    def __init__(self, form: Form, world: World, *, answers: Given, frozen: bool = False) -> None:
        """Lay out the form for these answers (nested; groups may be left out) and compute everything once.

        `frozen`: the answers are what is stored; nothing is computed but what is relevant.
        """
        self.form = form
        self.world = world
        self.frozen = frozen
        self.root = DataNode("data", kind="group")
        self.names: Names = {}
        self.cells: dict[str, Cell] = {}
        self.at: list[list[Cell]] = [[] for _ in form.fields]
        self.slots: dict[str, Slot] = {}
        self.kept: set[DataNode] = set()
        """What is stored, and what is around it: it was relevant when it was stored, whatever the hour is now."""
        self.beyond: list[str] = []
        """Paths of instances with answers that the form does not count."""
        self._lay(form.inside[None], self.root, "", answers)
        self._index()
        self.compute()

    def compute(self) -> None:
        for at in self.form.order:
            self._compute(at)

    def change(self, path: str, given: object) -> tuple[int, ...]:
        """Put one answer in and compute what hangs on it; returns the fields that were looked at again."""
        cell = self.cells[path]
        cell.put(given)
        again = self.form.dependants[cell.field.at]
        for at in again:
            self._compute(at)
        return again

    def refuse(self, paths: Iterable[str]) -> None:
        """These cannot stand: all else is computed as if they were empty."""
        for path in paths:
            cell = self.cells[path]
            cell.blank = True
            cell.value, cell.node.value = BLANK
        self.compute()

    def leaves(self) -> Iterator[Cell]:
        """Every cell that can hold a value, in the order of the form, instance by instance."""
        return (cell for cells in self.at for cell in cells if cell.field.item.kind not in HOLDING)

    def offered(self, cell: Cell) -> tuple[Choice, ...]:
        """The choices that the filter leaves."""
        choices, keep = cell.field.item.choices, cell.field.expressions.get("choice_filter")
        if keep is None:
            return choices
        rows = zip(choices, cell.scope.inside(cell.field.choice_nodes), strict=True)
        return tuple(choice for choice, scope in rows if truth(keep, scope, otherwise=True))

    def _scope(self, node: DataNode) -> Scope:
        return Scope(node, self.root, self.world, self.names)

    def _index(self) -> None:
        """All scopes share one index of names; it is filled anew when instances come or go."""
        self.names.clear()
        self.names.update(nodes.names(self.root))

    def _lay(self, fields: tuple[Field, ...], node: DataNode, prefix: str, answers: Given) -> None:
        for field in fields:
            name, kind = field.item.name, field.item.kind
            if kind is Kind.REPEAT:
                self._lay_repeat(field, node, prefix + name, answers.get(name))
                continue
            below = node.add(DataNode(name, kind="group" if kind is Kind.GROUP else DATA_TYPES.get(kind, "string")))
            cell = self._cell(field, below, prefix + name)
            if kind is Kind.GROUP:
                inside = answers.get(name)
                both = {**answers, **inside} if isinstance(inside, Mapping) else answers
                self._lay(self.form.inside[field.at], below, prefix, both)
            elif name in answers and (self.frozen or field.open):
                cell.put(answers[name])
                if self.frozen and cell.told:
                    self._keep(cell.node)

    def _keep(self, node: DataNode) -> None:
        place: DataNode | None = node
        while place is not None and place not in self.kept:
            self.kept.add(place)
            place = place.parent

    def _lay_repeat(self, field: Field, node: DataNode, path: str, given: object) -> None:
        slot = Slot(field, node, path, scope=self._scope(node))
        self.slots[path] = slot
        instances = given if isinstance(given, list | tuple) else ()
        for one in instances[:MOST_INSTANCES]:
            self._lay_instance(slot, one if isinstance(one, Mapping) else {})
        if len(instances) > MOST_INSTANCES:
            self.beyond.append(f"{path}.{MOST_INSTANCES + 1}")

    def _lay_instance(self, slot: Slot, answers: Given) -> None:
        node = slot.node.add(DataNode(slot.field.item.name, kind=REPEAT))
        path = f"{slot.path}.{len(slot.instances) + 1}"
        slot.instances.append(self._cell(slot.field, node, path))
        self._lay(self.form.inside[slot.field.at], node, f"{path}.", answers)

    def _cell(self, field: Field, node: DataNode, path: str) -> Cell:
        cell = Cell(field, node, path, scope=self._scope(node))
        self.cells[path] = cell
        self.at[field.at].append(cell)
        return cell

    def _compute(self, at: int) -> None:
        field = self.form.fields[at]
        if "repeat_count" in field.expressions:
            self._recount(field)
        asked = field.expressions.get("relevant")
        for cell in self.at[at]:
            above = cell.node.parent
            cell.node.relevant = (above is None or above.relevant) and (
                asked is None or cell.node in self.kept or truth(asked, cell.scope, otherwise=True)
            )
            if field.filled and not self.frozen and not cell.blank:
                self._fill(cell)

    def _fill(self, cell: Cell) -> None:
        """What the program puts in: the day and the hour, calculations, defaults."""
        item, found = cell.field.item, cell.field.expressions
        if item.kind in METADATA:
            if not self.form.instrument.anonymous and self.world.now:
                moment = self.world.now
                cell.value = cell.node.value = (moment.date() if item.kind is Kind.TODAY else moment).isoformat()
        elif "calculation" in found and not cell.told:
            self._set(cell, outcome(found["calculation"], cell.scope))
        elif item.default and not cell.given:
            self._set(cell, outcome(found["default"], cell.scope) if "default" in found else item.default)

    def _set(self, cell: Cell, value: Value) -> None:
        """A computed value; for an item that people answer it must be such an answer."""
        number = value if isinstance(value, float) else _answered_number(value)
        text = "" if number is not None and not math.isfinite(number) else to_string(value)
        if cell.field.item.kind in UNSEEN:
            cell.node.value = text
            cell.value = decimal(number)[0] if number is not None and text else text
            return
        try:
            cell.value, cell.node.value = read(cell.field.item, text)
        except UnreadableError:
            cell.value, cell.node.value = BLANK

    def _recount(self, field: Field) -> None:
        """As many instances as the form says; those beyond are kept nowhere, their answers are told as not asked."""
        wanted_by = field.expressions["repeat_count"]
        changed = False
        for slot in [one for one in self.slots.values() if one.field is field]:
            number = to_number(outcome(wanted_by, slot.scope))
            wanted = min(max(int(number), 0), MOST_INSTANCES) if math.isfinite(number) else 0
            changed = changed or wanted != len(slot.instances)
            for _ in range(wanted - len(slot.instances)):
                self._lay_instance(slot, {})
            while len(slot.instances) > wanted:
                self._drop(slot.instances.pop())
        if changed:
            self._index()

    def _drop(self, instance: Cell) -> None:
        if instance.node.parent:
            instance.node.parent.children.remove(instance.node)
        gone = [path for path in self.cells if path == instance.path or path.startswith(f"{instance.path}.")]
        self.beyond += [path for path in gone if self.cells[path].told]
        for path in gone:
            cell = self.cells.pop(path)
            self.at[cell.field.at].remove(cell)
        for path in [path for path in self.slots if path.startswith(f"{instance.path}.")]:
            del self.slots[path]


def _answered_number(value: Value) -> float | None:
    """`${age}` alone is the number that was answered, as `${age} + 0` is."""
    first = next((node for node in value if node.relevant), None) if isinstance(value, list) else None
    return float(first.value) if first and first.kind in NUMERIC and first.value else None
