"""E-mail addresses in a text, also where the sign in the middle is written out."""

import re
from collections.abc import Iterator

from scoring.comments.span import Kind, Span

LONGEST = 80
SPOKEN_DOT = r"(?: ?[(\[{] ?(?:dot|punktum|punkt|prikk|prik) ?[)\]}] ?| (?:dot|punktum|punkt|prikk|prik) )"
LOCAL = re.compile(rf"(?i)[\w+\-'&](?:[\w.+\-'&]|{SPOKEN_DOT}(?=[\w+\-'&])){{0,63}} ?$")
HOST = re.compile(rf"(?i) ?[\w-]{{1,63}}(?:(?: ?\. ?|{SPOKEN_DOT})[\w-]{{1,63}}){{0,6}}")
SAID = re.compile(
    r"(?i) ?(?:[(\[{<] ?(?:at|a|ät|krøll-?alfa|kr[øo]ll|snabel-?a|alfakrøll) ?[)\]}>]"
    r"|\b(?:krøll-? ?alfa|krull-?alfa|alfa-?krøll|snabel-? ?a|kringla|miukumauku)\b| at(?= )) ?"
)
SIGNS = ("(at", "[at", "{at", "<at", "(a)", "[a]", "(ät", "krøll", "kroll", "krull", "snabel", "kringla", "miukumauku")
WEBMAIL = re.compile(r"(?i) ?(?:gmail|hotmail|outlook|yahoo|icloud|live|online|msn|proton)\b")
SHORT_HOST = 3


WEBMAIL_AT = re.compile(r" at (?:gmail|hotmail|outlook|yahoo|icloud|live|online|msn|proton)\b")


def emails(text: str, low: str) -> Iterator[Span]:
    """The addresses of a plain text; `low`: the same in small letters."""
    at = text.find("@")
    while at >= 0:
        if found := around(text, at, at + 1, spoken=False):
            yield found
        at = text.find("@", at + 1)
    if (" at " in low and ("dot" in low or WEBMAIL_AT.search(low))) or any(sign in low for sign in SIGNS):
        for sign in SAID.finditer(text):
            if found := around(text, sign.start(), sign.end(), spoken=True):
                yield found


def around(text: str, left: int, right: int, *, spoken: bool) -> Span | None:
    """The address whose sign stands between `left` and `right`."""
    local = LOCAL.search(text, max(0, left - LONGEST), left)
    host = HOST.match(text, right)
    if not local or not host:
        return None
    end = ending(text, host, plain_at=text[left:right].strip().lower() == "at")
    if end is None and not spoken and text[left - 1] != " " and text[right] != " ":
        end = right + len(host[0].split()[0].split(".")[0]) if len(host[0]) >= SHORT_HOST else None
    return None if end is None else Span(local.start(), end, Kind.EMAIL)


def ending(text: str, host: re.Match[str], *, plain_at: bool) -> int | None:
    """Where the host ends: after its top-level name, before the next sentence."""
    pieces = re.split(r"( ?\. ?|" + SPOKEN_DOT + ")", host[0], flags=re.I)
    names, dots = pieces[::2], pieces[1::2]
    best = None
    length = len(names[0])
    for name, dot in zip(names[1:], dots, strict=True):
        length += len(dot) + len(name)
        said = dot.strip() != "."
        if (plain_at and not said and not WEBMAIL.match(host[0])) or not name[:2].isalpha():
            break
        # a full stop with room around it also ends sentences: only a short name follows it in an address
        if dot.strip(" ") == "." and dot != "." and (best is not None or len(name) > 3):
            break
        best = host.start() + length
    return best
