"""A wave is planned: the brief read together, the plan made, and all of it written at once."""

import random
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.protocol import Protocol
from instruments.scenario import Cast, Persona, Scenario
from mailer.message import Address, identify
from survey.dispatch import Purpose, Sending
from survey.inquiry import Status
from survey.planning import summary
from survey.planning.alias import alias_for
from survey.planning.brief import Brief, Member, Subject, Window
from survey.planning.layout import plan
from survey.planning.letters import letter
from survey.planning.order import Order, faults
from survey.planning.plan import Plan, Planned
from survey.planning.summary import Summary
from survey.problems import Conflict, Fault, Invalid, NotFound
from survey.shipped import school_holidays
from survey.store import audits, crew, people, plans, units, waves
from survey.store.database import Database, take_turns
from survey.texts import N_
from survey.wave import WaveStatus

CANNOT_PLAN = N_("The wave cannot be planned")
REPLANNED = (WaveStatus.DRAFT, WaveStatus.PLANNED)


class Bank(msgspec.Struct, frozen=True):
    """What the bank holds of use to a plan."""

    protocol: Protocol
    scenarios: Mapping[str, Scenario]
    casts: Mapping[str, tuple[Persona, ...]]  # by country


class Planning(msgspec.Struct, frozen=True):
    wave_id: int
    summary: Summary


def read_bank(protocol: str, own: Path | None = None) -> Bank:
    casts: dict[str, tuple[Persona, ...]] = {}
    for cast in bank.every(Cast, own).values():
        casts[cast.country] = (*casts.get(cast.country, ()), *cast.personas)
    try:
        return Bank(bank.protocol(protocol, own), bank.every(Scenario, own), casts)
    except bank.UnknownError as fault:
        told = Fault("protocol", N_("There is no protocol %(id)s: choose one of those listed"), id=protocol)
        raise Invalid(CANNOT_PLAN, (told,)) from fault


def plan_wave(
    db: Database,
    now: datetime,
    *,
    order: Order,
    domains: tuple[str, ...],
    own_bank: Path | None = None,
    wave_id: int | None = None,
) -> Planning:
    """Plan a new wave, or plan `wave_id` anew; raises Invalid, or Conflict once the wave has been opened."""
    if wrong := faults(order, has_domain=bool(domains)):
        raise Invalid(CANNOT_PLAN, tuple(wrong))
    holds = read_bank(order.protocol, own_bank)
    with db.read() as connection:
        if wave_id is not None:
            refuse_begun(connection, wave_id)
        brief = read_brief(connection, order, holds, wave_id=wave_id)
    made = plan(brief)
    found = summary.summarise(made, ceiling=holds.protocol.staff_minutes_ceiling)
    written = db.write(_write, Draft(order, brief, made, found, holds), now, domains, wave_id)
    return Planning(written, found)


def refuse_begun(connection: sa.Connection, wave_id: int) -> None:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave"))
    if wave.status not in REPLANNED:
        advice = N_("Plan a new wave instead.")
        raise Conflict(N_("This wave has begun and cannot be planned anew"), advice=advice)


def read_brief(connection: sa.Connection, order: Order, holds: Bank, *, wave_id: int | None) -> Brief:
    addresses = units.current_addresses(connection)
    closed = units.closed_days(connection)
    personas, wordings = plans.heard(connection, but_for=wave_id)
    subjects = [
        Subject(
            unit=unit,
            reachable=frozenset(addresses.get(unit.id, {})),
            closed=frozenset(closed.get(unit.id, ())),
            personas=frozenset(personas.get(unit.id, ())),
            wordings=frozenset(wordings.get(unit.id, ())),
        )
        for unit in units.by_ids(connection, order.units)
    ]
    if len(subjects) < len(set(order.units)):
        told = N_("A chosen unit does not exist any more: choose the units again")
        raise Invalid(CANNOT_PLAN, (Fault("units", told),))
    return Brief(
        protocol=holds.protocol,
        subjects=subjects,
        testers=members(connection, order.testers, wave_id=wave_id),
        scenarios=holds.scenarios,
        personas=holds.casts,
        window=Window(order.starts_on, order.ends_on),
        seed=order.seed,
        holidays=school_holidays(),
    )


def members(connection: sa.Connection, per_day: Mapping[int, int], *, wave_id: int | None) -> list[Member]:
    ties = people.ties(connection)
    met = crew.met(connection, but_for=wave_id)
    able = {one.id: one for one in people.testers(connection)}
    if gone := per_day.keys() - able.keys():
        told = N_("%(n)s of the chosen testers cannot test any more: choose the testers again")
        raise Invalid(CANNOT_PLAN, (Fault("testers", told, n=len(gone)),))
    return [
        Member(
            id=id,
            name=able[id].name,
            per_day=most,
            ties=frozenset(tie.unit_id for tie in ties if tie.person_id == id),
            met=frozenset(met.get(id, ())),
        )
        for id, most in sorted(per_day.items())
    ]


class Draft(msgspec.Struct, frozen=True):
    order: Order
    brief: Brief
    plan: Plan
    summary: Summary
    bank: Bank


