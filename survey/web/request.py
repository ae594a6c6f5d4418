"""What every handler gets: who asks, in which language, when, and where the data lies."""

import ipaddress
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import litestar
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State

from instruments import bank
from instruments.protocol import Protocol
from survey.keyring import Keyring
from survey.person import Person
from survey.problems import SignInNeeded
from survey.settings import Settings
from survey.store.database import Database
from survey.store.sessions import Session
from survey.texts import LANGUAGES, N_, Translate, translator
from survey.vault import Vault

T = TypeVar("T")


class Request(litestar.Request[Person | None, Session | None, State]):
    @property
    def user(self) -> Person | None:
        person: Person | None = self.scope.get("user")
        return person

    @property
    def person(self) -> Person:
        """Whoever is signed in; the guard has seen to it that somebody is."""
        if self.user is None:
            raise SignInNeeded(N_("You need to sign in."))
        return self.user

    @property
    def session(self) -> Any:
        session: Session | None = self.scope.get("auth")
        return session

    @property
    def db(self) -> Database:
        db: Database = self.app.state.db
        return db

    @property
    def settings(self) -> Settings:
        settings: Settings = self.app.state.settings
        return settings

    @property
    def vault(self) -> Vault:
        vault: Vault = self.app.state.vault()
        return vault

    @property
    def keyring(self) -> Keyring:
        keyring: Keyring = self.app.state.keyring
        return keyring

    def protocol(self, name: str) -> Protocol:
        return bank.protocol(name, self.settings.bank_folder)

    @property
    def now(self) -> datetime:
        now: datetime = self.app.state.clock()
        return now

    @property
    def client_host(self) -> str:
        """Whom to count tries for; one household has a whole /64 of IPv6 addresses."""
        try:
            address = ipaddress.ip_address(self.client.host if self.client else "")
        except ValueError:
            return ""
        if address.version == 4:
            return str(address)
        return str(address.ipv4_mapped or ipaddress.ip_network(f"{address}/64", strict=False))

    @property
    def chosen_language(self) -> str | None:
        """The one that a signed-out reader carries along in links; no cookie is set for it."""
        chosen = self.query_params.get("lang")
        return chosen if chosen in LANGUAGES else None

    @property
    def language(self) -> str:
        if self.chosen_language:
            return self.chosen_language
        if self.scope["state"].get("program") and (wanted := accepted(self.headers.get("accept-language", ""))):
            return wanted  # a program says each time in which language it reads
        if self.user is not None and self.user.language in LANGUAGES:
            return self.user.language
        return accepted(self.headers.get("accept-language", "")) or self.settings.language

    @property
    def text(self) -> Translate:
        return translator(self.language)

    async def read(self, look: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """`look(connection, ...)`: at once on SQLite, where it takes microseconds, in a thread on PostgreSQL."""
        if self.db.sqlite:
            return self._look(look, args, kwargs)
        return await sync_to_thread(self._look, look, args, kwargs)

    async def step(self, do: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a step, `do(db, now, ...)`, in a thread: it waits for the disk."""
        return await sync_to_thread(do, self.db, self.now, *args, **kwargs)

    def _look(self, look: Callable[..., T], args: Any, kwargs: Any) -> T:
        with self.db.read() as connection:
            return look(connection, *args, **kwargs)


def accepted(header: str) -> str | None:
    """The first of our languages in an Accept-Language header, by weight; `no` and `da` are read as bokmål."""
    weighted = []
    for position, part in enumerate(header.split(",")[:20]):
        tag, _, parameter = part.strip().partition(";")
        name, _, weight = parameter.partition("=")
        try:
            value = float(weight) if name.strip() == "q" else 1.0
        except ValueError:
            continue
        primary = tag.split("-")[0].strip().lower()
        language = {"no": "nb", "da": "nb"}.get(primary, primary)
        if language in LANGUAGES and value > 0:
            weighted.append((-value, position, language))
    return min(weighted)[2] if weighted else None
