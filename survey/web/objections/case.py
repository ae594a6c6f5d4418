"""A unit's inquiries as those see them who answer for it: what was asked, what came back, each item with its points."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.language import in_language
from instruments.scenario import Channel, Scenario, facts
from scoring.score import InquiryScore, Score, score
from survey import bundle, league, objection
from survey.inquired import inquired
from survey.objection import Extension, Limit, Objection, State, Window
from survey.problems import NotFound
from survey.results import Work
from survey.steps import look, tell_words
from survey.steps.object import limit_of
from survey.store import forms, objections
from survey.store import results as works_of
from survey.texts import N_
from survey.web import derivation, inquired_words, unit_page
from survey.web import words as texts
from survey.web.derivation import ItemLine
from survey.web.ranking import Board, board_of, words_of
from survey.web.ranking_view import Words
from survey.web.request import Request
from survey.web.unit_page import Behind

STATES = {
    State.UNDECIDED: N_("Not decided yet"),
    State.WITHDRAWN: N_("Taken back"),
    State.ACCEPTED: N_("Accepted"),
    State.REJECTED: N_("Rejected"),
}


class Item(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    line: ItemLine
    objection: Objection | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One inquiry. No field holds a tester, and none a word of a member of staff."""

    id: int
    title: str
    channel: str
    points: str
    lost: float  # of what it could bring; 0 where nothing counts
    note: str
    find: str
    key: tuple[str, ...]
    behind: Behind
    items: tuple[Item, ...]
    whole: Objection | None = None

    @property
    def objected(self) -> bool:
        return self.whole is not None or any(one.objection for one in self.items)


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """A unit in a wave, for whoever answers for it or coordinates."""

    board: Board
    place: league.Place
    cases: tuple[Case, ...]
    inquired: str
    """How many inquiries there were, and what of them counts."""
    objections: tuple[Objection, ...]
    window: Window | None
    limit: Limit | None
    extensions: tuple[Extension, ...]
    may_object: bool

    def case(self, inquiry_id: int) -> Case:
        found = next((one for one in self.cases if one.id == inquiry_id), None)
        if found is None:
            raise NotFound(N_("There is no such inquiry"))
        return found


def board_and_place(request: Request, wave_id: int, code: str) -> tuple[Board, league.Place]:
    """Of a unit whose contacts this reader may see; for everybody else there is no such page."""
    board = board_of(request, wave_id)
    place = next((one for one in board.places if one.code == code), None)
    if place is None or not league.may_see_contacts(board.wave, request.user, place.standing.unit_id):
        raise NotFound(N_("This page does not exist."))
    return board, place


def own_of(request: Request, wave_id: int, code: str) -> Own:
    """Everything a unit may see of its cases; that it was looked at is in the audit log."""
    board, place = board_and_place(request, wave_id, code)
    unit_id, words = place.standing.unit_id, words_of(request)
    with request.db.read() as connection:
        made = objections.of_unit(connection, wave_id, unit_id)
        cases = cases_of(connection, request, board, made, words=words, unit_id=unit_id)
        scored = scored_of(connection, request, board, unit_id)[-1]
        window, limit = objections.window(connection, wave_id), limit_of(connection, wave_id, unit_id)
        extensions = objections.extensions(connection, wave_id)
    look.at_contacts(request.db, request.now, by=request.person.id, wave_id=wave_id, unit_id=unit_id)
    in_time = limit is not None and not limit.over(request.now) and board.publication is None
    return Own(
        board=board,
        place=place,
        cases=tuple(cases),
        inquired=inquired_words.told(inquired(scored), words),
        objections=tuple(made),
        window=window,
        limit=limit,
        extensions=tuple(extensions),
        may_object=in_time and objection.may_object(request.person, unit_id),
    )


