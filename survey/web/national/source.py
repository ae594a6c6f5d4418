"""What the national report and the press sheet are told from."""

from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Instrument
from instruments.protocol import Protocol
from instruments.scenario import Channel, Scenario
from survey import bundle
from survey.bundle import Contact
from survey.league import Place
from survey.ledger import Entry
from survey.national import National, national
from survey.released import Survey
from survey.results import Sheets
from survey.standing import METHOD, Method
from survey.store import forms, ledger, objections, standings, units, waves
from survey.store import results as works_of
from survey.store.standings import Publication
from survey.wave import Wave
from survey.web.ranking import board_of
from survey.web.request import Request

KEPT = 4


class Frozen(msgspec.Struct, frozen=True):
    """What a report needs of a bundle; the rest is passed over."""

    program: str
    method: Method
    contacts: tuple[Contact, ...]
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
        numbers, frozen = counted(request, connection, board.wave, board.protocol, grading, board.places)
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
    request: Request,
    connection: sa.Connection,
    wave: Wave,
    protocol: Protocol,
    grading: Mapping[Channel, Instrument],
    places: Sequence[Place],
) -> tuple[National, Frozen]:
    """From what was frozen, once for each publication; before that from the facts as they are."""
    kept: dict[str, tuple[National, Frozen]] = request.app.state.national
    publication = standings.publication_of(connection, wave.id)
    if publication is None:
        under_way: dict[int, tuple[Sequence[Place], National]] = request.app.state.national_under_way
        if wave.id in under_way and under_way[wave.id][0] == places:
            return under_way[wave.id][1], Frozen("", METHOD, ())
        sheets = Sheets(grading)
        works = works_of.works(connection, wave.id)
        contacts = tuple(bundle.contact(protocol, sheets, work, now=request.now) for work in works)
        # Places tell when they were worked out: as long as they stand, so do the numbers beside them.
        under_way[wave.id] = places, national(protocol, places, contacts, k=METHOD.top)
        return under_way[wave.id][1], Frozen("", METHOD, ())
    if publication.sha256 not in kept:
        document: bytes = standings.bundle(connection, wave.id) or b"{}"
        frozen = msgspec.json.decode(document, type=Frozen)
        found = national(protocol, places, frozen.contacts, k=frozen.method.top)
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)), None)
        kept[publication.sha256] = found, msgspec.structs.replace(frozen, contacts=())
    return kept[publication.sha256]
