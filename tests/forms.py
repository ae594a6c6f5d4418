"""A small protocol and its forms, for tests of results and standings."""

from datetime import UTC, datetime, time
from typing import Any

from instruments.instrument import Choice, Instrument, Item, Outcome, Rule
from instruments.protocol import CutOff, Device, Email, Hours, Phone, Protocol, Scoring, Sector, Speed, Step, Web
from instruments.scenario import Channel
from survey.inquiry import Status
from survey.results import Sheets, Work

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
OFFICE = Hours(start=time(9), until=time(15))


def named(text: str) -> dict[str, str]:
    return {language: text for language in ("nb", "nn", "sv", "en")}


def choices(**points: float) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, label=named(value), points=worth) for value, worth in points.items())


MAIL = Instrument(
    id="mail",
    title=named("Mail"),
    items=(
        Item(
            name="right",
            label=named("Right?"),
            choices=choices(yes=2, partly=1, no=0),
            required=True,
            may_be=(Outcome.NOT_OFFERED,),
        ),
        Item(
            name="plain",
            label=named("Plain?"),
            choices=choices(yes=1, no=0),
            shown_if=Rule("right", ("yes", "partly")),
        ),
    ),
)
CALL = Instrument(
    id="call", title=named("Call"), items=(Item(name="right", label=named("Right?"), choices=choices(yes=1, no=0)),)
)
WEB = Instrument(
    id="web",
    title=named("Web"),
    items=(Item(name="found", label=named("Found?"), choices=choices(yes=1, partly=0.5, no=0)),),
)
FORMS = {Channel.EMAIL: MAIL, Channel.PHONE: CALL, Channel.WEB: WEB}
SHEETS = Sheets(FORMS)


def a_protocol(**changes: Any) -> Protocol:
    rest: dict[str, Any] = {
        "id": "small",
        "version": 1,
        "title": named("Small"),
        "country": "NO",
        "sources": ("here",),
        "scoring": Scoring.SECTOR_WEIGHTS,
        "email": Email(inquiries=2, send=OFFICE),
        "phone": Phone(inquiries=1, call=(OFFICE,), wait_minutes=4),
        "web": Web(inquiries=2, devices=(Device.MOBILE, Device.DESKTOP)),
        "sectors": (
            Sector(code="care", weight=60, name=named("Care")),
            Sector(code="school", weight=40, name=named("School")),
        ),
    }
    return Protocol(**{**rest, **changes})


TIMED = {
    "speed": Speed(steps=(Step(within=5, points=1),), maximum=1, added=False),
    "cut_offs": (CutOff(after=10),),
}


def a_work(id: int = 1, *, channel: str = "email", sector: str = "care", **values: Any) -> Work:
    rest: dict[str, Any] = {
        "id": id,
        "unit_id": 7,
        "slot": f"{channel}-{id}",
        "channel": channel,
        "sector": sector,
        "scenario": "library-card",
        "status": Status.SUBMITTED,
        "until": datetime(2026, 3, 31, tzinfo=UTC),
    }
    return Work(**{**rest, **values})
