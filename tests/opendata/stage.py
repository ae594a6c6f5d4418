"""A small release whose every corner something hangs on, and what there is to write it with."""

from datetime import date
from functools import cache

from instruments.instrument import Outcome
from survey import bundle
from survey.bundle import Beside, Bundle
from survey.bundle import Unit as Named
from survey.ledger import Entry, Origin
from survey.opendata import release
from survey.opendata.table import Column, Kind, Publisher, Release, Row, Table, listed
from survey.released import Asked, Count, Survey
from survey.standing import standings
from survey.texts import translator
from survey.unit import Unit
from survey.wave import Wave
from tests.forms import FORMS, NOW, SHEETS, a_protocol, a_work

GRADED = {"graded": Outcome.ANSWERED, "working_days": 3}
WAVE = Wave(id=7, name="Vår 2026", protocol="small", starts_on=NOW.date(), ends_on=NOW.date(), seed=5, created_at=NOW)
PUBLISHER = Publisher(name="Rådet", email="data@radet.test", url="https://medlytt.test")
UNITS = {
    0: Unit(id=0, code="3909", name="Larvik", county="Vestfold", population=48_000, lat=59.05, lon=10.03),
    1: Unit(id=1, code="9999", name="=SUM(A1)", county="@Rogaland", population=5_000),
    2: Unit(id=2, code="1151", name="Utsira, «øya»\n2", county="Rogaland", population=215),
}

ENTRY = Entry(
    number=1,
    origin=Origin.OBJECTION,
    unit=2,
    inquiry=2,
    item="right",
    before=0,
    after=2,
    total_before=40.0,
    total_after=50.0,
    rank_before=3,
    rank_after=3,
    reason="=We answered, see our letter",
    answer="The unit is right.",
    decided_on=date(2026, 3, 25),
)
COUNTS = (Count(("1", "2"), None), Count(("3",), 5), Count(("4",), 8), Count(("5",), 20))
SURVEY = Survey(
    id=3,
    title="Etter kontakten",
    forms={"email": "mail@1"},
    least=5,
    counts=(Asked(unit=0, channel="email", question="overall", n=37, counts=COUNTS),),
)
BESIDE = Beside(
    program="medlytt",
    units=tuple(Named(one.id, one.code, one.name) for one in UNITS.values()) + (Named(9, "0301", "Oslo"),),
    ledger=(ENTRY,),
    surveys=(SURVEY,),
)


@cache
def a_bundle() -> Bundle:
    works = [
        a_work(n, unit_id=n % 3, sector=sector, answers={"right": right, "plain": "yes"}, **GRADED)
        for n, (sector, right) in enumerate([("care", "yes"), ("care", "no"), ("school", "partly")] * 3, 1)
    ]
    works.append(a_work(98, unit_id=1, graded=Outcome.NOT_TESTED, answers=None))
    works.append(a_work(99, unit_id=9))
    protocol = a_protocol()
    found = standings(WAVE, protocol, SHEETS, works, before={}, now=NOW)
    return bundle.made(WAVE, protocol, FORMS, works=works, standings=found, now=NOW, beside=BESIDE)


def a_release(language: str = "nb") -> Release:
    return release.of_wave(
        a_bundle(),
        units=UNITS,
        shipped=FORMS.values(),
        language=language,
        publisher=PUBLISHER,
        issued_on=date(2026, 4, 1),
        sha256="ab" * 32,
    )


COLUMNS = (
    Column(name="number", label="Nummer", kind=Kind.INTEGER, required=True),
    Column(name="why", label="Hvorfor", choices={"answered": "Besvart", "not_tested": "Ikke testet"}),
    Column(name="points", label="Poeng", kind=Kind.NUMBER, reason="why", reasons=("not_tested",)),
    Column(name="words", label="Ord"),
    Column(name="yes", label="Ja", kind=Kind.BOOLEAN),
    Column(name="day", label="Dag", kind=Kind.DAY),
    Column(name="step", label="Trinn", kind=Kind.INTEGER, ordered=True),
)


def of_rows(rows: list[Row], columns: tuple[Column, ...] = COLUMNS) -> Release:
    """A release of one table."""
    table = Table(name="rows", title="Rader", columns=columns, key=("number",), rows=listed(rows))
    return of_tables(table)


def of_tables(*tables: Table) -> Release:
    return Release(
        id="medlytt-rows",
        title="Rader",
        about="Noen rader.",
        language="nb",
        translate=translator("nb"),
        publisher=PUBLISHER,
        page="https://medlytt.test/rankings/1",
        tables=tables,
    )
