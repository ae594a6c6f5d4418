"""Who does it: testers with room on the day, never at home, by turns."""

import random
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum

from survey.planning.brief import Member

WEB_PER_TASK = 5  # so many web tasks fill as much of a tester's day as one call or one mail
TASK = WEB_PER_TASK  # efforts are counted in web tasks, so that they stay whole numbers


class Kind(StrEnum):
    CONTACT = "contact"
    WEB = "web"


class Crew:
    """The testers and what they have been given so far."""

    def __init__(self, testers: Sequence[Member], rng: random.Random) -> None:
        self.testers = sorted(testers, key=lambda one: one.id)
        self.rng = rng
        self.given: Counter[int] = Counter()  # tester -> effort
        self.met: Counter[tuple[int, int, Kind]] = Counter(
            {(one.id, unit, kind): 1 for one in self.testers for unit in one.met for kind in Kind}
        )
        self._left: dict[date, dict[int, int]] = {}
        self._room: dict[date, int] = {}

    def room(self, day: date) -> int:
        """Effort that the whole crew can still take on this day."""
        if day not in self._left:
            self._left[day] = {one.id: one.per_day * TASK for one in self.testers}
            self._room[day] = sum(self._left[day].values())
        return self._room[day]

    def pick(self, day: date, effort: int, *, unit: int, kind: Kind, not_by: Collection[int] = ()) -> int | None:
        """Who met this unit least in this kind of work, then has least to do; None if nobody may or can."""
        if self.room(day) < effort:
            return None
        left = self._left[day]
        able = [one for one in self.testers if left[one.id] >= effort and unit not in one.ties and one.id not in not_by]
        if not able:
            return None
        return min(
            able, key=lambda one: (self.met[one.id, unit, kind], self._load(one, left[one.id]), self.rng.random())
        ).id

    def _load(self, one: Member, left: int) -> float:
        """Work in all and work today, so that neither weeks nor days are uneven, against what the tester can take."""
        return (self.given[one.id] + one.per_day * TASK - left) / one.per_day

    def give(self, tester: int, day: date, effort: int, *, unit: int, kind: Kind) -> None:
        self._left[day][tester] -= effort
        self._room[day] -= effort
        self.given[tester] += effort
        self.met[tester, unit, kind] += 1
