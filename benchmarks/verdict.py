"""What is left after the kills: counted, compared with what the world outside knows, and judged."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.parser import BytesParser
from pathlib import Path

import httpx
import msgspec
import sqlalchemy as sa

from benchmarks.outside import Outside
from benchmarks.tester import Browser
from benchmarks.wave import Scene, session
from instruments import bank
from survey.inquiry import Status
from survey.settings import Settings
from survey.steps.decide import Decision, decide
from survey.store.database import Database
from survey.store.schema.inquiries import alias, attempt, dispatch, draft, grade, inquiry
from survey.store.schema.mails import mail, reply
from survey.vault import Vault, key_at


class Verdict(msgspec.Struct):
    counts: dict[str, int]
    faults: list[str]

    def table(self) -> str:
        width = max(map(len, self.counts))
        lines = [f"  {name:<{width}}  {number:>6}" for name, number in self.counts.items()]
        told = [f"  FAULT: {fault}" for fault in self.faults[:40]] or ["  nothing sent twice, nothing confirmed lost"]
        return "\n".join([*lines, *told])


def still_moving(db: Database) -> bool:
    """Whether something would still change by itself within this minute."""
    with suppress(sa.exc.OperationalError), db.read() as connection:
        moving = sa.select(sa.func.count()).where(dispatch.c.status.in_(["due", "sending"]))
        moving = moving.where(dispatch.c.due_at <= datetime.now(UTC))
        unsorted = sa.select(sa.func.count()).where(mail.c.status == "new")
        return bool(connection.scalar(moving) or connection.scalar(unsorted))
    return True


def doubtful(db: Database) -> list[int]:
    with db.read() as connection:
        return list(connection.scalars(sa.select(inquiry.c.id).where(inquiry.c.status == Status.DOUBTFUL)))


def look_at_doubts(db: Database, scene: Scene, settings: Settings) -> dict[int, bool]:
    """Each doubtful inquiry, and whether the coordinator's page shows it."""
    signed = session(db, scene.world.people["kari"])
    with httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", cookies={"medlytt": signed.token}) as kari:
        shown = kari.get(f"/waves/{scene.wave_id}/work", params={"show": "doubtful"}).text
    return {id: f'/inquiries/{id}"' in shown for id in doubtful(db)}


def settle_doubts(db: Database, scene: Scene, outside: Outside) -> None:
    """A person reads the mail server's log and decides."""
    arrived = {taken.message_id for taken in outside.taken}
    for id in doubtful(db):
        with db.read() as connection:
            ids = connection.scalars(sa.select(dispatch.c.message_id).where(dispatch.c.inquiry_id == id)).all()
        choice = Decision.IT_LEFT if arrived & set(ids) else Decision.SEND_AGAIN
        kari = scene.world.people["kari"]
        decide(db, datetime.now(UTC), id, decision=choice, by=kari, protocol=bank.protocol)


def judge(
    db: Database, scene: Scene, outside: Outside, *, browsers: Sequence[Browser], seen: dict[int, bool]
) -> Verdict:
    made = Verdict({}, [])
    _mails_out(db, outside, made)
    made.counts["doubtful mails shown to a person"] = len(seen)
    made.faults += [f"inquiry {id} is doubtful and no page shows it" for id, shown in seen.items() if not shown]
    _mails_in(db, outside, Vault(key_at(Path(scene.settings.data) / "medlytt.key")), made)
    _work(db, browsers, made)
    _at_rest(db, outside, made)
    return made


def _mails_out(db: Database, outside: Outside, made: Verdict) -> None:
    with db.read() as connection:
        pairs = connection.execute(sa.select(alias.c.address, alias.c.inquiry_id))
        owners = {address: inquiry_id for address, inquiry_id in pairs}
    by_id = Counter(taken.message_id for taken in outside.taken)
    by_inquiry = Counter(owners.get(taken.sender, taken.sender) for taken in outside.taken)
    made.counts["mails accepted outside"] = len(outside.taken)
    made.counts["Message-IDs accepted twice"] = sum(n > 1 for n in by_id.values())
    made.counts["inquiries sent twice"] = sum(n > 1 for n in by_inquiry.values())
    made.faults += [f"Message-ID {id} was accepted {n} times" for id, n in by_id.items() if n > 1]
    made.faults += [f"inquiry {id} was sent {n} times" for id, n in by_inquiry.items() if n > 1]


