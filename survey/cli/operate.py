"""`medlytt migrate`, `backup`, `restore` and `user`: what an operator does by hand."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
import sqlalchemy as sa

from survey import settings as settings_module
from survey.person import Person, Role, RoleName
from survey.problems import Invalid, Problem
from survey.settings import Settings, SettingsFault
from survey.steps import backup as steps
from survey.steps import people as people_steps
from survey.store import people
from survey.store.database import Database
from survey.store.migrations import MIGRATIONS, TooNew, pending
from survey.store.migrations import migrate as run_migrations
from survey.store.people import UnitChoice

FAULTY, REFUSED = 1, 3
Folder = click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
AsJson = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.command()
@AsJson
def migrate(as_json: bool) -> None:
    """Bring the database to the newest schema.

    A database that holds something is first copied to backups/ in the data folder.
    """
    with opened() as (settings, db):
        ran = upgrade(settings, db)
    tell(as_json, {"steps": ran, "schema_version": len(MIGRATIONS)}, f"{ran} steps; schema {len(MIGRATIONS)}")


@click.command()
@Folder
@AsJson
def backup(folder: Path, as_json: bool) -> None:
    """Write a consistent copy of the database to DIR, while the site runs.

    DIR must not exist yet. The key file is NOT in it: keep a copy of it in another place, for without it the
    stored mails cannot be read, and whoever has both can read them.
    """
    with opened() as (_, db):
        manifest = steps.back_up(db, now(), into=folder)
    rows = {name: copy.rows for name, copy in manifest.tables.items()}
    document = {"folder": str(folder), "schema_version": manifest.schema_version, "rows": rows}
    tell(as_json, document, f"{sum(rows.values())} rows of {len(rows)} tables in {folder}. The key file is not in it.")


@click.command()
@Folder
@AsJson
def restore(folder: Path, as_json: bool) -> None:
    """Read the backup in DIR into an empty database, on either engine.

    Everything is checked first; a damaged backup, a newer schema or a database that is not empty is refused.
    """
    with opened() as (_, db):
        manifest = steps.restore(db, now(), folder=folder)
    rows = {name: copy.rows for name, copy in manifest.tables.items()}
    document = {"schema_version": len(MIGRATIONS), "made_at": manifest.made_at.isoformat(), "rows": rows}
    said = f"{sum(rows.values())} rows as of {manifest.made_at:%Y-%m-%d %H:%M} UTC. Put the key file back by hand."
    tell(as_json, document, said)


@click.group()
def user() -> None:
    """Add, list, deactivate people, and give them sign-in links."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in RoleName]))
@click.option("--unit", help="Quality staff of this unit only: its name or number.")
@click.option("--lives", multiple=True, help="Where a tester lives: never tested by them. May be repeated.")
@click.option("--works", multiple=True, help="Where a tester works.")
@click.option("--language", default="nb", show_default=True)
@AsJson
def add(
    email: str,
    name: str,
    roles: tuple[str, ...],
    unit: str | None,
    lives: tuple[str, ...],
    works: tuple[str, ...],
    language: str,
    as_json: bool,
) -> None:
    """Let a person in and print a sign-in link for them."""
    with opened() as (settings, db):
        upgrade(settings, db)
        ties = tuple(
            (kind, unit_id(db, text)) for kind, texts in (("lives", lives), ("works", works)) for text in texts
        )
        only = unit_id(db, unit) if unit else None
        held = tuple(Role(RoleName(role), only if role == RoleName.QUALITY else None) for role in roles)
        details = people_steps.Details(name=name, email=email, language=language, roles=held, ties=ties)
        person_id = people_steps.add(db, now(), details=details, by=None)
        link = link_of(settings, db, person_id)
    tell(as_json, {"id": person_id, "link": link}, f"{name} is number {person_id}. Sign-in link (30 minutes):\n{link}")


