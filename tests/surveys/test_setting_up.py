"""A coordinator sets a survey up, reads what is promised, opens it, makes slips and ends it."""

import re
from typing import Any

import pytest
from litestar.datastructures import FormMultiDict

from survey.keyring import DOORS, Keyring
from survey.problems import Invalid
from survey.round import Mode, RoundStatus
from survey.steps.rounds import refuse_faults
from survey.store import audits, invitations, rounds
from survey.store.units import Listed
from survey.texts import LANGUAGES
from survey.web.surveys import form
from survey.web.surveys.form import share_of
from tests.surveys.conftest import FORM, HOME, a_round
from tests.web.conftest import Site


def sent(site: Site, client: Any, path: str, **values: Any) -> Any:
    return client.post(path, data={"csrf": site.csrf(client), **values})


def test_an_empty_list_says_what_to_do(site: Site) -> None:
    text = site.client("kari").get(HOME).text
    assert "Nobody has been asked yet." in text
    assert f"{HOME}/new" in text


def test_a_survey_is_kept_as_a_draft_with_its_rules_and_units(site_on: Site) -> None:
    client = site_on.client("kari")
    answer = sent(site_on, client, f"{HOME}/new", **FORM | {"shares": "telefon 50\n3909/e-mail 20", "blind": "on"})
    assert answer.status_code == 303, answer.text
    with site_on.db.read() as connection:
        asked = rounds.every(connection)[0]
        units = [one.unit_id for one in rounds.units(connection, asked.id)]
    assert asked.mode is Mode.ANONYMOUS and asked.status is RoundStatus.DRAFT
    assert asked.rules.shares == {"phone": 0.5, "3909/email": 0.2} and asked.rules.blind
    assert units == [site_on.unit]
    assert "Etter kontakt" in client.get(HOME).text


def test_the_form_comes_filled_in_and_a_draft_can_be_changed(site: Site, second: int) -> None:
    client = site.client("kari")
    fresh = client.get(f"{HOME}/new").text
    assert 'value="anonymous" required checked' in fresh
    assert 'value="post-contact-email@1" selected' in fresh
    id = a_round(site, open=False, mode="confidential")
    shown = client.get(f"{HOME}/{id}/change").text
    assert 'value="confidential" required checked' in shown and ">3909</textarea>" in shown.replace("\n", "")
    answer = sent(site, client, f"{HOME}/{id}/change", **FORM | {"title": "Ny", "units": "codes", "codes": "1101"})
    assert answer.status_code == 303, answer.text
    with site.db.read() as connection:
        assert rounds.known(connection, id).title == "Ny"
        assert [one.unit_id for one in rounds.units(connection, id)] == [second]


FAULTS = [
    ("title", {"title": " "}),
    ("mode", {"mode": "public"}),
    ("forms", {"form-email": "", "form-phone": ""}),
    ("form-email", {"form-email": "grade-email-2010@1"}),
    ("starts_on", {"starts_on": "in spring"}),
    ("ends_on", {"ends_on": "2026-03-03"}),
    ("units", {"units": "counties"}),
    ("codes", {"units": "codes", "codes": "9999"}),
    ("share", {"share": "0"}),
    ("cap", {"cap": "many"}),
    ("k", {"k": "9"}),
    ("quiet_from", {"quiet_from": "late"}),
    ("reminders", {"reminders": "5 3"}),
    ("shares", {"shares": "3909/fax 20"}),
    ("oldest", {"oldest": "1", "delay": "24"}),
    ("previous", {"previous": "77"}),
]


LARVIK = Listed(
    id=1,
    code="3909",
    name="Larvik",
    country="NO",
    county="",
    population=None,
    written_form="nb",
    website="",
    valid_to=None,
)


def faults(**values: str) -> list[str]:
    """The fields at which something is told."""
    try:
        given = form.given(FormMultiDict(list((FORM | values).items())))
        refuse_faults(form.draft(given, [LARVIK], forms=list(FORM.values()), earlier=[7]))
    except Invalid as told:
        return [fault.where for fault in told.faults]
    return []


@pytest.mark.parametrize(("field", "values"), FAULTS)
def test_what_cannot_be_is_told_at_its_field(field: str, values: dict[str, str]) -> None:
    assert field in faults(**values)


def test_what_can_be_is_taken() -> None:
    assert faults() == [] and faults(previous="7", reminders="", shares="") == []


def test_a_form_with_faults_comes_back_as_it_was_typed_and_nothing_is_kept(site: Site) -> None:
    client = site.client("kari")
    answer = sent(site, client, f"{HOME}/new", **FORM | {"k": "9", "title": "Min tittel"})
    assert answer.status_code == 422
    assert 'href="#field-k"' in answer.text and 'value="Min tittel"' in answer.text
    with site.db.read() as connection:
        assert rounds.every(connection) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_faults_are_told_in_the_readers_language(site: Site, language: str) -> None:
    client = site.client("kari")
    sent(site, client, "/me/language", language=language, then="/")
    text = sent(site, client, f"{HOME}/new", **FORM | {"k": "3"}).text
    told = {"nb": "Skriv et helt tall fra 10 til 1000.", "nn": "Skriv eit heilt tal frå 10 til 1000."}
    told |= {"sv": "Skriv ett heltal från 10 till 1000.", "en": "Write a whole number from 10 to 1000."}
    assert told[language] in text and f'<html lang="{language}">' in text


