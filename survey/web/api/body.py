"""What a program sends, read strictly; what it gets, as JSON."""

from typing import Any, TypeVar

import msgspec
from litestar import Response

from survey.problems import Fault, Invalid
from survey.texts import N_
from survey.web.request import Request

Body = TypeVar("Body", bound=msgspec.Struct)


async def read(request: Request, kind: type[Body]) -> Body:
    """The body as one of our Structs; raises Invalid with what is wrong and where."""
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=kind)
    except msgspec.ValidationError as fault:
        what, _, where = str(fault).partition(" - at `")
        told = Fault(where.rstrip("`").removeprefix("$.") or "body", N_("This does not fit: %(what)s"), what=what)
        raise Invalid(N_("The request has faults."), (told,)) from fault
    except (msgspec.DecodeError, RecursionError) as fault:
        told = Fault("body", N_("This is not JSON: %(what)s"), what=str(fault)[:200])
        raise Invalid(N_("The request has faults."), (told,)) from fault


def answer(value: Any, status: int = 200) -> Response[bytes]:
    return Response(
        msgspec.json.encode(value),
        status_code=status,
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )
