"""The tagger of the first day: learned from the starter examples, before anybody has tagged a comment."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from scoring.comments.starter.examples import AXES, examples
from scoring.comments.tagger.blocks import MUNICIPAL
from scoring.comments.tagger.stored import packed
from scoring.comments.tagger.training import Progress, train, versions

HERE = Path(__file__).parent
SOURCES = (HERE, HERE.parent / "tagger")
KINDS = {".py", ".csv"}


def learned(progress: Progress | None = None) -> bytes:
    """The tagger, packed: about ten seconds of one core. The same sources give the same bytes."""
    return packed(train(examples(), AXES, more=MUNICIPAL, progress=progress))


def fingerprint() -> str:
    """A hash (hexadecimal) of all that the tagger depends on: examples, lexicon, code, versions of the libraries."""
    found = hashlib.sha256(msgspec.json.encode(versions(), order="deterministic"))
    for name, content in sources():
        found.update(b"%s %d " % (name.encode(), len(content)) + content)
    return found.hexdigest()


def sources() -> Iterator[tuple[str, bytes]]:
    for folder in SOURCES:
        for file in sorted(folder.rglob("*")):
            if file.suffix in KINDS:
                yield str(file.relative_to(folder.parent)), file.read_bytes()
