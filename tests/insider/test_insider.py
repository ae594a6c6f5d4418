"""The insider finds nothing in a healthy survey, and every leak that is planted."""

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from survey.insider import rehearsal
from survey.insider.audit import audited
from survey.insider.evidence import Evidence, Look, Truth
from survey.insider.guesses import news
from survey.insider.real import looked_at
from survey.insider.verdict import Check, tail
from survey.keyring import KINDS, Keyring
from survey.pool import Batch, Place
from survey.steps import release as opening
from survey.steps import rounds
from survey.store import responses
from survey.store.database import Database
from survey.store.migrations import migrate
from tests.conftest import NOW

Played = tuple[Evidence, Truth]
K = 10


def rehearsed(db: Database, folder: Path, **more: Any) -> Played:
    stage = rehearsal.set_up(db, Keyring(folder / "keys"), folder, NOW, k=K)
    return rehearsal.play(stage, NOW, **{"dice": random.Random(7), "each": 24, **more})


def verdicts(played: Played, **more: Any) -> dict[str, Check]:
    evidence, truth = played
    return {check.name: check for check in audited(evidence, truth, k=K, **more)}


def leaks(played: Played, **more: Any) -> set[str]:
    return {name for name, check in verdicts(played, **more).items() if check.is_leak}


@pytest.fixture(scope="module")
def healthy(filed: Played) -> Played:
    """Without the bytes of files: most leaks lie elsewhere, and to look through files takes long."""
    evidence, truth = filed
    looks = tuple(msgspec.structs.replace(look, files={}) for look in evidence.looks)
    return msgspec.structs.replace(evidence, looks=looks), truth


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("insider")
    db = Database(f"sqlite:///{folder / 'x.db'}")
    migrate(db, NOW)
    played = rehearsed(db, folder)
    db.close()
    return played


def test_nothing_is_linked_on_either_engine(db: Database, tmp_path: Path) -> None:
    keys = Keyring(tmp_path / "keys")
    played = rehearsed(db, tmp_path)
    found = verdicts(played)
    assert not {name: check for name, check in found.items() if check.is_leak}
    assert all(check.of > 60 for name, check in found.items() if name == "the order of the database")
    assert not any(keys.has(1, kind) for kind in KINDS[2:]) or rounds.known(db, 1).keys_destroyed_at is None
    assert not [check for check in real(played[0]) if check.is_leak]


def real(evidence: Evidence) -> list[Check]:
    copies = [look.tables for look in evidence.looks if "unit" in look.tables]
    return list(looked_at(evidence.last.tables, k=K, anonymous=frozenset({1}), backups=copies))


# Planted in the evidence: what the tables and files would hold if somebody had built it so.


def changed(played: Played, table: str, change: Callable[[int, dict[str, Any]], dict[str, Any]]) -> Played:
    """With each row of a table in the last look changed."""
    evidence, truth = played
    rows = tuple(change(at, dict(row)) for at, row in enumerate(evidence.last.tables[table]))
    return with_tables(evidence, {table: rows}), truth


def with_tables(evidence: Evidence, tables: dict[str, Any]) -> Evidence:
    last = msgspec.structs.replace(evidence.last, tables={**evidence.last.tables, **tables})
    return msgspec.structs.replace(evidence, looks=(*evidence.looks[:-1], last))


def with_files(evidence: Evidence, at: int, name: str, image: bytes) -> Evidence:
    looks = list(evidence.looks)
    looks[at] = msgspec.structs.replace(looks[at], files={**looks[at].files, name: image})
    return msgspec.structs.replace(evidence, looks=tuple(looks))


def arrivals(played: Played) -> list[int]:
    """Citizens in the order in which they answered."""
    evidence, truth = played
    order = []
    for before, after in zip(evidence.looks, evidence.looks[1:], strict=False):
        order += [truth.names[bytes(row["digest"])] for row in news(before, after, "spent")]
    return order


