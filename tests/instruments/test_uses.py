"""What an expression mentions."""

from instruments.expression.parser import parse
from instruments.uses import uses


def test_an_expression_says_what_it_depends_on() -> None:
    found = uses(parse("${a} = 1 and ../b > today() and instance('l')/root/item[name = ${c}]/label != ''"))
    assert found.references == {"a", "c"}
    assert {"a", "b", "c"} <= found.names and "label" not in found.names
    assert found.lists == {"l"}
    assert found.clock and not uses(parse("${a} = 1")).clock


def test_what_is_only_counted_is_told_from_what_is_read() -> None:
    assert uses(parse("count(${call}) + position(..)")).counted == {"call"}
    assert uses(parse("indexed-repeat(${minutes}, ${call}, 2)")).counted == {"call"}
    assert uses(parse("count(${call}) + ${call}")).counted == set()


def test_items_whose_choices_are_asked_for_by_name_are_told() -> None:
    for written in ("'${age}'", "'/data/person/age'", "${age}"):
        assert uses(parse(f"jr:choice-name('2', {written})")).choices == {"age"}


def test_functions_are_told() -> None:
    assert uses(parse("once(random()) + floor(2.5)")).functions == {"once", "random", "floor"}
