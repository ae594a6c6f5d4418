"""An instrument that was read, as JSON and in words."""

from collections.abc import Iterator
from typing import Any

import msgspec

from instruments.answers import Checked
from instruments.fault import Fault, Severity
from instruments.imported import Imported
from instruments.instrument import Instrument, Item
from instruments.language import in_language
from instruments.plain.advice import advice
from instruments.plain.found import Weight
from instruments.worth import Total
from survey.texts import translator
from survey.web import advice_words


def as_json(found: Imported) -> dict[str, Any]:
    """What `instrument check` prints: every item in order, groups and repeats before what is in them."""
    items = [] if found.instrument is None else list(listed(found.instrument.items, ()))
    told = summary(found)
    rest = {"problems": told["problems"], "lost": told["lost"], "advice": advised(found)}
    return {key: told[key] for key in HEADING} | {"items": items} | rest


HEADING = ("id", "version", "title", "languages")


def heading(one: Instrument) -> dict[str, Any]:
    return {"id": one.id, "version": one.version, "title": one.title, "languages": one.languages}


def summary(found: Imported) -> dict[str, Any]:
    head = dict.fromkeys(HEADING) if found.instrument is None else heading(found.instrument)
    problems = [{"where": one.where, "severity": one.severity, "message": one.message} for one in found.problems]
    return head | {"problems": problems, "lost": found.lost}


def listed(items: tuple[Item, ...], inside: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for item in items:
        told: dict[str, Any] = {"name": item.name, "kind": item.kind, "inside": inside}
        own = msgspec.structs.replace(item, items=(), shown_if=None, relevant=item.relevance)
        yield told | {key: value for key, value in msgspec.to_builtins(own).items() if key != "items"}
        yield from listed(item.items, (*inside, item.name))


def advised(found: Imported) -> list[dict[str, Any]]:
    """What could be better in the questions, the strongest first."""
    every = advice(found.instrument) if found.instrument else ()
    return [
        {
            "where": one.where,
            "language": one.language,
            "about": one.about,
            "weight": one.weight,
            "message": advice_words.said(one, ENGLISH),
            "quote": one.values.get("quote", ""),
        }
        for one in sorted(every, key=lambda one: one.weight is Weight.MILD)
    ]


ENGLISH = translator("en")


def in_words(found: Imported, file: str) -> Iterator[str]:
    one = found.instrument
    if one is not None:
        title = in_language(one.title, one.default_language or "en")
        yield f"{one.id}: {title}"
        languages = ", ".join(one.languages)
        worth = f", at most {one.max_points:g} points" if one.max_points else ""
        yield f"{len(one.leaves)} items in {languages}{worth}"
    yield from faults_in_words(found, file)
    yield from advice_in_words(found)
    yield f"{file} can be used" if found.usable else f"{file} cannot be used as it is"


def faults_in_words(found: Imported, file: str) -> Iterator[str]:
    for fault in sorted(found.problems, key=lambda fault: fault.severity is Severity.WARNING):
        yield f"{file}, {told(fault)}"
    if found.lost:
        yield "Not carried over:"
    yield from (f"  {one.where}: {one.what}" for one in found.lost)


def advice_in_words(found: Imported) -> Iterator[str]:
    told = advised(found)
    if told:
        yield "Advice on the questions, take it or leave it:"
    for one in told:
        place = " ".join(part for part in (one["where"], f"({one['language']})" if one["language"] else "") if part)
        yield f"  {place or 'the form'}: {one['message']}"


def told(fault: Fault) -> str:
    where = f"{fault.where}: " if fault.where else ""
    return f"{fault.severity}: {where}{fault.message}"


def evaluation(checked: Checked, score: Total) -> dict[str, Any]:
    problems = [{"item": one.item, "kind": one.kind, "message": one.message} for one in checked.problems]
    return {"relevant": checked.relevant, "values": checked.values, "problems": problems, "score": score}


def evaluation_in_words(checked: Checked, score: Total) -> Iterator[str]:
    for name, value in checked.values.items():
        yield f"{name}: {msgspec.json.encode(value).decode()}"
    for one in checked.problems:
        yield f"{one.item}: {one.kind}: {one.message}"
    if score.items:
        share = "" if score.percent is None else f" ({score.percent:.1f} %)"
        yield f"{score.points:g} of {score.max_points:g} points{share}"
    if score.knocked_out:
        yield f"knocked out by {', '.join(score.knocked_out)}"
