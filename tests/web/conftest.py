"""The site on a database of its own, with the cast signed in as wanted."""

from collections.abc import Iterator
from pathlib import Path

import argon2
import pytest
import sqlalchemy as sa
from litestar.testing import TestClient

from survey.notice import Notice
from survey.person import Person, Role, RoleName
from survey.settings import Settings
from survey.steps import people, sign_in
from survey.store import people as store
from survey.store import sessions
from survey.store.database import Database
from tests.apps import built
from tests.conftest import NOW
from tests.databases import on_sqlite
from tests.scene import a_unit

CAST = {
    "kari": ("Kari Koordinator", RoleName.COORDINATOR),
    "sam": ("Sam Tester", RoleName.TESTER),
    "odd": ("Odd Kvalitet", RoleName.QUALITY),
    "ada": ("Ada Administrator", RoleName.ADMINISTRATOR),
}


class Site:
    """The running site, what it mailed, and the ids of the cast."""

    def __init__(self, db: Database, folder: Path) -> None:
        self.db = db
        self.now = NOW
        self.mails: list[Notice] = []
        self.settings = Settings(
            base_url="http://testserver.local",
            data=str(folder),
            operator="Forbrukerrådet",
            operator_email="p@radet.test",
        )
        self.people: dict[str, int] = {}
        self.unit = 0
        self.rebuilt()

    def rebuilt(self) -> "Site":
        self.app = built(self.settings, self.db, post=self.mails.append, clock=lambda: self.now)
        return self

    def settle(self) -> None:
        self.unit = a_unit(self.db)
        for short, (name, role) in CAST.items():
            unit = self.unit if role is RoleName.QUALITY else None
            details = people.Details(name=name, email=f"{short}@radet.test", language="en", roles=(Role(role, unit),))
            self.people[short] = people.add(self.db, NOW, details=details, by=None)

    def client(self, short: str | None = None) -> TestClient:  # type: ignore[type-arg]
        """A browser of its own: signed in as that member of the cast, or as nobody; without redirects."""
        made: TestClient = TestClient(  # type: ignore[type-arg]
            self.app, raise_server_exceptions=False, base_url="http://testserver.local"
        )
        made.follow_redirects = False
        made.headers["accept-language"] = "en"
        if short:
            mailed = people.link_for(self.db, self.now, person_id=self.people[short], by=None)
            answer = made.post(f"/sign-in/link/{mailed.token}")
            assert answer.status_code == 303, answer.text
        return made

    def person(self, connection: sa.Connection, short: str) -> Person:
        found = store.one(connection, self.people[short])
        assert found
        return found

    def csrf(self, client: TestClient) -> str:  # type: ignore[type-arg]
        with self.db.read() as connection:
            from_cookie = sign_in.digest(client.cookies["medlytt"])
            session = sessions.current(connection, from_cookie, self.now)
        assert session is not None
        return session.csrf


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are as slow as they must be in real life only."""
    monkeypatch.setattr(sign_in, "HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    sign_in.decoy.cache_clear()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    db = on_sqlite(tmp_path / "medlytt.db")
    made = Site(db, tmp_path)
    made.settle()
    yield made
    db.close()


@pytest.fixture
def site_on(db: Database, tmp_path: Path) -> Site:
    """The same on both engines."""
    made = Site(db, tmp_path)
    made.settle()
    return made
