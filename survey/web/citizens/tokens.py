"""Blind tokens on citizens' pages: the form under an address that names nobody, and a signature for the last press."""

import asyncio
import base64
import binascii

import msgspec

from survey import blind
from survey.keyring import Destroyed, Keyring
from survey.round import Cell
from survey.steps.give_token import NoToken, SignedAlready, cell_of, give_token, key_for
from survey.store.database import Database
from survey.web.citizens.asked import Manner, Visit
from survey.web.citizens.call import NOWHERE, Call, Reply

TOKEN, SIGNATURE = "token", "signature"  # noqa: S105 - names of fields
PLAIN_TEXT = "text/plain; charset=utf-8"


class Tokens:
    def __init__(self, db: Database, keys: Keyring) -> None:
        self.db = db
        self.keys = keys

    async def key(self, visit: Visit) -> str:
        """The public key of the unit and channel, for the page."""
        found = await asyncio.to_thread(key_for, self.db, visit.asked.round, visit.cell, keys=self.keys)
        return msgspec.json.encode(blind.jwk(found.public_key())).decode()

    async def sign(self, visit: Visit, call: Call) -> Reply:
        """The signature of what the page has blinded; 409 where the invitation has been used another way."""
        sent = decoded(field(call, "sent"))
        try:
            made = await asyncio.to_thread(
                give_token, self.db, visit.asked.round, visit.cell, mark=visit.mark, sent=sent, keys=self.keys
            )
        except SignedAlready:
            return Reply(status=409, cache=NOWHERE, kind=PLAIN_TEXT)
        except NoToken:
            return Reply(status=422, cache=NOWHERE, kind=PLAIN_TEXT)
        return Reply(body=base64.b64encode(made), cache=NOWHERE, kind=PLAIN_TEXT)

    async def mark(self, visit: Visit, call: Call) -> bytes:
        """The mark of a token that came with the form; nothing where none came, or none that is good here."""
        token, signature = decoded(field(call, TOKEN)), decoded(field(call, SIGNATURE))
        if not token or not signature:
            return b""
        try:
            cell = await asyncio.to_thread(
                cell_of, self.db, visit.asked.round, token=token, signature=signature, keys=self.keys
            )
        except (NoToken, Destroyed):
            return b""
        return visit.asked.doors.spent(token) if cell == visit.cell else b""


def offered(visit: Visit) -> bool:
    """Whether this visit may go on without its link: on one's own device, in a survey that offers it."""
    return visit.asked.round.anonymous and visit.asked.round.rules.blind and visit.manner is Manner.OWN


def address(round_id: int, cell: Cell) -> str:
    """Where everybody of a unit and channel answers: it names nobody."""
    return f"/t/{round_id}/{cell.unit_id}/{cell.channel}"


def field(call: Call, name: str) -> str:
    return next((value for key, value in call.form if key == name), "")


def decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
