"""An expression of another program, before anybody knows what its names stand for."""

from typing import TypeAlias

import msgspec


class Value(msgspec.Struct, frozen=True):
    """A text, number, truth value; None is `null`, `undefined` and the like."""

    value: str | float | bool | None


class Many(msgspec.Struct, frozen=True):
    """`['a', 'b']`."""

    values: tuple["Foreign", ...]


class Variable(msgspec.Struct, frozen=True):
    name: str


class Function(msgspec.Struct, frozen=True):
    name: str
    arguments: tuple["Foreign", ...]


class Infix(msgspec.Struct, frozen=True):
    """`operator` is our word for it, whatever the program writes: `and`, `=`, `contains`."""

    operator: str
    left: "Foreign"
    right: "Foreign"


class Prefix(msgspec.Struct, frozen=True):
    """`not`, `-`, and those that stand behind what they ask about: `empty`, `notempty`."""

    operator: str
    operand: "Foreign"


Foreign: TypeAlias = Value | Many | Variable | Function | Infix | Prefix


class ForeignError(Exception):
    """The expression cannot be read, or has nothing like it here; the message says what stands in the way."""
