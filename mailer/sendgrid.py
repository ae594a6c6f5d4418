"""The way out through SendGrid, with every kind of tracking off."""

import base64
import http.client
import time
import urllib.error
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Self

from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from mailer.message import Address, File, Message, unsubscribe_headers
from mailer.transport import Deferred, Doubtful, Receipt, Refused, encode, wire_form

BOUNCES_TO = "bounces_to"
"""A custom argument: SendGrid keeps bounces to itself, and its event webhook says this of the mail it tells about."""


class SendGrid:
    """Hands mails to SendGrid's mail/send with every kind of tracking off and nothing of ours in the headers.

    SendGrid writes its own Date, Received and DKIM lines; only a domain authenticated there hides its name in them.
    """

    def __init__(
        self,
        api_key: str,
        *,
        host: str = "https://api.sendgrid.com",
        timeout: float = 20.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._client = SendGridAPIClient(api_key=api_key, host=host)
        self._client.client.timeout = timeout  # the package itself would wait for ever
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        return

    def send(self, message: Message, /) -> Receipt:
        encode(message)  # refuses what must not leave, whichever way it goes
        try:
            answer = self._client.send(to_json(message))
        except HTTPError as fault:
            raise self._verdict(fault.status_code, fault.body, fault.headers) from fault
        except urllib.error.URLError as fault:  # urllib wraps only what happens before the whole request is written
            raise Deferred(f"SendGrid cannot be reached: {fault.reason}") from fault
        except (OSError, http.client.HTTPException) as fault:
            raise Doubtful(f"SendGrid did not answer after the mail was handed over: {fault!r}") from fault
        if answer.status_code != 202:  # 200 is a redirect's page or the sandbox: taken over is 202 only
            raise Doubtful(f"SendGrid answered {answer.status_code}")
        return Receipt(answer.headers.get("X-Message-Id") or "")

    def _verdict(self, code: int, body: bytes, headers: Mapping[str, str]) -> Exception:
        told = f"SendGrid answered {code}: {body[:300].decode(errors='replace').strip()}"
        match code:
            case 429:
                return Deferred(told, self._wait(headers))
            case 502 | 504:  # a gateway that got no answer cannot know whether the mail went through
                return Doubtful(told)
            case 408 | 425:
                return Deferred(told)
            case _ if code >= 500:
                return Deferred(told, self._wait(headers))
            case _:
                return Refused(told, code, account=code in {401, 403})

    def _wait(self, headers: Mapping[str, str]) -> float | None:
        """Seconds to wait: Retry-After counts from now, X-RateLimit-Reset is a time of day in seconds since 1970."""
        with suppress(ValueError):
            if after := headers.get("Retry-After"):
                return max(0.0, float(after))
            if reset := headers.get("X-RateLimit-Reset"):
                return max(0.0, float(reset) - self._clock())
        return None


def to_json(message: Message) -> dict[str, Any]:
    """The body of SendGrid's mail/send."""
    headers = {"Message-ID": message.message_id, **dict(message.headers), **dict(unsubscribe_headers(message))}
    if message.in_reply_to:
        headers["In-Reply-To"] = message.in_reply_to
    if message.references:
        headers["References"] = " ".join(message.references)
    content = [{"type": "text/plain", "value": message.text}]
    if message.html is not None:
        content.append({"type": "text/html", "value": message.html})
    off = {"enable": False}
    body: dict[str, Any] = {
        "personalizations": [{"to": [_party(address) for address in message.to]}],
        "from": _party(message.sender),
        "subject": message.subject,
        "headers": headers,
        "content": content,
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": off,
            "subscription_tracking": off,
            "ganalytics": off,
        },
    }
    if message.reply_to is not None:
        body["reply_to"] = _party(message.reply_to)
    if message.files:
        body["attachments"] = [attached(file) for file in message.files]
    if message.bounces_to is not None:
        body["custom_args"] = {BOUNCES_TO: wire_form(message.bounces_to)}
    return body


def attached(file: File) -> dict[str, str]:
    content = base64.b64encode(file.content).decode("ascii")
    return {"content": content, "type": file.media_type, "filename": file.name, "disposition": "attachment"}


def _party(address: Address) -> dict[str, str]:
    return {"email": wire_form(address), "name": address.name} if address.name else {"email": wire_form(address)}
