"""Dice that fall the same way for the same seed and subject, in whatever order things happen."""

from random import Random


def dice(*parts: object) -> Random:
    return Random("|".join(str(part) for part in parts))  # noqa: S311 - a play, not a secret
