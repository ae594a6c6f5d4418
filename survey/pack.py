"""All reports of a wave in one file: asked for by a coordinator, made aside, with its progress on record."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

SIGN_OF_LIFE = timedelta(minutes=3)
"""Without one whoever made it is taken for dead, and it is begun anew."""
KEPT = timedelta(days=14)
"""Then the file is deleted: it can be made again."""


class PackStatus(StrEnum):
    WANTED = "wanted"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


BUSY = (PackStatus.WANTED, PackStatus.MAKING)


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    wave_id: int
    language: str
    status: PackStatus
    wanted_by: int | None = None
    wanted_at: datetime
    claimed_by: str | None = None
    beat_at: datetime | None = None
    done: int = 0
    units: int = 0
    file: str = ""
    """In the folder of packs; empty until it is ready."""
    size: int = 0
    made_at: datetime | None = None
    fault: str = ""

    @property
    def is_busy(self) -> bool:
        return self.status in BUSY
