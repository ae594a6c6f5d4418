"""Problems become pages in the reader's language, or problem+json for programs."""

import secrets
from typing import Any

import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from survey.problems import (
    Invalid,
    NotFound,
    NotPermitted,
    Problem,
    SignInNeeded,
    TooLarge,
    TooMany,
)
from survey.texts import N_
from survey.web.guards import Again
from survey.web.page import page
from survey.web.request import Request

LOG = structlog.get_logger()
PROGRAMS = ("/api/", "/hooks/", "/healthz")


class MethodNotAllowed(Problem):
    status = 405
    code = "method-not-allowed"


class Failed(Problem):
    """Our fault: the reader gets a number to quote, the log gets the rest."""

    status = 500
    code = "failed"


# What Litestar itself raises, told in our own words.
FRAMEWORK: dict[int, Problem] = {
    400: Problem(N_("This request cannot be understood."), advice=N_("Go back and try again.")),
    401: SignInNeeded(N_("You need to sign in.")),
    403: NotPermitted(N_("You may not see this page.")),
    404: NotFound(
        N_("This page does not exist."), advice=N_("It may have been moved, or the address has a typing error.")
    ),
    405: MethodNotAllowed(N_("This page cannot be used in that way."), advice=N_("Go back and try again.")),
    413: TooLarge(N_("This is too large to be sent."), advice=N_("Send a smaller file.")),
    422: Invalid(N_("Something in the form needs another look.")),
    429: TooMany(N_("That was too often."), advice=N_("Wait a few minutes and try again.")),
}


def on_problem(request: Request, problem: Problem) -> Response[Any]:
    if wants_json(request):
        return as_json(request, problem)
    if isinstance(problem, Again):
        return page(request, "errors/again.html", status=problem.status, problem=problem)
    if isinstance(problem, SignInNeeded):
        return page(request, "errors/sign_in.html", status=problem.status, problem=problem)
    return page(request, "errors/problem.html", status=problem.status, problem=problem)


def on_framework(request: Request, fault: HTTPException) -> Response[Any]:
    if fault.status_code >= 500:
        return on_fault(request, fault)
    answer = on_problem(request, FRAMEWORK.get(fault.status_code, FRAMEWORK[400]))
    for name, value in (fault.headers or {}).items():
        answer.headers[name] = value
    return answer


def on_validation(request: Request, fault: msgspec.ValidationError) -> Response[Any]:
    return on_problem(request, FRAMEWORK[422])


def on_fault(request: Request, fault: Exception) -> Response[Any]:
    number = secrets.token_hex(4)
    LOG.error("failed", number=number, method=request.method, route=route_of(request), exc_info=fault)
    problem = Failed(
        N_("Something went wrong here."),
        advice=N_("It is not your fault. Try again in a moment; if it goes on, tell us the number %(number)s."),
        number=number,
    )
    return on_problem(request, problem)


def route_of(request: Request) -> str:
    """The route's pattern: paths hold tokens of mailed links, which do not belong in a log."""
    return str(request.scope.get("path_template") or "-")


def wants_json(request: Request) -> bool:
    if request.url.path.startswith(PROGRAMS):
        return True
    accept = request.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept


def as_json(request: Request, problem: Problem) -> Response[bytes]:
    _ = request.text
    body: dict[str, Any] = {
        "type": f"about:blank#{problem.code}",
        "title": _(problem.title, **problem.values),
        "status": problem.status,
    }
    if problem.advice:
        body["detail"] = _(problem.advice, **problem.values)
    if isinstance(problem, Invalid) and problem.faults:
        body["faults"] = [{"where": f.where, "message": _(f.message, **f.values)} for f in problem.faults]
    return Response(msgspec.json.encode(body), status_code=problem.status, media_type="application/problem+json")


HANDLERS: dict[Any, Any] = {
    Problem: on_problem,
    HTTPException: on_framework,
    msgspec.ValidationError: on_validation,
    Exception: on_fault,
}
