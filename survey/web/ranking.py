"""The ranking for everybody: published waves, the table of one, and the same figures for programs."""

import gzip
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get
from litestar.params import FromPath

from instruments import bank
from instruments.language import in_language
from instruments.protocol import Protocol
from survey import explain, league
from survey.league import Place
from survey.peer import Size
from survey.problems import NotFound
from survey.steps import object as objecting
from survey.store import objections, standings, waves
from survey.store.standings import Publication
from survey.texts import N_, plural_translator
from survey.wave import Wave, WaveStatus
from survey.web import download, peer_words, ranking_rows, ranking_view
from survey.web.formats import Formats
from survey.web.guards import allow_public
from survey.web.page import page
from survey.web.ranking_view import Words
from survey.web.request import Request
from survey.web.shelf import ready


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """One wave as this reader may see it."""

    wave: Wave
    protocol: Protocol
    publication: Publication | None
    places: list[Place]

    @property
    def sure(self) -> bool:
        """Whether ranges are rank sets; what was published before there were any keeps its own."""
        return any(place.standing.error is not None for place in self.places)


@get("/rankings", guards=[allow_public], sync_to_thread=True)
def index(request: Request) -> Response[Any]:
    with request.db.read() as connection:
        published = standings.published(connection)
        hidden = [
            wave
            for wave in standings.unpublished(connection, (WaveStatus.OPEN, WaveStatus.CLOSED))
            if league.may_see(wave, request.user)
        ]
        own = request.user.units if request.user else ()
        heard = objecting.heard(connection, hidden, own, request.now)
        mine = standings.published_of(connection, own)
        of = {wave.id: len(league.ranked(standings.places(connection, wave.id))) for wave, _ in mine}
        tables = {wave.id: standings.places(connection, wave.id) for wave, _ in published[:1]}
    words = words_of(request)
    like: dict[int, dict[str, str]] = {}
    for wave, place in mine:
        like.setdefault(wave.id, {})[place.code] = peer_words.first(place.standing.peers, words)
    return page(
        request,
        "ranking/index.html",
        published=published,
        hidden=hidden,
        heard=heard,
        mine=mine,
        of=of,
        like=like,
        titles=titles(request, [*(wave for wave, _ in published), *hidden]),
        leads={id: ranking_view.lead(places, words) for id, places in tables.items()},
    )


