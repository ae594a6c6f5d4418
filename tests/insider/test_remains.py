"""Keys and rows that should be gone, marks in logs, keys in copies; and a truth that somebody knows."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from survey.insider.evidence import Evidence, Look
from survey.insider.guesses import attacks
from survey.insider.known import Pair, truth_of
from survey.insider.remains import of_copies, of_logs, remains
from survey.insider.verdict import judged
from survey.keyring import DOORS, Keyring
from survey.round import Round, RoundStatus
from tests.conftest import NOW

OPEN = Round(
    id=1, title="x", status=RoundStatus.OPEN, starts_on=NOW.date(), asks_until=NOW.date(), ends_on=NOW.date(),
    created_at=NOW,
)  # fmt: skip
ERASED = msgspec.structs.replace(OPEN, personal_erased_at=NOW)
OVER = msgspec.structs.replace(ERASED, status=RoundStatus.FINISHED, keys_destroyed_at=NOW)
ROWS: dict[str, Any] = {
    "invitation": ({"id": b"i" * 16, "round_id": 1, "personal": b"sealed"},),
    "spent": ({"digest": b"m" * 16, "round_id": 1},),
}


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    keys = Keyring(tmp_path / "keys")
    keys.make(1)
    return keys


def leaks(known: Round, keys: Keyring, tables: Any = ROWS) -> set[str]:
    return {check.name for check in remains(tables, [known], keys) if check.is_leak}


def test_keys_and_rows_of_a_survey_that_is_over_are_told(keys: Keyring) -> None:
    both = {"keys that outlived their survey", "rows that outlived their survey"}
    assert leaks(OPEN, keys) == set()
    assert leaks(ERASED, keys) == leaks(OVER, keys) == both


@pytest.mark.parametrize(("detail", "small"), [("batches=2 answers=20", False), ("batches=2 answers=19", True)])
def test_a_release_that_its_own_log_calls_too_small_is_told(keys: Keyring, detail: str, small: bool) -> None:
    log = ({"action": "round.release", "subject": "round:1", "detail": detail},)
    assert leaks(OPEN, keys, ROWS | {"audit": log}) == ({"releases that were too small"} if small else set())


def test_a_key_that_others_on_the_machine_can_read_is_told(keys: Keyring) -> None:
    (keys.folder / "round-1" / DOORS).chmod(0o644)
    assert leaks(OPEN, keys) == set()  # nobody gets into the folder
    keys.folder.chmod(0o755)
    assert leaks(OPEN, keys) == {"keys that others can read"}


def test_a_key_in_a_copy_is_told(keys: Keyring) -> None:
    key = keys.raw(1, DOORS)
    for image, found in ((b"nothing", False), (b"x" + key, True), (key.hex().encode(), True)):
        assert [check.is_leak for check in of_copies([OPEN], keys, [image])] == [found]


def test_a_mark_beside_a_moment_in_a_log_is_told(keys: Keyring) -> None:
    line = r"12:00:01 DETAIL: parameters: $1 = '1', $2 = '\x" + (b"m" * 16).hex() + "'"
    assert of_logs(ROWS, [OPEN], keys, [line]).is_leak
    assert not of_logs(ROWS, [OPEN], keys, [line.replace("6d6d", "6d6e")]).is_leak


def test_a_link_in_a_log_is_told_under_whatever_name_it_stands_there(keys: Keyring) -> None:
    doors = keys.doors(1)
    for token in (doors.link(b"i" * 16), doors.out(b"i" * 16) + "A" * 32):
        assert of_logs(ROWS, [OPEN], keys, [f'12:00:01 {{"args": {{"token": "{token}"}}}}']).is_leak
    assert not of_logs(ROWS, [OPEN], keys, ['{"token": "XXXXXXXXXXXXXXXXXXXXXX"}']).is_leak


@pytest.mark.parametrize("leaking", [True, False])
def test_a_populated_database_is_attacked_against_a_truth_that_is_known(keys: Keyring, leaking: bool) -> None:
    doors = keys.doors(1)
    ids = [bytes([number * 7 % 251]) * 16 for number in range(1, 41)]
    pairs = [Pair(link=f"https://x.no/a/1/{doors.link(id)}", marker=f"word{n:04}") for n, id in enumerate(ids)]
    said = tuple(
        {"id": bytes([n]) * 16, "round_id": 1, "answers": {"a": f"word{n:04}", "ref": id.hex() if leaking else ""}}
        for n, id in enumerate(ids)
    )
    people = tuple({"id": id, "hex": id.hex() if leaking else ""} for id in sorted(ids))
    evidence = Evidence(looks=(Look(tables={"response": said, "invitation": people}),))
    truth = truth_of(pairs, evidence, keys)
    assert len(truth.answers) == 40
    found = {check.name: check for check in judged(attacks(evidence), truth, k=10)}
    assert found["a key in common"].is_leak is leaking
