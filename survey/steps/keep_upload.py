"""A file of contacts or comments between its preview and its taking in: kept by nobody, sealed on the page itself."""

import base64
import binascii
import zlib
from datetime import datetime, timedelta

import msgspec

from survey.keyring import Destroyed, Keyring
from survey.problems import Conflict
from survey.steps.import_contacts import NOT_OPEN
from survey.tables.sheet import LARGEST
from survey.texts import N_
from survey.vault import CannotOpen, Vault

LASTS = timedelta(hours=12)


class Kept(msgspec.Struct, frozen=True, array_like=True):
    person_id: int
    at: datetime
    packed: bytes


def seal(keys: Keyring, round_id: int, data: bytes, now: datetime, *, person_id: int) -> str:
    """The file as a text that the page sends back, and that only the round's personal key opens."""
    try:
        return seal_with(keys.personal(round_id), data, now, person_id=person_id)
    except Destroyed as fault:
        raise Conflict(NOT_OPEN) from fault


def opened(keys: Keyring, round_id: int, text: str, now: datetime, *, person_id: int) -> bytes:
    """Raises Conflict for what is too old, of somebody else, of another round, or made up."""
    try:
        return opened_with(keys.personal(round_id), text, now, person_id=person_id)
    except Destroyed as fault:
        raise Conflict(NOT_OPEN) from fault


def seal_with(vault: Vault, data: bytes, now: datetime, *, person_id: int) -> str:
    sealed = vault.seal(msgspec.msgpack.encode(Kept(person_id, now, zlib.compress(data, 6))))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def opened_with(vault: Vault, text: str, now: datetime, *, person_id: int) -> bytes:
    """Raises Conflict for what is too old, of somebody else, or made up."""
    again = Conflict(N_("This file is not kept any more."), advice=N_("Send the file again."))
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        kept = msgspec.msgpack.decode(vault.open(sealed), type=Kept)
    except (CannotOpen, binascii.Error, ValueError) as fault:
        raise again from fault
    if kept.person_id != person_id or now - kept.at > LASTS:
        raise again
    return zlib.decompressobj().decompress(kept.packed, LARGEST + 1)
