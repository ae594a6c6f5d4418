"""A site with a survey in it: drafted, open, and answered as a test wants it."""

from datetime import timedelta
from typing import Any

import pytest

from survey.keyring import Keyring
from survey.steps import rounds as steps
from tests.conftest import NOW
from tests.scene import a_unit
from tests.web.conftest import Site, quick_hashes, site, site_on

__all__ = ["quick_hashes", "site", "site_on"]

TODAY = NOW.date()
HOME = "/coordinator/surveys"
FORM = {
    "title": "Etter kontakt",
    "mode": "anonymous",
    "form-email": "post-contact-email@1",
    "form-phone": "post-contact-phone@1",
    "language": "nb",
    "starts_on": "2026-03-02",
    "asks_until": "2026-03-29",
    "ends_on": "2026-04-12",
    "units": "all",
    "share": "100",
    "cap": "400",
    "quarantine": "90",
    "delay": "24",
    "oldest": "14",
    "quiet_from": "20:00",
    "quiet_to": "08:00",
    "reminders": "5",
    "k": "10",
    "grain": "whole",
}


def a_draft(**values: Any) -> steps.Draft:
    rest = {"title": "Etter kontakt", "forms": {"email": "post-contact-email@1", "phone": "post-contact-phone@1"}}
    rest |= {"starts_on": TODAY, "asks_until": TODAY + timedelta(days=20), "ends_on": TODAY + timedelta(days=30)}
    return steps.Draft(**{**rest, **values})


def a_round(site: Site, *, open: bool = True, units: tuple[int, ...] = (), **values: Any) -> int:
    id = steps.add(site.db, NOW, a_draft(**values), units=units or [site.unit], by=site.people["kari"])
    if open:
        steps.open_round(site.db, NOW, id, keys=Keyring(site.settings.keys_folder), by=site.people["kari"])
    return id


@pytest.fixture
def second(site: Site) -> int:
    return a_unit(site.db, "1101", "Eigersund")
