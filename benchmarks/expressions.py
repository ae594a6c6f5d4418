"""How long an expression takes to read, to compile and to run, beside the same condition written in Python.

Run: .venv/bin/python -m benchmarks.expressions
"""

import sys
import timeit
from collections.abc import Callable
from datetime import UTC, datetime

from instruments.expression.compiled import compile_tree
from instruments.expression.nodes import REPEAT, DataNode
from instruments.expression.parser import parse
from instruments.expression.scope import Scope, World

ITEMS = 200
MOST_RUN = 3.0  # microseconds for a typical condition, on a quiet machine
MOST_FORM = 2.0  # milliseconds for a form of 200 conditions, nodes and index included
EXPRESSIONS = (
    "${a} = 'x' and ${b} > 3",
    "selected(${a}, 'x')",
    "not(selected(${a}, 'x')) or ${b} != ''",
    "${q1} + ${q2} + ${q3}",
    "if(${b} > 3, 'yes', 'no')",
    "round(${q7} div ${q9}, 2)",
    "${day} <= today() + 7",
    "regex(${a}, '^[a-z]+$')",
    "/data/a = 'x'",
    "count(${call}[${minutes} > 5])",
    "sum(${minutes})",
)


def form() -> DataNode:
    root = DataNode("data", children=[DataNode("a", "x"), DataNode("b", "4"), DataNode("day", "2026-05-21")])
    for number in range(ITEMS - 3):
        root.add(DataNode(f"q{number}", str(number)))
    for number in range(20):
        root.add(DataNode("call", kind=REPEAT, children=[DataNode("minutes", str(number))]))
    return root


def micro(work: Callable[[], object], times: int) -> float:
    """The best of five, in microseconds: what the machine can do when nothing else disturbs it."""
    return min(timeit.repeat(work, number=times, repeat=5)) / times * 1e6


def condition() -> float:
    """`${a} = 'x' and ${b} > 3` on a dict, as one would write it by hand."""
    values = {"a": "x", "b": "4"}
    return micro(lambda: values["a"] == "x" and float(values["b"]) > 3, 20_000)


def whole_form() -> float:
    """Milliseconds for nodes, index and a condition for each of 200 items."""
    world = World(now=datetime(2026, 5, 21, tzinfo=UTC))
    conditions = [
        compile_tree(parse(f"${{q{number}}} = '{number}' and ${{q{number + 1}}} > {number}"))
        for number in range(ITEMS - 4)
    ]

    def run() -> None:
        root = form()
        scope = Scope(root, root, world)
        for one in conditions:
            one.run_boolean(scope)

    return micro(run, 20) / 1000


def main() -> int:
    root = form()
    scope = Scope(root, root, World(now=datetime(2026, 5, 21, tzinfo=UTC)))
    by_hand = condition()
    slowest = 0.0
    print(
        f"{'expression':42} {'parse':>8} {'compile':>8} {'run':>8}   (microseconds; run beside {by_hand:.2f} by hand)"
    )
    for text in EXPRESSIONS:
        tree = parse(text)
        made = compile_tree(tree)
        run = micro(lambda run=made.run_boolean: run(scope), 2_000)
        slowest = slowest or run
        read, compiled = micro(lambda text=text: parse(text), 200), micro(lambda tree=tree: compile_tree(tree), 200)
        print(f"{text:42} {read:8.1f} {compiled:8.1f} {run:8.2f}   {run / by_hand:5.1f} x")
    whole = whole_form()
    print(f"{ITEMS} items from scratch: {whole:.2f} ms")
    return int(slowest > MOST_RUN or whole > MOST_FORM)


if __name__ == "__main__":
    sys.exit(main())
