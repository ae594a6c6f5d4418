"""One unit in one wave: its place and how sure it is, its parts, and the score traced down to each inquiry."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get
from litestar.params import FromPath

from instruments import bank
from instruments.clock import deadline
from instruments.language import in_language
from instruments.protocol import Protocol, Scoring
from instruments.scenario import Channel
from scoring import score as scoring
from survey import bundle, league, shipped
from survey.attempt import Step
from survey.bundle import Contact
from survey.dispatch import Dispatch, Purpose
from survey.explain import CAVEAT, deadline_lines, footnotes
from survey.inquired import inquired
from survey.league import Place
from survey.peer import FEWEST, Kind, Peer, Size
from survey.plots import strip
from survey.problems import NotFound
from survey.results import Sheets, Work
from survey.steps import look
from survey.store import attempts, calendars, dispatches, forms, mails, standings
from survey.store import results as works_of
from survey.texts import N_
from survey.wave import WaveStatus
from survey.web import derivation, inquired_words, peer_words, ranking_pictures, ranking_view, said, two_waves
from survey.web import words as texts
from survey.web.derivation import Names
from survey.web.guards import allow_public
from survey.web.page import page
from survey.web.ranking import Board, board_of, words_of
from survey.web.ranking_view import Words, sector_name
from survey.web.request import Request
from survey.web.shelf import ready

FEW = 24
HUNDRED = 100.0
CALLS = {
    Step.ANSWERED: N_("Got through"),
    Step.CLOSED: N_("Closed"),
    Step.BUSY: N_("Busy"),
    Step.VOICEMAIL: N_("Voicemail"),
    Step.NO_ANSWER: N_("Nobody picked up"),
    Step.ABANDONED: N_("Hung up"),
    Step.VOID: N_("Does not count: a wrong press"),
    "": N_("Not finished"),
}


class Comparison(msgspec.Struct, frozen=True):
    """One figure of the unit among those of all others, drawn."""

    name: str
    value: float | None
    rank: int | None
    of: int
    picture: str


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in one inquiry, for those who answer for the unit; no word of a reply and no name of its staff."""

    started_at: datetime | None
    mail: Dispatch | None
    replies: tuple[tuple[datetime, str], ...]
    calls: tuple[tuple[datetime, str], ...]
    deadline: tuple[str, ...]


@get("/rankings/{wave_id:int}/{code:str}", guards=[allow_public], sync_to_thread=True)
def show(request: Request, wave_id: FromPath[int], code: FromPath[str]) -> Response[Any]:
    return ready(request, wave_id, lambda: drawn(request, wave_id, code))


