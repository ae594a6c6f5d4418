"""Published pages are drawn once for strangers, never for those signed in, and not for ever."""

from datetime import timedelta

from survey.store.schema.units import unit
from survey.web.shelf import LASTS, Ready, Shelf
from tests.conftest import NOW
from tests.web.conftest import Site
from tests.web.test_ranking import a_wave


def a_page(size: int) -> Ready:
    return Ready(b"x" * size, '"etag"', NOW)


def test_the_shelf_drops_what_was_not_asked_for_longest() -> None:
    shelf = Shelf(room=100)
    for name in ("a", "b"):
        shelf.keep((name,), a_page(50))
    assert shelf.find(("a",), NOW)
    shelf.keep(("c",), a_page(50))
    assert shelf.find(("b",), NOW) is None
    assert shelf.find(("a",), NOW)
    assert shelf.find(("c",), NOW)
    shelf.keep(("c",), a_page(20))
    shelf.keep(("d",), a_page(30))
    assert all(shelf.find((name,), NOW) for name in "acd")


def test_a_page_that_is_larger_than_the_shelf_is_not_kept() -> None:
    shelf = Shelf(room=10)
    shelf.keep(("a",), a_page(11))
    assert shelf.find(("a",), NOW) is None


def test_a_page_does_not_stay_for_ever() -> None:
    shelf = Shelf()
    shelf.keep(("a",), a_page(1))
    assert shelf.find(("a",), NOW + LASTS - timedelta(seconds=1))
    assert shelf.find(("a",), NOW + LASTS) is None


def test_a_stranger_gets_a_kept_page_and_whoever_is_signed_in_their_own(site: Site) -> None:
    wave_id = a_wave(site)
    path = f"/rankings/{wave_id}/3909"
    stranger = site.client()
    first = stranger.get(path)
    site.db.write(lambda c: c.execute(unit.update().where(unit.c.code == "3909").values(name="Lardal")))
    assert stranger.get(path).content == first.content
    assert "Lardal" in site.client("odd").get(path).text
    assert "Odd Kvalitet" not in stranger.get(path).text
    site.now += LASTS
    assert "Lardal" in stranger.get(path).text


def test_each_language_and_each_question_has_its_own_page(site: Site) -> None:
    path = f"/rankings/{a_wave(site)}"
    stranger = site.client()
    asked = [{}, {"lang": "en"}, {"county": "Vestfold"}, {"q": "utsira"}]
    assert len({stranger.get(path, params=query).text for query in asked}) == len(asked)
    swedish = stranger.get(path, headers={"accept-language": "sv"})
    assert '<html lang="sv">' in swedish.text
    assert "accept-language" in swedish.headers["vary"]


def test_an_unchanged_page_is_not_sent_twice(site: Site) -> None:
    path = f"/rankings/{a_wave(site)}"
    stranger = site.client()
    etag = stranger.get(path).headers["etag"]
    again = stranger.get(path, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert stranger.get(path, headers={"accept-encoding": "identity"}).headers.get("content-encoding") is None


def test_what_is_not_published_is_never_kept(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    assert "etag" not in site.client("kari").get(f"/rankings/{wave_id}").headers
    assert site.client().get(f"/rankings/{wave_id}").status_code == 404
