"""What may be shown of the answers of one unit and channel."""

from itertools import combinations, pairwise
from statistics import fmean
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments import bank
from instruments.instrument import Choice, Instrument, Item
from scoring.interval import mean
from scoring.suppress import THRESHOLD
from survey import satisfaction
from survey.count import Count, together
from survey.satisfaction import Reply, Role
from survey.showing import Cell, Detail, cell, chosen, glances, graded, may_stand, open_by, ticked
from tests.surveys.played import GRADED, answer

EMAIL = bank.one(Instrument, "post-contact-email@1")
SHORT = bank.one(Instrument, "short-survey@1")
SPEED = next(item for item in EMAIL.leaves if item.name == "speed")
AREA = next(item for item in EMAIL.leaves if item.name == "area")


def graded_by(*counts: int) -> list[dict[str, Any]]:
    """So many ones, twos, threes, fours and fives."""
    return [answer(grade) for grade, number in enumerate(counts, 1) for _ in range(number)]


def shown(said: list[dict[str, Any]], *, k: int, final: bool) -> Cell | None:
    return cell(EMAIL, satisfaction.counted(EMAIL, said), k=k, final=final)


def said_of(item: Item, said: list[dict[str, Any]]) -> dict[str, int]:
    form = Instrument(id="one", title={"en": "One"}, items=(item,))
    return satisfaction.counted(form, said).said(item.name)


ANSWERS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "answered": st.sampled_from(["yes", "not_yet", "not_mine", "@refused"]),
            **{name: st.sampled_from(["1", "2", "3", "4", "5", "@refused"]) for name in GRADED},
            "area": st.sampled_from(["school", "care", "tax"]),
        },
    ),
    max_size=40,
)


@settings(max_examples=40)
@given(st.lists(ANSWERS, max_size=4))
def test_counts_of_parts_make_the_count_of_the_whole(parts: list[list[dict[str, Any]]]) -> None:
    whole = satisfaction.counted(EMAIL, [one for part in parts for one in part])
    assert together(satisfaction.counted(EMAIL, part) for part in parts) == whole
    assert msgspec.json.decode(msgspec.json.encode(whole), type=Count) == whole


@settings(max_examples=40)
@given(ANSWERS)
def test_the_index_of_counted_answers_is_that_of_people_one_by_one(said: list[dict[str, Any]]) -> None:
    met = [one for one in said if one.get("answered") not in ("not_yet", "not_mine")]
    people = [[int(one[name]) for name in GRADED if one.get(name, "@") in "12345"] for one in met]
    by_hand = mean([25 * (fmean(own) - 1) for own in people if own]).within(0, 100)
    found = satisfaction.figures(EMAIL, satisfaction.counted(EMAIL, said)).skr
    assert found and found.n == sum(map(bool, people))
    assert [found.value, found.low, found.high] == pytest.approx([by_hand.estimate, by_hand.low, by_hand.high])


@settings(max_examples=40)
@given(st.lists(ANSWERS, max_size=4))
def test_a_glance_at_many_places_shows_what_each_cell_shows(parts: list[list[dict[str, Any]]]) -> None:
    said = {at: satisfaction.counted(EMAIL, part) for at, part in enumerate(parts)}
    for at, found in glances(EMAIL, said, k=10).items():
        whole = cell(EMAIL, said[at], k=10, final=False)
        assert (found and (found.n, found.figures.skr, found.figures.no_reply)) == (
            whole and (whole.n, whole.figures.skr, whole.figures.no_reply)
        )


def test_what_a_question_is_for_follows_from_the_form() -> None:
    found = {one.item.name: set(one.roles) for one in satisfaction.questions(EMAIL)}
    assert found["answered"] == {Role.REPLY}
    assert found["overall"] == {Role.GRADE, Role.CSAT} and found["ease"] == {Role.GRADE, Role.CES}
    assert found["courtesy"] == {Role.GRADE} and found["area"] == set()
    assert {one.item.name: set(one.roles) for one in satisfaction.questions(SHORT)}["solved"] == {Role.FIRST}


def test_a_form_of_ones_own_says_it_itself() -> None:
    four = tuple(Choice(value=str(n), points=n) for n in range(4))
    five = tuple(Choice(value=str(n), points=n) for n in range(5))
    items = (
        Item(name="manner", choices=four, parameters={"medlytt": "kkik"}),
        Item(name="all_in_all", choices=five, parameters={"medlytt": "csat"}),
        Item(name="overall", choices=five, parameters={"medlytt": "none"}),
        Item(name="odd", choices=five, parameters={"medlytt": "kkik"}),
        Item(name="ease", choices=(Choice(value="x"), *five[1:])),  # one choice is worth nothing known
    )
    form = Instrument(id="own", title={"en": "Own"}, items=items)
    found = {one.item.name: set(one.roles) for one in satisfaction.questions(form)}
    assert found == {
        "manner": {Role.KKIK},
        "all_in_all": {Role.CSAT, Role.GRADE},
        "overall": set(),
        "odd": set(),
        "ease": set(),
    }
    said = [{"manner": "3", "all_in_all": "4"}] * 5 + [{"manner": "0", "all_in_all": "0"}] * 5
    figures = satisfaction.figures(form, satisfaction.counted(form, said))
    assert figures.kkik and figures.kkik.value == 50 and figures.csat and figures.csat.value == 50


