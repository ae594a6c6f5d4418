"""Personal data in a comment: where it stands and of which kind."""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from scoring.comments.addresses import addresses
from scoring.comments.case_numbers import case_numbers
from scoring.comments.digits import Run, runs
from scoring.comments.emails import emails
from scoring.comments.names import names
from scoring.comments.national_ids import national_ids
from scoring.comments.phones import phones
from scoring.comments.plain import plain
from scoring.comments.properties import properties
from scoring.comments.span import Kind, Span

DIGIT = re.compile(r"\d")
SHORTEST_RUN = 6  # digits that an id or a phone number has at least


def spans(text: str, language: str = "") -> tuple[Span, ...]:
    """What in `text` tells who somebody is, in order, without overlap; offsets in code points of `text`.

    `language` (nb, nn, sv, da, en ...) settles what is a phone number in one country only; empty means any. Never
    raises, takes time in proportion to the length. `certain` are national ids that their checksum proves.
    """
    seen = plain(text)
    found = sorted(searched(seen.text, language), key=lambda span: span.start)
    return tuple(msgspec.structs.replace(span, start=seen.start(span.start), end=seen.end(span.end)) for span in found)


def searched(text: str, language: str) -> list[Span]:
    """The spans of a plain text: what is surer comes first and keeps its place."""
    taken = bytearray(len(text))
    found: list[Span] = []

    def keep(more: Iterable[Span]) -> None:
        for span in more:
            if taken.find(1, span.start, span.end) < 0:
                taken[span.start : span.end] = b"\1" * (span.end - span.start)
                found.append(span)

    numbers: Sequence[Run] = ()
    with_digits = DIGIT.search(text) is not None
    if with_digits:
        numbers = runs(text, SHORTEST_RUN)
        ids = merged(national_ids(text, numbers, language))
        keep(ids)
        numbers = rest(numbers, ids)
    low = text.lower()
    keep(emails(text, low))
    if with_digits:
        keep(longest(case_numbers(text)))
        keep(phones(text, numbers, language))
        keep(longest([*addresses(text), *properties(text, low)]))
    keep(names(text))
    return found


def merged(ids: Iterable[Span]) -> list[Span]:
    """Ids whose digits overlap become one: better a digit too many than an id that is left."""
    found: list[Span] = []
    for span in sorted(ids, key=lambda span: span.start):
        if found and span.start < found[-1].end:
            last = found.pop()
            certain = last.certain or span.certain
            span = Span(last.start, max(last.end, span.end), Kind.NATIONAL_ID, certain)
        found.append(span)
    return found


def longest(found: Iterable[Span]) -> list[Span]:
    return sorted(found, key=lambda span: span.start - span.end)


def rest(numbers: Sequence[Run], ids: Sequence[Span]) -> list[Run]:
    """The runs without the groups that belong to an id."""
    return [Run(groups) for run in numbers for groups in parts(run, ids)] if ids else list(numbers)


def parts(run: Run, ids: Sequence[Span]) -> Iterator[tuple[tuple[int, int], ...]]:
    kept: list[tuple[int, int]] = []
    for start, end in run.groups:
        if any(span.start < end and start < span.end for span in ids):
            if kept:
                yield tuple(kept)
            kept = []
        else:
            kept.append((start, end))
    if kept:
        yield tuple(kept)
