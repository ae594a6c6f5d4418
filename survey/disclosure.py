"""The disclosure pack: every test contact that reached a unit, so that it can take them out of its own statistics."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Way(StrEnum):
    MAIL = "mail"
    ANSWER = "answer"
    """What the persona wrote when the unit asked back."""
    CALL = "call"


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """`name` and `address` are the persona's; a call has no address and no subject, but may have been in vain."""

    inquiry_id: int
    at: datetime
    way: Way
    name: str = ""
    address: str = ""
    to: str = ""
    subject: str = ""
    reached: bool = True


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    contacts: tuple[Contact, ...]
    searches: int
    """Looked up on the website: nobody was contacted, but visits may stand in its statistics."""

    @property
    def inquiries(self) -> int:
        return len({one.inquiry_id for one in self.contacts})
