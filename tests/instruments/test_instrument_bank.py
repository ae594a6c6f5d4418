"""The grading forms that the bank ships: one for each channel of each protocol, whole in four languages."""

import pytest

from instruments import bank
from instruments.answers import check
from instruments.instrument import Instrument, Kind, Outcome, Part, Purpose, for_sector
from instruments.scenario import FORMS, Channel
from instruments.validity import problems
from instruments.worth import points

FORMS_SHIPPED = {id: form for id, form in bank.instruments().items() if form.purpose is Purpose.GRADING}
NAMED = [
    (protocol.id, channel, name)
    for protocol in bank.protocols().values()
    for channel, name in sorted(protocol.grading.items())
]


def best(instrument: Instrument) -> dict[str, str]:
    """The answers with the most points."""
    return {
        item.name: max(item.choices, key=lambda choice: choice.points or 0).value
        for item in instrument.items
        if item.kind is Kind.SELECT_ONE
    }


@pytest.mark.parametrize("instrument", FORMS_SHIPPED.values(), ids=list(FORMS_SHIPPED))
def test_every_form_is_whole_in_four_languages(instrument: Instrument) -> None:
    assert problems(instrument) == ()
    assert instrument.languages == FORMS


@pytest.mark.parametrize("instrument", FORMS_SHIPPED.values(), ids=list(FORMS_SHIPPED))
def test_every_form_ends_with_a_comment_that_asks_for_no_names(instrument: Instrument) -> None:
    last = instrument.items[-1]
    assert (last.kind, last.scored, last.required) == (Kind.TEXT, False, False)
    assert "names of staff" in last.hint["en"]


@pytest.mark.parametrize("instrument", FORMS_SHIPPED.values(), ids=list(FORMS_SHIPPED))
def test_the_best_answers_give_every_point(instrument: Instrument) -> None:
    checked = check(instrument, best(instrument))
    assert not checked.problems
    lines = points(instrument, checked.values)
    assert sum(line.points or 0 for line in lines) == instrument.max_points > 0
    assert all(line.status is Outcome.ANSWERED for line in lines)


@pytest.mark.parametrize("instrument", FORMS_SHIPPED.values(), ids=list(FORMS_SHIPPED))
def test_a_tester_sees_no_points(instrument: Instrument) -> None:
    choices = [choice for item in instrument.items for choice in item.choices]
    assert not any(letter.isdigit() for choice in choices for text in choice.label.values() for letter in text)
    assert not any(choice.value.isdigit() for choice in choices)


@pytest.mark.parametrize(("protocol", "channel", "name"), NAMED)
def test_every_protocol_finds_its_grading_form(protocol: str, channel: Channel, name: str) -> None:
    assert name in FORMS_SHIPPED, f"{protocol} grades {channel} with {name}"


def test_no_form_is_left_that_no_protocol_uses() -> None:
    assert set(FORMS_SHIPPED) == {name for _, _, name in NAMED}


@pytest.mark.parametrize(("protocol", "channel", "name"), NAMED)
def test_the_maxima_agree_with_the_protocol(protocol: str, channel: Channel, name: str) -> None:
    stated = bank.protocol(protocol).item_maximum.get(channel)
    if stated is not None:
        assert {item.max_points for item in FORMS_SHIPPED[name].items if item.scored} == {stated}


def test_the_three_mails_of_2019_have_eleven_assessments_and_the_two_calls_fourteen() -> None:
    protocol = bank.protocol("kommunetest-2019")
    counts = {}
    for channel in (Channel.EMAIL, Channel.PHONE):
        form = FORMS_SHIPPED[protocol.grading[channel]]
        counts[channel] = sum(
            number * sum(item.scored for item in for_sector(form, sector).items)
            for sector, number in protocol.allocation(channel).items()
        )
    assert counts == {Channel.EMAIL: 11, Channel.PHONE: 14}


def test_graders_judge_quality_only_where_the_program_works_out_the_time() -> None:
    for year in ("2010", "2013"):
        parts = {item.part for item in FORMS_SHIPPED[f"grade-email-{year}"].items if item.scored}
        assert parts == {Part.QUALITY}


@pytest.mark.parametrize(("protocol", "channel", "name"), [one for one in NAMED if one[1] == Channel.PHONE])
def test_a_call_that_never_got_through_scores_nothing_and_stays_in_the_denominator(
    protocol: str, channel: Channel, name: str
) -> None:
    form = FORMS_SHIPPED[name]
    access = form.items[0]
    worst = min(access.choices, key=lambda choice: choice.points or 0)
    checked = check(form, {access.name: worst.value})
    assert not checked.problems
    lines = points(form, checked.values)
    assert sum(line.points or 0 for line in lines) == 0
    assert {line.status for line in lines} == {Outcome.ANSWERED, Outcome.UNREACHABLE}