def test_before_it_opens_a_page_says_what_is_promised_and_what_is_doubtful(site: Site) -> None:
    id = a_round(site, open=False)
    client = site.client("kari")
    text = client.get(f"{HOME}/{id}").text
    assert "Nobody can find out who answered what" in text
    assert "Mails are only put into a folder" in text
    assert sent(site, client, f"{HOME}/{id}/open").status_code == 422
    assert sent(site, client, f"{HOME}/{id}/open", sure="on").status_code == 303
    with site.db.read() as connection:
        assert rounds.known(connection, id).status is RoundStatus.OPEN
    assert Keyring(site.settings.keys_folder).has(id, DOORS)
    assert client.get(f"{HOME}/{id}/change").status_code == 409
    assert sent(site, client, f"{HOME}/{id}/open", sure="on").status_code == 409


def test_a_form_that_is_not_there_keeps_it_shut(site: Site) -> None:
    id = a_round(site, open=False, forms={"email": "gone@3"})
    client = site.client("kari")
    text = client.get(f"{HOME}/{id}").text
    assert "The form gone@3 cannot be used" in text and f"{HOME}/{id}/open" not in text
    assert sent(site, client, f"{HOME}/{id}/open", sure="on").status_code == 409


def test_it_closes_early_only_when_somebody_is_sure(site: Site) -> None:
    id = a_round(site)
    client = site.client("kari")
    assert client.get(f"{HOME}/{id}/close").status_code == 200
    assert sent(site, client, f"{HOME}/{id}/close").status_code == 422
    assert sent(site, client, f"{HOME}/{id}/close", sure="on").status_code == 303
    with site.db.read() as connection:
        assert rounds.known(connection, id).status is RoundStatus.CLOSED
    assert sent(site, client, f"{HOME}/{id}/close", sure="on").status_code == 409


def test_a_unit_says_it_in_its_own_words(site: Site) -> None:
    id = a_round(site)
    client, path = site.client("kari"), f"{HOME}/{id}/units/{site.unit}"
    given = {"sender_name": "Larvik kommune", "sender_email": "svar@larvik.test", "greeting-nb": "Takk!"}
    assert sent(site, client, f"{path}/words", **given).status_code == 303
    with site.db.read() as connection:
        own = rounds.own(connection, id, site.unit)
    assert own and own.sender_name == "Larvik kommune" and own.texts == {"nb": {"greeting": "Takk!"}}
    refused = sent(site, client, f"{path}/words", sender_email="not one", **{"text-sv": "x" * 401})
    assert refused.status_code == 422 and 'href="#field-text-sv"' in refused.text
    assert client.get(f"{HOME}/{id}/units/77").status_code == 404


def test_a_counter_is_opened_under_a_code_with_a_poster_and_ended(site: Site) -> None:
    id = a_round(site)
    client, path = site.client("kari"), f"{HOME}/{id}/units/{site.unit}"
    assert client.get(f"{path}/poster").status_code == 404
    sent(site, client, f"{path}/kiosk", on="on")
    with site.db.read() as connection:
        own = rounds.own(connection, id, site.unit)
        assert own and rounds.of_kiosk(connection, own.kiosk) == own
    poster = client.get(f"{path}/poster?language=sv").text
    assert f"/q/{own.kiosk}" in poster and "Hur var din kontakt med oss?" in poster and "<svg" in poster
    sent(site, client, f"{path}/kiosk")
    with site.db.read() as connection:
        assert rounds.of_kiosk(connection, own.kiosk) is None


@pytest.mark.parametrize(("way", "page"), [("code", "slips"), ("assisted", "assist")])
def test_codes_are_shown_once_open_the_survey_and_are_stored_nowhere(site_on: Site, way: str, page: str) -> None:
    id = a_round(site_on)
    client, path = site_on.client("kari"), f"{HOME}/{id}/units/{site_on.unit}"
    answer = sent(site_on, client, f"{path}/codes", way=way, number="3", channel="email", language="nb")
    codes = re.findall(r'class="short-code">([0-9A-Z]{5}-[0-9A-Z]{5})<', answer.text)
    assert answer.status_code == 200 and len(set(codes)) == 3
    assert answer.headers["cache-control"] == "no-store"
    doors = Keyring(site_on.settings.keys_folder).doors(id)
    with site_on.db.read() as connection:
        found = [invitations.by_id(connection, doors.coded(code) or b"") for code in codes]
        entry = audits.latest(connection, limit=1)[0]
    assert all(one and one.way == way and one.round_id == id and one.due_at is None for one in found)
    assert "3" in entry.detail and not any(code in entry.detail for code in codes)
    assert answer.text.count("<svg") >= (4 if page == "slips" else 1)


@pytest.mark.parametrize(
    "values",
    [{"way": "sms"}, {"number": "0"}, {"number": "201"}, {"number": "x"}, {"channel": "web"}, {"language": "tlh"}],
)
def test_codes_that_cannot_be_made_are_told(site: Site, values: dict[str, str]) -> None:
    id = a_round(site)
    client = site.client("kari")
    given = {"number": "3", "channel": "email", "language": "nb"} | values
    assert sent(site, client, f"{HOME}/{id}/units/{site.unit}/codes", **given).status_code == 422


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("phone 50", ("phone", 0.5)),
        ("Telefon: 50 %", ("phone", 0.5)),
        ("1101 20", ("1101", 0.2)),
        ("1101/skranke=5", ("1101/desk", 0.05)),
        ("1101/fax 5", None),
        ("phone 101", None),
        ("phone", None),
    ],
)
def test_a_share_is_read_as_people_write_it(line: str, found: tuple[str, float] | None) -> None:
    assert share_of(line) == found
