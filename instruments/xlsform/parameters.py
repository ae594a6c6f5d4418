"""The column `parameters`: `start=1 end=10 step=1`."""

import re

PAIR = re.compile(r"([^\s=,;]+)\s*=\s*([^\s=,;]+)")


def parsed(text: str) -> dict[str, str] | None:
    """The pairs, keys in lower case; None where the text is something else."""
    pairs = {key.lower(): value for key, value in PAIR.findall(text)}
    return None if PAIR.sub("", text).strip(" \t\n,;") else pairs


def written(parameters: dict[str, str]) -> str:
    return " ".join(f"{key}={value}" for key, value in parameters.items())
