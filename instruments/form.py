"""Form: an instrument made ready to be filled in: its expressions parsed, and the order in which to compute them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, lru_cache, partial

from instruments.expression.compiled import Compiled, compile_tree
from instruments.expression.faults import ExpressionError, Unsupported
from instruments.expression.nodes import DataNode
from instruments.expression.parser import parse
from instruments.expression.scope import World
from instruments.expression.tables import Tables
from instruments.expression.tree import Node
from instruments.fault import Fault
from instruments.instrument import HOLDING, METADATA, Choice, Instrument, Item, Kind
from instruments.language import in_language
from instruments.order import order, reached, used_by
from instruments.uses import Uses, uses

MENTION = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
"""An item that a label shows the answer of."""
CALLED = re.compile(r"[\w-]\(")
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)

OF_VALUES = ("relevant", "calculation", "default", "repeat_count")
"""The expressions on which what is asked and what is stored depends; they may not go round in circles."""
OF_JUDGEMENT = ("constraint", "required", "read_only", "choice_filter")
"""Those that judge an answer, show it or offer choices; `.` in them is the item itself."""


class Field:
    """One item with its place in the form and its parsed expressions by the name of what holds them."""

    __slots__ = (
        "at",
        "choice_nodes",
        "choices",
        "expressions",
        "filled",
        "item",
        "mentions",
        "open",
        "parent",
        "trees",
        "uses",
    )

    def __init__(self, at: int, item: Item, *, parent: "Field | None") -> None:
        self.at = at
        self.item = item
        self.parent = parent
        self.trees: dict[str, Node] = {}
        self.uses: dict[str, Uses] = {}
        self.expressions: dict[str, Compiled] = {}
        self.choices = {choice.value: choice for choice in item.choices}
        self.mentions = tuple(dict.fromkeys(found for text in _texts(item) for found in MENTION.findall(text)))
        rows = (_row(choice) for choice in item.choices) if item.choice_filter else ()
        self.choice_nodes = [DataNode("item", children=[DataNode(*cell) for cell in row.items()]) for row in rows]
        """What a filter looks at, one for each choice."""
        computed = item.calculation != "" and (item.kind is Kind.CALCULATE or item.read_only is True)
        self.open = not computed and item.kind is not Kind.CALCULATE and item.kind not in METADATA
        """Takes answers from outside."""
        self.filled = item.kind in METADATA or item.calculation != "" or item.default != ""
        """The program may have something to put in."""


class Form:
    """Fields in the order of the instrument, the order to compute them in, and what hangs on what."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.fields = tuple(_fields(instrument.items))
        self.by_name: Mapping[str, Field] = {field.item.name: field for field in self.fields}
        self.inside = _inside(self.fields)
        self.tables = Tables(_tables(instrument))
        self._faults: list[Fault] = []
        for field in self.fields:
            self._parse(field)
        self._needs = {field.at: self._needs_of(field) for field in self.fields}
        self.order, circle = order(self._needs)
        if circle:
            self._faults.append(self._circular(circle))
        self._faults += self._unknown_mentions()
        self.clock = any(one.clock for field in self.fields for one in field.uses.values())
        """Whether some expression asks what time it is."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Expressions that cannot be read, names that no item has, calculations that go round in a circle."""
        return tuple(self._faults)

    @cached_property
    def dependants(self) -> tuple[tuple[int, ...], ...]:
        """For each field what has to be computed again when it changes, itself first, in the order to do so."""
        rank = {at: place for place, at in enumerate(self.order)}
        users = used_by(self._needs)
        return tuple(tuple(sorted(reached(at, users), key=rank.__getitem__)) for at in range(len(self.fields)))

    @cached_property
    def first_language(self) -> str:
        return next(iter(self.instrument.languages), "en")

    def world(self, *, now: datetime | None, seed: str = "", language: str = "") -> World:
        """What expressions see of the world outside; raises ValueError where they ask for the time and nobody says.

        Without a language names of choices are in the instrument's first: what is stored does not depend on who reads.
        """
        if now is None and self.clock:
            raise ValueError(f"{self.instrument.id} asks for the time: say when it is")
        language = language or self.first_language
        label = partial(self._label, language=language)
        return World(
            now=now or NO_TIME,
            seed=seed,
            tables=self.tables,
            language=language,
            choice_label=label,
            version=self.instrument.edition or str(self.instrument.version),
        )

    def _label(self, item: str, value: str, *, language: str) -> str:
        field = self.by_name.get(item)
        choice = field.choices.get(value) if field else None
        return in_language(choice.label, language) if choice else ""

    def _parse(self, field: Field) -> None:
        for name, text in expressions(field.item):
            where = f"{field.item.name}.{name}"
            try:
                tree = parse(text)
                run = compile_tree(tree)
            except Unsupported as fault:
                self._faults.append(Fault(where, f"`{fault.name}` is not supported here; say it in another way"))
                continue
            except ExpressionError as fault:
                told = f"{fault.message} (at character {fault.offset + 1} of `{shown(text)}`)"
                self._faults.append(Fault(where, told))
                continue
            used = uses(tree)
            unknown = [f"there is no item `{one}`" for one in sorted(used.references - set(self.by_name))]
            unknown += [f"no list `{one}` is attached" for one in sorted(used.lists) if not self._has_list(one)]
            self._faults += [Fault(where, message) for message in unknown]
            if not unknown:
                field.trees[name], field.uses[name], field.expressions[name] = tree, used, run

    def _unknown_mentions(self) -> list[Fault]:
        return [
            Fault(f"{field.item.name}.label", f"there is no item `{name}` whose answer could be shown")
            for field in self.fields
            for name in field.mentions
            if name not in self.by_name
        ]

    def _has_list(self, name: str) -> bool:
        return name in self.tables or name.removesuffix(".csv") in self.tables

    def _needs_of(self, field: Field) -> set[int]:
        """What has to be known first: the fields it names, what is in the groups it names, the group it is in."""
        needed = {field.parent.at} if field.parent else set()
        around = {field.at, *(one.at for one in _around(field))}
        for name in OF_VALUES:
            if used := field.uses.get(name):
                needed |= self._waits_for(used) - around
        if "relevant" in field.uses and field.item.name in field.uses["relevant"].references:
            needed.add(field.at)
        return needed

    def _waits_for(self, used: Uses) -> set[int]:
        known = [self.by_name[name] for name in used.names if name in self.by_name]
        return {
            inner.at
            for field in known
            for inner in ((field,) if field.item.name in used.counted else self._with_inside(field))
        }

    def _with_inside(self, field: Field) -> Iterable[Field]:
        if field.item.kind not in HOLDING:
            return (field,)
        return [one for one in self.fields if one is field or field in _around(one)]

    def _circular(self, circle: list[int]) -> Fault:
        names = [self.fields[at].item.name for at in circle]
        way = " -> ".join([*names, names[0]])
        return Fault(names[0], f"this goes round in a circle: {way}; each waits for the next one's value")


