"""Administration: people come in, change, are shut out; the log tells."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from survey.person import RoleName
from survey.steps.decide import Decision
from survey.store import audits, people
from survey.store.schema.people import audit
from survey.web import audit_words
from tests import scene
from tests.conftest import NOW
from tests.web.conftest import Site

PAGES = ("/people", "/people/new", "/people/1", "/audit")


def filled(site: Site, client, **fields):  # type: ignore[no-untyped-def]
    rest = {"name": "Nina Ny", "email": "Nina@radet.test", "language": "nn", "roles": "tester"}
    return {**rest, **fields, "csrf": site.csrf(client)}


@pytest.mark.parametrize("short", ["kari", "sam", "odd"])
def test_administration_is_for_administrators(site: Site, short: str) -> None:
    client = site.client(short)
    assert {client.get(path).status_code for path in PAGES} == {403}


def test_administrators_see_it(site: Site) -> None:
    client = site.client("ada")
    assert {client.get(path).status_code for path in PAGES} == {200}


def test_a_person_is_added_with_roles_and_ties_and_told_once(site_on: Site) -> None:
    site = site_on
    client = site.client("ada")
    roles = ["tester", "quality"]
    answer = client.post("/people", data=filled(site, client, roles=roles, unit="larvik", lives="3909"))
    assert answer.status_code == 303
    shown = client.get(answer.headers["location"])
    assert "Nina Ny can now sign in." in shown.text
    assert "Nina Ny can now sign in." not in client.get(answer.headers["location"]).text
    with site.db.read() as connection:
        nina = people.by_email(connection, "nina@radet.test")
        assert nina and nina.language == "nn"
        assert nina.has(RoleName.TESTER) and nina.units == {site.unit} and not nina.sees_all_units
        assert [tie.kind for tie in people.ties(connection, nina.id)] == ["lives"]


def test_faults_are_told_and_what_was_typed_stays(site: Site) -> None:
    client = site.client("ada")
    answer = client.post("/people", data=filled(site, client, email="nina", roles="quality", works="Atlantis"))
    assert answer.status_code == 422
    assert 'value="Nina Ny"' in answer.text
    assert "There is no unit “Atlantis”." in answer.text
    assert "Say which units the quality staff may see." in answer.text


def test_a_forged_role_is_refused(site: Site) -> None:
    client = site.client("ada")
    assert client.post("/people", data=filled(site, client, roles="emperor")).status_code == 422


def test_an_address_that_is_taken_is_refused(site: Site) -> None:
    client = site.client("ada")
    assert (
        "Sam Tester already has this address."
        in client.post("/people", data=filled(site, client, email="SAM@radet.test")).text
    )


def test_the_last_administrator_cannot_be_shut_out_or_demoted(site: Site) -> None:
    client = site.client("ada")
    ada = f"/people/{site.people['ada']}"
    assert client.post(f"{ada}/deactivate", data={"csrf": site.csrf(client)}).status_code == 409
    assert client.post(ada, data=filled(site, client, email="ada@radet.test")).status_code == 409


def test_deactivation_and_back(site: Site) -> None:
    client, sam = site.client("ada"), site.client("sam")
    path = f"/people/{site.people['sam']}"
    client.post(f"{path}/deactivate", data={"csrf": site.csrf(client)})
    assert sam.get("/me").status_code == 401
    client.post(f"{path}/activate", data={"csrf": site.csrf(client)})
    assert sam.get("/me").status_code == 401  # the old session stays ended
    assert site.client("sam").get("/me").status_code == 200


def test_the_log_says_who_did_what_and_can_be_filtered(site: Site) -> None:
    client = site.client("ada")
    site.now += timedelta(minutes=1)
    client.post(f"/people/{site.people['sam']}/deactivate", data={"csrf": site.csrf(client)})
    everything = client.get("/audit").text
    assert "deactivated a person" in everything
    assert "added a person" in everything
    some = client.get("/audit", params={"action": "person.deactivate", "person": str(site.people["ada"])})
    assert some.text.count("<time") == 1


def test_every_action_has_a_name_in_the_log() -> None:
    steps = Path(audit_words.__file__).parents[1] / "steps"
    written = {name for path in steps.glob("*.py") for name in re.findall(r'action="([\w.]+)"', path.read_text())}
    written |= {decision.value for decision in Decision}
    assert written <= set(audit_words.ACTIONS)


def test_the_log_is_paged(site: Site) -> None:
    rows = [{"at": site.now, "person_id": None, "action": "x", "subject": f"wave:{n}"} for n in range(230)]
    site.db.write(lambda connection: connection.execute(audit.insert(), rows))
    client = site.client("ada")
    first = client.get("/audit?action=x").text
    assert first.count("<time") == 100
    oldest = first.split("before=")[1].split('"')[0]
    assert client.get(f"/audit?action=x&before={oldest}").text.count("<time") == 100


def test_a_strange_filter_shows_everything(site: Site) -> None:
    assert site.client("ada").get("/audit?person=x&before=y").status_code == 200


def test_health_is_told_without_secrets(site_on: Site) -> None:
    answer = site_on.client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["checks"]["sending"]["says"] == "on"
    assert "postgres@" not in answer.text


def test_health_fails_when_the_disk_is_gone(site: Site) -> None:
    site.settings = site.settings.__class__(data=str(Path(site.settings.data) / "gone"))
    assert site.rebuilt().client().get("/healthz").status_code == 503


def test_the_front_page_leads_each_to_their_work(site: Site) -> None:
    assert site.client("ada").get("/").headers["location"] in ("/people", "/waves", "/units", "/rankings")
    assert site.client().get("/").status_code == 200


def test_the_log_calls_things_by_their_names(site: Site) -> None:
    wave = scene.a_wave(site.db)
    details = f"wave:{wave}, quality:{site.unit}"
    site.db.write(lambda c: audits.note(c, NOW, by=None, action="kind", subject=f"unit:{site.unit}", detail=details))
    log = site.client("ada").get("/audit").text
    assert f'<a href="/units/{site.unit}">Larvik</a>' in log
    assert f"wave:{wave}" not in log
    assert "Quality staff: Larvik" in log
