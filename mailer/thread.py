"""Which inquiry an incoming mail belongs to, with the evidence: reply address, references, subject and sender, "
"content."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from mailer.parse import Incoming
from mailer.quotation import normal

# Clocks of mail servers differ a little; an answer may look a few minutes older than its question.
TOLERANCE = timedelta(hours=1)
RUN = 5  # words in a run that content is compared by
MAX_WORDS = 4_000  # words of a mail that are looked at
COMMON = 400  # a run that stands in more bodies than this tells nothing
GUESSES = 5

PREFIX = re.compile(
    r"^\W*((re|sv|vs|fw|fwd|vb|aw|wg|antw|vl|tr|videres|ang|svar|vedr|automatisk svar|autosvar|auto|"
    r"automatic reply|out of office|"
    r"automaattinen vastaus|poissa|fraværsmelding|frånvaro|fravær|undeliverable|undelivered|"
    r"delivery status notification|"
    r"kan ikke leveres|ikke levert|kan inte levereras|olevererbart|toimittamaton|read|lest|läst|læst|"
    r"luettu)\s*(\[\d+\]|\(\d+\))?"
    r"\s*:\s*)+",
    re.IGNORECASE,
)
CASE_NUMBER = re.compile(
    r"[\[({#]*\b(sak(snr|snummer|sid)?|ref|case|ticket|ärende(nr|nummer)?|dnr|diarienr|sagsnr|sag|journalnr|"
    r"asia|tapaus|id|"
    r"arkivsak(id)?|req|inc|sr|ritm|hd|cs)\b[\s.:#nr-]*[\w/-]*\d[\w/.-]*[\])}]*|"
    r"[\[(#{]+[\w .:/#-]*\d[\w .:/-]*[\])}]+|#\d+|"
    r"\b\d{2,4}/\d{2,}(-\d+)?\b|\b[A-Z]{2,6}-\d+\b",
    re.IGNORECASE,
)


class Evidence(StrEnum):
    REPLY_ADDRESS = "reply_address"
    REFERENCES = "references"
    SUBJECT_AND_SENDER = "subject_and_sender"
    CONTENT = "content"
    NONE = "none"


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """An inquiry as it left. Ids with or without angle brackets; `sent_at` carries a zone."""

    id: str
    unit: str
    unit_domain: str
    sent_at: datetime
    from_: str
    reply_to: str
    message_id: str
    subject: str
    body: str


class Match(msgspec.Struct, frozen=True):
    inquiry: str
    evidence: Evidence
    score: float


class Index:
    """Some ten thousand inquiries, looked up by address, id, subject and runs of words."""

    def __init__(self) -> None:
        self.sents: dict[str, Sent] = {}
        self.by_address: dict[str, list[str]] = defaultdict(list)
        self.by_message: dict[str, list[str]] = defaultdict(list)
        self.by_domain: dict[str, list[str]] = defaultdict(list)
        self.by_subject: dict[str, list[str]] = defaultdict(list)
        self.by_unit: dict[str, set[str]] = defaultdict(set)
        self.bodies: dict[str, list[str]] = defaultdict(list)
        self.sizes: dict[str, int] = {}
        self.runs: dict[int, list[str]] = defaultdict(list)

    @classmethod
    def of(cls, sents: Iterable[Sent]) -> "Index":
        index = cls()
        for sent in sents:
            index.add(sent)
        return index

    def add(self, sent: Sent) -> None:
        self.sents[sent.id] = sent
        for address in {bare(sent.reply_to), bare(sent.from_)} - {""}:
            self.by_address[address].append(sent.id)
        if sent.message_id.strip("<> "):
            self.by_message[sent.message_id.strip("<> ")].append(sent.id)
        for domain in domains(sent):
            self.by_domain[domain].append(sent.id)
            self.by_unit[domain].add(sent.unit)
        self.by_subject[subject_key(sent.subject)].append(sent.id)
        body = normal(sent.body)
        if body and body not in self.bodies:
            known = runs(body)
            self.sizes[body] = len(known)
            for run in known:
                self.runs[run].append(body)
        self.bodies[body].append(sent.id)

    def match(self, incoming: Incoming) -> tuple[Match, ...]:
        """The inquiries a mail answers, best evidence first; empty where nothing ties it to any."""
        for find in (by_reply_address, by_references, by_enclosed, by_shared_address, by_subject, by_content):
            if found := find(self, incoming):
                return found
        return ()

    def guesses(self, incoming: Incoming) -> tuple[Match, ...]:
        """Ranked proposals for a person, from evidence too weak to act on."""
        scores: dict[str, float] = defaultdict(float)
        for domain in sender_domains(incoming):
            for inquiry in self.by_domain.get(domain, ())[:500]:
                scores[inquiry] += 0.4
        for inquiry in self.by_subject.get(subject_key(incoming.subject), ())[:500]:
            scores[inquiry] += 0.3
        for inquiry, part in content_scores(self, incoming).items():
            scores[inquiry] += 0.3 * part
        timely = [(s, i) for i, s in scores.items() if not too_early(self.sents[i], incoming)]
        best = sorted(timely, key=lambda pair: (-pair[0], -self.sents[pair[1]].sent_at.timestamp(), pair[1]))
        return tuple(Match(inquiry, Evidence.NONE, min(score, 0.9)) for score, inquiry in best[:GUESSES])


def match(incoming: Incoming, sents: Iterable[Sent]) -> tuple[Match, ...]:
    """For a handful; build an `Index` once for many."""
    return Index.of(sents).match(incoming)


def by_reply_address(index: Index, incoming: Incoming) -> tuple[Match, ...]:
    """An address that only one inquiry used names it; inquiries cited together with it are answered too."""
    found: dict[str, float] = {}
    for address in incoming.to + incoming.cc + incoming.envelope_to:
        owners = index.by_address.get(address.email, ())
        if len(owners) == 1:
            found[owners[0]] = 1.0
    cited = by_ids(index, incoming)
    if found.keys() & set(cited):
        for inquiry in cited:
            found.setdefault(inquiry, 0.9)
    return tuple(Match(inquiry, Evidence.REPLY_ADDRESS, score) for inquiry, score in found.items())


def by_shared_address(index: Index, incoming: Incoming) -> tuple[Match, ...]:
    """Of the inquiries that share an address: the one with this subject, else the only one of this sender."""
    people = incoming.to + incoming.cc + incoming.envelope_to
    owners = dict.fromkeys(i for a in people for i in index.by_address.get(a.email, ()))
    tied = [i for i in owners if not too_early(index.sents[i], incoming)]
    senders, subject = sender_domains(incoming), subject_key(incoming.subject)
    own = [i for i in tied if senders & domains(index.sents[i])]
    same = [i for i in own or tied if same_subject(subject, subject_key(index.sents[i].subject))]
    picked = same if len(same) == 1 else own if len(own) == 1 else []
    return tuple(Match(inquiry, Evidence.SUBJECT_AND_SENDER, 0.8) for inquiry in picked)


def by_ids(index: Index, incoming: Incoming) -> list[str]:
    cited: dict[str, None] = {}
    for message_id in incoming.in_reply_to + incoming.references:
        for inquiry in index.by_message.get(message_id, ()):
            cited[inquiry] = None
    return list(cited)


def by_references(index: Index, incoming: Incoming) -> tuple[Match, ...]:
    if cited := by_ids(index, incoming):
        return tuple(Match(inquiry, Evidence.REFERENCES, 0.95) for inquiry in cited)
    enclosed = [mail.message_id for mail in incoming.enclosed]
    enclosed += [incoming.report.original_id] if incoming.report else []
    found = dict.fromkeys(i for message_id in enclosed for i in index.by_message.get(message_id, ()))
    if not found:  # some systems print the header of the original into the text
        printed = re.findall(r"message-id:\s*<([^<>\s]{3,300})>", incoming.text[:50_000], re.IGNORECASE)
        found = dict.fromkeys(i for message_id in printed for i in index.by_message.get(message_id, ()))
    return tuple(Match(inquiry, Evidence.REFERENCES, 0.9) for inquiry in found)


def by_enclosed(index: Index, incoming: Incoming) -> tuple[Match, ...]:
    """Our addresses in the header of an enclosed original."""
    seen = [a.email for mail in incoming.enclosed for a in mail.from_]
    seen += [a.email for a in incoming.report.original_addresses] if incoming.report else []
    return owned(index, seen, Evidence.REPLY_ADDRESS)


def owned(index: Index, emails: list[str], evidence: Evidence) -> tuple[Match, ...]:
    owners = [index.by_address.get(email, []) for email in dict.fromkeys(emails)]
    found = dict.fromkeys(owner[0] for owner in owners if len(owner) == 1)
    return tuple(Match(inquiry, evidence, 0.85) for inquiry in found)


def by_subject(index: Index, incoming: Incoming) -> tuple[Match, ...]:
    """The unit's own domain (or its name) as sender, and our subject, however numbered and prefixed."""
    candidates = from_unit(index, incoming)
    subject = incoming.report.original_subject if incoming.report and incoming.report.original_subject else ""
    key = subject_key(subject or incoming.subject)
    same = [i for i in candidates if same_subject(key, subject_key(index.sents[i].subject))]
    if not same and incoming.report and len(candidates) == 1:
        same = candidates
    if not same:
        return ()
    content = content_scores(index, incoming) if len(same) > 1 else {}
    best = max(same, key=lambda i: (content.get(i, 0.0), index.sents[i].sent_at))
    return (Match(best, Evidence.SUBJECT_AND_SENDER, 0.8 if len(same) == 1 else 0.6),)


