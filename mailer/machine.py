"""How much speaks for a machine as the writer: headers, sender, timing, and what the text says of itself."""

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from mailer.message import Address
from mailer.parse import Incoming
from mailer.phrases import Phrases
from mailer.reading import Reading

NO_REPLY = re.compile(
    r"^(no|not|do-?not|ikke|ikkje|ei|inte|svar-?ikke|donot)[._-]?(reply|svar|besvar|vastaa|svara|respond)|"
    r"noreply|no-reply|"
    r"ikke-?svar|ikkesvar|varsel@|notification|notifiering|automat|mailer@|system@",
    re.IGNORECASE,
)
POSTMASTER = re.compile(
    r"mailer-daemon|\bpostmaster@|mail delivery (sub)?system|microsoftexchange[0-9a-f]{8}|\bmdaemon", re.I
)
CASE_SYSTEM = re.compile(
    r"zendesk|servicenow|service-now|jira|atlassian|freshdesk|pureservice|easit|artvise|otrs|zammad|efecte|"
    r"topdesk|public ?360|"
    r"websak|elements|acos|ephorte|nilex|flexite|esmaker|cherwell|matrix42|superoffice|dynamics|kundo|imbox|"
    r"puzzel|deskpro",
    re.IGNORECASE,
)
AUTOMATIC = re.compile(
    r"^\W*(automatisk\w* (svar|besvar\w*|melding|meddel\w*|bekreft\w*|kvitter\w*)|autosvar|autoreply|auto:|"
    r"auto(matic|mated)?[ -]?(reply|response|message)|automaatti\w*( vastaus| viesti)?)",
    re.IGNORECASE,
)
OUT_OF_OFFICE = re.compile(
    r"^\W*(out of (the )?office|ikke på kontoret|ikkje på kontoret|"
    r"fraværsmelding|fraværs|frånvaro|fråvær|fraværende|frånvarande|poissa|lomalla|"
    r"på ferie|ferie|semester|on leave|ute av kontoret|borta|utanför kontoret|"
    r"automatisk fraværs|poissaolo|frånvaromeddelande)",
    re.IGNORECASE,
)
RECEIPT_SUBJECT = re.compile(
    r"mottatt|mottaksbekreft|kvittering|bekreftelse|motteke|stadfesting|mottagning|mottagen|bekräftelse|"
    r"kvittens|modtaget|"
    r"bekræftelse|received|acknowledg|confirmation|vastaanotettu|vahvistus|kuittaus|vi har fått|saapunut|"
    r"registrert|registrerat",
    re.IGNORECASE,
)
BULK_HEADERS = (
    "list-unsubscribe",
    "list-id",
    "feedback-id",
    "x-campaign",
    "x-mc-user",
    "x-mailchimp",
    "list-post",
    "x-csa-complaints",
)


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """`score`: 2 and more makes a machine likely, 5 and more all but certain. `replies`: nobody wrote this one."""

    score: float
    replies: bool
    bulk: bool
    robot: bool
    postmaster: bool
    undelivered: bool
    delayed: bool
    out_of_office: bool
    receipt_subject: bool
    because: tuple[str, ...]


def judge_machine(incoming: Incoming, reading: Reading, *, phrases: Phrases, sent_at: datetime | None) -> Machine:
    points = dict(clues(incoming, reading, sent_at))
    score = sum(points.values())
    sender = " ".join(f"{a.email} {a.name}" for a in incoming.from_ + incoming.sender)
    all_text = f"{incoming.subject}\n{incoming.text[:6000]}"
    postmaster = bool(POSTMASTER.search(sender)) or "x-failed-recipients" in dict(incoming.headers)
    office = bool(OUT_OF_OFFICE.search(incoming.subject))
    told = reading.has("auto_notice") and not reading.weight >= 3
    typical = reading.has("received", "absence", "closed", "survey", "ticket_closed", "gone")
    return Machine(
        score=score,
        replies=score >= 5 or (score >= 2 and (told or (typical and reading.weight < 3))),
        bulk=is_bulk(incoming, reading, phrases),
        robot=reading.has("robot"),
        postmaster=postmaster,
        undelivered=bool(phrases.hits("undelivered", all_text)),
        delayed=bool(phrases.hits("delayed", all_text)),
        out_of_office=office,
        receipt_subject=bool(RECEIPT_SUBJECT.search(incoming.subject)),
        because=tuple(points),
    )


def clues(incoming: Incoming, reading: Reading, sent_at: datetime | None) -> list[tuple[str, float]]:
    systems = " ".join(f"{k} {v}" for k, v in incoming.headers) + " ".join(a.email for a in incoming.from_)
    subject = incoming.subject
    quick = sent_at and incoming.arrived_at and 0 <= (incoming.arrived_at - sent_at).total_seconds() <= 120
    return [
        *header_clues(incoming),
        *([("sender takes no replies", 1.5)] if any(map(takes_none, incoming.from_)) else []),
        *([("sent by a case system", 1.0)] if CASE_SYSTEM.search(systems) else []),
        *(
            [("subject of an automatic reply", 5.0)]
            if OUT_OF_OFFICE.search(subject) or AUTOMATIC.search(subject)
            else []
        ),
        *([("calls itself automatic", 3.0)] if reading.has("auto_notice") else []),
        *([("came within two minutes", 2.5)] if quick else []),
    ]


def takes_none(address: Address) -> bool:
    return NO_REPLY.search(address.email) is not None


def header_clues(incoming: Incoming) -> Iterator[tuple[str, float]]:
    auto = incoming.header("auto-submitted").lower()
    precedence = incoming.header("precedence").lower()
    if auto.startswith("auto-replied"):
        yield "header Auto-Submitted: auto-replied", 5
    elif auto and not auto.startswith("no"):
        yield f"header Auto-Submitted: {auto[:30]}", 2
    if any(incoming.header(name) for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-vacation")):
        yield "header of an autoresponder", 5
    if precedence in ("auto_reply", "auto-reply"):
        yield "header Precedence: auto_reply", 5
    elif precedence in ("bulk", "junk", "list"):
        yield "header Precedence", 1.5
    if incoming.header("x-auto-response-suppress"):
        yield "header X-Auto-Response-Suppress", 1.5
    if incoming.header("return-path") in ("<>", "< >"):
        yield "empty return path", 2


def is_bulk(incoming: Incoming, reading: Reading, phrases: Phrases) -> bool:
    """Newsletters and advertising: list headers, or their words and nothing of ours."""
    headers = dict(incoming.headers)
    listed = sum(name in headers for name in BULK_HEADERS)
    spam = headers.get("x-spam-flag", "").lower() == "yes"
    words = len(phrases.hits("bulk", f"{incoming.subject}\n{incoming.text[:8000]}"))
    ours = reading.has("received", "forwarded") or incoming.in_reply_to
    if spam and not ours:
        return True
    return (listed > 0 and words > 0 and not ours) or (words >= 3 and not ours)
