"""May this address send in the name of this domain? Sender Policy Framework (RFC 7208), without macros."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_network

import dns.exception
import dns.rdatatype
import dns.resolver

LOOKUPS = 10
"""RFC 7208 4.6.4: a record that needs more is an error to the receiver."""
RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
TERM = re.compile(r"([+\-~?]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?:[:]([^\s]*?))?(?:/(\d+))?(?://(\d+))?", re.I)
MODIFIER = re.compile(r"([a-z][a-z0-9_.\-]*)=(.*)", re.I)


class Broken(Exception):
    """The record is against the rules; receivers then treat it as an error (`code` says which)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Unanswered(Exception):
    """The name servers gave no answer, neither yes nor no."""


def lookup(resolver: dns.resolver.Resolver, name: str, kind: str) -> tuple[str, ...]:
    """The records of a name in text form; none if the name or the type is not there; raises Unanswered."""
    try:
        answer = resolver.resolve(name, kind, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, UnicodeError, OSError) as fault:
        raise Unanswered(f"{name} {kind}: {type(fault).__name__}") from fault
    if answer.rdtype == dns.rdatatype.TXT:
        return tuple(b"".join(record.strings).decode("ascii", "replace") for record in answer)
    return tuple(record.to_text() for record in answer)


class Policy:
    """One walk through a domain's record and all it refers to; `seen` collects the domains that were asked."""

    def __init__(self, resolver: dns.resolver.Resolver) -> None:
        self.resolver = resolver
        self.lookups = 0
        self.seen: list[str] = []

    def record(self, domain: str) -> str | None:
        texts = lookup(self.resolver, domain, "TXT")
        records = [text for text in texts if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]
        if len(records) > 1:
            raise Broken("spf_multiple", domain)
        return records[0] if records else None

    def result(self, address: IPv4Address | IPv6Address | None, domain: str) -> str:
        """pass, fail, softfail, neutral or none; without an address nothing matches and the whole tree is walked."""
        self.seen.append(domain.lower())
        record = self.record(domain)
        if record is None:
            return "none"
        redirect, ended = None, None
        for term in record.split()[1:]:
            if modifier := MODIFIER.fullmatch(term):
                redirect = modifier[2] if modifier[1].lower() == "redirect" else redirect
                continue
            found = TERM.fullmatch(term)
            if found is None:
                raise Broken("spf_syntax", term)
            if found[2].lower() == "all":
                ended = RESULTS[found[1] or "+"]
                break
            if self._matches(address, domain, found):
                return RESULTS[found[1] or "+"]
        if ended is not None:
            return ended
        if redirect is not None:
            self._count(redirect)
            if (result := self.result(address, redirect)) == "none":
                raise Broken("spf_syntax", f"redirect={redirect}")
            return result
        return "neutral"

    def _matches(self, address: IPv4Address | IPv6Address | None, domain: str, term: re.Match[str]) -> bool:
        kind, value = term[2].lower(), term[3]
        if kind in {"ip4", "ip6"}:
            return _inside(address, [value or ""], (term[4], term[4]), strict=True)
        self._count(term[0])
        target = value or domain
        if "%" in target or kind == "ptr":
            return False  # macros and reverse names depend on the single mail: they prove nothing beforehand
        match kind:
            case "include":
                if (result := self.result(address, target)) == "none":
                    raise Broken("spf_syntax", term[0])
                return result == "pass"
            case "exists":
                return bool(lookup(self.resolver, target, "A"))
            case "a":
                return _inside(address, self._addresses(address, target), (term[4], term[5]))
            case _:
                hosts = [text.split()[-1] for text in lookup(self.resolver, target, "MX")][:LOOKUPS]
                found = [ip for host in hosts if host != "." for ip in self._addresses(address, host)]
                return _inside(address, found, (term[4], term[5]))

    def _addresses(self, address: IPv4Address | IPv6Address | None, name: str) -> Sequence[str]:
        return lookup(self.resolver, name, "AAAA" if isinstance(address, IPv6Address) else "A")

    def _count(self, what: str) -> None:
        self.lookups += 1
        if self.lookups > LOOKUPS:
            raise Broken("spf_too_many_lookups", what)


def _inside(
    address: IPv4Address | IPv6Address | None,
    networks: Sequence[str],
    prefixes: tuple[str | None, str | None],
    *,
    strict: bool = False,
) -> bool:
    """Is the address in one of the networks, cut to the prefix length of its family?"""
    for text in networks:
        prefix = prefixes[1 if ":" in text else 0]
        try:
            network = ip_network(f"{text}/{prefix}" if prefix else text, strict=False)
        except ValueError as fault:
            if strict:
                raise Broken("spf_syntax", text) from fault
            continue
        if address is not None and address.version == network.version and address in network:
            return True
    return False
