"""Mails that mail servers and programs send back, in the shapes of several of them; made up, none is anybody's."""

from email.message import EmailMessage


def dsn(
    to: str, *, status: str, action: str = "failed", said: str = "", text: str = "", sender: str = "", subject: str = ""
) -> bytes:
    """RFC 3464, as Postfix, Exchange and Gmail write it."""
    diagnostic = f"Diagnostic-Code: smtp; {said}\r\n" if said else ""
    return f"""Return-Path: <>\r
From: {sender or "MAILER-DAEMON@mx.hjemme.test (Mail Delivery System)"}\r
To: {to}\r
Subject: {subject or "Undelivered Mail Returned to Sender"}\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\r
\r
--b1\r
Content-Type: text/plain; charset=us-ascii\r
\r
{text or "This is the mail system at host mx.hjemme.test. Your message could not be delivered."}\r
\r
--b1\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.hjemme.test\r
\r
Final-Recipient: rfc822; kari@hjemme.test\r
Action: {action}\r
Status: {status}\r
{diagnostic}\r
--b1\r
Content-Type: text/rfc822-headers\r
\r
From: Larvik <undersokelse@medlytt.test>\r
To: kari@hjemme.test\r
Subject: Hvordan var kontakten med Larvik?\r
Message-ID: <abc@medlytt.test>\r
\r
--b1--\r
""".encode()


def exim(to: str, said: str = "550 5.1.1 <kari@hjemme.test>: Recipient address rejected: User unknown") -> bytes:
    return f"""Return-path: <>\r
X-Failed-Recipients: kari@hjemme.test\r
Auto-Submitted: auto-replied\r
From: Mail Delivery System <Mailer-Daemon@mail.hjemme.test>\r
To: {to}\r
Subject: Mail delivery failed: returning message to sender\r
\r
This message was created automatically by mail delivery software.\r
\r
A message that you sent could not be delivered to one or more of its\r
recipients. This is a permanent error. The following address(es) failed:\r
\r
  kari@hjemme.test\r
    host mx.hjemme.test [192.0.2.1]\r
    SMTP error from remote mail server after RCPT TO:<kari@hjemme.test>:\r
    {said}\r
""".encode()


def exim_warning(to: str) -> bytes:
    return f"""Return-path: <>\r
Auto-Submitted: auto-replied\r
From: Mail Delivery System <Mailer-Daemon@mail.hjemme.test>\r
To: {to}\r
Subject: Warning: message 1abcde-0001 delayed 24 hours\r
\r
This message was created automatically by mail delivery software.\r
A message that you sent has not yet been delivered to one or more of its\r
recipients after more than 24 hours on the queue on mail.hjemme.test.\r
\r
No action is required on your part. Delivery attempts will continue for\r
some time, and this warning may be repeated at intervals.\r
""".encode()


def qmail(to: str) -> bytes:
    return f"""Return-Path: <>\r
From: MAILER-DAEMON@mail.hjemme.test\r
To: {to}\r
Subject: failure notice\r
\r
Hi. This is the qmail-send program at mail.hjemme.test.\r
I'm afraid I wasn't able to deliver your message to the following addresses.\r
This is a permanent error; I've given up. Sorry it didn't work out.\r
\r
<kari@hjemme.test>:\r
192.0.2.1 does not like recipient.\r
Remote host said: 550 5.1.1 unknown user\r
Giving up on 192.0.2.1.\r
""".encode()


def written(to: str, *, subject: str, text: str = "Hei", sender: str = "kari@hjemme.test", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def complaint(reported: str, *, kind: str = "abuse", to: str = "fbl@medlytt.test") -> bytes:
    """RFC 5965; `reported`: the header of the mail that was complained about."""
    return f"""From: <feedback@provider.test>\r
To: <{to}>\r
Subject: FW: Hvordan var kontakten\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=feedback-report; boundary="b2"\r
\r
--b2\r
Content-Type: text/plain\r
\r
This is an email abuse report.\r
--b2\r
Content-Type: message/feedback-report\r
\r
Feedback-Type: {kind}\r
User-Agent: SomeGenerator/1.0\r
Version: 1\r
\r
--b2\r
Content-Type: message/rfc822\r
\r
{reported}\r
From: Larvik <undersokelse@medlytt.test>\r
To: undisclosed\r
\r
Hei\r
--b2--\r
""".encode()
