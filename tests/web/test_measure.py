"""Whether a measurement is good stands on pages: who sees them when, in words, and what they never tell."""

import re
from datetime import timedelta
from itertools import product

import msgspec
import pytest
import sqlalchemy as sa

from benchmarks.scoring import fill
from instruments import bank
from survey.mail import Head
from survey.measurement.reading import ENOUGH
from survey.steps import measure, publish, read_replies, retain, score
from survey.store.schema.inquiries import inquiry
from survey.store.schema.mails import mail, reply
from survey.store.schema.measure import reply_reading, wave_measure
from survey.texts import LANGUAGES
from survey.vault import Vault
from tests.conftest import NOW
from tests.databases import laid
from tests.scene import add
from tests.web.conftest import Site

PAGES = ("equal-treatment", "sensitivity", "plain-language")
UNITS = [{"code": "3909", "name": "Larvik"}, *({"code": f"{n:04}", "name": f"Sted {n}"} for n in range(3))]
VAULT = Vault(bytes(32))
TEXT = (
    "Kommunen behandler søknaden din innen fire uker etter at alle opplysninger er mottatt. Du får svar i posten. "
    "Dersom avgjørelsen går deg imot kan du klage til Statsforvalteren innen tre uker. {} har lest brevet."
)


def a_wave(site: Site, status: str = "published", *, protocol: str = "kommunetest-2019") -> int:
    """Odd pages were asked in nynorsk, and got the same marks by another throw of the dice."""
    return laid(site.db, f"measured, {status}, {protocol}", lambda: _a_wave(site, status, protocol=protocol))


def _a_wave(site: Site, status: str, *, protocol: str) -> int:
    wave_id = fill(site.db, UNITS, bank.protocol(protocol), seed=3)
    odd = (inquiry.c.wave_id == wave_id) & (inquiry.c.id % 2 == 1)
    site.db.write(lambda c: c.execute(inquiry.update().where(odd).values(written_form="nn")))
    score.score(site.db, NOW, wave_id)
    if status != "open":
        publish.close(site.db, NOW, wave_id, by=None)
    if status == "published":
        publish.publish(site.db, NOW, wave_id, by=None)
    measure.measure_all(site.db, NOW)
    return wave_id


def replies(site: Site, wave_id: int, number: int, *, kind: str = "full") -> None:
    """So many answers of Larvik, sealed as they come in."""
    with site.db.read() as connection:
        theirs = (inquiry.c.wave_id == wave_id) & (inquiry.c.unit_id == site.unit)
        ids = list(connection.scalars(sa.select(inquiry.c.id).where(theirs).limit(number)))
    for at, id in enumerate(ids):
        head = Head(sender_name="Ola Nordmann", sender="ola@larvik.test", subject="Svar", text=TEXT.format("Vi"))
        mail_id = add(
            site.db, mail, key=f"{kind}-{at}", source="folder", recipients=[], received_at=NOW, status="matched",
            damage=[], human=True, size=1, raw=b"raw", head=VAULT.seal(msgspec.json.encode(head)),
        )  # fmt: skip
        values = {"mail_id": mail_id, "inquiry_id": id, "evidence": "reply_address", "kind": kind, "at": NOW}
        site.db.write(lambda c, values=values: c.execute(reply.insert().values(**values)))


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("open", {"kari", "ada"}),
        ("closed", {"kari", "ada", "odd"}),
        ("published", {None, "kari", "ada", "odd", "sam"}),
    ],
)
def test_they_are_seen_by_those_who_see_the_ranking(site: Site, status: str, allowed: set[str | None]) -> None:
    wave_id = a_wave(site, status)
    for who in (None, "kari", "ada", "odd", "sam"):
        seen = {site.client(who).get(f"/rankings/{wave_id}/{path}").status_code for path in PAGES}
        assert seen == ({200} if who in allowed else {404}), who


def test_every_page_speaks_every_language(site: Site) -> None:
    wave_id = a_wave(site)
    replies(site, wave_id, ENOUGH)
    read_replies.read_replies(site.db, NOW, VAULT)
    for path, language in product(PAGES, LANGUAGES):
        answer = site.client().get(f"/rankings/{wave_id}/{path}", params={"lang": language})
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text


