"""The site with forms of our own in its bank, for requests and behind a real server for the browser."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from playwright.sync_api import Browser, BrowserContext, Page

from instruments.document import to_toml
from survey.settings import Settings
from survey.web.app import build
from tests.browser.conftest import free_port
from tests.databases import on_sqlite
from tests.questions.forms import FORMS, in_pages
from tests.questions.kinds import ALL_KINDS, EIGHT
from tests.tester.conftest import wait_for


def settings(folder: Path, url: str) -> Settings:
    own = folder / "bank"
    (own / "instruments").mkdir(parents=True)
    for one in (*FORMS, *map(in_pages, FORMS), ALL_KINDS, in_pages(ALL_KINDS), EIGHT):
        (own / "instruments" / f"{one.id}.toml").write_text(to_toml(one), encoding="utf-8")
    return Settings(data=str(folder), base_url=url, language="en", bank=str(own))


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that shows the forms to everybody."""
    folder, port = tmp_path_factory.mktemp("answering"), free_port()
    made = settings(folder, f"http://127.0.0.1:{port}")
    db = on_sqlite(folder / "medlytt.db")
    server = Server(
        build(made, db), port=port, interface=Interfaces.ASGI, websockets=False, log_enabled=False,
        http1_settings=HTTP1Settings(keep_alive=False),
    )  # fmt: skip
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(),), daemon=True)
    thread.start()
    wait_for(made.url)
    yield made.url
    loop.call_soon_threadsafe(server.stop)
    thread.join(10)
    loop.close()
    db.close()


@pytest.fixture
def visit(served: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`visit("chain", width=390)`: a stranger's browser at the form. Options go to the context."""
    contexts: list[BrowserContext] = []

    def go(name: str, *, width: int = 800, height: int = 900, **options: Any) -> Page:
        options = {"locale": "en-GB", **options}
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=served, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)  # a busy machine is slow to bring the first page
        page.goto(f"/demonstration/{name}")
        return page

    yield go
    for context in contexts:
        context.close()
