"""Places among units that are alike, as a bundle tells them and as they are worked out again."""

from collections.abc import Iterator, Sequence
from typing import Any

from survey.peer import Kind, Peer


def pairs(told: Sequence[Peer], again: Sequence[Peer]) -> Iterator[tuple[str, Any, Any]]:
    """Each figure by its name: what is told, what was worked out."""
    known, found = ({one.kind: one for one in peers} for peers in (told, again))
    for kind in Kind:
        if kind not in known and kind not in found:
            continue
        for name in Peer.__struct_fields__[1:]:
            yield f"peers.{kind}.{name}", getattr(known.get(kind), name, None), getattr(found.get(kind), name, None)
    if len(told) != len(known):
        yield "peers", len(told), len(found)
