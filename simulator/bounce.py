"""Delivery reports (RFC 3464): the address does not exist, or the mail has to wait; pure."""

from datetime import datetime
from email.utils import format_datetime

from simulator.envelope import received
from simulator.habits import Habits
from simulator.letter import Inquiry
from simulator.plot import Played, Turn

FAILED = (
    "Undelivered Mail Returned to Sender",
    "failed",
    "5.1.1",
    "550 5.1.1 <{to}>: Recipient address rejected: User unknown",
    "Your message could not be delivered to one or more recipients. It is attached below.",
)
DELAYED = (
    "Delayed Mail (still being retried)",
    "delayed",
    "4.4.1",
    "connect to mail.{domain}[192.0.2.25]:25: Connection timed out",
    "THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE. It will be retried until it is 5 day(s) old.",
)
REPORT = """\
Received: {received}
Date: {date}
From: Mail Delivery System <MAILER-DAEMON@mail.{domain}>
Subject: {subject}
To: {sender}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-ID: {message_id}
Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"

This is a MIME-encapsulated message.

--{boundary}
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.{domain}.

{told}

<{to}>: {reason}

--{boundary}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.{domain}
Arrival-Date: {asked}

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {reason}

--{boundary}
Content-Description: Undelivered Message
Content-Type: message/rfc822
Content-Transfer-Encoding: 8bit

"""


def report(turn: Turn, inquiry: Inquiry, habits: Habits, *, message_id: str) -> bytes:
    return notice(
        turn.played, at=turn.at, asked=inquiry.date, domain=habits.domain, sender=inquiry.envelope_from, to=inquiry.to,
        message_id=message_id, raw=inquiry.raw,
    )  # fmt: skip


def notice(
    played: Played, *, at: datetime, asked: datetime, domain: str, sender: str, to: str, message_id: str, raw: bytes
) -> bytes:
    """The report goes to the envelope's sender and encloses the whole mail."""
    subject, action, status, reason, told = FAILED if played is Played.BOUNCE else DELAYED
    boundary = f"{at.timestamp():.0f}.4711/mail.{domain}"
    head = REPORT.format(
        received=received(domain, sender, at, token=f"4B{at:%H%M%S}"),
        date=format_datetime(at),
        asked=format_datetime(asked),
        domain=domain,
        sender=sender,
        to=to,
        reason=reason.format(to=to, domain=domain),
        **{"subject": subject, "action": action, "status": status, "told": told},
        boundary=boundary,
        message_id=message_id,
    )
    return head.replace("\n", "\r\n").encode() + raw + f"\r\n--{boundary}--\r\n".encode()
