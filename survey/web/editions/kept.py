"""One form as a coordinator meets it: of this house or shipped, in one version."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.instrument import ANSWERED, Instrument, Purpose
from instruments.language import in_language
from instruments.protocol import Protocol
from survey.edition import Edition, EditionStatus, decoded
from survey.problems import NotFound
from survey.store import editions, forms
from survey.texts import N_

HOME = "/coordinator/instruments"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """`edition` is None for a form that comes with Medlytt, or from a bank folder of one's own."""

    name: str
    instrument: Instrument
    edition: Edition | None = None

    @property
    def is_draft(self) -> bool:
        return self.edition is not None and self.edition.is_draft

    @property
    def status(self) -> str:
        return self.edition.status if self.edition else "shipped"

    @property
    def path(self) -> str:
        return f"{HOME}/{self.name}"

    @property
    def questions(self) -> int:
        return sum(item.kind in ANSWERED for item in self.instrument.leaves)

    def title(self, language: str) -> str:
        return in_language(self.instrument.title, language) or self.name


def known(connection: sa.Connection, name: str, own: Path | None = None) -> Kept:
    """The form called `id@version`; raises NotFound."""
    found = editions.by_name(connection, name)
    if found is not None and found.is_draft:
        return Kept(name=name, instrument=found.read(), edition=found)
    try:
        if "@" not in name:
            raise bank.UnknownError(name)
        return Kept(name=name, instrument=forms.form(connection, name, own), edition=found)
    except bank.UnknownError as fault:
        raise NotFound(N_("There is no such form.")) from fault


def shelf(connection: sa.Connection, own: Path | None = None) -> list[Kept]:
    """The newest version of every form, and the one before where the newest is a draft."""
    found = [of_house(one) for one in editions.every(connection)]
    latest = [one for one in found if is_latest(one, found)]
    return [*latest, *(of_bank(one) for one in bank.every(Instrument, own).values())]


def of_bank(instrument: Instrument) -> Kept:
    return Kept(name=f"{instrument.id}@{instrument.version}", instrument=instrument)


def of_house(one: Edition) -> Kept:
    """For a list, where a form that somebody tampered with still has its line."""
    return Kept(name=one.name, instrument=decoded(one.document), edition=one)


def is_latest(one: Kept, found: Sequence[Kept]) -> bool:
    later = [other for other in found if other.instrument.id == one.instrument.id and newer(other, one)]
    return not later or (one.status == EditionStatus.PUBLISHED and all(other.is_draft for other in later))


def newer(one: Kept, other: Kept) -> bool:
    return one.instrument.version > other.instrument.version


def versions(connection: sa.Connection, id: str, own: Path | None = None) -> list[Kept]:
    """Every version by this id, the newest first."""
    shipped = [of_bank(one) for one in bank.versions(Instrument, own) if one.id == id]
    mine = [of_house(one) for one in editions.of_instrument(connection, id)]
    return sorted((*mine, *shipped), key=lambda one: -one.instrument.version)


def in_protocols(protocols: Iterable[Protocol]) -> dict[str, list[Protocol]]:
    """Id of a form -> the protocols that grade with it."""
    found: dict[str, list[Protocol]] = {}
    for protocol in protocols:
        for name in dict.fromkeys(protocol.grading.values()):
            found.setdefault(name.partition("@")[0], []).append(protocol)
    return found


def by_purpose(found: Iterable[Kept]) -> dict[Purpose, list[Kept]]:
    shelves: dict[Purpose, list[Kept]] = {}
    for purpose in Purpose:
        if here := [one for one in found if one.instrument.purpose is purpose]:
            shelves[purpose] = here
    return shelves