def ids_of(played: Played) -> dict[int, bytes]:
    """Citizen -> the id of their invitation."""
    found = {bytes(row["id"]) for row in played[0].last.tables["invitation"]}
    return {citizen: name for name, citizen in played[1].names.items() if name in found}


def test_a_reference_to_the_invitation_is_found(healthy: Played) -> None:
    invited = ids_of(healthy)
    planted = changed(healthy, "response", lambda _, row: row | {"ref": invited[healthy[1].answers[bytes(row["id"])]]})
    assert "a key in common" in leaks(planted)
    assert {"columns that answers should not have", "a key in common"} <= {
        check.name for check in real(planted[0]) if check.is_leak
    }


def test_a_link_kept_inside_the_answers_is_found(healthy: Played) -> None:
    marks = {citizen: name for name, citizen in healthy[1].names.items() if isinstance(name, str) and "@" in name}
    rows = tuple(
        {**row, "email": marks[healthy[1].names[bytes(row["id"])]]} for row in healthy[0].last.tables["invitation"]
    )
    evidence = with_tables(healthy[0], {"invitation": rows})
    planted = changed(
        (evidence, healthy[1]), "response",
        lambda _, row: row | {"facts": {"reply_to": [marks[healthy[1].answers[bytes(row["id"])]]]}},
    )  # fmt: skip
    assert "a key in common" in leaks(planted)


def test_rows_in_the_order_of_arrival_are_found(healthy: Played) -> None:
    """What AUTOINCREMENT, ROWID or a heap do where nothing is shuffled."""
    place = {citizen: at for at, citizen in enumerate(arrivals(healthy))}
    truth = healthy[1]
    said = sorted(healthy[0].last.tables["response"], key=lambda row: place[truth.answers[bytes(row["id"])]])
    marks = [{"digest": name, "round_id": 1} for name in in_order(healthy, place)]
    planted = with_tables(healthy[0], {"response": tuple(said), "spent": tuple(marks)}), truth
    assert "the order of the database" in leaks(planted)


def in_order(played: Played, place: dict[int, int]) -> list[bytes]:
    """The marks as they arrived."""
    evidence, truth = played
    marks = {bytes(row["digest"]) for look in evidence.looks for row in look.tables["spent"]}
    return sorted(marks, key=lambda mark: place[truth.names[mark]])


def test_an_exact_time_beside_a_web_log_with_links_is_found(healthy: Played) -> None:
    place = {citizen: at for at, citizen in enumerate(arrivals(healthy))}
    truth = healthy[1]
    links = {citizen: name for name, citizen in truth.names.items() if isinstance(name, str) and len(name) == 22}
    invited = {link for link in links.values()}
    lines = [f"{NOW + timedelta(seconds=at)} POST /a/1/{links[citizen]}" for citizen, at in place.items()]
    timed = changed(
        healthy,
        "response",
        lambda _, row: row | {"at": NOW + timedelta(seconds=place[truth.answers[bytes(row["id"])]])},
    )
    planted = msgspec.structs.replace(timed[0], logs={**timed[0].logs, "web log": tuple(lines)}), truth
    assert invited
    assert {"the web log", "names in the web log"} <= leaks(planted)


def test_keys_that_count_upwards_beside_marks_that_lie_by_arrival_are_found(healthy: Played) -> None:
    place = {citizen: at for at, citizen in enumerate(arrivals(healthy))}
    truth = healthy[1]
    numbers = {id: place[citizen].to_bytes(16, "big") for id, citizen in truth.answers.items()}
    evidence, _ = changed(healthy, "response", lambda _, row: row | {"id": numbers[bytes(row["id"])]})
    marks = tuple({"digest": name, "round_id": 1} for name in in_order(healthy, place))
    answers = {numbers[id]: citizen for id, citizen in truth.answers.items() if id in responses_of(healthy)}
    planted = with_tables(evidence, {"spent": marks}), msgspec.structs.replace(truth, answers=answers)
    assert "the order of the database" in leaks(planted)
    assert "keys that count" in {check.name for check in real(planted[0]) if check.is_leak}


