"""The score is traced without a gap: what each part adds sums to the total, and each item says why it counts."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.instrument import Outcome
from instruments.protocol import Protocol, Scoring, Speed, Step
from instruments.scenario import Channel
from scoring.score import Score, score
from survey import bundle
from survey.inquiry import Status
from survey.results import Work
from survey.texts import plural_translator, translator
from survey.web import derivation
from survey.web.derivation import Names, SectorLine
from survey.web.formats import Formats
from survey.web.ranking_view import Words
from tests.forms import FORMS, NOW, SHEETS, TIMED, a_protocol, a_work

WORDS = Words("en", translator("en"), plural_translator("en"), Formats("en", "Europe/Oslo"))
GRADED = {"graded": Outcome.ANSWERED, "answers": {"right": "partly", "plain": "yes"}, "working_days": 3}
CHANNELS = ("email", "phone", "web_mobile", "web_desktop")


def traced(works: Sequence[Work], protocol: Protocol | None = None) -> tuple[Score, list[SectorLine]]:
    protocol = protocol or a_protocol()
    contacts = [bundle.contact(protocol, SHEETS, work, now=NOW) for work in works]
    names = Names(
        protocol=protocol,
        scenarios={},
        forms=FORMS,
        contacts={str(one.id): one for one in contacts},
        answers={str(work.id): work.answers or {} for work in works},
    )
    found = score(protocol, "7", [one for each in contacts for one in bundle.results_of(each)])
    return found, derivation.sector_lines(found, names, WORDS)


works = st.lists(
    st.builds(
        lambda channel, sector, right, graded: {
            "channel": channel,
            "sector": sector,
            "graded": graded,
            "answers": {"right": right, "plain": "no", "found": right},
        },
        st.sampled_from(CHANNELS),
        st.sampled_from(["care", "school"]),
        st.sampled_from(["yes", "no"]),
        st.sampled_from(list(Outcome)),
    ),
    max_size=12,
)


@given(
    works, st.sampled_from([Scoring.SECTOR_WEIGHTS, Scoring.POINTS, Scoring.CHANNEL_WEIGHTS, Scoring.POINTS_POSSIBLE])
)
def test_the_parts_add_up_to_the_total(given_works: list[dict[str, Any]], scoring: Scoring) -> None:
    weights = {Channel.EMAIL: 30.0, Channel.PHONE: 30.0, Channel.WEB: 40.0}
    protocol = a_protocol(scoring=scoring, channel_weights=weights)
    found, lines = traced([a_work(n, **values) for n, values in enumerate(given_works, 1)], protocol)
    adds = [line.adds for line in lines if line.adds is not None]
    assert sum(adds, Fraction(0)) == (found.total or 0)
    assert {one.id for line in lines for one in line.inquiries} == set(range(1, len(given_works) + 1))


def test_an_item_tells_what_was_judged_and_what_it_brought() -> None:
    _, (care,) = traced([a_work(1, **GRADED)])
    (mail,) = care.inquiries
    right, plain = mail.items
    assert (right.label, right.answer, right.points) == ("Right?", "partly", "0.5 of 1")
    assert (plain.answer, plain.points, plain.note) == ("yes", "1 of 1", "")
    assert (mail.channel, mail.points) == ("E-mail", "1.5 of 2")
    assert (care.name, care.points, care.score) == ("Care", "1.5 of 2", 75)


@pytest.mark.parametrize(
    ("outcome", "note", "points"),
    [
        (Outcome.UNANSWERED, "Unanswered: 0 points", "0 of 2"),
        (Outcome.NOT_OFFERED, "Not offered here: left out", "–"),
    ],
)
def test_what_was_not_judged_says_why_and_what_that_does(outcome: Outcome, note: str, points: str) -> None:
    _, (care, *_) = traced([a_work(1, status=Status.DONE, outcome=outcome), a_work(2, **GRADED)])
    mail = next(one for one in care.inquiries if one.id == 1)
    assert (mail.note, mail.points) == (note, points)


def test_an_answer_that_came_too_late_says_so() -> None:
    _, (care,) = traced([a_work(1, **{**GRADED, "working_days": 12})], a_protocol(**TIMED))
    assert care.inquiries[0].note == "answered too late: 0 points"
    assert care.inquiries[0].items[-1].label == "Speed of the answer"


def test_speed_points_that_the_program_adds_are_told() -> None:
    speed = Speed(steps=(Step(within=5, points=1),), maximum=1)
    _, (care,) = traced([a_work(1, **GRADED)], a_protocol(speed=speed))
    last = care.inquiries[0].items[-1]
    assert (last.label, last.note, last.points) == ("Speed of the answer", "by the day of the answer", "1 of 1")


def test_a_search_says_on_which_device() -> None:
    _, (care,) = traced([a_work(1, channel="web_mobile", graded=Outcome.ANSWERED, answers={"found": "partly"})])
    assert care.inquiries[0].channel == "Web, on mobile"


def test_a_form_that_left_the_bank_leaves_the_figures() -> None:
    contact = bundle.contact(a_protocol(), SHEETS, a_work(1, **GRADED), now=NOW)
    names = Names(protocol=a_protocol(), scenarios={}, forms={}, contacts={"1": contact}, answers={})
    found = score(a_protocol(), "7", bundle.results_of(contact))
    (care,) = derivation.sector_lines(found, names, WORDS)
    assert care.inquiries[0].items[0].points == "0.5 of 1"
