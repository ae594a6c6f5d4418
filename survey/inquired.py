"""How many inquiries a unit got, and what became of them: the same numbers wherever a reader meets one."""

from collections import Counter
from collections.abc import Mapping

import msgspec

from instruments.instrument import Outcome
from instruments.scenario import Channel
from scoring.score import Score

NOT_PUT = frozenset({Outcome.NOT_TESTED, Outcome.NOT_APPLICABLE, Outcome.NOT_OFFERED})


class Inquired(msgspec.Struct, frozen=True, kw_only=True):
    """An inquiry is one e-mail, one call or one search on one device, each once, in however many areas it counts."""

    channels: Mapping[Channel, int]
    """Made, by channel; what was never put to the unit is none."""
    graded: int
    """Answered, and graded."""
    counted: int
    """With something in the score; without an answer too, where the rules give 0 points for that."""
    tasks: int
    """Behind the score, a search on a phone and on a computer being one: the interval rests on these."""

    @property
    def made(self) -> int:
        return sum(self.channels.values())


def inquired(score: Score) -> Inquired:
    made: dict[str, Channel] = {}
    graded, counted, tasks = set[str](), set[str](), set[str]()
    for one in (one for sector in score.sectors for one in sector.inquiries):
        name = one.inquiry
        if one.channel is not None and any(item.result.status not in NOT_PUT for item in one.items):
            made[name] = one.channel
        if any(item.result.status is Outcome.ANSWERED for item in one.items):
            graded.add(name)
        if any(item.earned is not None for item in one.items):
            counted.add(name)
            tasks.add(f"{one.channel or ''}/{one.items[0].result.drawn or name}")
    return Inquired(channels=Counter(made.values()), graded=len(graded), counted=len(counted), tasks=len(tasks))
