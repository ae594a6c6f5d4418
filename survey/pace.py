"""How fast somebody reviews, the pauses left out."""

from collections.abc import Sequence
from datetime import datetime
from statistics import mean

PAUSE = 120
"""Seconds after which somebody was away, or thought about something else."""
FEWEST = 5


def a_minute(moments: Sequence[datetime]) -> float | None:
    """Comments a minute from when each was kept, in any order; None while there are too few to say."""
    seconds = sorted(moment.timestamp() for moment in moments)
    gaps = [after - before for before, after in zip(seconds, seconds[1:], strict=False) if after - before < PAUSE]
    return 60 / max(mean(gaps), 0.1) if len(gaps) >= FEWEST else None