def from_unit(index: Index, incoming: Incoming) -> list[str]:
    found = dict.fromkeys(i for d in sorted(sender_domains(incoming)) for i in index.by_domain.get(d, ()))
    if not found:
        names = " ".join(a.name for a in incoming.from_ + incoming.sender).lower()
        keyed = index.by_subject.get(subject_key(incoming.subject), ())[:2000] if names else ()
        found = dict.fromkeys(i for i in keyed if named(index.sents[i].unit, names))
    return [i for i in found if not too_early(index.sents[i], incoming)]


def by_content(index: Index, incoming: Incoming) -> tuple[Match, ...]:
    """Our address or our own words come back, quoted, and only one inquiry (of this sender, if any) has them."""
    printed = re.findall(r"[\w.+-]{1,80}@[\w.-]{1,120}\w", incoming.text[:50_000].lower())
    if found := owned(index, printed, Evidence.CONTENT):
        return found
    scores = {i: s for i, s in content_scores(index, incoming).items() if not too_early(index.sents[i], incoming)}
    best = max(scores.values(), default=0.0)
    if best < 0.5:
        return ()
    top = [i for i, score in scores.items() if score >= best - 0.05]
    if len(top) > 1:
        own = set(from_unit(index, incoming))
        mentioned = f"{incoming.text[:20_000]} {' '.join(a.name for a in incoming.from_)}".lower()
        top = [i for i in top if i in own] or [i for i in top if named(index.sents[i].unit, mentioned)]
    if len(top) > 1 and len({index.sents[i].unit for i in top}) == 1:
        top = [max(top, key=lambda i: index.sents[i].sent_at)]
    return (Match(top[0], Evidence.CONTENT, best),) if len(top) == 1 else ()


