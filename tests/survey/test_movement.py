"""What a correction would move is told unit by unit, as pages show it, and has one digest whatever the hour."""

from datetime import date, timedelta
from typing import Any

import msgspec

from instruments import bank
from instruments.instrument import Outcome
from instruments.scenario import Channel
from survey import bundle, movement
from survey.bundle import Bundle, Contact, Item
from survey.ledger import Entry, Origin
from survey.movement import Movement
from survey.standing import METHOD, Standing
from tests.conftest import NOW
from tests.survey.test_erratum import BEFORE, after

ENTRY = Entry(
    number=1, origin=Origin.ERRATUM, unit=2, inquiry=7, item="price", before=0.0, after=1.0, total_before=20.0,
    total_after=21.0, rank_before=2, rank_after=2, reason="It was right.", answer="", decided_on=date(2026, 3, 3),
)  # fmt: skip


def an_edition(figures: list[Standing], *entries: Entry, **values: Any) -> Bundle:
    contact = Contact(
        id=7, unit=2, slot="1", channel=Channel.EMAIL, sector="care", scenario="s", ending=Outcome.ANSWERED,
        items=(Item(item="price", sector="care", points=float(len(entries)), possible=1.0),),
    )  # fmt: skip
    given: dict[str, Any] = {
        "format": bundle.FORMAT,
        "wave": bundle.About(
            id=1, name="Wave", starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1), seed=1, previous_id=None,
            closed_at=None,
        ),
        "method": METHOD,
        "rules": bundle.Rules("p", 1, ""),
        "protocol": bank.protocol("kommunetest-2010"),
        "grading": {},
        "standings": tuple(figures),
        "contacts": (contact,),
        "edition": 1 + len(entries),
        "ledger": entries,
    }  # fmt: skip
    return bundle.sealed(Bundle(**{**given, **values}))


def between(figures: list[Standing], **values: Any) -> Movement:
    return movement.between(an_edition(BEFORE), an_edition(figures, ENTRY, **values), since="0")


def test_where_no_figure_moves_it_says_so() -> None:
    found = between(BEFORE)
    assert (found.still, found.moving, found.others, found.ranges) == (True, 0, (), ())
    assert (found.edition, found.items, found.units) == (2, 1, 3)


def test_the_corrected_unit_stands_apart_from_the_others_whose_place_moves() -> None:
    figures = after(2, total=31.0, rank=1, sectors={"care": 60.0})
    figures = [msgspec.structs.replace(one, rank=2) if one.unit_id == 3 else one for one in figures]
    found = between(figures)
    assert (found.moving, [one.unit for one in found.others]) == (2, [3])
    assert (found.own.unit, found.own.before.rank, found.own.after.rank) == (2, 2, 1)
    assert [(part.code, part.before, part.after) for part in found.own.parts] == [("care", None, 60.0)]


def test_a_range_that_moves_alone_is_told_apart_and_only_as_far_as_a_page_shows_it() -> None:
    assert between(after(1, high=50.04)).still
    found = between(after(1, high=50.4, tested=0.5))
    assert (found.still, found.moving, [one.unit for one in found.ranges]) == (False, 0, [1])
    assert found.ranges[0].also == ["tested"]
    assert [one.unit for one in between(after(1, rank_low=2)).ranges] == [1]


def test_a_score_that_moves_by_less_than_a_page_shows_is_told_all_the_same() -> None:
    assert between(after(2, total=20.001)).moving == 1


def test_what_changed_without_the_correction_is_named() -> None:
    assert between(BEFORE).parts == ()
    assert between(BEFORE, code=bundle.Code("abc", "def")).parts == ("code",)


def test_the_digest_hangs_on_all_that_would_be_published_but_not_on_the_hour() -> None:
    once = between(BEFORE).digest
    later = [msgspec.structs.replace(one, computed_at=NOW + timedelta(days=1)) for one in BEFORE]
    tomorrow = msgspec.structs.replace(ENTRY, decided_on=date(2026, 3, 4))
    first = an_edition(BEFORE)
    assert once == movement.between(first, an_edition(later, tomorrow), since="0").digest
    other = msgspec.structs.replace(ENTRY, reason="It was wrong.")
    assert once != movement.between(first, an_edition(BEFORE, other), since="0").digest
    assert once != movement.between(first, an_edition(BEFORE, ENTRY), since="1").digest
    assert once != between(after(1, shrunk=12.0)).digest
