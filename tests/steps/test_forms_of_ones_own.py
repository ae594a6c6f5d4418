"""A form of one's own: taken in, mended, taken back, published, chosen for a wave, and never changed after that."""

from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from benchmarks.scoring import fill
from instruments import bank
from instruments.fault import Fault
from instruments.imported import Imported, Lost
from instruments.instrument import Instrument, Item
from instruments.scenario import Channel
from survey import bundle, recount
from survey.edition import Edition, EditionStatus
from survey.problems import Conflict, Invalid, NotFound
from survey.steps import choose_forms, draft_form, issue_form, publish, score
from survey.store import audits, editions, forms, standings, waves
from survey.store.database import Database
from survey.store.migrations import MIGRATIONS, migrate, pending
from survey.store.schema.editions import edition
from survey.wave import WaveStatus
from tests.conftest import NOW
from tests.forms import MAIL, WEB, named
from tests.scene import a_person, a_wave

SHIPPED = "grade-email-2019"
LEFT_OUT = Lost("survey!G1", "the column `colour` is left out")
SLIP = Imported(MAIL, (Fault("survey!F3", "`x` is no number"),), (LEFT_OUT,))


def taken(db: Database, found: Imported | None = None) -> Edition:
    return draft_form.take_in(db, NOW, found=found or Imported(MAIL), source="mail.xlsx", by=a_kari(db))


def a_kari(db: Database) -> int:
    with db.read() as connection:
        known = connection.scalar(sa.text("select id from person where name = 'Kari'"))
    return known or a_person(db, "Kari")


def issued(db: Database, name: str, changes: str = "Mended") -> Edition:
    return issue_form.publish(db, NOW, name=name, changes=changes, by=None)


def relabelled(form: Instrument) -> Instrument:
    first = msgspec.structs.replace(form.items[0], label=named("Was it right?"))
    return msgspec.structs.replace(form, items=(first, *form.items[1:]))


def read(db: Database, name: str) -> Edition:
    with db.read() as connection:
        return draft_form.known(connection, name)


def test_a_file_becomes_a_draft_with_all_that_was_said_of_it(db: Database) -> None:
    mine = taken(db, SLIP)
    assert (mine.name, mine.status, mine.source) == ("mail@1", EditionStatus.DRAFT, "mail.xlsx")
    assert mine.read() == MAIL
    assert [one.where for one in mine.findings] == ["survey!F3"] and mine.lost == SLIP.lost
    assert read(db, "mail@1") == mine


def test_the_same_form_again_replaces_the_draft_and_the_former_can_be_fetched_back(db: Database) -> None:
    taken(db, SLIP)
    again = taken(db, Imported(relabelled(MAIL)))
    assert again.name == "mail@1" and again.read() == relabelled(MAIL) and again.findings == ()
    back = draft_form.undo(db, NOW, name="mail@1", by=None)
    assert back.read() == MAIL and len(back.findings) == 1
    with pytest.raises(Conflict):
        draft_form.undo(db, NOW, name="mail@1", by=None)


def test_a_quite_different_form_of_the_same_name_gets_a_name_of_its_own(db: Database) -> None:
    taken(db)
    other = taken(db, Imported(msgspec.structs.replace(WEB, id="mail")))
    assert other.name == "mail-2@1" and other.read().id == "mail-2"
    assert read(db, "mail@1").read() == MAIL


def test_a_file_without_an_instrument_becomes_nothing(db: Database) -> None:
    with pytest.raises(Invalid):
        taken(db, Imported(None, (Fault("survey", "is missing"),)))


def test_small_changes_are_taken_back_one_by_one(db: Database) -> None:
    taken(db)
    for text in ("One", "Two"):
        draft_form.mend(
            db, NOW, name="mail@1", change=lambda form, t=text: msgspec.structs.replace(form, title={"en": t}),
            what="item", by=None,
        )  # fmt: skip
    assert read(db, "mail@1").read().title == {"en": "Two"}
    assert draft_form.undo(db, NOW, name="mail@1", by=None).read().title == {"en": "One"}
    assert draft_form.undo(db, NOW, name="mail@1", by=None).read() == MAIL


def test_a_change_that_changes_nothing_is_none(db: Database) -> None:
    before = taken(db)
    assert draft_form.mend(db, NOW, name="mail@1", change=lambda form: form, what="item", by=None) == before
    with pytest.raises(Conflict):
        draft_form.undo(db, NOW, name="mail@1", by=None)


def test_only_so_many_changes_are_remembered(db: Database) -> None:
    taken(db)
    for n in range(editions.KEPT + 5):
        draft_form.mend(
            db, NOW, name="mail@1", change=lambda form, n=n: msgspec.structs.replace(form, edition=str(n)),
            what="item", by=None,
        )  # fmt: skip
    for _ in range(editions.KEPT):
        draft_form.undo(db, NOW, name="mail@1", by=None)
    with pytest.raises(Conflict):
        draft_form.undo(db, NOW, name="mail@1", by=None)