def content_scores(index: Index, incoming: Incoming) -> dict[str, float]:
    """Share of each body's runs that stand somewhere in the mail."""
    whole = " ".join([incoming.text, *(mail.text for mail in incoming.enclosed)])
    counts: dict[str, int] = defaultdict(int)
    for run in runs(normal(whole)):
        holders = index.runs.get(run, ())
        if len(holders) <= COMMON:
            for body in holders:
                counts[body] += 1
    leading = sorted(counts.items(), key=lambda pair: -pair[1] / index.sizes[pair[0]])[:20]
    return {i: n / index.sizes[body] for body, n in leading for i in index.bodies[body] if n >= 4}


def runs(text: str) -> set[int]:
    words = text.split()[:MAX_WORDS]
    return {hash(tuple(words[i : i + RUN])) for i in range(max(len(words) - RUN + 1, 0))}


def bare(address: str) -> str:
    return address.rpartition("<")[2].strip("<> ").lower()


def domains(sent: Sent) -> set[str]:
    return {sent.unit_domain.lower().strip().removeprefix("www.").lstrip("@")} - {""}


def sender_domains(incoming: Incoming) -> set[str]:
    """The sender's domains with all that stands above them, so that post.unit.no counts for unit.no."""
    people = incoming.from_ + incoming.sender + incoming.reply_to
    if incoming.report and "@" in incoming.report.recipient:
        people = (*people, msgspec.structs.replace(people[0], email=incoming.report.recipient)) if people else people
    found = set()
    for address in people:
        labels = address.domain.split(".")
        found |= {".".join(labels[i:]) for i in range(max(len(labels) - 1, 1))}
    return found


def too_early(sent: Sent, incoming: Incoming) -> bool:
    return incoming.arrived_at is not None and incoming.arrived_at + TOLERANCE < sent.sent_at


def subject_key(subject: str) -> str:
    """Without prefixes and case numbers: Re:, SV:, [#123], Sak 2026/12."""
    previous = None
    while previous != subject:
        previous = subject
        subject = CASE_NUMBER.sub(" ", PREFIX.sub("", subject[:400]))
    return normal(subject)


def same_subject(incoming: str, ours: str) -> bool:
    if not ours or not incoming:
        return False
    return incoming == ours or (len(ours.split()) >= 2 and f" {ours} " in f" {incoming} ")


def named(unit: str, text: str) -> bool:
    """The unit's name as a word of its own."""
    core = re.sub(r"\b(kommune|kommun|kunta|kaupunki|municipality|council)\b", "", unit.lower()).strip()
    return len(core) >= 3 and re.search(rf"(?<!\w){re.escape(core)}s?(?!\w)", text) is not None
