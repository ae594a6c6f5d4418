"""What must hold after every kill: a wave is published whole or not at all, told once, and nothing is lost."""

from collections import Counter
from datetime import UTC, datetime
from email.parser import BytesParser
from pathlib import Path

import msgspec
import sqlalchemy as sa

from benchmarks.publishing_stage import Stage
from survey import bundle, signing
from survey.cli.verify import Report, examine
from survey.keyring import Keyring
from survey.ledger import Origin
from survey.objection import State
from survey.outbox import Post
from survey.standing import Standing
from survey.steps.report import facts_of
from survey.store import findings, ledger, objections, reports, standings, survey_releases, waves
from survey.store.schema.inquiries import grade
from survey.store.schema.objections import ledger_entry
from survey.store.schema.outbox import telling
from survey.store.schema.people import audit
from survey.wave import Wave, WaveStatus

MOST_SENT = {Post.SENT: (1, 1), Post.DOUBTFUL: (0, 1), Post.SENDING: (0, 1)}
"""How many mails may have left, by what the outbox says; of all others none."""


class Verdict(msgspec.Struct):
    counts: dict[str, int] = {}
    faults: list[str] = []

    def table(self) -> str:
        lines = [f"  {name:<44} {number:>7}" for name, number in self.counts.items()]
        return "\n".join([*lines, *(f"  FAULT: {fault}" for fault in self.faults)])


def audited(connection: sa.Connection, action: str, subject: str) -> list[str]:
    chosen = sa.select(audit.c.detail).where(audit.c.action == action, audit.c.subject == subject)
    return list(connection.scalars(chosen.order_by(audit.c.id)))


def wave_faults(stage: Stage, wave_id: int) -> list[str]:
    """Published whole, or not at all."""
    with stage.db.read() as connection:
        wave = waves.by_id(connection, wave_id)
        assert wave
        editions = standings.editions(connection, wave_id)
        told = audited(connection, "wave.publish", f"wave:{wave_id}")
        published = wave.status is WaveStatus.PUBLISHED
        faults = []
        if (published, told) != (bool(editions), [f"sha256 {one.sha256}" for one in editions[:1]]):
            faults.append(f"{wave.status}, {len(editions)} editions, {len(told)} entries in the audit log")
        for one in editions:
            faults += edition_faults(stage, one, standings.bundle(connection, wave_id, one.edition) or b"")
        if published:
            faults += ledger_faults(connection, wave, len(editions))
    return [f"wave {wave_id}: {fault}" for fault in faults]


def edition_faults(stage: Stage, one: standings.Publication, document: bytes) -> list[str]:
    key = Keyring(stage.settings.keys_folder).signs()
    assert key
    found, report = bundle.read(document), Report(sha256=bundle.sha256(document))
    examine(found, document, None, report)
    faults = [] if report.sound and report.sha256 == one.sha256 else [f"edition {one.edition} does not verify"]
    try:
        signing.check(document, signing.signature(one.signature), key.public)
    except (signing.DoesNotFit, signing.Unreadable) as fault:
        faults.append(f"edition {one.edition}: {fault}")
    return faults


def ledger_faults(connection: sa.Connection, wave: Wave, editions: int) -> list[str]:
    newest = bundle.read(standings.bundle(connection, wave.id) or b"")
    stands, faults = ledger.of_wave(connection, wave.id), []
    if tuple(stands) != tuple(newest.ledger):
        faults.append("the ledger is not the one in the newest bundle")
    if sum(one.origin is Origin.ERRATUM for one in stands) != editions - 1:
        faults.append(f"{editions} editions do not fit the ledger")
    if by_unit(standings.of_wave(connection, wave.id)) != by_unit(newest.standings):
        faults.append("the ranking that is shown is not the one that is frozen")
    for survey in newest.surveys:
        if survey_releases.of(connection, [survey.id]).get(survey.id) != survey:
            faults.append(f"the counts of survey {survey.id} are others where they are kept")
        if len(audited(connection, "round.publish", f"round:{survey.id}")) != 1:
            faults.append(f"survey {survey.id} is not once in the audit log")
    return faults


