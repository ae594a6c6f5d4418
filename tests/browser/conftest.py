"""The real server with its cast, and Chromium in front of it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.axe import STICKS_OUT, in_short, violations
from survey.person import Role, RoleName
from survey.steps import people, schemes
from survey.steps.sign_in import open_session
from survey.store import taggers
from survey.store.database import Database
from tests.databases import on_sqlite
from tests.scene import a_unit

WIDTHS = (320, 390, 1280)
ROOT = Path(__file__).parents[2]
PATIENCE = 300  # seconds: a machine that does much else at once takes its time, and says nothing about the change
CAST = {
    "kari": ("Kari Koordinator", RoleName.COORDINATOR),
    "sam": ("Sam Tester", RoleName.TESTER),
    "odd": ("Odd Kvalitet", RoleName.QUALITY),
    "ada": ("Ada Administrator", RoleName.ADMINISTRATOR),
}


class Stage:
    """The server's address, its database (open here too) and the ids of the cast."""

    def __init__(self, url: str, db: Database) -> None:
        self.url = url
        self.db = db
        self.unit = a_unit(db)
        nobody_trains(db)
        self.people = {short: self._enter(short, name, role) for short, (name, role) in CAST.items()}

    def _enter(self, short: str, name: str, role: RoleName) -> int:
        roles = (Role(role, self.unit if role is RoleName.QUALITY else None),)
        details = people.Details(name=name, email=f"{short}@radet.test", language="nb", roles=roles)
        return people.add(self.db, datetime.now(UTC), details=details, by=None)

    def session(self, short: str) -> str:
        """The cookie of somebody who has signed in."""
        now = datetime.now(UTC)
        signed = self.db.write(open_session, now, person_id=self.people[short], how="test", lasts=timedelta(hours=1))
        return signed.token

    def link(self, short: str) -> str:
        mailed = people.link_for(self.db, datetime.now(UTC), person_id=self.people[short], by=None)
        return f"{self.url}/sign-in/link/{mailed.token}"


def nobody_trains(db: Database) -> None:
    """The model that a new site asks for is called off: its training would take a core from the tests."""
    schemes.begin(db, datetime.now(UTC))
    db.write(taggers.call_off)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """`medlytt serve` on SQLite, for the whole session: tests share it and tell their rows apart."""
    folder = tmp_path_factory.mktemp("stage")
    port = free_port()
    db = on_sqlite(folder / "medlytt.db")
    made = Stage(f"http://127.0.0.1:{port}", db)
    environment = os.environ | {"MEDLYTT_DATA": str(folder), "MEDLYTT_PORT": str(port), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "survey.cli.main", "serve"]
    server = subprocess.Popen(command, env=environment, cwd=folder)  # noqa: S603 - our own program
    try:
        wait_for(f"{made.url}/", server)
        yield made
    finally:
        server.terminate()
        server.wait(PATIENCE)
        db.close()


Enter = Callable[..., Page]


@pytest.fixture
def enter(stage: Stage, browser: Browser) -> Iterator[Enter]:
    """`enter("sam", width=390)`: a page of one's own, signed in; nobody without a name. Options go to the context."""
    contexts: list[BrowserContext] = []

    def come_in(short: str | None = None, *, width: int = 1280, height: int = 900, **options: Any) -> Page:
        options = {"viewport": {"width": width, "height": height}, "locale": "nb-NO", **options}
        context = browser.new_context(base_url=stage.url, **options)
        contexts.append(context)
        page = context.new_page()
        if short:
            context.add_cookies([{"name": "medlytt", "value": stage.session(short), "url": stage.url}])
            page.goto("/")
        return page

    yield come_in
    for context in contexts:
        context.close()


def assert_accessible(page: Page) -> None:
    """axe finds nothing at WCAG 2.2 AA as the page stands, and at no width anything sticks out at the side.

    `benchmarks.axe` looks with axe at every page in both widths, both schemes and all languages.
    """
    found = violations(page)
    assert not found, [*map(in_short, found), found]
    assert_fits(page)


def assert_fits(page: Page) -> None:
    size = page.viewport_size
    assert size
    for width in (*WIDTHS, size["width"]):
        page.set_viewport_size({"width": width, "height": size["height"]})
        assert not page.evaluate(STICKS_OUT), f"{page.url} sticks out at {width} pixels"


def assert_readable_in_the_dark(page: Page) -> None:
    """All that a scheme changes are the colours; on their way from one to the other they say nothing."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = violations(page, "color-contrast")
    assert not found, [*map(in_short, found), found]
    page.emulate_media(color_scheme="light")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, "the server stopped"
        try:
            urllib.request.urlopen(url, timeout=10).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not answer")
