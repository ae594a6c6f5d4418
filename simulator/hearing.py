"""The right of reply in the demo: staff of some units object, a coordinator who graded nothing decides."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from instruments.instrument import Outcome
from simulator.world import World
from survey.objection import USUAL_DAYS, Objection, Ruling
from survey.person import Person
from survey.results import Sheets, Work
from survey.steps import decide_objection
from survey.steps.object import Said, last_limit, make, open_window
from survey.steps.score import protocol_of
from survey.store import forms, objections, people, results, waves
from survey.store.database import Database

DAY = timedelta(days=1)
SOON = 3
"""Days after which the first unit objects; the others follow day by day."""
SECOND = 2
"""The one of the others whose objection is accepted: after each the whole ranking is worked out anew."""
LATER = timedelta(days=3)
"""How long an objection lies before it is decided."""


class Told(NamedTuple):
    """What a unit says, what everybody may read of it, and what it is answered; bokmål and nynorsk."""

    items: frozenset[str]
    """Of the grading forms: what it can be about."""
    reason: Mapping[str, str]
    answer: str
    said: str = ""
    """Only what is accepted stands in the public ledger."""


ACCEPTED = Told(
    frozenset({"answered", "correct", "quality"}),
    {
        "nb": "Vi mener at spørsmålet er besvart fullt ut. Det som ikke står i svaret, ble det ikke spurt om.",
        "nn": "Vi meiner at spørsmålet er svara på fullt ut. Det som ikkje står i svaret, vart det ikkje spurt om.",
    },
    "Henvendelsen er lest på nytt. Det siste punktet i fasiten var det ikke spurt uttrykkelig om, og vurderingen er "
    "rettet.",
    said="Det som manglet i svaret, var det ikke spurt uttrykkelig om.",
)
REJECTED = (
    Told(
        frozenset({"clear"}),
        {
            "nb": "Vi svarte kort fordi spørsmålet var kort. Vi mener at svaret er lett å forstå.",
            "nn": "Vi svara kort fordi spørsmålet var kort. Vi meiner at svaret er lett å forstå.",
        },
        "Svaret er lest på nytt av en som ikke hadde sett det før. Det krever at man kjenner fagordene, og vurderingen "
        "står.",
    ),
    Told(
        frozenset({"found"}),
        {
            "nb": "Siden finnes, og den er lett å finne med søket vårt. Den lå der også den dagen det ble lett.",
            "nn": "Sida finst, og ho er lett å finne med søket vårt. Ho låg der òg den dagen det vart leita.",
        },
        "At siden finnes, er ikke omstridt. Men alt det oppgaven ba om, ble ikke funnet innen tiden protokollen gir, "
        "og det er det som måles.",
    ),
    Told(
        frozenset({"wait", "transfers"}),
        {
            "nb": "Den dagen var det langt flere samtaler enn vanlig. Til vanlig svarer vi raskere og mer direkte.",
            "nn": "Den dagen var det langt fleire samtalar enn vanleg. Til vanleg svarar vi raskare og meir direkte.",
        },
        "Innbyggerne ringer også de dagene det er travelt. Vurderingen følger det som ble målt, og den står.",
    ),
)


class Point(NamedTuple):
    """An item that brought a unit less than it could have, and what there is to say about it."""

    work: Work
    item: str
    best: str
    told: Told


def hear(
    db: Database, closed: datetime, wave_id: int, world: World, *, carry: Callable[[datetime], None] | None = None
) -> datetime:
    """Open the window, let units object and decide on it; returns a moment when the wave can be published.

    `carry` is told each moment at which something has happened that staff are told of by mail.
    """
    open_window(db, closed, wave_id, days=USUAL_DAYS, by=world.people["kari"])
    if carry:
        carry(closed + LATER / 2)
    made = list(objected(db, closed + SOON * DAY, wave_id, world))
    with db.read() as connection:
        decider = known(people.one(connection, world.people["knut"]))
        window = objections.window(connection, wave_id)
        end = last_limit(connection, window, world.units) if window else None
    for one, point in made:
        accepted = point.told is ACCEPTED
        ruling = Ruling(
            accepted=accepted, choices={point.item: point.best} if accepted else {}, said=point.told.said,
            answer=point.told.answer, names_nobody=True,
        )  # fmt: skip
        decide_objection.decide(db, one.at + LATER, one.id, ruling, by=decider)
        if carry:
            carry(one.at + LATER + timedelta(hours=1))
    return max([closed + USUAL_DAYS * DAY, *([end.ends_at] if end else [])]) + DAY


def objected(db: Database, at: datetime, wave_id: int, world: World) -> Iterator[tuple[Objection, Point]]:
    """Every unit that has somebody who answers for it objects, one a day."""
    with db.read() as connection:
        wave = waves.by_id(connection, wave_id)
        works = results.works(connection, wave_id)
        if wave is None:
            return
        sheets = Sheets(forms.grading(connection, protocol_of(wave, None), wave.forms, None))
        staff = {unit: known(people.one(connection, one)) for unit, one in world.staff.items()}
    for day, (unit_id, by) in enumerate(staff.items()):
        own = [one for one in works if one.unit_id == unit_id]
        wanted = (ACCEPTED, *REJECTED[1:]) if day == 0 else (ACCEPTED if day == SECOND else REJECTED[day % 3],)
        for number, told in enumerate(wanted):
            for point in islice(points(own, sheets, told), 1):
                said = Said(
                    token=f"demo-{wave_id}-{unit_id}-{number}", inquiry_id=point.work.id, item=point.item,
                    reason=told.reason.get(by.language, told.reason["nb"]),
                )  # fmt: skip
                yield make(db, at + day * DAY + timedelta(hours=number), said, by=by), point


def points(works: Sequence[Work], sheets: Sheets, told: Told) -> Iterator[Point]:
    """Items that brought some of their points, but not all."""
    for work in works:
        if work.graded is not Outcome.ANSWERED or work.recognised:
            continue
        for item in sheets.sheet(work.medium, work.sector).leaves:
            worth = {one.value: one.points for one in item.choices if one.points is not None}
            given = worth.get((work.answers or {}).get(item.name, ""))
            if item.name in told.items and given and given < max(worth.values()):
                yield Point(work, item.name, max(worth, key=lambda value: worth[value]), told)


def known(person: Person | None) -> Person:
    if person is None:
        raise LookupError("the demo has lost one of its people")
    return person
