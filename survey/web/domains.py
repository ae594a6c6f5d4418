"""The domains that test inquiries leave from: what the name servers say of them, in plain words."""

import asyncio
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, post

from mailer.domain import Finding, Verdict
from survey import ways
from survey.person import RoleName
from survey.settings import Settings
from survey.steps.check_domains import check_domains
from survey.store import domain_checks
from survey.store.domain_checks import WORST_FIRST, DomainCheck
from survey.texts import N_
from survey.web.forms import bind
from survey.web.guards import allow
from survey.web.page import redirect
from survey.web.request import Request

SPF = N_("Ask whoever runs the domain to mend its SPF record.")
DKIM = N_("Put the DKIM key of your mail provider into the domain's records, as the provider shows it.")
DMARC = N_("Let the record _dmarc say “v=DMARC1; p=quarantine”.")
MX = N_("Point the domain's MX record to where answers are to come in.")
# Code -> what it means for the test, and what to do about it.
WORDS: dict[str, tuple[str, str]] = {
    "domain_reserved": (
        N_("This domain is for trials only: mails from it reach nobody."),
        N_("Choose a real domain in the settings before a real wave."),
    ),
    "domain_invalid": (N_("This is no domain."), N_("Correct it in the settings.")),
    "dns_unanswered": (N_("The name servers did not answer."), N_("Check again in a while.")),
    "spf_good": (N_("SPF: our servers may send for this domain."), ""),
    "spf_missing": (N_("SPF is missing: many receivers will take our mails for spam."), SPF),
    "spf_sender_missing": (N_("SPF forbids one of our servers to send: its mails will be refused."), SPF),
    "spf_include_missing": (N_("SPF does not name our mail provider: its mails will be refused."), SPF),
    "spf_no_sender": (
        N_("SPF cannot be judged: Medlytt does not know from where mails leave."),
        N_("Name the addresses or the provider in the settings (sender_ips or spf_includes)."),
    ),
    "spf_multiple": (N_("There is more than one SPF record: receivers then ignore them all."), SPF),
    "spf_syntax": (N_("The SPF record has a mistake: receivers then ignore it."), SPF),
    "spf_too_many_lookups": (N_("The SPF record refers to more than ten others: receivers then ignore it."), SPF),
    "spf_open": (N_("SPF allows everybody to send for this domain: that looks like spam."), SPF),
    "spf_weak": (N_("SPF leaves open who may send for this domain."), SPF),
    "dkim_good": (N_("DKIM: mails are signed with a key that receivers find."), ""),
    "dkim_missing": (N_("The DKIM key is missing: receivers cannot tell that a mail is ours."), DKIM),
    "dkim_multiple": (N_("There is more than one DKIM key under one name: receivers then ignore them."), DKIM),
    "dkim_unreadable": (N_("The DKIM key cannot be read."), DKIM),
    "dkim_revoked": (N_("The DKIM key has been withdrawn: receivers distrust mails signed with it."), DKIM),
    "dkim_short": (
        N_("The DKIM key is short: some receivers do not trust it."), N_("Make a key of 2048 bits.")
    ),
    "dkim_testing": (N_("The DKIM key is marked as a trial."), N_("Remove “t=y” from the record.")),
    "dkim_no_selector": (
        N_("DKIM cannot be judged: Medlytt does not know what the key is called."),
        N_("Name it in the settings (dkim_selectors)."),
    ),
    "dmarc_good": (N_("DMARC: receivers know what to do with forged mails."), ""),
    "dmarc_missing": (N_("DMARC is missing: large receivers may put our mails among spam."), DMARC),
    "dmarc_multiple": (N_("There is more than one DMARC record: receivers then ignore them."), DMARC),
    "dmarc_unreadable": (N_("The DMARC record has a mistake: receivers then ignore it."), DMARC),
    "dmarc_none": (N_("DMARC only watches: receivers trust the domain less."), DMARC),
    "dmarc_partial": (
        N_("DMARC holds for a part of the mails only."), N_("Remove “pct” from the record.")
    ),
    "mx_good": (N_("Answers find their way: the domain takes mail."), ""),
    "mx_missing": (N_("The domain takes no mail: every answer is lost."), MX),
    "mx_refuses": (N_("The domain says that it wants no mail: every answer is lost."), MX),
    "mx_implicit": (N_("The domain has no MX record: some answers may be lost."), MX),
}  # fmt: skip


class Line(msgspec.Struct, frozen=True):
    verdict: Verdict
    says: str
    advice: str
    detail: str


class Domain(msgspec.Struct, frozen=True):
    """One of our domains as the page shows it."""

    name: str
    check: DomainCheck | None
    wrong: tuple[Line, ...]
    good: tuple[Line, ...]


class Domains(msgspec.Struct, frozen=True):
    every: tuple[Domain, ...]

    @property
    def worst(self) -> Verdict | None:
        """None: not all of them have been looked at yet."""
        if not all(one.check for one in self.every):
            return None
        return min((one.check.worst for one in self.every if one.check), key=WORST_FIRST.index, default=None)


def look(connection: sa.Connection, settings: Settings) -> Domains:
    known = domain_checks.every(connection)
    return Domains(tuple(_domain(name, known.get(name)) for name in settings.persona_domains))


def _domain(name: str, check: DomainCheck | None) -> Domain:
    lines = [_line(one) for one in check.findings] if check else []
    lines.sort(key=lambda one: WORST_FIRST.index(one.verdict))
    wrong = tuple(one for one in lines if one.verdict is not Verdict.GOOD)
    return Domain(name, check, wrong, tuple(one for one in lines if one.verdict is Verdict.GOOD))


def _line(finding: Finding) -> Line:
    says, advice = WORDS.get(finding.code, (finding.code, ""))
    return Line(finding.verdict, says, advice, finding.detail)


class Then(msgspec.Struct, frozen=True):
    then: str = "/waves"


@post("/domains/check", guards=[allow(RoleName.COORDINATOR)])
async def check(request: Request) -> Response[Any]:
    """Ask the name servers now; takes some seconds where they are slow."""
    given = bind(Then, await request.form())
    resolver = await asyncio.to_thread(ways.resolver, request.settings)
    await request.step(check_domains, settings=request.settings, resolver=resolver)
    then = given.then if given.then.startswith("/waves") else "/waves"
    return redirect(request, then, said=N_("The name servers have been asked."))


HANDLERS = [check]
