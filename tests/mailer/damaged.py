"""Mails that no decent program would write; collectors must hand each over as it came."""

DAMAGED = {
    "empty": b"",
    "one line break": b"\r\n",
    "no header": b"just words\r\n",
    "truncated MIME": b"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: te",
    "deep nesting": b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    + b"--x\r\nContent-Type: message/rfc822\r\n\r\n" * 500,
    "wrong charset": b"Content-Type: text/plain; charset=klingon\r\n\r\n\xe6\xf8\xe5\r\n",
    "8-bit header": b"Subject: \xe6\xf8\xe5 \xff\xfe\r\n\r\nhei\r\n",
    "NUL bytes": b"Subject: a\0b\r\n\r\n\0\0\0hei\0\r\n",
    "megabyte header": b"Subject: " + b"x" * 1_000_000 + b"\r\n\r\nhei\r\n",
    "ten thousand headers": b"X-A: b\r\n" * 10_000 + b"\r\nhei\r\n",
    "bare LF": b"From: a@b.test\nSubject: x\n\nhei\nder\n",
    "bare CR": b"From: a@b.test\rSubject: x\r\rhei\r",
    "a smuggled end": b"Subject: x\r\n\r\nhei\n.\nMAIL FROM:<evil@b.test>\n.\r\nslutt\r\n",
    "dots": b"Subject: x\r\n\r\n.\r\n..\r\n.a\r\n",
}
