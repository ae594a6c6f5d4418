"""Who is asked, and which rule kept the others from it."""

from collections import Counter
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.clock import Calendar
from survey.contact import Fate
from survey.drawing import EXPECTED, Candidate, Drawing, Known, Office, draw, is_mobile, room, share
from survey.invitation import Way
from survey.round import Cell, Round, Rules
from tests.survey.drawn import CANDIDATES, NOW, candidate

TODAY = NOW.date()
ASKED = Round(
    id=1,
    title="Etter kontakt",
    starts_on=TODAY - timedelta(days=20),
    asks_until=TODAY + timedelta(days=20),
    ends_on=TODAY + timedelta(days=30),
    created_at=NOW,
    rules=Rules(quarantine_days=90),
)
OFFICES = {number: Office(code, Calendar("NO")) for number, code in ((1, "3909"), (2, "0301"), (3, "1101"))}
KNOWN = Known(offices=OFFICES)
KARI, MOBILE, DESK_PHONE = "kari@hjemme.test", "+4791234567", "+4733171000"


def by(rules: Rules | None = None, **dates: date) -> Round:
    return msgspec.structs.replace(ASKED, rules=rules or ASKED.rules, **dates)


def fates(*candidates: Candidate, asked: Round = ASKED, known: Known = KNOWN, sms: bool = True) -> list[Fate]:
    found = draw(candidates, asked, known, NOW, sms=sms).fates
    return sorted(fate for (_, fate), number in found.items() for _ in range(number))


@pytest.mark.parametrize(
    ("one", "fate"),
    [
        (candidate(KARI), Fate.DRAWN),
        (candidate(""), Fate.NO_ADDRESS),
        (candidate(phone=DESK_PHONE), Fate.NO_ADDRESS),
        (candidate(KARI, at=NOW - timedelta(days=15)), Fate.TOO_OLD),
        (candidate(KARI, at=NOW - timedelta(days=21)), Fate.OUTSIDE),
        (candidate(KARI, at=NOW + timedelta(days=21)), Fate.OUTSIDE),
    ],
)
def test_each_contact_has_one_fate(one: Candidate, fate: Fate) -> None:
    assert fates(one) == [fate]


def test_who_opted_out_or_was_asked_lately_is_left_alone_whichever_address_is_given() -> None:
    both = candidate(KARI, MOBILE)
    for mark in (KARI.encode(), MOBILE.encode()):
        assert fates(both, known=msgspec.structs.replace(KNOWN, opted_out=frozenset({mark}))) == [Fate.OPTED_OUT]
        quarantined = msgspec.structs.replace(KNOWN, quarantined=frozenset({mark}))
        assert fates(both, known=quarantined) == [Fate.QUARANTINED]
        assert fates(both, asked=by(Rules(quarantine_days=0)), known=quarantined) == [Fate.DRAWN]


def test_whoever_stands_in_a_file_twice_is_invited_once() -> None:
    assert fates(candidate(KARI), candidate(KARI, unit_id=2)) == [Fate.DRAWN, Fate.QUARANTINED]
    assert fates(candidate(KARI, MOBILE), candidate(phone=MOBILE)) == [Fate.DRAWN, Fate.QUARANTINED]


def test_somebody_who_was_not_sampled_may_be_drawn_with_the_next_contact() -> None:
    half = by(Rules(share=0.5))
    assert fates(candidate(KARI, lot=0.7), candidate(KARI, lot=0.2), asked=half) == [Fate.DRAWN, Fate.NOT_SAMPLED]


def test_the_most_precise_share_counts() -> None:
    rules = Rules(share=0.1, shares={"email": 0.2, "3909": 0.3, "3909/email": 0.4})
    assert [share(rules, code, channel) for code, channel in (("3909", "email"), ("3909", "web"))] == [0.4, 0.3]
    assert [share(rules, code, channel) for code, channel in (("0301", "email"), ("0301", "web"))] == [0.2, 0.1]


def test_nobody_is_drawn_at_share_nought_and_everybody_at_one() -> None:
    lots = [candidate(f"p{n}@hjemme.test", lot=n / 10) for n in range(10)]
    assert set(fates(*lots, asked=by(Rules(share=0)))) == {Fate.NOT_SAMPLED}
    assert set(fates(*lots, asked=by(Rules(share=1)))) == {Fate.DRAWN}


@pytest.mark.parametrize(
    ("email", "phone", "channel", "sms", "way"),
    [
        (KARI, MOBILE, "phone", True, Way.SMS),
        (KARI, MOBILE, "phone", False, Way.EMAIL),
        (KARI, MOBILE, "email", True, Way.EMAIL),
        (KARI, DESK_PHONE, "phone", True, Way.EMAIL),
        ("", MOBILE, "email", True, Way.SMS),
        ("", MOBILE, "phone", False, None),
    ],
)
def test_a_caller_gets_an_sms_and_others_a_mail(email: str, phone: str, channel: str, sms: bool, way: Way) -> None:
    found = draw([candidate(email, phone, channel=channel)], ASKED, KNOWN, NOW, sms=sms)
    assert [one.way for one in found.drawn] == ([way] if way else [])