def drawn(request: Request, wave_id: int, code: str) -> Response[Any]:
    board = board_of(request, wave_id)
    place = next((one for one in board.places if one.code == code), None)
    if place is None:
        raise NotFound(N_("This unit was not part of the test."))
    words, own = words_of(request), request.settings.bank_folder
    with request.db.read() as connection:
        works = works_of.works(connection, wave_id, place.standing.unit_id)
        contacts = contacts_of(connection, board, works, request.now, own=own)
        names = names_of(connection, board, contacts, works, own=own)
        full = league.may_see_contacts(board.wave, request.user, place.standing.unit_id)
        mine = [work for work in works if full and work.medium is not Channel.WEB]
        document = standings.bundle(connection, wave_id) if board.publication else None
        facts = {work.id: behind(connection, board.protocol, work, words) for work in mine}
        score = scoring.score(
            board.protocol, str(place.standing.unit_id), [one for each in contacts for one in bundle.results_of(each)]
        )
        both = two_waves.together(connection, board, place, score)
    if facts:
        look.at_contacts(request.db, request.now, by=request.person.id, wave_id=wave_id, unit_id=place.standing.unit_id)
    like = peers(place, board.places)
    return page(
        request,
        "ranking/unit.html",
        board=board,
        place=place,
        caveat=CAVEAT,
        earlier=(place.code, place.name) in shipped.with_earlier_results(),
        ranked=len(league.ranked(board.places)),
        tiers=league.tiers(board.places),
        peers=like,
        like=peer_words.first(like, words),
        group_name=lambda one: peer_words.name(one.kind, one.group, words),
        sectors=comparisons(place, board.places, "sectors", board.protocol, words=words),
        channels=comparisons(place, board.places, "channels", board.protocol, words=words),
        lines=derivation.sector_lines(score, names, words),
        inquired=inquired_words.told(inquired(score), words),
        by_points=board.protocol.scoring is Scoring.POINTS,
        footnotes=footnotes(score.notes, words.language, names=sector_names(board.protocol, words)),
        facts=facts,
        both=both,
        heard=said.of_unit(bundle.surveys(document or b"{}"), place.standing.unit_id, words),
        heard_head=said.head(words),
        said=said,
        own_cases=full and board.wave.status in (WaveStatus.CLOSED, WaveStatus.PUBLISHED),
        traced=board.publication is not None or request.person.sees(place.standing.unit_id),
        weights=ranking_view.weights(board.protocol, words),
        protocol_title=in_language(board.protocol.title, words.language),
        dot_plot=ranking_pictures.dot_plot(
            neighbours(place, board.places), board.places, chosen=lambda one: one is place, words=words
        ),
    )


def names_of(
    connection: sa.Connection, board: Board, contacts: Sequence[Contact], works: Sequence[Work], *, own: Path | None
) -> Names:
    return Names(
        protocol=board.protocol,
        scenarios=bank.scenarios(own),
        forms=forms.grading(connection, board.protocol, board.wave.forms, own),
        contacts={str(one.id): one for one in contacts},
        answers={str(work.id): work.answers or {} for work in works},
    )


def sector_names(protocol: Protocol, words: Words) -> dict[str, str]:
    names = {one.code: in_language(one.name, words.language) for one in protocol.sectors}
    return names | {code: words.translate(name) for code, name in texts.CHANNELS.items()}


def contacts_of(
    connection: sa.Connection, board: Board, works: Sequence[Work], now: datetime, *, own: Path | None
) -> Sequence[Contact]:
    """As they were frozen; before publication as the facts have them now."""
    if board.publication:
        document = standings.bundle(connection, board.wave.id) or b""
        return bundle.contacts(document, unit_id=works[0].unit_id) if works else ()
    sheets = Sheets(forms.grading(connection, board.protocol, board.wave.forms, own))
    return [bundle.contact(board.protocol, sheets, work, now=now) for work in works]


def behind(connection: sa.Connection, protocol: Protocol, work: Work, words: Words) -> Behind:
    sent = [one for one in dispatches.of_inquiry(connection, work.id) if one.purpose is Purpose.INQUIRY]
    arrived = sorted(mails.kinds_and_arrivals(connection, work.id), key=lambda pair: pair[1])
    calls = attempts.of_inquiry(connection, work.id) if work.channel == "phone" else []
    return Behind(
        started_at=work.started_at,
        mail=sent[-1] if sent else None,
        replies=tuple((at, words.translate(texts.KINDS[kind])) for kind, at in arrived),
        calls=tuple((one.started_at, words.translate(CALLS.get(one.result or "", CALLS[""]))) for one in calls),
        deadline=tuple(reasons(connection, protocol, work, words)),
    )


def reasons(connection: sa.Connection, protocol: Protocol, work: Work, words: Words) -> Sequence[str]:
    """Why the answer came in time or not, by the protocol's clock; nothing where it has none."""
    clock = protocol.clock
    if clock is None or work.started_at is None or work.channel != "email":
        return ()
    found = deadline(
        clock.kind,
        work.started_at,
        limit=clock.limit,
        calendar=calendars.calendar_of(connection, work.unit_id),
        answered_at=work.answered_at,
        holidays_stop=clock.holidays_stop,
        pauses=mails.pauses(connection, work.id),
    )
    # seconds decide, but nobody wants to read them
    why = tuple(msgspec.structs.replace(one, at=to_the_minute(one.at)) for one in found.why)
    return deadline_lines(msgspec.structs.replace(found, why=why), words.language)


