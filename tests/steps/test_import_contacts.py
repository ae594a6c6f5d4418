"""Contacts come in once, however often they are sent, and nothing is kept of those who are not asked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from survey import contact
from survey.contact import Contact, Fate, unseal
from survey.invitation import Invitation, Way
from survey.keyring import Keyring
from survey.problems import Conflict, NotFound
from survey.response import Record
from survey.round import Cell, Mode, Rules
from survey.steps import rounds as steps
from survey.steps.answer import answer
from survey.steps.import_contacts import Counted, import_contacts, preview
from survey.store import invitations, rounds
from survey.store.database import Database
from survey.store.rows import many
from survey.store.schema.invitations import invitation, opt_out, quarantine
from survey.store.schema.rounds import contact_seen
from tests.conftest import NOW
from tests.scene import a_unit
from tests.steps.test_rounds import a_draft

YESTERDAY = NOW - timedelta(days=1)
DAY = NOW.date()
PERIOD = {"starts_on": DAY - timedelta(days=10)}


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys")


@pytest.fixture
def unit_id(db: Database) -> int:
    return a_unit(db)


@pytest.fixture
def round_id(db: Database, keys: Keyring, unit_id: int) -> int:
    return a_round(db, keys, unit_id)


def a_round(db: Database, keys: Keyring, unit_id: int, **values: object) -> int:
    id = steps.add(db, NOW, a_draft(**PERIOD | values), units=[unit_id], by=None)
    steps.open_round(db, NOW, id, keys=keys, by=None)
    return id


def of_round(db: Database, round_id: int) -> list[Invitation]:
    with db.read() as connection:
        return many(connection, sa.select(invitation).where(invitation.c.round_id == round_id), Invitation)


def people(unit_id: int, *numbers: int, **values: object) -> list[Contact]:
    rest = {"channel": "email", "at": YESTERDAY, "language": "nb"} | values
    return [Contact(unit_id=unit_id, email=f"p{number}@hjemme.test", **rest) for number in numbers]  # type: ignore[arg-type]


def test_contacts_become_invitations_that_only_the_key_can_read(
    db: Database, keys: Keyring, round_id: int, unit_id: int
) -> None:
    caller = Contact(unit_id=unit_id, channel="phone", at=YESTERDAY, language="ar", phone="+4791234567", area="vann")
    found = import_contacts(db, NOW, round_id, [*people(unit_id, 1), caller], keys=keys, feed="upload")
    assert found == Counted(new=2, fates={Fate.DRAWN: 2})
    made = {one.way: one for one in of_round(db, round_id)}
    assert unseal(made[Way.SMS].personal or b"", keys.personal(round_id)) == contact.Personal("+4791234567")
    assert (made[Way.EMAIL].language, made[Way.SMS].language) == ("nb", "ar")
    assert made[Way.EMAIL].due_at == NOW
    assert len({len(one.personal or b"") for one in made.values()}) == 1


def test_a_confidential_round_keeps_the_day_the_area_and_the_key(db: Database, keys: Keyring, unit_id: int) -> None:
    round_id = a_round(db, keys, unit_id, mode=Mode.CONFIDENTIAL)
    import_contacts(db, NOW, round_id, people(unit_id, 1, area="vann", key="k7"), keys=keys, feed="upload")
    (made,) = of_round(db, round_id)
    expected = contact.Personal("p1@hjemme.test", "2026-03-02", "vann", "k7")
    assert unseal(made.personal or b"", keys.personal(round_id)) == expected


def test_a_file_that_is_sent_again_changes_nothing_but_its_new_rows(
    db: Database, keys: Keyring, round_id: int, unit_id: int
) -> None:
    first, again = people(unit_id, 1, 2, 2), people(unit_id, 2, 1, 3)
    assert preview(db, NOW, round_id, first, keys=keys) == Counted(new=2, before=1, fates={Fate.DRAWN: 2})
    assert import_contacts(db, NOW, round_id, first, keys=keys, feed="upload") == Counted(
        new=2, before=1, fates={Fate.DRAWN: 2}
    )
    later = NOW + timedelta(hours=1)
    expected = Counted(new=1, before=2, fates={Fate.DRAWN: 1})
    assert preview(db, later, round_id, again, keys=keys) == expected
    assert import_contacts(db, later, round_id, again, keys=keys, feed="upload") == expected
    assert import_contacts(db, later, round_id, people(unit_id, 1, language="en"), keys=keys, feed="upload").new == 0
    with db.read() as connection:
        assert rounds.contact_counts(connection, round_id) == {(Cell(unit_id, "email"), Fate.DRAWN): 3}
        (feed,) = rounds.feeds(connection, round_id)
    assert (feed.name, feed.last_at, feed.rows) == ("upload", later, 3)


def test_contacts_that_nobody_could_tell_apart_are_all_counted_and_once(
    db: Database, keys: Keyring, round_id: int, unit_id: int
) -> None:
    nameless = [Contact(unit_id=unit_id, channel="phone", at=YESTERDAY, language="nb")] * 3
    assert import_contacts(db, NOW, round_id, nameless, keys=keys, feed="upload").fates == {Fate.NO_ADDRESS: 3}
    assert import_contacts(db, NOW, round_id, nameless, keys=keys, feed="upload") == Counted(before=3)


def test_nobody_is_asked_twice_in_ninety_days_by_whichever_round(
    db: Database, keys: Keyring, round_id: int, unit_id: int
) -> None:
    other = a_round(db, keys, unit_id, asks_until=DAY + timedelta(days=100), ends_on=DAY + timedelta(days=120))
    assert import_contacts(db, NOW, round_id, people(unit_id, 1), keys=keys, feed="upload").drawn == 1
    for days, fate in ((1, Fate.QUARANTINED), (89, Fate.QUARANTINED), (90, Fate.DRAWN)):
        now = NOW + timedelta(days=days)
        contacts = people(unit_id, 1, at=now - timedelta(hours=1))
        assert import_contacts(db, now, other, contacts, keys=keys, feed="upload").fates == {fate: 1}


def test_whoever_opted_out_is_never_asked_again(db: Database, keys: Keyring, round_id: int, unit_id: int) -> None:
    db.write(invitations.opt_out_for_good, contact.digest(keys.pepper(), "P1@Hjemme.test"), NOW.date())
    assert import_contacts(db, NOW, round_id, people(unit_id, 1), keys=keys, feed="upload").fates == {Fate.OPTED_OUT: 1}


def test_nothing_but_numbers_is_kept_of_those_who_are_not_drawn(db: Database, keys: Keyring, unit_id: int) -> None:
    round_id = a_round(db, keys, unit_id, rules=Rules(share=0))
    found = import_contacts(db, NOW, round_id, people(unit_id, *range(5)), keys=keys, feed="upload")
    assert found.fates == {Fate.NOT_SAMPLED: 5}
    with db.read() as connection:
        assert rounds.contact_counts(connection, round_id) == {(Cell(unit_id, "email"), Fate.NOT_SAMPLED): 5}
        for table in (invitation, quarantine, opt_out):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_the_same_contacts_are_sampled_in_every_try_and_about_as_many_as_the_share_says(
    db: Database, keys: Keyring, unit_id: int
) -> None:
    round_id = a_round(db, keys, unit_id, rules=Rules(share=0.3))
    contacts = people(unit_id, *range(200))
    seen = preview(db, NOW, round_id, contacts, keys=keys)
    assert import_contacts(db, NOW, round_id, contacts, keys=keys, feed="upload") == seen
    assert 35 < seen.drawn < 85


def test_the_cap_counts_answers_that_are_still_sealed(db: Database, keys: Keyring, unit_id: int) -> None:
    round_id = a_round(db, keys, unit_id, rules=Rules(cap=12))
    asked, doors = steps.known(db, round_id), keys.doors(round_id)
    for number in range(12):
        record = Record(form="post-contact-email@1", answers={})
        answer(db, asked, cell=Cell(unit_id, "email"), mark=doors.spent(bytes([number]) * 16), record=record)
    found = import_contacts(db, NOW, round_id, people(unit_id, 1), keys=keys, feed="upload")
    assert found.fates == {Fate.CAPPED: 1}


def test_two_uploads_at_once_invite_nobody_twice(db: Database, keys: Keyring, round_id: int, unit_id: int) -> None:
    contacts = people(unit_id, *range(250))
    other = a_round(db, keys, unit_id)

    def send(id: int, order: int) -> Counted:
        return import_contacts(db, NOW, id, contacts[::order], keys=keys, feed="upload")

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(send, (round_id, round_id, other, other), (1, -1, 1, -1)))
    assert sum(one.new for one in found) == 500
    assert sum(one.drawn for one in found) == 250
    assert len(of_round(db, round_id)) + len(of_round(db, other)) == 250


def test_a_file_that_broke_off_goes_on_where_it_was(db: Database, keys: Keyring, round_id: int, unit_id: int) -> None:
    contacts = people(unit_id, *range(250))
    for _ in range(2):  # what was on disk stands, though nobody was told
        with pytest.raises(OSError, match="the power went"):
            import_contacts(Failing(db), NOW, round_id, contacts, keys=keys, feed="upload")  # type: ignore[arg-type]
    assert 0 < len(of_round(db, round_id)) < 250
    found = import_contacts(db, NOW, round_id, contacts, keys=keys, feed="upload")
    assert found.new + found.before == 250
    with db.read() as connection:
        assert rounds.contact_counts(connection, round_id) == {(Cell(unit_id, "email"), Fate.DRAWN): 250}
    assert len(of_round(db, round_id)) == 250


class Failing:
    """A database whose power goes after the second write, once it is on disk."""

    def __init__(self, db: Database) -> None:
        self.db, self.read, self.writes = db, db.read, 0

    def write(self, *given: Any, **named: Any) -> Any:
        self.writes += 1
        found = self.db.write(*given, **named)
        if self.writes == 2:
            raise OSError("the power went")
        return found


def test_contacts_come_in_only_while_the_round_asks(db: Database, keys: Keyring, unit_id: int) -> None:
    draft = steps.add(db, NOW, a_draft(**PERIOD), units=[unit_id], by=None)
    closed, erased = a_round(db, keys, unit_id), a_round(db, keys, unit_id)
    steps.close(db, NOW, closed)
    steps.erase_personal(db, NOW, erased, keys=keys)
    for round_id in (draft, closed, erased):
        with pytest.raises(Conflict):
            import_contacts(db, NOW, round_id, people(unit_id, 1), keys=keys, feed="upload")
        with pytest.raises(Conflict):
            preview(db, NOW, round_id, people(unit_id, 1), keys=keys)
    with pytest.raises((NotFound, Conflict)):
        import_contacts(db, NOW, 987, people(unit_id, 1), keys=keys, feed="upload")


def test_contacts_of_the_last_day_still_come_in_after_the_weekend(db: Database, keys: Keyring, unit_id: int) -> None:
    round_id = a_round(db, keys, unit_id, asks_until=DAY, ends_on=DAY + timedelta(days=20))
    later = NOW + timedelta(days=4)
    steps.keep_time(db, later, keys=keys)
    assert import_contacts(db, later, round_id, people(unit_id, 1), keys=keys, feed="upload").drawn == 1
    db.write(lambda c: c.execute(invitation.update().values(standing="done")))
    steps.keep_time(db, later + timedelta(days=1), keys=keys)
    with pytest.raises(Conflict):
        import_contacts(db, later, round_id, people(unit_id, 2), keys=keys, feed="upload")


def test_the_hashes_of_rows_go_with_the_addresses(db: Database, keys: Keyring, round_id: int, unit_id: int) -> None:
    import_contacts(db, NOW, round_id, people(unit_id, 1, 2), keys=keys, feed="upload")
    steps.erase_personal(db, NOW, round_id, keys=keys)
    with db.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(contact_seen)) == 0
