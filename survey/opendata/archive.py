"""ZIP files of what belongs together, with the same bytes for the same files."""

import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

MADE = (1980, 1, 1, 0, 0, 0)
BLOCK = 2**20
HELD = {
    "csv": ("README.md", "datapackage.json", "csv/*"),
    "csv-excel": ("README.md", "csv-excel/*"),
    "spss": ("README.md", "spss/*"),
}
"""What goes into which archive; the first is a whole data package."""


def pack(folder: Path, name: str) -> None:
    """One archive beside what it holds, for each kind of which there is something."""
    for kind, patterns in HELD.items():
        if (folder / kind).is_dir():
            paths = [path for pattern in patterns for path in sorted(folder.glob(pattern))]
            write(folder / f"{name}-{kind}.zip", paths, folder)


def write(target: Path, paths: Iterable[Path], folder: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as packed:
                shutil.copyfileobj(source, packed, BLOCK)
