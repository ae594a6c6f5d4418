"""What the demo says at its end: what was played, who may sign in and where to look; then it becomes the site."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from simulator.surveys import Surveys, said
from simulator.world import ODDS_UNIT, SHOWN, World
from survey import league
from survey.league import Place
from survey.settings import Settings
from survey.steps.people import link_for
from survey.store import inquiries, mails, standings, units
from survey.store.database import Database

PLAYED = """
How it was played: the wave with every municipality and all of its mails, calls and searches; before it, a year ago, a
smaller one in which post went twice a day and nobody could object; now another small one, under way. Some
municipalities objected to how they were graded, in words of ours, and somebody who had graded nothing decided. What
the service told their staff by mail arrived over SMTP as well and lies in the folder "mailbox" beside the database.
"""


ENDS = 10  # so many of either end are printed
TOGETHER = "With 95 % certainty all true places lie in these ranges at once, as on the public page."
ALONE = "With 95 % certainty a true place lies in its range: each for itself, not all of them at once."


def summary(db: Database, wave_id: int, world: World, surveys: Surveys, seconds: dict[str, float]) -> dict[str, Any]:
    """What CLI.md promises of `demo --json`, and the number of tasks that testers sent in."""
    with db.read() as connection:
        found = standings.of_wave(connection, wave_id)
        names = {unit.id: unit for unit in units.every(connection)}
        kinds = mails.kind_counts(connection, wave_id)
        statuses = inquiries.status_counts(connection, wave_id)
        outcomes = inquiries.outcome_counts(connection, wave_id)
        sent, received = mails.traffic(connection, wave_id)
    ranking = [
        {
            "unit": names[one.unit_id].code, "name": names[one.unit_id].name, "total": one.total, "low": one.low,
            "high": one.high, "rank": one.rank, "rank_low": one.rank_low, "rank_high": one.rank_high,
        }
        for one in sorted(found, key=lambda one: (one.rank is None, one.rank or 0, names[one.unit_id].name))
    ]  # fmt: skip
    return {
        "units": len(world.units),
        "inquiries": sum(statuses.values()),
        "mails_sent": sent,
        "mails_received": received,
        "kinds": kinds,
        "outcomes": outcomes,
        "seconds": seconds,
        "ranking": ranking,
    } | ({"citizens": msgspec.to_builtins(surveys.told)} if surveys.told else {})


def tell(found: dict[str, Any], places: Sequence[Place], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        return
    write = sys.stdout.write
    write(
        f"\n{found['units']} municipalities, {found['inquiries']} inquiries, {found['mails_sent']} mails sent, "
        f"{found['mails_received']} received\n"
    )
    write("  replies:  " + ", ".join(f"{kind} {n}" for kind, n in sorted(found["kinds"].items())) + "\n")
    write("  outcomes: " + ", ".join(f"{name} {n}" for name, n in sorted(found["outcomes"].items())) + "\n")
    write("  seconds:  " + ", ".join(f"{name} {n}" for name, n in found["seconds"].items()) + "\n\n")
    if "citizens" in found:
        write(said(found["citizens"]))
    for line in table(places):
        write(line + "\n")
    write("The test measures information and service, not the quality of the underlying service.\n")


def table(places: Sequence[Place]) -> list[str]:
    """The ranking as the public page has it: ranges that hold all places at once, else each its own, and which."""
    ranked = league.ranked(places)
    lines = ["place (could be)     score (95 %)          municipality", *map(row, ranked)]
    if len(ranked) > 2 * ENDS:
        lines[1 + ENDS : -ENDS] = ["  ..."]
    together = all(one.standing.rank_low_all is not None for one in ranked)
    return [*lines, TOGETHER if together else ALONE]


def row(place: Place) -> str:
    one = place.standing
    low, high = league.places_at_once(one)
    could_be = f" ({low}-{high})" if low != high else ""
    score = f"{one.total:5.1f} ({one.low:.1f}-{one.high:.1f})" if one.low is not None else f"{one.total:5.1f}"
    return f"{f'{one.rank:>4}{could_be}':<20} {score:<21} {place.name}"


def serve(db: Database, settings: Settings, world: World, surveys: Surveys, now: datetime, *, wave_id: int) -> int:
    """Print a sign-in link for each role and become the site."""
    sys.stdout.write(PLAYED)
    sys.stdout.write("\nSign in by one of these links (each works once, for half an hour):\n")
    for name, (short, role) in SHOWN.items():
        mailed = link_for(db, now, person_id=world.people[short], by=None)
        sys.stdout.write(f"  {role:<14} {name:<12} {settings.url}/sign-in/link/{mailed.token}\n")
    if ways := surveys.doorways:
        sys.stdout.write("\nAnswer as a citizen:\n")
        sys.stdout.write(f"  from a mail     {settings.url}{ways.link}\n")
        sys.stdout.write(f"  at the counter  {settings.url}{ways.kiosk}\n")
        sys.stdout.write(f"  with a code     {settings.url}/code  {ways.code}\n")
    sys.stdout.write(f"\nThe ranking, as everybody sees it: {settings.url}/rankings\n")
    sys.stdout.write(doors(settings, wave_id))
    sys.stdout.write(f"What people wrote, sorted in the first minute (sign in first): {settings.url}/comments\n")
    sys.stdout.write("Stop with Ctrl-C.\n")
    sys.stdout.flush()
    db.close()
    # From here on mails go to a folder: the municipalities' process is gone.
    told = {"DATA": settings.data, "DATABASE": settings.database, "PORT": str(settings.port)}
    told |= {"TRANSPORT": "folder", "SMS": "folder", "SURVEY_FROM": settings.survey_from}
    told |= {"OPERATOR": settings.operator, "OPERATOR_EMAIL": settings.operator_email}
    told |= {"PERSONA_DOMAINS": ",".join(settings.persona_domains)}
    environment = os.environ | {f"MEDLYTT_{name}": value for name, value in told.items()}
    os.execve(sys.executable, [sys.executable, "-m", "survey.cli.main", "serve"], environment)  # noqa: S606


def doors(settings: Settings, wave_id: int) -> str:
    """Where to look first, and how to hold the published numbers against what they come from."""
    there = f"{settings.url}/rankings/{wave_id}"
    return (
        f"  how one unit could do better   {there}/{ODDS_UNIT}/report  (signed in as Odd: also what citizens say)\n"
        f"  the national report            {there}/report\n"
        f"  what came of objections        {there}/ledger\n"
        f"  the data behind it             {there}/data\n"
        f"  work every number out again    curl -s {there}/bundle.json | ./run verify -\n"
    )
