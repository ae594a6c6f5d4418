"""The phrases by which mails are told apart: one TOML per language, looked up in a sentence by their first words."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from mailer import likeness
from mailer.likeness import Likeness

FOLDER = Path(__file__).parent / "phrases"
GAP = r"\W+(?:\S+\s+){0,6}?"
WORD = re.compile(r"\w+")
PLAIN_START = re.compile(r"(\w+)(\*?)")
CHOICE_START = re.compile(r"\(([^()]+)\)(?!\?)")
BEGINNING = 3  # letters of a word that phrases are looked up by


class Phrase(msgspec.Struct, frozen=True):
    signal: str
    source: str
    file: str


class Phrases(msgspec.Struct, frozen=True):
    """`by_word`: phrases by the beginning of a word that they start with; `free`: those that may start with any;
    `likeness`: for the texts that no phrase decides."""

    by_word: dict[str, tuple[Phrase, ...]]
    free: tuple[Phrase, ...]
    likeness: Likeness

    def signals(self, text: str) -> dict[str, str]:
        """The signals in a sentence, each with the words that gave it."""
        found: dict[str, str] = {}
        for phrase in self.near(text):
            if phrase.signal not in found and (hit := compiled(phrase.source, phrase.file).search(text)):
                found[phrase.signal] = hit.group().strip()
        return found

    def hits(self, signal: str, text: str) -> set[str]:
        """Every different wording of one signal in a longer text."""
        found = set()
        for phrase in self.near(text):
            if phrase.signal == signal and (hit := compiled(phrase.source, phrase.file).search(text)):
                found.add(hit.group().strip().lower())
        return found

    def near(self, text: str) -> Iterator[Phrase]:
        """The phrases of which the text has a first word: a small part of all."""
        words = {word for whole in WORD.findall(text.lower()) for word in (whole, whole[:BEGINNING])}
        seen: set[Phrase] = set()
        for word in sorted(words & self.by_word.keys()):
            for phrase in self.by_word[word]:
                if phrase not in seen:
                    seen.add(phrase)
                    yield phrase
        yield from self.free


def load(folder: Path = FOLDER) -> Phrases:
    by_word: dict[str, list[Phrase]] = defaultdict(list)
    free: list[Phrase] = []
    for file in sorted(folder.glob("*.toml")):
        table = msgspec.convert(tomllib.loads(file.read_text("utf-8")), dict[str, list[str]])
        for phrase in (Phrase(signal, source, file.name) for signal, sources in table.items() for source in sources):
            starts = first_words(phrase.source)
            for start in starts:
                by_word[start].append(phrase)
            if not starts:
                free.append(phrase)
    return Phrases({word: tuple(phrases) for word, phrases in by_word.items()}, tuple(free), likeness.load())


def first_words(source: str) -> frozenset[str]:
    """Beginnings of the words a phrase can start with; empty where that cannot be told."""
    choice = CHOICE_START.match(source)
    starts = set()
    for option in choice[1].split("|") if choice else [source]:
        word = PLAIN_START.match(option.strip().lower())
        if not word or (word[2] and len(word[1]) < BEGINNING) or option.startswith((" ", "\\")):
            return frozenset()
        starts.add(word[1][:BEGINNING])
    return frozenset(starts)


@cache
def compiled(source: str, file: str) -> re.Pattern[str]:
    """Raises ValueError where the phrase is not well formed, with its file."""
    try:
        return re.compile(pattern_of(source), re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{file}: {source!r} is not a phrase: {error}") from None


def pattern_of(source: str) -> str:
    """`*` ends a word openly, ` .. ` is a gap of up to six words, a space is anything between two words."""
    body = source.replace(" .. ", "\0").replace(")?\0", ")?\1").replace(" )*", " \2")
    body = re.sub(r"(?<=[\w)])\*", r"\\w*", body)
    body = body.replace(")? ", ")?\3").replace(" ?", "\3").replace(" ", r"\W+")
    body = body.replace("\0", GAP).replace("\1", r"\W*(?:\S+\s+){0,6}?").replace("\2", ")*").replace("\3", r"\W*")
    body = re.sub(r"(?<!\\)\((?!\?)", "(?:", body)
    start = "" if body.startswith(("^", "\\")) else r"(?<!\w)"
    ends_open = body.endswith(("$", "*", r"\d", "}", ")?")) or re.search(r"\(\?![^()]*\)$", body)
    return f"{start}(?:{body})" + ("" if ends_open else r"(?!\w)")
