"""Planning and importing against both databases: all or nothing, again and again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from survey import shipped
from survey.inquiry import Status
from survey.person import Role, RoleName
from survey.planning import summary
from survey.planning.order import Order
from survey.problems import Conflict, Invalid
from survey.steps.import_units import import_units, preview
from survey.steps.plan import plan_wave
from survey.store import people, units, waves
from survey.store.database import Database
from survey.store.schema.inquiries import alias, dispatch, inquiry
from survey.store.schema.units import address
from survey.store.schema.waves import wave_tester, wave_unit
from survey.store.units import Wanted
from survey.wave import WaveStatus
from tests import scene
from tests.conftest import NOW

FEW = (
    "number,name,county,population,written_form,website,email,phone\n"
    "1101,Eigersund,Rogaland,15221,nb,www.eigersund.no,post@eigersund.test,51468000\n"
    "1103,Stavanger,Rogaland,149048,nb,www.stavanger.no,post@stavanger.test,51507090\n"
    "4601,Bergen,Vestland,291940,nb,www.bergen.no,post@bergen.test,55565556\n"
    "4602,Kinn,Vestland,17111,nn,www.kinn.no,post@kinn.test,57755600\n"
)
DOMAINS = ("postboks.test", "epost.test")


PERSONA = """
[[personas]]
id = "cast-{n}"
first_name = "Kari"
last_name = "Moen"
forms = ["nb", "nn"]
age = 45
situation = {{ nb = "" }}
tone = {{ nb = "" }}
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A bank of one's own with a cast that could ask anything."""
    cast = "".join(PERSONA.format(n=n) for n in range(30))
    (tmp_path / "personas").mkdir()
    (tmp_path / "personas" / "cast.toml").write_text(f'id = "cast"\nversion = 1\ncountry = "NO"\n{cast}')
    return tmp_path


@pytest.fixture
def ready(db: Database) -> Database:
    import_units(db, FEW.encode(), NOW)
    for name in ("Sam", "Siv", "Odd"):
        id = scene.a_person(db, name)
        db.write(people.replace_roles, id, [Role(RoleName.TESTER)])
    return db


def order(db: Database, **values: object) -> Order:
    with db.read() as connection:
        chosen = tuple(one.id for one in units.every(connection))
        testers = {one.id: 20 for one in people.testers(connection)}
    usual = Order(
        name="Vår 2026",
        protocol="kommunetest-2007",
        units=chosen,
        testers=testers,
        starts_on=date(2026, 3, 9),
        ends_on=date(2026, 6, 19),
        seed=7,
    )
    return msgspec.structs.replace(usual, **values)


def rows(db: Database, statement: sa.Select[tuple[object, ...]]) -> list[sa.RowMapping]:
    with db.read() as connection:
        return list(connection.execute(statement).mappings())


def test_a_plan_is_written_whole_with_every_mail_ready_to_be_read(ready: Database, bank: Path) -> None:
    done = plan_wave(ready, NOW, order=order(ready), domains=DOMAINS, own_bank=bank)
    assert not done.summary.shortfalls
    found = rows(ready, sa.select(inquiry))
    assert len(found) == done.summary.inquiries == 4 * (7 + 5 + 25)
    held = [one for one in found if one["status"] == Status.HELD]
    by_id = {one["id"]: one for one in found}
    assert len(held) == done.summary.follow_ups == 8
    assert all(by_id[one["follows_id"]]["slot"] == "email-5" for one in held)
    assert all(by_id[one["follows_id"]]["unit_id"] == one["unit_id"] for one in held)
    mails = rows(ready, sa.select(dispatch))
    assert len(mails) == 4 * 7 == len({one["message_id"] for one in mails})
    addresses = {one["address"]: one["inquiry_id"] for one in rows(ready, sa.select(alias))}
    for mail in mails:
        assert addresses[mail["sender"]] == mail["inquiry_id"]
        assert mail["sender"].partition("@")[2] in DOMAINS and mail["status"] == "due"
        assert "{" not in mail["subject"] + mail["body"]
        assert mail["due_at"] == by_id[mail["inquiry_id"]]["due_at"]
    with ready.read() as connection:
        wave = waves.by_id(connection, done.wave_id)
        assert wave is not None and wave.status is WaveStatus.PLANNED
        assert summary.read(wave.plan) == done.summary
        assert len(connection.execute(sa.select(wave_unit)).all()) == 4
        assert len(connection.execute(sa.select(wave_tester)).all()) == 3


