"""What is written is screened before it is stored: its writer sees what will be masked, and may undo a false hit."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from instruments.entry import entries
from instruments.fields import item_of
from instruments.instrument import Instrument
from scoring.comments import redact
from scoring.comments.span import Kind, Span, masked
from survey.masking import marks_in
from survey.web.filling import Sent, Turn, every
from survey.web.questions import pages
from survey.web.questions.posted import values_of
from survey.web.questions.said import Said, reader, said, verbatim

SCREENED = "screened"
"""The field that says that its writer has seen what is masked."""
KEEP = "keep"
Texts = Mapping[str, str]
Found = Mapping[str, tuple[Span, ...]]
"""By path of the text."""


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a text; with a mark, that is what it becomes."""

    text: str
    mark: str = ""
    keep: str = ""
    """What the field says that undoes it; nothing where nobody may."""


class Text(msgspec.Struct, frozen=True):
    path: str
    label: Said
    pieces: tuple[Piece, ...]

    @property
    def hits(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.mark)


def find(texts: Texts, language: str) -> Found:
    found = {path: redact.spans(text, language) for path, text in texts.items()}
    return {path: spans for path, spans in found.items() if spans}


def clean(texts: Texts, found: Found, kept: Iterable[str], language: str) -> dict[str, str]:
    """As they may be stored; `kept`: the hits that were undone. What a checksum proves nobody undoes."""
    if not found:
        return dict(texts)
    undone, marks = frozenset(kept), marks_in(language)
    return {
        path: masked(text, [span for span in found.get(path, ()) if not is_kept(path, span, undone)], marks)
        for path, text in texts.items()
    }


def is_kept(path: str, span: Span, undone: frozenset[str]) -> bool:
    return not span.certain and key(path, span) in undone


def key(path: str, span: Span) -> str:
    return f"{path}:{span.start}:{span.end}"


def shown(form: Instrument, texts: Texts, found: Found, language: str) -> tuple[Text, ...]:
    """The texts in which something was found, for their writer."""
    labels, marks = {item.name: item.label for item in form.every}, marks_in(language)
    view = reader(form, language)
    return tuple(
        Text(path, said(labels[item_of(path)], view) or verbatim(path), tuple(pieces(path, texts[path], spans, marks)))
        for path, spans in found.items()
    )


def pieces(path: str, text: str, spans: Iterable[Span], marks: Mapping[Kind, str]) -> Iterator[Piece]:
    done = 0
    for span in spans:
        if span.start > done:
            yield Piece(text[done : span.start])
        yield Piece(text[span.start : span.end], marks[span.kind], "" if span.certain else key(path, span))
        done = span.end
    if done < len(text):
        yield Piece(text[done:])


def all_of(form: Instrument, given: Sent, turn: Turn) -> dict[str, str]:
    """Hidden fields: all that was answered, and where."""
    rest = {"language": given.language, "seed": given.seed, "at": turn.at}
    return rest | {"shown": " ".join(sorted(turn.seen)), "seen": ""} | values_of(turn.fields, form)


def travels(form: Instrument, given: Sent, turn: Turn, found: Found) -> dict[str, str]:
    """Hidden fields: all that was answered, and the page on which the first of the texts was written."""
    laid = entries(form, turn.fields, seed=given.seed, language=given.language)
    first = next(iter(found))
    holding = (one.path for one in pages.pages(form, laid) if any(entry.path == first for entry in every(one.entries)))
    return all_of(form, given, turn) | {"at": next(holding, turn.at), SCREENED: "1"}