def test_errors_keep_a_form_from_being_published(db: Database) -> None:
    taken(db, SLIP)
    with pytest.raises(Invalid) as refused:
        issued(db, "mail@1")
    assert [fault.where for fault in refused.value.faults] == ["errors"]
    draft_form.set_aside(db, NOW, name="mail@1", number=0, by=None)
    assert issued(db, "mail@1").status is EditionStatus.PUBLISHED


def test_an_error_of_the_instrument_itself_cannot_be_set_aside(db: Database) -> None:
    broken = msgspec.structs.replace(MAIL, items=(*MAIL.items, Item(name="empty", label=named("?"))))
    taken(db, Imported(broken, (Fault("survey!B4", "there is nothing to choose from"),)))
    draft_form.set_aside(db, NOW, name="mail@1", number=0, by=None)
    with pytest.raises(Invalid):
        issued(db, "mail@1")


def test_what_is_published_is_never_changed(db: Database) -> None:
    taken(db)
    issued(db, "mail@1", "")
    for again in (
        lambda: draft_form.replace(db, NOW, name="mail@1", found=Imported(WEB), source="x", by=None),
        lambda: draft_form.mend(db, NOW, name="mail@1", change=relabelled, what="item", by=None),
        lambda: draft_form.undo(db, NOW, name="mail@1", by=None),
        lambda: draft_form.drop(db, NOW, name="mail@1", by=None),
        lambda: issued(db, "mail@1"),
    ):
        with pytest.raises(Conflict):
            again()
    assert read(db, "mail@1").read() == MAIL


def test_a_new_version_begins_with_the_last_and_says_what_is_new(db: Database) -> None:
    taken(db)
    issued(db, "mail@1", "")
    second = draft_form.copy(db, NOW, name="mail@1", by=None)
    assert second.name == "mail@2" and second.read() == msgspec.structs.replace(MAIL, version=2)
    assert draft_form.copy(db, NOW, name="mail@1", by=None).id == second.id  # pressed twice
    with pytest.raises(Invalid) as refused:
        issued(db, "mail@2", "  ")
    assert [fault.where for fault in refused.value.faults] == ["changes"]
    assert issued(db, "mail@2", "Clearer words").changes == "Clearer words"


def test_a_shipped_form_is_copied_with_its_id(db: Database) -> None:
    mine = draft_form.copy(db, NOW, name=SHIPPED, by=None)
    assert mine.name == f"{SHIPPED}@2"
    assert mine.read().items == bank.one(Instrument, SHIPPED).items
    with db.read() as connection:
        assert forms.form(connection, SHIPPED).version == 1  # what the protocol names is still the bank's
    with pytest.raises(NotFound):
        draft_form.copy(db, NOW, name="nothing@1", by=None)


def test_a_draft_can_be_thrown_away_and_begun_anew(db: Database) -> None:
    taken(db)
    draft_form.drop(db, NOW, name="mail@1", by=None)
    with pytest.raises(NotFound):
        read(db, "mail@1")
    assert taken(db).name == "mail@1"


def test_a_form_that_somebody_edits_in_the_database_is_refused(db: Database) -> None:
    taken(db)
    issued(db, "mail@1")
    spoilt = edition.update().values(document=sa.func.replace(edition.c.document, "Right?", "Wrong?"))
    db.write(lambda c: c.execute(spoilt))
    with db.read() as connection, pytest.raises(Conflict):
        forms.form(connection, "mail@1")


def test_who_did_what_is_in_the_log(db: Database) -> None:
    taken(db)
    issued(db, "mail@1")
    issue_form.withdraw(db, NOW, name="mail@1", by=None)
    with db.read() as connection:
        found = [(one.action, one.subject) for one in audits.latest(connection)]
    assert found == [(f"instrument.{verb}", "instrument:mail@1") for verb in ("withdraw", "publish", "add")]


# In a wave


def own_version(db: Database) -> str:
    """A published version of the shipped form with other words and the same points."""
    name = draft_form.copy(db, NOW, name=SHIPPED, by=None).name
    draft_form.mend(db, NOW, name=name, change=relabelled, what="item", by=None)
    return issued(db, name).name


def chosen(db: Database, wave_id: int, name: str, **values: Any) -> Any:
    return choose_forms.choose(db, NOW, wave_id=wave_id, chosen={"email": name}, by=None, **values)


def test_a_published_form_is_chosen_for_a_channel_and_a_draft_is_not(db: Database) -> None:
    wave_id = a_wave(db, protocol="kommunetest-2019", status="planned")
    taken(db)
    for name in ("mail@1", "nothing@1", SHIPPED):
        with pytest.raises(Invalid):
            chosen(db, wave_id, name)
    name = own_version(db)
    assert chosen(db, wave_id, name) == {}
    with db.read() as connection:
        wave = waves.by_id(connection, wave_id)
        assert wave and wave.forms == {"email": name}
        used = forms.grading(connection, bank.protocol(wave.rules), wave.forms)
        assert used[Channel.EMAIL].version == 2 and used[Channel.WEB].version == 1
        assert editions.uses(connection) == {name: ["Vår 2026"]}