def _write(
    connection: sa.Connection, draft: Draft, now: datetime, domains: tuple[str, ...], wave_id: int | None
) -> int:
    take_turns(connection, "plan")  # two plans at once would take the same reply addresses
    values = wave_values(draft, now)
    values["previous_id"] = draft.order.previous_id or plans.latest(connection, draft.order.protocol)
    if wave_id is None:
        wave_id = plans.add_wave(connection, **values, created_at=now, created_by=draft.order.by)
    else:
        # Whoever approved it approved other mails: the approval goes with them. Whoever plans it cannot approve it.
        values["created_by"] = draft.order.by
        values["forms"] = forms_after(connection, wave_id, draft.order.protocol)
        if not waves.update(connection, wave_id, was=REPLANNED, **values, approved_by=None, approved_at=None):
            refuse_begun(connection, wave_id)
        plans.clear(connection, wave_id)
    plans.add_scope(connection, wave_id, units=draft.order.units, testers=draft.order.testers)
    _write_inquiries(connection, wave_id, draft.plan)
    _write_mails(connection, wave_id, draft, domains=domains, today=now.date())
    told = f"{draft.order.protocol}, seed {draft.order.seed}, {len(draft.plan.inquiries)} inquiries"
    audits.note(connection, now, by=draft.order.by, action="wave.plan", subject=f"wave:{wave_id}", detail=told)
    return wave_id


def forms_after(connection: sa.Connection, wave_id: int, protocol: str) -> dict[str, str]:
    """Forms of one's own stay with the protocol that they were chosen for."""
    before = waves.by_id(connection, wave_id)
    return before.forms if before and before.protocol == protocol else {}


def wave_values(draft: Draft, now: datetime) -> dict[str, Any]:
    order = draft.order
    return {
        "name": order.name,
        "protocol": draft.bank.protocol.id,
        "protocol_version": draft.bank.protocol.version,
        "status": WaveStatus.PLANNED,
        "starts_on": order.starts_on,
        "ends_on": order.ends_on,
        "seed": order.seed,
        "language": order.language,
        "planned_at": now,
        "plan": summary.stored(draft.summary),
        "demo": order.demo,
    }


def _write_inquiries(connection: sa.Connection, wave_id: int, made: Plan) -> None:
    first = [one for one in made.inquiries if one.follows is None]
    plans.add_inquiries(connection, [inquiry_row(one, wave_id) for one in first])
    if later := [one for one in made.inquiries if one.follows is not None]:
        ids = plans.ids(connection, wave_id)
        rows = [{**inquiry_row(one, wave_id), "follows_id": followed(one, ids)} for one in later]
        plans.add_inquiries(connection, rows)


def followed(one: Planned, ids: Mapping[plans.Key, int]) -> int:
    return ids[one.unit_id, one.follows or "", one.channel]


def inquiry_row(one: Planned, wave_id: int) -> dict[str, Any]:
    return {
        "wave_id": wave_id,
        "unit_id": one.unit_id,
        "slot": one.slot,
        "channel": one.channel,
        "sector": one.sector,
        "scenario": one.scenario,
        "wording": one.wording,
        "written_form": one.written_form,
        "persona": one.persona,
        "tester_id": one.tester_id,
        "status": Status.HELD if one.follows else Status.PLANNED,
        "due_at": one.due_at,
        "until": one.until,
    }


def _write_mails(
    connection: sa.Connection, wave_id: int, draft: Draft, *, domains: tuple[str, ...], today: date
) -> None:
    """Every mail is written now, so that it can be read before anybody approves it."""
    by_mail = [one for one in draft.plan.inquiries if one.channel == "email"]
    if not by_mail:
        return
    ids = plans.ids(connection, wave_id, channel="email")
    taken = plans.taken_addresses(connection)
    recipients = units.current_addresses(connection)
    personas = {one.id: one for cast in draft.bank.casts.values() for one in cast}
    names = {subject.unit.id: subject.unit.name for subject in draft.brief.subjects}
    rng = random.Random(f"{draft.order.seed}/aliases")  # noqa: S311 - looks like chance, is no secret
    aliases, dispatches = [], []
    for one in by_mail:
        persona = personas[one.persona]
        address = alias_for(persona, rng, domain=rng.choice(domains), taken=taken, year=today.year)
        id = ids[one.unit_id, one.slot, one.channel]
        aliases.append({"address": address, "inquiry_id": id})
        scenario = draft.brief.scenarios[one.scenario]
        subject, body = letter(scenario, persona, form=one.written_form, wording=one.wording, unit=names[one.unit_id])
        dispatches.append(
            {
                "inquiry_id": id,
                "wave_id": wave_id,
                "purpose": Purpose.INQUIRY,
                "sender_name": persona.name,
                "sender": address,
                "recipient": recipients[one.unit_id]["email"],
                "subject": subject,
                "body": body,
                "message_id": identify(str(uuid4()).upper(), Address(persona.name, address)),
                "status": Sending.DUE,
                "due_at": one.due_at,
            }
        )
    plans.add_mails(connection, aliases, dispatches)
