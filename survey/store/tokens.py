"""The keys of blind tokens and what they have signed, at rest."""

import msgspec
import sqlalchemy as sa

from survey.round import Cell
from survey.store.database import upsert
from survey.store.rows import one
from survey.store.schema.tokens import signed, token_key


class TokenKey(msgspec.Struct, frozen=True, kw_only=True):
    round_id: int
    unit_id: int
    channel: str
    name: bytes
    private: bytes

    @property
    def cell(self) -> Cell:
        return Cell(self.unit_id, self.channel)


def key_of(connection: sa.Connection, round_id: int, cell: Cell) -> TokenKey | None:
    chosen = sa.select(token_key).where(
        token_key.c.round_id == round_id, token_key.c.unit_id == cell.unit_id, token_key.c.channel == cell.channel
    )
    return one(connection, chosen, TokenKey)


def key_named(connection: sa.Connection, name: bytes) -> TokenKey | None:
    return one(connection, sa.select(token_key).where(token_key.c.name == name), TokenKey)


def add_key(connection: sa.Connection, new: TokenKey) -> None:
    """Two processes may make one at once: the first counts."""
    values = {name: getattr(new, name) for name in new.__struct_fields__}
    connection.execute(upsert(connection, token_key).values(**values).on_conflict_do_nothing())


def note_signed(connection: sa.Connection, round_id: int, digest: bytes, request: bytes) -> None:
    connection.execute(signed.insert().values(round_id=round_id, digest=digest, request=request))


def was_signed(connection: sa.Connection, round_id: int, digest: bytes, request: bytes) -> bool:
    """Whether this very request was signed for that mark."""
    condition = (signed.c.round_id == round_id) & (signed.c.digest == digest) & (signed.c.request == request)
    return connection.execute(sa.select(signed.c.digest).where(condition)).first() is not None


def forget(connection: sa.Connection, round_id: int) -> None:
    connection.execute(token_key.delete().where(token_key.c.round_id == round_id))
    connection.execute(signed.delete().where(signed.c.round_id == round_id))
