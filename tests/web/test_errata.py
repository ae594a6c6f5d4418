"""Everybody finds each edition, what it put right and how to check it; a coordinator makes one, once."""

import re
from html import unescape
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
    field = re.search(r'name="(item-\w+)".*?<option value="">.*?<option value="(\w+)">', html, re.DOTALL)
    assert field
    return {"csrf": site.csrf(client), field[1]: field[2], "reason": "The answer was right."}


def hidden(html: str) -> dict[str, str]:
    """What the page that was looked at sends with either press."""
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


def looked_at(client: Any, path: str, given: dict[str, str]) -> dict[str, str]:
    answer = client.post(path, data=given)
    assert answer.status_code == 200, answer.text
    return hidden(answer.text) | {"press": "publish"}


def test_a_correction_makes_an_edition_that_everybody_can_check(site: Site) -> None:
    wave_id = a_signed_wave(site)
    path = f"/inquiries/{graded(site, wave_id)}/erratum"
    kari, stranger = site.client("kari"), site.client()
    assert path in kari.get(path.removesuffix("/erratum")).text
    given = looked_at(kari, path, filled(site, kari, path))
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
        assert said in answer.text
        assert f'value="{typed}" selected' in answer.text
    with site.db.read() as connection:
        assert len(standings.editions(connection, wave_id)) == 1


def editions(site: Site, wave_id: int) -> int:
    with site.db.read() as connection:
        return len(standings.editions(connection, wave_id))


def test_what_would_move_is_seen_before_anything_is_published(site: Site) -> None:
    wave_id = a_wave(site)
    path, kari = f"/inquiries/{graded(site, wave_id)}/erratum", site.client("kari")
    given = filled(site, kari, path) | {"outcome": "tester_error", "reason": "Our caller\r\nmisheard."}
    page = kari.post(path, data=given).text
    for said in ("What the correction would move", "Nothing is published yet", "Our own mistake", "misheard", "→"):
        assert said in page
    assert "Edition 2" in page and "It is not signed" in page
    assert editions(site, wave_id) == 1
    assert kari.get(path).status_code == 200 and editions(site, wave_id) == 1


def test_going_back_loses_nothing_that_was_typed(site: Site) -> None:
    wave_id = a_wave(site)
    path, kari = f"/inquiries/{graded(site, wave_id)}/erratum", site.client("kari")
    given = filled(site, kari, path) | {"reason": 'It was "right"\n& <b>clear</b>, says post@larvik.no.'}
    assert kari.post(path, data=given).status_code == 422
    seen = looked_at(kari, path, given | {"names_nobody": "on"})
    back = kari.post(path, data=seen | {"press": "change"}).text
    field, value = next(one for one in given.items() if one[0].startswith("item-"))
    assert f'id="field-{field}"' in back and f'value="{value}" selected' in back
    assert re.search(r'name="names_nobody" value="on" checked', back)
    words = re.search(r"<textarea[^>]*>(.*?)</textarea>", back, re.DOTALL)
    assert words and unescape(words[1]).removeprefix("\n") == given["reason"]
    assert kari.post(path, data=seen).status_code == 303
    assert unescape(site.client().get(f"/rankings/{wave_id}/editions").text).count("<b>clear</b>") == 1


def test_where_the_facts_changed_since_the_look_the_press_shows_a_new_one(site: Site) -> None:
    wave_id = a_wave(site)
    with site.db.read() as connection:
        both = [one.id for one in results.works(connection, wave_id) if one.channel == "phone" and one.answers][:2]
    kari, (first, second) = site.client("kari"), [f"/inquiries/{id}/erratum" for id in both]
    seen = {path: looked_at(kari, path, filled(site, kari, path)) for path in (first, second)}
    assert kari.post(first, data=seen[first]).status_code == 303
    answer = kari.post(second, data=seen[second])
    assert (answer.status_code, editions(site, wave_id)) == (409, 2)
    assert "Something changed since you looked, so nothing was published" in answer.text
    assert "Edition 3" in answer.text
    again = hidden(answer.text) | {"press": "publish"}
    assert again["looked"] != seen[second]["looked"] and again["reason"] == seen[second]["reason"]
    assert kari.post(second, data=again).status_code == 303


def test_a_press_without_a_look_is_a_look(site: Site) -> None:
    wave_id = a_wave(site)
    path, kari = f"/inquiries/{graded(site, wave_id)}/erratum", site.client("kari")
    answer = kari.post(path, data=filled(site, kari, path) | {"press": "publish"})
    assert (answer.status_code, editions(site, wave_id)) == (200, 1)
    assert "Something changed" not in answer.text


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
