"""One process that invites, for a test that kills it: `python -m tests.journeys.inviting DATABASE FOLDER PORT`."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from mailer.smtp import Smtp
from survey.keyring import Keyring
from survey.settings import Settings
from survey.steps.asked import house
from survey.steps.batch import Courier
from survey.steps.invite import invite
from survey.store.database import Database

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # tests/conftest.py, which takes a second to load


def main(url: str, folder: str, port: str) -> None:
    named = house(Settings(data=folder, base_url="https://medlytt.test", survey_from="undersokelse@medlytt.test"))
    with Smtp("127.0.0.1", int(port), tls="none") as mail:
        keys = Keyring(Path(folder) / "keys")
        invite(Database(url), Courier(name="doomed", mail=mail, clock=lambda: NOW, keys=keys, house=named))


if __name__ == "__main__":
    main(*sys.argv[1:])
