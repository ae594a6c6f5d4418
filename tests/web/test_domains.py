"""Before a wave opens its page says whether mail from our domains will be believed, and what to do about it."""

import re
from pathlib import Path

import msgspec
import pytest

import mailer
from survey.web.domains import WORDS
from tests import scene
from tests.conftest import NOW
from tests.mailer.fake_dns import Zone, resolver
from tests.steps.test_check_domains import DOMAIN, ZONE
from tests.web.conftest import Site


def asked(site: Site, zone: Zone, *, status: str = "planned") -> str:
    """What the wave's page says after `Check now`."""
    id = scene.a_wave(site.db, status=status, planned_at=NOW)
    with resolver(zone) as asking:
        site.settings = msgspec.structs.replace(
            site.settings, transport="smtp", persona_domains=(DOMAIN,), sender_ips=("192.0.2.7",),
            dkim_selectors=("s1",), dns_server="127.0.0.1", dns_port=asking.port,
        )  # fmt: skip
        kari = site.rebuilt().client("kari")
        answer = kari.post("/domains/check", data={"csrf": site.csrf(kari), "then": f"/waves/{id}"})
    assert answer.headers["location"] == f"/waves/{id}"
    return kari.get(f"/waves/{id}").text


def test_a_sound_domain_is_ready(site: Site) -> None:
    text = asked(site, ZONE)
    assert "4 things are as they should be" in text
    assert "needs mending" not in text


@pytest.mark.parametrize("status", ["planned", "open"])
def test_a_fault_warns_loudly_and_says_what_to_do(site: Site, status: str) -> None:
    text = asked(site, {**ZONE, (DOMAIN, "MX"): [], (DOMAIN, "A"): []}, status=status)
    assert "needs mending" in text
    assert ("Something is wrong with our addresses" in text) == (status == "open")
    assert "The domain takes no mail: every answer is lost." in text
    assert "Point the domain&#39;s MX record to where answers are to come in." in text


def test_a_fault_does_not_keep_a_wave_from_opening(site: Site) -> None:
    asked(site, {})
    id = scene.a_wave(
        site.db, status="planned", planned_at=NOW, created_by=site.people["ada"], self_mail_arrived_at=NOW,
        approved_by=site.people["kari"], approved_at=NOW,
    )  # fmt: skip
    kari = site.client("kari")
    assert kari.post(f"/waves/{id}/open", data={"csrf": site.csrf(kari)}).status_code == 303


def test_nothing_is_wrong_where_no_mail_leaves_for_the_world(site: Site) -> None:
    id = scene.a_wave(site.db, status="planned", planned_at=NOW)
    text = site.client("kari").get(f"/waves/{id}").text
    assert "No mail leaves for the world here" in text
    assert "needs mending" not in text


def test_only_coordinators_ask(site: Site) -> None:
    sam = site.client("sam")
    assert sam.post("/domains/check", data={"csrf": site.csrf(sam)}).status_code == 403


def test_every_finding_has_words() -> None:
    folder = Path(str(mailer.__file__)).parent
    source = "".join((folder / name).read_text(encoding="utf-8") for name in ("domain.py", "spf.py"))
    codes = set(re.findall(r'"((?:spf|dkim|dmarc|mx|dns)_[a-z_]+)"', source))
    assert len(codes) > 25
    assert codes <= set(WORDS)
