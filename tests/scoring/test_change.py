"""Change over linked items: against the t tests it comes down to, and the published adjustments for many tests."""

from collections.abc import Sequence
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from instruments import bank
from instruments.instrument import Outcome
from instruments.protocol import Device
from instruments.scenario import Channel
from scoring.change import Change, Control, changes
from scoring.items import Result
from scoring.multiple import benjamini_hochberg, holm
from scoring.score import scores

RULES = bank.protocol("kommunetest-2019")
OLD, NEW = [1, 3, 2, 5, 0, 4], [3, 3, 5, 5, 1, 4]


def an_item(name: str, points: int, *, inquiry: str = "", unit: str = "Asker", sector: str = "technical") -> Result:
    return Result(
        unit=unit, inquiry=inquiry, item=name, sector=sector, points=Fraction(points), possible=Fraction(5)
    )  # fmt: skip


def items(points: Sequence[int], *, unit: str = "Asker") -> list[Result]:
    return [an_item(f"i{n}", one, inquiry=f"q{n}", unit=unit) for n, one in enumerate(points)]


def changed(
    before: Sequence[Result], after: Sequence[Result], control: Control = Control.FALSE_DISCOVERIES
) -> list[Change]:
    return changes(RULES, scores(RULES, before), scores(RULES, after), control=control)


def test_items_that_stand_alone_are_the_paired_t_test() -> None:
    found = changed(items(OLD), items(NEW))[0]
    apart = stats.ttest_rel([20 * one for one in NEW], [20 * one for one in OLD])
    assert found.change == pytest.approx(20 * 6 / 6)
    assert found.p == pytest.approx(apart.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(apart.confidence_interval()))
    assert (found.paired, found.linked, found.left_out) == (True, 6, 0)


def test_items_of_one_contact_go_together() -> None:
    def calls(points: Sequence[int]) -> list[Result]:
        return [an_item(f"i{n}", one, inquiry=f"q{n // 2}") for n, one in enumerate(points)]

    found = changed(calls(OLD), items(NEW))[0]  # two items of a call in either wave is enough
    pairs = [10 * (NEW[n] + NEW[n + 1] - OLD[n] - OLD[n + 1]) for n in (0, 2, 4)]
    assert found.p == pytest.approx(stats.ttest_1samp(pairs, 0).pvalue)


def test_items_without_a_name_are_two_samples() -> None:
    found = changed([an_item("", one) for one in OLD], [an_item("", one) for one in NEW[:4]])[0]
    apart = stats.ttest_ind([20 * one for one in NEW[:4]], [20 * one for one in OLD], equal_var=False)
    assert (found.p, found.paired) == (pytest.approx(apart.pvalue), False)
    assert (found.low, found.high) == pytest.approx(tuple(apart.confidence_interval()))


def calls(points: Sequence[int], wave: str = "") -> list[Result]:
    return [
        an_item(name, one, inquiry=f"{wave}q{n}") for n, one in enumerate(points) for name in ("greeting", "content")
    ]


def test_calls_that_all_ask_the_same_items_are_two_samples_of_calls() -> None:
    found = changed(calls(OLD, "2018-"), calls(NEW, "2019-"))[0]
    apart = stats.ttest_ind([20 * one for one in NEW], [20 * one for one in OLD], equal_var=False)
    assert (found.p, found.paired, found.linked) == (pytest.approx(apart.pvalue), False, 2)


def test_calls_that_both_waves_name_alike_are_paired() -> None:
    found = changed(calls([*OLD, 5]), calls(NEW))[0]
    apart = stats.ttest_rel([20 * one for one in NEW], [20 * one for one in OLD])
    assert (found.p, found.paired) == (pytest.approx(apart.pvalue), True)
    assert (found.linked, found.left_out) == (12, 2)


def test_only_linked_items_count_and_sectors_weigh_by_the_protocol() -> None:
    before = [*items(OLD), an_item("gone", 5), an_item("health", 1, sector="health")]
    after = [*items(NEW), an_item("new", 0), an_item("health", 4, sector="health")]
    found = changed(before, after)[0]
    assert found.change == pytest.approx((35 * 20 + 7.5 * 60) / 42.5)
    assert (found.linked, found.left_out) == (7, 2)


