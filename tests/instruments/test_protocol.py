from fractions import Fraction

from instruments import bank
from instruments.clock import Clock


def test_follow_ups_are_conditions_of_the_later_mails_only() -> None:
    first, extra = (bank.protocol("kommunetest-2007").follow_up("email", number) for number in (5, 6))
    assert first is None
    assert extra
    assert (extra.at_least, extra.in_time) == (2, True)
    third = bank.protocol("kommunetest-2010").follow_up("email", 3)
    assert third
    assert (third.earlier, third.at_least, third.in_time) == ((2,), 1, False)


def test_speed_points_of_2010_fall_with_the_days() -> None:
    found = [bank.protocol("kommunetest-2010").speed_points(day) for day in range(8)]
    assert found == [5, 5, 3, 3, 1, 1, 0, 0]


def test_bands_are_held_against_the_exact_total() -> None:
    wave = bank.protocol("kommunetest-2010")
    bands = [band.code for total in ("80", "79.99", "60", "40", "39.9", "0") if (band := wave.band(Fraction(total)))]
    assert bands == ["very good", "good", "good", "middling", "below", "below"]


def test_a_sector_is_known_by_code_alias_and_name() -> None:
    wave = bank.protocol("kommunetest-2016")
    for spelling in ("school", "barn_og_skole", "Children and school", "BARN OG SKULE"):
        assert (sector := wave.sector(spelling)) and sector.code == "school"
    assert wave.sector("schol") is None


def test_each_wave_has_the_clock_of_the_record() -> None:
    clocks = {name: found.clock.kind if found.clock else None for name, found in bank.protocols().items()}
    assert clocks["kommunetest-2007"] == clocks["kommunetest-2010"] == clocks["kommunetest-2013"] == Clock.FROM_NEXT_DAY
    assert clocks["kundeserviceprisen"] == Clock.NOON_RULE
    assert clocks["kommunetest-2016"] is clocks["kommunetest-2019"] is None


def test_weights_add_up_to_a_hundred() -> None:
    for name in ("kommunetest-2016", "kommunetest-2019"):
        assert sum(sector.weight for sector in bank.protocol(name).sectors) == 100
