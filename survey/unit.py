"""A unit that is tested: a municipality, a district, an office."""

from datetime import date, datetime

import msgspec

from survey.peer import Kind, groups_of

CHANNELS = ("email", "phone", "web")


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    code: str
    name: str
    country: str = "NO"
    county: str = ""
    peer_group: str = ""
    population: int | None = None
    area_km2: float | None = None
    written_form: str = "nb"
    website: str = ""
    lat: float | None = None
    lon: float | None = None
    opening: dict[str, tuple[str, str]] | None = None
    parent_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: int | None = None

    @property
    def groups(self) -> dict[Kind, str]:
        """Whom it is compared with."""
        return groups_of(group=self.peer_group, county=self.county, population=self.population)

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class UnitAddress(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    unit_id: int
    channel: str
    address: str
    note: str = ""
    replaced_at: datetime | None = None
