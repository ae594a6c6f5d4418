"""`medlytt wave`: waves are planned, opened, closed and published."""

import json
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from survey.cli.operate import FAULTY, AsJson, opened, stop, tell, upgrade
from survey.cli.operate import now as clock
from survey.keyring import Keyring
from survey.person import Person
from survey.planning.order import LARGEST_SEED, Order
from survey.planning.summary import Shortfall, Summary
from survey.problems import Invalid
from survey.register import entries
from survey.steps import approve, release_counts
from survey.steps import publish as publish_step
from survey.steps.import_units import HAS_FAULTS
from survey.steps.plan import Planning, plan_wave
from survey.store import people, units, waves
from survey.store.database import Database
from survey.store.units import Wanted
from survey.tables import sheet
from survey.wave import Wave


@click.group()
def wave() -> None:
    """Plan, open, close and publish a wave."""


@wave.command("list")
@AsJson
def list_waves(as_json: bool) -> None:
    """List the waves, the newest first."""
    with opened() as (settings, db):
        upgrade(settings, db)
        with db.read() as connection:
            found = waves.every(connection)
    if as_json:
        print_json(
            [{"wave": one.id, "name": one.name, "protocol": one.protocol, "status": one.status} for one in found]
        )
    else:
        click.echo(
            "\n".join(f"{one.id:>4}  {one.status:<10} {one.name} ({one.protocol})" for one in found) or "none yet"
        )


@wave.command()
@click.option("--protocol", required=True, metavar="ID", help="What is tested (medlytt protocol list).")
@click.option(
    "--units", "chosen", default="all", show_default=True, help="all, numbers (1101,1103), or a table of units."
)
@click.option("--county", default="", help="Only units of this county.")
@click.option("--at-least", type=int, help="Only units with so many inhabitants or more.")
@click.option("--at-most", type=int, help="Only units with so many inhabitants or fewer.")
@click.option("--tester", "testers", multiple=True, metavar="EMAIL[=N]", help="Who tests, N tasks a day; default: all.")
@click.option("--per-day", default=20, show_default=True, help="Tasks per tester and day; five web tasks count as one.")
@click.option("--from", "first", required=True, type=click.DateTime(["%Y-%m-%d"]), help="First day, as 2026-03-02.")
@click.option(
    "--to", "last", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Last day on which anything starts."
)
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), help="The same seed gives the same plan; default: drawn.")
@click.option("--name", help="What the wave is called; default: protocol and month.")
@click.option("--by", metavar="EMAIL", help="Who plans it: somebody else has to approve it.")
@click.option("--wave", "wave_id", type=int, metavar="ID", help="Plan this wave anew instead of making one.")
@AsJson
def plan(first: datetime, last: datetime, as_json: bool, **options: Any) -> None:
    """Plan a wave and say what could not be had, who does how much, and what may give the test away."""
    with opened() as (settings, db):
        upgrade(settings, db)
        order = order_of(db, options, first=first.date(), last=last.date())
        began = clock()
        made = plan_wave(
            db,
            began,
            order=order,
            domains=settings.persona_domains,
            own_bank=settings.bank_folder,
            wave_id=options["wave_id"],
        )
        seconds = (clock() - began).total_seconds()
        with db.read() as connection:
            found = waves.by_id(connection, made.wave_id)
    if as_json:
        print_json(of_plan(made, found, seconds=seconds))
    else:
        click.echo("\n".join(plan_in_words(made, found)))


@wave.command("open")
@click.argument("wave_id", type=int, metavar="ID")
@AsJson
def open_(wave_id: int, as_json: bool) -> None:
    """Open a planned wave: from now on mails leave as they fall due, and testers see their tasks.

    Refused until a mail to oneself has arrived and somebody else than the planner has approved the mails.
    """
    with opened() as (settings, db):
        upgrade(settings, db)
        approve.open_wave(db, clock(), wave_id, by=None)
    tell(as_json, {"wave": wave_id, "status": "open"}, f"Wave {wave_id} is open.")


