"""A server of one process that keeps visitors waiting, instead of refusing them, while that process is replaced."""

import socket

from granian.net import SocketHolder  # type: ignore[attr-defined]
from granian.server.mp import MPServer


class Holding(MPServer):
    """Its head keeps the listening socket that its only process answers on.

    Several processes listen on a socket each, and the kernel sends no visitor to one that died: there this would
    only make visitors wait whom another process can answer.
    """

    def _init_shared_socket(self) -> None:
        family = socket.AF_INET6 if ":" in self.bind_addr else socket.AF_INET
        listening = socket.create_server((self.bind_addr, self.bind_port), family=family, backlog=self.backlog)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what is accepted takes it over
        listening.setblocking(False)
        self._ssp = None
        self._sso = listening
        # The library's types know neither its arguments nor that there may be one.
        self._shd = SocketHolder(listening.fileno(), False, self.backlog)  # type: ignore[assignment, call-arg]
