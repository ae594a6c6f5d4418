"""The numbers of a national report are worked out where a wave's figures change, so that no reader waits for them."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from survey import bundle
from survey.bundle import Contact
from survey.league import Place
from survey.national import National, national
from survey.problems import NotFound
from survey.results import Sheets
from survey.standing import METHOD, Method
from survey.steps.score import protocol_of
from survey.store import forms, measures, standings, waves
from survey.store import results as works_of
from survey.store.database import Database
from survey.texts import N_
from survey.wave import Wave

KIND = "national"
MADE_WITH = 2
"""Counted up when the same figures give other numbers."""


class Frozen(msgspec.Struct, frozen=True):
    """What the numbers need of a bundle; the rest is passed over."""

    method: Method
    contacts: tuple[Contact, ...]


def number(db: Database, now: datetime, wave_id: int, *, own_bank: Path | None = None, anew: bool = False) -> bool:
    """Work the numbers of a wave out if its figures are others, or where `anew` says so; whether that was done."""
    with db.read() as connection:
        wave, places = waves.by_id(connection, wave_id), standings.places(connection, wave_id)
        if wave is None:
            raise NotFound(N_("There is no such wave."))
        basis = basis_of(connection, wave, places)
        if not places or (not anew and measures.basis(connection, wave_id, KIND) == basis):
            return False
        found = fresh(connection, wave, places, now, own_bank=own_bank)
    db.write(measures.replace, wave_id, [(KIND, found)], basis=basis, now=now)
    return True


def basis_of(connection: sa.Connection, wave: Wave, places: Sequence[Place]) -> str:
    """A hash of what the numbers stand beside: without the hour at which the same figures were worked out again."""
    edition = standings.publication_of(connection, wave.id)
    still = [msgspec.structs.replace(one.standing, computed_at=wave.created_at) for one in places]
    told = [MADE_WITH, wave.rules, wave.forms, edition.sha256 if edition else "", still]
    return hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()


def kept(connection: sa.Connection, wave: Wave, places: Sequence[Place]) -> National | None:
    """From the derived table, where it is of these very figures; names are those that units have today."""
    if measures.basis(connection, wave.id, KIND) != basis_of(connection, wave, places):
        return None
    document = measures.document(connection, wave.id, KIND)
    found = None if document is None else msgspec.json.decode(document, type=National)
    return found and found.named(places)


def fresh(
    connection: sa.Connection, wave: Wave, places: Sequence[Place], now: datetime, *, own_bank: Path | None
) -> National:
    """From what was frozen; before publication from the facts as they are."""
    protocol = protocol_of(wave, own_bank)
    document = standings.bundle(connection, wave.id)
    if document is not None:
        frozen = msgspec.json.decode(document, type=Frozen)
        return national(protocol, places, frozen.contacts, k=frozen.method.top)
    sheets = Sheets(forms.grading(connection, protocol, wave.forms, own_bank))
    works = works_of.works(connection, wave.id)
    contacts = tuple(bundle.contact(protocol, sheets, work, now=now, chosen=False) for work in works)
    return national(protocol, places, contacts, k=METHOD.top)
