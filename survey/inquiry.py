"""One test contact with one unit: where it is, how it ended, whether it is late."""

from datetime import datetime
from enum import StrEnum

import msgspec

from instruments.instrument import Outcome


class Status(StrEnum):
    """Where an inquiry is."""

    PLANNED = "planned"  # waits for its moment (a mail leaves by itself, calls and web tasks show up)
    HELD = "held"  # a follow-up whose condition is not decided yet
    SENDING = "sending"  # claimed by a process; one that stays here after a crash is doubtful
    DOUBTFUL = "doubtful"  # may or may not have left, or failed in delivery: a person decides
    WAITING = "waiting"  # the mail left, no answer yet
    TO_GRADE = "to_grade"  # the tester has an answer (or the lack of one) to grade; calls and web tasks to do when due
    SENT_BACK = "sent_back"  # a coordinator wants the work done again
    SUBMITTED = "submitted"  # the tester's work is in
    DONE = "done"  # counts; accepted, or closed by the protocol (no answer in time, follow-up not due)


OPEN = frozenset(Status) - {Status.DONE}
# For calls and web tasks PLANNED already means "to do once due"; only mails wait for something of ours.
TESTERS_TURN = frozenset({Status.TO_GRADE, Status.SENT_BACK})
CLARIFICATION = "clarification"  # note: what is doubtful is our answer to a question back


class Inquiry(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    wave_id: int
    unit_id: int
    slot: str
    channel: str
    sector: str
    scenario: str
    wording: int = 0
    written_form: str
    persona: str
    tester_id: int | None = None
    status: Status
    outcome: Outcome | None = None
    follows_id: int | None = None
    due_at: datetime
    until: datetime
    started_at: datetime | None = None
    answered_at: datetime | None = None
    deadline_at: datetime | None = None
    working_days: int | None = None
    recognised: bool = False
    note: str = ""

    @property
    def by_mail(self) -> bool:
        return self.channel == "email"

    def waits_for_tester(self, now: datetime) -> bool:
        if self.status in TESTERS_TURN:
            return True
        return self.status is Status.PLANNED and not self.by_mail and self.due_at <= now

    def overdue(self, now: datetime) -> bool:
        return self.status in OPEN and self.until < now
