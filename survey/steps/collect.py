"""A mail comes in: it is kept, sealed, before anybody looks at it, and the outside is told so only then."""

from collections.abc import Callable
from datetime import datetime

from mailer.inbox import Deliver
from survey.mail import MailStatus, storable
from survey.steps.returned import Aside
from survey.store import mails
from survey.store.database import Database
from survey.vault import Vault


def collector(
    db: Database, vault: Vault, clock: Callable[[], datetime], *, aside: Aside = lambda raw, recipients: False
) -> Deliver:
    """What every way in calls with the raw bytes; it returns once the mail is on disk, and keeps the same mail once.

    `aside` takes what belongs to citizens, of which nothing is kept.
    """

    def deliver(raw: bytes, /, *, source: str, key: str, recipients: tuple[str, ...]) -> None:
        if aside(raw, recipients):
            return
        values = {
            "key": f"{source}:{key}",
            "source": source,
            "recipients": [storable(address.lower()[:320]) for address in recipients[:100]],
            "received_at": clock(),
            "raw": vault.seal(raw),
            "damage": [],
            "status": MailStatus.NEW,
            "size": len(raw),
        }
        db.write(mails.keep, values)

    return deliver
