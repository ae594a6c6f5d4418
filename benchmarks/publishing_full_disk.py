"""The disk is full while a wave is published: nothing is half there, it is told in a line, and with room it goes on.

    python -m benchmarks.publishing_full_disk [--rounds 10] [--seed 1]

Needs root, for the data folder is a small file system in memory. SQLite only: PostgreSQL looks after its own disk.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

from benchmarks import publishing_stage as staging
from benchmarks.nursery import Child, Nursery, told
from benchmarks.publishing_acts import export_faults, key_faults, left_in, report_faults
from benchmarks.publishing_verdict import mail_verdict, wave_faults
from survey.keyring import Keyring
from survey.settings import Settings
from survey.store.database import Database
from survey.store.migrations import migrate

ROOM = 64_000_000  # bytes of the whole file system
MOST_LEFT = {"export": 900_000, "report": 500_000, "publish": 400_000, "close": 300_000, "keys make": 5_000}
"""Bytes that are left at most: what it needs, or a little more."""


class Disk:
    """A small file system, filled up and emptied."""

    def __init__(self, folder: Path, rng: Random) -> None:
        self.folder, self.rng = folder, rng

    def fill(self, most: int) -> None:
        left = self.rng.randrange(most)
        free = shutil.disk_usage(self.folder).free
        (self.folder / "ballast").write_bytes(bytes(max(0, free - left)))

    def empty(self) -> None:
        (self.folder / "ballast").unlink()


class Play:
    def __init__(self, folder: Path, logs: Path, rng: Random) -> None:
        self.folder, self.logs, self.rng = folder, logs, rng
        self.disk = Disk(folder, rng)
        self.nursery = Nursery(logs)
        self.settings = Settings(data=str(folder / "data"), claim_seconds=1)
        Path(self.settings.data).mkdir()
        self.db = Database(self.settings.database_url)
        migrate(self.db, datetime.now(UTC))
        Keyring(self.settings.keys_folder).make_signing()
        self.stage = staging.settle(self.db, self.settings)
        self.ended: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self, rounds: int) -> None:
        for number in range(rounds):
            wave_id = staging.a_wave(self.stage, number)
            whole = partial(wave_faults, self.stage, wave_id)
            self._try("close", whole, "wave", "close", wave_id)
            survey = staging.a_survey(self.stage, number)
            self._try("publish", whole, "wave", "publish", wave_id, "--without-reply", "--survey", survey)
            exports, reported = self.folder / "exports" / f"wave-{number}", self.folder / "reports" / f"wave-{number}"
            for again in (False, True):
                look = partial(export_faults, exports, was_there=again)
                self._try("export", look, "export", wave_id, "--out", exports)
                self.faults += left_in(exports.parent, but=lambda name: not name.startswith("."))
            forms = [word for form in ("pdf", "xlsx", "json") for word in ("--format", form)]
            look = partial(report_faults, reported)
            self._try("report", look, "report", wave_id, "--out", reported, *forms)
            self.faults += left_in(reported, but=lambda name: not name.startswith("."))
            ring = self.folder / f"ring-{number}"
            self._try("keys make", partial(key_faults, ring), "keys", "make", keys=ring)
            self.faults += left_in(ring, but=lambda name: not name.startswith(".") and name.count(".") < 2)
            shutil.rmtree(exports)
        self.faults += mail_verdict(self.stage).faults

    def _try(self, kind: str, look: Callable[[], list[str]], *words: object, **changed: object) -> None:
        """First with too little room, perhaps; then with enough."""
        child = Child(
            self.nursery, f"medlytt {kind}", told(self.settings, **changed), words=[str(word) for word in words]
        )
        child.log.unlink(missing_ok=True)
        self.disk.fill(MOST_LEFT[kind])
        child.start()
        code = child.end()
        self.disk.empty()
        self.ended[f"{kind}: {'had room' if code == 0 else 'had none'}"] += 1
        self.faults += [f"{kind} on a full disk: {fault}" for fault in look()]
        said = child.log.read_text()
        if code not in (0, 1, 3) or "Error(" in said or (code and len(said.splitlines()) != 1):
            self.faults.append(f"{kind} ended with {code} and said {said[-1000:]}")
        child.start()
        if (code := child.end()) not in (0, 3):  # what was done before the disk was full is done
            self.faults.append(f"{kind} with room ended with {code}: {child.log.read_text()[-1000:]}")
        self.faults += [f"{kind} with room again: {fault}" for fault in look()]

    def close(self) -> None:
        self.nursery.close()
        self.db.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if os.geteuid() != 0:
        print("This needs root, to mount a small file system.")
        return 2
    with (
        tempfile.TemporaryDirectory(prefix="medlytt-full-") as name,
        tempfile.TemporaryDirectory(prefix="medlytt-logs-") as logs,
    ):
        subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", name], check=True)
        try:
            play = Play(Path(name), Path(logs), Random(options.seed))
            try:
                play.run(options.rounds)
            finally:
                play.close()
        finally:
            subprocess.run(["/bin/umount", name], check=True)
    print("\n".join(f"  {what:<30} {number:>4}" for what, number in sorted(play.ended.items())))
    print("\n".join(f"  FAULT: {fault}" for fault in play.faults[:40]) or "  no faults")
    return int(bool(play.faults))


if __name__ == "__main__":
    sys.exit(main())
