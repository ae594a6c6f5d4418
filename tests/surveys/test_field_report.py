"""Counts of a running survey: AAPOR's letters from our standings, and nothing small in them."""

import msgspec
import pytest

from scoring.response_rate import Disposition
from survey.contact import Fate
from survey.field_report import Kind, Part, dispositions, part_of, report
from survey.invitation import Standing, Way
from survey.round import Cell
from survey.satisfaction import Reply

HERE, THERE = Cell(1, "email"), Cell(2, "email")


@pytest.mark.parametrize(
    ("standing", "sent", "part"),
    [
        (Standing.WAITING, 0, Part.HELD),
        (Standing.WAITING, 1, Part.SILENT),  # its reminder is not due yet
        (Standing.SENDING, 0, Part.HELD),
        (Standing.DONE, 2, Part.SILENT),
        (Standing.DOUBTFUL, 0, Part.HELD),
        (Standing.REFUSED, 0, Part.LOST),
        (Standing.BOUNCED, 1, Part.LOST),
        (Standing.COMPLAINED, 1, Part.AGAINST),
        (Standing.OPTED_OUT, 2, Part.AGAINST),
        (Standing.OPTED_OUT, 0, Part.HELD),  # elsewhere, before we wrote
        (Standing.CANCELLED, 0, Part.HELD),
        (Standing.CANCELLED, 1, Part.SILENT),
    ],
)
def test_where_an_invitation_counts(standing: Standing, sent: int, part: Part) -> None:
    assert part_of(standing, sent) is part


def test_aapors_letters_of_our_standings() -> None:
    found = dispositions(30, 10, 5, 8, base=100)
    assert found == {
        Disposition.COMPLETE: 30,
        Disposition.PARTIAL: 10,
        Disposition.REFUSED: 5,
        Disposition.UNKNOWN_HOUSEHOLD: 8,
        Disposition.UNKNOWN_OTHER: 0,
        Disposition.NON_CONTACT: 47,
    }
    slips = dispositions(30, 10, 5, 8, base=150, slips=50)
    assert slips[Disposition.UNKNOWN_OTHER] == 50 and slips[Disposition.NON_CONTACT] == 47
    assert dispositions(30, 10, 5, 8, base=40)[Disposition.NON_CONTACT] == 0  # who answered and then opted out


def a_report(**changes: object):  # type: ignore[no-untyped-def]
    fates = {(HERE, Fate.DRAWN): 100, (HERE, Fate.QUARANTINED): 20, (THERE, Fate.DRAWN): 60, (THERE, Fate.TOO_OLD): 10}
    invited = {
        (HERE, "email", "done", 2): 80,
        (HERE, "email", "bounced", 1): 10,
        (HERE, "email", "opted_out", 1): 10,
        (THERE, "email", "done", 1): 40,
        (THERE, "email", "bounced", 1): 10,
        (THERE, "email", "complained", 1): 10,
    }
    answers = {(1, "email", Kind.WHOLE): 30, (1, "email", Kind.PARTIAL): 10, (2, "email", Kind.WHOLE): 20}
    replies = {
        (1, "email", Reply.YES): 30,
        (1, "email", Reply.NO): 10,
        (2, "email", Reply.YES): 12,
        (2, "email", Reply.NO): 8,
    }
    given = {"fates": fates, "invited": invited, "answers": answers, "replies": replies, **changes}
    return report(*given.values(), units=[1, 2], channels=["email"])  # type: ignore[arg-type]


def test_every_number_is_what_happened() -> None:
    line = a_report().line(1, "email")
    assert (line.contacts, line.drawn, line.sent, line.lost, line.against) == (120, 100, 100, 10, 10)
    assert (line.answered, line.partial, line.no_reply) == (40, 10, 0.25)
    assert line.rates and (line.rates.RR1, line.rates.RR2, line.rates.RR5) == (0.3, 0.4, 30 / 90)
    assert line.rates.REF1 == 0.1
    total = a_report().line()
    assert (total.contacts, total.drawn, total.answered) == (190, 160, 60)


