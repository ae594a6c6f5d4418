"""What the national report and the press sheet are told from."""

from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Instrument
from instruments.protocol import Protocol
from instruments.scenario import Channel, Scenario
from survey.league import Place
from survey.ledger import Entry
from survey.national import National
from survey.released import Survey
from survey.standing import METHOD, Method
from survey.steps import national
from survey.store import forms, ledger, objections, standings, units, waves
from survey.store.standings import Publication
from survey.wave import Wave
from survey.web.ranking import board_of
from survey.web.request import Request

KEPT = 8


class Frozen(msgspec.Struct, frozen=True):
    """What a report needs of a bundle; the rest is passed over."""

    program: str
    method: Method
    surveys: tuple[Survey, ...] = ()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    wave: Wave
    protocol: Protocol
    publication: Publication | None
    places: Sequence[Place]
    numbers: National
    method: Method
    program: str
    surveys: Sequence[Survey] = ()
    forms: Mapping[Channel, Instrument]
    scenarios: Mapping[str, Scenario]
    entries: Sequence[Entry]
    heard: bool
    """Whether units could object before publication."""
    before: Wave | None
    elsewhere: Sequence[tuple[float, float]]
    """Where units of the register lie that were not in the test."""
    url: str
    operator: str
    email: str

    @property
    def names(self) -> dict[int, Place]:
        return {one.standing.unit_id: one for one in self.places}

    def path(self, code: str = "") -> str:
        return f"/rankings/{self.wave.id}" + (f"/{code}" if code else "")


def source_of(request: Request, wave_id: int) -> Source:
    """For whoever may see the ranking; for others it does not exist."""
    board = board_of(request, wave_id)
    own, settings = request.settings.bank_folder, request.settings
    with request.db.read() as connection:
        grading = forms.grading(connection, board.protocol, board.wave.forms, own)
        numbers, frozen = counted(request, connection, board.wave, board.places)
        tested = {one.standing.unit_id for one in board.places}
        country = board.protocol.country
        elsewhere = [
            (one.lat, one.lon)
            for one in units.every(connection)
            if one.id not in tested
            and one.country == country
            and one.successor_id is None
            and one.lat is not None
            and one.lon is not None
        ]
        return Source(
            wave=board.wave,
            protocol=board.protocol,
            publication=board.publication,
            places=board.places,
            numbers=numbers,
            method=frozen.method,
            program=frozen.program,
            surveys=frozen.surveys,
            forms=grading,
            scenarios=bank.scenarios(own),
            entries=ledger.of_wave(connection, wave_id),
            heard=objections.window(connection, wave_id) is not None,
            before=waves.by_id(connection, board.wave.previous_id) if board.wave.previous_id else None,
            elsewhere=elsewhere,
            url=settings.url,
            operator=settings.operator,
            email=settings.operator_email,
        )


def counted(
    request: Request, connection: sa.Connection, wave: Wave, places: Sequence[Place]
) -> tuple[National, Frozen]:
    """As they were worked out when the figures changed; here only where nobody has done so yet."""
    known: dict[int, tuple[Sequence[Place], National, Frozen]] = request.app.state.national
    if wave.id in known and known[wave.id][0] == places:
        return known[wave.id][1:]
    found = national.kept(connection, wave, places)
    if found is None:
        own = request.settings.bank_folder
        found = national.fresh(connection, wave, places, request.now, own_bank=own)
    document = standings.bundle(connection, wave.id)
    frozen = Frozen("", METHOD) if document is None else msgspec.json.decode(document, type=Frozen)
    while len(known) >= KEPT:
        known.pop(next(iter(known)), None)
    known[wave.id] = places, found, frozen
    return found, frozen