def by_unit(found: object) -> list[Standing]:
    return sorted(msgspec.convert(msgspec.to_builtins(found), list[Standing]), key=lambda one: one.unit_id)


def objection_faults(stage: Stage, wave_id: int, *, told: dict[str, State], doubtful: set[str]) -> list[str]:
    """`told`: token -> what was acknowledged of it; `doubtful`: tokens whose press nobody answered."""
    with stage.db.read() as connection:
        made = objections.of_wave(connection, wave_id)
        states = {one.token: one.state for one in made}
        faults = [
            f"objection {token[:6]} is {states.get(token)}, and {state} was acknowledged"
            for token, state in told.items()
            if states.get(token) is not state
        ]
        faults += [f"objection {one.token[:6]} was never made" for one in made if one.token not in {*told, *doubtful}]
        for one in made:
            about = ledger_entry.c.objection_id == one.id
            entries = connection.scalar(sa.select(sa.func.count()).where(about)) or 0
            grades = connection.scalar(sa.select(sa.func.count()).where(grade.c.id == one.grade_id)) or 0
            mine, detail = f"inquiry:{one.inquiry_id}", f"objection:{one.id}"
            noted = Counter(
                action
                for action in ("objection.accept", "objection.reject")
                for noted in audited(connection, action, mine)
                if noted == detail
            )
            accepted = one.state is State.ACCEPTED
            if (entries, grades) != (accepted, accepted) or noted.total() != one.decided:
                faults.append(f"objection {one.id} is {one.state}: {entries} entries, {grades} grades, audit {noted}")
        noted_made = sum(len(audited(connection, "objection.make", f"inquiry:{one.inquiry_id}")) for one in made)
        if noted_made != len(made):
            faults.append(f"{len(made)} objections, {noted_made} in the audit log")
    return [f"wave {wave_id}: {fault}" for fault in faults]


def report_faults(stage: Stage, wave_id: int) -> list[str]:
    """Reports of a published wave are there, readable, and made of what is published."""
    with stage.db.read() as connection:
        wave = waves.by_id(connection, wave_id)
        assert wave
        facts = facts_of(connection, wave, datetime.now(UTC), own_bank=None)
        made = reports.of_wave(connection, wave_id)
        current = reports.digest(connection, wave_id) == facts.digest
        kept = findings.any_of(connection, wave_id) or not any(one.proposals for one in made)
    if len(made) == len(stage.units) and current and kept:
        return []
    return [f"wave {wave_id}: {len(made)} reports, of the newest facts: {current}, findings kept: {kept}"]


def mail_verdict(stage: Stage) -> Verdict:
    """Each mail left at most once; one that may have left or not is marked as doubtful."""
    left: Counter[str] = Counter()
    for path in (Path(stage.settings.data) / "outbox" / "new").glob("*.eml"):
        name = str(BytesParser().parsebytes(path.read_bytes(), headersonly=True)["Message-ID"])
        left[name] += 1
    with stage.db.read() as connection:
        rows = connection.execute(sa.select(telling)).mappings().all()
    made, seen = Verdict(), 0
    states = Counter(str(row["status"]) for row in rows)
    for row in rows:
        number = sum(count for name, count in left.items() if row["token"] in name)
        seen += number
        low, high = MOST_SENT.get(Post(row["status"]), (0, 0))
        if not low <= number <= high:
            made.faults.append(f"telling {row['id']} is {row['status']} and left {number} times")
    if seen != left.total():
        made.faults.append(f"{left.total() - seen} mails left that the outbox does not know")
    made.counts = {"mails to staff": len(rows), **{f"  {name}": number for name, number in sorted(states.items())}}
    return made
