import base64
from collections.abc import Mapping, Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mailer.domain import Finding, check_domain
from tests.mailer.fake_dns import resolver


def key(bits: int) -> str:
    public = rsa.generate_private_key(65537, bits).public_key()
    return base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


KEY = key(2048)
SOUND: Mapping[tuple[str, str], Sequence[str]] = {
    ("fjordpost.test", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 include:spf.provider.test -all"', '"something=else"'],
    ("spf.provider.test", "TXT"): ['"v=spf1 ip6:2001:db8::/32 ~all"'],
    ("s1._domainkey.fjordpost.test", "TXT"): [f'"v=DKIM1; k=rsa; p={KEY[:200]}" "{KEY[200:]}"'],
    ("_dmarc.fjordpost.test", "TXT"): ['"v=DMARC1; p=reject"'],
    ("fjordpost.test", "MX"): ["10 mx.fjordpost.test."],
}


def check(
    changed: Mapping[tuple[str, str], Sequence[str]],
    *,
    ips: Sequence[str] = ("192.0.2.7",),
    includes: Sequence[str] = (),
    domain: str = "fjordpost.test",
) -> dict[str, list[Finding]]:
    with resolver({**SOUND, **changed}) as asking:
        found = check_domain(domain, resolver=asking, sender_ips=ips, includes=includes, selectors=["s1"])
    return {name: [finding for finding in found if finding.check == name] for name in ("spf", "dkim", "dmarc", "mx")}


def spf(record: str | Sequence[str], *, ips: Sequence[str] = ("192.0.2.7",), **more: Sequence[str]) -> list[str]:
    records = [f'"{text}"' for text in ([record] if isinstance(record, str) else record)]
    zone = {(name.replace("__", "."), "TXT"): [f'"{text}"' for text in texts] for name, texts in more.items()}
    return [finding.code for finding in check({("fjordpost.test", "TXT"): records, **zone}, ips=ips)["spf"]]


def test_a_sound_domain_is_good_in_all_four() -> None:
    found = check({}, ips=["192.0.2.7", "2001:db8::1"], includes=["spf.provider.test"])
    assert [(name, [finding.code for finding in found[name]]) for name in found] == [
        ("spf", ["spf_good"]),
        ("dkim", ["dkim_good"]),
        ("dmarc", ["dmarc_good"]),
        ("mx", ["mx_good"]),
    ]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("v=spf1 ip4:192.0.2.7 -all", "spf_good"),
        ("v=spf1 ip4:192.0.2.7 ~all", "spf_good"),
        ("V=SPF1 +IP4:192.0.2.0/29 -ALL", "spf_good"),
        ("v=spf1 a:mail.fjordpost.test -all", "spf_good"),
        ("v=spf1 a:mail.fjordpost.test/24 -all", "spf_good"),
        ("v=spf1 redirect=other.test", "spf_good"),
        ("v=spf1 ip4:198.51.100.0/24 -all", "spf_sender_missing"),
        ("v=spf1 -ip4:192.0.2.7 ip4:192.0.2.0/24 -all", "spf_sender_missing"),
        ("v=spf1 +all", "spf_open"),
        ("v=spf1 all", "spf_open"),
        ("v=spf1 ip4:192.0.2.7 ?all", "spf_weak"),
        ("v=spf1 ip4:192.0.2.7", "spf_weak"),
        ("v=spf1 ip4:192.0.2.777 -all", "spf_syntax"),
        ("v=spf1 ipv4:192.0.2.7 -all", "spf_syntax"),
        ("v=spf1 include:nowhere.test -all", "spf_syntax"),
        ("v=spf1 include:fjordpost.test -all", "spf_too_many_lookups"),
        ("v=spf2 ip4:192.0.2.7 -all", "spf_missing"),
        (("v=spf1 -all", "v=spf1 ip4:192.0.2.7 -all"), "spf_multiple"),
    ],
)
def test_spf_says_what_a_receiver_would_make_of_the_record(record: str | Sequence[str], code: str) -> None:
    more = {"other__test": ["v=spf1 ip4:192.0.2.7 -all"]}
    zone = {("mail.fjordpost.test", "A"): ["192.0.2.7"]}
    records = [f'"{text}"' for text in ([record] if isinstance(record, str) else record)]
    others = {(name.replace("__", "."), "TXT"): [f'"{text}"' for text in texts] for name, texts in more.items()}
    found = check({("fjordpost.test", "TXT"): records, **others, **zone})["spf"]
    assert [finding.code for finding in found] == [code]


