"""A response: what a citizen said, first sealed, then released among others."""

import zlib
from functools import lru_cache
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)  # RFC 9180
INFO = b"medlytt answer 1"
PLAIN = 4000
"""Bytes of every answer before it is sealed: a long one looks like a short one."""


class TooLong(Exception):
    """The answer does not fit; `over` is by how many bytes, packed."""

    def __init__(self, over: int) -> None:
        super().__init__(over)
        self.over = over


class CannotOpen(Exception):
    """Sealed to another key, or damaged."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a confidential round knows of the contact."""

    day: str = ""
    area: str = ""
    key: str = ""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is sealed: nothing in it says who or when, but for `facts` in a confidential round."""

    form: str
    """`id@version`."""
    answers: dict[str, Any]
    """As the instrument checked them, without free texts."""
    texts: tuple[tuple[str, str], ...] = ()
    """(item, free text) as it may be stored: what was masked is masked."""
    partial: bool = False
    assisted: bool = False
    kiosk: bool = False
    facts: Facts | None = None


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """A released answer, without its free texts: those are released apart, in an order of their own."""

    id: bytes
    round_id: int
    unit_id: int | None
    """None: counts in the totals of the round only."""
    channel: str | None
    """None: counts in the totals of the unit only."""
    period: str
    form: str
    answers: dict[str, Any]
    partial: bool = False
    assisted: bool = False
    kiosk: bool = False
    facts: Facts | None = None


def pack(record: Record) -> bytes:
    """Always PLAIN bytes; raises TooLong."""
    packed = msgspec.json.encode(record)
    if len(packed) > PLAIN - 2:  # most answers are short, and packing costs more than all the rest
        packed = zlib.compress(packed)
    if len(packed) > PLAIN - 2:
        raise TooLong(len(packed) - (PLAIN - 2))
    return len(packed).to_bytes(2, "big") + packed.ljust(PLAIN - 2, b"\0")


def unpack(plain: bytes) -> Record:
    length = int.from_bytes(plain[:2], "big")
    packed = plain[2 : 2 + length]
    return msgspec.json.decode(packed if packed.startswith(b"{") else zlib.decompress(packed), type=Record)


def seal(record: Record, public_key: bytes) -> bytes:
    """The record, readable by the holder of the private key alone; all boxes have one length."""
    return SUITE.encrypt(pack(record), _public(public_key), info=INFO)


def unseal(box: bytes, private_key: X25519PrivateKey) -> Record:
    try:
        return unpack(SUITE.decrypt(box, private_key, info=INFO))
    except (InvalidTag, ValueError, zlib.error, msgspec.DecodeError) as fault:
        raise CannotOpen("This answer was sealed to another key, or it is damaged.") from fault


@lru_cache(maxsize=64)
def _public(raw: bytes) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(raw)