def test_a_number_that_is_none_gets_no_sms() -> None:
    assert [is_mobile(number) for number in (MOBILE, "+46701234567", DESK_PHONE, "12", "")] == [
        True,
        True,
        *3 * [False],
    ]


def test_an_invitation_leaves_after_the_delay_in_an_allowed_hour() -> None:
    evening = candidate(KARI, at=NOW - timedelta(hours=12))  # 22:00 by the unit's clock; a day later is quiet
    (found,) = draw([evening], ASKED, KNOWN, NOW, sms=True).drawn
    assert found.due_at.isoformat() == "2026-03-04T07:00:00+00:00"
    (late,) = draw([candidate(KARI, at=NOW - timedelta(days=10))], ASKED, KNOWN, NOW, sms=True).drawn
    assert late.due_at == NOW


def test_nobody_is_invited_whose_mail_would_leave_after_the_last_day_for_answers() -> None:
    last = by(asks_until=TODAY, ends_on=TODAY)
    assert fates(candidate(KARI, at=NOW), asked=last) == [Fate.OUTSIDE]


def test_the_day_of_a_contact_is_that_of_the_unit() -> None:
    midnight = NOW.replace(hour=23, minute=30) - timedelta(days=1)  # 00:30 the next day in Norway
    assert fates(candidate(KARI, at=midnight), asked=by(starts_on=TODAY)) == [Fate.DRAWN]


def test_nobody_is_drawn_once_the_cap_is_reached() -> None:
    full = msgspec.structs.replace(KNOWN, room={Cell(1, "email"): room(Rules(), answered=400, under_way=0)})
    assert fates(candidate(KARI), candidate("ola@hjemme.test", unit_id=2), known=full) == [Fate.CAPPED, Fate.DRAWN]


def test_who_is_still_being_written_to_counts_as_the_answers_that_can_be_expected() -> None:
    rules = Rules(cap=400)
    assert room(rules, answered=0, under_way=0) == 400 / EXPECTED
    assert room(rules, answered=0, under_way=1999) == 1
    assert room(rules, answered=399, under_way=60) == 0
    assert room(rules, answered=399, under_way=0) == 50


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 450), st.integers(0, 3000))
def test_room_shrinks_with_answers_and_messages_and_tells_no_single_answer(
    answered: int, more: int, cap: int, under_way: int
) -> None:
    rules = Rules(cap=cap)
    found = room(rules, answered=answered, under_way=under_way)
    assert 0 <= room(rules, answered=answered + more, under_way=under_way) <= found
    assert room(rules, answered=answered, under_way=under_way + more) <= found
    if answered + 1 < cap and (answered + 1) % rules.k:
        assert room(rules, answered=answered + 1, under_way=under_way) == found


@settings(max_examples=30)
@given(CANDIDATES, st.floats(0, 1), st.integers(0, 3))
def test_every_contact_is_counted_once_and_no_rule_is_broken(
    candidates: list[Candidate], sampled: float, cap: int
) -> None:
    asked = by(Rules(share=sampled, cap=cap))
    found = draw(candidates, asked, KNOWN, NOW, sms=True)
    assert sum(found.fates.values()) == len(candidates)
    assert Counter(cell for cell, _ in found.fates) <= Counter(one.cell for one in candidates)
    marks = [mark for one in found.drawn for mark in one.candidate.marks]
    assert len(marks) == len(set(marks))
    drawn = Counter(one.candidate.cell for one in found.drawn)
    assert all(number <= room(asked.rules, answered=0, under_way=0) for number in drawn.values())
    assert all(one.candidate.lot < sampled and one.due_at >= NOW for one in found.drawn)


@settings(max_examples=30)
@given(CANDIDATES, st.integers(0, 40))
def test_a_file_in_two_parts_is_drawn_like_one(candidates: list[Candidate], at: int) -> None:
    asked = by(Rules(share=0.7, cap=1))
    first = draw(candidates[:at], asked, KNOWN, NOW, sms=True)
    out = Counter(one.candidate.cell for one in first.drawn)
    meanwhile = Known(
        offices=OFFICES,
        quarantined=frozenset(mark for one in first.drawn for mark in one.candidate.marks),
        room={cell: room(asked.rules, answered=0, under_way=number) for cell, number in out.items()},
    )
    rest = draw(candidates[at:], asked, meanwhile, NOW, sms=True)
    assert joined(first, rest) == draw(candidates, asked, KNOWN, NOW, sms=True)


def joined(one: Drawing, other: Drawing) -> Drawing:
    return Drawing((*one.drawn, *other.drawn), dict(Counter(one.fates) + Counter(other.fates)))


@settings(max_examples=30)
@given(CANDIDATES, st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_leaves_nobody_out_whom_a_smaller_one_samples(
    candidates: list[Candidate], one: float, other: float
) -> None:
    low, high = sorted((one, other))
    unsampled = [
        sum(n for (_, fate), n in draw(candidates, by(Rules(share=share)), KNOWN, NOW, sms=True).fates.items()
            if fate is Fate.NOT_SAMPLED)
        for share in (low, high)
    ]  # fmt: skip
    assert unsampled[0] >= unsampled[1]
