"""A SendGrid on loopback: real HTTP, answers as told."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class FakeSendGrid(ThreadingHTTPServer):
    daemon_threads = True
    status = 202
    body = b""
    extra: tuple[tuple[str, str], ...] = ()
    delay = 0.0
    hang_up = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mails: list[dict[str, Any]] = []
        self.requests: list[dict[str, str]] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that has run out of patience is part of the game."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeSendGrid

    def do_POST(self) -> None:  # noqa: N802
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append({"path": self.path, **dict(self.headers)})
        self.server.mails.append(json.loads(raw))
        time.sleep(self.server.delay)
        if self.server.hang_up:
            self.close_connection = True
            return
        self.send_response(self.server.status)
        for name, value in (("X-Message-Id", "sg-1"), *self.server.extra):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def do_GET(self) -> None:  # noqa: N802 - where a redirect would lead
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *details: object) -> None:
        return


@contextmanager
def running() -> Iterator[FakeSendGrid]:
    server = FakeSendGrid()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
