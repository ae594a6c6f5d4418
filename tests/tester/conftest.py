"""The site with the tester's cast: in memory for requests, and as a real server for the browser."""

import asyncio
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from litestar.testing import TestClient
from playwright.sync_api import Browser, BrowserContext, Page

from survey.mail import Head
from survey.settings import Settings
from survey.steps import people as people_steps
from survey.steps.sign_in import open_session
from survey.store.schema import inquiries, mails, people
from survey.vault import Vault, key_at
from tests.apps import built
from tests.browser.conftest import free_port
from tests.conftest import NOW
from tests.databases import on_sqlite
from tests.tester.cast import DUE, MAIL, SAM, play

ANSWER = """Hei Ola

Biblioteket er åpent til kl. 19 på hverdager og til 15 på lørdager. Lånekort får du i skranken, helt gratis.
Ta med legitimasjon.

Vennlig hilsen
Berit Knutsen
Servicetorget, tlf. 33 17 10 01
"""


class Desk:
    """The site on a database of its own, at a Tuesday morning that goes on as the real clock does."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data=str(folder), base_url="http://testserver.local", language="en")
        self.db = on_sqlite(folder / "medlytt.db")
        self.url = ""
        self.begun = datetime.now(UTC)
        self.ahead = timedelta()
        play(self.db)
        self.write(fill_in, Vault(key_at(self.settings.key_path)))

    @property
    def now(self) -> datetime:
        return NOW + self.ahead + (datetime.now(UTC) - self.begun)

    def app(self) -> Any:
        return built(self.settings, self.db, clock=lambda: self.now)

    def write(self, work: Callable[..., None], *args: Any) -> None:
        self.db.write(work, *args)

    def link(self, person: int = SAM) -> str:
        return f"/sign-in/link/{people_steps.link_for(self.db, self.now, person_id=person, by=None).token}"

    def session(self) -> str:
        """The cookie of Sam, who has signed in."""
        signed = self.db.write(open_session, self.now, person_id=SAM, how="test", lasts=timedelta(hours=12))
        return signed.token


def fill_in(connection: sa.Connection, vault: Vault) -> None:
    """What the small cast of the step tests leaves out: real scenarios, a mail that left and its reply."""
    by_channel = {"email": "library-card", "phone": "library-card", "web_mobile": WEB, "web_desktop": WEB}
    connection.execute(people.person.update().values(language="en"))
    table = inquiries.inquiry
    for channel, scenario in by_channel.items():
        connection.execute(table.update().where(table.c.channel == channel).values(scenario=scenario))
    connection.execute(table.update().where(table.c.id == MAIL).values(answered_at=NOW - timedelta(hours=2)))
    connection.execute(
        inquiries.dispatch.insert().values(
            inquiry_id=MAIL, wave_id=1, purpose="inquiry", sender_name="Ola Moen", sender="ola.moen@postboks.test",
            recipient="post@larvik.test", subject="Lånekort", body="Hei!\n\nHvordan får jeg lånekort?\n\nOla Moen",
            message_id="<1@postboks.test>", status="sent", due_at=DUE, sent_at=DUE,
        )
    )  # fmt: skip
    head = Head(sender_name="Berit Knutsen", sender="berit@larvik.test", subject="SV: Lånekort", text=ANSWER)
    connection.execute(mails.mail.update().values(head=vault.seal(msgspec.json.encode(head)), confidence=0.7))


WEB = "web-library-hours"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.db.close()


@pytest.fixture
def sam(desk: Desk) -> TestClient:  # type: ignore[type-arg]
    """Sam's browser, signed in, as requests."""
    client: TestClient = TestClient(desk.app(), base_url="http://testserver.local")  # type: ignore[type-arg]
    client.follow_redirects = False
    assert client.post(desk.link()).status_code == 303
    return client


@pytest.fixture
def served(desk: Desk) -> Iterator[Desk]:
    """The same behind a real server, for Chromium."""
    port = free_port()
    desk.settings = msgspec.structs.replace(desk.settings, base_url=f"http://127.0.0.1:{port}")
    desk.url = desk.settings.url
    server = Server(
        desk.app(), port=port, interface=Interfaces.ASGI, websockets=False, log_enabled=False,
        http1_settings=HTTP1Settings(keep_alive=False),
    )  # fmt: skip
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(),), daemon=True)
    thread.start()
    wait_for(desk.url)
    yield desk
    loop.call_soon_threadsafe(server.stop)
    thread.join(10)
    loop.close()


def wait_for(url: str) -> None:
    for _ in range(1000):
        try:
            urllib.request.urlopen(f"{url}/privacy", timeout=10).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not answer")


@pytest.fixture
def enter(served: Desk, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`enter(width=390)`: Sam's own browser, signed in. Options go to the context."""
    contexts: list[BrowserContext] = []

    def come_in(*, width: int = 390, height: int = 844, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=served.url, **options)
        contexts.append(context)
        context.add_cookies([{"name": "medlytt", "value": served.session(), "url": served.url}])
        page = context.new_page()
        page.goto("/")
        return page

    yield come_in
    for context in contexts:
        context.close()
