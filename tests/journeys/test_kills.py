"""A running wave is killed without warning: nothing is sent twice, nothing confirmed is lost, doubts are in sight.

`python -m benchmarks.kills` does the same at least fifty times an engine, and kills PostgreSQL as well.
"""

import time
from pathlib import Path

import pytest

from benchmarks.kills import hunt
from benchmarks.prey import Process, answers_http, free_port
from survey.cli.serve import refuse_taken


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_killed_service_goes_on_where_it_was(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    server = request.getfixturevalue("own_database").emptied() if engine == "postgresql" else ""
    verdict, killed = hunt(tmp_path, engine, kills=1, seed=4, server=server, claim_seconds=2)
    assert killed.total() == 1
    assert verdict.faults == []
    assert verdict.counts["mails accepted outside"] >= 9
    assert verdict.counts["grades confirmed"] > 0


def test_a_server_whose_parent_was_killed_gives_its_port_back(tmp_path: Path) -> None:
    port = free_port()
    told = {"MEDLYTT_DATA": str(tmp_path), "MEDLYTT_PORT": str(port)}
    server = Process("serve", told, tmp_path / "serve.log", up=answers_http(port))
    try:
        server.ready()
        server.kill_head()
        end = time.monotonic() + 120
        while server.up() and time.monotonic() < end:
            time.sleep(0.2)
        assert not server.up()
        while taken(port) and time.monotonic() < end:  # it answers no more before it is quite gone
            time.sleep(0.2)
        assert not taken(port)
    finally:
        server.kill()


def taken(port: int) -> bool:
    """As the next one asks before it starts."""
    try:
        refuse_taken("127.0.0.1", port)
    except SystemExit:
        return True
    return False
