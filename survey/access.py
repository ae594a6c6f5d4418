"""Access: a program may work in the name of a person, as long as that person lets it."""

from datetime import date, datetime

import msgspec

PREFIX = "medlytt_"
"""So that a token which was left lying somewhere is recognised for what it is."""
DAYS = (30, 90, 365)


class Access(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    person_id: int
    name: str
    created_at: datetime
    expires_at: datetime
    used_on: date | None = None
