"""Mails as pages show them: opened, masked, and what is known about each."""

from datetime import datetime

import msgspec
import sqlalchemy as sa

from mailer.kind import Kind
from mailer.mask import mask, names_in
from survey.mail import Head, Mail
from survey.store import mails
from survey.vault import CannotOpen, Vault


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """`text` is masked; `lost` says why there is none (erased, other key)."""

    mail: Mail
    kind: Kind | None
    evidence: str = ""
    arrived_at: datetime
    sender: str = ""
    subject: str = ""
    text: str = ""
    attachments: tuple[str, ...] = ()
    lost: str = ""  # "", erased, sealed


def letter(
    mail: Mail, vault: Vault, *, keep: tuple[str, ...] = (), kind: Kind | None = None, evidence: str = ""
) -> Letter:
    """`keep` are the persona's own names, which stay readable."""
    bare = Letter(
        mail=mail, kind=kind or mail.kind, evidence=evidence, arrived_at=mail.arrived_at or mail.received_at
    )
    if mail.head is None:
        return msgspec.structs.replace(bare, lost="erased" if mail.erased_at else "")
    try:
        head = msgspec.json.decode(vault.open(mail.head), type=Head)
    except CannotOpen:
        return msgspec.structs.replace(bare, lost="sealed")
    names = names_in([head.sender_name])
    return msgspec.structs.replace(
        bare,
        sender=mask(f"{head.sender_name} <{head.sender}>" if head.sender_name else head.sender, names, keep=keep),
        subject=mask(head.subject, names, keep=keep),
        text=mask(head.text, names, keep=keep),
        attachments=tuple(mask(name, names) for name in head.attachments),
    )


def letters(connection: sa.Connection, inquiry_id: int, vault: Vault, *, keep: tuple[str, ...] = ()) -> list[Letter]:
    """All replies to an inquiry, in the order of their arrival."""
    return [
        letter(mail, vault, keep=keep, kind=reply.kind, evidence=reply.evidence)
        for reply, mail in mails.replies_to(connection, inquiry_id)
    ]
