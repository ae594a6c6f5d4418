"""The lists of words that names are told by: given and family names, titles, and words that are never a name."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list, in small letters."""
    return frozenset((FOLDER / f"{name}.txt").read_text(encoding="utf-8").split())
