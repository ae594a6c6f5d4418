import re
from datetime import datetime

import pytest

from instruments import bank
from instruments.clock import Calendar, Clock, Kind, deadline, public_holidays
from instruments.instrument import Outcome
from scoring.footnotes import NoteKind
from scoring.items import Result
from scoring.score import score
from survey import explain
from survey.texts import catalogue

TEXTS = (
    explain.CAVEAT, explain.WHOLE_WEEKEND, explain.ANSWERED_BY_HOURS, explain.DURATION, explain.SECONDS,
    *explain.REASONS.values(), *explain.HOLIDAYS, *explain.FOOTNOTES.values(), *explain.MISSING.values(),
    *explain.STATUSES.values(),
)  # fmt: skip


@pytest.mark.parametrize("language", ["nb", "nn", "sv"])
def test_every_text_is_translated_with_the_same_blanks_to_fill(language: str) -> None:
    for text in TEXTS:
        found = catalogue(language)[text]
        assert sorted(re.findall(r"%\(\w+\)s", str(found))) == sorted(re.findall(r"%\(\w+\)s", text))


def test_every_kind_has_its_words() -> None:
    assert set(explain.REASONS) == set(Kind)
    assert set(explain.FOOTNOTES) == set(NoteKind) - {NoteKind.MISSING}
    assert set(explain.STATUSES) == set(Outcome) - {Outcome.ANSWERED}


def test_every_holiday_of_the_four_countries_has_a_name() -> None:
    names = {
        name
        for country in ("NO", "SE", "DK", "FI")
        for year in range(2020, 2040)
        for day in public_holidays(country, year).values()
        for name in day
    }
    assert names <= set(explain.HOLIDAYS)


def test_a_deadline_explains_itself_in_the_readers_language() -> None:
    sent = datetime.fromisoformat("2026-05-21T14:10")
    found = deadline(Clock.FROM_NEXT_DAY, sent, limit=2, calendar=Calendar("NO"))
    assert explain.deadline_lines(found, "nb") == [
        "sendt torsdag 21. mai 2026 14:10",
        "torsdag 21. mai, sendedagen = dag 0",
        "fredag 22. mai = dag 1",
        "lørdag 23. mai og søndag 24. mai teller ikke: helg",
        "Andre pinsedag teller ikke: mandag 25. mai",
        "tirsdag 26. mai = dag 2",
        "frist onsdag 27. mai 2026 00:00",
    ]
    assert "Annandag pingst räknas inte: måndag 25 maj" in explain.deadline_lines(found, "sv")


def test_footnotes_name_the_sectors_as_the_reader_knows_them() -> None:
    wave = bank.protocol("kommunetest-2019")
    found = score(wave, "A", [Result(unit="A", sector="care", status=Outcome.DETECTED)])
    names = {sector.code: sector.name["nn"] for sector in wave.sectors}
    lines = explain.footnotes(found.notes, "nn", names=names)
    assert lines[0] == "Kjend att som test: 1 haldne utanfor poengsummen"
