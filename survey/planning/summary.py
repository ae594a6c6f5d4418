"""What a coordinator reads of a plan: how much, what could not be had, who does how much, what may give it away."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import msgspec

from survey.planning.plan import Lack, Load, Plan, Risk, Unmet

SHOWN = 20  # units named per shortfall


class Shortfall(msgspec.Struct, frozen=True, kw_only=True):
    lack: Lack
    channel: str = ""
    slots: tuple[str, ...] = ()
    inquiries: int  # 0 where whole units are left out, or where it holds for every unit
    units: int  # 0: holds for every unit
    first: tuple[int, ...] = ()  # ids of the first few units


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Stored with the wave."""

    units: int
    channels: dict[str, int]  # channel -> inquiries
    follow_ups: int
    days: dict[date, int]  # mails and calls per day
    shortfalls: tuple[Shortfall, ...]
    loads: tuple[Load, ...]
    most_minutes: float  # of staff time, in the unit that spends most
    mean_minutes: float
    ceiling: float | None
    risks: tuple[Risk, ...]

    @property
    def inquiries(self) -> int:
        return sum(self.channels.values())


def summarise(plan: Plan, *, ceiling: float | None) -> Summary:
    spent = plan.minutes.values()
    contacts = Counter(one.day for one in plan.inquiries if not one.channel.startswith("web"))
    return Summary(
        units=len({one.unit_id for one in plan.inquiries}),
        channels=dict(sorted(Counter(one.channel for one in plan.inquiries).items())),
        follow_ups=sum(one.follows is not None for one in plan.inquiries),
        days=dict(sorted(contacts.items())),
        shortfalls=tuple(shortfalls(plan.unmet)),
        loads=tuple(plan.loads),
        most_minutes=max(spent, default=0.0),
        mean_minutes=sum(spent) / len(spent) if spent else 0.0,
        ceiling=ceiling,
        risks=tuple(plan.risks),
    )


def shortfalls(unmet: Iterable[Unmet]) -> list[Shortfall]:
    """One line per reason and channel."""
    groups: dict[tuple[Lack, str], list[Unmet]] = {}
    for one in unmet:
        groups.setdefault((one.lack, one.channel), []).append(one)
    return [shortfall(lack, channel, group) for (lack, channel), group in sorted(groups.items())]


def shortfall(lack: Lack, channel: str, group: list[Unmet]) -> Shortfall:
    units = sorted({one.unit_id for one in group if one.unit_id is not None})
    return Shortfall(
        lack=lack,
        channel=channel,
        slots=tuple(dict.fromkeys(one.slot for one in group if one.slot)),
        inquiries=sum(bool(one.slot) and one.unit_id is not None for one in group),
        units=len(units),
        first=tuple(units[:SHOWN]),
    )


def stored(summary: Summary) -> dict[str, object]:
    built: dict[str, object] = msgspec.to_builtins(summary, str_keys=True)
    return built


def read(plan: dict[str, object] | None) -> Summary | None:
    return None if plan is None else msgspec.convert(plan, Summary, strict=False)
