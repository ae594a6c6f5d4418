"""A survey of citizens through real processes, over SMTP and HTTP; what they did is what the service has counted."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from litestar.testing import TestClient

from instruments.clock import Calendar
from simulator.agreement import Books, differences
from simulator.citizens.ledger import Event, Report
from simulator.fieldwork import Fieldwork, Plan, fieldwork, places
from simulator.play import moments
from simulator.surveys import both, field_report
from simulator.world import ODDS_UNIT, settle
from survey.keyring import KINDS
from survey.round import RoundStatus
from survey.settings import Settings
from survey.steps.people import link_for
from survey.store import invitations, responses, rounds, units
from survey.store.database import Database
from survey.web.app import build

FIRST = date(2026, 3, 2)
BEFORE = datetime(2026, 2, 20, tzinfo=UTC)
TOWNS, SEED = 11, 1380  # every kind of citizen is there, and four places have answers enough to be told
CITIZENS = 140


class Played(msgspec.Struct, frozen=True):
    db: Database
    field: Fieldwork
    report: Report
    ours: Books
    theirs: Books
    people: dict[str, int]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("survey")
    settings = Settings(
        data=str(folder), transport="smtp", smtp_host="127.0.0.1", smtp_tls="none", survey_from="spor@radet.test"
    )
    db = Database(settings.database_url)
    world = settle(db, BEFORE, wanted=4, seed=TOWNS)
    towns = places(db, world, BEFORE, number=CITIZENS, seed=TOWNS)
    plan = Plan(title="Etter kontakt", first=FIRST, days=8, stays=9, citizens=CITIZENS, seed=SEED)
    calendar = Calendar("NO")
    by = world.people["kari"]
    with fieldwork(db, settings, plan=plan, towns=towns, folder=folder, previous=None, by=by) as field:
        for moment in moments(FIRST, calendar.midnight(plan.ends_on + timedelta(days=3)), calendar):
            field.moment(moment)
        report = field.report()
    ours, theirs = both(db, field, report)
    yield Played(db, field, report, ours, theirs, world.people)
    db.close()


def test_every_number_of_the_service_is_what_the_citizens_did(played: Played) -> None:
    assert differences(played.ours, played.theirs) == []


def test_every_number_that_the_field_report_shows_is_what_the_citizens_did(played: Played) -> None:
    found = field_report(played.db, played.field, played.report)
    assert found.differences == []
    assert found.numbers > 40


def test_all_kinds_of_citizens_were_there(played: Played) -> None:
    did = played.report.total
    assert {event for event in Event if not did[event]} <= {Event.UNWANTED, Event.STUCK, Event.LATE, Event.UNDONE}
    assert min(played.ours.texts.total(), played.ours.kiosk, played.ours.assisted, played.ours.partial) > 0


def test_nobody_gets_a_message_after_opting_out_or_bouncing_and_no_page_leaves_a_citizen_at_a_loss(
    played: Played,
) -> None:
    did = played.report.total
    assert (did[Event.UNWANTED], did[Event.STUCK], played.report.cookies) == (0, 0, 0)


def test_everybody_who_did_not_opt_out_or_bounce_is_reminded_whether_they_answered_or_not(played: Played) -> None:
    did = played.report.total
    silent = did[Event.BOUNCED] + did[Event.OPTED_OUT]
    assert did[Event.INVITED] - silent <= did[Event.REMINDED] <= did[Event.INVITED] - did[Event.BOUNCED]


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("kari", "/coordinator/surveys/{}"),
        ("kari", "/coordinator/surveys/{}/contacts"),
        ("rita", "/results/surveys/{}"),
        ("rita", "/results/surveys/{}/units/{}"),
    ],
)
def test_the_pages_about_it_open_for_those_whom_they_are_for(played: Played, who: str, path: str) -> None:
    settings, now = played.field.settings, played.field.clock()
    with played.db.read() as connection:
        unit = next(unit.id for unit in units.every(connection) if unit.code == ODDS_UNIT)
    link = link_for(played.db, now, person_id=played.people[who], by=None).token
    app = build(settings, played.db, clock=played.field.clock)
    with TestClient(app, base_url=settings.url) as client:
        client.post(f"/sign-in/link/{link}", data={"then": ""})
        assert client.get(path.format(played.field.round_id, unit)).status_code == 200


def test_at_the_end_addresses_marks_and_keys_are_gone(played: Played) -> None:
    asked, keys = played.field.round_id, played.field.jobs.keys
    with played.db.read() as connection:
        found = rounds.known(connection, asked)
        assert found.status is RoundStatus.FINISHED
        assert found.personal_erased_at is not None
        assert responses.spent_in(connection, asked) == 0
        assert responses.waiting(connection, asked) == {}
        assert invitations.messages_left(connection, asked) == 0
    assert not any(keys.has(asked, kind) for kind in KINDS)
