"""Dates and numbers as the reader's country writes them."""

from datetime import UTC, date, datetime

import pytest

from survey.texts import plural_translator
from survey.web.formats import Formats
from survey.web.navigation import MENU

MOMENT = datetime(2026, 3, 5, 13, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "moment", "number", "percent"),
    [
        ("nb", "torsdag 5. mars", "5. mars 2026, 14:10", "1\N{NO-BREAK SPACE}234,5", "62\N{NO-BREAK SPACE}%"),
        ("nn", "torsdag 5. mars", "5. mars 2026, 14:10", "1\N{NO-BREAK SPACE}234,5", "62\N{NO-BREAK SPACE}%"),
        ("sv", "torsdag 5 mars", "5 mars 2026, 14:10", "1\N{NO-BREAK SPACE}234,5", "62\N{NO-BREAK SPACE}%"),
        ("en", "Thursday 5 March", "5 March 2026, 14:10", "1,234.5", "62%"),
    ],
)
def test_each_country_has_its_own_way(language: str, day: str, moment: str, number: str, percent: str) -> None:
    formats = Formats(language, "Europe/Oslo")
    assert formats.day(MOMENT) == day
    assert formats.moment(MOMENT) == moment
    assert formats.number(1234.5, 1) == number
    assert formats.percent(0.62) == percent


def test_what_is_not_there_is_a_dash() -> None:
    formats = Formats("nb", "Europe/Oslo")
    assert {formats.date(None), formats.number(None), formats.percent(None), formats.time(None)} == {"–"}


def test_a_plain_date_stays_in_its_day() -> None:
    assert Formats("sv", "America/New_York").date(date(2026, 3, 5)) == "5 mars 2026"


def test_the_menu_has_no_place_twice() -> None:
    assert len({entry.path for entry in MENU}) == len(MENU)


@pytest.mark.parametrize(
    ("language", "told"), [("nb", "18\N{NO-BREAK SPACE}915"), ("sv", "18\N{NO-BREAK SPACE}915"), ("en", "18,915")]
)
def test_counts_in_a_sentence_are_grouped_like_other_numbers(language: str, told: str) -> None:
    translate = plural_translator(language)
    assert translate("%(n)s unit", "%(n)s units", 18915).startswith(told + " ")
    assert translate("%(n)s unit", "%(n)s units", 357).startswith("357 ")
