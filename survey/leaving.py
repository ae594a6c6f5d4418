"""The link that stops all surveys for somebody, and still does when the keys that knew the address are gone.

The address itself dies with its round; the right to be left alone must not. So the link of a mail carries the keyed
hash of the address, encrypted and with a seal, under a key made of the pepper: the citizen keeps it, we do not.
"""

import base64
import binascii
import hmac
from functools import lru_cache
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

DIGEST = 16
SEAL = 8
SHORT = 22
"""Letters of the door to one invitation (doors.Doors.out), with which every such link begins."""
LONG = SHORT + 32


class Left(NamedTuple):
    """What a link says: which invitation, and the hash of the address where it carries one."""

    short: str
    digest: bytes | None = None


def link(pepper: bytes, short: str, digest: bytes) -> str:
    """54 letters; two links to one address have nothing in common."""
    block = _cipher(pepper).encryptor().update(_turned(pepper, short, digest))
    return short + base64.urlsafe_b64encode(block + _seal(pepper, short, block)).decode()


def read(pepper: bytes, token: str) -> Left:
    """Whatever is typed: where nothing of ours is in it, the digest is missing."""
    short, rest = token[:SHORT], token[SHORT:]
    if len(token) != LONG or not token.isascii():
        return Left(token)
    try:
        raw = base64.b64decode(rest, altchars=b"-_", validate=True)
    except binascii.Error:
        return Left(token)
    block, seal = raw[:DIGEST], raw[DIGEST:]
    if not hmac.compare_digest(seal, _seal(pepper, short, block)):
        return Left(token)
    return Left(short, _turned(pepper, short, _cipher(pepper).decryptor().update(block)))


def _turned(pepper: bytes, short: str, digest: bytes) -> bytes:
    mask = hmac.digest(_part(pepper, b"mask"), short.encode(), "sha256")
    return bytes(one ^ other for one, other in zip(digest, mask[:DIGEST], strict=True))


def _seal(pepper: bytes, short: str, block: bytes) -> bytes:
    return hmac.digest(_part(pepper, b"seal"), short.encode() + block, "sha256")[:SEAL]


@lru_cache(maxsize=4)
def _cipher(pepper: bytes) -> Cipher[modes.ECB]:
    # One block that is masked differently in each link: a permutation is all that is needed, and ECB is one.
    return Cipher(algorithms.AES(_part(pepper, b"block")), modes.ECB())  # noqa: S305


@lru_cache(maxsize=16)
def _part(pepper: bytes, name: bytes) -> bytes:
    return hmac.digest(pepper, b"medlytt leaving " + name, "sha256")
