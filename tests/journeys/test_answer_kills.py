"""The server is killed while citizens answer: what was acknowledged is there, once.

`python -m benchmarks.answer_kills` does the same hundreds of times, on PostgreSQL as well.
"""

from pathlib import Path

from benchmarks.answer_kills import hunt


def test_no_answer_is_lost_or_doubled_when_the_service_is_killed(tmp_path: Path) -> None:
    verdict, killed = hunt(tmp_path, "sqlite", kills=3, seed=4, era=2, people=15, work=0.1)
    assert killed.total() == 3
    assert verdict.faults == []
    assert verdict.counts["answers acknowledged"] > 20
    assert verdict.counts["surveys"] == 2
