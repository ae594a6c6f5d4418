"""Comments are read and searched: whose they are, what is found, and what so few are that nobody sees it."""

import re

import pytest

from tests.comments.conftest import a_collection, a_scheme, shelved
from tests.scene import a_unit
from tests.web.conftest import Site

PAGE = "/comments"


def said(html: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'<p class="said"[^>]*>(.*?)</p>', html, re.S)]


@pytest.fixture
def shelf(site_on: Site) -> int:
    model, id = a_scheme(site_on.db), a_collection(site_on.db)
    texts = [f"Bossdunken ble ikke tømt, vi ventet {n} uker" for n in range(30)]
    shelved(site_on.db, texts, id, model=model, unit_id=site_on.unit, channel="phone")
    other = a_unit(site_on.db, "1101", "Eigersund")
    shelved(site_on.db, ["Fin båt", "Grei bat", "Ok", "Takk"], id, seed=2, unit_id=other, channel="email")
    return other


def test_comments_come_page_by_page_each_once(site_on: Site, shelf: int) -> None:
    kari = site_on.client("kari")
    first = kari.get(PAGE).text
    assert "34 comments." in first and len(said(first)) == 25
    after = re.search(r"after=([0-9a-f]{32})", first)
    assert after
    second = said(kari.get(f"{PAGE}?after={after[1]}").text)
    assert len(second) == 9 and not set(second) & set(said(first))


def test_fewer_than_five_are_shown_to_nobody(site_on: Site, shelf: int) -> None:
    kari = site_on.client("kari")
    for narrowed in (f"unit={shelf}", "channel=email", f"unit={shelf}&q=takk", "category=tone:positive"):
        page = kari.get(f"{PAGE}?{narrowed}").text
        assert "Fewer than 5 comments fit" in page and said(page) == []


def test_words_are_found_and_marked_with_their_letters_kept_apart(site_on: Site, shelf: int) -> None:
    page = site_on.client("kari").get(f"{PAGE}?q=båt").text
    assert said(page) == ["Fin båt"] and "<mark>båt</mark>" in page and "1 of 34 comments has these words" in page


def test_quality_staff_read_those_about_their_own_unit(site_on: Site, shelf: int) -> None:
    odd = site_on.client("odd")
    assert said(odd.get(PAGE).text) == [], "beside all 34 it would be known which four are about the other unit"
    shelved(site_on.db, ["Båten gikk"], a_collection(site_on.db), seed=3, unit_id=shelf, channel="email")
    assert said(odd.get(PAGE).text) == [], "in another collection, which is too small"
    shelved(site_on.db, ["Båten gikk"], 1, seed=4, unit_id=shelf, channel="email")
    assert "30 comments." in odd.get(PAGE).text and "Eigersund" not in odd.get(PAGE).text
    assert said(odd.get(f"{PAGE}?unit={shelf}").text) == []
    assert site_on.client("sam").get(PAGE).status_code == 403


def test_nothing_beside_a_comment_tells_of_its_unit(site_on: Site, shelf: int) -> None:
    listed = site_on.client("kari").get(PAGE).text.split('class="read-comments"')[1].split("<nav")[0]
    assert "Water, sewage and waste" in listed and "suggested by the model" in listed
    assert "Larvik" not in listed and "Eigersund" not in listed and "Phone" not in listed


@pytest.mark.parametrize(
    "query", ["after=zz", "unit=99999999999999999999", "source=x:1", "category=a:b", 'q="', "q=***"]
)
def test_an_address_that_was_tampered_with_is_a_page_like_any_other(site: Site, query: str) -> None:
    assert site.client("kari").get(f"{PAGE}?{query}").status_code == 200


def test_what_many_say_in_nearly_the_same_words_is_told_once_and_what_few_say_is_not(site_on: Site, shelf: int) -> None:
    page = site_on.client("kari").get(f"{PAGE}/alike").text
    assert len(said(page)) == 1 and "30 comments say nearly this" in page
    few = ["Telefonkøen er lang"] * 4 + [f"Noe helt annet om {word}" for word in ("skole", "vei", "bad")]
    id = a_collection(site_on.db, "Våren 2026")
    shelved(site_on.db, few, id, seed=3, unit_id=site_on.unit, channel="web")
    again = site_on.client("kari").get(f"{PAGE}/alike?source=collection:{id}").text
    assert said(again) == [] and "No 5 comments say nearly the same." in again
