"""The scale of a range: its steps, and whether a number stands on it."""

from fractions import Fraction

from instruments.instrument import Item

USUAL = {"start": "1", "end": "10", "step": "1"}
"""What XLSForm assumes where `parameters` do not say."""
MOST_STEPS = 1_000


def bounds(item: Item) -> tuple[Fraction, Fraction, Fraction]:
    """The low end, the high end and the step, exact. Raises ValueError where they are no numbers or lead nowhere."""
    start, end, step = (Fraction(item.parameters.get(key, usual).strip()) for key, usual in USUAL.items())
    if not step or start == end:
        raise ValueError("a range has two ends and a step other than 0")
    return min(start, end), max(start, end), abs(step)


def steps(item: Item) -> tuple[int | float, ...]:
    """The numbers of the scale, at most a thousand of them."""
    low, high, step = bounds(item)
    count = min(int((high - low) / step), MOST_STEPS)
    return tuple(plain(low + step * number) for number in range(count + 1))


def on_scale(item: Item, number: float) -> bool:
    """Whether the number is one of the steps; a scale that cannot be read refuses nothing."""
    try:
        low, high, step = bounds(item)
    except (ValueError, ZeroDivisionError):
        return True
    exact = Fraction(str(number))
    return low <= exact <= high and (exact - low) % step == 0


def share(item: Item, number: float) -> float:
    """How far up the scale a number is: 0 at the low end, 1 at the high one."""
    low, high, _ = bounds(item)
    return float((Fraction(str(number)) - low) / (high - low))


def plain(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else float(number)
