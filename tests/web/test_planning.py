"""Units, imports, the order of a wave and its plan, as a coordinator's browser meets them."""

import re
from typing import Any

import pytest

from survey.person import Role, RoleName
from survey.store import people, plans, units, waves
from survey.store.units import Wanted
from tests.conftest import NOW
from tests.scene import a_person
from tests.web.conftest import Site

TABLE = (
    "number,name,county,population,website,email,phone\n"
    "3909,Larvik,Vestfold,48000,www.larvik.no,post@larvik.test,33171000\n"
    "1101,Eigersund,Rogaland,15221,www.eigersund.no,post@eigersund.test,51468000\n"
    "4602,Kinn,Vestland,17111,www.kinn.no,post@kinn.test,57755600\n"
)


def sent(client: Any, site: Site, table: str, name: str = "units.csv") -> Any:
    return client.post(
        "/units/import",
        data={"csrf": site.csrf(client), "country": "NO"},
        files={"file": (name, table.encode(), "text/csv")},
    )


def digest(html: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]+)"', html)
    assert found
    return found[1]


@pytest.fixture
def known(site: Site) -> Site:
    client = site.client("kari")
    page = sent(client, site, TABLE).headers["location"]
    client.post(page, data={"csrf": site.csrf(client), "digest": digest(client.get(page).text)})
    return site


def test_a_table_is_shown_before_it_is_imported_and_imported_once(site: Site) -> None:
    client = site.client("kari")
    answer = sent(client, site, TABLE)
    assert answer.status_code == 303
    page = answer.headers["location"]
    shown = client.get(page).text
    assert "2 new units, 1 changed, 0 unchanged" in shown
    with site.db.read() as connection:
        assert len(units.every(connection)) == 1
    confirmation = {"csrf": site.csrf(client), "digest": digest(shown)}
    for _ in range(2):  # a double click
        assert client.post(page, data=confirmation).status_code == 303
    assert client.get(page).status_code == 303
    with site.db.read() as connection:
        assert len(units.every(connection)) == 3


def test_a_confirmation_of_something_else_is_refused(site: Site) -> None:
    client = site.client("kari")
    page = sent(client, site, TABLE).headers["location"]
    answer = client.post(page, data={"csrf": site.csrf(client), "digest": "0" * 64})
    assert answer.status_code == 409
    with site.db.read() as connection:
        assert len(units.every(connection)) == 1


def test_faults_are_told_and_cannot_be_confirmed(site: Site) -> None:
    client = site.client("kari")
    page = sent(client, site, TABLE + "4603,X,,many,,,\n").headers["location"]
    shown = client.get(page).text
    assert "Row 5, population: many" in shown and "digest" not in shown
    assert "whole number, such as 12345" in shown
    broken = sent(client, site, "\x00\x01")
    assert broken.status_code == 422
    empty = client.post("/units/import", data={"csrf": site.csrf(client)})
    assert empty.status_code == 422 and "Choose a file first" in empty.text


def test_the_shipped_municipalities_are_one_button_away(site: Site) -> None:
    client = site.client("kari")
    page = client.post("/units/import", data={"csrf": site.csrf(client), "shipped": "1"}).headers["location"]
    assert "356 new units" in client.get(page).text


def test_units_are_found_and_those_without_an_address_stand_first(known: Site) -> None:
    client = known.client("kari")
    with known.db.read() as connection:
        kinn = units.by_code(connection, "4602")
    assert kinn is not None
    known.db.write(units.set_address, kinn.id, "email", text="", now=NOW)
    everything = client.get("/units").text
    assert "1 has no e-mail address" in everything
    assert everything.index("Kinn") < everything.index("Eigersund")
    assert "Eigersund" not in client.get("/units?text=lar").text
    assert "Kinn" in client.get("/units?lacks=email").text
    assert "No unit fits" in client.get("/units?size=50000-&county=Rogaland").text


def test_a_unit_is_corrected_field_by_field(known: Site) -> None:
    client = known.client("kari")
    with known.db.read() as connection:
        larvik = units.by_code(connection, "3909")
    assert larvik is not None
    path = f"/units/{larvik.id}"
    form = {
        "csrf": known.csrf(client),
        "name": "Larvik",
        "email": "postmottak@larvik.test",
        "phone": "33 17 10 01",
        "website": "larvik.kommune.no",
        "county": "Vestfold",
        "population": "48 500",
        "written_form": "nb",
        "opening": "man-tor 8-15:30, fre 8-15",
        "closed_days": "2026-05-15",
    }
    assert client.post(f"{path}/edit", data=form).status_code == 303
    shown = client.get(path).text
    for text in ("postmottak@larvik.test", "+47 33 17 10 01", "Fri 08:00-15:00", "15 May 2026", "48,500"):
        assert text in shown
    assert "Former addresses" in shown and "post@larvik.test" in shown
    wrong = client.post(f"{path}/edit", data={**form, "email": "no address", "opening": "always", "name": ""})
    assert wrong.status_code == 422
    assert 'href="#field-email"' in wrong.text and 'value="no address"' in wrong.text and "always" in wrong.text


