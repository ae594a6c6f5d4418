"""What a category scheme may look like, in memory and as a file of the bank."""

import msgspec
import pytest

from instruments import bank, codebook_check
from instruments.codebook import Added, Axis, Category, Codebook, Merged, Renamed, Retired, Split
from instruments.fault import Severity
from instruments.toml_text import written


def named(code: str) -> Category:
    return Category(code=code, name={"en": code.title()})


GOOD = Codebook(
    id="mine",
    version=1,
    title={"en": "Mine"},
    axes=(
        Axis(
            code="reasons",
            name={"en": "Reasons"},
            many=True,
            none="none",
            categories=tuple(map(named, ("slow", "cost", "none"))),
        ),
        Axis(code="tone", name={"en": "Tone"}, categories=tuple(map(named, ("good", "bad")))),
    ),
)


def errors(text: str) -> list[str]:
    with pytest.raises(bank.UnusableError) as caught:
        bank.decode(text.encode(), Codebook, "mine.toml")
    return [str(fault) for fault in caught.value.faults]


def test_a_scheme_with_every_kind_of_change_is_read_back_as_it_was_written() -> None:
    changes = (
        Added("tone", "bad"),
        Merged("reasons", ("late", "queue"), "slow"),
        Split("reasons", "money", ("cost", "slow")),
        Renamed("reasons", "nothing", "none"),
        Retired("tone", "mixed"),
    )
    second = msgspec.structs.replace(GOOD, version=2, changes=changes)
    assert bank.decode(written(msgspec.to_builtins(second)).encode(), Codebook, "mine.toml") == second


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ('code = "cost"', 'code = "Cost"', "`Cost` must be small letters"),
        ('code = "cost"', 'code = "slow"', "`slow` stands twice"),
        ('name.en = "Cost"', 'name.en = " SLOW "', "`slow` stands twice"),
        ('name.en = "Cost"', 'name.en = " "', "is empty; give it in at least one language"),
        ('name.en = "Cost"', 'name.en = "C\\u0007"', "holds a sign that cannot be shown"),
        ('name.en = "Cost"', f'name.en = "{"C" * 81}"', "has 81 letters; 80 at most"),
        ('name.en = "Cost"', 'name.en = "Cost"\ninstead = "cost"', "`cost` is no other category of `reasons`"),
        ('name.en = "Cost"', 'name.en = "Cost"\ninstead = "dear"', "`dear` is no other category of `reasons`"),
        ('name.en = "Cost"', 'name.en = "Cost"\nbelong.en = "x"', "is not known here; did you mean `belongs`?"),
        ('none = "none"', 'none = "nothing"', "`nothing` is none of its categories"),
        ('code = "tone"', 'code = "reasons"', "`reasons` stands twice"),
        ("version = 1", "version = 0", "versions count from 1"),
    ],
)
def test_what_cannot_be_used_is_told(good: str, bad: str, told: str) -> None:
    text = written(msgspec.to_builtins(GOOD))
    assert good in text
    (fault,) = errors(text.replace(good, bad, 1))
    assert told in fault


def test_a_fault_is_told_with_its_line() -> None:
    text = written(msgspec.to_builtins(GOOD))
    line = text[: text.index('"cost"')].count("\n") + 1
    (fault,) = errors(text.replace('code = "cost"', 'code = "slow"'))
    assert fault == f"mine.toml:{line}: `axes[0].categories[1].code` `slow` stands twice; each once"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('kind = "merge"\naxis = "tone"', "`changes[0].kind` cannot be `merge`; did you mean `merged`?"),
        ('axis = "tone"\ncode = "bad"', "lacks `kind`: one of added, merged, split, renamed, retired"),
        ('kind = "renamed"\naxis = "tone"\ncode = "bad"', "`changes[0]` lacks `to`"),
        ('kind = "retired"\naxis = "tone"\ncode = "bad"\nto = "good"', "`changes[0].to` is not known here"),
    ],
)
def test_a_change_is_held_against_its_own_kind(change: str, told: str) -> None:
    text = written(msgspec.to_builtins(msgspec.structs.replace(GOOD, version=2)))
    (fault,) = errors(f"{text}\n[[changes]]\n{change}\n")
    assert told in fault


def test_an_axis_of_one_category_and_a_first_version_with_changes_are_refused() -> None:
    tone = msgspec.structs.replace(GOOD.axes[1], categories=(named("good"),))
    found = codebook_check.faults(
        msgspec.structs.replace(GOOD, axes=(GOOD.axes[0], tone), changes=(Retired("tone", "bad"),))
    )
    assert [fault.where for fault in found if fault.severity is Severity.ERROR] == ["changes", "axes[1].categories"]
