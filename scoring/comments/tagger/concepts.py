"""Concepts: what a word is about, whatever language it is in; a lexicon by us that lets one language teach another."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from scoring.comments.tagger.batch import WORD
from scoring.comments.tagger.quantities import quantities

FOLDER = Path(__file__).parent / "concepts"
COLUMNS = ("no", "sv", "da", "en")
NEGATION = "NOT"
BEFORE, AFTER = 3, 2
"""How many words after and before a "not" it speaks about."""
STOPS = frozenset('.,;:!?–—()"«»”“') | {"men", "but", "og", "och", "and", "fordi", "because"}
SMALL_WORDS = """
me us you him her them meg oss deg han ham henne ho hun dei dem dere mig dig honom er os jer jeg eg jag i vi det
ikke ikkje inte aldri aldrig never not ever noen nokon någon nogen alltid altid always bare berre bara
"""
BETWEEN = frozenset(SMALL_WORDS.split())
"""Words that may stand between those of a phrase: "called me back", "ringte aldri opp"."""
MOST_BETWEEN = 2
COMPOUND = 9
"""Letters of the shortest word that is searched for stems inside it: Nordic words are written together."""
LEAST_FIRST, LEAST_STEM = 3, 5
LEAST_MISSPELT = 7
"""Letters of the shortest word that may be misspelt: shorter ones are too near to each other."""
Found = tuple[str, int]
"""A concept and the place of the word that it was found at."""


class Lexicon(msgspec.Struct, frozen=True):
    """`whole`, `front`, `end`: words, beginnings and ends of words with their concepts.

    `phrases`: by the first word the words that follow (`*` at the end: a beginning) and the concept. `groups`: the
    group that a concept belongs to.
    """

    whole: Mapping[str, frozenset[str]]
    front: Mapping[str, frozenset[str]]
    end: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    groups: Mapping[str, str]


@cache
def lexicon() -> Lexicon:
    """The lexicon as shipped, all languages in one: Nordic words are alike, and nobody must say the language first."""
    whole: dict[str, set[str]] = {}
    front: dict[str, set[str]] = {}
    end: dict[str, set[str]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    groups: dict[str, str] = {}
    for group, concept, pattern in patterns():
        groups[concept] = group
        first, *rest = pieces(pattern)
        if rest:
            phrases.setdefault(first, []).append((tuple(rest), concept))
        elif first.startswith("*"):
            end.setdefault(first[1:], set()).add(concept)
        elif first.endswith("*"):
            front.setdefault(first[:-1], set()).add(concept)
        else:
            whole.setdefault(first, set()).add(concept)
    begun = {first: tuple(of) for first, of in phrases.items()}
    return Lexicon(frozen(whole), frozen(front), frozen(end), begun, groups)


def frozen(words: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(of) for word, of in words.items()}


def patterns() -> Iterator[tuple[str, str, str]]:
    """Group ("" for none), concept and pattern of every line of the lexicon's files."""
    for file in sorted(FOLDER.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for pattern in " ".join(row[column] for column in COLUMNS).split():
                    yield row["group"].strip("-"), row["concept"], pattern.lower()


def pieces(pattern: str) -> list[str]:
    """The words of a pattern as a text is cut: `_` is a blank, `*` open to more letters."""
    found: list[str] = []
    for part in pattern.strip("_").split("_"):
        cut = WORD.findall(part.strip("*"))
        cut[0] = "*" + cut[0] if part.startswith("*") else cut[0]
        cut[-1] += "*" if part.endswith("*") else ""
        found += cut
    return found


def concepts(words: Sequence[str], spelled: Sequence[str]) -> list[Found]:
    """The concepts of a text, given its words in small letters and as spelled.

    `C` for a concept, `C of` for its group, `not C` where a word close by denies it.
    """
    found: list[Found] = []
    for at, word in enumerate(words):
        found += [(concept, at) for concept in of_word(word)]
        if word in lexicon().phrases:
            found += [(concept, at) for concept in of_phrase(words, at)]
    found += quantities(words)
    denied = denials(words, [at for concept, at in found if concept == NEGATION])
    grouped = [(f"{group} of", at) for concept, at in found if (group := lexicon().groups.get(concept))]
    both = found + grouped
    return (
        both + [(f"not {concept}", at) for concept, at in both if at in denied and concept != NEGATION] + signs(spelled)
    )


@lru_cache(maxsize=100_000)
def of_word(word: str) -> tuple[str, ...]:
    """The concepts of a word: of itself, of its beginning, of its end, and of the stems inside a long one."""
    known = lexicon()
    found = set(known.whole.get(word, ()))
    for size in range(2, len(word) + 1):
        found |= known.front.get(word[:size], frozenset())
    for start in range(1, len(word) - 1):
        found |= known.end.get(word[start:], frozenset())
    if len(word) >= COMPOUND:
        for start in range(LEAST_FIRST, len(word) - LEAST_FIRST):
            rest = word[start:]
            found |= known.whole.get(rest, frozenset()) if len(rest) > LEAST_FIRST else frozenset()
            for size in range(LEAST_STEM, len(rest) + 1):
                found |= known.front.get(rest[:size], frozenset())
    return tuple(sorted(found or (misspelt(word) if len(word) >= LEAST_MISSPELT else ())))


def misspelt(word: str) -> frozenset[str]:
    """The concepts of long words that differ from an unknown one by a letter too many, too few, or two turned round."""
    known, near = lexicon(), one_less()
    shorter = {word[:at] + word[at + 1 :] for at in range(1, len(word))}
    turned = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    found: set[str] = set(near.get(word, ()))
    for one in shorter | turned:
        for size in range(LEAST_STEM, len(one) + 1):
            found |= known.front.get(one[:size], frozenset())
        found |= known.whole.get(one, frozenset())
    for size in range(LEAST_STEM, len(word) + 1):
        found |= near.get(f"{word[:size]}*", frozenset())
    return frozenset(found)


@cache
def one_less() -> dict[str, frozenset[str]]:
    """The long words of the lexicon with one letter left out, beginnings with `*` behind them."""
    found: dict[str, set[str]] = {}
    for words, sign in ((lexicon().whole, ""), (lexicon().front, "*")):
        for word, of in words.items():
            for at in range(1, len(word) if len(word) >= LEAST_MISSPELT else 0):
                found.setdefault(word[:at] + word[at + 1 :] + sign, set()).update(of)
    return frozen(found)


def of_phrase(words: Sequence[str], at: int) -> Iterator[str]:
    for rest, concept in lexicon().phrases[words[at]]:
        if follows(words, at + 1, rest):
            yield concept


def follows(words: Sequence[str], at: int, rest: Sequence[str]) -> bool:
    """Whether the words from `at` on are those of the pattern, a word or two like "me" and "never" between them."""
    for pattern in rest:
        skipped = 0
        while at < len(words) and not fits(words[at], pattern) and words[at] in BETWEEN and skipped < MOST_BETWEEN:
            at, skipped = at + 1, skipped + 1
        if at >= len(words) or not fits(words[at], pattern):
            return False
        at += 1
    return True


def fits(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def denials(words: Sequence[str], negations: Sequence[int]) -> set[int]:
    """The places that a negation speaks about: words beside it, as far as its part of the sentence goes."""
    found: set[int] = set()
    for at in negations:
        for way, reach in ((range(at + 1, len(words)), BEFORE), (range(at - 1, -1, -1), AFTER)):
            for place in way[:reach]:
                if words[place] in STOPS:
                    break
                found.add(place)
    return found


def signs(spelled: Sequence[str]) -> list[Found]:
    """How a text is written: its length, questions, calls, quotations, capitals."""
    if not spelled:
        return []
    found = [(f"length {min(6, len(spelled) // 5)}", 0)]
    found += [(f"sign {word}", at) for at, word in enumerate(spelled) if word in '!?…"«”']
    long = [word for word in spelled if len(word) > 3 and word.isalpha()]
    if len(long) > 1 and sum(map(str.isupper, long)) > len(long) / 2:
        found.append(("shouted", 0))
    return found
