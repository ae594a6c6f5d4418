"""The functions on numbers; whatever has no result in numbers is NaN, never an exception."""

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_FLOOR, Decimal

from instruments.expression.code import NUMBER, STRING, Code, number_of
from instruments.expression.making import Maker, Notes, of_context, pure
from instruments.expression.scope import Scope

MOST_PLACES = 30
HALF = Decimal("0.5")


def lenient(function: Callable[..., float]) -> Callable[..., float]:
    """IEEE 754 where Python raises."""

    def safe(*values: float) -> float:
        try:
            return float(function(*values))
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return safe


def truncated(value: float) -> float:
    return value if math.isnan(value) or math.isinf(value) else float(math.trunc(value))


def rounding(given: Sequence[Code], notes: Notes) -> Code:
    """A decimal comma is understood here, as in JavaRosa."""
    value = number_of(with_point(given[0]))
    if len(given) == 1:
        return Code(NUMBER, lambda scope: half_up(value(scope)))
    places = number_of(given[1])

    def rounded(scope: Scope) -> float:
        return to_places(value(scope), places(scope))

    return Code(NUMBER, rounded)


def with_point(code: Code) -> Code:
    if not isinstance(code.constant, str):
        return code
    text = code.constant.replace(",", ".")
    return Code(STRING, lambda scope: text)


def half_up(value: float) -> float:
    """XPath 1.0: to the nearest whole number, of two the greater one."""
    if math.isnan(value) or math.isinf(value):
        return value
    below = math.floor(value)
    return float(below if value - below < 0.5 else below + 1)


def to_places(value: float, places: float) -> float:
    """Half up on the digits as they are written: 12345.15 to one place is 12345.2. NaN beyond 30 places."""
    if math.isnan(value) or math.isinf(value):
        return value
    if math.isnan(places) or abs(places) > MOST_PLACES:
        return math.nan
    unit = Decimal(1).scaleb(-int(places))
    steps = (Decimal(repr(value)) / unit + HALF).to_integral_value(ROUND_FLOOR)
    return float(steps * unit)


def power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        return math.inf
    if math.isnan(exponent) or (abs(base) == 1 and math.isinf(exponent)):
        return math.nan
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    except ValueError:
        return math.nan


def logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    safe = lenient(function)
    return lambda value: -math.inf if value == 0 else safe(value)


def whole(function: Callable[[float], int]) -> Callable[[float], float]:
    return lambda value: value if math.isnan(value) or math.isinf(value) else float(function(value))


ONE: dict[str, Callable[[float], float]] = {
    "int": truncated,
    "floor": whole(math.floor),
    "ceiling": whole(math.ceil),
    "abs": abs,
    "log": logarithm(math.log),
    "log10": logarithm(math.log10),
    "exp": lenient(math.exp),
    "exp10": lambda value: power(10.0, value),
    "sqrt": lenient(math.sqrt),
    "sin": lenient(math.sin),
    "cos": lenient(math.cos),
    "tan": lenient(math.tan),
    "asin": lenient(math.asin),
    "acos": lenient(math.acos),
    "atan": math.atan,
}

MAKERS: dict[str, Maker] = {
    **{name: pure(NUMBER, "n", function) for name, function in ONE.items()},
    "number": of_context(pure(NUMBER, "n", float)),
    "round": rounding,
    "pow": pure(NUMBER, "nn", power),
    "atan2": pure(NUMBER, "nn", math.atan2),
    "pi": pure(NUMBER, "", lambda: math.pi),
}
