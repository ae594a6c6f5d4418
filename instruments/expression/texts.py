"""The functions on texts."""

import base64
import binascii
import hashlib
import math
import re
from collections.abc import Callable, Sequence

import re2

from instruments.expression.code import BOOLEAN, NUMBER, STRING, Code, string_of, texts_of
from instruments.expression.faults import ExpressionError, PatternError
from instruments.expression.making import Maker, Notes, of_context, pure
from instruments.expression.scope import Scope
from instruments.expression.values import SPACE

DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
PATTERN_MEMORY = 1 << 20
CODE_POINT = re.compile(r"((?<!\\)(?:\\\\)*)\\u([0-9A-Fa-f]{4})")  # Java and JavaScript write \u00e5, RE2 \x{00e5}
LONGEST_PATTERN = 5_000


def concat(given: Sequence[Code], notes: Notes) -> Code:
    reads = [texts_of(code) for code in given]
    return Code(STRING, lambda scope: "".join(text for read in reads for text in read(scope)))


def join(given: Sequence[Code], notes: Notes) -> Code:
    separator, *rest = given
    between, reads = string_of(separator), [texts_of(code) for code in rest]
    return Code(STRING, lambda scope: between(scope).join(text for read in reads for text in read(scope)))


def substr(text: str, start: float, end: float = math.inf) -> str:
    """From 0-based start to before end; a negative place counts from the end of the text."""
    if math.isnan(start) or math.isnan(end):
        return ""
    first, last = (bounded(place + len(text) if place < 0 else place, len(text)) for place in (start, end))
    return text[first:last]


def bounded(place: float, length: int) -> int:
    return int(min(max(place, 0), length))


def substring(text: str, start: float, length: float | None = None) -> str:
    """XPath 1.0, 4.2: characters at places p with round(start) <= p < round(start) + round(length)."""
    first = half_up(start)
    end = math.inf if length is None else first + half_up(length)
    if math.isnan(first) or math.isnan(end):
        return ""
    return text[bounded(first - 1, len(text)) : bounded(end - 1, len(text))]


def half_up(value: float) -> float:
    return value if math.isnan(value) or math.isinf(value) else math.floor(value + 0.5)


def before(text: str, mark: str) -> str:
    return text.partition(mark)[0] if mark and mark in text else ""


def after(text: str, mark: str) -> str:
    if not mark:
        return text
    return text.partition(mark)[2]


def translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for place, letter in enumerate(old):
        table.setdefault(ord(letter), new[place] if place < len(new) else None)
    return text.translate(table)


def normalize_space(text: str) -> str:
    return " ".join(word for word in text.translate(dict.fromkeys(map(ord, SPACE), " ")).split(" ") if word)


def digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    name = DIGESTS.get(algorithm.upper())
    if name is None:
        raise ExpressionError(f"digest() knows {', '.join(DIGESTS)}, not `{algorithm}`")
    summed = hashlib.new(name, text.encode("utf-8", "replace"), usedforsecurity=False)
    match encoding:
        case "base64":
            return base64.b64encode(summed.digest()).decode()
        case "hex":
            return summed.hexdigest()
    raise ExpressionError(f"digest() writes base64 or hex, not `{encoding}`")


def base64_decode(text: str) -> str:
    """Empty for what is not base64, as in JavaRosa."""
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def regex(given: Sequence[Code], notes: Notes) -> Code:
    value, pattern = string_of(given[0]), given[1]
    if isinstance(pattern.constant, str):
        found = searcher(pattern.constant)
        return Code(BOOLEAN, lambda scope: found(value(scope)))
    written = string_of(pattern)

    def holds(scope: Scope) -> bool:
        return searcher(written(scope))(value(scope))

    return Code(BOOLEAN, holds)


def searcher(pattern: str) -> Callable[[str], bool]:
    """Whether a text has the pattern in it. RE2 needs time in proportion to the text, whatever the pattern."""
    if len(pattern) > LONGEST_PATTERN:
        raise ExpressionError(f"a pattern of regex() may have {LONGEST_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = PATTERN_MEMORY
    try:
        compiled = re2.compile(CODE_POINT.sub(r"\1\\x{\2}", pattern), options)
    except (re2.error, UnicodeError) as fault:
        reason = why(pattern)
        kind = PatternError if reason else ExpressionError
        raise kind(f"the pattern of regex() cannot be used: {reason or fault}") from None
    return lambda text: compiled.search(text.encode("utf-8", "replace").decode()) is not None


def why(pattern: str) -> str:
    """What the pattern wants that only slower engines can do, "" where it is simply wrong."""
    if any(sign in pattern for sign in ("(?=", "(?!", "(?<=", "(?<!")):
        return "looking ahead or behind, (?=...) and the like, is not possible; write several regex() with and, not()"
    if any(f"\\{digit}" in pattern for digit in range(1, 10)):
        return "\\1 and the like, what a group found before, is not possible"
    return ""


MAKERS: dict[str, Maker] = {
    "string": of_context(pure(STRING, "s", str)),
    "concat": concat,
    "join": join,
    "substr": pure(STRING, "snn", substr),
    "substring": pure(STRING, "snn", substring),
    "substring-before": pure(STRING, "ss", before),
    "substring-after": pure(STRING, "ss", after),
    "translate": pure(STRING, "sss", translate),
    "string-length": of_context(pure(NUMBER, "s", lambda text: float(len(text)))),
    "normalize-space": of_context(pure(STRING, "s", normalize_space)),
    "contains": pure(BOOLEAN, "ss", lambda text, part: part in text),
    "starts-with": pure(BOOLEAN, "ss", str.startswith),
    "ends-with": pure(BOOLEAN, "ss", str.endswith),
    "regex": regex,
    "digest": pure(STRING, "sss", digest),
    "base64-decode": pure(STRING, "s", base64_decode),
}
