"""What coordinators see of mails to units' staff, what a person chooses, and the calendar at its private address."""

import re
from datetime import timedelta

import msgspec
import pytest
import sqlalchemy as sa
from icalendar import Calendar

from mailer.transport import Doubtful
from survey.outbox import Occasion, State, Telling, stop_code
from survey.person import Role, RoleName
from survey.steps import people, publish
from survey.steps.tell_by_mail import tell_by_mail
from survey.steps.tell_words import house_of
from survey.store import outbox
from survey.store.schema.units import unit
from survey.web.citizens.tries import OF_ONE
from tests.outbox.conftest import carrier
from tests.scene import a_mail_inquiry
from tests.scene import a_wave as an_open_wave
from tests.steps.test_send import Counter
from tests.web.conftest import Site
from tests.web.test_objections import LATER, a_wave, objected


def odds(site: Site, wave_id: int, occasion: Occasion) -> Telling:
    with site.db.read() as connection:
        (found,) = [one for one in outbox.of_wave(connection, wave_id, occasion) if one.person_id == site.people["odd"]]
    return found


def sent(site: Site, answer: Exception | None = None) -> Counter:
    out = Counter(answer)
    tell_by_mail(site.db, carrier(out, site.now))
    return out


@pytest.fixture
def told(site: Site) -> int:
    """A closed wave that is open for objections; Odd answers for Larvik, and nobody for the rest."""
    return a_wave(site)


def test_the_first_line_counts_and_units_without_anybody_are_named(site: Site, told: int) -> None:
    text = site.client("kari").get("/coordinator/outbox").text
    assert "No mail needs you." in text and "3 wait." in text
    assert re.search(r"\d+ units have nobody to tell", text)
    sent(site, Doubtful("no answer"))
    assert "2 mails need you." in site.client("kari").get(f"/coordinator/outbox?wave={told}").text


def test_the_list_is_filtered_by_what_it_tells_and_where_it_is(site: Site, told: int) -> None:
    sent(site)
    client = site.client("kari")

    def shown(query: str) -> int:
        return client.get(f"/coordinator/outbox?wave={told}&{query}").text.count('href="/coordinator/outbox/')

    assert shown("") == 3
    assert shown("occasion=reminder") == 1
    assert shown("state=sent") == 2
    assert shown("state=bounced") == 0
    assert shown("state=nonsense") == 3


def test_a_doubtful_mail_says_what_to_do_and_goes_again_only_when_that_is_meant(site: Site, told: int) -> None:
    sent(site, Doubtful("no answer"))
    one, client = odds(site, told, Occasion.WINDOW), site.client("kari")
    path, token = f"/coordinator/outbox/{one.id}", {"csrf": site.csrf(client)}
    text = client.get(path).text
    assert "It may have left." in text and "no answer" in text
    assert client.post(f"{path}/again", data=token).status_code == 422
    assert client.post(f"{path}/again", data={**token, "sure": "on"}).status_code == 303
    assert odds(site, told, Occasion.WINDOW).state is State.WAITING
    assert client.post(f"{path}/hold", data=token).status_code == 303
    assert "held back" in client.get(path).text
    assert client.post(f"{path}/hold", data=token).status_code == 409
    assert client.post(f"{path}/release", data=token).status_code == 303
    assert len(sent(site).sent) == 1


def test_those_who_came_later_are_told_from_the_page(site: Site, told: int) -> None:
    with site.db.read() as connection:
        wanted = [code for code, _ in outbox.nobody_to_tell(connection, told)][0]
        id = connection.scalar(sa.select(unit.c.id).where(unit.c.code == wanted))
    role = Role(RoleName.QUALITY, id)
    details = people.Details(name="Una", email="una@radet.test", language="sv", roles=(role,))
    people.add(site.db, site.now, details=details, by=None)
    client = site.client("kari")
    client.post(f"/waves/{told}/outbox/later", data={"csrf": site.csrf(client)})
    assert "Mails written to those who came later: 3" in client.get(f"/coordinator/outbox?wave={told}").text


def test_a_person_chooses_which_mails_they_get(site: Site, told: int) -> None:
    client = site.client("odd")
    assert client.get("/me").text.count('name="wanted"') == 7
    client.post("/me/mails", data={"csrf": site.csrf(client), "wanted": ["contacts", "attachment"]})
    assert client.get("/me").text.count(" checked") == 2
    assert len(sent(site).sent) == 1
    assert odds(site, told, Occasion.WINDOW).state is State.CANCELLED
    assert odds(site, told, Occasion.CONTACTS).state is State.SENT


