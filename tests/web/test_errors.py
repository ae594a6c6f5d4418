"""Problems are told as pages in the reader's language, and as problem+json to programs."""

import json

import pytest
import structlog
from litestar import get
from structlog.testing import capture_logs

from survey import logs
from survey.store.database import Database
from survey.web import public
from survey.web.app import build
from survey.web.guards import allow_public
from survey.web.request import accepted
from tests.web.conftest import Site


@get("/boom", guards=[allow_public], sync_to_thread=False)
def boom() -> None:
    raise RuntimeError("the secret is 42")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/", 405), ("POST", "/privacy", 405)]
)
def test_a_program_gets_problem_json(site: Site, method: str, path: str, status: int) -> None:
    answer = site.client().request(method, path, headers={"accept": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["status"] == status


def test_a_method_that_is_not_allowed_names_those_that_are(site: Site) -> None:
    assert "GET" in site.client().delete("/privacy").headers["allow"]


def test_too_large_a_body_is_told(site: Site) -> None:
    answer = site.client().post("/sign-in/link", data={"email": "x" * 13_000_000})
    assert answer.status_code == 413


def test_a_database_that_is_gone_is_told_as_a_page(site: Site) -> None:
    site.db = Database("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    client = site.rebuilt().client()
    client.cookies.set("medlytt", "A" * 43)
    with capture_logs():
        answer = client.get("/me")
    assert answer.status_code == 500
    assert "Something went wrong here." in answer.text
    assert client.get("/healthz").status_code == 503
    site.db.close()


def test_a_broken_form_is_told(site: Site) -> None:
    headers = {"content-type": "multipart/form-data"}
    assert site.client().post("/sign-in/link", content=b"--x", headers=headers).status_code == 400


def test_a_fault_of_ours_leaks_nothing_and_can_be_found_in_the_log(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "HANDLERS", [*public.HANDLERS, boom])
    with capture_logs() as log:
        site.app = build(site.settings, site.db)
        answer = site.client().get("/boom")
    assert answer.status_code == 500
    assert log[0]["number"] in answer.text
    assert "secret" not in answer.text


def test_the_log_holds_no_values_of_variables(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()
    logs.configure()
    try:
        password = "hush"
        try:
            raise RuntimeError(f"{len(password)} letters")
        except RuntimeError as fault:
            structlog.get_logger().error("failed", exc_info=fault)
    finally:
        structlog.configure(**before)
    line = json.loads(capsys.readouterr().err)
    assert "4 letters" in line["exception"]
    assert "hush'" not in line["exception"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("nn-NO,nn;q=0.9,nb;q=0.8", "nn"),
        ("no", "nb"),
        ("fi, sv;q=0.5, en;q=0.4", "sv"),
        ("de", None),
        ("sv;q=0, en", "en"),
        ("en;q=x, nn;q=0.1", "nn"),
        ("", None),
    ],
)
def test_the_browser_says_which_language_is_read(header: str, language: str | None) -> None:
    assert accepted(header) == language


def test_a_visitor_carries_the_language_along_in_links(site: Site) -> None:
    html = site.client().get("/?lang=sv").text
    assert '<html lang="sv">' in html
    assert 'href="/privacy?lang=sv"' in html


def test_no_link_of_a_page_leads_to_another_site(site: Site) -> None:
    assert 'href="//' not in site.client().get("http://testserver.local//elsewhere.test/").text


def test_a_spoilt_cookie_breaks_no_page(site: Site) -> None:
    client = site.client("kari")
    cookie = f"medlytt={client.cookies['medlytt']}; said=é.é".encode("latin-1")
    assert client.get("/me", headers={"cookie": cookie}).status_code == 200


def test_zero_bytes_name_nothing_on_either_engine(site_on: Site) -> None:
    client = site_on.client("ada")
    for path in ("/units?text=%00", "/post/1?find=%00", "/audit?action=%00", "/waves/1/mails?unit=%00"):
        assert client.get(path).status_code == 404, path
    form = {"language": "en\0", "name": "Eva\0", "email": "eva\0@radet.test", "roles": "tester"}
    assert client.post("/people", data=form | {"csrf": site_on.csrf(client)}).status_code == 303


def test_the_language_links_keep_the_rest_of_the_address(site: Site) -> None:
    assert "/sign-in?then=%2Fme&amp;lang=nn" in site.client().get("/sign-in?then=/me").text
