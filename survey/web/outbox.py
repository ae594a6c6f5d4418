"""The outbox: what of a wave was told to whom, what did not get through and why, and what can be done about it."""

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from survey.outbox import AGAIN, PERHAPS_TWICE, TROUBLE, Occasion, State, Telling
from survey.person import RoleName
from survey.problems import Invalid, NotFound
from survey.steps import tell, tell_again
from survey.store import outbox, people, waves
from survey.store.dispatches import sending_is_on
from survey.store.outbox import Count, Wanted
from survey.texts import N_
from survey.wave import Wave, WaveStatus
from survey.web.forms import Whole, bind, faults_by_field
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)
PER_PAGE = 100
OCCASIONS = {
    Occasion.CONTACTS: N_("The list of test contacts is ready"),
    Occasion.WINDOW: N_("Open for objections"),
    Occasion.REMINDER: N_("Two days left to object"),
    Occasion.DECIDED: N_("Objections are decided"),
    Occasion.PUBLISHED: N_("Ranking and report are published"),
    Occasion.ERRATUM: N_("Corrected after publication"),
}
STATES = {
    State.WAITING: N_("waits"),
    State.HELD: N_("held back"),
    State.SENDING: N_("is leaving"),
    State.SENT: N_("has left"),
    State.DELIVERED: N_("delivered"),
    State.BOUNCED: N_("came back"),
    State.DOUBTFUL: N_("in doubt"),
    State.REFUSED: N_("refused"),
    State.CANCELLED: N_("not needed"),
}
ADVICE = {
    State.WAITING: N_("It leaves by itself when its time has come."),
    State.HELD: N_("A coordinator held it back: it leaves once it is let go."),
    State.SENDING: N_("It is being handed over. If nothing is heard of that, it is marked as in doubt."),
    State.SENT: N_("The mail server has taken it over. Nothing has come back."),
    State.DELIVERED: N_("The receiving server has taken it."),
    State.BOUNCED: N_("It did not arrive. Ask the unit for the right address, correct it, then send it again."),
    State.DOUBTFUL: N_("It may have left. Ask whether it arrived; only then send it again, or say that it left."),
    State.REFUSED: N_("Nothing has left. Mend what the reason says, such as the address, then send it again."),
    State.CANCELLED: N_("It was not sent, and need not be."),
}
LEFT = (State.SENT, State.DELIVERED)
OPEN = (State.WAITING, State.HELD, State.SENDING)


class Asked(msgspec.Struct, frozen=True):
    wave: Whole | None = None
    occasion: Occasion | None = None
    state: State | None = None
    start: Whole = 0


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as a list shows it."""

    one: Telling
    name: str
    address: str
    units: tuple[str, ...]


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the mails of one occasion, or of all."""

    occasion: Occasion | None = None
    waiting: int
    left: int
    delivered: int
    trouble: int
    cancelled: int

    @property
    def all(self) -> int:
        return self.waiting + self.left + self.delivered + self.trouble + self.cancelled


class Look(msgspec.Struct, frozen=True, kw_only=True):
    waves: list[Wave]
    wave: Wave | None
    sums: list[Sums]
    total: Sums
    lines: list[Line]
    more: bool
    nobody: list[tuple[str, str]]
    attaches: bool
    sending_on: bool


@get("/coordinator/outbox", guards=[COORDINATOR])
async def listing(request: Request) -> Response[Any]:
    asked = asked_of(request)
    found = await request.read(looked, asked)
    return page(
        request, "outbox/list.html", found=found, asked=asked, per_page=PER_PAGE, occasions=OCCASIONS, states=STATES
    )


def asked_of(request: Request) -> Asked:
    try:
        return msgspec.convert({k: v for k, v in request.query_params.items() if v}, Asked, strict=False)
    except msgspec.ValidationError:
        return Asked()


def looked(connection: sa.Connection, asked: Asked) -> Look:
    over = [one for one in waves.every(connection) if one.status in (WaveStatus.CLOSED, WaveStatus.PUBLISHED)]
    wave = next((one for one in over if one.id == asked.wave), None) or next(iter(over), None)
    if wave is None:
        return Look(
            waves=[], wave=None, sums=[], total=sums([]), lines=[], more=False, nobody=[], attaches=False,
            sending_on=sending_is_on(connection),
        )  # fmt: skip
    counted = [one for one in outbox.counts(connection) if one.wave_id == wave.id]
    wanted = Wanted(wave=wave.id, occasion=asked.occasion, state=asked.state)
    found = outbox.listed(connection, wanted, start=asked.start, limit=PER_PAGE + 1)
    by_occasion = [sums((one for one in counted if one.occasion is what), what) for what in Occasion]
    return Look(
        waves=over,
        wave=wave,
        sums=[one for one in by_occasion if one.all],
        total=sums(counted),
        lines=lines(connection, found[:PER_PAGE]),
        more=len(found) > PER_PAGE,
        nobody=outbox.nobody_to_tell(connection, wave.id),
        attaches=outbox.attaches(connection, wave.id),
        sending_on=sending_is_on(connection),
    )