@wave.command()
@click.argument("wave_id", type=int, metavar="ID")
@click.option("--leave-out", is_flag=True, help="Take inquiries that are not finished out of the score (not tested).")
@AsJson
def close(wave_id: int, leave_out: bool, as_json: bool) -> None:
    """Close an open wave: nothing leaves any more, and the work that is in counts."""
    with opened() as (settings, db):
        upgrade(settings, db)
        own = settings.bank_folder
        left = publish_step.close(db, clock(), wave_id, by=None, leave_out=leave_out, own_bank=own)
    said = f"Wave {wave_id} is closed; {left} inquiries were left out as not tested."
    tell(as_json, {"wave": wave_id, "status": "closed", "left_out": left}, said)


@wave.command()
@click.argument("wave_id", type=int, metavar="ID")
@click.option("--without-reply", is_flag=True, help="Publish although no unit was ever asked for objections.")
@click.option("--survey", "surveys", type=int, multiple=True, metavar="ID", help="A finished survey whose counts go "
              "with it; default: the one that shares most days with the wave.")  # fmt: skip
@click.option("--no-survey", is_flag=True, help="Publish no counts of survey answers.")
@AsJson
def publish(wave_id: int, without_reply: bool, surveys: tuple[int, ...], no_survey: bool, as_json: bool) -> None:
    """Publish a closed wave: its figures are frozen in a bundle, and everybody sees exactly those.

    Counts and indices of a finished survey go with it, by unit and channel, small numbers hidden; comments never do.

    Units have a right of reply first: a coordinator opens the wave for objections on its page.
    It is signed where there is a key (`medlytt keys make`).
    """
    if surveys and no_survey:
        raise click.UsageError("--survey and --no-survey say two things: leave one out.")
    with opened() as (settings, db):
        upgrade(settings, db)
        keys = Keyring(settings.keys_folder, signing_file=settings.signing_path)
        chosen = () if no_survey else surveys or proposed(db, wave_id)
        done = publish_step.publish(
            db, clock(), wave_id, by=None, own_bank=settings.bank_folder, keys=keys, heard=not without_reply,
            surveys=chosen,
        )  # fmt: skip
    document = {
        "wave": wave_id, "status": "published", "sha256": done.sha256, "signed": bool(done.signature),
        "surveys": sorted(chosen),
    }  # fmt: skip
    said = f"Wave {wave_id} is published at {settings.url}/rankings/{wave_id} (sha256 {done.sha256}); "
    tell(as_json, document, said + ("signed." if done.signature else "not signed: `medlytt keys make` makes a key."))


def proposed(db: Database, wave_id: int) -> tuple[int, ...]:
    with db.read() as connection:
        found = waves.by_id(connection, wave_id)
        return release_counts.proposed(release_counts.finished(connection), found) if found else ()


def order_of(db: Database, options: dict[str, Any], *, first: date, last: date) -> Order:
    with db.read() as connection:
        wanted = Wanted(county=options["county"], at_least=options["at_least"], at_most=options["at_most"])
        listed = units.listed(connection, wanted)
        able = people.testers(connection)
        by = people.by_email(connection, options["by"]) if options["by"] else None
    if options["by"] and by is None:
        stop(f"{options['by']} is not known; `medlytt user list` shows who is.", FAULTY)
    known = {one.code for one in listed}
    given = codes_of(options["chosen"])
    # 301 is 0301
    codes = known if given is None else {code if code in known else code.zfill(4) for code in given}
    if unknown := codes - known:
        stop(f"No such unit (or not within the filters): {', '.join(sorted(unknown))}", FAULTY)
    return Order(
        name=sheet.clean(options["name"] or "") or f"{options['protocol']} {first:%Y-%m}",
        protocol=options["protocol"],
        units=tuple(one.id for one in listed if one.code in codes),
        testers=testers_of(able, options["testers"], per_day=options["per_day"]),
        starts_on=first,
        ends_on=last,
        seed=secrets.randbelow(LARGEST_SEED) if options["seed"] is None else options["seed"],
        by=by.id if by else None,
    )