@lru_cache(maxsize=64)
def _form_of(kept: "Kept") -> Form:
    return Form(kept.instrument)


class Kept:
    """An instrument as a key: the very same object, which must live for as long as its form is kept."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument

    def __hash__(self) -> int:
        return id(self.instrument)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept) and other.instrument is self.instrument


def form_of(instrument: Instrument) -> Form:
    """The form of an instrument; made once for each instrument that is in use."""
    return _form_of(Kept(instrument))


def expressions(item: Item) -> Iterator[tuple[str, str]]:
    """The expressions of an item by the field that holds them."""
    for name in (*OF_VALUES, *OF_JUDGEMENT):
        text = item.relevance if name == "relevant" else getattr(item, name)
        if isinstance(text, str) and text.strip() and not (name == "default" and plain(text)):
            yield name, text


def plain(default: str) -> bool:
    """Whether a default is a value and not an expression: nothing is called and no item is named.

    A parenthesis with nothing called before it is one of prose: `N/A (not asked)`.
    """
    return "${" not in default and not CALLED.search(default)


def shown(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fields(items: tuple[Item, ...]) -> Iterator[Field]:
    waiting: list[tuple[Item, Field | None]] = [(item, None) for item in reversed(items)]
    at = 0
    while waiting:
        item, parent = waiting.pop()
        field = Field(at, item, parent=parent)
        at += 1
        yield field
        waiting.extend((child, field) for child in reversed(item.items))


def _inside(fields: tuple[Field, ...]) -> dict[int | None, tuple[Field, ...]]:
    """What stands directly in each group or repeat; None: outside all."""
    found: dict[int | None, list[Field]] = {None: [], **{field.at: [] for field in fields}}
    for field in fields:
        found[field.parent.at if field.parent else None].append(field)
    return {at: tuple(inner) for at, inner in found.items()}


def _tables(instrument: Instrument) -> dict[str, Sequence[Mapping[str, str]]]:
    """The attached lists, and those that items choose from: a row for each choice."""
    of_choices = {
        name: [_row(choice) for choice in choices]
        for name, choices in instrument.lists.items()
    }
    return {**of_choices, **instrument.tables}


def _texts(item: Item) -> Iterator[str]:
    """Everything of an item that is read by people."""
    own = (item.label, item.hint, item.guidance, item.required_message, item.constraint_message)
    of_choices = (texts for choice in item.choices for texts in (choice.label, choice.guidance))
    return (text for texts in (*own, *of_choices) for text in texts.values() if "${" in text)


def _row(choice: Choice) -> dict[str, str]:
    return {"name": choice.value, "label": next(iter(choice.label.values()), ""), **choice.columns}


def _around(field: Field) -> Iterator[Field]:
    place = field.parent
    while place:
        yield place
        place = place.parent
