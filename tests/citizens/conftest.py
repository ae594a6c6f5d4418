"""A survey that is open, its invitations, and citizens who answer."""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from litestar.testing import TestClient
from playwright.sync_api import Browser, BrowserContext, Page

from instruments.document import to_toml
from survey.doors import new_id
from survey.invitation import Invitation, Standing, Way
from survey.response import Record, unseal
from survey.round import Round
from survey.settings import Settings
from survey.steps import rounds as steps
from survey.store import invitations, responses
from survey.store.database import Database
from survey.store.migrations import migrate
from tests.apps import built
from tests.browser.conftest import free_port
from tests.conftest import NOW
from tests.questions.forms import CHAIN, NUMBERS, in_pages
from tests.questions.kinds import ALL_KINDS, EIGHT
from tests.scene import a_unit
from tests.tester.conftest import wait_for

TODAY = NOW.date()
FORMS = {"email": "eight@1", "phone": "numbers-paged@1", "web": "short-survey@1", "desk": "kiosk@1"}


class Town:
    """The site, one survey of one unit, and what has been answered."""

    def __init__(self, db: Database, folder: Path, *, base_url: str = "http://testserver.local", **draft: Any) -> None:
        self.db = db
        self.now = NOW
        own = folder / "bank" / "instruments"
        own.mkdir(parents=True)
        for one in (EIGHT, ALL_KINDS, in_pages(EIGHT), in_pages(NUMBERS), CHAIN, in_pages(CHAIN)):
            (own / f"{one.id}.toml").write_text(to_toml(one), encoding="utf-8")
        self.settings = Settings(data=str(folder), base_url=base_url, bank=str(folder / "bank"), language="en")
        self.app = built(self.settings, db, clock=lambda: self.now)
        self.keys = self.app.state.keyring
        self.unit = a_unit(db)
        self.round = self.opened(**draft)

    def opened(self, **draft: Any) -> Round:
        rest = {"title": "Etter kontakt", "forms": FORMS, "starts_on": TODAY}
        rest |= {"asks_until": TODAY + timedelta(days=20), "ends_on": TODAY + timedelta(days=30)}
        id = steps.add(self.db, NOW, steps.Draft(**{**rest, **draft}), units=[self.unit], by=None)
        steps.open_round(self.db, NOW, id, keys=self.keys, by=None)
        return steps.known(self.db, id)

    def invited(
        self, channel: str = "email", language: str = "en", way: Way = Way.EMAIL, id: bytes = b"", **rest: Any
    ) -> str:
        """The address of one more invitation's survey."""
        new = Invitation(
            id=id or new_id(), round_id=self.round.id, unit_id=self.unit, channel=channel, way=way,
            language=language, standing=Standing.DONE, **rest,
        )  # fmt: skip
        self.db.write(invitations.add, [new])
        return f"/a/{self.round.id}/{self.keys.doors(self.round.id).link(new.id)}"

    def citizen(self, language: str = "en") -> "TestClient[Any]":
        made: TestClient[Any] = TestClient(self.app, raise_server_exceptions=False, base_url="http://testserver.local")
        made.follow_redirects = False
        made.headers["accept-language"] = language
        return made

    def answers(self) -> list[Record]:
        """What is sealed, opened here as the release would."""
        key = self.keys.opener(self.round.id)
        with self.db.read() as connection:
            ids = [id for some in responses.waiting(connection, self.round.id).values() for id in some]
            boxes = responses.boxes(connection, self.round.id, ids)
        return [unseal(box, key) for box in boxes.values()]


@pytest.fixture
def town(db: Database, tmp_path: Path) -> Town:
    return Town(db, tmp_path)


def fields(html: str) -> dict[str, str]:
    """The hidden fields of a form, which travel along."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: value for name, value in found}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The same behind a real server, for browsers."""
    folder, port = tmp_path_factory.mktemp("town"), free_port()
    db = Database(f"sqlite:///{folder / 'medlytt.db'}")
    migrate(db, NOW)
    town = Town(db, folder, base_url=f"http://127.0.0.1:{port}")
    server = Server(
        town.app, port=port, interface=Interfaces.ASGI, websockets=False, log_enabled=False,
        http1_settings=HTTP1Settings(keep_alive=False),
    )  # fmt: skip
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(),), daemon=True)
    thread.start()
    wait_for(town.settings.url)
    yield town
    loop.call_soon_threadsafe(server.stop)
    thread.join(10)
    loop.close()
    db.close()


@pytest.fixture
def visit(served: Town, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A citizen's own browser at this path."""
    contexts: list[BrowserContext] = []

    def go(path: str, *, width: int = 390, height: int = 800, **options: Any) -> Page:
        context = browser.new_context(
            base_url=served.settings.url, viewport={"width": width, "height": height}, locale="nb-NO", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield go
    for context in contexts:
        context.close()