@get("/rankings/{wave_id:int}", guards=[allow_public], sync_to_thread=True)
def table(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return ready(request, wave_id, lambda: drawn(request, wave_id))


def drawn(request: Request, wave_id: int) -> Response[Any]:
    board = board_of(request, wave_id)
    wanted, words = ranking_view.asked(request.query_params), words_of(request)
    shown = league.chosen(board.places, county=wanted.county, size=wanted.size, group=wanted.group, words=wanted.words)
    among = wanted.among if any(place.standing.peers for place in board.places) else {}
    own = request.user.units if request.user else frozenset()

    mine = sorted(place.standing.unit_id for place in shown if chosen(place, own, wanted.unit))
    columns = (
        ranking_view.sectors(board.places, board.protocol, words.language),
        ranking_view.channels(board.places, words),
    )
    footnotes = ranking_view.footnotes(shown, board.protocol, words)
    ordered = league.in_order(shown, wanted.sort, descending=wanted.down, language=words.language)
    return page(
        request,
        "ranking/table.html",
        board=board,
        asked=wanted,
        lead=ranking_view.lead(board.places, words),
        heard=heard(request, wave_id),
        rows=ranking_rows.rows(
            request, ordered, board.places,
            wave_id=wave_id, among=among, sure=board.sure, sort=wanted.sort, columns=columns, footnotes=footnotes,
        ),
        mine=mine,
        peers=peer_words.told(board.places, among, own, words),
        caveat=explain.CAVEAT,
        sectors=columns[0],
        channels=columns[1],
        footnotes=footnotes,
        best=told_best(board),
        developments=any(one.standing.moved for one in board.places),
        counties=sorted({one.county for one in board.places if one.county}, key=league.letters),
        sizes=[(size.value, ranking_view.size_name(size, words)) for size in Size],
        pictures=ranking_rows.pictures(request, shown, board.places, mine=mine, words=words),
        weights=ranking_view.weights(board.protocol, words),
        protocol_title=in_language(board.protocol.title, words.language),
    )  # fmt: skip


def chosen(place: Place, own: frozenset[int], wanted: str) -> bool:
    return place.standing.unit_id in own or (bool(wanted) and place.code == wanted)


def told_best(board: Board) -> tuple[int, int] | None:
    """How many best there are, and among how many units they are certain to be; None where that says nothing."""
    number, among = league.best(board.places)
    return (number, len(among)) if 0 < len(among) < len(league.ranked(board.places)) else None


@get("/rankings/{wave_id:int}/table.csv", guards=[allow_public], sync_to_thread=True)
def as_csv(request: Request, wave_id: FromPath[int]) -> Response[bytes]:
    board = board_of(request, wave_id)
    words = words_of(request)
    columns = [*ranking_view.sectors(board.places, board.protocol, words.language)]
    columns += ranking_view.channels(board.places, words)
    content = download.table(
        [*ranking_view.csv_head(columns, words), *map(words.translate, peer_words.HEAD)],
        [[*ranking_view.csv_row(place, columns), *peer_words.csv_row(place, words)] for place in board.places],
        words.language,
    )
    name = f"medlytt-{board.wave.id}.csv"
    return attachment(content, "text/csv", name)


@get("/rankings/{wave_id:int}/bundle.json", guards=[allow_public], sync_to_thread=True)
def as_bundle(request: Request, wave_id: FromPath[int]) -> Response[bytes]:
    """Everything that is needed to work the ranking out again, exactly as it was hashed at publication."""
    with request.db.read() as connection:
        packed = standings.packed_bundle(connection, wave_id)
    if packed is None:
        raise NotFound(N_("This ranking is not published."))
    name = f"medlytt-{wave_id}-bundle.json"
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return attachment(gzip.decompress(packed), "application/json", name)
    answer = attachment(packed, "application/json", name)
    answer.headers |= {"content-encoding": "gzip", "vary": "accept-encoding"}
    return answer


def attachment(content: bytes, media_type: str, name: str) -> Response[bytes]:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def board_of(request: Request, wave_id: int) -> Board:
    """The wave, if this reader may see its figures; else it does not exist for them."""
    with request.db.read() as connection:
        return Board(**visible(connection, request, wave_id), places=standings.places(connection, wave_id))


def visible(connection: sa.Connection, request: Request, wave_id: int) -> dict[str, Any]:
    wave = waves.by_id(connection, wave_id)
    if wave is None or not league.may_see(wave, request.user):
        raise NotFound(N_("This ranking is not published."), advice=N_("It appears here once it is."))
    protocol = bank.protocol(wave.rules, request.settings.bank_folder)
    return {"wave": wave, "protocol": protocol, "publication": standings.publication_of(connection, wave_id)}


def heard(request: Request, wave_id: int) -> bool:
    """Whether the units could object before publication."""
    with request.db.read() as connection:
        return objections.window(connection, wave_id) is not None


def words_of(request: Request) -> Words:
    language = request.language
    return Words(language, request.text, plural_translator(language), Formats(language, request.settings.timezone))


def titles(request: Request, shown: list[Wave]) -> dict[str, str]:
    known = bank.protocols(request.settings.bank_folder)
    return {
        one.protocol: in_language(known[one.protocol].title, request.language) for one in shown if one.protocol in known
    }


@get("/api/rankings", guards=[allow_public], sync_to_thread=True)
def for_programs(request: Request) -> Response[bytes]:
    with request.db.read() as connection:
        published = standings.published(connection)
    return as_json({"rankings": [told(wave, one, request) for wave, one in published]})


@get("/api/rankings/{wave_id:int}", guards=[allow_public], sync_to_thread=True)
def one_for_programs(request: Request, wave_id: FromPath[int]) -> Response[bytes]:
    """Published figures, unrounded; a program never sees what is not published."""
    with request.db.read() as connection:
        wave, one = waves.by_id(connection, wave_id), standings.publication_of(connection, wave_id)
        if wave is None or one is None:
            raise NotFound(N_("This ranking is not published."))
        places = standings.places(connection, wave_id)
    return as_json({**told(wave, one, request), "units": [unit_told(place) for place in places]})


def told(wave: Wave, one: Publication, request: Request) -> dict[str, Any]:
    return {
        "id": wave.id,
        "name": wave.name,
        "protocol": wave.protocol,
        "protocol_version": wave.protocol_version,
        "starts_on": wave.starts_on,
        "ends_on": wave.ends_on,
        "published_at": one.published_at,
        "sha256": one.sha256,
        "url": f"{request.settings.url}/rankings/{wave.id}",
        "bundle": f"{request.settings.url}/rankings/{wave.id}/bundle.json",
    }


def unit_told(place: Place) -> dict[str, Any]:
    figures: dict[str, Any] = msgspec.to_builtins(place.standing)
    for internal in ("wave_id", "unit_id", "computed_at"):
        figures.pop(internal)
    return {"code": place.code, "name": place.name, "county": place.county, "population": place.population, **figures}


def as_json(value: dict[str, Any]) -> Response[bytes]:
    return Response(msgspec.json.encode(value), media_type="application/json")


HANDLERS = [index, table, as_csv, as_bundle, for_programs, one_for_programs]
