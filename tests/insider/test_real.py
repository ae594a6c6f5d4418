"""What the real database shows: keys, columns, counters, lonely answers and links in logs."""

from typing import Any

import pytest

from survey.insider.real import looked_at

ROUND = 1


def an_id(number: int) -> bytes:
    return (number * 0x9E3779B97F4A7C15 % 2**64).to_bytes(8, "big") * 2


def an_answer(number: int, **more: Any) -> dict[str, Any]:
    plain = {"id": an_id(number), "round_id": ROUND, "unit_id": 5, "channel": "email", "period": "", "form": "kiosk@1"}
    plain |= {"answers": {"solved": "yes"}, "partial": False, "assisted": False, "kiosk": False, "facts": None}
    return plain | {"raw": b"{}", "xmin": 77} | more


def healthy(**more: Any) -> dict[str, tuple[dict[str, Any], ...]]:
    tables = {
        "response": tuple(an_answer(number) for number in range(40)),
        "comment": (),
        "invitation": tuple({"id": an_id(number + 1000), "round_id": ROUND} for number in range(60)),
        "unit": ({"id": 5, "name": "Larvik kommune"},),
        "round": ({"id": ROUND, "forms": {"email": "kiosk@1"}},),
        "spent": tuple({"round_id": ROUND, "digest": an_id(number + 5000)} for number in range(40)),
        "sealed": tuple({"round_id": ROUND, "id": an_id(number + 9000), "box": b"x" * 9} for number in range(12)),
    }
    return tables | more


def tagged(**more: Any) -> dict[str, tuple[dict[str, Any], ...]]:
    """With comments that the tagger and a reviewer have seen, days later."""
    ids = [an_id(number + 700) for number in range(40)]
    place = {"round_id": ROUND, "unit_id": 5, "channel": "email", "period": ""}
    said = tuple(place | {"id": id, "text": "x"} for id in ids)
    looked = {"scheme_version": 1, "model_id": 1, "language": "nb", "state": "suggested", "margin": 0.5}
    return healthy(
        comment=said,
        tagged=tuple(looked | {"comment_id": id, "told": {}} | more for id in ids),
        comment_search=tuple({"comment_id": id, "words": "'x':1"} for id in ids),
        correction=({"comment_id": ids[0], "person_id": 3, "at": "2026-05-05T10:00:00", "codes": ["slow"]},),
    )


def leaks(tables: Any, **more: Any) -> set[str]:
    checks = looked_at(tables, k=10, anonymous=frozenset({ROUND}), **more)
    return {check.name for check in checks if check.is_leak}


def test_a_healthy_database_shows_nothing() -> None:
    assert leaks(healthy(), backups=[healthy(response=()), healthy()], log=["GET /rankings 200"]) == set()
    assert leaks(tagged()) == set()


def answers_with(**more: Any) -> tuple[dict[str, Any], ...]:
    return tuple(an_answer(number, **more) for number in range(40))


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (healthy(link=({"invitation": an_id(1000), "response": an_id(3)},)), "a key in common"),
        (healthy(response=answers_with(created_at="2026-03-03T09:00:01")), "columns that answers should not have"),
        (healthy(response=answers_with(facts={"key": "A-17"})), "facts about the contact"),
        (healthy(response=tuple(an_answer(0, id=n.to_bytes(16, "big")) for n in range(40))), "keys that count"),
        (healthy(response=tuple(an_answer(0, id=n) for n in range(40))), "keys that count"),
        (healthy(response=tuple(an_answer(n, xmin=n) for n in range(40))), "answers written alone"),
        (healthy(sealed=({"round_id": 1, "id": an_id(1), "box": b"x"}, {"round_id": 1, "id": an_id(2), "box": b"xy"})),
         "lengths of sealed answers"),
        (healthy(spent=tuple({"round_id": 1, "digest": an_id(n), "at": "10:01"} for n in range(9))),
         "columns that answers should not have"),
        (tagged(at="2026-03-03T09:00:01"), "columns that answers should not have"),
        (tagged() | {"comment_search": ({"comment_id": an_id(703), "words": "x", "at": "10:01"},)},
         "columns that answers should not have"),
        (tagged() | {"link": ({"invitation": an_id(1000), "comment": an_id(703)},)}, "a key in common"),
    ],
)  # fmt: skip
def test_what_should_not_be_there_is_told(tables: Any, told: str) -> None:
    assert told in leaks(tables)


def test_facts_are_no_leak_where_they_were_announced() -> None:
    checks = looked_at(healthy(response=answers_with(facts={"key": "A-17"})), k=10, anonymous=frozenset())
    assert not [check for check in checks if check.is_leak]


def test_a_difference_of_backups_below_k_is_told() -> None:
    before = healthy(response=tuple(an_answer(number) for number in range(31)))
    assert "differences of backups" in leaks(healthy(), backups=[before, healthy()])


def test_a_link_in_a_log_is_told() -> None:
    assert "links of citizens in logs" in leaks(healthy(), log=['10.0.0.1 "POST /a/1/kX0vVb7bWmJmYw9u5c0Q2A" 303'])
