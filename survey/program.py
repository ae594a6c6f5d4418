"""Which program this is: its version, its revision where it runs from a checkout, and a hash of what scores."""

import hashlib
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCORES = (
    "instruments/*.py", "instruments/expression/*.py", "scoring/*.py", "survey/results.py", "survey/peer.py",
    "survey/standing.py",
)  # fmt: skip
LIBRARIES = ("numpy", "scipy")
"""Another version of these may draw or round otherwise."""
PATIENCE = 5  # seconds


def name() -> str:
    try:
        return f"medlytt {version('medlytt')}"
    except PackageNotFoundError:  # started from a checkout by ./run
        return f"medlytt {of_checkout()}"


@cache
def of_checkout() -> str:
    """The version that a checkout says it is."""
    found: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return found


@cache
def revision() -> str:
    """As git tells it, with `-dirty` where files were changed; empty where this is no checkout."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return ""
    command = [git, "-C", str(ROOT), "describe", "--always", "--dirty", "--tags"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


@cache
def fingerprint() -> str:
    """SHA-256 over the names and lines of everything that turns answers into figures."""
    found = hashlib.sha256()
    for path in sorted({path for pattern in SCORES for path in ROOT.glob(pattern)}):
        found.update(f"{path.relative_to(ROOT).as_posix()}\n".encode())
        found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()


@cache
def scores_with() -> tuple[str, ...]:
    """All that can make other figures of the same facts: the program, what scores, Python, the libraries."""
    return (name(), revision(), fingerprint(), sys.version, *map(version, LIBRARIES))
