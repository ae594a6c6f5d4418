"""A contact: a citizen's real one with an office, never a test inquiry; what becomes of it is counted, not listed."""

import hmac
import unicodedata
from datetime import datetime
from enum import StrEnum

import msgspec

from survey.vault import Vault

PADDED = 160  # bytes
CHANNELS = ("email", "phone", "web", "desk")


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    unit_id: int
    channel: str
    at: datetime
    language: str
    email: str = ""
    phone: str = ""
    """E.164."""
    area: str = ""
    """Service area, as the case system names it."""
    key: str = ""
    """A random key of the case system; kept in confidential rounds only."""


class Fate(StrEnum):
    """What became of a contact that came in; the numbers are kept per unit and channel, nothing else is."""

    DRAWN = "drawn"
    NOT_SAMPLED = "not_sampled"
    CAPPED = "capped"
    QUARANTINED = "quarantined"
    OPTED_OUT = "opted_out"
    NO_ADDRESS = "no_address"
    TOO_OLD = "too_old"
    OUTSIDE = "outside"
    """Before the round began or after its last day for asking."""


class Personal(msgspec.Struct, frozen=True, array_like=True):
    """What is encrypted with an invitation: dies with the round's personal key."""

    address: str
    at: str = ""
    area: str = ""
    key: str = ""


def seal(personal: Personal, vault: Vault) -> bytes:
    """As it lies with an invitation; `vault` is the round's (Keyring.personal)."""
    # Of one length for nearly all: what is left in an old backup does not tell how long an address was.
    return vault.seal(msgspec.json.encode(personal).ljust(PADDED))


def unseal(sealed: bytes, vault: Vault) -> Personal:
    """Raises vault.CannotOpen."""
    return msgspec.json.decode(vault.open(sealed), type=Personal)


def digest(pepper: bytes, address: str) -> bytes:
    """16 bytes by which an address is known again, however it was typed, and which nobody without the pepper can make.

    The only form in which the list of those who opted out, and the quarantine, know anybody.
    """
    return hmac.digest(pepper, plain_address(address).encode(), "sha256")[:16]


def plain_address(address: str) -> str:
    """An e-mail address or a phone number in the one form that stands for all its spellings."""
    plain = unicodedata.normalize("NFKC", address).strip().lower()
    local, at, domain = plain.rpartition("@")
    if not at:
        digits = "".join(letter for letter in plain if letter.isdecimal())
        return f"+{digits.removeprefix('00')}"
    if domain.isascii():
        return plain
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return plain
