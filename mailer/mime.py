"""Raw bytes into a bounded tree of parts: whatever comes in, in limited time, with a note of what was wrong."""

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator
from email.message import Message as HeaderBag

import msgspec

MAX_RAW = 40_000_000  # bytes read of a mail
MAX_HEADER = 200_000  # bytes of one part's header block that are kept
MAX_FIELD = 60_000  # characters of one header field
MAX_FIELDS = 1_000
MAX_PARTS = 200
MAX_DEPTH = 12
MAX_TEXT = 1_000_000  # characters of decoded text that are read on

BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
FIELD = re.compile(r"([!-9;-~]{1,200})[ \t]*:(.*)", re.DOTALL)
META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A leaf or a container; `body` is still encoded; the fields keep their order and their doubles."""

    fields: tuple[tuple[str, str], ...]
    type: str
    body: bytes
    parts: tuple["Part", ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.fields if key == name)

    def first(self, name: str) -> str:
        return next((value for key, value in self.fields if key == name), "")

    def walk(self) -> Iterator["Part"]:
        yield self
        for part in self.parts:
            yield from part.walk()


def read(raw: bytes, damage: list[str]) -> Part:
    """The tree of a mail; every cut and every fault is noted in `damage`, nothing is raised."""
    if not raw.strip():
        damage.append("empty")
    if len(raw) > MAX_RAW:
        damage.append("too large, cut")
    if b"\0" in raw[:MAX_RAW]:
        damage.append("NUL bytes")
    raw = raw[:MAX_RAW]
    if raw.startswith(b"From "):  # an mbox line in front
        raw = raw.partition(b"\n")[2]
    return read_part(raw, damage, depth=0, budget=[MAX_PARTS])


def read_part(raw: bytes, damage: list[str], *, depth: int, budget: list[int]) -> Part:
    budget[0] -= 1
    fields, body = split_head(raw, damage)
    bag = dict(reversed(fields))
    kind, boundary = content_type(bag.get("content-type", ""))
    encoding = bag.get("content-transfer-encoding", "").lower()
    inner: tuple[bytes, ...] = ()
    if kind.startswith("multipart/") and boundary:
        inner = split_parts(body, boundary, damage)
    elif kind.startswith("multipart/"):
        damage.append("multipart without boundary")
        kind = "text/plain"
    elif kind in ("message/rfc822", "message/global"):
        inner = (decode_transfer(body, encoding, damage),)
    if inner and depth >= MAX_DEPTH:
        note(damage, "nested too deeply")
        inner = ()
    parts = []
    for piece in inner:
        if budget[0] <= 0:
            note(damage, "too many parts")
            break
        parts.append(read_part(piece, damage, depth=depth + 1, budget=budget))
    return Part(fields=tuple(fields), type=kind, body=b"" if parts else body, parts=tuple(parts))


def split_head(raw: bytes, damage: list[str]) -> tuple[list[tuple[str, str]], bytes]:
    """Header fields (names in lower case, unfolded, not yet decoded) and the rest."""
    if raw.startswith((b"\n", b"\r\n")):
        return [], raw.lstrip(b"\r\n")
    found = BLANK_LINE.search(raw)
    head, body = (raw[: found.start()], raw[found.end() :]) if found else (raw, b"")
    first = head[:300].split(b"\n", 1)[0]
    if not re.match(rb"[!-9;-~]+[ \t]*:", first):  # no header at all: the whole is text
        if raw.strip():
            note(damage, "no header")
        return [], raw
    if len(head) > MAX_HEADER:
        note(damage, "header too large, cut")
        head = head[:MAX_HEADER]
    fields: list[tuple[str, str]] = []
    for block in unfold(to_text(head, damage)):
        match FIELD.match(block):
            case None:
                note(damage, "broken header line")
            case hit:
                if len(block) > MAX_FIELD:
                    note(damage, "header field too long, cut")
                fields.append((hit[1].lower(), hit[2][:MAX_FIELD].strip()))
        if len(fields) >= MAX_FIELDS:
            note(damage, "too many header fields")
            break
    return fields, body


def unfold(head: str) -> Iterator[str]:
    block: list[str] = []
    for line in re.split(r"\r?\n|\r", head):
        if line[:1] in (" ", "\t") and block:
            block.append(line.strip())
        elif line.strip():
            if block:
                yield " ".join(block)
            block = [line]
    if block:
        yield " ".join(block)


def to_text(head: bytes, damage: list[str]) -> str:
    head = head.replace(b"\0", b"")
    try:
        return head.decode("ascii")
    except UnicodeDecodeError:
        note(damage, "8-bit header")
        return decode_bytes(head, "")


def content_type(value: str) -> tuple[str, str]:
    """Type in lower case and boundary; text/plain where nothing sensible is said."""
    kind = value.partition(";")[0].strip().lower()
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind):
        kind = "text/plain"
    return kind, parameter(value, "boundary").rstrip()


def parameter(value: str, name: str) -> str:
    """One parameter of a header field, by RFC 2231 or as mail programs write it; empty if absent or broken."""
    bag = HeaderBag()
    try:
        bag["Content-Type"] = "x/y" + value[value.find(";") :][:4000] if ";" in value else "x/y"
        found = bag.get_param(name, "", header="Content-Type")
        if isinstance(found, tuple):
            return codecs.decode(found[2].encode("latin-1", "replace"), known(found[0] or ""), "replace")
        return str(found)
    except (ValueError, LookupError, TypeError, IndexError):
        return ""


def split_parts(body: bytes, boundary: str, damage: list[str]) -> tuple[bytes, ...]:
    mark = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    pieces: list[bytes] = []
    start = None
    for hit in mark.finditer(body):
        if start is not None:
            pieces.append(body[start : hit.start()])
        start = hit.end()
        if hit[1] or len(pieces) > MAX_PARTS:
            return tuple(strip_newline(piece) for piece in pieces)
    if start is None:
        note(damage, "boundary not found")
        return (b"\n" + body,) if body.strip() else ()
    note(damage, "multipart not closed")
    pieces.append(body[start:])
    return tuple(strip_newline(piece) for piece in pieces)


def strip_newline(piece: bytes) -> bytes:
    """What follows a boundary line: a part without header fields begins with its empty line."""
    return piece.removeprefix(b"\r").removeprefix(b"\n")


def decode_transfer(body: bytes, encoding: str, damage: list[str]) -> bytes:
    match encoding.strip().strip("\"'"):
        case "base64":
            kept = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
            if len(kept) % 4 == 1:
                kept = kept[:-1]
                note(damage, "base64 cut short")
            try:
                return base64.b64decode(kept + b"=" * (-len(kept) % 4))
            except binascii.Error:
                note(damage, "broken base64")
                return b""
        case "quoted-printable":
            return quopri.decodestring(body)
        case "x-uuencode" | "uuencode" | "x-uue":
            note(damage, "uuencoded text left as it is")
            return body
        case _:
            return body


def text_of(part: Part, damage: list[str]) -> str:
    body = decode_transfer(part.body, part.first("content-transfer-encoding").lower(), damage)
    charset = parameter(part.first("content-type"), "charset")
    if not charset and part.type == "text/html" and (hit := META_CHARSET.search(body[:4000])):
        charset = hit[1].decode("ascii", "replace")
    if charset and not is_known(charset):
        note(damage, "unknown charset")
        charset = ""
    text = decode_bytes(body[: 4 * MAX_TEXT], charset)
    if len(text) > MAX_TEXT:
        note(damage, "text too long, cut")
    if "\ufffd" in text[:MAX_TEXT]:
        note(damage, "undecodable characters")
    return text[:MAX_TEXT].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def decode_bytes(data: bytes, charset: str) -> str:
    """By the named charset when it fits; UTF-8 before it where only UTF-8 can be meant; Windows-1252 at last."""
    name = known(charset) if charset else "utf-8"
    wide = name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "iso2022_jp")
    for trial in (name,) if wide else ("utf-8-sig", name):
        try:
            return data.decode(trial)
        except (UnicodeError, ValueError):
            continue
    fallback = "cp1252" if name in ("utf-8", "ascii", "iso8859-1") else name
    if name == "utf-8" and looks_utf8(data):
        fallback = "utf-8"
    return data.decode(fallback, "replace")


def looks_utf8(data: bytes) -> bool:
    """A cut or damaged UTF-8 text: most of its high bytes still form pairs."""
    high = sum(byte >= 0x80 for byte in data[:20_000])
    bad = data[:20_000].decode("utf-8", "replace").count("\ufffd")
    return bad * 4 <= high


def is_known(charset: str) -> bool:
    try:
        return codecs.lookup(charset.strip())._is_text_encoding
    except (LookupError, ValueError):
        return False


def known(charset: str) -> str:
    return codecs.lookup(charset.strip()).name if is_known(charset) else "utf-8"


def note(damage: list[str], fault: str) -> None:
    if fault not in damage:
        damage.append(fault)