def test_who_got_no_reply_leaves_the_index_and_stands_beside_it() -> None:
    said = [answer(5)] * 30 + [answer(1, replied=False)] * 10 + [{"answered": "not_mine"}] * 5
    found = satisfaction.figures(EMAIL, satisfaction.counted(EMAIL, said))
    assert found.skr and found.skr.value == 100 and found.skr.n == 30
    assert found.no_reply and found.no_reply.value == 25 and found.no_reply.n == 40
    screen = satisfaction.screening(EMAIL)
    assert screen and satisfaction.reply(screen, "not_mine") is Reply.NOT_MINE
    assert satisfaction.reply(screen, "@refused") is None


def test_a_person_counts_once_in_the_index_however_many_questions_they_answered() -> None:
    found = satisfaction.figures(EMAIL, satisfaction.counted(EMAIL, [{"answered": "yes", "speed": "1"}, answer(5)]))
    assert found.skr and found.skr.value == 50 and found.skr.n == 2


def test_below_k_nothing_is_shown_and_below_a_hundred_nothing_is_compared() -> None:
    assert shown(graded_by(0, 0, 3, 3, 3), k=10, final=True) is None
    some = shown(graded_by(5, 5, 5, 9, 9), k=10, final=True)
    many = shown(graded_by(10, 10, 20, 30, 30), k=10, final=True)
    assert some and not some.compared and many and many.compared


def test_grades_are_shown_as_finely_as_nobody_is_singled_out() -> None:
    def detail(*counts: int) -> Detail:
        return graded(SPEED, said_of(SPEED, graded_by(*counts)), lowest=1).detail

    assert detail(6, 7, 8, 20, 9) is Detail.FULL
    assert detail(3, 9, 20, 30, 20) is Detail.MERGED
    assert [bar.number for bar in graded(SPEED, said_of(SPEED, graded_by(1, 2, 12, 30, 25)), lowest=1).bars] == [15, 55]
    assert detail(1, 1, 2, 10, 9) is Detail.INDEX
    assert detail(0, 0, 0, 0, 40) is Detail.NOTHING  # all alike
    assert detail(0, 0, 0, 2, 38) is Detail.NOTHING  # the mean leaves no room for anything else
    assert detail(1, 1, 1, 1, 0) is Detail.NOTHING


def test_before_the_end_there_are_indices_only() -> None:
    running = shown(graded_by(6, 7, 8, 20, 9), k=10, final=False)
    assert running and running.figures.skr and not any(one.bars for one in running.questions)


def test_a_choice_that_few_made_is_hidden_and_cannot_be_worked_out() -> None:
    said = [{"area": value} for value, number in (("school", 30), ("care", 12), ("tax", 2)) for _ in range(number)]
    bars = {bar.values[0]: bar.number for bar in chosen(AREA, said_of(AREA, said)).bars}
    assert bars["tax"] is None and 2 not in bars.values()
    assert 30 in bars.values()


def test_boxes_are_shown_where_five_ticked_and_five_did_not() -> None:
    item = Item(name="why", kind="select_multiple", choices=(Choice(value="a"), Choice(value="b"), Choice(value="c")))  # type: ignore[arg-type]
    said = [{"why": ["a", "b"]}] * 6 + [{"why": ["a", "c"]}] * 3 + [{"why": ["a"]}] * 3 + [{}] * 9
    assert [bar.number for bar in ticked(item, said_of(item, said), of=12).bars] == [None, 6, None]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 6), min_size=5, max_size=5))
def test_for_all_that_is_shown_a_small_grade_could_be_another(numbers: list[int]) -> None:
    """Against brute force: every five counts with the same number and mean."""
    counts = dict(enumerate(numbers, 1))
    n, total = sum(numbers), sum(grade * number for grade, number in counts.items())
    if n > 14 or not may_stand(counts, ()):
        return
    cuts = ((-1, *found, n + 4) for found in combinations(range(n + 4), 4))
    every = (tuple(b - a - 1 for a, b in pairwise(one)) for one in cuts)
    same = [other for other in every if sum(grade * number for grade, number in enumerate(other, 1)) == total]
    for grade, number in counts.items():
        if 0 < number < THRESHOLD:
            found = [other[grade - 1] for other in same]
            assert max(found) - min(found) >= THRESHOLD - 1  # sums that skip a step cost one at most


@pytest.mark.parametrize(("grade", "room"), [(1, 0), (5, 0)])
def test_a_mean_at_the_end_of_the_scale_leaves_no_room(grade: int, room: int) -> None:
    counts = dict.fromkeys(range(1, 6), 0) | {grade: 12}
    assert open_by(grade, counts, (range(1, 6),), (12,)) == room
