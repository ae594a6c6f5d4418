from fractions import Fraction

from instruments import bank, protocol
from instruments.clock import Clock
from instruments.scenario import Channel

ANSWERED, LATE, SILENT = (True, True), (True, False), (False, False)


def test_the_two_extra_mails_of_2007_wait_for_two_answers_in_time() -> None:
    extra = bank.protocol("kommunetest-2007").follow_up(Channel.EMAIL, 6)
    assert extra
    assert protocol.due(extra, {1: ANSWERED, 3: ANSWERED}) is True
    assert protocol.due(extra, {1: ANSWERED, 2: LATE, 3: LATE}) is None
    assert protocol.due(extra, {1: ANSWERED, 2: LATE, 3: LATE, 4: SILENT, 5: SILENT}) is False


def test_the_third_mail_of_2010_waits_for_the_second() -> None:
    third = bank.protocol("kommunetest-2010").follow_up(Channel.EMAIL, 3)
    assert third
    assert protocol.due(third, {1: ANSWERED}) is None
    assert protocol.due(third, {2: LATE}) is True
    assert protocol.due(third, {1: ANSWERED, 2: SILENT}) is False
    assert bank.protocol("kommunetest-2010").follow_up(Channel.EMAIL, 2) is None


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