def sums(counted: Iterable[Count], occasion: Occasion | None = None) -> Sums:
    known = list(counted)

    def of(*states: State) -> int:
        return sum(one.number for one in known if one.state in states)

    return Sums(
        occasion=occasion,
        waiting=of(*OPEN),
        left=of(State.SENT),
        delivered=of(State.DELIVERED),
        trouble=of(*TROUBLE),
        cancelled=of(State.CANCELLED),
    )


def lines(connection: sa.Connection, found: list[Telling]) -> list[Line]:
    ids = {one.person_id for one in found}
    known = {one.id: one for one in people.many(connection)} if ids else {}
    names = people.unit_names(connection, {unit for one in found for unit in one.units})
    return [
        Line(
            one=one,
            name=known[one.person_id].name,
            address=one.sent_to or known[one.person_id].email,
            units=tuple(sorted(names[unit] for unit in one.units)),
        )
        for one in found
    ]


@get("/coordinator/outbox/{id:int}", guards=[COORDINATOR])
async def show(request: Request, id: FromPath[int]) -> Response[Any]:
    return await one_page(request, id)


async def one_page(request: Request, id: int, fault: Invalid | None = None) -> Response[Any]:
    line, wave = await request.read(one_of, id)
    return page(
        request,
        "outbox/one.html",
        status=422 if fault else 200,
        line=line,
        wave=wave,
        occasions=OCCASIONS,
        states=STATES,
        advice=ADVICE,
        twice=line.one.status in PERHAPS_TWICE,
        may_again=line.one.status in AGAIN,
        faults=faults_by_field(fault.faults) if fault else {},
    )


def one_of(connection: sa.Connection, id: int) -> tuple[Line, Wave | None]:
    found = outbox.by_id(connection, id)
    if found is None:
        raise NotFound(N_("There is no such mail."))
    return lines(connection, [found])[0], waves.by_id(connection, found.wave_id)


class Press(msgspec.Struct, frozen=True):
    sure: bool = False


@post("/coordinator/outbox/{id:int}/again", guards=[COORDINATOR])
async def again(request: Request, id: FromPath[int]) -> Response[Any]:
    given = bind(Press, await request.form())
    try:
        await request.step(tell_again.again, id, by=request.person.id, sure=given.sure)
    except Invalid as fault:
        return await one_page(request, id, fault)
    return redirect(request, f"/coordinator/outbox/{id}", said=N_("It leaves in a moment."))


@post("/coordinator/outbox/{id:int}/hold", guards=[COORDINATOR])
async def hold(request: Request, id: FromPath[int]) -> Response[Any]:
    await request.step(tell_again.hold, id, by=request.person.id)
    return redirect(request, f"/coordinator/outbox/{id}", said=N_("It is held back."))


@post("/coordinator/outbox/{id:int}/release", guards=[COORDINATOR])
async def release(request: Request, id: FromPath[int]) -> Response[Any]:
    await request.step(tell_again.release, id, by=request.person.id)
    return redirect(request, f"/coordinator/outbox/{id}", said=N_("It leaves when its time has come."))


@post("/coordinator/outbox/{id:int}/left", guards=[COORDINATOR])
async def left(request: Request, id: FromPath[int]) -> Response[Any]:
    await request.step(tell_again.it_left, id, by=request.person.id)
    return redirect(request, f"/coordinator/outbox/{id}", said=N_("It counts as sent."))


class Enclosing(msgspec.Struct, frozen=True):
    enclose: bool = False


@post("/waves/{wave_id:int}/outbox/enclose", guards=[COORDINATOR])
async def enclose(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    given = bind(Enclosing, await request.form())
    await request.step(tell_again.attach, wave_id, on=given.enclose, by=request.person.id)
    return redirect(request, f"/coordinator/outbox?wave={wave_id}", said=N_("Saved."))


@post("/waves/{wave_id:int}/outbox/later", guards=[COORDINATOR])
async def later(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    told = await request.step(tell.those_who_came_later, wave_id, by=request.person.id)
    said = N_("Mails written to those who came later: %(n)s")
    return redirect(request, f"/coordinator/outbox?wave={wave_id}", said=said, n=told.number)


HANDLERS = [listing, show, again, hold, release, left, enclose, later]
