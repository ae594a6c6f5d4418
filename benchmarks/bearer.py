"""Bearer: what the page's script does to turn a link into a blind token, again and again until it has it."""

import base64
import html
import re
import time
from collections.abc import Callable
from enum import StrEnum

import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa

from survey import blind

Ask = Callable[[str, dict[str, str]], tuple[int, str] | None]
"""(path, fields) -> (status, page), or nothing where the connection broke."""
KEY = re.compile(r'data-key="([^"]+)"')


class No(StrEnum):
    OVER = "over"
    LEFT = "left"
    """Whoever wanted it went away."""


def right(ask: Ask, link: str, unnamed: str, *, gone: Callable[[], bool]) -> dict[str, str] | No:
    """The fields that give the right to answer at the address that names nobody."""
    page = insist(ask, unnamed, {"q-number": "0", "shown": "number more", "press": "send"}, gone=gone)
    if isinstance(page, No):
        return page
    told = KEY.search(page)
    if told is None:
        return No.OVER
    plain = msgspec.json.decode(html.unescape(told[1]), type=dict[str, str])
    n, e = (int.from_bytes(base64.urlsafe_b64decode(plain[name] + "=="), "big") for name in "ne")
    key = rsa.RSAPublicNumbers(e, n).public_key()
    token = blind.prepare(blind.name(key))
    blinded = blind.blind(key, token)
    given = insist(ask, f"{link}/signature", {"sent": text(blinded.sent)}, gone=gone)
    if isinstance(given, No):
        return given
    signature = blind.finalize(key, token, base64.b64decode(given), blinded.inverse)
    return {"token": text(token), "signature": text(signature)}


def insist(ask: Ask, path: str, fields: dict[str, str], *, gone: Callable[[], bool]) -> str | No:
    while not gone():
        match ask(path, fields):
            case (200, page):
                return page
            case (status, _) if status < 500:
                return No.OVER
        time.sleep(0.05)
    return No.LEFT


def text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
