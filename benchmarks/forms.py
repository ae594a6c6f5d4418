"""How fast a form of 200 items is worked out from scratch, and after one answer has changed.

PYTHONPATH=. python -m benchmarks.forms
"""

import json
import time
from collections.abc import Callable
from statistics import median

from instruments.answers import check
from instruments.form import NO_TIME, form_of
from instruments.instrument import Choice, Instrument, Item, Kind
from instruments.sheet import Sheet

CHOICES = tuple(Choice(value=value, label={"en": value}, points=points) for points, value in enumerate(("no", "yes")))
ROUNDS = 200


def instrument(size: int = 200) -> Instrument:
    """A fifth each: plain, skipped by a choice, skipped by two numbers, constrained, calculated."""
    items: list[Item] = []
    for number in range(size // 5):
        name = f"q{number}"
        before, b = f"q{max(number - 1, 0)}", f"${{{name}b}}"
        items += [
            Item(name=f"{name}a", kind=Kind.SELECT_ONE, label={"en": "a"}, choices=CHOICES, required=True),
            Item(name=f"{name}b", kind=Kind.INTEGER, label={"en": "b"}, relevant=f"${{{name}a}} = 'yes'"),
            Item(name=f"{name}c", kind=Kind.TEXT, label={"en": "c"}, relevant=f"${{{before}b}} > 3 and {b} < 90"),
            Item(name=f"{name}d", kind=Kind.DECIMAL, label={"en": "d"}, constraint=f". >= 0 and . <= {b} * 10"),
            Item(name=f"{name}e", kind=Kind.CALCULATE, calculation=f"round({b} * 2 + ${{{name}d}}, 1)"),
        ]
    return Instrument(id="big", title={"en": "Big"}, items=tuple(items))


def answers(form: Instrument) -> dict[str, object]:
    given = {Kind.SELECT_ONE: "yes", Kind.INTEGER: 12, Kind.TEXT: "text", Kind.DECIMAL: 7.5}
    return {item.name: given[item.kind] for item in form.leaves if item.kind in given}


def timed(work: Callable[[], object]) -> float:
    """The median of one call, in ms."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return 1000 * median(taken)


def main() -> None:
    form = instrument()
    said = answers(form)
    ready = form_of(form)
    sheet = Sheet(ready, ready.world(now=NO_TIME), answers=said)
    turn = iter(range(10**9))
    figures = {
        "items": len(form.leaves),
        "ready_ms": timed(lambda: type(ready)(form)),
        "scratch_ms": timed(lambda: Sheet(ready, ready.world(now=NO_TIME), answers=said)),
        "change_ms": timed(lambda: sheet.change("q20b", next(turn) % 50)),
        "check_ms": timed(lambda: check(form, said)),
        "json_ms": timed(lambda: json.loads(json.dumps(said))),
    }
    figures["scratch_by_json"] = figures["scratch_ms"] / figures["json_ms"]
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