def test_what_leaves_the_denominator_is_no_change_and_no_answer_is_one() -> None:
    silent = Result(
        unit="Asker", item="i0", inquiry="q0", sector="technical", channel=Channel.EMAIL, status=Outcome.UNANSWERED
    )
    asked = Result(
        unit="Asker", item="i0", inquiry="q0", sector="technical", channel=Channel.EMAIL, points=Fraction(5),
        possible=Fraction(5),
    )  # fmt: skip
    untested = Result(unit="Asker", item="i1", inquiry="q1", sector="technical", status=Outcome.NOT_TESTED)
    found = changed([asked, *items(OLD)[1:]], [silent, untested, *items(OLD)[2:]])[0]
    assert (found.change, found.linked, found.left_out) == (pytest.approx(-20), 5, 1)


def test_nothing_to_say_how_sure_is_said_so() -> None:
    single = changed(items([2]), items([4]))[0]
    assert (single.change, single.low, single.p, single.discovery) == (pytest.approx(40), None, None, False)
    nothing = changed(items([2]), items([4], unit="Moss"))
    assert [(one.unit, one.change) for one in nothing] == [("Asker", None), ("Moss", None)]


def test_differences_that_do_not_vary_go_by_their_signs() -> None:
    found = changed(items([1, 2, 3, 4]), items([2, 3, 4, 5]))[0]
    assert (found.change, found.p) == (pytest.approx(20), 2 / 2**4)
    assert changed(items(OLD), items(OLD))[0].p == 1


def test_a_discovery_depends_on_how_many_are_looked_at() -> None:
    up = [[0, 0, 1, 0, 1, 0], [3, 2, 3, 1, 4, 3]]
    alone = changed(items(up[0]), items(up[1]))[0]
    assert alone.p is not None and 0.0005 < alone.p < 0.05 and alone.discovery
    others = [[[2, 3, 4, 1, 2, 3], [3, 2, 4, 2, 1, 3]]] * 100
    before, after = (
        [one for n, waves in enumerate([up, *others]) for one in items(waves[k], unit=f"U{n}")] for k in (0, 1)
    )
    assert not any(one.discovery for one in changed(before, after))
    assert not any(one.discovery for one in changed(before, after, Control.ANY_ERROR))


def test_the_published_adjustments_come_out() -> None:
    # Benjamini and Hochberg (1995), section 4: 15 hypotheses; theirs rejects four, Bonferroni's and Holm's three
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert (benjamini_hochberg(p) <= 0.05).sum() == 4
    assert (holm(p) <= 0.05).sum() == 3
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    with pytest.raises(ValueError, match="p-value"):
        holm([1.5])


@given(st.lists(st.floats(0, 1), max_size=20))
def test_adjusting_keeps_the_order_and_holm_is_the_stricter(p: list[float]) -> None:
    strict, loose = holm(p), benjamini_hochberg(p)
    assert loose == pytest.approx(stats.false_discovery_control(p) if p else [])
    assert all(one <= soft + 1e-12 and soft <= hard + 1e-12 for one, soft, hard in zip(p, loose, strict, strict=True))
    order = sorted(range(len(p)), key=p.__getitem__)
    assert list(strict[order]) == sorted(strict)


def test_a_task_on_two_devices_moves_as_one() -> None:
    def wave(name: str, points: Sequence[int], devices: Sequence[Device]) -> list[Result]:
        return [
            msgspec.structs.replace(
                an_item("found", one, inquiry=f"{name}{n}{device}"), drawn=f"web-{n}", channel=Channel.WEB
            )
            for n, one in enumerate(points)
            for device in devices
        ]

    old, new = [0, 5] * 6, [5, 5, 5, 0] * 3
    (both,) = changed(wave("old", old, list(Device)), wave("new", new, list(Device)))
    (single,) = changed(wave("old", old, [Device.MOBILE]), wave("new", new, [Device.MOBILE]))
    assert (both.change, both.low, both.p) == pytest.approx((single.change, single.low, single.p))