def test_what_was_asked_in_two_forms_is_compared_in_words_first(site: Site) -> None:
    wave_id = a_wave(site, protocol="kommunetest-2007")  # enough calls and mails to compare
    text = site.client().get(f"/rankings/{wave_id}/equal-treatment", params={"lang": "en"}).text
    both = r"(Bokmål and Nynorsk|Nynorsk and Bokmål)"
    assert re.search(both + " (got much the same|cannot be told apart): difference", text)
    assert "What this cannot say" in text


def test_testers_are_a_share_for_coordinators_and_nothing_for_others(site: Site) -> None:
    wave_id = a_wave(site)
    about = "Which tester asked and graded"
    for who in (None, "odd", "sam"):
        assert about not in site.client(who).get(f"/rankings/{wave_id}/equal-treatment", params={"lang": "en"}).text
    text = site.client("kari").get(f"/rankings/{wave_id}/equal-treatment").text
    assert about in text
    assert "Sam" not in text


def test_a_units_own_line_says_by_how_many_places_it_moves(site: Site) -> None:
    wave_id = a_wave(site)
    text = site.client().get(f"/rankings/{wave_id}/sensitivity", params={"lang": "en", "unit": "3909"}).text
    lead = text.split('<p class="lead">')[1].split("</p>")[0]
    assert re.match(r"Larvik is at place \d+\. It moves by at most \d+ when the weights move a little", lead)
    assert f"/rankings/{wave_id}/sensitivity?unit=3909" in site.client().get(f"/rankings/{wave_id}/3909").text


def test_figures_that_nobody_has_worked_out_yet_are_announced(site: Site) -> None:
    wave_id = a_wave(site)
    site.db.write(lambda c: c.execute(wave_measure.delete()))
    for path in PAGES[:2]:
        text = site.client().get(f"/rankings/{wave_id}/{path}", params={"lang": "en"}).text
        assert "Look again in a few minutes" in text


def table(site: Site, wave_id: int) -> str:
    text: str = site.client("odd").get(f"/rankings/{wave_id}/plain-language").text
    return text.split("<table")[1].split("</table>")[0]


def test_how_hard_replies_are_to_read_outlives_their_text(site: Site) -> None:
    wave_id = a_wave(site)
    replies(site, wave_id, ENOUGH)
    assert read_replies.read_replies(site.db, NOW, VAULT) == ENOUGH
    assert read_replies.read_replies(site.db, NOW, VAULT) == 0
    before = table(site, wave_id)
    retain.forget(site.db, NOW + timedelta(days=400), site.settings)
    with site.db.read() as connection:
        assert set(connection.scalars(sa.select(mail.c.head))) == {None}
        kept = connection.execute(sa.select(reply_reading)).mappings().all()
    assert {one["language"] for one in kept} == {"nb"}
    assert all(one["lix"] for one in kept)
    assert table(site.rebuilt(), wave_id) == before
    assert "Larvik" in before


@pytest.mark.parametrize("number", [ENOUGH - 1, ENOUGH])
def test_a_unit_gets_its_figure_from_five_replies_on_and_nobody_else_does(site: Site, number: int) -> None:
    wave_id = a_wave(site)
    replies(site, wave_id, number)
    replies(site, wave_id, number, kind="receipt")
    read_replies.read_replies(site.db, NOW, VAULT)
    for who, told in ((None, False), ("sam", False), ("odd", number >= ENOUGH), ("kari", number >= ENOUGH)):
        text = site.client(who).get(f"/rankings/{wave_id}/plain-language").text
        assert ("Larvik" in text) is told, who
        assert "Nordmann" not in text


def test_a_reply_that_cannot_be_opened_is_not_tried_for_ever(site: Site) -> None:
    wave_id = a_wave(site)
    replies(site, wave_id, 1)
    other = Vault(bytes(range(32)))
    assert [read_replies.read_replies(site.db, NOW, other) for _ in range(2)] == [1, 0]
