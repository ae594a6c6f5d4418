"""Our own domains are held against how mails leave, by asking a name server of the tests' own."""

from datetime import timedelta

import dns.resolver
import pytest

from mailer.domain import Verdict
from survey import ways
from survey.settings import Settings, SettingsFault, read
from survey.steps.check_domains import check_daily, check_domains
from survey.store import domain_checks
from survey.store.database import Database
from survey.store.domain_checks import DomainCheck
from tests.conftest import NOW
from tests.mailer.fake_dns import Zone, resolver

DOMAIN = "medlytt-prove.no"
ZONE: Zone = {
    (DOMAIN, "TXT"): ['"v=spf1 ip4:192.0.2.7 -all"'],
    (f"s1._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="'],
    (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=reject"'],
    (DOMAIN, "MX"): [f"10 mx.{DOMAIN}."],
}
SETTINGS = Settings(persona_domains=(DOMAIN,), sender_ips=("192.0.2.7",), dkim_selectors=("s1",))


def stored(db: Database) -> dict[str, DomainCheck]:
    with db.read() as connection:
        return domain_checks.every(connection)


def checked(db: Database, zone: Zone, settings: Settings = SETTINGS) -> dict[str, DomainCheck]:
    with resolver(zone) as asking:
        check_domains(db, NOW, settings=settings, resolver=asking)
    return stored(db)


def test_a_sound_domain_is_good_in_everything(db: Database) -> None:
    found = checked(db, ZONE)[DOMAIN]
    assert (found.at, found.worst) == (NOW, Verdict.GOOD)
    assert [one.code for one in found.findings] == ["spf_good", "dkim_good", "dmarc_good", "mx_good"]


def test_the_worst_finding_is_what_a_domain_is_judged_by(db: Database) -> None:
    found = checked(db, {**ZONE, (DOMAIN, "TXT"): ['"v=spf1 ip4:198.51.100.1 -all"']})[DOMAIN]
    assert found.worst is Verdict.FAULT
    assert found.findings[0].code == "spf_sender_missing"


def test_a_later_check_replaces_the_earlier_and_forgets_domains_that_are_no_longer_ours(db: Database) -> None:
    checked(db, {})
    other = Settings(persona_domains=("annen-prove.no",))
    assert list(checked(db, ZONE, other)) == ["annen-prove.no"]
    assert stored(db)["annen-prove.no"].worst is Verdict.FAULT


@pytest.mark.parametrize("domain", ["postboks.test", "kari.example", "post.example.com", "localhost", "Postboks.TEST."])
def test_domains_that_reach_nobody_are_not_asked_about(db: Database, domain: str) -> None:
    nobody = dns.resolver.Resolver(configure=False)
    check_domains(db, NOW, settings=Settings(persona_domains=(domain,)), resolver=nobody)
    assert [one.code for one in stored(db)[domain].findings] == ["domain_reserved"]


def test_what_is_no_domain_is_told(db: Database) -> None:
    assert checked(db, {}, Settings(persona_domains=("not a domain.no",)))["not a domain.no"].worst is Verdict.FAULT


def test_without_knowing_from_where_mails_leave_the_record_is_not_called_good(db: Database) -> None:
    found = checked(db, ZONE, Settings(persona_domains=(DOMAIN,)))[DOMAIN]
    assert [one.code for one in found.findings[:2]] == ["spf_no_sender", "dkim_no_selector"]


def test_sendgrid_signs_with_its_own_selectors_unless_told_otherwise(db: Database) -> None:
    found = checked(db, ZONE, Settings(persona_domains=(DOMAIN,), transport="sendgrid"))[DOMAIN]
    assert [one.detail for one in found.findings if one.check == "dkim"] == [
        f"s1._domainkey.{DOMAIN}", f"s2._domainkey.{DOMAIN}",
    ]  # fmt: skip


def test_once_a_day_for_all_processes_together(db: Database) -> None:
    with resolver(ZONE) as asking:

        def run(days: int) -> bool:
            return check_daily(db, NOW + timedelta(days=days), settings=SETTINGS, resolver=asking)

        assert [run(0), run(0), run(1), run(1)] == [True, False, True, False]


def test_the_name_server_is_the_one_in_the_settings() -> None:
    asking = ways.resolver(Settings(dns_server="192.0.2.53", dns_port=5353))
    assert (list(asking.nameservers), asking.port) == (["192.0.2.53"], 5353)
    assert list(ways.resolver(Settings(dns_server="2001:db8::53")).nameservers) == ["2001:db8::53"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("SENDER_IPS", "mail.example.no"), ("SENDGRID_EVENTS_PUBLIC_KEY", "abc"), ("DNS_SERVER", "dns.example.no")],
)
def test_settings_that_cannot_work_are_told_at_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsFault, match=name.lower()):
        read({f"MEDLYTT_{name}": value})


def test_lists_in_variables_are_separated_by_commas() -> None:
    found = read({"MEDLYTT_SENDER_IPS": "192.0.2.7, 2001:db8::1", "MEDLYTT_DKIM_SELECTORS": "s1,s2"})
    assert (found.sender_ips, found.dkim_selectors) == (("192.0.2.7", "2001:db8::1"), ("s1", "s2"))
