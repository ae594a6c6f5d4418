"""Where the mails to units' staff arrive in the demo: over SMTP, each a file in a folder of its own."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from mailer.listener import listen
from survey.jobs import Jobs
from survey.settings import Settings
from survey.store.database import Database

FOLDER = "mailbox"


class Mailbox:
    """Carries what is due, and counts what has arrived."""

    def __init__(self, db: Database, settings: Settings, folder: Path) -> None:
        self.db = db
        self.settings = settings
        self.folder = folder

    @property
    def arrived(self) -> int:
        return sum(1 for _ in self.folder.glob("*.eml"))

    def carry(self, at: datetime) -> None:
        """The service tells units' staff, by mail, what they are to be told by this moment."""
        Jobs(self.db, self.settings, lambda: at).tell()


@contextmanager
def mailbox(db: Database, settings: Settings, folder: Path) -> Iterator[Mailbox]:
    own = folder / FOLDER
    own.mkdir(parents=True, exist_ok=True)

    def keep(raw: bytes, /, *, source: str, key: str, recipients: tuple[str, ...]) -> None:
        (own / f"{sha256(raw).hexdigest()[:16]}.eml").write_bytes(raw)

    with closing(listen("127.0.0.1", 0, keep)) as listener:
        yield Mailbox(db, msgspec.structs.replace(settings, smtp_port=listener.port), own)
