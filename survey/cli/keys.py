"""`medlytt keys`: the key that rankings are signed with is made here, and its public half shown."""

import json
import os

import click

from survey import settings as settings_module
from survey.cli.operate import FAULTY, REFUSED, AsJson, stop, tell
from survey.keyring import Keyring
from survey.settings import SettingsFault
from survey.signing import SigningKey, Unreadable


@click.group()
def keys() -> None:
    """Make and show the key that rankings are signed with (Ed25519, in minisign's format)."""


@keys.command()
@click.option("--replace", is_flag=True, help="Make a new one; the old stays under its own name and signs no more.")
@AsJson
def make(replace: bool, as_json: bool) -> None:
    """Make the key. From then on each publication is signed.

    It lies in the key folder, readable for its owner only, never in the database. Keep a copy off this machine, and
    print the public half where readers find it without asking this site.
    """
    os.umask(0o077)
    ring = keyring()
    try:
        made = ring.make_signing(anew=replace)
    except Unreadable as fault:
        stop(f"{ring.signing_file}: {fault}", FAULTY)
    except OSError as fault:
        stop(f"{ring.signing_file}: {fault.strerror}", REFUSED)
    if made is None:
        stop(f"There is a key already: {ring.signing_file}. --replace makes a new one and keeps the old.", REFUSED)
    said = f"{ring.signing_file} signs from now on. Its public half, to be published:\n{made.public.text}"
    tell(as_json, document(ring, made), said.rstrip())


@keys.command()
@AsJson
def show(as_json: bool) -> None:
    """Print the public half, as `minisign` and `medlytt verify --key` take it."""
    ring = keyring()
    try:
        found = ring.signs()
    except Unreadable as fault:
        stop(f"{ring.signing_file}: {fault}", FAULTY)
    except OSError as fault:
        stop(f"{ring.signing_file}: {fault.strerror}", REFUSED)
    if found is None:
        stop("There is no key yet; `medlytt keys make` makes one.", REFUSED)
    click.echo(json.dumps(document(ring, found)) if as_json else found.public.text.rstrip())


def keyring() -> Keyring:
    try:
        settings = settings_module.read()
    except SettingsFault as fault:
        stop(str(fault), FAULTY)
    return Keyring(settings.keys_folder, signing_file=settings.signing_path)


def document(ring: Keyring, key: SigningKey) -> dict[str, str]:
    return {"file": str(ring.signing_file), "key_id": key.public.name, "public_key": key.public.line}
