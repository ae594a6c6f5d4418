"""When a running survey needs somebody."""

from datetime import UTC, date, datetime, timedelta

import pytest

from instruments.clock import Calendar
from survey.alarm import Alarm, Facts, Feed, Kind, Lever, alarms, working_days
from survey.round import Round, RoundStatus

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)  # a Wednesday
NORWAY = Calendar("NO")


def a_survey(**values: object) -> Round:
    rest = {"id": 1, "title": "x", "status": RoundStatus.OPEN, "created_at": NOW, "opened_at": NOW - timedelta(days=9)}
    rest |= {"starts_on": date(2026, 3, 2), "asks_until": date(2026, 3, 29), "ends_on": date(2026, 4, 12)}
    return Round(**{**rest, **values})  # type: ignore[arg-type]


def fed(days: float) -> tuple[Feed, ...]:
    return (Feed("upload", NOW - timedelta(days=days)),)


def kinds(now: datetime = NOW, **facts: object) -> list[Kind]:
    given = {"asked": a_survey(), "feeds": fed(0.1), **facts}
    return [one.kind for one in alarms(Facts(**given), now, NORWAY)]  # type: ignore[arg-type]


def test_all_is_well() -> None:
    assert kinds() == []


ENDED = a_survey(status=RoundStatus.CLOSED, closed_at=NOW - timedelta(hours=5))
CASES: list[tuple[Kind, dict[str, object]]] = [
    (Kind.NOTHING_LEAVES, {"due_since": NOW - timedelta(hours=3)}),
    (Kind.FEED_SILENT, {"feeds": fed(6)}),
    (Kind.NO_CONTACTS, {"feeds": ()}),
    (Kind.REFUSED, {"sending": Lever(on=False, reason="535 5.7.8")}),
    (Kind.STOPPED, {"sending": Lever(on=False, by_person=True)}),
    (Kind.SMS_REFUSED, {"texting": Lever(on=False, reason="401")}),
    (Kind.PERSONAL_KEY, {"personal_key": False}),
    (Kind.DOORS_KEY, {"doors_key": False}),
    (Kind.ANSWERS_KEY, {"answers_key": False, "fits": False}),
    (Kind.OTHER_KEY, {"fits": False}),
    (Kind.DOUBTFUL, {"doubtful": True}),
    (
        Kind.SEALED_LEFT,
        {"asked": a_survey(status=RoundStatus.CLOSED, closed_at=NOW - timedelta(hours=5)), "sealed": True},
    ),
    (Kind.NEVER_OPENED, {"asked": a_survey(status=RoundStatus.FINISHED), "never_opened": True}),
]


@pytest.mark.parametrize(("kind", "facts"), CASES, ids=[kind for kind, _ in CASES])
def test_something_is_told(kind: Kind, facts: dict[str, object]) -> None:
    assert kinds(**facts) == [kind]


QUIET: list[dict[str, object]] = [
    {"due_since": NOW - timedelta(minutes=20)},
    {"feeds": fed(5)},  # Friday to Wednesday: three working days
    {"asked": a_survey(personal_erased_at=NOW), "personal_key": False},
    {"asked": a_survey(asks_until=date(2026, 3, 10)), "feeds": fed(8)},
    {"asked": a_survey(status=RoundStatus.DRAFT), "answers_key": False, "doubtful": True},
    {"asked": a_survey(status=RoundStatus.FINISHED), "answers_key": False, "doors_key": False, "personal_key": False},
    {"asked": a_survey(status=RoundStatus.CLOSED, closed_at=NOW), "sealed": True},
    {"asked": a_survey(opened_at=NOW - timedelta(days=1)), "feeds": ()},
]


@pytest.mark.parametrize("facts", QUIET)
def test_nothing_is_told_that_is_as_it_should_be(facts: dict[str, object]) -> None:
    assert kinds(**facts) == []


def test_holidays_are_no_silence() -> None:
    easter = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)  # Tuesday after Easter; Wednesday before was the last contact
    facts = Facts(asked=a_survey(asks_until=date(2026, 4, 30)), feeds=(Feed("upload", easter - timedelta(days=6)),))
    assert alarms(facts, easter, NORWAY) == []
    assert working_days(date(2026, 4, 1), date(2026, 4, 7), NORWAY) == 1


def test_an_alarm_says_since_when() -> None:
    since = NOW - timedelta(hours=3)
    facts = Facts(asked=a_survey(), feeds=fed(0), due_since=since)
    assert alarms(facts, NOW, NORWAY) == [Alarm(Kind.NOTHING_LEAVES, {"since": since})]
