"""Our own domains are held against how mails leave: once a day, and whenever somebody asks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import dns.resolver

from mailer.domain import Finding, Verdict, check_domain, reserved
from survey.settings import Settings
from survey.store import domain_checks, job_runs
from survey.store.database import Database

JOB = "check domains"
AT_ONCE = 8
SENDGRID_SELECTORS = ("s1", "s2")


def check_domains(db: Database, now: datetime, *, settings: Settings, resolver: dns.resolver.Resolver) -> None:
    """Ask about all persona domains and keep what was found."""

    def look(domain: str) -> tuple[Finding, ...]:
        return findings(domain, settings, resolver=resolver)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = dict(zip(settings.persona_domains, pool.map(look, settings.persona_domains), strict=True))
    db.write(domain_checks.put, found, now)


def check_daily(db: Database, now: datetime, *, settings: Settings, resolver: dns.resolver.Resolver) -> bool:
    """The same, once a day for all processes together; whether it was us."""
    if not db.write(job_runs.claim, JOB, now.date().isoformat(), now=now):
        return False
    check_domains(db, now, settings=settings, resolver=resolver)
    return True


def findings(domain: str, settings: Settings, *, resolver: dns.resolver.Resolver) -> tuple[Finding, ...]:
    if reserved(domain):
        return (Finding(check="domain", verdict=Verdict.FAULT, code="domain_reserved", detail=domain),)
    selectors = settings.dkim_selectors
    if not selectors and settings.transport == "sendgrid":
        selectors = SENDGRID_SELECTORS
    try:
        return check_domain(
            domain,
            resolver=resolver,
            sender_ips=settings.sender_ips,
            includes=settings.spf_includes,
            selectors=selectors,
        )
    except ValueError:
        return (Finding(check="domain", verdict=Verdict.FAULT, code="domain_invalid", detail=domain),)
