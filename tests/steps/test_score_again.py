"""The beat passes a wave over only where scoring it anew would bring the same figures."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from benchmarks.scoring import NOW, fill
from instruments import bank
from survey import program
from survey.standing import Standing
from survey.steps import score
from survey.store import standings, waves
from survey.store.database import Database
from survey.store.schema.inquiries import grade, inquiry
from survey.store.schema.measure import wave_measure
from survey.store.schema.units import unit
from survey.store.schema.waves import standing, wave

UNITS = [{"code": f"{n:04}", "name": f"Unit {n}"} for n in range(1, 9)]
OWN = "kommunetest-eget"
LATER = NOW + timedelta(hours=1)
NEXT_YEAR = datetime(2027, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A bank with one protocol: that of 2010 under another name."""
    shipped = bank.SHIPPED / "protocols" / "kommunetest-2010.toml"
    (tmp_path / "protocols").mkdir()
    text = shipped.read_text(encoding="utf-8").replace('id = "kommunetest-2010"', f'id = "{OWN}"', 1)
    (tmp_path / "protocols" / f"{OWN}.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def two(db: Database, own: Path) -> tuple[int, int]:
    """A wave and the one before it, both open and scored, in a house with a protocol of its own."""
    before, now = (fill(db, UNITS, bank.protocol(OWN, own), name=f"{seed}", seed=seed) for seed in (1, 2))
    db.write(lambda c: c.execute(wave.update().where(wave.c.id == now).values(previous_id=before)))
    for id in (before, now):
        assert score.renew(db, NOW, id, own_bank=own)
    return before, now


def timeless(found: list[Standing]) -> list[Standing]:
    return sorted((msgspec.structs.replace(one, computed_at=NOW) for one in found), key=lambda one: one.unit_id)


def figures(db: Database, wave_id: int, own: Path, now: datetime = LATER) -> tuple[list[Standing], list[Standing]]:
    """As they are kept, and as the facts have them."""
    with db.read() as connection:
        found = waves.by_id(connection, wave_id)
        assert found
        kept, fresh = standings.of_wave(connection, wave_id), score.fresh(connection, found, now, own_bank=own)
    return timeless(kept), timeless(fresh)


def first_grade(wave_id: int) -> sa.ScalarSelect[int]:
    mine = sa.select(sa.func.min(grade.c.id)).join(inquiry, inquiry.c.id == grade.c.inquiry_id)
    return mine.where(inquiry.c.wave_id == wave_id, grade.c.status == "submitted").scalar_subquery()


def anew(connection: sa.Connection, wave_id: int) -> None:
    """The same inquiry is graded once more, with nothing said."""
    old = connection.execute(sa.select(grade).where(grade.c.id == first_grade(wave_id))).mappings().one()
    row = {**old, "token": "anew", "answers": {}}
    row.pop("id")
    connection.execute(grade.update().where(grade.c.id == old["id"]).values(status="superseded"))
    connection.execute(grade.insert().values(row))


def of_grade(**values: object) -> Callable[[sa.Connection, int], object]:
    return lambda c, id: c.execute(grade.update().where(grade.c.id == first_grade(id)).values(values))


def of_inquiries(**values: object) -> Callable[[sa.Connection, int], object]:
    first = sa.select(sa.func.min(inquiry.c.id)).where(inquiry.c.status == "submitted")
    return lambda c, id: c.execute(
        inquiry.update().where(inquiry.c.id == first.where(inquiry.c.wave_id == id).scalar_subquery()).values(values)
    )


CHANGES: dict[str, Callable[[sa.Connection, int], object]] = {
    "a grade is another": of_grade(answers={}),
    "a grade says that there was no answer": of_grade(outcome="unanswered"),
    "the test was noticed": of_grade(recognised=True),
    "a grade is sent back": of_grade(status="sent_back"),
    "an inquiry is graded anew": anew,
    "an answer came on another day": of_inquiries(working_days=9),
    "an inquiry stands for itself": of_inquiries(slot="alone"),
    "units have a group": lambda c, id: c.execute(unit.update().values(peer_group="KG1")),
    "units lie in another county": lambda c, id: c.execute(unit.update().values(county="Vestland")),
    "other draws": lambda c, id: c.execute(wave.update().where(wave.c.id == id).values(seed=99)),
    "the derived table is gone": lambda c, id: c.execute(standing.delete().where(standing.c.wave_id == id)),
    "somebody else wrote a figure": lambda c, id: c.execute(standing.update().values(rank_low=standing.c.rank_low + 1)),
    "what is remembered is gone": lambda c, id: c.execute(wave_measure.delete()),
    "no wave before": lambda c, id: c.execute(wave.update().where(wave.c.id == id).values(previous_id=None)),
}


def test_after_each_change_of_the_facts_figures_are_worked_out_anew_and_then_no_more(
    db: Database, own: Path, two: tuple[int, int]
) -> None:
    before, now = two
    for what, change in CHANGES.items():
        db.write(change, now)
        assert score.renew(db, LATER, now, own_bank=own), what
        kept, fresh = figures(db, now, own)
        assert kept == fresh, what
        assert not score.renew(db, LATER, now, own_bank=own), what
    db.write(of_grade(answers={}), before)  # no figure hangs on it any more
    assert not score.renew(db, LATER, now, own_bank=own)


def test_the_wave_before_counts_for_the_change_since_then(db: Database, own: Path, two: tuple[int, int]) -> None:
    before, now = two
    db.write(of_grade(answers={}), before)
    assert score.renew(db, LATER, before, own_bank=own)
    assert score.renew(db, LATER, now, own_bank=own)
    kept, fresh = figures(db, now, own)
    assert kept == fresh


def test_a_protocol_of_ones_own_that_was_edited_and_another_program_make_other_figures(
    db: Database, own: Path, two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = two[1]
    path = own / "protocols" / f"{OWN}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("web = 40", "web = 39", 1), encoding="utf-8")
    assert score.renew(db, LATER, now, own_bank=own)
    kept, fresh = figures(db, now, own)
    assert kept == fresh
    monkeypatch.setattr(program, "scores_with", lambda: ("medlytt of tomorrow",))
    assert score.renew(db, LATER, now, own_bank=own)
    assert not score.renew(db, LATER, now, own_bank=own)


def test_a_mail_that_nobody_answered_in_time_counts_from_then_on_without_anybody_touching_it(
    db: Database, own: Path, two: tuple[int, int]
) -> None:
    now = two[1]
    db.write(of_grade(status="sent_back"), now)
    first = sa.select(grade.c.inquiry_id).where(grade.c.status == "sent_back").scalar_subquery()
    waiting = {"status": "waiting", "until": LATER + timedelta(days=1)}
    db.write(lambda c: c.execute(inquiry.update().where(inquiry.c.id == first).values(waiting)))
    assert score.renew(db, LATER, now, own_bank=own)
    assert not score.renew(db, LATER + timedelta(hours=1), now, own_bank=own)
    assert score.renew(db, NEXT_YEAR, now, own_bank=own)
    kept, fresh = figures(db, now, own, NEXT_YEAR)
    assert kept == fresh


def test_new_names_change_no_figure_and_cost_nothing(db: Database, own: Path, two: tuple[int, int]) -> None:
    kept, _ = figures(db, two[1], own)
    db.write(lambda c: c.execute(unit.update().values(name="Nyby")))
    assert not score.renew(db, LATER, two[1], own_bank=own)
    assert figures(db, two[1], own) == (kept, kept)
