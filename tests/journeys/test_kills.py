"""A running wave is killed without warning: nothing is sent twice, nothing confirmed is lost, doubts are in sight.

`python -m benchmarks.kills` does the same at least fifty times an engine, and kills PostgreSQL as well.
"""

from pathlib import Path

import pytest

from benchmarks.kills import hunt
from tests.conftest import emptied


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_killed_service_goes_on_where_it_was(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    server = emptied(request.getfixturevalue("own_database")) if engine == "postgresql" else ""
    verdict, killed = hunt(tmp_path, engine, kills=2, seed=4, server=server, claim_seconds=2)
    assert killed.total() == 2
    assert verdict.faults == []
    assert verdict.counts["mails accepted outside"] >= 9
    assert verdict.counts["grades confirmed"] > 0