def test_a_fail_inside_an_include_is_not_the_domains_own() -> None:
    assert spf("v=spf1 include:a.test ip4:192.0.2.7 -all", a__test=["v=spf1 -ip4:192.0.2.7 -all"]) == ["spf_good"]


def test_a_provider_that_is_not_included_is_told() -> None:
    found = check({}, ips=[], includes=["sendgrid.net"])["spf"]
    assert [(finding.code, finding.detail) for finding in found] == [("spf_include_missing", "sendgrid.net")]


def test_each_sender_address_that_may_not_send_is_named() -> None:
    found = check({}, ips=["203.0.113.9", "192.0.2.7", "2001:db9::1"])["spf"]
    assert [finding.detail for finding in found] == ["203.0.113.9: fail", "2001:db9::1: fail"]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (f"v=DKIM1; p={KEY}", "dkim_good"),
        (f"p={KEY}", "dkim_good"),
        (f"v=DKIM1; t=y; p={KEY}", "dkim_testing"),
        (f"v=DKIM1; p={key(1024)}", "dkim_short"),
        ("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "dkim_good"),
        ("v=DKIM1; p=", "dkim_revoked"),
        ("v=DKIM1; p=MIGfMA0", "dkim_unreadable"),
        ("v=DKIM2; p=x", "dkim_unreadable"),
    ],
)
def test_dkim_looks_at_the_key_itself(record: str, code: str) -> None:
    parts = " ".join(f'"{record[start : start + 250]}"' for start in range(0, len(record), 250))
    found = check({("s1._domainkey.fjordpost.test", "TXT"): [parts]})["dkim"]
    assert [finding.code for finding in found] == [code]


def test_a_selector_that_is_not_there_is_named() -> None:
    found = check({("s1._domainkey.fjordpost.test", "TXT"): []})["dkim"]
    assert [(finding.code, finding.detail) for finding in found] == [("dkim_missing", "s1._domainkey.fjordpost.test")]


@pytest.mark.parametrize(
    ("records", "code"),
    [
        (["v=DMARC1; p=reject"], "dmarc_good"),
        (["v=DMARC1;p=Quarantine;"], "dmarc_good"),
        (["v=DMARC1; p=none"], "dmarc_none"),
        (["v=DMARC1; p=reject; pct=20"], "dmarc_partial"),
        (["v=DMARC1; rua=mailto:x@y.test"], "dmarc_unreadable"),
        (["v=DMARC1; p=reject", "v=DMARC1; p=none"], "dmarc_multiple"),
        (["something else"], "dmarc_missing"),
        ([], "dmarc_missing"),
    ],
)
def test_dmarc_says_how_strict_the_policy_is(records: Sequence[str], code: str) -> None:
    found = check({("_dmarc.fjordpost.test", "TXT"): [f'"{text}"' for text in records]})["dmarc"]
    assert [finding.code for finding in found] == [code]


def test_a_subdomain_takes_the_policy_that_its_parent_has_for_subdomains() -> None:
    zone = {("_dmarc.fjordpost.test", "TXT"): ['"v=DMARC1; p=reject; sp=none"'], ("post.fjordpost.test", "A"): []}
    assert check(zone, domain="post.fjordpost.test")["dmarc"][0].code == "dmarc_none"


@pytest.mark.parametrize(
    ("zone", "code"),
    [
        ({("fjordpost.test", "MX"): ["0 ."]}, "mx_refuses"),
        ({("fjordpost.test", "MX"): []}, "mx_missing"),
        ({("fjordpost.test", "MX"): [], ("fjordpost.test", "A"): ["192.0.2.7"]}, "mx_implicit"),
    ],
)
def test_a_domain_that_cannot_get_answers_is_told(zone: Mapping[tuple[str, str], Sequence[str]], code: str) -> None:
    assert [finding.code for finding in check(zone)["mx"]] == [code]


def test_silence_of_the_name_servers_is_neither_good_nor_bad() -> None:
    found = check({("fjordpost.test", "TXT"): ["SERVFAIL"]})["spf"]
    assert [(finding.verdict, finding.code) for finding in found] == [("unknown", "dns_unanswered")]
