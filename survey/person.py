"""A person who works with Medlytt, and what their roles let them see and do."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec


class RoleName(StrEnum):
    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    TESTER = "tester"
    QUALITY = "quality"  # quality staff of one unit, or of all where no unit is named


class Role(msgspec.Struct, frozen=True):
    role: RoleName
    unit_id: int | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str
    email: str
    language: str = "nb"
    password_hash: str | None = None
    active: bool = True
    created_at: datetime
    roles: tuple[Role, ...] = ()

    def holding(self, roles: Iterable[Role]) -> "Person":
        return msgspec.structs.replace(self, roles=tuple(roles))

    def has(self, role: RoleName) -> bool:
        return any(own.role is role for own in self.roles)

    @property
    def administers(self) -> bool:
        return self.has(RoleName.ADMINISTRATOR)

    @property
    def coordinates(self) -> bool:
        return self.has(RoleName.COORDINATOR) or self.has(RoleName.ADMINISTRATOR)

    @property
    def units(self) -> frozenset[int]:
        """The units this person is quality staff of; empty with `sees_all_units`."""
        return frozenset(own.unit_id for own in self.roles if own.role is RoleName.QUALITY and own.unit_id is not None)

    @property
    def sees_all_units(self) -> bool:
        return self.coordinates or any(own.role is RoleName.QUALITY and own.unit_id is None for own in self.roles)

    def sees(self, unit_id: int) -> bool:
        return self.sees_all_units or unit_id in self.units


class Tie(msgspec.Struct, frozen=True):
    """Where a person lives or works: they never test that unit."""

    person_id: int
    unit_id: int
    kind: str  # lives, works
