"""What the name servers last said of the domains that test inquiries leave from."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa

from mailer.domain import Finding, Verdict
from survey.store import rows
from survey.store.database import upsert
from survey.store.schema.operations import domain_check

WORST_FIRST = (Verdict.FAULT, Verdict.UNKNOWN, Verdict.WARNING, Verdict.GOOD)


class DomainCheck(msgspec.Struct, frozen=True, kw_only=True):
    domain: str
    at: datetime
    findings: tuple[Finding, ...]

    @property
    def worst(self) -> Verdict:
        return min((one.verdict for one in self.findings), key=WORST_FIRST.index, default=Verdict.UNKNOWN)


def put(connection: sa.Connection, found: Mapping[str, Sequence[Finding]], now: datetime) -> None:
    """Keep these and forget the rest: a domain that is no longer ours says nothing."""
    connection.execute(domain_check.delete().where(domain_check.c.domain.not_in(list(found))))
    for domain, findings in found.items():
        values = {"at": now, "findings": msgspec.to_builtins(list(findings))}
        statement = upsert(connection, domain_check).values(domain=domain, **values)
        connection.execute(statement.on_conflict_do_update(index_elements=["domain"], set_=values))


def every(connection: sa.Connection) -> dict[str, DomainCheck]:
    found = rows.many(connection, sa.select(domain_check), DomainCheck)
    return {one.domain: one for one in found}
