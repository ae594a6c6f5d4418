"""A citizen's pen: what they put into the fields of a page, by what the contact was worth to them; pure."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

import msgspec

from simulator.citizens.page import Field, Form

PREFIX = "q-"
SKIPS = 0.03  # a grade that is left out
WRITES = 0.5  # of those who could say something in their own words
TELLS = 0.2  # of those who write: something about themselves, which should not be there


class Remarks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    good: tuple[str, ...]
    middling: tuple[str, ...]
    bad: tuple[str, ...]
    personal: tuple[str, ...]
    short: tuple[str, ...]
    names: tuple[str, ...]


@cache
def remarks() -> Mapping[str, Remarks]:
    source = (Path(__file__).parent / "remarks.toml").read_bytes()
    return msgspec.toml.decode(source, type=dict[str, Remarks])


def fill(form: Form, *, worth: float, language: str, rng: Random) -> dict[str, list[str]]:
    """Field -> what is put in; fields that are left as they are, are not in it."""
    filled = {}
    for name, field in form.fields.items():
        if not name.startswith(PREFIX) or field.unseen or field.kind == "hidden" or field.values not in ([], [""]):
            continue
        if (said := _said(name.removeprefix(PREFIX), field, worth=worth, language=language, rng=rng)) is not None:
            filled[name] = said
    return filled


def _said(item: str, field: Field, *, worth: float, language: str, rng: Random) -> list[str] | None:
    match field.kind:
        case "radio" | "select" if ".." not in item:
            return _chosen(item, [value for value in field.offered if value], worth=worth, rng=rng)
        case "checkbox":
            return [value for value in field.offered if rng.random() < 0.4] or None
        case "textarea":
            return _written(worth=worth, language=language, rng=rng)
        case "number":
            return [str(round(10 * worth))]
        case "text":
            return [rng.choice(_of(language).short)]
        case _:
            return None


def _chosen(item: str, offered: list[str], *, worth: float, rng: Random) -> list[str] | None:
    real = [value for value in offered if value[:1] not in "@"] or offered
    if not real:
        return None
    if graded(real):
        return None if rng.random() < SKIPS else [grade(real, worth=worth, rng=rng)]
    if len(real) > 4:  # what it was about: nothing that can be good or bad
        return [rng.choice(real)]
    # The better answers come first: yes; yes, in the end; not yet.
    odds = [max(0.03, worth), *(max(0.03, (1 - worth) / n) for n in range(1, len(real)))]
    if real[-1] == "not_mine":
        odds[-1] = 0.02
    return rng.choices(real, odds)


def graded(offered: list[str]) -> bool:
    return len(offered) > 2 and all(value.isdecimal() for value in offered)


def grade(offered: list[str], *, worth: float, rng: Random) -> str:
    ordered = sorted(offered, key=int)
    felt = min(1.0, max(0.0, rng.gauss(worth, 0.12)))
    return ordered[round(felt * (len(ordered) - 1))]


def _written(*, worth: float, language: str, rng: Random) -> list[str] | None:
    if rng.random() >= WRITES:
        return None
    words = _of(language)
    said = rng.choice(words.good if worth > 0.62 else words.bad if worth < 0.38 else words.middling)
    if rng.random() < TELLS:
        phone = f"9{rng.randrange(10):01}{rng.randrange(10):01} {rng.randrange(10, 99)} {rng.randrange(100, 999)}"
        told = rng.choice(words.personal)
        said += " " + told.replace("{phone}", phone).replace("{name}", rng.choice(words.names))
    return [said]


def _of(language: str) -> Remarks:
    return remarks().get(language) or remarks()["nb"]
