"""Everybody finds each edition, what it put right and how to check it; a coordinator makes one, once."""

import re
from typing import Any

import pytest

from survey import bundle, signing
from survey.keyring import Keyring
from survey.steps import publish
from survey.store import results, standings
from tests.conftest import NOW
from tests.web.conftest import Site
from tests.web.test_ranking import a_wave


def a_signed_wave(site: Site) -> int:
    keys = Keyring(site.settings.keys_folder)
    keys.make_signing()
    wave_id = a_wave(site, "closed")
    publish.publish(site.db, NOW, wave_id, by=None, keys=keys)
    return wave_id


def graded(site: Site, wave_id: int) -> int:
    with site.db.read() as connection:
        return next(one.id for one in results.works(connection, wave_id) if one.channel == "phone" and one.answers)


def filled(site: Site, client: Any, path: str) -> dict[str, str]:
    """The form with another answer to its first item."""
    html = client.get(path).text
    token = re.search(r'name="token" value="(\w+)"', html)
    field = re.search(r'name="(item-\w+)".*?<option value="">.*?<option value="(\w+)">', html, re.DOTALL)
    assert token and field
    return {"csrf": site.csrf(client), "token": token[1], field[1]: field[2], "reason": "The answer was right."}


def test_a_correction_makes_an_edition_that_everybody_can_check(site: Site) -> None:
    wave_id = a_signed_wave(site)
    path = f"/inquiries/{graded(site, wave_id)}/erratum"
    kari, stranger = site.client("kari"), site.client()
    assert path in kari.get(path.removesuffix("/erratum")).text
    given = filled(site, kari, path)
    for _ in range(2):
        answer = kari.post(path, data=given)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/rankings/{wave_id}/editions")
    page = stranger.get(f"/rankings/{wave_id}/editions").text
    assert "Corrected once since it was published" in page and "The answer was right." in page
    assert "This is edition 2" in stranger.get(f"/rankings/{wave_id}").text
    key = signing.public_key(stranger.get("/.well-known/medlytt-signing-key.pub").text)
    assert key.line in stranger.get("/signing-key").text
    for number in (1, 2):
        document = stranger.get(f"/rankings/{wave_id}/editions/{number}/bundle.json").content
        signature = stranger.get(f"/rankings/{wave_id}/editions/{number}/bundle.json.minisig").text
        signing.check(document, signing.signature(signature), key)
        assert bundle.read(document).edition == number
    assert stranger.get(f"/rankings/{wave_id}/bundle.json").content == document
    assert stranger.get(f"/rankings/{wave_id}/bundle.json.minisig").text == signature
    assert stranger.get(f"/rankings/{wave_id}/editions/3/bundle.json").status_code == 404


def test_bad_input_is_told_and_what_was_typed_stands(site: Site) -> None:
    wave_id = a_wave(site)
    path, kari = f"/inquiries/{graded(site, wave_id)}/erratum", site.client("kari")
    given = filled(site, kari, path)
    typed = next(value for name, value in given.items() if name.startswith("item-"))
    for changes, said in (
        ({"reason": ""}, "Say what was wrong"),
        ({"reason": "Write to kari.nordmann@larvik.no"}, "This may name somebody"),
        ({"outcome": "refused"}, "Choose one of the answers shown"),
    ):
        answer = kari.post(path, data=given | changes)
        assert answer.status_code == 422
        assert said in answer.text and given["token"] in answer.text
        assert f'value="{typed}" selected' in answer.text
    with site.db.read() as connection:
        assert len(standings.editions(connection, wave_id)) == 1


@pytest.mark.parametrize("status", ["open", "closed"])
def test_before_publication_there_is_nothing_to_correct_and_nothing_to_download(site: Site, status: str) -> None:
    wave_id = a_wave(site, status)
    kari = site.client("kari")
    assert kari.get(f"/inquiries/{graded(site, wave_id)}/erratum").status_code == 404
    for path in ("editions", "bundle.json.minisig", "editions/1/bundle.json", "editions/1/bundle.json.minisig"):
        assert kari.get(f"/rankings/{wave_id}/{path}").status_code == 404


def test_without_a_key_the_pages_say_so_and_how_to_make_one(site: Site) -> None:
    wave_id = a_wave(site)
    client = site.client()
    assert "Not signed" in client.get(f"/rankings/{wave_id}/editions").text
    assert "medlytt keys make" in client.get("/signing-key").text
    assert client.get("/.well-known/medlytt-signing-key.pub").status_code == 404
    assert client.get(f"/rankings/{wave_id}/bundle.json.minisig").status_code == 404


def test_a_key_that_cannot_be_read_stops_the_publication_and_says_so(site: Site) -> None:
    keys = Keyring(site.settings.keys_folder)
    keys.make_signing()
    keys.signing_file.write_text("junk")
    wave_id, kari = a_wave(site, "closed"), site.client("kari")
    answer = kari.post(f"/rankings/{wave_id}/publish", data={"csrf": site.csrf(kari), "without_reply": "on"})
    assert (answer.status_code, "cannot be read" in answer.text) == (409, True)
    assert site.client().get("/signing-key").status_code == 200
