"""An IMAP server on loopback with one account: as much of RFC 3501 as a collector needs."""

import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


class FakeImap(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    can_move = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.folders: dict[str, dict[int, bytes]] = {"INBOX": {}, "Done": {}}
        self.flags: dict[tuple[str, int], set[str]] = {}

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def put(self, raw: bytes, *flags: str) -> None:
        uid = len(self.folders["INBOX"]) + 101
        self.folders["INBOX"][uid] = raw
        self.flags["INBOX", uid] = set(flags)


class _Session(socketserver.StreamRequestHandler):
    server: FakeImap
    folder = ""
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _, rest = line.decode().strip().partition(" ")
            verb = rest.split(" ")[0].upper()
            if verb == "UID":
                verb = "UID_" + rest.split(" ")[1].upper()
            answer = getattr(self, verb.lower(), lambda _: "BAD what?")(rest)
            self.say(f"{tag} {answer} done")
            if verb == "LOGOUT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def capability(self, rest: str) -> str:
        self.say("* CAPABILITY IMAP4rev1" + (" MOVE" if self.server.can_move else ""))
        return "OK"

    def login(self, rest: str) -> str:
        return "OK" if rest.endswith('"secret"') else "NO [AUTHENTICATIONFAILED] wrong"

    def select(self, rest: str) -> str:
        name = rest.split(" ", 1)[1].strip('"')
        if name not in self.server.folders:
            return "NO no such folder"
        self.folder = name
        self.say(f"* {len(self.server.folders[name])} EXISTS")
        self.say("* OK [UIDVALIDITY 77] here")
        return "OK [READ-WRITE]"

    def uid_search(self, rest: str) -> str:
        unwanted = {word[2:].capitalize() for word in rest.split() if word in {"UNSEEN", "UNDELETED"}}
        uids = [
            uid
            for uid in self.server.folders[self.folder]
            if not unwanted & {flag.strip("\\") for flag in self.server.flags[self.folder, uid]}
        ]
        self.say("* SEARCH " + " ".join(map(str, uids)))
        return "OK"

    def uid_fetch(self, rest: str) -> str:
        uid = int(rest.split(" ")[2])
        raw = self.server.folders[self.folder][uid]
        if "RFC822.SIZE" in rest:
            self.say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)})")
        else:
            self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        return "OK"

    def uid_store(self, rest: str) -> str:
        self.server.flags[self.folder, int(rest.split(" ")[2])] |= set(re.findall(r"\\\w+", rest))
        return "OK"

    def uid_copy(self, rest: str) -> str:
        uid, target = int(rest.split(" ")[2]), rest.split(" ")[3].strip('"')
        if target not in self.server.folders:
            return "NO [TRYCREATE] no such folder"
        self.server.folders[target][uid] = self.server.folders[self.folder][uid]
        return "OK"

    def uid_move(self, rest: str) -> str:
        if (answer := self.uid_copy(rest)) == "OK":
            del self.server.folders[self.folder][int(rest.split(" ")[2])]
        return answer

    def expunge(self, rest: str) -> str:
        folder = self.server.folders[self.folder]
        for uid in [uid for uid in folder if "\\Deleted" in self.server.flags[self.folder, uid]]:
            del folder[uid]
        return "OK"

    def logout(self, rest: str) -> str:
        self.say("* BYE")
        return "OK"


@contextmanager
def running() -> Iterator[FakeImap]:
    server = FakeImap()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