def responses_of(played: Played) -> set[bytes]:
    return {bytes(row["id"]) for row in played[0].last.tables["response"]}


def test_plain_text_in_a_free_page_beside_a_mark_is_found(healthy: Played) -> None:
    truth = healthy[1]
    marks = {truth.names[mark]: mark for mark in in_order(healthy, {c: 0 for c in set(truth.names.values())})}
    image = b"\0".join(row["raw"] + marks[truth.answers[bytes(row["id"])]] for row in healthy[0].said)
    last = len(healthy[0].looks) - 1
    assert "free pages and logs of writes" in leaks((with_files(healthy[0], last, "write-ahead log", image), truth))


def test_plain_text_before_the_release_is_found(healthy: Played) -> None:
    image = healthy[0].said[0]["raw"]
    planted = with_files(healthy[0], 0, "backup", b"...." + image)
    assert "plain text before the release" in leaks((planted, healthy[1]))


def test_boxes_of_different_length_are_found(healthy: Played) -> None:
    looks = tuple(shortened(look) for look in healthy[0].looks)
    assert "lengths of sealed answers" in leaks((msgspec.structs.replace(healthy[0], looks=looks), healthy[1]))


def shortened(look: Look) -> Look:
    rows = tuple({**row, "box": row["box"][: -1 - at % 3]} for at, row in enumerate(look.tables["sealed"]))
    return msgspec.structs.replace(look, tables={**look.tables, "sealed": rows})


def test_reminders_that_spare_those_who_answered_are_found(healthy: Played) -> None:
    answered = set(healthy[1].answers.values())
    planted = changed(
        healthy, "invitation",
        lambda _, row: row | {"standing": "done", "sent": 1 if healthy[1].names[bytes(row["id"])] in answered else 2},
    )  # fmt: skip
    assert "reminders" in leaks(planted)


def test_a_page_that_counts_each_answer_is_found(healthy: Played) -> None:
    looks = tuple(msgspec.structs.replace(look, figures=str(look.answered).encode()) for look in healthy[0].looks)
    assert "counts that move with one answer" in leaks((msgspec.structs.replace(healthy[0], looks=looks), healthy[1]))


def test_a_key_in_a_backup_is_found(healthy: Played) -> None:
    key = bytes(range(100, 132))
    assert "keys in copies" not in leaks(healthy, secrets=[key])
    planted = with_files(healthy[0], 0, "backup", b"x" + key.hex().encode())
    assert "keys in copies" in leaks((planted, healthy[1]), secrets=[key])


# Planted in the service: it is played with another way of releasing.


def one_by_one(stage: rehearsal.Stage, now: Any) -> None:
    """Opens each answer as it is, without company."""
    asked = msgspec.structs.replace(rounds.known(stage.db, stage.round_id), rules=rounds.Rules(k=1))
    key = stage.keys.opener(stage.round_id)

    def write(connection: Any) -> None:
        for cell, ids in responses.waiting(connection, stage.round_id).items():
            for id in ids:
                batch = Batch(Place(cell.unit_id, cell.channel), (id,))
                opening._open(connection, asked, batch, key=key, day=now.date(), dice=random.Random(1))

    stage.db.write(write)


def at_once(stage: rehearsal.Stage, citizen: rehearsal.Citizen) -> None:
    rehearsal.say_by_step(stage, citizen)
    one_by_one(stage, NOW)


def test_answers_that_are_released_at_once_are_found(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'x.db'}")
    migrate(db, NOW)
    planted = rehearsed(db, tmp_path, say=at_once, let_go=one_by_one, each=12)
    db.close()
    assert {"differences of exports", "counts that move with one answer"} <= leaks(planted)


def test_luck_is_told_from_knowledge() -> None:
    assert tail(0, 100, 0.1) == 1
    assert 0.5 < tail(10, 100, 0.1) < 0.6
    assert tail(20, 100, 0.1) == pytest.approx(0.00198, rel=0.01)
    assert tail(100, 100, 0.1) == pytest.approx(1e-100)
