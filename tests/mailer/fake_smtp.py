"""An SMTP server on loopback that says what it is told to say, and can hang up anywhere."""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Thread

HANG_UP = "hang up"
SILENCE = "silence"


class FakeSmtp:
    """`answers` maps a command (or GREETING, DOT) to a line to answer, or to several, used up one by one."""

    def __init__(
        self, answers: Mapping[str, str | list[str]], tls: ssl.SSLContext | None = None, slow: float = 0.0
    ) -> None:
        self.answers = {name: list(value) if isinstance(value, list) else value for name, value in answers.items()}
        self.tls = tls
        self.slow = slow
        self.commands: list[str] = []
        self.mails: list[bytes] = []
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.open: list[socket.socket] = []

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                wire, _ = self.socket.accept()
                self.connections += 1
                self.open.append(wire)
                Thread(target=self.talk, args=(wire,), daemon=True).start()

    def talk(self, wire: socket.socket) -> None:
        with suppress(OSError, EOFError), wire:
            lines = wire.makefile("rb")
            self.say(wire, "GREETING", "220 ready")
            while line := lines.readline():
                command = line.decode().strip()
                self.commands.append(command)
                verb = command.split()[0].upper()
                said = self.say(wire, verb, DEFAULTS.get(verb, "250 ok"))
                if verb == "STARTTLS" and self.tls is not None:
                    wire = self.tls.wrap_socket(wire, server_side=True)
                    self.open.append(wire)
                    lines = wire.makefile("rb")
                elif verb == "DATA" and said.startswith("354"):
                    self.mails.append(b"".join(iter(lines.readline, b".\r\n")))
                    time.sleep(self.slow)
                    self.say(wire, "DOT", "250 2.0.0 queued as 4711")
                elif verb == "QUIT":
                    return

    def say(self, wire: socket.socket, step: str, usual: str) -> str:
        answer = self.answers.get(step, usual)
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else usual
        if answer == SILENCE:
            return answer
        if answer != HANG_UP:
            wire.sendall(answer.encode() + b"\r\n")
        if answer == HANG_UP or answer.startswith("421"):
            wire.shutdown(socket.SHUT_RDWR)
            raise EOFError
        return answer


DEFAULTS = {"EHLO": "250-here\r\n250-SIZE 1000000\r\n250 8BITMIME", "DATA": "354 go on", "QUIT": "221 bye"}


@contextmanager
def running(tls: ssl.SSLContext | None = None, slow: float = 0.0, **answers: str | list[str]) -> Iterator[FakeSmtp]:
    server = FakeSmtp(answers, tls, slow)
    Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        with suppress(OSError):
            server.socket.shutdown(socket.SHUT_RDWR)
        server.socket.close()
        for wire in server.open:
            wire.close()
