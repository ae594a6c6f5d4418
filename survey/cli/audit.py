"""`medlytt audit anonymity`: plays the insider and says how many answers it could link."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from survey import bundle
from survey.cli.operate import AsJson, now, opened, tell
from survey.insider import overheard, rehearsal
from survey.insider.audit import audited
from survey.insider.built import as_built
from survey.insider.copies import images, kept_in_free_pages, tables_of
from survey.insider.evidence import Evidence, Look, Tables
from survey.insider.guesses import attacks
from survey.insider.known import Pair, truth_of
from survey.insider.published import of_publications
from survey.insider.real import looked_at
from survey.insider.remains import of_copies, of_logs, remains
from survey.insider.verdict import AT_CHANCE, LEAK, Check, judged, none_at_all
from survey.keyring import KINDS, Keyring
from survey.released import Survey
from survey.settings import Settings
from survey.steps.backup import Unusable
from survey.store import insides, rounds, standings
from survey.store.database import Database
from survey.store.migrations import migrate
from survey.store.shapes import shape

LEAST_K = 10
FAULTS = 1


@click.group()
def audit() -> None:
    """Attack what this installation promises."""


@audit.command("anonymity")
@click.option("--backup", "backups", type=click.Path(exists=True, path_type=Path), multiple=True,
              help="A backup, or a copied SQLite file; several, older to newer, are compared.")  # fmt: skip
@click.option("--log", "logs", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True,
              help="A log of the service, or of the web server in front of it.")  # fmt: skip
@click.option("--truth", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Who said what, where you know it: a JSON list of {link, marker}.")  # fmt: skip
@click.option("--rehearsal/--no-rehearsal", default=True, help="Play a survey in a scratch database and attack it.")
@click.option("--citizens", default=150, show_default=True, help="Made-up citizens in the rehearsal.")
@click.option("--seed", type=int, help="Play the same rehearsal again.")
@AsJson
def anonymity(
    backups: tuple[Path, ...],
    logs: tuple[Path, ...],
    truth: Path | None,
    rehearsal: bool,
    citizens: int,
    seed: int | None,
    as_json: bool,
) -> None:
    """Try to say who answered what: from the database, its files, logs and backups.

    First the real data is looked at, where nobody can know whether a guess is right, for traces that should not be
    there. Then a survey with made-up citizens is played on the same engine by a real server, and every attack is tried
    on it, against the truth. Exit code 1 where anything links better than chance.
    """
    with opened() as (settings, db):
        found = list(of_real(settings, db, backups, logs, truth))
        if rehearsal:
            with tempfile.TemporaryDirectory(prefix="medlytt-audit-") as folder:
                found += of_rehearsal(settings, db, Path(folder), citizens=citizens, seed=seed)
    verdict = LEAK if any(one.is_leak for one in found) else AT_CHANCE
    text = "\n".join([*map(line, found), "", f"Verdict: {verdict}"])
    tell(as_json, msgspec.to_builtins({"checks": found, "verdict": verdict}), text)
    if verdict == LEAK:
        raise SystemExit(FAULTS)


def of_real(
    settings: Settings, db: Database, backups: tuple[Path, ...], logs: tuple[Path, ...], truth: Path | None
) -> Iterator[Check]:
    keys = Keyring(settings.keys_folder)
    with db.read() as connection:
        known, built = rounds.every(connection), shape(connection)
    anonymous = frozenset(one.id for one in known if one.anonymous)
    k = min((one.rules.k for one in known), default=LEAST_K)
    copies = [copied(path) for path in backups]
    log = [line for path in logs for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    tables, files = insides.tables(db), insides.files(db)
    yield from as_built(built)
    yield from looked_at(tables, k=k, anonymous=anonymous, backups=copies, log=log)
    yield of_logs(tables, known, keys, log)
    yield from remains(tables, known, keys)
    held = [*files.values(), *(image for path in (*backups, *logs) for image in images(path))]
    yield from of_copies(known, keys, held)
    yield none_at_all("free pages that hold what was deleted", sum(map(kept_in_free_pages, held)), len(held))
    yield from of_publications(published(db))
    if truth:
        looks = (*(Look(tables=copy) for copy in copies), Look(tables=tables, files=files))
        yield from of_truth(Evidence(looks=looks, logs={"web log": tuple(log)}), truth, keys, k=k)


def published(db: Database) -> Iterator[tuple[Survey, ...]]:
    with db.read() as connection:
        for wave, _ in standings.published(connection):
            for one in standings.editions(connection, wave.id):
                yield bundle.surveys(standings.bundle(connection, wave.id, one.edition) or b"{}")


def of_truth(evidence: Evidence, file: Path, keys: Keyring, *, k: int) -> Iterator[Check]:
    try:
        pairs = msgspec.json.decode(file.read_bytes(), type=list[Pair])
    except msgspec.DecodeError as fault:
        raise click.ClickException(f"{file}: {fault}") from fault
    yield from judged(attacks(evidence), truth_of(pairs, evidence, keys), k=k)


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


def copied(path: Path) -> Tables:
    try:
        return tables_of(path)
    except Unusable as fault:
        raise click.ClickException(f"{fault} ({path})") from fault


def line(one: Check) -> str:
    mark = "LEAK" if one.is_leak else "ok"
    chance = f", by chance {one.chance:.0f}" if one.chance else ""
    return f"{mark:<5} {one.name}: {one.linked} of {one.of}{chance}{'  ' + one.detail if one.detail else ''}"
