"""A delivery report (RFC 3464) or what a server wrote in its place."""

import re

import msgspec

from mailer.fields import addresses, decode_words, message_ids
from mailer.message import Address
from mailer.mime import Part, read_part, text_of

STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status", "message/disposition-notification")
ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a mail of ours; `original_*` as far as the report encloses it."""

    action: str = ""
    status: str = ""
    recipient: str = ""
    diagnostic: str = ""
    disposition: str = ""
    original_id: str = ""
    original_subject: str = ""
    original_addresses: tuple[Address, ...] = ()


def read_report(root: Part, damage: list[str]) -> Report | None:
    """The report in a mail, or None where it holds none."""
    found: dict[str, str] = {}
    original: Part | None = None
    for part in root.walk():
        if part.type in STATUS_TYPES:
            for group in status_groups(part, damage):
                merge(found, group)
        elif part.type in ("text/rfc822-headers", "message/global-headers"):
            original = read_part(text_of(part, damage).strip().encode("utf-8") + b"\n\n", damage, depth=9, budget=[1])
        elif part.type in ("message/rfc822", "message/global") and part.parts:
            original = original or part.parts[0]
    if not found:
        return None
    return Report(
        action=next((a for a in ACTIONS if found.get("action", "").lower().startswith(a)), ""),
        status=(re.findall(r"\d\.\d{1,3}\.\d{1,3}", found.get("status", "")) or [""])[0],
        recipient=found.get("final-recipient", found.get("original-recipient", "")).rpartition(";")[2].strip().lower(),
        diagnostic=found.get("diagnostic-code", "")[:500],
        disposition=found.get("disposition", "").lower(),
        original_id=next(iter(message_ids((original.first("message-id"),) if original else ())), "")
        or next(iter(message_ids((found.get("original-message-id", ""),))), ""),
        original_subject=decode_words(original.first("subject")) if original else "",
        original_addresses=addresses(original.all("from") + original.all("reply-to")) if original else (),
    )


def status_groups(part: Part, damage: list[str]) -> list[dict[str, str]]:
    text = text_of(part, damage)
    groups = []
    for group in re.split(r"\n\s*\n", text)[:50]:
        unfolded = re.sub(r"\n[ \t]+", " ", group)
        pairs = (line.partition(":") for line in unfolded.split("\n") if ":" in line)
        groups.append({key.strip().lower(): value.strip() for key, _, value in pairs})
    return groups


def merge(found: dict[str, str], group: dict[str, str]) -> None:
    """The first recipient stands, but one that failed goes before one that did not."""
    failed = group.get("action", "").lower().startswith("failed")
    if failed and not found.get("action", "").lower().startswith("failed"):
        found.update(group)
    for key, value in group.items():
        found.setdefault(key, value)
