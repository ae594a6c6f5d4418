"""`medlytt audit anonymity`: plays the insider and says how many answers it could link."""

import gzip
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from survey.cli.operate import AsJson, now, opened, tell
from survey.insider import overheard, rehearsal
from survey.insider.audit import audited
from survey.insider.real import looked_at
from survey.insider.verdict import AT_CHANCE, LEAK, Check
from survey.keyring import KINDS, Keyring
from survey.settings import Settings
from survey.steps.backup import MANIFEST, Unusable, check
from survey.store import insides, rounds
from survey.store.database import Database
from survey.store.migrations import migrate

LEAST_K = 10
FAULTS = 1


@click.group()
def audit() -> None:
    """Attack what this installation promises."""


@audit.command("anonymity")
@click.option("--backup", "backups", type=click.Path(exists=True, file_okay=False, path_type=Path), multiple=True,
              help="A backup to look into; several, older to newer, are compared.")  # fmt: skip
@click.option("--log", "logs", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True,
              help="A log of the service, or of the web server in front of it.")  # fmt: skip
@click.option("--rehearsal/--no-rehearsal", default=True, help="Play a survey in a scratch database and attack it.")
@click.option("--citizens", default=150, show_default=True, help="Made-up citizens in the rehearsal.")
@click.option("--seed", type=int, help="Play the same rehearsal again.")
@AsJson
def anonymity(
    backups: tuple[Path, ...], logs: tuple[Path, ...], rehearsal: bool, citizens: int, seed: int | None, as_json: bool
) -> None:
    """Try to say who answered what: from the database, its files, logs and backups.

    First the real data is looked at, where nobody can know whether a guess is right, for traces that should not be
    there. Then a survey with made-up citizens is played on the same engine by a real server, and every attack is tried
    on it, against the truth. Exit code 1 where anything links better than chance.
    """
    with opened() as (settings, db):
        found = list(of_real(settings, db, backups, logs))
        if rehearsal:
            with tempfile.TemporaryDirectory(prefix="medlytt-audit-") as folder:
                found += of_rehearsal(settings, db, Path(folder), citizens=citizens, seed=seed)
    verdict = LEAK if any(one.is_leak for one in found) else AT_CHANCE
    text = "\n".join([*map(line, found), "", f"Verdict: {verdict}"])
    tell(as_json, msgspec.to_builtins({"checks": found, "verdict": verdict}), text)
    if verdict == LEAK:
        raise SystemExit(FAULTS)


def of_real(settings: Settings, db: Database, backups: tuple[Path, ...], logs: tuple[Path, ...]) -> Iterator[Check]:
    with db.read() as connection:
        known = rounds.every(connection)
    anonymous = frozenset(one.id for one in known if one.anonymous)
    k = min((one.rules.k for one in known), default=LEAST_K)
    copies = [copied(folder) for folder in backups]
    log = [line for path in logs for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    yield from looked_at(insides.tables(db), k=k, anonymous=anonymous, backups=copies, log=log)
    keys = Keyring(settings.keys_folder)
    late = [one.id for one in known if one.keys_destroyed_at and any(keys.has(one.id, kind) for kind in KINDS)]
    yield Check(
        name="keys that outlived their survey", linked=len(late), of=len(known), chance=0,
        verdict=LEAK if late else AT_CHANCE,
    )  # fmt: skip


def of_rehearsal(
    settings: Settings, db: Database, folder: Path, *, citizens: int, seed: int | None
) -> tuple[Check, ...]:
    dice = random.Random(seed)  # noqa: S311 - a simulation
    keys = Keyring(folder / "keys")
    with rehearsal.scratch(db, f"medlytt_audit_{dice.getrandbits(40):010x}", folder) as beside:
        migrate(beside, now())
        stage = rehearsal.set_up(beside, keys, folder, now(), k=LEAST_K)
        secrets = [keys.raw(stage.round_id, kind) for kind in KINDS]
        with overheard.server(settings, beside, folder) as server:
            evidence, truth = rehearsal.play(
                stage,
                now(),
                dice=dice,
                each=max(citizens // len(stage.cells), LEAST_K),
                say=server.say,
                mail=server.mail,
            )
    return audited(evidence, truth, k=LEAST_K, secrets=secrets)


def copied(folder: Path) -> dict[str, tuple[dict[str, Any], ...]]:
    """A backup's tables."""
    try:
        manifest = check(folder)
    except Unusable as fault:
        raise click.ClickException(f"{fault} ({folder / MANIFEST})") from fault
    found = {}
    for name, copy in manifest.tables.items():
        with gzip.open(folder / copy.file, "rb") as lines:
            found[name] = tuple(dict(zip(copy.columns, msgspec.json.decode(line), strict=True)) for line in lines)
    return found


def line(one: Check) -> str:
    mark = "LEAK" if one.is_leak else "ok"
    chance = f", by chance {one.chance:.0f}" if one.chance else ""
    return f"{mark:<5} {one.name}: {one.linked} of {one.of}{chance}{'  ' + one.detail if one.detail else ''}"
