"""Will mail from this persona domain be believed, and answers to it arrive? SPF, DKIM, DMARC and MX."""

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from ipaddress import ip_address

import dns.resolver
import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from mailer.message import ascii_domain
from mailer.spf import Broken, Policy, Unanswered, lookup


class Verdict(StrEnum):
    GOOD = "good"
    WARNING = "warning"  # mail gets through, with less trust
    FAULT = "fault"  # mail will be refused, or answers lost
    UNKNOWN = "unknown"  # the name servers did not answer: ask again


# Domains that no mail can come from or go to (RFC 2606, 6761, 6762, 9476): there is nothing to ask about them.
RESERVED = frozenset(
    {"test", "example", "invalid", "localhost", "local", "internal", "onion", "alt", "home.arpa"}
    | {"example.com", "example.net", "example.org"}
)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing found: `code` names it for the catalogue, `detail` is what a reader needs to find the spot."""

    check: str
    verdict: Verdict
    code: str
    detail: str = ""


Found = Iterator[tuple[Verdict, str, str]]


def check_domain(
    domain: str,
    *,
    resolver: dns.resolver.Resolver,
    sender_ips: Sequence[str] = (),
    includes: Sequence[str] = (),
    selectors: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """Hold a domain's records against how we send: from `sender_ips`, or by a provider whose records are `includes`.

    At least one finding each for spf, dkim, dmarc and mx. ValueError if an address or the domain is none.
    """
    domain = ascii_domain(domain.rstrip("."))
    checks: dict[str, Callable[[], Found]] = {
        "spf": lambda: _spf(resolver, domain, sender_ips, includes=includes),
        "dkim": lambda: _dkim(resolver, domain, selectors),
        "dmarc": lambda: _dmarc(resolver, domain),
        "mx": lambda: _mx(resolver, domain),
    }
    findings: list[Finding] = []
    for check, run in checks.items():
        try:
            found = list(run())
        except Unanswered as fault:
            found = [(Verdict.UNKNOWN, "dns_unanswered", str(fault))]
        findings += [Finding(check=check, verdict=verdict, code=code, detail=detail) for verdict, code, detail in found]
    return tuple(findings)


def reserved(domain: str) -> bool:
    labels = domain.lower().rstrip(".").split(".")
    return any(".".join(labels[start:]) in RESERVED for start in range(len(labels)))


def _spf(resolver: dns.resolver.Resolver, domain: str, ips: Sequence[str], *, includes: Sequence[str]) -> Found:
    policy = Policy(resolver)
    try:
        default = policy.result(None, domain)
        missing = [(ip, result) for ip in ips if (result := Policy(resolver).result(ip_address(ip), domain)) != "pass"]
    except Broken as fault:
        yield Verdict.FAULT, fault.code, fault.detail
        return
    if default == "none":
        yield Verdict.FAULT, "spf_missing", domain
        return
    for ip, result in missing:
        yield Verdict.FAULT, "spf_sender_missing", f"{ip}: {result}"
    for name in includes:
        if name.lower().rstrip(".") not in policy.seen:
            yield Verdict.FAULT, "spf_include_missing", name
    if default == "pass":
        yield Verdict.FAULT, "spf_open", "+all"
    elif default == "neutral":
        yield Verdict.WARNING, "spf_weak", "?all"
    elif not ips and not includes:
        yield Verdict.WARNING, "spf_no_sender", domain
    elif not missing and all(name.lower().rstrip(".") in policy.seen for name in includes):
        yield Verdict.GOOD, "spf_good", default


def _dkim(resolver: dns.resolver.Resolver, domain: str, selectors: Sequence[str]) -> Found:
    if not selectors:
        yield Verdict.WARNING, "dkim_no_selector", domain
    for selector in selectors:
        name = f"{selector}._domainkey.{domain}"
        records = [tags(text) for text in lookup(resolver, name, "TXT")]
        keys = [found for found in records if found.get("v", "DKIM1") == "DKIM1" and "p" in found]
        if len(keys) > 1:
            yield Verdict.FAULT, "dkim_multiple", name
        elif not keys:
            yield Verdict.FAULT, "dkim_unreadable" if records else "dkim_missing", name
        else:
            yield _key(keys[0], name)


def _key(found: dict[str, str], name: str) -> tuple[Verdict, str, str]:
    if not found["p"]:
        return Verdict.FAULT, "dkim_revoked", name
    try:
        der = base64.b64decode("".join(found["p"].split()), validate=True)
        if found.get("k", "rsa") == "ed25519":
            if len(der) != 32:
                raise ValueError("not an Ed25519 key")
            bits = 256
        else:
            key = load_der_public_key(der)
            bits = key.key_size if isinstance(key, RSAPublicKey) else 0
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return Verdict.FAULT, "dkim_unreadable", name
    if found.get("k", "rsa") != "ed25519" and bits < 1024:
        return Verdict.FAULT, "dkim_short", f"{name}: {bits}"
    if found.get("k", "rsa") != "ed25519" and bits < 2048:
        return Verdict.WARNING, "dkim_short", f"{name}: {bits}"
    if "y" in found.get("t", "").split(":"):
        return Verdict.WARNING, "dkim_testing", name
    return Verdict.GOOD, "dkim_good", name


def _dmarc(resolver: dns.resolver.Resolver, domain: str) -> Found:
    """The policy stands at the domain or at one above it: without a list of public suffixes, walk up (RFC 9989)."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        name = "_dmarc." + ".".join(labels[start:])
        records = [text for text in lookup(resolver, name, "TXT") if tags(text).get("v", "").upper() == "DMARC1"]
        if len(records) > 1:
            yield Verdict.FAULT, "dmarc_multiple", name
            return
        if records:
            yield _policy(tags(records[0]), name, inherited=start > 0)
            return
    yield Verdict.FAULT, "dmarc_missing", domain


def _policy(found: dict[str, str], name: str, *, inherited: bool) -> tuple[Verdict, str, str]:
    policy = (found.get("sp", found.get("p", "")) if inherited else found.get("p", "")).lower()
    if policy not in {"none", "quarantine", "reject"}:
        return Verdict.FAULT, "dmarc_unreadable", name
    if policy == "none":
        return Verdict.WARNING, "dmarc_none", name
    if found.get("pct", "100") != "100":
        return Verdict.WARNING, "dmarc_partial", f"{name}: {found['pct']} %"
    return Verdict.GOOD, "dmarc_good", f"{name}: {policy}"


def _mx(resolver: dns.resolver.Resolver, domain: str) -> Found:
    hosts = [text.split()[-1] for text in lookup(resolver, domain, "MX")]
    if hosts == ["."]:
        yield Verdict.FAULT, "mx_refuses", domain
    elif hosts:
        yield Verdict.GOOD, "mx_good", " ".join(sorted(hosts))
    elif lookup(resolver, domain, "A") or lookup(resolver, domain, "AAAA"):
        yield Verdict.WARNING, "mx_implicit", domain
    else:
        yield Verdict.FAULT, "mx_missing", domain


def tags(text: str) -> dict[str, str]:
    """`v=DKIM1; p=...` as a mapping; names in lower case, the first of two wins."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            found.setdefault(name.strip().lower(), value.strip())
    return found
