"""A wave: one protocol put to some units over some weeks."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec


class WaveStatus(StrEnum):
    DRAFT = "draft"
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class Wave(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str
    protocol: str
    protocol_version: int = 1
    status: WaveStatus = WaveStatus.DRAFT
    starts_on: date
    ends_on: date
    seed: int
    language: str = "nb"
    previous_id: int | None = None
    created_by: int | None = None
    created_at: datetime
    planned_at: datetime | None = None
    plan: dict[str, Any] | None = None
    self_mail_address: str | None = None
    self_mail_arrived_at: datetime | None = None
    approved_by: int | None = None
    approved_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    demo: bool = False
    forms: dict[str, str] = {}
    """Channel -> `id@version` of the form it is graded with, where it is not the protocol's own."""

    @property
    def rules(self) -> str:
        """The name of its protocol in the bank, with the version that it was planned by."""
        return f"{self.protocol}@{self.protocol_version}"

    def lacks_before_opening(self) -> tuple[str, ...]:
        """What still keeps mails from leaving: `plan`, `self_mail`, `approval`; a demo needs only the plan."""
        lacking = [] if self.planned_at else ["plan"]
        if not self.demo:
            lacking += [] if self.self_mail_arrived_at else ["self_mail"]
            lacking += [] if self.approved_at and self.approved_by != self.created_by else ["approval"]
        return tuple(lacking)