def test_the_address_in_a_mail_stops_its_kind_by_a_post_and_not_by_looking(site: Site, told: int) -> None:
    house = house_of(site.settings, site.app.state.key())
    out = Counter()
    tell_by_mail(site.db, msgspec.structs.replace(carrier(out, site.now), house=house))
    (link,) = out.sent[0].unsubscribe
    path, stranger = link.removeprefix("http://testserver.local"), site.client()
    assert stranger.get(path).status_code == 200
    with site.db.read() as connection:
        assert not outbox.unwanted(connection, site.people["odd"])
    assert stranger.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stranger.post(path).status_code == 200
    with site.db.read() as connection:
        assert len(outbox.unwanted(connection, site.people["odd"])) == 1


def test_nobody_stops_the_mails_of_others_by_guessing(site: Site) -> None:
    right = stop_code(site.app.state.key(), site.people["odd"], "window")
    client = site.client()
    for path in (f"{site.people['odd']}/window/{'x' * 22}", f"{site.people['kari']}/window/{right}"):
        assert client.post(f"/mails/stop/{path}").status_code == 404
    for _ in range(OF_ONE):
        client.post("/mails/stop/1/window/x")
    assert client.get(f"/mails/stop/{site.people['odd']}/window/{right}").status_code == 429


def address(site: Site, short: str) -> str:
    client = site.client(short)
    client.post("/me/calendar", data={"csrf": site.csrf(client)})
    found = re.search(r"http://testserver.local(/feed/[\w-]+\.ics)", client.get("/me").text)
    assert found
    return found[1]


def titles(site: Site, path: str) -> list[str]:
    answer = site.client().get(path)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/calendar")
    return [str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]


def test_a_unit_reads_its_deadlines_and_never_when_tests_happen(site: Site) -> None:
    running = an_open_wave(site.db, name="Secret wave", status="open")
    a_mail_inquiry(site.db, running, site.unit)
    path = address(site, "odd")
    assert titles(site, path) == []
    wave_id = a_wave(site)
    (last,) = titles(site, path)
    assert last.startswith("Last day to object: Larvik")
    site.now += LATER
    publish.publish(site.db, site.now, wave_id, by=site.people["kari"])
    assert [one.split(":")[0] for one in titles(site, path)] == ["Last day to object", "Published"]


def test_a_coordinator_reads_waves_windows_and_what_waits(site: Site) -> None:
    path = address(site, "kari")
    wave_id = a_wave(site)
    objected(site, wave_id)
    told = titles(site, path)
    assert {one.split(":")[0] for one in told} == {
        "Wave begins", "Wave ends", "Last day for objections", "1 objection to decide"
    }  # fmt: skip


def test_a_tester_reads_how_many_tasks_a_day_has_and_no_more(site: Site) -> None:
    wave = an_open_wave(site.db, status="open")
    a_mail_inquiry(
        site.db, wave, site.unit, tester_id=site.people["sam"], channel="web_mobile", status="planned",
        due_at=site.now + timedelta(days=1),
    )  # fmt: skip
    assert titles(site, address(site, "sam")) == ["1 task in Medlytt"]


def test_an_address_ends_with_a_new_one_with_its_owner_and_when_asked(site: Site) -> None:
    first = address(site, "odd")
    second = address(site, "odd")
    stranger = site.client()
    assert stranger.get(first).status_code == 404
    assert stranger.get(second).status_code == 200
    client = site.client("odd")
    client.post("/me/calendar/end", data={"csrf": site.csrf(client)})
    assert stranger.get(second).status_code == 404
    third = address(site, "odd")
    people.deactivate(site.db, site.now, person_id=site.people["odd"], by=None)
    assert stranger.get(third).status_code == 404


def test_a_calendar_is_fetched_again_only_when_it_changed(site: Site) -> None:
    path, stranger = address(site, "kari"), site.client()
    answer = stranger.get(path)
    assert answer.headers["cache-control"] == "private, max-age=900"
    assert "set-cookie" not in answer.headers
    again = stranger.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    a_wave(site)
    assert stranger.get(path, headers={"if-none-match": answer.headers["etag"]}).status_code == 200


@pytest.mark.parametrize("name", ["", "1", "1-", "x-y", "9" * 40 + "-a", "1-" + "å" * 22, "²-x"])
def test_no_calendar_is_found_by_guessing(site: Site, name: str) -> None:
    address(site, "ada")
    assert site.client().get(f"/feed/{name}.ics").status_code == 404