def test_a_unit_closes_into_its_successor(known: Site) -> None:
    client = known.client("kari")
    with known.db.read() as connection:
        kinn = units.by_code(connection, "4602")
    assert kinn is not None
    form = {"csrf": known.csrf(client), "last_day": "2026-12-31", "successor": "9999"}
    assert client.post(f"/units/{kinn.id}/close", data=form).status_code == 422
    assert client.post(f"/units/{kinn.id}/close", data={**form, "successor": "1101"}).status_code == 303
    assert "then part of Eigersund" in client.get(f"/units/{kinn.id}").text
    assert "Kinn" not in client.get("/units").text


@pytest.fixture
def ready(known: Site) -> Site:
    """More testers than Sam alone, one of them at home in Larvik."""
    for name in ("Siv", "Ola"):
        id = a_person(known.db, name)
        known.db.write(people.replace_roles, id, [Role(RoleName.TESTER)])
    return known


def order(site: Site, client: Any, **values: Any) -> dict[str, Any]:
    with site.db.read() as connection:
        testers = [str(one.id) for one in people.testers(connection)]
    usual = {
        "csrf": site.csrf(client),
        "name": "Spring 2026",
        "protocol": "kommunetest-2019",
        "testers": testers,
        "per_day": "20",
        "from": "2026-03-09",
        "to": "2026-06-19",
        "seed": "7",
    }
    return {**usual, **values}


def test_a_wave_is_ordered_planned_and_its_mails_can_be_read(ready: Site) -> None:
    client = ready.client("kari")
    assert "E-mail" in client.get("/waves/new").text or "e-mails" in client.get("/waves/new").text
    answer = client.post("/waves/new", data=order(ready, client, name="Spring\r\nBcc: a@b.test\x07\0 2026"))
    assert answer.status_code == 303, answer.text
    with ready.db.read() as connection:
        assert [one.name for one in waves.every(connection)] == ["Spring Bcc: a@b.test 2026"]  # it stands in subjects
    plan = client.get(answer.headers["location"])
    assert "inquiries to 3 units" in plan.text and "Everything the protocol asks for is in it" in plan.text
    assert "Fullest day" in plan.text and "<svg" in plan.text
    mails = client.get(answer.headers["location"].replace("/plan", "/mails"))
    assert "9 mails, word for word" in mails.text and "post@kinn.test" in mails.text
    assert "3 mails, word for word" in client.get(f"{mails.url.path}?unit=kinn").text
    assert client.get(f"{mails.url.path}?sample=4").status_code == 200


def test_planning_anew_begins_with_what_was_ordered_and_replaces_it(ready: Site) -> None:
    client = ready.client("kari")
    made = client.post("/waves/new", data=order(ready, client, codes="1101 4602")).headers["location"]
    path = made.replace("/plan", "/replan")
    form = client.get(path).text
    assert "Spring 2026" in form and ("1101 4602" in form or "4602 1101" in form)
    again = client.post(path, data=order(ready, client, protocol="kommunetest-2010"))
    assert again.headers["location"] == made
    with ready.db.read() as connection:
        (wave,) = waves.every(connection)
        assert wave.protocol == "kommunetest-2010" and len(plans.units_of(connection, wave.id)) == 3
        assert len(units.listed(connection, Wanted())) == 3


def test_a_form_with_faults_keeps_what_was_typed(ready: Site) -> None:
    client = ready.client("kari")
    wrong = order(ready, client, name="", to="2026-01-01", codes="9999", seed="x", at_least="many")
    answer = client.post("/waves/new", data=wrong)
    assert answer.status_code == 422
    for field in ("codes", "seed", "at_least"):
        assert f'href="#field-{field}"' in answer.text
    assert 'value="2026-01-01"' in answer.text and 'value="x"' in answer.text
    later = client.post("/waves/new", data=order(ready, client, to="2026-01-01", name="  "))
    assert 'href="#field-to"' in later.text and 'href="#field-name"' in later.text


def test_a_wave_under_way_is_not_planned_anew(ready: Site) -> None:
    client = ready.client("kari")
    made = client.post("/waves/new", data=order(ready, client)).headers["location"]
    path = made.replace("/plan", "/replan")
    id = int(path.split("/")[2])
    ready.db.write(waves.update, id, status="open", opened_at=NOW)
    assert client.get(path).status_code == 409
    assert client.post(path, data=order(ready, client)).status_code == 409
    assert "Plan anew" not in client.get(made).text


def test_testers_are_listed_with_what_they_have_to_do(ready: Site) -> None:
    client = ready.client("kari")
    client.post("/waves/new", data=order(ready, client))
    shown = client.get("/testers").text
    assert "Sam Tester" in shown and "no home unit" in shown


@pytest.mark.parametrize("path", ["/units", "/units/1", "/units/import", "/waves/new", "/waves/1/plan", "/testers"])
def test_only_coordinators_and_administrators_see_the_planning(site: Site, path: str) -> None:
    for short in ("sam", "odd"):
        assert site.client(short).get(path).status_code == 403
    assert site.client("ada").get(path).status_code in (200, 404)
    assert site.client().get(path).status_code == 401


def test_what_is_not_there_is_not_found(site: Site) -> None:
    client = site.client("kari")
    for path in ("/units/99", "/units/99/edit", "/units/import/99", "/waves/99/plan", "/waves/99/mails"):
        assert client.get(path).status_code == 404


def test_a_search_for_a_unit_that_finds_none_says_so_first(site: Site) -> None:
    text = site.client("kari").get("/units?text=nowhere").text
    assert text.split('class="lead">')[1].strip().startswith("No unit fits.")
