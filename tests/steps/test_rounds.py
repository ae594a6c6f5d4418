"""A round from its draft to its last key, on both engines."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from survey.doors import new_id
from survey.invitation import Invitation, Way
from survey.keyring import ANSWERS, DOORS, PERSONAL, Destroyed, Keyring
from survey.problems import Conflict, Invalid
from survey.response import Record
from survey.round import Cell, RoundStatus
from survey.settings import Settings
from survey.steps import retain
from survey.steps import rounds as steps
from survey.steps.answer import Taken, answer
from survey.steps.release import release
from survey.store import audits, comments, invitations, responses
from survey.store.database import Database
from tests.conftest import NOW
from tests.scene import a_unit

TODAY = NOW.date()
OVER = NOW + timedelta(days=40)


def a_draft(**values: object) -> steps.Draft:
    rest = {"title": "Etter e-post", "forms": {"email": "post-contact-email@1"}, "starts_on": TODAY}
    rest |= {"asks_until": TODAY + timedelta(days=20), "ends_on": TODAY + timedelta(days=30)}
    return steps.Draft(**{**rest, **values})  # type: ignore[arg-type]


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys")


@pytest.fixture
def cell(db: Database) -> Cell:
    return Cell(a_unit(db), "email")


@pytest.fixture
def round_id(db: Database, keys: Keyring, cell: Cell) -> int:
    id = steps.add(db, NOW, a_draft(), units=[cell.unit_id], by=None)
    steps.open_round(db, NOW, id, keys=keys, by=None)
    return id


def said(number: int) -> Record:
    texts = (("more", f"Kommentar {number}"),) if number % 2 else ()
    return Record(form="post-contact-email@1", answers={"speed": str(number)}, texts=texts)


def send(db: Database, keys: Keyring, round_id: int, cell: Cell, *numbers: int) -> list[Taken]:
    asked, doors = steps.known(db, round_id), keys.doors(round_id)
    return [
        answer(db, asked, cell=cell, mark=doors.spent(number.to_bytes(16, "big")), record=said(number))
        for number in numbers
    ]


def test_an_answer_is_taken_once(db: Database, keys: Keyring, round_id: int, cell: Cell) -> None:
    assert send(db, keys, round_id, cell, 1, 2, 1) == [Taken.NOW, Taken.NOW, Taken.BEFORE]
    with db.read() as connection:
        assert len(responses.waiting(connection, round_id)[cell]) == 2
        assert responses.of_round(connection, round_id) == []


def test_a_pool_lets_go_of_what_is_above_k_and_loses_nothing(
    db: Database, keys: Keyring, round_id: int, cell: Cell
) -> None:
    send(db, keys, round_id, cell, *range(19))
    assert release(db, NOW, round_id, keys=keys).answers == 0
    send(db, keys, round_id, cell, *range(19, 33))
    assert release(db, NOW, round_id, keys=keys, dice=random.Random(1)).answers == 23
    with db.read() as connection:
        assert len(responses.of_round(connection, round_id)) == 23
        assert len(responses.waiting(connection, round_id)[cell]) == 10
    steps.close(db, NOW, round_id)
    assert steps.finish(db, NOW, round_id, keys=keys)
    with db.read() as connection:
        found = responses.of_round(connection, round_id)
        texts = {one.text for one in comments.comments_of(connection, round_id)}
        assert sorted(int(one.answers["speed"]) for one in found) == list(range(33))
        assert texts == {f"Kommentar {number}" for number in range(1, 33, 2)}
        assert responses.waiting(connection, round_id) == {}
    assert [keys.has(round_id, kind) for kind in (PERSONAL, DOORS, ANSWERS)] == [False] * 3


def test_two_processes_that_finish_at_once_tell_of_it_once(
    db: Database, keys: Keyring, round_id: int, cell: Cell
) -> None:
    send(db, keys, round_id, cell, *range(12))
    steps.close(db, NOW, round_id)
    together = threading.Barrier(2)

    def beat() -> None:
        together.wait()
        with suppress(Destroyed):
            steps.finish(db, NOW, round_id, keys=keys)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(beat), pool.submit(beat)]:
            done.result()
    with db.read() as connection:
        ended = [one.detail for one in audits.latest(connection, action="round.finish")]
        assert ended == ["keys=doors,answers,tokens marks=12 never_opened=0"]
        assert len(audits.latest(connection, action="round.erase")) == 1
        assert len(responses.of_round(connection, round_id)) == 12


def test_without_the_key_that_opens_answers_nothing_is_thrown_away(
    db: Database, keys: Keyring, round_id: int, cell: Cell, tmp_path: Path
) -> None:
    send(db, keys, round_id, cell, *range(12))
    steps.close(db, NOW, round_id)
    (path,) = (tmp_path / "keys").rglob(ANSWERS)
    elsewhere = path.rename(tmp_path / "elsewhere")
    assert not steps.finish(db, NOW, round_id, keys=keys)
    with db.read() as connection:
        assert len(responses.waiting(connection, round_id)[cell]) == 12
    elsewhere.rename(path)
    assert steps.finish(db, NOW, round_id, keys=keys)
    with db.read() as connection:
        assert len(responses.of_round(connection, round_id)) == 12


def test_nobody_answers_after_the_end(db: Database, keys: Keyring, round_id: int, cell: Cell) -> None:
    steps.close(db, NOW, round_id)
    assert send(db, keys, round_id, cell, 1) == [Taken.TOO_LATE]


def test_fewer_than_k_answers_in_all_are_never_opened_and_the_log_says_so(
    db: Database, keys: Keyring, round_id: int, cell: Cell
) -> None:
    send(db, keys, round_id, cell, *range(9))
    steps.keep_time(db, OVER, keys=keys)
    with db.read() as connection:
        assert responses.of_round(connection, round_id) == []
        entry = audits.latest(connection, action="round.finish")[0]
    assert "never_opened=9" in entry.detail
    assert steps.known(db, round_id).status is RoundStatus.FINISHED


def test_answers_to_two_forms_are_no_company_for_each_other(db: Database, keys: Keyring) -> None:
    """An answer says which form it is to: four of one among seven of another would be four alone."""
    unit = a_unit(db)
    forms = {"email": "post-contact-email@1", "web": "post-contact-email@1", "phone": "post-contact-phone@1"}
    id = steps.add(db, NOW, a_draft(forms=forms), units=[unit], by=None)
    steps.open_round(db, NOW, id, keys=keys, by=None)
    send(db, keys, id, Cell(unit, "email"), *range(4))
    send(db, keys, id, Cell(unit, "web"), *range(10, 17))
    send(db, keys, id, Cell(unit, "phone"), *range(20, 27))
    steps.close(db, NOW, id)
    done = release(db, NOW, id, keys=keys)
    assert (done.answers, done.kept_back) == (11, 7)
    with db.read() as connection:
        assert {one.answers["speed"] for one in responses.of_round(connection, id)} <= {str(n) for n in range(17)}


def test_addresses_die_with_their_key_and_the_log_says_how_many(
    db: Database, keys: Keyring, round_id: int, cell: Cell
) -> None:
    vault = keys.personal(round_id)
    rest = {"round_id": round_id, "unit_id": cell.unit_id, "channel": "email", "way": Way.EMAIL, "language": "nb"}
    new = [Invitation(id=new_id(), personal=vault.seal(b"kari@hjemme.test"), due_at=NOW, **rest) for _ in range(3)]  # type: ignore[arg-type]
    db.write(invitations.add, new)
    steps.keep_time(db, NOW, keys=keys)
    assert keys.has(round_id, PERSONAL)
    steps.keep_time(db, OVER, keys=keys)
    with db.read() as connection:
        assert invitations.by_id(connection, new[0].id) is not None
        assert invitations.by_id(connection, new[0].id).personal is None  # type: ignore[union-attr]
        assert "people=3" in audits.latest(connection, action="round.erase")[0].detail
    with pytest.raises(Destroyed):
        keys.personal(round_id)


def test_who_was_asked_lately_is_forgotten_when_the_day_has_come(db: Database) -> None:
    lately, longer = b"a" * 16, b"b" * 16
    db.write(invitations.put_in_quarantine, {lately: TODAY, longer: TODAY + timedelta(days=1)})
    assert retain.forget(db, NOW, Settings())["quarantines"] == 1
    with db.read() as connection:
        assert invitations.in_quarantine(connection, [lately, longer], TODAY - timedelta(days=1)) == {longer}


def test_what_was_promised_cannot_be_changed_once_it_is_open(db: Database, round_id: int, keys: Keyring) -> None:
    with pytest.raises(Conflict):
        steps.change(db, NOW, round_id, a_draft(mode="confidential"), by=None)
    with pytest.raises(Conflict):
        steps.open_round(db, NOW, round_id, keys=keys, by=None)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": " "}),
        ("forms", {"forms": {}}),
        ("asks_until", {"asks_until": TODAY - timedelta(days=1)}),
        ("ends_on", {"ends_on": TODAY + timedelta(days=1)}),
    ],
)
def test_a_draft_that_cannot_be_is_told_where(db: Database, field: str, values: dict[str, object]) -> None:
    with pytest.raises(Invalid) as told:
        steps.add(db, NOW, a_draft(**values), by=None)
    assert field in [fault.where for fault in told.value.faults]
