"""`medlytt mail`: raw mails sorted on plain files, without a database."""

import json
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import holidays
import msgspec

from mailer.kind import Kind, Verdict, classify
from mailer.parse import Incoming, parse
from mailer.phrases import Phrases, load
from mailer.thread import Evidence, Index, Match, Sent, sender_domains

ZONES = {"NO": "Europe/Oslo", "SE": "Europe/Stockholm", "DK": "Europe/Copenhagen", "FI": "Europe/Helsinki"}
# Enough to tell which country's holidays count where the domain does not say it.
WORDS = {
    "SE": re.compile(r"\b(och|är|från|inte|återkommer|ärende)\b", re.IGNORECASE),
    "FI": re.compile(r"\b(ja|on|ei|olemme|viimeistään|kuluessa|hei)\b", re.IGNORECASE),
    "DK": re.compile(r"\b(af|jer|inden|hvad|hurtigst|bliver|dit|sagsbehandler)\b", re.IGNORECASE),
}
NOT_MAILS = frozenset({".json", ".jsonl", ".csv", ".toml", ".md"})


class Inquiry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the inquiries file."""

    id: str
    sent_at: datetime
    from_: str = msgspec.field(name="from")
    subject: str
    body: str = ""
    unit: str = ""
    unit_domain: str = ""
    reply_to: str = ""
    message_id: str = ""
    key: list[str] = []


class Desk(msgspec.Struct):
    """What the mails are sorted against."""

    index: Index
    keys: dict[str, tuple[str, ...]]
    phrases: Phrases


@click.group()
def mail() -> None:
    """Sort incoming mails."""


@mail.command()
@click.option(
    "--inquiries",
    type=click.Path(path_type=Path, allow_dash=True),
    required=True,
    help="JSON lines, one sent inquiry each.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
@click.option("--jsonl", "as_lines", is_flag=True, help="One JSON object per mail.")
@click.argument("paths", nargs=-1, required=True, metavar="DIR_OR_FILES...")
def sort(inquiries: Path, paths: tuple[str, ...], *, as_json: bool, as_lines: bool) -> None:
    """Tell for each raw mail which inquiry it answers, by what evidence, and what kind of reply it is.

    An inquiry is {id, unit, unit_domain, sent_at, from, reply_to, message_id, subject, body, key?}. Folders are
    searched with all their subfolders. The kind is a proposal: a person decides.
    """
    if as_json and as_lines:
        raise click.UsageError("--json and --jsonl exclude each other.")
    if str(inquiries) == "-" and "-" in paths:
        raise click.UsageError("Standard input can be the inquiries or a mail, not both.")
    faults: list[str] = []
    desk = read_desk(inquiries, faults)
    rows: list[dict[str, Any]] = []
    for name, raw in read_mails(paths, faults, skip=inquiries):
        row = sort_one(desk, name, raw)
        rows.append(row)
        if as_lines:
            click.echo(json.dumps(row, ensure_ascii=False))
        elif not as_json:
            click.echo(in_words(row))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    if not rows and not faults:
        click.echo("No mails found there.", err=True)
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(1 if faults else 0)


def read_desk(file: Path, faults: list[str]) -> Desk:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror or error}. Give a file of JSON lines.") from None
    sents: dict[str, Sent] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        where = f"{file}, line {number}"
        try:
            inquiry = read_inquiry(line)
        except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
            faults.append(f"{where}: {plainly(error)}. The line is left out; correct it and run again.")
            continue
        if inquiry.id in sents:
            faults.append(f"{where}: the id {inquiry.id!r} stands on an earlier line too. The first one is used.")
            continue
        sents[inquiry.id] = sent_of(inquiry)
        keys[inquiry.id] = tuple(phrase for phrase in inquiry.key if phrase.strip())
    return Desk(Index.of(sents.values()), keys, load())


def read_inquiry(line: bytes) -> Inquiry:
    row = json.loads(line.decode("utf-8"))
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    given = {name: value for name, value in row.items() if value is not None}
    if isinstance(given.get("id"), int):
        given["id"] = str(given["id"])
    inquiry = msgspec.convert(given, Inquiry)
    if not inquiry.id.strip():
        raise ValueError("id is empty")
    return inquiry


def plainly(error: Exception) -> str:
    match error:
        case UnicodeDecodeError():
            return "not UTF-8"
        case json.JSONDecodeError():
            return f"not JSON ({error.msg}, column {error.colno})"
        case _:
            return str(error)


def sent_of(inquiry: Inquiry) -> Sent:
    sent_at = inquiry.sent_at
    if sent_at.tzinfo is None:
        sent_at = sent_at.replace(tzinfo=ZoneInfo(ZONES[country(inquiry.unit_domain, inquiry.body)]))
    return Sent(
        id=inquiry.id,
        unit=inquiry.unit,
        unit_domain=inquiry.unit_domain,
        sent_at=sent_at,
        from_=inquiry.from_,
        reply_to=inquiry.reply_to or inquiry.from_,
        message_id=inquiry.message_id,
        subject=inquiry.subject,
        body=inquiry.body,
    )


def read_mails(paths: tuple[str, ...], faults: list[str], *, skip: Path) -> Iterator[tuple[str, bytes]]:
    """Each mail with its name as given; below a folder, the folder as given and the way from there."""
    for given in paths:
        if given == "-":
            yield "-", sys.stdin.buffer.read()
            continue
        path = Path(given)
        if not path.exists():
            faults.append(f"{given}: there is no such file or folder.")
            continue
        found = [(given, path)] if not path.is_dir() else list(below(given, path, skip=skip))
        for name, file in found:
            try:
                yield name, file.read_bytes()
            except OSError as error:
                faults.append(f"{name}: cannot be read ({error.strerror or error}). Check its permissions.")


def below(given: str, folder: Path, *, skip: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(folder.rglob("*"), key=lambda file: file.relative_to(folder).parts):
        parts = file.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        other = file.suffix.lower() in NOT_MAILS or file.resolve() == skip.resolve()
        if not hidden and not other and not file.is_dir():
            yield f"{given.rstrip('/')}/{'/'.join(parts)}", file


def sort_one(desk: Desk, name: str, raw: bytes) -> dict[str, Any]:
    incoming = parse(raw)
    matches = desk.index.match(incoming)
    sents = [desk.index.sents[match.inquiry] for match in matches]
    verdict = judge(desk, incoming, sents)
    if verdict.kind is Kind.UNRELATED:  # an address of ours on a mailing list does not make an answer
        matches = ()
    return {
        "file": name,
        "inquiries": [match.inquiry for match in matches],
        "evidence": best(matches).value,
        "kind": verdict.kind.value,
        "human": verdict.human,
        "confidence": verdict.confidence,
        "expected_date": verdict.expected_date.isoformat() if verdict.expected_date else None,
        "text": verdict.text,
    }


def judge(desk: Desk, incoming: Incoming, sents: list[Sent]) -> Verdict:
    where = country(sents[0].unit_domain if sents else "", incoming.text)
    today = incoming.arrived_at.astimezone(ZoneInfo(ZONES[where])).date() if incoming.arrived_at else None
    return classify(
        incoming,
        sent=sents[0] if sents else None,
        phrases=desk.phrases,
        key=tuple(phrase for sent in sents for phrase in desk.keys[sent.id]),
        known_sender=any(domain in desk.index.by_domain for domain in sender_domains(incoming)),
        today=today,
        closed=closed_days(where, today.year) if today else frozenset(),
    )


def best(matches: tuple[Match, ...]) -> Evidence:
    return matches[0].evidence if matches else Evidence.NONE


def country(domain: str, text: str) -> str:
    ending = domain.rpartition(".")[2].upper()
    if ending in ZONES:
        return ending
    counts = {code: len(set(words.findall(text[:5000].lower()))) for code, words in WORDS.items()}
    code = max(counts, key=lambda code: counts[code])
    return code if counts[code] >= 2 else "NO"


@cache
def closed_days(code: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(code, years=(year, year + 1)))


def in_words(row: dict[str, Any]) -> str:
    tied = ", ".join(row["inquiries"]) or "no inquiry"
    until = f", answer expected {row['expected_date']}" if row["expected_date"] else ""
    writer = "person" if row["human"] else "machine"
    return f"{row['file']}: {row['kind']} ({row['confidence']:.2f}, {writer}) - {tied}, by {row['evidence']}{until}"
