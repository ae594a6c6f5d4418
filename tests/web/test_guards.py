"""Every route says who may call it, and every answer carries the headers."""

import msgspec
import pytest
from litestar.handlers import HTTPRouteHandler

from survey.steps import people
from survey.web.guards import Allow
from survey.web.headers import ALWAYS
from survey.web.request import Request
from tests.web.conftest import Site


def test_every_route_has_a_guard(site: Site) -> None:
    without = [
        f"{sorted(handler.http_methods)} {route.path}"
        for route in site.app.routes
        for handler in route.route_handlers  # type: ignore[union-attr]
        if isinstance(handler, HTTPRouteHandler)
        and handler.http_methods != {"OPTIONS"}
        and not any(isinstance(guard, Allow) for guard in handler.resolve_guards())
    ]
    assert without == []


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "HEAD"])
def test_every_answer_carries_the_security_headers(site: Site, method: str) -> None:
    client = site.client()
    for path in ("/", "/sign-in", "/me", "/nowhere", "/static/nowhere.css", "/api/nowhere", "/%00", "/%ff"):
        answer = client.request(method, path)
        assert answer.status_code < 500
        for name, value in ALWAYS.items():
            assert answer.headers[name] == value, path


def test_pages_are_not_stored_and_styles_are_kept_for_ever(site: Site) -> None:
    client = site.client("kari")
    assert client.get("/me").headers["cache-control"] == "no-store"
    style = client.get(site.app.state.assets.url("medlytt.css"), headers={"accept-encoding": "gzip"})
    assert "immutable" in style.headers["cache-control"]
    assert style.headers["content-encoding"] == "gzip"
    assert client.get("/static/medlytt.css", headers={"if-none-match": style.headers["etag"]}).status_code == 304


def test_pages_are_not_compressed(site: Site) -> None:
    # They hold the form token beside what a visitor can put there: compression would leak it by its length.
    assert "content-encoding" not in site.client("kari").get("/me", headers={"accept-encoding": "gzip"}).headers


def test_no_page_has_inline_script_or_style(site: Site) -> None:
    for path in ("/", "/sign-in", "/privacy", "/accessibility", "/nowhere"):
        html = site.client().get(path).text
        assert "<style" not in html
        assert " style=" not in html
        assert "<script>" not in html
        assert " onclick=" not in html


def test_strangers_see_a_sign_in_page(site: Site) -> None:
    answer = site.client().get("/me")
    assert answer.status_code == 401
    assert "/sign-in?then=%2Fme" in answer.text


def test_a_tester_is_kept_out_of_the_administration(site: Site) -> None:
    assert site.client("sam").get("/people").status_code in (403, 404)


def test_head_answers_like_get_without_a_body(site: Site) -> None:
    answer = site.client().head("/")
    assert answer.status_code == 200
    assert answer.text == ""


def test_https_sites_say_so_and_lock_their_cookies(site: Site) -> None:
    assert "strict-transport-security" not in site.client().get("/").headers
    site.settings = msgspec.structs.replace(site.settings, base_url="https://medlytt.example.no")
    client = site.rebuilt().client()
    mailed = people.link_for(site.db, site.now, person_id=site.people["sam"], by=None)
    answer = client.post(f"/sign-in/link/{mailed.token}")
    assert answer.headers["strict-transport-security"]
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-medlytt=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix:", ""),
    ],
)
def test_tries_are_counted_per_household(host: str, counted: str) -> None:
    assert Request({"type": "http", "client": (host, 1)}).client_host == counted  # type: ignore[arg-type, typeddict-item]
