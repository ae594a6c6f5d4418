"""The site while a demo is played: a real server in a thread of the player's own process, and so with its clock."""

import asyncio
import socket
import threading
import time
from contextlib import suppress
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

PATIENCE = 30.0  # seconds until the server must be there


class Site:
    """SQLite has one writer: the site and whoever plays share a process rather than a database file."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._loop = asyncio.new_event_loop()
        self._thread: threading.Thread | None = None
        self._server: Server | None = None

    def start(self, app: Any) -> None:
        self._server = Server(
            app,
            port=self.port,
            interface=Interfaces.ASGI,
            http=HTTPModes.http1,
            websockets=False,
            log_access=False,
            log_level=LogLevels.error,
        )
        self._thread = threading.Thread(target=self._run, args=(self._server,), name="medlytt-site", daemon=True)
        self._thread.start()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise RuntimeError("the site of the demo does not start")

    def close(self) -> None:
        if self._server is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._server.stop)
            self._thread.join(PATIENCE)

    def _run(self, server: Server) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(server.serve())
        finally:
            self._loop.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
