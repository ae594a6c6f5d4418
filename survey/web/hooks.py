"""Webhooks of other programs: believed only if signed and fresh, answered only once what they bring is kept."""

import asyncio
import io
from typing import Any

import multipart
from litestar import Response, post

from mailer.events import events
from mailer.inbox import MAX_BYTES, Unusable, content_key, from_sendgrid_form
from mailer.signature import fresh, verify_signature
from survey.problems import NotFound, NotPermitted, Problem, TooLarge
from survey.steps.collect import collector
from survey.steps.report_delivery import report_delivery
from survey.steps.returned import citizens_mail, report_to_citizens
from survey.steps.tell_back import report_to_staff, staff_mail
from survey.texts import N_
from survey.web.guards import allow_hook
from survey.web.request import Request

LARGEST_CALL = MAX_BYTES + 1_000_000  # a mail and the fields beside it
SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"


class Misfit(Problem):
    """A true call that does not hold what it should, for the webhook is set up otherwise: the sender tries again."""

    status = 503
    code = "misfit"


@post("/hooks/sendgrid/inbound", guards=[allow_hook], request_max_body_size=LARGEST_CALL)
async def inbound(request: Request) -> Response[Any]:
    """SendGrid's inbound parse in raw mode: 204 only when the mail is kept; everything else it sends again."""
    body = await signed(request, request.settings.sendgrid_inbound_public_key)
    await asyncio.to_thread(_keep, request, body)
    return Response(None, status_code=204)


@post("/hooks/sendgrid/events", guards=[allow_hook])
async def delivered(request: Request) -> Response[Any]:
    """SendGrid's event webhook: 204 only when what it tells of our mails is kept; everything else it sends again."""
    body = await signed(request, request.settings.sendgrid_events_public_key)
    try:
        told = events(body)
    except Unusable as fault:
        raise Misfit(N_("This call holds no events.")) from fault
    rest = await request.step(report_to_citizens, told, keys=request.keyring)
    rest = await request.step(report_to_staff, rest)
    await request.step(report_delivery, rest, protocol=request.protocol)
    return Response(None, status_code=204)


async def signed(request: Request, key: str) -> bytes:
    """The body, once it is known who sent it and that it is no old one; nothing of it is read before."""
    if not key:
        raise NotFound(N_("This page does not exist."))
    body = await request.body()
    stamp = request.headers.get(TIMESTAMP, "")
    true = await asyncio.to_thread(verify_signature, key, stamp, body, request.headers.get(SIGNATURE, ""))
    if not true or not fresh(stamp, request.now.timestamp()):
        raise NotPermitted(N_("This call is not signed by the sender we know, or it is an old one."))
    return body


def _keep(request: Request, body: bytes) -> None:
    try:
        raw, recipients = from_sendgrid_form(fields_of(body, request.headers.get("content-type", "")))
    except (Unusable, multipart.MultipartError) as fault:
        raise Misfit(N_("This call holds no mail.")) from fault
    if len(raw) > MAX_BYTES:
        raise TooLarge(N_("This is too large to be sent."))
    citizens = citizens_mail(request.db, lambda: request.now, keys=request.keyring, settings=request.settings)
    aside = staff_mail(request.db, lambda: request.now, then=citizens)
    deliver = collector(request.db, request.vault, lambda: request.now, aside=aside)
    deliver(raw, source="sendgrid", key=content_key(raw, recipients), recipients=recipients)


def fields_of(body: bytes, content_type: str) -> dict[str, str | bytes]:
    """The fields of a multipart form, as bytes: a mail has no charset of its own."""
    kind, options = multipart.parse_options_header(content_type)
    if kind != "multipart/form-data":
        raise Unusable(f"not a form but {kind[:80]!r}")
    parts = multipart.MultipartParser(
        io.BytesIO(body), options.get("boundary", ""), len(body), memory_limit=LARGEST_CALL, spool_limit=LARGEST_CALL
    )
    found: dict[str, str | bytes] = {}
    for part in parts:
        found.setdefault(part.name, part.raw)
        part.close()
    return found


HANDLERS = [inbound, delivered]
