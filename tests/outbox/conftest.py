"""The closed wave that objections are tried on: Odd answers for Larvik, Mona for Tønsberg, nobody for Utsira."""

from datetime import datetime
from typing import Any

import pytest

from mailer.message import Message
from survey.outbox import Occasion, Telling
from survey.person import Person
from survey.steps import people, tell_by_mail
from survey.steps.tell_by_mail import Carrier, Told
from survey.steps.tell_words import House
from survey.store import outbox
from survey.store.database import Database
from tests.objections.conftest import NOW, Scene
from tests.steps.test_send import Counter

HOUSE = House(url="https://medlytt.test", sender="medlytt@radet.test", key=b"k" * 32)


class Room(Scene):
    def told(self, occasion: Occasion) -> list[Telling]:
        with self.db.read() as connection:
            return outbox.of_wave(connection, self.wave, occasion)

    def one(self, person: Person, occasion: Occasion) -> Telling:
        (found,) = [one for one in self.told(occasion) if one.person_id == person.id]
        return found

    def send(self, now: datetime = NOW, answer: Exception | None = None) -> tuple[Told, list[Message]]:
        out = Counter(answer)
        told = tell_by_mail.tell_by_mail(self.db, carrier(out, now))
        return told, out.sent

    def change(self, person: Person, **changed: Any) -> None:
        details = {"name": person.name, "email": person.email, "language": person.language, "roles": person.roles}
        people.change(self.db, NOW, person_id=person.id, details=people.Details(**{**details, **changed}), by=None)


def carrier(out: Any, now: datetime = NOW, **more: Any) -> Carrier:
    return Carrier(name="me", transport=out, clock=lambda: now, house=HOUSE, **more)


@pytest.fixture
def room(db: Database) -> Room:
    return Room(db)
