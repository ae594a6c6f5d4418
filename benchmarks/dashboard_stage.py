"""What the pages of the dashboard are measured on: waves and surveys of any size, laid down as the steps leave them."""

import random
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from benchmarks import scoring
from benchmarks.comments_shelf import RULES, told
from instruments import bank
from survey.comment import Comment
from survey.contact import Fate
from survey.erratum import Erratum
from survey.invitation import Standing, Way
from survey.keyring import Keyring
from survey.person import Role, RoleName
from survey.response import Response
from survey.round import Cell, RoundStatus
from survey.scheme import fingerprint, written
from survey.settings import Settings
from survey.shipped import municipalities
from survey.steps import amend, people, publish, rounds, score
from survey.steps.count_answers import count_answers
from survey.steps.import_units import import_units
from survey.steps.report import report
from survey.store import comments, responses, schemes, taggers, tags
from survey.store import people as people_of
from survey.store import rounds as rounds_of
from survey.store.database import Database
from survey.store.migrations import migrate
from survey.store.schema.inquiries import grade, inquiry
from survey.store.schema.invitations import invitation
from survey.store.schema.units import unit
from survey.store.schema.waves import wave
from survey.tagger import Origin

PROTOCOL = "kommunetest-2019"
FORMS = {"email": "post-contact-email@1", "phone": "post-contact-phone@1", "web": "post-contact-email@1"}
GRADED = ("speed", "clarity", "courtesy", "competence", "ease", "overall")
OWN = 357
"""Municipalities that come with the service; more units than these are copies under other numbers."""
ROWS = 20_000
COMMENTED = 50
"""One answer in so many has words."""
INVITED = 1.25
"""Invitations for each answer."""
WORDS = "Svaret var tydelig men det tok lang tid før noen tok telefonen og jeg måtte forklare saken to ganger".split()  # noqa: SIM905 - a sentence


T = TypeVar("T")


class Stage(msgspec.Struct, kw_only=True):
    """What was laid down, as a file beside the database remembers it."""

    published: int
    closed: int
    survey: int
    units: dict[str, int]
    kari: int
    odd: int
    seconds: dict[str, float] = {}

    @property
    def code(self) -> str:
        return next(iter(self.units))


def lay_down(db: Database, settings: Settings, *, units: int, answers: int, clock: Callable[[], float]) -> Stage:
    now = datetime.now(UTC)
    migrate(db, now)
    seconds, began = {}, clock()
    ids = registered(db, now, units)
    kari = people.add(db, now, details=person("Kari", Role(RoleName.COORDINATOR, None)), by=None)
    odd = people.add(db, now, details=person("Odd", Role(RoleName.QUALITY, next(iter(ids.values())))), by=None)
    seconds["units"], began = clock() - began, clock()
    published = tested(db, now, list(ids), "Publisert", seed=1)
    publish.close(db, now, published, by=kari)
    publish.publish(db, now, published, by=kari, keys=Keyring(settings.keys_folder))
    seconds["published wave"], began = clock() - began, clock()
    closed = tested(db, now, list(ids), "Avsluttet", seed=2, previous=published)
    publish.close(db, now, closed, by=kari)
    report(db, now, closed)
    seconds["closed wave"], began = clock() - began, clock()
    asked = surveyed(db, now, settings, list(ids.values()), answers)
    seconds["survey"], began = clock() - began, clock()
    count_answers(db)
    seconds["counting"] = clock() - began
    return Stage(
        published=published, closed=closed, survey=asked, units=ids, kari=kari, odd=odd, seconds=seconds
    )  # fmt: skip


def registered(db: Database, now: datetime, number: int) -> dict[str, int]:
    import_units(db, municipalities(), now)

    def write(connection: sa.Connection) -> dict[str, int]:
        rows = [dict(row) for row in connection.execute(sa.select(unit).order_by(unit.c.id)).mappings()]
        found = {row["code"]: row["id"] for row in rows[:number]}
        for copy, row in zip(range(number - len(found)), cycle(rows), strict=False):
            new = {k: v for k, v in row.items() if k != "id"} | {"code": f"{row['code']}-{copy // len(rows)}"}
            found[new["code"]] = connection.execute(unit.insert().values(new).returning(unit.c.id)).scalar_one()
        return found

    return db.write(write)


def person(name: str, role: Role) -> people.Details:
    return people.Details(name=name, email=f"{name.lower()}@radet.test", language="nb", roles=(role,))


def tested(db: Database, now: datetime, codes: list[str], name: str, *, seed: int, previous: int | None = None) -> int:
    """A wave with a grade for each inquiry, still open."""
    id = scoring.fill(db, [{"code": code} for code in codes], bank.protocol(PROTOCOL), name=name, seed=seed)
    values = {"previous_id": previous, "opened_at": now - timedelta(days=80)}
    db.write(lambda connection: connection.execute(wave.update().where(wave.c.id == id).values(**values)))
    return id


