"""A blind token for an invitation: signed once, however often the same request comes, and never a second one."""

import hashlib
from functools import lru_cache

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import rsa

from survey import blind
from survey.keyring import Keyring
from survey.problems import Conflict, Problem
from survey.round import Cell, Round, RoundStatus
from survey.store import responses, rounds, tokens
from survey.store.database import Database, take_turns_shared
from survey.store.tokens import TokenKey
from survey.texts import N_


class NoToken(Problem):
    """What came is no request for a signature, or no token."""

    status = 422
    code = "no-token"


class SignedAlready(Conflict):
    """The right to answer has been turned into another token, or used."""

    code = "signed-already"


def key_for(db: Database, asked: Round, cell: Cell, *, keys: Keyring) -> rsa.RSAPrivateKey:
    """The key of a unit and channel; made when it is first wanted, which takes some tens of milliseconds."""
    with db.read() as connection:
        found = tokens.key_of(connection, asked.id, cell)
    if found is None:
        fresh = blind.new_key()
        sealed = keys.tokens(asked.id).seal(blind.pem(fresh))
        name = blind.name(fresh.public_key())
        new = TokenKey(round_id=asked.id, unit_id=cell.unit_id, channel=cell.channel, name=name, private=sealed)
        db.write(tokens.add_key, new)
        with db.read() as connection:
            found = tokens.key_of(connection, asked.id, cell)
    if found is None:
        raise Conflict(N_("There is no such survey."))
    return opened(keys.tokens(asked.id).open(found.private))


@lru_cache(maxsize=256)
def opened(pem: bytes) -> rsa.RSAPrivateKey:
    """Reading a key costs more than signing with it."""
    return blind.from_pem(pem)


def give_token(db: Database, asked: Round, cell: Cell, *, mark: bytes, sent: bytes, keys: Keyring) -> bytes:
    """Sign a blinded request in the place of an answer; `mark` is the invitation's.

    The same request gets the same signature, again and again; another one gets none.
    """
    key = key_for(db, asked, cell, keys=keys)
    request = hashlib.sha256(sent).digest()

    def write(connection: sa.Connection) -> bool:
        take_turns_shared(connection, f"round {asked.id}")
        if rounds.status(connection, asked.id) is not RoundStatus.OPEN:
            return False
        if responses.spend(connection, asked.id, mark):
            tokens.note_signed(connection, asked.id, mark, request)
            return True
        return tokens.was_signed(connection, asked.id, mark, request)

    # What cannot be signed must not use the invitation up.
    if len(sent) != key.key_size // 8 or int.from_bytes(sent, "big") >= key.public_key().public_numbers().n:
        raise NoToken(N_("This is no request for a token."))
    if not db.write(write):
        raise SignedAlready(N_("This invitation has been used already, or the survey is over."))
    return blind.blind_sign(key, sent)  # after the commit: a crash between the two must not give two signatures


def cell_of(db: Database, asked: Round, *, token: bytes, signature: bytes, keys: Keyring) -> Cell:
    """Which unit and channel an answer with this token counts for; raises NoToken where it is none of ours."""
    name = blind.key_named(token)
    with db.read() as connection:
        found = tokens.key_named(connection, name) if name else None
    if found is None or found.round_id != asked.id:
        raise NoToken(N_("This token is not one of this survey."))
    public = opened(keys.tokens(asked.id).open(found.private)).public_key()
    if not blind.verify(public, token, signature):
        raise NoToken(N_("This token is not one of this survey."))
    return found.cell
