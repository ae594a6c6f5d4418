"""Reads the phrases by which mails are told apart: one TOML per language, one list per signal."""

import re
import tomllib
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "phrases"
GAP = r"\W+(?:\S+\s+){0,6}?"


class Phrases(msgspec.Struct, frozen=True):
    """Signal -> one pattern over all languages."""

    patterns: dict[str, re.Pattern[str]]

    def signals(self, sentence: str) -> dict[str, str]:
        """The signals in a sentence, each with the words that gave it."""
        found = {}
        for name, pattern in self.patterns.items():
            if hit := pattern.search(sentence):
                found[name] = hit.group().strip()
        return found


def load(folder: Path = FOLDER) -> Phrases:
    """Raises ValueError where a phrase is not well formed, with the file and the phrase."""
    gathered: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*.toml")):
        table = msgspec.convert(tomllib.loads(file.read_text("utf-8")), dict[str, list[str]])
        for signal, phrases in table.items():
            gathered.setdefault(signal, []).extend(pattern_of(phrase, file.name) for phrase in phrases)
    return Phrases({signal: re.compile("|".join(parts), re.IGNORECASE) for signal, parts in gathered.items()})


def pattern_of(phrase: str, where: str) -> str:
    """`*` ends a word openly, ` .. ` is a gap of up to six words, a space is anything between two words."""
    body = phrase.replace(" .. ", "\0").replace(")?\0", ")?\1").replace(" )*", " \2")
    body = re.sub(r"(?<=[\w)])\*", r"\\w*", body)
    body = body.replace(")? ", ")?\3").replace(" ?", "\3").replace(" ", r"\W+")
    body = body.replace("\0", GAP).replace("\1", r"\W*(?:\S+\s+){0,6}?").replace("\2", ")*").replace("\3", r"\W*")
    body = re.sub(r"(?<!\\)\((?!\?)", "(?:", body)
    start = "" if body.startswith(("^", "\\")) else r"(?<!\w)"
    end = "" if re.search(r"\(\?![^()]*\)$", body) or body.endswith(("$", "*", r"\d", "}", ")?")) else r"(?!\w)"
    try:
        re.compile(body)
    except re.error as error:
        raise ValueError(f"{where}: {phrase!r} is not a phrase: {error}") from None
    return f"{start}(?:{body}){end}"
