"""How long an inquiry by mail waits, when its answer counts, and whether its follow-up is due."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum

from instruments.clock import Calendar
from instruments.instrument import Outcome
from instruments.protocol import FollowUp, Protocol
from survey.inquiry import Inquiry, Status

DAY = timedelta(days=1)


def until(protocol: Protocol, calendar: Calendar, sent_at: datetime) -> datetime:
    """The moment after which a mail counts as unanswered: midnight after the last working day the protocol waits."""
    days = protocol.email.wait_days if protocol.email else 10
    last = calendar.add(calendar.local(sent_at).date(), days)
    return calendar.midnight(last + DAY)


def next_sending(protocol: Protocol, calendar: Calendar, now: datetime) -> datetime:
    """The next moment at which the protocol lets a mail leave, on a later day than today: nobody writes at once."""
    day = calendar.add(calendar.local(now).date(), max(protocol.email.spacing if protocol.email else 1, 1))
    start = protocol.email.send.start if protocol.email else time(9)
    return datetime.combine(day, start, tzinfo=calendar.zone)


class FollowUpState(StrEnum):
    DUE = "due"
    NOT_DUE = "not_due"
    UNDECIDED = "undecided"


def number(slot: str) -> int:
    """The place of an inquiry among those of its channel: 3 for `email-3`."""
    return int(slot.rpartition("-")[2])


def follow_up_state(protocol: Protocol, follower: Inquiry, of_unit: Sequence[Inquiry]) -> FollowUpState:
    """Whether the protocol's condition on the earlier inquiries of the same channel and unit holds."""
    rule = protocol.follow_up(follower.channel, number(follower.slot))
    if rule is None:
        return FollowUpState.DUE
    earlier = [i for i in of_unit if i.channel == follower.channel and number(i.slot) in rule.earlier]
    met = sum(_meets(protocol, rule, i) for i in earlier)
    undecided = sum(i.answered_at is None and i.status is not Status.DONE for i in earlier)
    if met >= rule.at_least:
        return FollowUpState.DUE
    return FollowUpState.UNDECIDED if met + undecided >= rule.at_least else FollowUpState.NOT_DUE


def _meets(protocol: Protocol, rule: FollowUp, earlier: Inquiry) -> bool:
    if earlier.answered_at is None or earlier.outcome not in (Outcome.ANSWERED, None):
        return False
    limit = protocol.clock.limit if protocol.clock else None
    return not rule.in_time or limit is None or (earlier.working_days is not None and earlier.working_days <= limit)
