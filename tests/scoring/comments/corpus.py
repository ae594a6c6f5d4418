"""The marked comments and clean sentences, with numbers of nobody in the places of the ids."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from scoring.comments.neighbours_ids import LETTERS, is_danish, is_danish_day, luhn
from scoring.comments.norwegian_ids import RELAXED, controlled
from scoring.comments.span import Kind, Span

HERE = Path(__file__).parent
MARK = re.compile(r"\{(\w+):([^{}]*)\}")
HOLDER = re.compile(r"<(\w+)(?::([^>]*))?>")
FULL_WIDTH, ARABIC = (str.maketrans("0123456789", signs) for signs in ("０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩"))


class Comment(msgspec.Struct, frozen=True):
    language: str
    text: str
    spans: tuple[Span, ...]


def comments(name: str = "marked.txt", seed: int = 5) -> list[Comment]:
    """Lines of `language TAB text with {kind:marks}`; `<fnr:6 5>` in a mark is a made-up id so spaced."""
    dice = random.Random(seed)
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [comment(*line.split("\t"), dice) for line in lines if line]


def comment(language: str, marked: str, dice: random.Random) -> Comment:
    text, found, done = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[done : mark.start()]
        said = HOLDER.sub(lambda holder: spaced(made(holder[1], dice), holder[2] or ""), mark[2])
        found.append(Span(len(text), len(text) + len(said), Kind(mark[1])))
        text, done = text + said, mark.end()
    return Comment(language, text + marked[done:], tuple(found))


def parts(sentences: list[Comment]) -> tuple[list[Comment], list[Comment]]:
    """Two thirds to work on, and every third for the last look."""
    return [one for at, one in enumerate(sentences) if at % 3], sentences[::3]


def spaced(digits: str, pattern: str) -> str:
    """The digits in groups as the pattern has them: `6 5`, `2.2.2-5`; `ar` and `fw` are other scripts' digits."""
    if pattern in ("ar", "fw"):
        return digits.translate(ARABIC if pattern == "ar" else FULL_WIDTH)
    at = 0

    def group(size: re.Match[str]) -> str:
        nonlocal at
        at += int(size[0])
        return digits[at - int(size[0]) : at]

    return re.sub(r"\d+", group, pattern.replace("\\N", "\u00a0").replace("~", "\u2007")) if pattern else digits


def made(kind: str, dice: random.Random) -> str:
    """A valid number of the kind: tnr and dtnr are Skatteetaten's synthetic ones, fnr32 as from 2032."""
    for number in drawn(kind, dice):
        if fits(kind, number):
            return number
    raise AssertionError(kind)


def drawn(kind: str, dice: random.Random) -> Iterator[str]:
    day_more = {"dnr": 40, "dtnr": 40, "samnr": 60}.get(kind, 0)
    month_more = {"tnr": 80, "dtnr": 80, "hnr": 40, "navnr": 40, "nhn": 65}.get(kind, 0)
    while True:
        day, month, year = dice.randint(1, 28) + day_more, dice.randint(1, 12) + month_more, dice.randint(0, 99)
        if kind in ("pnr10", "samnr"):
            yield f"{year:02}{month:02}{day:02}{dice.randrange(10_000):04}"
        elif kind == "pnr12":
            yield f"{dice.randint(1930, 2020)}{month:02}{day:02}{dice.randrange(10_000):04}"
        elif kind == "hetu":
            number = f"{day:02}{month:02}{year:02}{dice.randint(2, 899):03}"
            yield f"{number[:6]}{dice.choice('-+ABCDEFYXWVU')}{number[6:]}{LETTERS[int(number) % 31]}"
        else:
            size = 4 if kind.startswith("cpr") else 5
            yield f"{day:02}{month:02}{year:02}{dice.randrange(10**size):0{size}}"


def fits(kind: str, number: str) -> bool:
    match kind:
        case "hetu":
            return True
        case "pnr10" | "pnr12" | "samnr":
            return luhn(number[-10:])
        case "cpr":
            return is_danish(number)
        case "cprx":
            return is_danish_day(number) and not is_danish(number)
        case "fnr32":
            return controlled(number, RELAXED) and not controlled(number)
    return controlled(number)
