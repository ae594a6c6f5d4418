"""AAPOR's rates against figures worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.response_rate import Disposition, rates, tally

COUNTS = {
    Disposition.COMPLETE: 100.0, Disposition.PARTIAL: 20.0, Disposition.REFUSED: 30.0, Disposition.NON_CONTACT: 40.0,
    Disposition.OTHER: 10.0, Disposition.UNKNOWN_HOUSEHOLD: 25.0, Disposition.UNKNOWN_OTHER: 5.0,
    Disposition.NOT_ELIGIBLE: 50.0,
}  # fmt: skip


def test_every_rate_is_what_the_formula_gives_by_hand() -> None:
    # known to be eligible 200, unknown 30, e = 200 / 250 = 0.8
    found = rates(COUNTS)
    assert found.e == 0.8
    assert (found.RR1, found.RR2) == (100 / 230, 120 / 230)
    assert (found.RR3, found.RR4) == (100 / 224, 120 / 224)
    assert (found.RR5, found.RR6) == (100 / 200, 120 / 200)
    assert (found.COOP1, found.COOP2, found.COOP3, found.COOP4) == (100 / 160, 120 / 160, 100 / 150, 120 / 150)
    assert (found.REF1, found.REF2, found.REF3) == (30 / 230, 30 / 224, 30 / 200)
    assert (found.CON1, found.CON2, found.CON3) == (160 / 230, 160 / 224, 160 / 200)


def test_e_can_be_given_and_is_a_share() -> None:
    assert rates(COUNTS, e=0.5).RR3 == 100 / 215
    with pytest.raises(ValueError, match="it is a share"):
        rates(COUNTS, e=1.2)


def test_weights_are_summed_and_only_their_proportions_matter() -> None:
    doubled = tally((one, weight / 4) for one, weight in COUNTS.items() for _ in range(8))
    assert rates(doubled) == rates(COUNTS)


def test_nothing_known_gives_no_rate() -> None:
    assert set(tally([]).values()) == {0.0}
    found = rates({Disposition.UNKNOWN_OTHER: 5.0})
    assert (found.RR1, found.RR3, found.RR5, found.COOP1, found.e) == (0, 0, None, None, None)


@given(st.fixed_dictionaries({one: st.integers(0, 1000).map(float) for one in Disposition}))
def test_rates_stand_in_their_order(counts: dict[Disposition, float]) -> None:
    found = rates(counts)
    for rising in (
        (found.RR1, found.RR3, found.RR5, 1), (found.RR2, found.RR4, found.RR6, 1), (found.RR1, found.RR2),
        (found.COOP1, found.COOP3), (found.REF1, found.REF2, found.REF3), (found.CON1, found.CON2, found.CON3, 1),
        (found.RR5, found.COOP1),
    ):  # fmt: skip
        known = [one for one in rising if one is not None]
        assert known == sorted(known)
