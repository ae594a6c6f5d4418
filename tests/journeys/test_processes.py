"""A site served by several processes on one SQLite file: an answer counts once, one listens, none is left behind."""

import http.client
import os
import signal
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from benchmarks.answer_stage import bank, open_survey, settle
from benchmarks.prey import Process, answers_http, answers_smtp, children, free_port
from survey.settings import Settings
from survey.store.schema.responses import sealed, spent
from tests.databases import on_sqlite

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LINKS = 12


def test_one_link_posted_at_two_processes_at_once_is_one_answer(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path), bank=str(bank(tmp_path / "bank")))
    db = on_sqlite(tmp_path / "medlytt.db")
    settle(db)
    links = [one.path for one in open_survey(db, settings, 0, people=LINKS) if not one.code and not one.nonce]
    assert len(links) == LINKS
    ports = [free_port(), free_port()]
    servers = [serve(settings, tmp_path, port, workers=1) for port in ports]
    told: list[tuple[str, int, str]] = []
    together = threading.Barrier(len(ports))

    def answer(port: int) -> None:
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for path in links:
            body = urlencode({"q-number": str(port), "shown": "number more", "press": "send"})
            together.wait(120)
            wire.request("POST", path, body, FORM)
            reply = wire.getresponse()
            reply.read()
            told.append((path, reply.status, reply.getheader("Location") or ""))
        wire.close()

    try:
        for server in servers:
            server.ready()
        citizens = [threading.Thread(target=answer, args=(port,)) for port in ports]
        for one in citizens:
            one.start()
        for one in citizens:
            one.join()
    finally:
        for server in servers:
            server.kill()
    assert len(told) == 2 * LINKS
    assert {(status, location.partition("?")[0]) for _, status, location in told} == {(303, "/a/thanks")}
    with db.read() as connection:
        counts = [connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in (spent, sealed)]
    db.close()
    assert counts == [LINKS, LINKS]


def test_a_process_that_dies_is_replaced_another_listens_and_at_the_end_none_is_left(tmp_path: Path) -> None:
    port, smtp = free_port(), free_port()
    server = serve(Settings(data=str(tmp_path), listen_smtp=f"127.0.0.1:{smtp}"), tmp_path, port, workers=2)
    try:
        server.ready()
        assert server.process is not None
        head = server.process.pid
        assert until(answers_smtp(smtp))
        first = children(head)
        assert len(first) == 2
        for pid in first:  # whichever of them listens
            os.kill(pid, signal.SIGKILL)
            assert until(lambda pid=pid: len(now := children(head)) == 2 and pid not in now)  # type: ignore[misc]
            assert until(answers_smtp(smtp))
            assert until(answers_http(port))  # the one that takes over the mail may not have opened its own door yet
        last = children(head)
        server.process.terminate()
        assert server.process.wait(120) == 0
        assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in last))
        assert not answers_smtp(smtp)()
    finally:
        server.kill()


def test_while_the_only_process_is_replaced_visitors_wait_and_none_is_refused(tmp_path: Path) -> None:
    port = free_port()
    server = serve(Settings(data=str(tmp_path)), tmp_path, port, workers=1)
    try:
        server.ready()
        assert server.process is not None
        (only,) = children(server.process.pid)
        os.kill(only, signal.SIGKILL)
        assert until(lambda: not Path(f"/proc/{only}").exists())
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=120) as answer:
            assert answer.status == 200
        (replaced,) = children(server.process.pid)
        assert replaced != only
    finally:
        server.kill()


def serve(settings: Settings, folder: Path, port: int, *, workers: int) -> Process:
    told = {"DATA": settings.data, "BANK": settings.bank, "LISTEN_SMTP": settings.listen_smtp}
    told |= {"PORT": str(port), "WORKERS": str(workers)}
    environment = {f"MEDLYTT_{name}": value for name, value in told.items()}
    return Process("serve", environment, folder / f"{port}.log", up=answers_http(port))


def until(so: Callable[[], bool], patience: float = 120) -> bool:
    end = time.monotonic() + patience
    while not so():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True
