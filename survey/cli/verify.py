"""`medlytt verify`: a published ranking worked out again from its bundle, without a database."""

import sys
from typing import BinaryIO

import click
import msgspec

from survey import bundle
from survey.bundle import Bundle, Difference

SHOWN = 20


@click.command()
@click.argument("file", type=click.File("rb"), metavar="BUNDLE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(file: BinaryIO, as_json: bool) -> None:
    """Work every figure of a BUNDLE out again ("-" reads standard input).

    Scores, intervals and places follow from the item results, the rules and the seed that the bundle holds. Compare the
    SHA-256 that is printed with the one on the ranking's page. Exit code 1: something does not agree.
    """
    document, named = file.read(), getattr(file, "name", "standard input")
    try:
        found = bundle.read(document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        click.echo(f"{named}: this is no bundle of a ranking ({fault}); download it again.", err=True)
        sys.exit(1)
    wrong = bundle.differences(found)
    rules = bundle.rules_agree(found)
    report(found, wrong, sha256=bundle.sha256(document), rules=rules, as_json=as_json)
    sys.exit(0 if rules and not wrong else 1)


def report(found: Bundle, wrong: list[Difference], *, sha256: str, rules: bool, as_json: bool) -> None:
    if as_json:
        told = {
            "wave": found.wave.name,
            "protocol": f"{found.rules.id}@{found.rules.version}",
            "sha256": sha256,
            "units": len(found.standings),
            "inquiries": len(found.contacts),
            "rules_agree": rules,
            "differences": wrong,
        }
        click.echo(msgspec.json.encode(told))
        return
    counted = f"{len(found.standings)} units from {len(found.contacts)} inquiries"
    click.echo(f"{found.wave.name}: {counted} under {found.rules.id}, version {found.rules.version}")
    click.echo(f"SHA-256 {sha256}")
    if not rules:
        click.echo("The protocol or a form in the bundle is not the one whose hash it names.")
    for one in wrong[:SHOWN]:
        click.echo(f"unit {one.unit}, {one.figure}: the bundle says {one.told}, worked out {one.worked_out}")
    if len(wrong) > SHOWN:
        click.echo(f"... and {len(wrong) - SHOWN} more")
    click.echo(f"{len(wrong)} figures do not agree." if wrong else "Every figure agrees.")
