"""Habits: how one municipality deals with its mail, drawn once from the seed and its address."""

from enum import StrEnum
from random import Random

import msgspec

from simulator.dice import dice


class System(StrEnum):
    """What the mail passes through; each leaves its own marks."""

    MAILBOX = "mailbox"
    SERVICENOW = "servicenow"
    ZENDESK = "zendesk"
    PUBLIC360 = "public360"


class Quoting(StrEnum):
    TOP = "top"  # answer above, the inquiry in "> " below
    HEADER = "header"  # answer above, Outlook's From/Sent/To/Subject block below
    BOTTOM = "bottom"  # the inquiry first, the answer below
    NONE = "none"


class Form(StrEnum):
    PLAIN = "plain"
    HTML = "html"
    BOTH = "both"


class Answering(StrEnum):
    """Which address answers."""

    SAME = "same"
    PERSON = "person"
    VENDOR = "vendor"


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    unit: str
    domain: str
    language: str
    skill: float
    """0 to 1: how often the answer is right; also pulls at pace and silence."""
    pace: float
    """Median office hours until an answer."""
    system: System
    receipts: bool
    surveys: bool
    broken: bool
    """The published address does not exist."""
    quoting: Quoting
    form: Form
    answering: Answering
    threads: bool
    """Whether replies keep In-Reply-To and References."""
    numbers: bool
    """Whether the case number is written into the subject."""
    disclaimer: bool
    charset: str
    phone: str


def slug(address: str) -> str:
    """`postmottak@larvik.kommune.test` is Larvik's."""
    labels = [label for label in address.rpartition("@")[2].lower().split(".") if label not in {"www", "post", "mail"}]
    return labels[0] if labels else "ukjent"


def draw(address: str, *, seed: int, name: str = "", language: str = "", skill: float | None = None) -> Habits:
    """The habits of the municipality behind this address; whether the address exists is the address's own."""
    rng = dice(seed, "habits", address.rpartition("@")[2].lower())
    able = skill if skill is not None else min(0.97, max(0.08, rng.gauss(0.58, 0.19)))
    system = rng.choices(list(System), [45, 18, 15, 22])[0]
    return Habits(
        unit=name or slug(address).replace("-", " ").title(),
        domain=address.rpartition("@")[2].lower(),
        language=language if language in {"nb", "nn", "sv", "en"} else rng.choices(["nb", "nn"], [72, 28])[0],
        skill=able,
        pace=rng.lognormvariate(0, 0.5) * (4 + 16 * (1 - able)),
        system=system,
        receipts=rng.random() < (0.35 if system is System.MAILBOX else 0.85),
        surveys=system is not System.MAILBOX and rng.random() < 0.35,
        broken=dice(seed, "broken", address.lower()).random() < 0.012,
        quoting=rng.choices(list(Quoting), [35, 35, 8, 22])[0],
        form=rng.choices(list(Form), [50, 20, 30])[0],
        answering=_answering(rng, system),
        threads=system is System.MAILBOX or rng.random() < 0.6,
        numbers=system is not System.MAILBOX and rng.random() < 0.8,
        disclaimer=rng.random() < 0.3,
        charset=rng.choices(["utf-8", "iso-8859-1"], [85, 15])[0],
        phone=f"{rng.randrange(21, 79)} {rng.randrange(10, 99)} {rng.randrange(10, 99)} {rng.randrange(10, 99)}",
    )


def _answering(rng: Random, system: System) -> Answering:
    weights = [45, 50, 5] if system is System.MAILBOX else [55, 15, 30]
    return rng.choices(list(Answering), weights)[0]