def codes_of(chosen: str) -> list[str] | None:
    """The numbers that are meant; None for all."""
    if chosen == "all":
        return None
    if not (path := Path(chosen)).is_file():
        return [text.strip() for text in chosen.split(",") if text.strip()]
    read = entries.read(sheet.read(path.read_bytes()))
    if read.faults:
        raise Invalid(HAS_FAULTS, read.faults)
    return [entry.code for entry in read.rows]


def testers_of(able: list[Person], given: tuple[str, ...], *, per_day: int) -> dict[int, int]:
    if not given:
        return {one.id: per_day for one in able}
    ids = {one.email: one.id for one in able}
    found: dict[int, int] = {}
    for text in given:
        email, _, number = text.partition("=")
        if email.strip().lower() not in ids:
            stop(f"{email} is no tester; `medlytt user list` shows who is.", FAULTY)
        if number and not number.isdecimal():
            raise click.UsageError(f"--tester {text}: after = stands a number of tasks a day")
        found[ids[email.strip().lower()]] = int(number) if number else per_day
    return found


def of_plan(made: Planning, found: Wave | None, *, seconds: float) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(made.summary, str_keys=True)
    return {
        "wave": made.wave_id,
        "name": found.name if found else "",
        "protocol": found.protocol if found else "",
        "seed": found.seed if found else None,
        "inquiries": made.summary.inquiries,
        **built,
        "seconds": seconds,
    }


LACKS = {
    "address": "no address for this channel: import one or write it on the unit's page",
    "scenario": "too few scenarios in the bank for a sector: add some",
    "wording": "every wording was used there before: add wordings or scenarios",
    "persona": "no persona left: add personas",
    "hours": "never open in the protocol's hours: check the opening hours",
    "window": "too few working days for the spacing: lengthen the window",
    "tester": "every tester is full or tied to the unit: more testers, more tasks a day or a longer window",
    "too_small": "left out, fewer inhabitants than the protocol wants",
    "not_valid": "left out, not in existence throughout the window or in a country without a calendar",
}
RISKS = {
    "small_unit": "units under 2,000 inhabitants, where staff may suspect a test",
    "same_wording": "units share words with a neighbour in the same county and week",
    "same_persona": "units share a persona with a neighbour in the same county and week",
    "school_holiday": "mails and calls in the school holidays",
    "staff_minutes": "units over the ceiling of staff minutes",
    "no_home": "testers for whom it is not on record where they live and work: put it on their page under People",
}


def plan_in_words(made: Planning, found: Wave | None) -> list[str]:
    plan = made.summary
    channels = ", ".join(f"{number} {channel}" for channel, number in plan.channels.items())
    return [
        f"Wave {made.wave_id}{f', {found.name}, seed {found.seed}' if found else ''}: {plan.units} units.",
        f"{plan.inquiries} inquiries ({channels}); {plan.follow_ups} of them follow-ups.",
        *(f"Not planned: {shortfall_in_words(one)}" for one in plan.shortfalls),
        *load_in_words(plan),
        *(f"Risk: {one.count} {RISKS[one.kind]} {one.detail}".rstrip() for one in plan.risks),
        "Next: read the mails, let somebody else approve them, then open the wave.",
    ]


def shortfall_in_words(one: Shortfall) -> str:
    if not one.units:
        return f"{', '.join(one.slots)} for every unit: {LACKS[one.lack]}"
    number = f"{one.inquiries} {one.channel} inquiries to {one.units} units" if one.inquiries else f"{one.units} units"
    return f"{number}: {LACKS[one.lack]}"


def load_in_words(plan: Summary) -> list[str]:
    busiest = max(plan.loads, key=lambda one: one.busiest / one.per_day, default=None)
    ceiling = f", ceiling {plan.ceiling:g}" if plan.ceiling is not None else ""
    lines = [f"Staff time per unit: at most {plan.most_minutes:g} minutes{ceiling}."]
    if busiest:
        lines.insert(0, f"Fullest day of a tester: {busiest.busiest:g} of {busiest.per_day} tasks.")
    return lines


def print_json(document: Any) -> None:
    click.echo(json.dumps(msgspec.to_builtins(document, str_keys=True), ensure_ascii=False))
