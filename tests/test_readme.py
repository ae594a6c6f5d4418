"""The README keeps its word."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"\]\(([^)#:]+)\)")


def test_every_file_the_readme_points_to_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [target for target in LINK.findall(text) if not (ROOT / target).exists()]
    assert missing == []


def test_the_two_commands_stand_in_it() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "./run demo\n./run test\n" in text
