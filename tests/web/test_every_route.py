"""What holds for each route there is, also for those that are added later."""

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser

import msgspec
import pytest
from litestar.handlers import HTTPRouteHandler

from survey.planning.summary import Summary
from survey.web.guards import Allow
from tests.scene import a_mail_inquiry, a_wave
from tests.web.conftest import CAST, Site

PLAN = Summary(
    units=1,
    channels={"email": 1},
    follow_ups=0,
    days={date(2026, 3, 3): 1},
    shortfalls=(),
    loads=(),
    most_minutes=5.0,
    mean_minutes=5.0,
    ceiling=None,
    risks=(),
)
SAFE = {"GET", "HEAD", "OPTIONS"}


def routes(site: Site) -> Iterator[tuple[str, str, Allow]]:
    """Method, a path with its holes filled in, and the guard."""
    for route in site.app.routes:
        for handler in route.route_handlers:  # type: ignore[union-attr]
            if isinstance(handler, HTTPRouteHandler) and handler.http_methods != {"OPTIONS"}:
                path = re.sub(r"\{\w+:int\}", "1", re.sub(r"\{\w+:(str|path)\}", "x", route.path))
                guard = next(guard for guard in handler.resolve_guards() if isinstance(guard, Allow))
                yield next(iter(handler.http_methods - {"OPTIONS"})), path, guard


def test_strangers_get_in_nowhere_but_where_all_may(site: Site) -> None:
    client = site.client()
    for method, path, guard in routes(site):
        if not guard.public and not guard.hook:
            assert client.request(method, path).status_code == 401, (method, path)


@pytest.mark.parametrize("short", CAST)
def test_nobody_gets_in_with_the_wrong_role(site: Site, short: str) -> None:
    client = site.client(short)
    with site.db.read() as connection:
        person = site.person(connection, short)
    for method, path, guard in routes(site):
        if not guard.public and not guard.hook and not guard.permits(person):
            assert client.request(method, path).status_code == 403, (method, path)


@pytest.mark.parametrize("short", CAST)
def test_no_form_is_taken_without_its_token(site: Site, short: str) -> None:
    client = site.client(short)
    with site.db.read() as connection:
        person = site.person(connection, short)
    for method, path, guard in routes(site):
        if method not in SAFE and not guard.hook and (guard.public or guard.permits(person)):
            answer = client.request(method, path, data={"csrf": "x" * 32})
            assert answer.status_code == 403, (method, path)
    assert client.get("/me").status_code == 200


def test_nothing_breaks_on_ids_that_are_not_there(site: Site) -> None:
    for short in CAST:
        client = site.client(short)
        for method, path, _ in routes(site):
            if method == "GET":
                answer = client.get(path.replace("1", "987654321"))
                assert answer.status_code < 500, path


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**30])
def test_no_number_is_too_large_to_be_answered(site: Site, number: int) -> None:
    for short in CAST:
        client = site.client(short)
        token = {"csrf": site.csrf(client), "inquiry": str(number), "tester": str(number), "kind": "receipt"}
        for method, path, guard in routes(site):
            if "1" in path and not guard.hook:
                form = None if method in SAFE else token
                answer = client.request(method, path.replace("1", str(number)), data=form)
                assert answer.status_code < 500, (short, method, path)
    for path in ("/audit?before={}", "/audit?person={}", "/waves/1/mails?start={}", "/waves/1/mails?sample={}"):
        assert site.client("ada").get(path.format(number)).status_code < 500, path


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        target = given.get("href") if tag in ("a", "link") else given.get("src")
        if target and target.startswith("/"):
            self.found.append(target.split("#")[0])


@pytest.mark.parametrize("short", [None, *CAST])
def test_no_link_is_dead(site: Site, short: str | None) -> None:
    """From the front page to every kind of page that can be reached, each kind a few times."""
    wave = a_wave(site.db, status="open", plan=msgspec.to_builtins(PLAN), planned_at=site.now, opened_at=site.now)
    a_mail_inquiry(site.db, wave, site.unit, tester_id=site.people["sam"])
    client = site.client(short)
    waiting, seen, kinds = ["/"], set(), dict[str, int]()
    while waiting:
        path = waiting.pop(0)
        kind = re.sub(r"\d+", "N", path.split("?")[0])
        if path in seen or kinds.get(kind, 0) >= 3:
            continue
        seen.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = client.get(path)
        assert answer.status_code < 400, path
        if "location" in answer.headers:
            waiting.append(answer.headers["location"])
        elif answer.headers["content-type"].startswith("text/html"):
            assert " style=" not in answer.text, path
            waiting += Links(answer.text).found