def test_planning_anew_replaces_the_plan_and_takes_the_approval_back(ready: Database, bank: Path) -> None:
    first = plan_wave(ready, NOW, order=order(ready), domains=DOMAINS, own_bank=bank)
    before = {one["id"] for one in rows(ready, sa.select(inquiry.c.id))}
    ready.write(lambda c: waves.update(c, first.wave_id, approved_by=1, approved_at=NOW))
    again = plan_wave(
        ready,
        NOW,
        order=order(ready, protocol="kommunetest-2019", seed=8),
        domains=DOMAINS,
        own_bank=bank,
        wave_id=first.wave_id,
    )
    after = rows(ready, sa.select(inquiry))
    assert again.wave_id == first.wave_id and len(after) == 4 * 53
    assert {one["channel"] for one in after} == {"email", "phone", "web_mobile", "web_desktop"}
    assert len(rows(ready, sa.select(dispatch))) == len(rows(ready, sa.select(alias))) == 4 * 3
    assert before
    with ready.read() as connection:
        wave = waves.by_id(connection, first.wave_id)
    assert wave is not None and wave.approved_at is None and wave.protocol == "kommunetest-2019"


@pytest.mark.parametrize("status", [WaveStatus.OPEN, WaveStatus.CLOSED, WaveStatus.PUBLISHED])
def test_a_wave_that_has_begun_is_not_planned_anew(ready: Database, bank: Path, status: WaveStatus) -> None:
    first = plan_wave(ready, NOW, order=order(ready), domains=DOMAINS, own_bank=bank)
    ready.write(lambda c: waves.update(c, first.wave_id, status=status))
    with pytest.raises(Conflict):
        plan_wave(ready, NOW, order=order(ready), domains=DOMAINS, own_bank=bank, wave_id=first.wave_id)
    assert len(rows(ready, sa.select(inquiry))) == first.summary.inquiries


def test_a_second_wave_repeats_neither_persona_nor_words_nor_addresses(ready: Database, bank: Path) -> None:
    for name in ("Vår", "Høst"):
        plan_wave(
            ready, NOW, order=order(ready, name=name, protocol="kommunetest-2010"), domains=DOMAINS, own_bank=bank
        )
    found = [one for one in rows(ready, sa.select(inquiry)) if one["channel"] in ("email", "phone")]
    personas = [(one["unit_id"], one["persona"]) for one in found]
    words = [(one["unit_id"], one["channel"], one["scenario"], one["wording"]) for one in found]
    assert len(set(personas)) == len(personas) == 2 * 4 * 5 and len(set(words)) == len(words)
    assert len({one["sender"] for one in rows(ready, sa.select(dispatch))}) == 2 * 4 * 3


def test_a_wave_measures_change_against_the_last_finished_one_of_its_protocol(ready: Database, bank: Path) -> None:
    def planned() -> int:
        wanted = order(ready, protocol="kommunetest-2010")
        return plan_wave(ready, NOW, order=wanted, domains=DOMAINS, own_bank=bank).wave_id

    first, second = planned(), planned()
    ready.write(lambda c: waves.update(c, first, status=WaveStatus.PUBLISHED))
    third = planned()
    with ready.read() as connection:
        found = {one.id: one.previous_id for one in waves.every(connection)}
    assert found == {first: None, second: None, third: first}


def test_what_cannot_be_planned_is_told_and_nothing_is_written(ready: Database, bank: Path) -> None:
    wrong = order(ready, name=" ", testers={}, ends_on=date(2026, 3, 1), seed=-1)
    with pytest.raises(Invalid) as refused:
        plan_wave(ready, NOW, order=wrong, domains=DOMAINS, own_bank=bank)
    assert {fault.where for fault in refused.value.faults} == {"name", "testers", "to", "seed"}
    for other in ({"protocol": "kommunetest-1999"}, {"units": (1, 999_999)}, {"testers": {999_999: 5}}):
        with pytest.raises(Invalid):
            plan_wave(ready, NOW, order=order(ready, **other), domains=DOMAINS, own_bank=bank)
    assert rows(ready, sa.select(inquiry)) == []


