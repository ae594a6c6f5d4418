import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import main

GOOD = {
    "id": "a",
    "clock": "working_days_from_next_day",
    "limit": 2,
    "sent_at": "2026-05-21T14:10",
    "country": "NO",
    "closed_days": [],
    "answered_at": None,
}


def run(lines: list[Any] | bytes, *options: str) -> Result:
    raw = lines if isinstance(lines, bytes) else "".join(json.dumps(line) + "\n" for line in lines).encode()
    return CliRunner().invoke(main, ["deadline", "-", *options], input=raw)


def one(**changes: Any) -> dict[str, Any]:
    found = run([GOOD | changes], "--jsonl")
    answer: dict[str, Any] = json.loads(found.stdout)
    assert found.exit_code == ("error" in answer)
    return answer


def test_a_deadline_explains_itself_day_by_day() -> None:
    assert one(answered_at="2026-05-24T10:00") == {
        "id": "a",
        "deadline": "2026-05-27T00:00:00+02:00",
        "working_days": 2,
        "in_time": True,
        "why": [
            "sent Thursday 21 May 2026 14:10",
            "Thursday 21 May, the day of sending = day 0",
            "Friday 22 May = day 1",
            "Saturday 23 May and Sunday 24 May do not count: weekend",
            "Whit Monday does not count: Monday 25 May",
            "Tuesday 26 May = day 2",
            "deadline Wednesday 27 May 2026 00:00",
            "answered Sunday 24 May 2026 10:00, no working day: counts for Tuesday 26 May = day 2",
            "in time",
        ],
    }


def test_without_an_answer_there_is_no_verdict() -> None:
    answer = one()
    assert (answer["in_time"], answer["working_days"]) == (None, None)


def test_the_hour_clock_counts_no_working_days() -> None:
    answer = one(clock="hours_skipping_weekends", limit=24, answered_at="2026-05-22T14:10:00+02:00")
    assert (answer["in_time"], answer["working_days"]) == (True, None)
    assert answer["why"][1:3] == ["Thursday 21 May: 9 h 50 min", "Friday 22 May: 14 h 10 min"]


def test_an_answer_before_the_inquiry_is_invalid_and_the_deadline_still_given() -> None:
    answer = one(answered_at="2026-05-21T14:09:59")
    assert (answer["in_time"], answer["working_days"]) == ("invalid", None)
    assert answer["deadline"] == "2026-05-27T00:00:00+02:00"


def test_an_extra_closed_day_does_not_count() -> None:
    assert one(closed_days=["2026-05-22"])["deadline"] == "2026-05-28T00:00:00+02:00"


def test_the_end_of_a_day_may_be_written_as_24_00() -> None:
    assert one(sent_at="2026-05-20T24:00")["deadline"] == one(sent_at="2026-05-21T00:00")["deadline"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"clock": "working_days"}, "is not known"),
        ({"clock": None}, "`clock` is missing"),
        ({"limit": "2"}, "is not a number"),
        ({"limit": True}, "is not a number"),
        ({"limit": -1}, "must be between"),
        ({"limit": 1.5}, "not a whole number"),
        ({"limit": 10**9}, "must be between"),
        ({"country": "DE"}, "use NO, SE, DK, FI"),
        ({"sent_at": "2026-05-21"}, "has no time of day"),
        ({"sent_at": "2026-02-30T10:00"}, "is not a date and time"),
        ({"sent_at": 1747836600}, "is not a date and time"),
        ({"sent_at": "0001-01-01T00:00Z"}, "is out of range"),
        ({"answered_at": "yesterday"}, "answered_at"),
        ({"closed_days": "2026-05-22"}, "must be a list"),
        ({"closed_days": ["22.05.2026"]}, "is not a date"),
        ({"holidays_stop": "yes"}, "true or false"),
        ({"holiday_stop": True}, "is it meant by `holiday_stop`"),
    ],
)
def test_what_a_line_can_get_wrong(changes: dict[str, Any], told: str) -> None:
    answer = one(**changes)
    assert set(answer) == {"id", "error"}
    assert told in answer["error"]


def test_good_lines_are_printed_and_bad_ones_told_with_their_number() -> None:
    found = run(
        b"\n".join([json.dumps(GOOD).encode(), b"", b"{oops", b"[]", b'"\xff"', json.dumps(GOOD).encode()]), "--jsonl"
    )
    assert found.exit_code == 1
    assert [list(json.loads(line))[1] for line in found.stdout.splitlines()] == [
        "deadline",
        "error",
        "error",
        "error",
        "deadline",
    ]
    assert [line.split(":")[0] for line in found.stderr.splitlines()] == [
        f"standard input, line {n}" for n in (3, 4, 5)
    ]


def test_json_is_one_document_and_plain_output_is_for_people() -> None:
    assert [answer["id"] for answer in json.loads(run([GOOD, GOOD | {"id": 7}], "--json").stdout)] == ["a", 7]
    assert run([GOOD]).stdout.startswith("a: 2026-05-27T00:00:00+02:00\n  sent Thursday")