@user.command("list")
@AsJson
def list_people(as_json: bool) -> None:
    """List everybody, with their roles."""
    with opened() as (_, db), db.read() as connection:
        found = people.many(connection)
    document = [
        {"id": one.id, "name": one.name, "email": one.email, "active": one.active, "roles": roles_of(one)}
        for one in found
    ]
    lines = [
        f"{e['id']:>5}  {'' if e['active'] else '(off) '}{e['name']} <{e['email']}> {e['roles']}" for e in document
    ]
    tell(as_json, document, "\n".join(lines) or "nobody yet: medlytt user add EMAIL --name NAME --role administrator")


@user.command("deactivate")
@click.argument("email")
def deactivate(email: str) -> None:
    """Shut a person out; their sessions and links end at once."""
    with opened() as (_, db):
        people_steps.deactivate(db, now(), person_id=known(db, email).id, by=None)
    click.echo(f"{email} is deactivated.")


@user.command("activate")
@click.argument("email")
def activate(email: str) -> None:
    """Let a person in again."""
    with opened() as (_, db):
        people_steps.activate(db, now(), person_id=known(db, email).id, by=None)
    click.echo(f"{email} is active.")


@user.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a sign-in link, for somebody whom mail does not reach."""
    with opened() as (settings, db):
        click.echo(link_of(settings, db, known(db, email).id))


def upgrade(settings: Settings, db: Database) -> int:
    """Migrate; a database that holds something is copied first, so that there is a way back."""
    lacking = pending(db)
    if 0 < lacking < len(MIGRATIONS):
        folder = Path(settings.data) / "backups" / f"{now():%Y%m%dT%H%M%SZ}-before-upgrade"
        steps.back_up(db, now(), into=folder)
        click.echo(f"Backup before the upgrade: {folder}", err=True)
    return run_migrations(db, now()) if lacking else 0


def known(db: Database, email: str) -> Person:
    with db.read() as connection:
        found = people.by_email(connection, email)
    if found is None:
        stop(f"{email} is not known; `medlytt user list` shows who is.", FAULTY)
    return found


def unit_id(db: Database, text: str) -> int:
    with db.read() as connection:
        found = UnitChoice.find(people.unit_choices(connection), text)
    if found is None:
        stop(f"There is no unit {text!r}: write its number, or its name where only one has it.", FAULTY)
    return found


def link_of(settings: Settings, db: Database, person_id: int) -> str:
    mailed = people_steps.link_for(db, now(), person_id=person_id, by=None)
    return f"{settings.url}/sign-in/link/{mailed.token}"


def roles_of(person: Person) -> str:
    return ", ".join(f"{own.role}:{own.unit_id}" if own.unit_id else str(own.role) for own in person.roles)


@contextmanager
def opened() -> Iterator[tuple[Settings, Database]]:
    """The settings and the database of this process; what goes wrong is told in a line, with the right exit code."""
    os.umask(0o077)  # the data folder and what is written into it are for its owner only
    try:
        settings = settings_module.read()
        Path(settings.data).mkdir(parents=True, exist_ok=True)
        db = Database(settings.database_url)
        try:
            yield settings, db
        finally:
            db.close()
    except Invalid as fault:
        stop("\n".join([str(fault), *map(repr, fault.faults)]), FAULTY)
    except Problem as fault:
        stop(f"{fault} {fault.advice % fault.values if fault.values else fault.advice}".strip(), REFUSED)
    except (steps.Unusable, TooNew) as fault:
        stop(str(fault), REFUSED)
    except SettingsFault as fault:
        stop(str(fault), FAULTY)
    except sa.exc.OperationalError as fault:  # a full disk, a database that is away
        stop(f"The database: {fault.orig}", FAULTY)
    except BrokenPipeError:  # whoever read our output has gone
        raise
    except OSError as fault:
        stop(f"{fault.filename or 'A file'}: {fault.strerror}", FAULTY)


def now() -> datetime:
    return datetime.now(UTC)


def tell(as_json: bool, document: Any, text: str) -> None:
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else text)


def stop(text: str, code: int) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(code)