def test_a_unit_without_address_is_planned_without_that_channel(ready: Database, bank: Path) -> None:
    with ready.read() as connection:
        kinn = units.by_code(connection, "4602")
    assert kinn is not None
    ready.write(units.set_address, kinn.id, "email", text="", now=NOW)
    done = plan_wave(ready, NOW, order=order(ready, protocol="kommunetest-2019"), domains=DOMAINS, own_bank=bank)
    (short,) = done.summary.shortfalls
    assert (short.lack, short.channel, short.inquiries, short.first) == ("address", "email", 3, (kinn.id,))


def test_importing_twice_changes_nothing_the_second_time(db: Database, tmp_path: Path) -> None:
    data = shipped.municipalities()
    assert len(import_units(db, data, NOW).new) == 357
    again = import_units(db, data, NOW)
    assert again.does_nothing and again.unchanged == 357
    with db.read() as connection:
        assert len(units.every(connection)) == 357
        assert len(units.counties(connection)) == 15
        assert [one.name for one in units.listed(connection, Wanted(text="larv"))] == ["Larvik"]
        small = units.listed(connection, Wanted(county="Rogaland", at_most=2000))
        assert {one.name for one in small} == {"Kvitsøy", "Bokn", "Utsira"}
        assert units.listed(connection, Wanted(text="0301"))[0].lacking == ("email", "phone")


def test_a_table_with_one_bad_row_imports_nothing(db: Database) -> None:
    with pytest.raises(Invalid) as refused:
        import_units(db, (FEW + "4603,Bad,X,many,nb,,,\n").encode(), NOW)
    assert [fault.where for fault in refused.value.faults] == ["row 6, population: many"]
    with db.read() as connection:
        assert units.every(connection) == []


def test_a_changed_address_leaves_the_old_one_on_record(ready: Database, bank: Path) -> None:
    changed = FEW.replace("post@kinn.test", "postmottak@kinn.test").replace("17111", "17200")
    seen = preview(ready, changed.encode())
    assert [(field.name) for field in seen.changed[0].fields] == ["population", "email"]
    import_units(ready, changed.encode(), NOW, digest=seen.digest)
    found = rows(ready, sa.select(address).where(address.c.address.like("%kinn%")).order_by(address.c.id))
    assert [(one["address"], one["replaced_at"] is None) for one in found] == [
        ("post@kinn.test", False),
        ("postmottak@kinn.test", True),
    ]


def test_a_confirmation_holds_only_for_what_was_shown(ready: Database, bank: Path) -> None:
    changed = FEW.replace("17111", "17200").encode()
    seen = preview(ready, changed)
    import_units(ready, FEW.replace("17111", "17300").encode(), NOW)
    with pytest.raises(Conflict):
        import_units(ready, changed, NOW, digest=seen.digest)


def test_a_merger_is_recorded_unless_work_is_under_way(ready: Database, bank: Path) -> None:
    merger = "number,name,valid to,successor\n4602,Kinn,2026-12-31,4601\n"
    import_units(ready, merger.encode(), NOW)
    with ready.read() as connection:
        kinn, bergen = units.by_code(connection, "4602"), units.by_code(connection, "4601")
    assert kinn is not None and bergen is not None
    assert (kinn.successor_id, kinn.valid_to) == (bergen.id, date(2026, 12, 31))
    plan_wave(ready, NOW, order=order(ready, ends_on=date(2026, 6, 19)), domains=DOMAINS, own_bank=bank)
    moved = merger.replace("2026-12-31", str(date(2026, 12, 31) + timedelta(days=1)))
    with pytest.raises(Invalid, match="faults"):
        import_units(ready, moved.encode(), NOW)


def test_two_plans_at_once_take_different_reply_addresses(ready: Database, bank: Path) -> None:
    orders = [order(ready, name=name, protocol="kommunetest-2019") for name in ("Vår", "Høst")]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: plan_wave(ready, NOW, order=one, domains=("epost.test",), own_bank=bank), orders))
    senders = [one["sender"] for one in rows(ready, sa.select(dispatch))]
    assert len(senders) == len(set(senders)) == 2 * 4 * 3


def test_two_imports_at_once_make_each_unit_once(db: Database) -> None:
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: import_units(db, FEW.encode(), NOW), range(3)))
    with db.read() as connection:
        assert len(units.every(connection)) == 4
