"""Words: the phrases of municipalities, one TOML file per language, and how a placeholder is filled."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec

LANGUAGES = ("nb", "nn", "sv", "en")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")

Phrases = tuple[str, ...]


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kommune: str
    auto_subject: Phrases
    receipt_subject: Phrases
    survey_subject: Phrases
    wrote: str
    original: str
    from_: str
    sent: str
    to: str
    subject: str
    reply: str
    forward: str
    months: Phrases
    long_date: str
    greeting: Phrases
    closing: Phrases
    receipt: Phrases
    automatic: Phrases
    survey: Phrases
    interim: Phrases
    forwarded: Phrases
    clarification: Phrases
    opening: Phrases
    ending: Phrases
    partial: Phrases
    refusal: Phrases
    elsewhere: Phrases
    titles: Phrases
    depts: Phrases
    first_names: Phrases
    last_names: Phrases
    disclaimer: Phrases

    def date(self, moment: datetime) -> str:
        month = self.months[moment.month - 1]
        return fill(self.long_date, {"day": str(moment.day), "month": month, "year": str(moment.year)})


@cache
def words(language: str) -> Words:
    """The phrases of a language; Bokmål where there are none."""
    name = language if language in LANGUAGES else "nb"
    return msgspec.toml.decode((Path(__file__).parent / "phrases" / f"{name}.toml").read_bytes(), type=Words)


def fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)