def scored_of(
    connection: sa.Connection, request: Request, board: Board, unit_id: int
) -> tuple[Sequence[Work], derivation.Names, Score]:
    own = request.settings.bank_folder
    works = works_of.works(connection, board.wave.id, unit_id)
    contacts = unit_page.contacts_of(connection, board, works, request.now, own=own)
    names = unit_page.names_of(connection, board, contacts, works, own=own)
    found = [one for each in contacts for one in bundle.results_of(each)]
    return works, names, score(board.protocol, str(unit_id), found)


def cases_of(
    connection: sa.Connection,
    request: Request,
    board: Board,
    made: Sequence[Objection],
    *,
    words: Words,
    unit_id: int,
    only: int | None = None,
) -> list[Case]:
    works, names, scored = scored_of(connection, request, board, unit_id)
    parts: dict[int, list[InquiryScore]] = {}
    for sector in scored.sectors:
        for one in sector.inquiries:
            parts.setdefault(int(one.inquiry), []).append(one)
    return [
        case_of(connection, board, work, parts.get(work.id, []), made, names=names, words=words)
        for work in works
        if only is None or work.id == only
    ]


def case_of(
    connection: sa.Connection,
    board: Board,
    work: Work,
    parts: Sequence[InquiryScore],
    made: Sequence[Objection],
    *,
    names: derivation.Names,
    words: Words,
) -> Case:
    scenario = names.scenarios.get(work.scenario)
    lines = [(part, derivation.inquiry_line(part, names, words)) for part in parts]
    mine = {one.item: one for one in made if one.inquiry_id == work.id and one.state is not State.WITHDRAWN}
    items = [
        Item(name=scored.result.item, line=line, objection=mine.get(scored.result.item))
        for part, told in lines
        for scored, line in zip(part.items, told.items, strict=True)
    ]
    earned, possible = sum(part.earned for part in parts), sum(part.possible for part in parts)
    first = lines[0][1] if lines else None
    return Case(
        id=work.id,
        title=in_language(scenario.title, words.language) if scenario else work.scenario,
        channel=derivation.channel_name(names.contacts[str(work.id)], words),
        points=derivation.of(earned, possible, words) if possible and not isinstance(earned, int) else "–",
        lost=round(float(possible - earned), 9),
        note=first.note if first else "",
        find=searched(scenario, work, words.language),
        key=facts(scenario, words.language) if scenario and work.medium is not Channel.WEB else (),
        behind=unit_page.behind(connection, board.protocol, work, words),
        items=tuple(items),
        whole=mine.get(objection.WHOLE),
    )


def searched(scenario: Scenario | None, work: Work, language: str) -> str:
    if scenario is None or scenario.web is None or work.medium is not Channel.WEB:
        return ""
    return in_language(scenario.web.find, language)


def limit_lines(limit: Limit | None, words: Words) -> list[str]:
    """Why the last day is when it is, one line each."""
    return list(tell_words.limit_lines(limit, words.language)) if limit else []


def left(limit: Limit, now: datetime) -> int:
    """Whole days until the end."""
    return max((limit.ends_at - now).days, 0)


class Label(msgspec.Struct, frozen=True):
    """What is objected to, in words; `item` is empty for the whole inquiry."""

    title: str
    channel: str
    item: str


def labels(
    connection: sa.Connection, request: Request, board: Board, things: Iterable[tuple[int, str]], *, words: Words
) -> dict[tuple[int, str], Label]:
    """By inquiry and item."""
    wanted, own = list(things), request.settings.bank_folder
    asked = objections.asked(connection, (id for id, _ in wanted))
    grading = forms.grading(connection, board.protocol, board.wave.forms, own)
    scenarios = bank.scenarios(own)
    found = {}
    for id, item in wanted:
        one = asked[id]
        scenario, form = scenarios.get(one.scenario), grading.get(Channel(one.channel.partition("_")[0]))
        known = objection.item_named(form, item) if form and item else None
        found[id, item] = Label(
            in_language(scenario.title, words.language) if scenario else one.scenario,
            words.translate(texts.CHANNELS[one.channel]),
            in_language(known.label, words.language) if known else words.translate(derivation.SPEED) if item else "",
        )
    return found