def test_what_a_few_of_ten_new_answers_say_is_no_difference_of_two_mornings() -> None:
    """A share and what it is a share of give a count: until the end it moves by five or not at all."""
    said = {(1, "email", Reply.YES): 30, (1, "email", Reply.NO): 10}
    more = {(1, "email", Reply.YES): 39, (1, "email", Reply.NO): 11}
    counts = []
    for replies, told in ((said, 40), (more, 50)):
        line = msgspec.structs.replace(a_report(replies=replies), final=False).line(1, "email")
        counts.append(round(line.no_reply * told, 6))
    assert counts == [10, 10]
    assert a_report(replies=more).line(1, "email").no_reply == 0.22


def test_counters_and_helpers_are_answers_that_no_rate_counts() -> None:
    answers = {(1, "email", Kind.WHOLE): 30, (1, "email", Kind.KIOSK): 25, (1, "email", Kind.ASSISTED): 15}
    line = a_report(answers=answers).line(1, "email")
    assert line.answered == 70 and line.rates and line.rates.RR2 == 0.3


def test_slips_count_in_the_base_and_are_told_apart() -> None:
    invited = {(HERE, "email", "done", 2): 100, (HERE, Way.CODE, "done", 0): 50, (HERE, Way.ASSISTED, "done", 0): 9}
    line = a_report(invited=invited).line(1, "email")
    assert line.slips == 50 and line.sent == 100 and line.rates and pytest.approx(40 / 150) == line.rates.RR2


def test_what_is_small_is_hidden_and_so_is_what_would_give_it_away() -> None:
    invited = {(HERE, "email", "done", 2): 97, (HERE, "email", "bounced", 1): 3}
    invited |= {(THERE, "email", "done", 1): 40, (THERE, "email", "bounced", 1): 20}
    found = a_report(invited=invited)
    assert found.line(1, "email").lost is None
    assert found.line(1, "email").rates.RR5 is None and found.line(1, "email").rates.RR2 == 0.4  # type: ignore[union-attr]
    assert None in (found.line().lost, found.line(2, "email").lost)


def test_why_contacts_were_not_drawn_is_told_in_all_and_only_where_nobody_few_shows() -> None:
    assert a_report().fate(Fate.QUARANTINED) == 20 and a_report().fate(Fate.TOO_OLD) == 10
    few = {(HERE, Fate.DRAWN): 100, (HERE, Fate.QUARANTINED): 20, (THERE, Fate.DRAWN): 60, (THERE, Fate.TOO_OLD): 2}
    found = a_report(fates=few)
    assert found.fate(Fate.TOO_OLD) is None
    assert None in (found.fate(Fate.QUARANTINED), found.line().contacts)


def test_answers_that_belong_to_no_unit_count_in_the_total() -> None:
    answers = {(1, "email", Kind.WHOLE): 30, (None, None, Kind.WHOLE): 12}
    found = a_report(answers=answers)
    assert found.line().answered == 42 and found.line(1).answered == 30


@pytest.mark.parametrize("elsewhere", [0, 1, 2, 11])
@pytest.mark.parametrize("strangers", [0, 3, 20])
def test_a_rate_without_strangers_is_right_or_hidden(strangers: int, elsewhere: int) -> None:
    """Those who were never in touch are not in the base; where their number is hidden, so is every share of it."""
    met = {(1, "email", Kind.PARTIAL): 30}
    not_mine = {(1, "email", Kind.NOT_MINE): strangers, (2, "email", Kind.NOT_MINE): elsewhere}
    found = a_report(answers=met | {where: number for where, number in not_mine.items() if number})
    right = 30 / (100 - strangers), 30 / (160 - strangers - elsewhere)
    shown = [line.rates.RR2 if line.rates else None for line in (found.line(1, "email"), found.line())]
    assert all(rate is None or pytest.approx(exact) == rate for rate, exact in zip(shown, right, strict=True))
    assert strangers or elsewhere or None not in shown
