"""The guide to expressions lists what the table of functions lists, no more and no less."""

from pathlib import Path

import pytest

from instruments.expression import functions
from instruments.expression.compiled import MAKERS, SPECIAL
from instruments.expression.functions import FUNCTIONS, Function

GUIDE = Path(__file__).parents[3] / "docs" / "expressions.md"
GROUPS = {
    "Texts": functions.STRINGS,
    "True and false": functions.BOOLEANS,
    "Numbers": functions.NUMBERS,
    "Nodes, repeats and lists": functions.NODES,
    "Dates and times": functions.DATES,
    "Forms": functions.FORMS,
}


def row(name: str, function: Function) -> str:
    most = "or more" if function.most is None else "" if function.most == function.least else f"to {function.most}"
    told = f"**not supported**: {function.why_not}" if function.why_not else function.about
    return f"| `{name}` | {f'{function.least} {most}'.strip()} | {told} |"


def table(known: dict[str, Function]) -> list[str]:
    return ["| function | arguments | |", "|---|---|---|", *(row(name, known[name]) for name in sorted(known))]


@pytest.mark.parametrize("heading", GROUPS)
def test_the_guide_lists_every_function_as_the_table_has_it(heading: str) -> None:
    section = GUIDE.read_text().split(f"### {heading}\n", 1)[1].split("\n#", 1)[0]
    assert [line for line in section.splitlines() if line.startswith("|")] == table(GROUPS[heading])


def test_every_function_stands_in_one_group_and_is_either_made_or_refused() -> None:
    assert sum(map(len, GROUPS.values())) == len(FUNCTIONS)
    assert set(MAKERS) | SPECIAL == {name for name, function in FUNCTIONS.items() if not function.why_not}
