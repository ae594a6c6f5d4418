"""The fields in which one question is mended: what they hold, and what comes back in them."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from instruments.instrument import NUMBERS, Choice, Counts, Item
from instruments.language import Texts
from survey.problems import Fault
from survey.texts import N_

LONGEST = 5000
TOLD = ("label", "hint", "guidance", "required_message", "constraint_message")
EXPRESSIONS = ("constraint", "calculation")
MOST_CHOICES = 60
"""More are mended in the workbook."""
WRITE_NUMBER = N_("Write a number of 0 or more, or nothing.")


class Mended(msgspec.Struct, frozen=True):
    item: Item
    faults: tuple[Fault, ...] = ()


def mended(item: Item, given: Mapping[str, str], languages: Sequence[str]) -> Mended:
    """The item with what the fields say; a field that is not there leaves what it was."""
    faults: list[Fault] = []
    choices = tuple(choice(one, index, given, languages=languages, faults=faults) for index, one in indexed(item))
    values: dict[str, Any] = {
        **{name: texts(getattr(item, name), name, given, languages=languages) for name in TOLD},
        "choices": (*choices, *item.choices[len(choices) :]),
    }
    values |= {name: given[name].strip()[:LONGEST] for name in EXPRESSIONS if name in given}
    if given.get("relevant", item.relevance) != item.relevance:
        values |= {"relevant": given["relevant"][:LONGEST], "shown_if": None}
    if "weight" in given:
        values["weight"] = number(given, "weight", faults, usual=item.weight)
    if item.kind in NUMBERS and "points" in given:
        values["points"] = number(given, "points", faults, usual=None)
    if given.get("counts") in set(Counts):
        values["counts"] = Counts(given["counts"])
    if isinstance(item.required, bool) and "asked" in given:
        values["required"] = given.get("required") == "on"
    return Mended(msgspec.structs.replace(item, **values), tuple(faults))


def indexed(item: Item) -> list[tuple[int, Choice]]:
    return list(enumerate(item.choices[:MOST_CHOICES]))


def choice(
    one: Choice, index: int, given: Mapping[str, str], *, languages: Sequence[str], faults: list[Fault]
) -> Choice:
    label = texts(one.label, f"choice-{index}", given, languages=languages)
    guidance = texts(one.guidance, f"guidance-{index}", given, languages=languages)
    points = number(given, f"points-{index}", faults, usual=None) if f"points-{index}" in given else one.points
    return msgspec.structs.replace(one, label=label, guidance=guidance, points=points)


def texts(before: Texts, name: str, given: Mapping[str, str], *, languages: Sequence[str]) -> Texts:
    """In the order they were in; blank takes a text away."""
    found = {code: given.get(f"{name}-{code}", before.get(code, "")) for code in (*before, *languages)}
    return {code: text.replace("\r\n", "\n").strip()[:LONGEST] for code, text in found.items() if text.strip()}


def number(given: Mapping[str, str], name: str, faults: list[Fault], *, usual: float | None) -> float | None:
    text = given[name].replace(",", ".").replace(" ", "")
    if not text:
        return usual
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 1_000_000:
        faults.append(Fault(name, WRITE_NUMBER))
        return usual
    return value
