"""What a wave's page says of our own domains, for a screen reader, on a phone and on a desk."""

from datetime import UTC, datetime

import pytest

from survey.settings import Settings
from survey.steps.check_domains import findings
from survey.store import domain_checks
from tests import scene
from tests.browser.conftest import Enter, Stage, assert_accessible
from tests.mailer.fake_dns import resolver

pytestmark = pytest.mark.browser


def test_the_findings_are_accessible(enter: Enter, stage: Stage) -> None:
    now = datetime.now(UTC)
    id = scene.a_wave(stage.db, status="planned", planned_at=now)
    with resolver({}) as asking:
        found = findings("medlytt-prove.no", Settings(sender_ips=("192.0.2.7",)), resolver=asking)
    stage.db.write(domain_checks.put, {"postboks.test": found}, now)
    page = enter("kari", width=320)
    page.goto(f"/waves/{id}")
    assert page.get_by_role("heading", name="Adressene våre").is_visible()
    assert_accessible(page)
