"""Equal treatment: against the classical analyses it comes down to, and what it must refuse to say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scoring.treatment import Contact, Factor, Limit, Part, Shares, comparisons, shares

# O. L. Davies, Statistical Methods in Research and Production (1947): yield of dyestuff, five of each of six batches
DYESTUFF = """\
1545 1440 1440 1520 1580  1540 1555 1490 1560 1495  1595 1550 1605 1510 1560
1445 1440 1595 1465 1545  1595 1630 1515 1635 1625  1520 1455 1450 1480 1445
"""
RNG = np.random.default_rng(1)


def part(found: Shares, factor: Factor) -> Part:
    return next(one for one in found.parts if one.factor is factor)


def crossed(scores: np.ndarray) -> list[Contact]:
    """Persona by question, the last axis being repeats."""
    return [
        Contact(unit="Asker", question=f"q{at[1]}", persona=f"p{at[0]}", score=float(score))
        for at, score in np.ndenumerate(scores)
    ]


def test_one_factor_is_the_classical_analysis_of_variance() -> None:
    groups = RNG.normal(size=(4, 6)) + np.arange(4)[:, None]
    found = shares([Contact(unit="", question="", persona=str(row), score=float(one))
                    for row, some in enumerate(groups) for one in some], [Factor.PERSONA])  # fmt: skip
    between, within = 6 * groups.mean(axis=1).var(ddof=1), groups.var(axis=1, ddof=1).mean()
    assert part(found, Factor.PERSONA).variance == pytest.approx((between - within) / 6)
    assert part(found, Factor.PERSONA).p == pytest.approx(stats.f_oneway(*groups).pvalue)
    assert (found.rest, found.freedom) == (pytest.approx(within), 20)
    every = [one.share for one in found.parts if one.share is not None]
    assert sum(every) + (found.rest_share or 0) == pytest.approx(1)


def test_the_variances_between_and_within_batches_of_dyestuff_are_the_published_ones() -> None:
    found = shares([Contact(unit="", question="", persona=str(n // 5), score=float(one))
                    for n, one in enumerate(DYESTUFF.split())])  # fmt: skip
    assert part(found, Factor.PERSONA).variance == pytest.approx(1764.05)
    assert found.rest == pytest.approx(2451.25)


def test_two_crossed_factors_are_the_two_way_analysis_without_interaction() -> None:
    scores = RNG.normal(size=(3, 5, 2)) + np.array([0, 1, 3])[:, None, None]
    found = shares(crossed(scores))
    a, b = scores.mean(axis=(1, 2)), scores.mean(axis=(0, 2))
    left = scores - a[:, None, None] - b[None, :, None] + scores.mean()
    rest = (left**2).sum() / (30 - 7)
    assert part(found, Factor.PERSONA).variance == pytest.approx(a.var(ddof=1) - rest / 10)
    assert part(found, Factor.QUESTION).variance == pytest.approx(b.var(ddof=1) - rest / 6)
    ratio = 10 * a.var(ddof=1) / rest
    assert part(found, Factor.PERSONA).p == pytest.approx(stats.f.sf(ratio, 2, 23))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-5, 5), st.sampled_from(["unit", "question"]))
def test_a_harder_question_or_a_better_unit_is_no_unequal_treatment(seed: int, more: float, of: str) -> None:
    rng = np.random.default_rng(seed)
    some = [
        Contact(unit=f"u{rng.integers(4)}", question=f"q{rng.integers(4)}", persona=f"p{rng.integers(3)}",
                score=float(rng.normal()))
        for _ in range(60)
    ]  # fmt: skip
    moved = [
        Contact(unit=one.unit, question=one.question, persona=one.persona,
                score=one.score + more * int(getattr(one, of)[1:])) for one in some
    ]  # fmt: skip
    before, after = (part(shares(contacts), Factor.PERSONA) for contacts in (some, moved))
    assert (after.variance, after.p) == (pytest.approx(before.variance, abs=1e-7), pytest.approx(before.p, abs=1e-6))


def test_the_ends_of_the_share_of_batches_of_dyestuff_follow_from_the_f_table() -> None:
    found = part(shares([Contact(unit="", question="", persona=str(n // 5), score=float(one))
                         for n, one in enumerate(DYESTUFF.split())]), Factor.PERSONA)  # fmt: skip
    ratio = (5 * 1764.05 + 2451.25) / 2451.25
    ends = [(ratio / stats.f.ppf(at, 5, 24) - 1) / 5 for at in (0.975, 0.025)]
    assert (found.low, found.high) == pytest.approx([one / (1 + one) for one in ends], rel=1e-3)


def test_the_interval_of_a_share_holds_it_as_often_as_it_says() -> None:
    rng, held = np.random.default_rng(5), 0
    for _ in range(200):
        effects = rng.normal(size=8)
        found = part(shares(crossed(rng.normal(size=(8, 3, 2)) + effects[:, None, None])), Factor.PERSONA)
        held += (found.low or 0) <= 0.5 <= (found.high or 0)
    assert 0.91 <= held / 200 <= 0.99


def test_the_variance_that_was_put_in_comes_out_on_average() -> None:
    estimates = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        effects = rng.normal(scale=1, size=8)
        personas = rng.integers(8, size=120)
        estimates.append(part(shares([
            Contact(unit=f"u{n % 7}", question=f"q{rng.integers(5)}", persona=f"p{one}",
                    score=float(effects[one] + rng.normal()))
            for n, one in enumerate(personas)
        ]), Factor.PERSONA).variance)  # fmt: skip
    error = np.std(estimates) / np.sqrt(60)
    assert np.mean(estimates) == pytest.approx(1, abs=3.5 * error)


def test_what_the_data_cannot_say_is_told() -> None:
    def contact(n: int, persona: str, form: str) -> Contact:
        return Contact(unit=f"u{n % 3}", question=f"q{n % 2}", persona=persona, form=form, score=n * n % 7)

    personas = [("Kari", "nb"), ("Ola", "nb"), ("Gro", "nn"), ("Nils", "nn")]
    found = shares([contact(n, *personas[n % 4 if n % 5 else 2]) for n in range(40)])
    form, persona, channel = (part(found, one) for one in (Factor.FORM, Factor.PERSONA, Factor.CHANNEL))
    assert (form.limit, form.variance, form.tied_to) == (Limit.TIED, None, (Factor.PERSONA,))
    assert (persona.limit, persona.tied_to) == (Limit.PARTLY_TIED, ())
    assert (channel.limit, channel.levels) == (Limit.ONE_LEVEL, 1)
    few = shares([contact(1, "Kari", "nb"), contact(2, "Gro", "nn")])
    assert (part(few, Factor.PERSONA).limit, few.rest) == (Limit.NO_REST, None)
    with pytest.raises(ValueError, match="no contact"):
        shares([])


def test_where_all_are_met_alike_nothing_is_shared_out() -> None:
    found = shares([Contact(unit=f"u{n % 3}", question="q", persona=f"p{n % 2}", score=0.1) for n in range(12)])
    assert (part(found, Factor.PERSONA).variance, part(found, Factor.PERSONA).share, found.rest) == (0, None, 0)


def test_two_written_forms_on_the_same_questions_are_the_paired_t_test() -> None:
    nb, nn = RNG.normal(size=6), RNG.normal(size=6) + 1
    some = [Contact(unit="u", question=f"q{n}", form=form, score=float(one))
            for form, scores in (("nb", nb), ("nn", nn)) for n, one in enumerate(scores)]  # fmt: skip
    found = comparisons([*some, Contact(unit="u", question="other", form="sv", score=1)], Factor.FORM)
    apart = stats.ttest_rel(nb, nn)
    pair = found[0]
    assert (pair.first, pair.second, pair.questions, pair.p) == ("nb", "nn", 6, pytest.approx(apart.pvalue))
    assert (pair.difference.low, pair.difference.high) == pytest.approx(tuple(apart.confidence_interval()))
    assert [(one.questions, one.p, one.adjusted) for one in found[1:]] == [(0, None, None)] * 2


def test_pairs_are_adjusted_for_their_number_and_agreeing_ones_go_by_signs() -> None:
    some = [Contact(unit="u", question=f"q{n}", channel=name, score=n + more)
            for n in range(6) for name, more in (("email", 0), ("phone", 1), ("web", 1))]  # fmt: skip
    found = {(one.first, one.second): (one.difference.estimate, one.p, one.adjusted)
             for one in comparisons(some, Factor.CHANNEL)}  # fmt: skip
    assert found["email", "phone"] == (-1, 2 / 64, 6 / 64)
    assert found["phone", "web"] == (0, 1, 1)
