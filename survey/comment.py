"""A comment: what somebody wrote, where it is from, and which of them may be shown together."""

import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from re import compile as pattern

import msgspec

LEAST = 5
"""So few comments at least are shown together; a search for words runs among so many at least."""
WORD = pattern(r"[^\W_]+")
QUOTE = pattern(r"[\"“”„«»]")
LONGEST_WORD = 100
PREFIX = 3
"""Letters from which on a word that is looked for also finds the longer ones that begin with it."""
MOST_TERMS = 12


class Kind(StrEnum):
    ROUND = "round"
    """A citizen answered."""
    WAVE = "wave"
    """A tester wrote it."""
    COLLECTION = "collection"
    """Staff brought it in as a file."""


class Source(msgspec.Struct, frozen=True, order=True):
    kind: Kind
    id: int

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.id}"

    @classmethod
    def read(cls, text: str) -> "Source | None":
        kind, _, id = text.partition(":")
        return cls(Kind(kind), int(id)) if kind in set(Kind) and id.isdecimal() and len(id) < 19 else None


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """From exactly one of a round, a wave and a collection."""

    id: bytes
    round_id: int | None = None
    unit_id: int | None = None
    channel: str | None = None
    period: str = ""
    item: str
    """The question it answers."""
    text: str
    wave_id: int | None = None
    collection_id: int | None = None
    service: str = ""
    language: str = ""
    """As its file said; empty: nobody has said."""

    @property
    def source(self) -> Source:
        ids = {Kind.ROUND: self.round_id, Kind.WAVE: self.wave_id, Kind.COLLECTION: self.collection_id}
        return next(Source(kind, id) for kind, id in ids.items() if id is not None)

    @property
    def features(self) -> dict[str, str]:
        """What a tagger knows beside the text."""
        return {"channel": self.channel or "", "question": self.item, "service": self.service}


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which comments a page is about; an empty field asks for nothing. `only_units` is what its reader may see."""

    sources: tuple[Source, ...] = ()
    unit_id: int | None = None
    channel: str = ""
    periods: tuple[str, ...] = ()
    service: str = ""
    only_units: frozenset[int] | None = None
    item: str = ""
    language: str = ""
    categories: tuple[tuple[str, str], ...] = ()
    """(axis, code): all of them."""
    state: str = ""
    unsure: bool = False
    words: str = ""

    @property
    def counted(self) -> bool:
        """Whether `category_count` can answer it."""
        return not (self.item or self.language or self.categories or self.state or self.unsure or self.words)

    @property
    def placed(self) -> bool:
        """Whether a list of these says more of where a comment is from than its source."""
        units = self.unit_id is not None or self.only_units is not None
        return units or any((self.channel, self.periods, self.service))


class Term(msgspec.Struct, frozen=True):
    """Words one after the other; of the last one the beginning is enough where `prefix` says so."""

    words: tuple[str, ...]
    prefix: bool = False

    def fits(self, words: Sequence[str]) -> bool:
        *first, last = self.words
        if len(words) < len(self.words) or list(words[: len(first)]) != first:
            return False
        found = words[len(first)]
        return found.startswith(last) if self.prefix else found == last


class Piece(msgspec.Struct, frozen=True):
    text: str
    hit: bool = False


def words(text: str) -> list[str]:
    """As they are searched: in small letters, å and a kept apart, nothing but letters and digits."""
    return [one.group().lower()[:LONGEST_WORD] for one in WORD.finditer(plain(text))]


def plain(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def terms(asked: str) -> tuple[Term, ...]:
    """What somebody typed: words also find longer ones, words in quotation marks stand as they are and together."""
    found: list[Term] = []
    for number, part in enumerate(QUOTE.split(plain(asked))):
        inside = words(part)
        if number % 2 and inside:
            found.append(Term(tuple(inside)))
        elif not number % 2:
            found += [Term((word,), prefix=len(word) >= PREFIX) for word in inside]
    return tuple(dict.fromkeys(found))[:MOST_TERMS]


def pieces(text: str, asked: Sequence[Term]) -> tuple[Piece, ...]:
    """The text, cut where a search has hit."""
    text = plain(text)
    return tuple(_pieces(text, list(_hits(text, asked))))


def _hits(text: str, asked: Sequence[Term]) -> Iterator[tuple[int, int]]:
    places = [(one.span(), one.group().lower()[:LONGEST_WORD]) for one in WORD.finditer(text)]
    said = [word for _, word in places]
    done = 0
    for at, ((start, _), _) in enumerate(places):
        lengths = [len(term.words) for term in asked if term.fits(said[at : at + len(term.words)])]
        if lengths and start >= done:
            done = places[at + max(lengths) - 1][0][1]
            yield start, done


def _pieces(text: str, hits: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    done = 0
    for start, end in hits:
        if start > done:
            yield Piece(text[done:start])
        yield Piece(text[start:end], hit=True)
        done = end
    if done < len(text):
        yield Piece(text[done:])