def test_a_form_that_does_not_fit_is_taken_only_by_somebody_who_says_so(db: Database) -> None:
    wave_id = a_wave(db, protocol="kommunetest-2019", status="planned")
    taken(db)
    issued(db, "mail@1")
    assert chosen(db, wave_id, "mail@1")[Channel.EMAIL]
    with db.read() as connection:
        wave = waves.by_id(connection, wave_id)
        assert wave and wave.forms == {}
    assert chosen(db, wave_id, "mail@1", agreed=True) == {}
    assert chosen(db, wave_id, "mail@1") == {}  # it was agreed to before


def test_an_approval_was_for_the_forms_that_were_chosen_then(db: Database) -> None:
    wave_id = a_wave(db, protocol="kommunetest-2019", status="planned")
    name = own_version(db)
    approved = {"approved_by": a_person(db), "approved_at": NOW}
    db.write(lambda connection: waves.update(connection, wave_id, **approved))

    def approver() -> int | None:
        with db.read() as connection:
            found = waves.by_id(connection, wave_id)
        assert found
        return found.approved_by

    chosen(db, wave_id, "")
    assert approver() == approved["approved_by"]  # nothing has changed
    chosen(db, wave_id, name)
    assert approver() is None


def test_a_withdrawn_form_stays_with_its_wave_and_goes_to_no_other(db: Database) -> None:
    first, second = (a_wave(db, protocol="kommunetest-2019", status="planned") for _ in range(2))
    name = own_version(db)
    chosen(db, first, name)
    issue_form.withdraw(db, NOW, name=name, by=None)
    assert chosen(db, first, name) == {}
    with pytest.raises(Invalid):
        chosen(db, second, name)
    with db.read() as connection:
        assert forms.form(connection, name).version == 2


@pytest.mark.parametrize("status", ["open", "closed", "published"])
def test_a_wave_that_has_begun_keeps_its_forms(db: Database, status: str) -> None:
    wave_id = a_wave(db, protocol="kommunetest-2019", status=status)
    with pytest.raises(Conflict):
        chosen(db, wave_id, "")


def test_scores_and_bundle_follow_the_form_of_the_wave(db: Database) -> None:
    """Twice the points for the first item: other totals, and a bundle that carries the form and still agrees."""
    protocol = bank.protocol("kommunetest-2019")
    wave_id = fill(db, [{"code": f"{n:04}", "name": f"Unit {n}"} for n in range(1, 5)], protocol)
    before = {one.unit_id: one.total for one in score.score(db, NOW, wave_id)}

    def heavier(form: Instrument) -> Instrument:
        scored = next(item for item in form.items if item.scored)
        heavy = msgspec.structs.replace(scored, weight=7)
        items = tuple(heavy if item.name == scored.name else item for item in form.items)
        return msgspec.structs.replace(form, items=items)

    name = draft_form.copy(db, NOW, name=SHIPPED, by=None).name
    draft_form.mend(db, NOW, name=name, change=heavier, what="item", by=None)
    issued(db, name)
    db.write(waves.update, wave_id, forms={"email": name})
    after = {one.unit_id: one.total for one in score.score(db, NOW, wave_id)}
    assert after != before
    publish.close(db, NOW, wave_id, by=None, leave_out=True)
    publish.publish(db, NOW, wave_id, by=None)
    with db.read() as connection:
        found = bundle.read(standings.bundle(connection, wave_id) or b"")
    assert found.grading[Channel.EMAIL].version == 2 and set(found.forms) == set(found.grading)
    assert recount.rules_agree(found) and recount.differences(found) == []
    told = {one.unit_id: one.total for one in found.standings}
    assert told == {one.unit_id: one.total for one in publish_totals(db, wave_id)}
    other = msgspec.structs.replace(found, forms={Channel.EMAIL: MAIL})
    assert not recount.rules_agree(other)


def publish_totals(db: Database, wave_id: int) -> Any:
    with db.read() as connection:
        return standings.of_wave(connection, wave_id)


def test_waves_from_before_are_graded_by_their_protocol(db_url: str) -> None:
    """The second migration on a database that holds a wave already."""
    database = Database(db_url)
    migrate(database, NOW, upto=1)
    columns = "name, protocol, status, starts_on, ends_on, seed, language, created_at"
    values = "'Old', 'kommunetest-2019', 'planned', '2026-03-02', '2026-06-01', 1, 'nb', '2026-01-01 00:00:00'"
    database.write(lambda c: c.execute(sa.text(f"insert into wave ({columns}) values ({values})")))  # noqa: S608
    assert pending(database) == migrate(database, NOW) == len(MIGRATIONS) - 1
    with database.read() as connection:
        (old,) = waves.every(connection)
    assert old.forms == {} and old.status is WaveStatus.PLANNED
    database.close()