def surveyed(db: Database, now: datetime, settings: Settings, units: list[int], answers: int) -> int:
    """An open survey, its answers released, with the invitations they came of and what was written."""
    draft = rounds.Draft(
        title="Etter kontakt", forms=FORMS, starts_on=now.date() - timedelta(days=40),
        asks_until=now.date() - timedelta(days=10), ends_on=now.date() + timedelta(days=10),
    )  # fmt: skip
    id = rounds.add(db, now, draft, units=units, by=None)
    rounds.open_round(db, now, id, keys=Keyring(settings.keys_folder), by=None)
    dice = random.Random(answers)
    cells = [Cell(unit_id, channel) for unit_id in units for channel in FORMS]
    weights = [dice.lognormvariate(0, 0.8) for _ in cells]
    kinds = {form: [said(form, dice) for _ in range(3000)] for form in FORMS.values()}
    drawn = iter(dice.choices(cells, weights, k=answers))
    for some in batched((one_answer(id, cell, kinds, dice) for cell in drawn), ROWS):
        # By their random keys, as a table kept in that order likes it; what lies side by side came in no order.
        ordered = sorted(some, key=lambda one: one.id)
        db.write(responses.add, ordered)
    invited(db, id, cells, weights, number=int(answers * INVITED), dice=dice)
    spoken(db, now, id, cells, weights, number=answers // COMMENTED, dice=dice)
    return id


def one_answer(id: int, cell: Cell, kinds: dict[str, list[dict[str, Any]]], dice: random.Random) -> Response:
    form = FORMS[cell.channel]
    return Response(
        id=dice.randbytes(16), round_id=id, unit_id=cell.unit_id, channel=cell.channel, period="", form=form,
        answers=dice.choice(kinds[form]), partial=dice.random() < 0.1,
    )  # fmt: skip


def said(form: str, dice: random.Random) -> dict[str, Any]:
    screen = "answered" if "email" in form else "reached"
    if dice.random() < 0.12:
        return {screen: "not_yet" if screen == "answered" else "no"}
    mean = dice.gauss(3.9, 0.7)
    return {screen: "yes"} | {name: str(min(5, max(1, round(dice.gauss(mean, 0.8))))) for name in GRADED}


def invited(
    db: Database, id: int, cells: list[Cell], weights: list[float], *, number: int, dice: random.Random
) -> None:
    drawn = dice.choices(cells, weights, k=number)
    standings = dice.choices([Standing.DONE, Standing.BOUNCED, Standing.OPTED_OUT], [96, 3, 1], k=number)
    rest = {"round_id": id, "way": Way.EMAIL.value, "language": "nb", "sent": 2}
    rows = (
        {"id": secrets.token_bytes(16), "unit_id": cell.unit_id, "channel": cell.channel, "standing": standing.value}
        | rest
        for cell, standing in zip(drawn, standings, strict=True)
    )
    for some in batched(rows, ROWS):
        db.write(lambda connection, some=some: connection.execute(invitation.insert(), some))
    counts: dict[tuple[Cell, Fate], int] = {}
    for cell in drawn:
        counts[cell, Fate.DRAWN] = counts.get((cell, Fate.DRAWN), 0) + 1
    db.write(rounds_of.count_contacts, id, counts)


def spoken(
    db: Database, now: datetime, id: int, cells: list[Cell], weights: list[float], *, number: int, dice: random.Random
) -> None:
    codebook = bank.codebook("municipal")
    document = written(codebook, 1)
    db.write(schemes.add, 1, document, now, by=None)
    db.write(schemes.publish, 1, fingerprint(document), now, by=None)
    model = db.write(taggers.want, 1, now, origin=Origin.STARTER, by=None)
    for some in batched(dice.choices(cells, weights, k=number), 2000):
        texts = [remark(id, cell, dice) for cell in some]
        db.write(comments.add, texts)
        for part in batched(texts, 500):
            db.write(tags.suggest, 1, model, {one.id: told(dice) for one in part}, RULES)


def remark(id: int, cell: Cell, dice: random.Random) -> Comment:
    text = " ".join(dice.choices(WORDS, k=dice.randint(4, 30)))
    return Comment(
        id=dice.randbytes(16), round_id=id, unit_id=cell.unit_id, channel=cell.channel, period="", item="comment",
        text=text,
    )  # fmt: skip


def batched(every: Iterable[T], number: int) -> Iterator[list[T]]:
    left = iter(every)
    while some := list(islice(left, number)):
        yield some


def another_batch(db: Database, stage: Stage) -> None:
    """Ten more answers to one unit, as release adds them."""
    dice = random.Random()
    kinds = {form: [said(form, dice) for _ in range(10)] for form in FORMS.values()}
    cell = Cell(stage.units[stage.code], "email")
    db.write(responses.add, [one_answer(stage.survey, cell, kinds, dice) for _ in range(10)])


def ended(db: Database, stage: Stage, status: RoundStatus) -> None:
    db.write(rounds_of.update, stage.survey, status=status)


def another_edition(db: Database, settings: Settings, stage: Stage) -> None:
    """One grade of the published wave is corrected, and the closed one is worked out anew."""
    now = datetime.now(UTC)
    with db.read() as connection:
        by = people_of.one(connection, stage.kari)
        hers = sa.select(grade.c.inquiry_id).where(grade.c.person_id == stage.kari)  # from an earlier run
        mine = sa.select(inquiry.c.id).where(
            inquiry.c.wave_id == stage.published, inquiry.c.channel.like("web%"), inquiry.c.outcome == "answered",
            inquiry.c.id.not_in(hers),
        )  # fmt: skip
        id = connection.scalars(mine.limit(1)).one()
        case = amend.case_of(connection, id, by=by, own_bank=None)
    had = case.work.answers or {}
    item = next(one for one in case.sheet.items if one.name in had and len(one.choices) > 1)
    other = next(one.value for one in item.choices if one.value != had[item.name])
    said = Erratum(inquiry_id=id, token=secrets.token_hex(8), choices={item.name: other}, reason="Lest feil.")
    amend.amend(db, now, said, by=by, keys=Keyring(settings.keys_folder))
    score.score(db, now, stage.closed)
    report(db, now, stage.closed)
