"""A name server on loopback, and a resolver that asks it alone."""

import socketserver
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset

Zone = Mapping[tuple[str, str], Sequence[str]]


class _Answerer(socketserver.ThreadingUDPServer):
    daemon_threads = True
    max_packet_size = 65_535

    def __init__(self, zone: Zone) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.zone = zone


class _Handler(socketserver.BaseRequestHandler):
    server: _Answerer

    def handle(self) -> None:
        raw, wire = self.request
        query = dns.message.from_wire(raw)
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        records = self.server.zone.get((name, kind))
        if records == ["SERVFAIL"]:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif records:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *records))
        elif not any(known == name for known, _ in self.server.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        wire.sendto(answer.to_wire(max_size=65_535), self.client_address)


@contextmanager
def resolver(zone: Zone) -> Iterator[dns.resolver.Resolver]:
    server = _Answerer(zone)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    asking = dns.resolver.Resolver(configure=False)
    asking.nameservers, asking.port, asking.lifetime = ["127.0.0.1"], int(server.server_address[1]), 2.0
    try:
        yield asking
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
