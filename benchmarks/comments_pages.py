"""How long the pages on comments take, through the whole site: by the clock and as time of the processor."""

import os
import statistics
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from litestar.testing import TestClient

from survey.person import Role, RoleName
from survey.settings import Settings
from survey.steps import hold, people
from survey.store.database import Database
from tests.apps import built

MOST = 0.2
"""Seconds a page may take."""
TIMES = 9
HOME = "/comments"
PAGES = {
    "all": HOME,
    "far on": f"{HOME}?after=f0000000000000000000000000000000",
    "a unit and channel": f"{HOME}?unit=3&channel=phone",
    "a category": f"{HOME}?category=reasons:slow",
    "a common word": f"{HOME}?q=the",
    "two words in a category": f"{HOME}?q=staff+time&category=reasons:slow",
    "words together": f"{HOME}?q=%22the+staff%22+waiting",
    "a language and a state": f"{HOME}?language=nb&state=suggested",
    "what the model doubts": f"{HOME}?state=unsure",
    "review": f"{HOME}/review",
    "categories": f"{HOME}/categories",
    "categories of a unit": f"{HOME}/categories?unit=3",
    "one category": f"{HOME}/categories/reasons/slow",
    "one category in a unit": f"{HOME}/categories/reasons/slow?unit=3",
    "report": f"{HOME}/report",
    "report of a unit": f"{HOME}/report?unit=3",
    "quality": f"{HOME}/quality",
    "scheme": f"{HOME}/scheme",
    "model": f"{HOME}/model",
}


def measured(db: Database, now: datetime, folder: Path) -> int:
    """Prints each page; returns how many were too slow by the processor's time."""
    site = built(Settings(base_url="http://testserver.local", data=str(folder)), db, clock=lambda: now)
    slow = 0
    with TestClient(site, base_url="http://testserver.local") as browser:
        signed_in(browser, db, now)
        for name, address in PAGES.items():
            first = timed(browser, address)
            times = [timed(browser, address) for _ in range(TIMES)]
            own = spent(browser, address, processes(db))
            slow += own > MOST
            print(
                f"  page: {name:<42} {statistics.median(times) * 1000:7.1f} ms (fastest {min(times) * 1000:.1f}, "
                f"first {first * 1000:.0f}, CPU {own * 1000:.0f})"
            )
    return slow


def signed_in(browser: TestClient, db: Database, now: datetime) -> None:  # type: ignore[type-arg]
    details = people.Details(
        name="Kari", email="kari@radet.test", language="nb", roles=(Role(RoleName.COORDINATOR, None),)
    )
    kari = people.add(db, now, details=details, by=None)
    hold.some(db, now, by=kari)  # so that there is something to review
    mailed = people.link_for(db, now, person_id=kari, by=None)
    browser.follow_redirects = False
    browser.post(f"/sign-in/link/{mailed.token}")


def timed(browser: TestClient, address: str) -> float:  # type: ignore[type-arg]
    begun = time.perf_counter()
    answer = browser.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return time.perf_counter() - begun


def processes(db: Database) -> Sequence[int]:
    """This one, and those that work for this database on PostgreSQL."""
    if db.sqlite:
        return [os.getpid()]
    with db.read() as connection:
        found = connection.scalars(sa.text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()"))
        return [os.getpid(), *found]


def spent(browser: TestClient, address: str, by: Sequence[int]) -> float:  # type: ignore[type-arg]
    """Seconds of the processor for one look at a page, whoever else is busy: its clock ticks in 10 ms, so of many."""
    before = ticks(by)
    for _ in range(TIMES):
        browser.get(address)
    return (ticks(by) - before) / TIMES / os.sysconf("SC_CLK_TCK")


def ticks(by: Sequence[int]) -> int:
    """Of the processes on this machine (Linux), their own and the kernel's for them."""
    stats = [Path(f"/proc/{id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split() for id in by]
    return sum(int(one[11]) + int(one[12]) for one in stats)
