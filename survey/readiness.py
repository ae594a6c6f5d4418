"""What a survey still lacks before it opens, and what its coordinator should know."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from instruments.completeness import completeness
from instruments.instrument import Instrument
from survey.round import Round
from survey.settings import Settings
from survey.texts import LANGUAGES


class Lack(StrEnum):
    UNITS = "units"
    FORM = "form"
    OWN_LANGUAGE = "own_language"
    LANGUAGES = "languages"
    STOPPED = "stopped"
    FOLDER = "folder"
    SENDER = "sender"
    LINKS = "links"
    NOT_SECURE = "not_secure"
    BOUNCES = "bounces"
    SMS = "sms"
    SMALL = "small"


BLOCKING = frozenset({Lack.UNITS, Lack.FORM, Lack.OWN_LANGUAGE})
TOLD = frozenset({Lack.SMS, Lack.SMALL})
"""Nothing is wrong; it is only good to know."""


class Check(msgspec.Struct, frozen=True):
    lack: Lack
    values: dict[str, Any] = {}

    @property
    def blocks(self) -> bool:
        return self.lack in BLOCKING

    @property
    def only_told(self) -> bool:
        return self.lack in TOLD


def checks(
    asked: Round, *, units: int, forms: Mapping[str, Instrument | None], settings: Settings, sending: bool
) -> list[Check]:
    """The gravest first; `forms` maps the names that the survey uses to what was found under them."""
    found = [*of_content(asked, units=units, forms=forms), *of_ways(settings, sending=sending)]
    found.append(Check(Lack.SMALL, {"k": asked.rules.k}))
    return sorted(found, key=lambda one: (not one.blocks, one.only_told))


def of_content(asked: Round, *, units: int, forms: Mapping[str, Instrument | None]) -> Iterator[Check]:
    if not units:
        yield Check(Lack.UNITS)
    for name in dict.fromkeys(asked.forms.values()):
        form = forms.get(name)
        if form is None:
            yield Check(Lack.FORM, {"form": name})
            continue
        whole = {one.language for one in completeness(form) if one.complete}
        if asked.language not in whole:
            yield Check(Lack.OWN_LANGUAGE, {"form": name, "language": LANGUAGES.get(asked.language, asked.language)})
        if lacking := [title for code, title in LANGUAGES.items() if code not in whole and code != asked.language]:
            yield Check(Lack.LANGUAGES, {"form": name, "languages": ", ".join(lacking)})


def of_ways(settings: Settings, *, sending: bool) -> Iterator[Check]:
    if not sending:
        yield Check(Lack.STOPPED)
    if settings.transport == "folder":
        yield Check(Lack.FOLDER)
    else:
        if is_local(settings.survey_from.rpartition("@")[2]):
            yield Check(Lack.SENDER, {"address": settings.survey_from})
        if not hears_bounces(settings):
            yield Check(Lack.BOUNCES)
    if is_local(settings.url.partition("//")[2].partition(":")[0]):
        yield Check(Lack.LINKS, {"address": settings.url})
    elif not settings.url.startswith("https://"):
        yield Check(Lack.NOT_SECURE, {"address": settings.url})
    if settings.sms == "none":
        yield Check(Lack.SMS)


def is_local(host: str) -> bool:
    return host in ("localhost", "") or host.startswith("127.")


def hears_bounces(settings: Settings) -> bool:
    ways = (settings.inbox_folder, settings.imap_host, settings.listen_smtp, settings.listen_lmtp)
    return any(ways) or bool(settings.sendgrid_events_public_key or settings.sendgrid_inbound_public_key)
