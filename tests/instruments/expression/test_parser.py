"""What can be written in an expression, and what is said where it cannot."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.expression.faults import ExpressionError, Unsupported
from instruments.expression.parser import parse, read
from instruments.expression.tree import Binary, Call, Filter, Name, Negate, Node, Number, Step, Text
from instruments.expression.tree import Path as Steps
from instruments.expression.written import written

CASES = sorted(Path(__file__).parent.glob("cases/*.jsonl"))


def fault(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    return caught.value


def test_a_condition_becomes_a_tree_that_travels_as_json() -> None:
    tree = parse("${age} >= 18 and selected(${ways}, 'phone')")
    assert json.loads(msgspec.json.encode(tree)) == [
        "b",
        "and",
        ["b", ">=", ["v", "age"], ["n", 18.0]],
        ["f", "selected", [["v", "ways"], ["s", "phone"]]],
    ]
    assert msgspec.json.decode(msgspec.json.encode(tree), type=Node) == tree


def test_operators_bind_as_in_xpath() -> None:
    assert parse("1 or 2 and 3 = 4 < 5 + 6 * -7") == Binary(
        "or",
        Number(1),
        Binary(
            "and",
            Number(2),
            Binary(
                "=",
                Number(3),
                Binary("<", Number(4), Binary("+", Number(5), Binary("*", Number(6), Negate(Number(7))))),
            ),
        ),
    )
    assert parse("1 - 2 - 3") == Binary("-", Binary("-", Number(1), Number(2)), Number(3))


def test_a_word_is_a_name_where_a_value_stands_and_an_operator_after_it() -> None:
    div, mod, anything = (Steps(".", (Step("child", name),)) for name in ("div", "mod", "*"))
    assert parse("div div mod") == Binary("div", div, mod)
    assert parse("***") == Binary("*", anything, anything)


def test_a_condition_after_a_name_counts_over_all_its_nodes() -> None:
    tree = parse("${rep}[position() = 2]/x")
    condition = Binary("=", Call("position"), Number(2))
    assert tree == Steps(Filter(Name("rep"), (condition,)), (Step("child", "x"),))


def test_paths_start_at_the_node_the_root_or_what_the_expression_is_about() -> None:
    assert parse(".") == Steps(".")
    assert parse("..") == Steps(".", (Step("parent", "node()"),))
    assert parse("/data/a") == Steps("/", (Step("child", "data"), Step("child", "a")))
    assert parse("current()/../x") == Steps("c", (Step("parent", "node()"), Step("child", "x")))


def test_round_quotation_marks_and_hard_spaces_of_a_word_processor_are_read() -> None:
    assert parse("${a}\u00a0= “yes”") == parse("${a} = 'yes'")
    assert parse("${a} = ‘yes’") == parse("${a} = 'yes'")


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("selcted(., 'a')", "there is no function `selcted`; did you mean `selected`?", 0),
        ("1 + if(1, 2)", "`if` takes 3 arguments, got 2", 4),
        ("(1 + 2", "a `)` is missing", 6),
        ("1 + 2)", "a `)` too many", 5),
        ("${a} == 'x'", "write `=` to compare, not `==`", 5),
        ("${a} && ${b}", "write `and`, not `&&`", 5),
        ("${a} AND ${b}", "write `and` in small letters", 5),
        ("${a} = 'x", "the quotation that starts here has no end; add '", 7),
        ("${a b}", "write the name of an item like this: ${age}", 0),
        ("6 / 2", "write `div` to divide; `/` leads from a node to what is in it", 2),
        ("1 +", "the expression ends too early: a value, a name like ${age} or a function is missing", 3),
        ("  ", "the expression is empty", 0),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(text: str, message: str, offset: int) -> None:
    found = fault(text)
    assert (found.message, found.offset) == (message, offset)


def test_every_wrong_call_is_found_in_one_reading() -> None:
    _, faults = read("fo(1) + if(1) + area(.)")
    assert [one.offset for one in faults] == [0, 8, 16]
    assert isinstance(faults[2], Unsupported) and faults[2].name == "area"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "-" * 10_000 + "1",
        "1" + "+1" * 19_000,
        "a[" * 10_000,
        "not(" * 10_000,
        "1" * 100_000,
        "a/" * 15_000,
    ],
)
def test_what_is_too_long_or_too_deep_is_refused_in_words(text: str) -> None:
    assert fault(text).message


def test_a_long_list_of_alternatives_is_read_and_stays_low() -> None:
    tree = parse(" or ".join(f"${{code}} = '{number}'" for number in range(1_500)))
    assert msgspec.json.decode(msgspec.json.encode(tree), type=Node) == tree
    assert parse(written(tree)) == tree


def test_every_case_that_can_be_read_is_written_and_read_back() -> None:
    seen = 0
    for file in CASES:
        for line in file.read_text().splitlines():
            tree, faults = read(json.loads(line)["expression"])
            if tree is not None and not faults:
                assert parse(written(tree)) == tree
                seen += 1
    assert seen > 300


PIECES = st.sampled_from(
    [
        *"()[],./*+-=<>|$@:'\"&! 1a\n",
        "..",
        "//",
        "::",
        "!=",
        "<=",
        " and ",
        " or ",
        " div ",
        "${a}",
        "if(",
        "'x'",
        "“",
        "not(",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_any_text_is_a_tree_or_a_fault(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionError as found:
        assert 0 <= found.offset <= len(text)
    else:
        assert msgspec.json.decode(msgspec.json.encode(tree), type=Node) == tree


PLAIN = st.one_of(
    st.builds(Number, st.floats(0, 1e20)),
    st.builds(Text, st.text().filter(lambda text: not {"'", '"'} <= set(text))),
    st.builds(Name, st.sampled_from(["a", "b-c", "æ1"])),
    st.builds(Steps, st.sampled_from([".", "/", "c"]), st.just((Step("child", "x"), Step("parent", "node()")))),
)
TREES = st.recursive(
    PLAIN,
    lambda inside: st.one_of(
        st.builds(Binary, st.sampled_from(["or", "and", "=", "<", "+", "-", "*", "div"]), inside, inside),
        st.builds(Negate, inside),
        st.builds(lambda *some: Call("concat", some), inside, inside),
        st.builds(lambda some: Filter(Name("r"), (some,)), inside),
        st.builds(lambda some: Steps(Name("r"), (Step("child", "x", (some,)),)), inside),
    ),
    max_leaves=12,
)


@given(TREES)
def test_a_tree_that_is_written_reads_back_as_itself(tree: Node) -> None:
    assert parse(written(tree)) == tree
