"""A unit's score traced from the total down to each item, in the reader's words."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

from instruments.instrument import Instrument, Outcome
from instruments.language import in_language
from instruments.protocol import Missing, Protocol, Scoring
from instruments.scenario import Channel, Scenario
from scoring.items import ItemScore, Why
from scoring.score import WHOLE, InquiryScore, Score, SectorScore
from survey.bundle import Contact
from survey.explain import STATUSES
from survey.texts import N_
from survey.web import words as texts
from survey.web.ranking_view import CHANNELS, Words, sector_name

WHY = {
    Why.LATE: N_("answered too late: 0 points"),
    Why.MAXIMUM_ZERO: N_("no points to be had: left out"),
    Why.SPEED: N_("by the day of the answer"),
    Why.DAYS_UNKNOWN: N_("the day of the answer is not known"),
    Why.BONUS: N_("a bonus: it takes nothing where it is missing"),
    Why.KNOCKED_OUT: N_("nothing counts, because a question that must be right was wrong"),
}
SPEED = N_("Speed of the answer")
OF = N_("%(earned)s of %(possible)s")


class ItemLine(msgspec.Struct, frozen=True, kw_only=True):
    label: str
    answer: str
    points: str
    note: str


class InquiryLine(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    title: str
    channel: str
    points: str
    note: str
    items: tuple[ItemLine, ...]


class SectorLine(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    points: str
    score: Fraction | None
    share: Fraction | None
    adds: Fraction | None
    """What it brings to the total."""
    most: Fraction
    inquiries: tuple[InquiryLine, ...]


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """Where codes find their words: scenarios and forms of the bank, answers as they were given (item by inquiry)."""

    protocol: Protocol
    scenarios: Mapping[str, Scenario]
    forms: Mapping[Channel, Instrument]
    contacts: Mapping[str, Contact]
    answers: Mapping[str, Mapping[str, str]]


def sector_lines(score: Score, names: Names, words: Words) -> list[SectorLine]:
    """The parts of the total, each down to its items."""
    return [sector_line(sector, names, words) for sector in score.sectors if sector.inquiries]


def sector_line(sector: SectorScore, names: Names, words: Words) -> SectorLine:
    by_points = names.protocol.scoring is Scoring.POINTS
    share = None if by_points or sector.code == WHOLE else sector.share
    adds = sector.score if sector.score is None or share is None else share * sector.score
    earned = sum((one.earned for one in sector.inquiries), Fraction(0))
    possible = sum((one.possible for one in sector.inquiries), Fraction(0))
    return SectorLine(
        name=part_name(sector.code, names.protocol, words),
        points=of(earned, possible, words),
        score=sector.score,
        share=share,
        adds=adds,
        most=sector.scale,
        inquiries=tuple(inquiry_line(one, names, words) for one in sector.inquiries),
    )


def part_name(code: str, protocol: Protocol, words: Words) -> str:
    if code == WHOLE:
        return words.translate(N_("All inquiries"))
    if protocol.scoring in (Scoring.CHANNEL_WEIGHTS, Scoring.POINTS):
        return words.translate(CHANNELS[code])
    return sector_name(protocol, code, words.language)


def inquiry_line(one: InquiryScore, names: Names, words: Words) -> InquiryLine:
    contact = names.contacts[one.inquiry]
    scenario = names.scenarios.get(contact.scenario)
    return InquiryLine(
        id=contact.id,
        title=in_language(scenario.title, words.language) if scenario else contact.scenario,
        channel=channel_name(contact, words),
        points=of(one.earned, one.possible, words) if one.possible else "–",
        note=common_note(one.items, names.protocol, words),
        items=tuple(item_line(item, names, words) for item in one.items),
    )


def channel_name(contact: Contact, words: Words) -> str:
    return words.translate(texts.CHANNELS[f"{contact.channel}_{contact.device}" if contact.device else contact.channel])


def item_line(item: ItemScore, names: Names, words: Words) -> ItemLine:
    result = item.result
    form = names.forms.get(result.channel) if result.channel else None
    asked = next((one for one in form.items if one.name == result.item), None) if form else None
    given = names.answers.get(result.inquiry, {}).get(result.item, "")
    choice = next((one for one in asked.choices if one.value == given), None) if asked else None
    return ItemLine(
        label=in_language(asked.label, words.language) if asked else words.translate(SPEED),
        answer=in_language(choice.label, words.language) if choice and result.status is Outcome.ANSWERED else "",
        points=item_points(item, words),
        note=why(item, names.protocol, words),
    )


def common_note(items: Sequence[ItemScore], protocol: Protocol, words: Words) -> str:
    """Why the whole inquiry counts as it does, where all its items share one reason."""
    reasons = {item.why for item in items}
    return why(items[0], protocol, words) if len(reasons) == 1 else ""


def why(item: ItemScore, protocol: Protocol, words: Words) -> str:
    match item.why:
        case None:
            return ""
        case Outcome() as status:
            zero = protocol.when_missing(status) is Missing.ZERO
            rule = N_("%(why)s: 0 points") if zero else N_("%(why)s: left out")
            return words.translate(rule, why=words.translate(STATUSES[status]))
        case reason:
            return words.translate(WHY[reason])


def item_points(item: ItemScore, words: Words) -> str:
    if item.earned is None:
        return "–"
    if not item.possible:
        return f"+{words.formats.number(round(float(item.earned), 2))}"
    return of(item.earned, item.possible, words)


def of(earned: Fraction, possible: Fraction, words: Words) -> str:
    """5.5 of 8"""
    one, all_of_it = (words.formats.number(round(float(value), 2)) for value in (earned, possible))
    return words.translate(OF, earned=one, possible=all_of_it)
