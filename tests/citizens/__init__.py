"""A survey under way with invitations that are due, for tests of what reaches citizens and what comes back."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mailer.sms import Gateway
from mailer.transport import Transport
from survey.contact import Personal, seal
from survey.doors import new_id
from survey.invitation import Invitation, Way
from survey.keyring import Keyring
from survey.round import Round, Rules
from survey.settings import Settings
from survey.steps import rounds as steps
from survey.steps.asked import house
from survey.steps.batch import Courier
from survey.store import invitations
from survey.store.database import Database
from survey.store.schema.invitations import invitation
from tests.conftest import NOW
from tests.scene import a_unit

SITE = "https://medlytt.test"
FROM = "undersokelse@medlytt.test"


class Citizens:
    """One open round of one unit; `invite` adds somebody to be written to, `courier` is a process that does it."""

    def __init__(self, db: Database, folder: Path, *, unit_id: int = 0, **values: Any) -> None:
        self.db = db
        self.keys = Keyring(folder / "keys")
        self.settings = Settings(data=str(folder), base_url=SITE, survey_from=FROM)
        self.unit_id = unit_id or a_unit(db)
        self.now = NOW
        rest = {
            "title": "Etter e-post",
            "forms": {"email": "post-contact-email@1", "phone": "short-survey@1"},
            "starts_on": NOW.date() - timedelta(days=5),
            "asks_until": NOW.date() + timedelta(days=20),
            "ends_on": NOW.date() + timedelta(days=30),
            "rules": Rules(reminders=(6,)),
        }
        self.round_id = steps.add(db, NOW, steps.Draft(**{**rest, **values}), units=[self.unit_id], by=None)
        steps.open_round(db, NOW, self.round_id, keys=self.keys, by=None)

    @property
    def round(self) -> Round:
        return steps.known(self.db, self.round_id)

    def invite(self, address: str = "kari@hjemme.test", **values: Any) -> bytes:
        rest: dict[str, Any] = {"channel": "email", "way": Way.EMAIL, "language": "nb", "due_at": NOW}
        rest |= {"round_id": self.round_id, "unit_id": self.unit_id}
        rest["personal"] = seal(Personal(address), self.keys.personal(self.round_id))
        new = Invitation(id=new_id(), **{**rest, **values})
        self.db.write(invitations.add, [new])
        return new.id

    def courier(self, mail: Transport, texts: Gateway | None = None, name: str = "me") -> Courier:
        return Courier(name=name, mail=mail, texts=texts, clock=self.clock, keys=self.keys, house=house(self.settings))

    def clock(self) -> datetime:
        return self.now

    def found(self, id: bytes) -> Invitation:
        with self.db.read() as connection:
            one = invitations.by_id(connection, id)
        assert one
        return one

    def rows(self) -> str:
        """Everything the database holds, as text."""
        with self.db.read() as connection:
            names = sa.inspect(connection).get_table_names()
            found = [str(connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()) for name in names]  # noqa: S608
        return "\n".join(found)

    def number(self) -> int:
        with self.db.read() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(invitation)) or 0
