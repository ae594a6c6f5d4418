"""Contacts from other programs: a list or a file, each contact once however often it is sent."""

import re
from typing import Any

import msgspec
from litestar import Response, post
from litestar.params import FromPath, FromQuery

from survey.person import RoleName
from survey.problems import Fault, Invalid
from survey.steps.read_contacts import Delivery, Table, take
from survey.texts import N_
from survey.web.api import body
from survey.web.guards import allow
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)
FEED = re.compile(r"[\w .-]{1,40}")
FAULTY = N_("The request has faults.")


@post("/api/surveys/{round_id:int}/contacts", guards=[COORDINATOR], status_code=200)
async def send(request: Request, round_id: FromPath[int], feed: FromQuery[str] = "") -> Response[bytes]:
    if feed and not FEED.fullmatch(feed):
        told = Fault("feed", N_("Use at most %(n)s letters, digits, spaces, points and hyphens."), n=40)
        raise Invalid(FAULTY, (told,))
    found = await request.step(
        take,
        round_id,
        table(await request.body(), request.headers.get("content-type", "")),
        keys=request.keyring,
        feed=f"api:{feed}" if feed else "api",
        sms=request.settings.sms != "none",
        by=request.person.id,
    )
    return body.answer(told_of(found, request))


def table(data: bytes, kind: str) -> Table:
    """A list of objects, alone or as `contacts`; what is not called JSON is a CSV or XLSX file."""
    if "json" not in kind.lower():
        return data
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as fault:
        what = Fault("body", N_("This is not JSON: %(what)s"), what=str(fault)[:200])
        raise Invalid(FAULTY, (what,)) from fault
    rows = found.get("contacts") if isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise Invalid(FAULTY, (Fault("body", N_("This has to be a list of contacts.")),))
    return rows


def told_of(found: Delivery, request: Request) -> dict[str, Any]:
    """Not whom the rules drew: a program that sends them one by one would know who is asked."""
    return {
        "new": found.counted.new,
        "before": found.counted.before,
        "elsewhere": found.entries.elsewhere,
        "ignored": found.entries.ignored,
        "faults": [
            {"row": one.line, "column": one.column, "message": request.text(one.message, **one.values)}
            for one in found.entries.faults
        ],
    }


HANDLERS = [send]
