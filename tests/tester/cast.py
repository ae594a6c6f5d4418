"""A small open wave: Sam tests Larvik by mail, phone and web; Kari coordinates; Liv lives in Larvik."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Choice, Instrument, Item, Kind
from instruments.scenario import Channel, Scenario, WebTask
from survey.attempt import Mark, Step
from survey.rules import Rules
from survey.store.database import Database
from survey.store.schema import inquiries, mails, people, units, waves
from tests.conftest import NOW

KARI, SAM, LIV, EVA = 1, 2, 3, 4
MAIL, CALL, MOBILE, DESKTOP = 1, 2, 3, 4
DUE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
UNTIL = datetime(2026, 3, 6, 14, 0, tzinfo=UTC)


def texts(text: str) -> dict[str, str]:
    return dict.fromkeys(("nb", "nn", "sv", "en"), text)


FORM = Instrument(
    id="grade-test",
    title=texts("How good was the answer?"),
    items=(
        Item(
            name="right",
            label=texts("Was the answer right?"),
            required=True,
            choices=(
                Choice(value="yes", label=texts("Yes"), points=2, guidance=texts("Everything in the key was said")),
                Choice(value="partly", label=texts("Partly"), points=1),
                Choice(value="no", label=texts("No"), points=0),
            ),
        ),
        Item(name="comment", kind=Kind.TEXT, label=texts("Comment")),
    ),
)
SCENARIO = Scenario(
    id="library",
    sector="culture",
    channels=(Channel.EMAIL, Channel.PHONE, Channel.WEB),
    title=texts("Opening hours of the library"),
    cover_story=texts("You have just moved in"),
    openings={"nb": ("Hei, når åpner biblioteket?",)},
    key={"nb": ("Åpent til *19*",)},
    web=WebTask(find=texts("Find the opening hours"), found=texts("The hours are on the page")),
)
RULES = Rules(protocol=bank.protocol("kommunetest-2019"), instrument=FORM, scenario=SCENARIO)


def people_and_unit(connection: sa.Connection) -> None:
    named = ((KARI, "Kari", "coordinator"), (SAM, "Sam", "tester"), (LIV, "Liv", "tester"), (EVA, "Eva", "tester"))
    for id, name, role in named:
        connection.execute(
            people.person.insert().values(id=id, name=name, email=f"{name.lower()}@example.test", created_at=NOW)
        )
        connection.execute(people.role.insert().values(person_id=id, role=role))
    connection.execute(
        units.unit.insert().values(id=1, code="3909", name="Larvik", county="Vestfold", website="https://larvik.test/")
    )
    for channel, address in (("email", "post@larvik.test"), ("phone", "+47 33 17 10 00")):
        connection.execute(units.address.insert().values(unit_id=1, channel=channel, address=address))
    connection.execute(people.tie.insert().values(person_id=LIV, unit_id=1, kind="lives"))


def wave(connection: sa.Connection) -> None:
    connection.execute(
        waves.wave.insert().values(
            id=1,
            name="Spring",
            protocol="kommunetest-2019",
            status="open",
            starts_on=date(2026, 3, 2),
            ends_on=date(2026, 3, 31),
            seed=1,
            created_at=NOW,
        )
    )
    for values in (
        inquiry(MAIL, "email", "email-1", "to_grade"),
        inquiry(CALL, "phone", "phone-1", "planned"),
        inquiry(MOBILE, "web_mobile", "web-1", "planned"),
        inquiry(DESKTOP, "web_desktop", "web-1", "planned"),
    ):
        connection.execute(inquiries.inquiry.insert().values(**values))
    connection.execute(
        mails.mail.insert().values(
            id=1,
            key="t:1",
            source="smtp",
            recipients=[],
            received_at=DUE + timedelta(hours=5),
            arrived_at=DUE + timedelta(hours=5),
            damage=[],
            status="matched",
            size=9,
        )
    )
    connection.execute(
        mails.reply.insert().values(mail_id=1, inquiry_id=MAIL, evidence="reply_address", kind="full", at=NOW)
    )


def inquiry(id: int, channel: str, slot: str, status: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "wave_id": 1,
        "unit_id": 1,
        "slot": slot,
        "channel": channel,
        "sector": "culture",
        "scenario": "library",
        "written_form": "nb",
        "persona": "ola" if channel == "email" else "",
        "tester_id": SAM,
        "status": status,
        "due_at": DUE,
        "until": UNTIL,
        **more,
    }


def play(db: Database) -> None:
    def everyone(connection: sa.Connection) -> None:
        people_and_unit(connection)
        wave(connection)

    db.write(everyone)


def steps(start: datetime, *steps: Step, every: float = 30) -> tuple[Mark, ...]:
    return tuple(Mark(step, start + timedelta(seconds=every * n)) for n, step in enumerate(steps))
