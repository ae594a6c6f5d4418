"""A contact: a citizen's real one with an office, never a test inquiry; what becomes of it is counted, not listed."""

from datetime import datetime
from enum import StrEnum

import msgspec

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