def _mails_in(db: Database, outside: Outside, vault: Vault, made: Verdict) -> None:
    with db.read() as connection:
        rows = connection.execute(sa.select(mail.c.id, mail.c.raw, mail.c.status)).all()
        linked = Counter(connection.scalars(sa.select(reply.c.mail_id)).all())
    kept = Counter(str(BytesParser().parsebytes(vault.open(row.raw), headersonly=True)["Message-ID"]) for row in rows)
    confirmed = [answer for answer in outside.answers if answer.acknowledged]
    made.counts["replies acknowledged"] = len(confirmed)
    made.counts["deliveries tried for them"] = sum(answer.tries for answer in outside.answers)
    made.counts["replies not acknowledged"] = outside.waiting
    made.counts["acknowledged replies lost"] = sum(kept[answer.message_id] == 0 for answer in confirmed)
    made.counts["replies kept twice"] = sum(n > 1 for n in kept.values())
    made.faults += [f"reply {a.message_id} is kept {kept[a.message_id]} times" for a in confirmed
                    if kept[a.message_id] != 1]  # fmt: skip
    made.faults += [f"mail {row.id} is {row.status}" for row in rows if row.status != "matched"]
    made.faults += [f"mail {row.id} is tied to {linked[row.id]} inquiries" for row in rows if linked[row.id] != 1]
    made.faults += [f"reply {a.message_id} was never taken" for a in outside.answers if not a.acknowledged]


def _work(db: Database, browsers: Sequence[Browser], made: Verdict) -> None:
    with db.read() as connection:
        grades = connection.execute(sa.select(grade.c.token, grade.c.inquiry_id, grade.c.answers)).all()
        attempts = connection.execute(sa.select(attempt.c.token, attempt.c.inquiry_id, attempt.c.steps)).all()
        drafts = {row.inquiry_id: row.answers for row in connection.execute(sa.select(draft))}
    per_task = Counter(row.inquiry_id for row in grades)
    answers = {row.token: row.answers for row in grades}
    steps = {row.token: len(row.steps) for row in attempts}
    own = [browser.done for browser in browsers]
    lost = [t for done in own for t, (token, said) in done.grades.items() if answers.get(token) != said]
    gone = [t for done in own for t, (token, n) in done.attempts.items() if steps.get(token, 0) < n]
    unsaved = [t for done in own for t, said in done.drafts.items() if (drafts.get(t) or {}).get("values") != said]
    made.counts["forms sent by testers"] = sum(done.writes for done in own)
    made.counts["requests tried again"] = sum(done.retries for done in own)
    made.counts["grades confirmed"] = sum(len(done.grades) for done in own)
    made.counts["confirmed grades lost or changed"] = len(lost)
    made.counts["tasks graded twice"] = sum(n > 1 for n in per_task.values())
    made.counts["searches confirmed"] = sum(len(done.attempts) for done in own)
    made.counts["confirmed searches lost"] = len(gone)
    made.counts["drafts confirmed and open"] = sum(len(done.drafts) for done in own)
    made.counts["confirmed drafts lost or changed"] = len(unsaved)
    twice = [task for task, n in per_task.items() if n > 1]
    for what, tasks in (("grade lost", lost), ("search lost", gone), ("draft lost", unsaved), ("graded twice", twice)):
        made.faults += [f"task {task}: {what}" for task in tasks]
    made.faults += [f"refused: {why}" for done in own for why in done.refused]


def _at_rest(db: Database, outside: Outside, made: Verdict) -> None:
    """After the decisions every inquiry by mail is where its answers put it, and nothing hangs in between."""
    sent = {taken.sender for taken in outside.taken}
    with db.read() as connection:
        rows = connection.execute(
            sa.select(inquiry.c.id, inquiry.c.status, inquiry.c.started_at, inquiry.c.deadline_at, alias.c.address)
            .join(alias, alias.c.inquiry_id == inquiry.c.id)
        ).all()  # fmt: skip
        states = Counter(connection.scalars(sa.select(dispatch.c.status)).all())
    fine = {Status.WAITING, Status.TO_GRADE, Status.SUBMITTED, Status.DONE}
    stuck = [row for row in rows if row.status not in fine and row.status != Status.HELD]
    made.counts["inquiries by mail"] = len(rows)
    made.counts["inquiries stuck at the end"] = len(stuck)
    made.faults += [f"inquiry {row.id} is {row.status} at the end" for row in stuck]
    made.faults += [f"inquiry {row.id} is {row.status} but never left" for row in rows
                    if row.status in fine and row.address not in sent]  # fmt: skip
    made.faults += [f"inquiry {row.id} left without a moment" for row in rows
                    if row.address in sent and row.started_at is None]  # fmt: skip
    made.faults += [f"{states[state]} mails are {state} at the end" for state in ("sending", "doubtful", "due")
                    if states[state]]  # fmt: skip