def to_the_minute(at: date) -> date:
    return at.replace(second=0, microsecond=0) if isinstance(at, datetime) else at


def comparisons(
    place: Place, places: Sequence[Place], kind: str, protocol: Protocol, *, words: Words
) -> list[Comparison]:
    """Each sector or channel of the unit: its figure, its place, and where it lies among all."""
    own: Mapping[str, float | None] = getattr(place.standing, kind)
    found = []
    for code in in_protocols_order(own, protocol):
        value, most = own[code], highest(code, kind, protocol)
        name = (
            sector_name(protocol, code, words.language) if kind == "sectors" else words.translate(texts.CHANNELS[code])
        )
        others = [figure for one in places if (figure := getattr(one.standing, kind).get(code)) is not None]
        rank = None if value is None else 1 + sum(round(other, 9) > round(value, 9) for other in others)
        text = N_("%(name)s: %(score)s, place %(rank)s of %(n)s. Each stroke is a unit.")
        score = words.score(value)
        picture = strip.strip(
            others,
            value,
            most=most,
            identity=f"{kind}-{code}",
            title=name,
            description=words.translate(text, name=name, score=score, rank=rank or "–", n=len(others)),
            label=score if most == HUNDRED else words.translate(derivation.OF, earned=score, possible=f"{most:g}"),
        )
        found.append(Comparison(name, value, rank, len(others), picture))
    return found


def highest(code: str, kind: str, protocol: Protocol) -> float:
    """What the figure can reach: 100, or the channel's points where the total is a sum of points."""
    if kind == "channels" and protocol.scoring is Scoring.POINTS:
        return protocol.channel_weights[Channel(code.partition("_")[0])]
    return HUNDRED


def in_protocols_order(codes: Mapping[str, object], protocol: Protocol) -> list[str]:
    """A channel's devices only where there are several: one alone says the same as the channel."""
    devices = [code for code in codes if "_" in code and code.startswith("web")]
    shown = [code for code in codes if code not in devices or len(devices) > 1]
    known = [*(sector.code for sector in protocol.sectors), *ranking_view.CHANNELS]
    return sorted(shown, key=lambda code: (known.index(code) if code in known else len(known), code))


def peers(place: Place, places: Sequence[Place]) -> tuple[Peer, ...]:
    """Its place among its like; without ranges in a ranking from before there were any."""
    if place.standing.peers or place.standing.rank is None:
        return place.standing.peers
    size = next((str(size) for size in Size if size.holds(place.population)), "")
    groups = [
        (Kind.SIZE, size, league.chosen(places, size=size)),
        (Kind.COUNTY, place.county, league.chosen(places, county=place.county)),
    ]
    found = []
    for kind, group, alike in groups:
        ranks = [one.standing.rank for one in alike if one.standing.rank is not None]
        if group and len(ranks) >= FEWEST:
            rank = 1 + sum(other < place.standing.rank for other in ranks)
            found.append(Peer(kind=kind, group=group, of=len(ranks), rank=rank))
    return tuple(found)


def neighbours(place: Place, places: Sequence[Place]) -> list[Place]:
    """Those who can be compared at a glance: its county where that fits, else those next to it."""
    county = league.ranked(league.chosen(places, county=place.county)) if place.county else []
    if 1 < len(county) <= FEW:
        return county
    ordered = league.ranked(places)
    if place not in ordered:
        return []
    at = ordered.index(place)
    start = max(0, min(at - FEW // 2, len(ordered) - FEW))
    return ordered[start : start + FEW]


HANDLERS = [show]
