"""A blind token: one for each invitation, spent once, and its answer counts where the key says, on both engines."""

from pathlib import Path

import pytest

from survey import blind
from survey.doors import new_id
from survey.keyring import TOKENS, Keyring
from survey.problems import Conflict
from survey.response import Record
from survey.round import Cell, Round
from survey.steps import rounds as steps
from survey.steps.answer import Taken, answer
from survey.steps.give_token import NoToken, SignedAlready, cell_of, give_token, key_for
from survey.store import responses
from survey.store.database import Database
from tests.conftest import NOW
from tests.scene import a_unit
from tests.steps.test_rounds import a_draft

RECORD = Record(form="kiosk@1", answers={"solved": "yes"})


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys")


@pytest.fixture
def cell(db: Database) -> Cell:
    return Cell(a_unit(db), "email")


@pytest.fixture
def asked(db: Database, keys: Keyring, cell: Cell) -> Round:
    id = steps.add(db, NOW, a_draft(), units=[cell.unit_id], by=None)
    steps.open_round(db, NOW, id, keys=keys, by=None)
    return steps.known(db, id)


def a_token(db: Database, keys: Keyring, asked: Round, cell: Cell, mark: bytes) -> tuple[bytes, bytes]:
    """What the page does."""
    public = key_for(db, asked, cell, keys=keys).public_key()
    token = blind.prepare(blind.name(public))
    blinded = blind.blind(public, token)
    signature = give_token(db, asked, cell, mark=mark, sent=blinded.sent, keys=keys)
    return token, blind.finalize(public, token, signature, blinded.inverse)


def test_an_invitation_becomes_one_token_and_one_answer(db: Database, keys: Keyring, asked: Round, cell: Cell) -> None:
    doors = keys.doors(asked.id)
    mark = doors.spent(new_id())
    token, signature = a_token(db, keys, asked, cell, mark)
    assert cell_of(db, asked, token=token, signature=signature, keys=keys) == cell
    takings = [answer(db, asked, cell=cell, mark=doors.spent(token), record=RECORD) for _ in range(2)]
    assert takings == [Taken.NOW, Taken.BEFORE]
    assert answer(db, asked, cell=cell, mark=mark, record=RECORD) is Taken.BEFORE
    with pytest.raises(SignedAlready):
        a_token(db, keys, asked, cell, mark)


def test_the_same_request_is_signed_again_and_another_never(
    db: Database, keys: Keyring, asked: Round, cell: Cell
) -> None:
    mark = keys.doors(asked.id).spent(new_id())
    public = key_for(db, asked, cell, keys=keys).public_key()
    first, other = (blind.blind(public, blind.prepare(blind.name(public))) for _ in range(2))
    signatures = {give_token(db, asked, cell, mark=mark, sent=first.sent, keys=keys) for _ in range(3)}
    assert len(signatures) == 1
    with pytest.raises(SignedAlready):
        give_token(db, asked, cell, mark=mark, sent=other.sent, keys=keys)


def test_whoever_has_answered_gets_no_token(db: Database, keys: Keyring, asked: Round, cell: Cell) -> None:
    mark = keys.doors(asked.id).spent(new_id())
    answer(db, asked, cell=cell, mark=mark, record=RECORD)
    with pytest.raises(SignedAlready):
        a_token(db, keys, asked, cell, mark)


def test_nonsense_is_no_request_and_no_token(db: Database, keys: Keyring, asked: Round, cell: Cell) -> None:
    mark = keys.doors(asked.id).spent(new_id())
    for sent in (b"", b"\xff" * 256, b"x" * 255):
        with pytest.raises(NoToken):
            give_token(db, asked, cell, mark=mark, sent=sent, keys=keys)
    token, signature = a_token(db, keys, asked, cell, mark)  # nonsense has not used the invitation up
    for wrong in ((token, signature[:-1]), (token[:-1], signature), (b"", b""), (token, bytes(256))):
        with pytest.raises(NoToken):
            cell_of(db, asked, token=wrong[0], signature=wrong[1], keys=keys)


def test_each_unit_and_channel_has_a_key_of_its_own_that_dies_with_the_round(
    db: Database, keys: Keyring, asked: Round, cell: Cell
) -> None:
    one, again = (key_for(db, asked, cell, keys=keys) for _ in range(2))
    other = key_for(db, asked, Cell(cell.unit_id, "phone"), keys=keys)
    assert blind.name(one.public_key()) == blind.name(again.public_key()) != blind.name(other.public_key())
    steps.close(db, NOW, asked.id)
    with pytest.raises(Conflict):
        a_token(db, keys, asked, cell, keys.doors(asked.id).spent(new_id()))
    steps.finish(db, NOW, asked.id, keys=keys)
    assert not keys.has(asked.id, TOKENS)
    with db.read() as connection:
        assert responses.waiting(connection, asked.id) == {}
