"""With a blind token: the form goes to an address of many, the link becomes a token, and the answer counts once."""

import base64
import html
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from survey import blind
from survey.invitation import Way
from survey.round import Rules
from survey.store.database import Database
from tests.citizens.conftest import Town, fields

ANSWERED = {"q-solved": "several", "q-courtesy": "much", "q-clarity": "so_so"}
WRITTEN = ANSWERED | {"q-comment": "Ring meg på 901 23 456, hilsen Kari Nordmann."}


@pytest.fixture
def town(db: Database, tmp_path: Path) -> Town:
    return Town(db, tmp_path, rules=Rules(blind=True))


def key_on(page: str) -> rsa.RSAPublicKey:
    told = re.search(r'data-key="([^"]+)"', page)
    assert told
    plain = msgspec.json.decode(html.unescape(told[1]), type=dict[str, str])
    n, e = (int.from_bytes(base64.urlsafe_b64decode(plain[name] + "=="), "big") for name in "ne")
    return rsa.RSAPublicNumbers(e, n).public_key()


def signed(citizen: Any, link: str, key: rsa.RSAPublicKey) -> dict[str, str]:
    """What the page's script does with the link."""
    token = blind.prepare(blind.name(key))
    blinded = blind.blind(key, token)
    sent = base64.b64encode(blinded.sent).decode()
    answers = [citizen.post(f"{link}/signature", data={"sent": sent}) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].text == answers[1].text
    assert answers[0].headers["content-type"].startswith("text/plain")
    signature = blind.finalize(key, token, base64.b64decode(answers[0].text), blinded.inverse)
    return {"token": base64.b64encode(token).decode(), "signature": base64.b64encode(signature).decode()}


def unnamed(page: str) -> str:
    told = re.search(r'data-at="([^"]+)"', page)
    assert told
    return told[1]


def test_an_answer_with_a_token_goes_where_no_link_is_and_counts_once(town: Town) -> None:
    link, citizen = town.invited(), town.citizen()
    first = citizen.get(link).text
    at = unnamed(first)
    assert link.rpartition("/")[2] not in first
    asks = citizen.post(at, data=fields(first) | ANSWERED | {"press": "send"})
    assert asks.status_code == 200 and town.answers() == []
    right = signed(citizen, link, key_on(asks.text))
    form = fields(asks.text) | right
    assert [citizen.post(at, data=form).status_code for _ in range(3)] == [303] * 3
    assert [one.answers for one in town.answers()] == [{"solved": "several", "courtesy": "much", "clarity": "so_so"}]
    assert "arrived already" in citizen.get(link).text


def test_what_is_written_is_screened_first_and_stays_masked(town: Town) -> None:
    link, citizen = town.invited(), town.citizen()
    first = citizen.get(link).text
    at = unnamed(first)
    screen = citizen.post(at, data=fields(first) | WRITTEN | {"press": "send"})
    assert "[phone number]" in screen.text
    asks = citizen.post(at, data=fields(screen.text) | {"press": "send"})
    form = fields(asks.text) | signed(citizen, link, key_on(asks.text))
    assert citizen.post(at, data=form).status_code == 303
    assert [text for one in town.answers() for _, text in one.texts] == ["Ring meg på [phone number], hilsen [name]."]


def test_a_link_that_has_answered_gets_no_token_and_the_other_way_round(town: Town) -> None:
    citizen = town.citizen()
    link, other = town.invited(), town.invited()
    form = fields(citizen.get(link).text) | ANSWERED | {"press": "send"}
    assert citizen.post(link, data=form).status_code == 303
    sent = base64.b64encode(b"\1" * 256).decode()
    assert citizen.post(f"{link}/signature", data={"sent": sent}).status_code == 409
    at = unnamed(citizen.get(other).text)
    asks = citizen.post(at, data=form)
    signed(citizen, other, key_on(asks.text))
    assert citizen.post(other, data=form).status_code == 303  # thanked, and told that it counts once
    assert len(town.answers()) == 1


@pytest.mark.parametrize("wrong", ["", "AAAA", "ÆØÅ", base64.b64encode(b"\xff" * 256).decode()])
def test_a_made_up_token_counts_nowhere(town: Town, wrong: str) -> None:
    link, citizen = town.invited(), town.citizen()
    first = citizen.get(link).text
    at = unnamed(first)
    form = fields(first) | ANSWERED | {"press": "send", "token": wrong, "signature": wrong}
    assert citizen.post(at, data=form).status_code == 200
    assert citizen.post(f"{link}/signature", data={"sent": wrong}).status_code == 422
    assert town.answers() == []


def test_a_token_of_one_channel_does_not_count_in_another(town: Town) -> None:
    link, citizen = town.invited(), town.citizen()
    first = citizen.get(link).text
    asks = citizen.post(unnamed(first), data=fields(first) | ANSWERED | {"press": "send"})
    right = signed(citizen, link, key_on(asks.text))
    elsewhere = unnamed(citizen.get(town.invited("desk")).text)
    assert citizen.post(elsewhere, data={"q-solved": "yes", "press": "send", **right}).status_code == 200
    assert town.answers() == []


def test_without_tokens_on_shared_devices_and_in_other_surveys_there_is_no_such_address(
    town: Town, db: Database, tmp_path: Path
) -> None:
    citizen = town.citizen()
    assisted = town.invited(way=Way.ASSISTED)
    assert "data-at" not in citizen.get(assisted).text
    assert citizen.post(f"{assisted}/signature", data={"sent": "AAAA"}).status_code == 404
    plain = town.opened()
    assert citizen.post(f"/t/{plain.id}/{town.unit}/email", data=ANSWERED | {"press": "send"}).status_code == 404
    assert citizen.get(f"/t/{town.round.id}/{town.unit}/email").status_code == 404
