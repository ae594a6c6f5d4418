"""Something found wrong after publication: which graded item is changed, how, and why, as everybody may read it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from instruments import answers as answered
from instruments.instrument import Instrument, Outcome
from survey import bundle, grade, refusal
from survey.bundle import Bundle
from survey.ledger import Entry
from survey.peer import Kind
from survey.person import Person
from survey.problems import Fault
from survey.results import Work
from survey.standing import Standing
from survey.texts import N_

LONGEST = 2000
"""Characters of the reason."""


class Erratum(msgspec.Struct, frozen=True, kw_only=True):
    """One press of "correct": other answers to items of one inquiry, or another ending of it."""

    inquiry_id: int
    token: str
    choices: Mapping[str, str] = {}
    outcome: Outcome | None = None
    reason: str = ""
    names_nobody: bool = False
    """The coordinator has read the reason over for names."""


def who_may_not(person: Person, unit_id: int, *, graders: Collection[int], tied: Collection[int]) -> str:
    """Why this person may not correct it, as a message id; empty where nothing is in the way.

    `graders` worked on the inquiry, `tied` are the units where the person lives or works."""
    if not person.coordinates:
        return N_("Only a coordinator corrects what is published.")
    if person.id in graders:
        return N_("You worked on this inquiry yourself: somebody else must correct it.")
    if unit_id in person.units or unit_id in tied:
        return N_("You belong to this unit: somebody else must correct it.")
    return ""


def faults(one: Erratum, work: Work, sheet: Instrument) -> Iterable[Fault]:
    if not one.reason.strip():
        yield Fault("reason", N_("Say what was wrong, as everybody may read it."))
    if len(one.reason) > LONGEST:
        yield Fault("reason", N_("Use at most %(n)s characters."), n=LONGEST)
    if work.recognised:
        yield Fault("outcome", N_("The unit recognised the test: this inquiry counts for nothing already."))
    elif one.outcome is not None:
        yield from _outcome_faults(one.outcome, work)
    else:
        yield from _choice_faults(one, work, sheet)


def _outcome_faults(outcome: Outcome, work: Work) -> Iterable[Fault]:
    if outcome not in grade.SAID:
        yield Fault("outcome", N_("Choose one of the answers shown."))
    elif outcome in (work.graded, work.outcome):
        yield Fault("outcome", N_("That is how the inquiry ends already."))


def _choice_faults(one: Erratum, work: Work, sheet: Instrument) -> Iterable[Fault]:
    changed = changes(one, work)
    if not changed:
        yield Fault("outcome", N_("Nothing is changed yet: give another answer to an item, or another ending."))
    elif not graded(work):
        yield Fault("outcome", N_("Nothing was graded here: only the ending of the inquiry can be changed."))
    else:
        problems = checked(one, work, sheet).problems
        yield from (
            Fault(field_of(each.where), each.message, **each.values) for each in refusal.faults(sheet, problems)
        )


def changes(one: Erratum, work: Work) -> dict[str, str]:
    standing = work.answers or {}
    return {name: value for name, value in one.choices.items() if value and standing.get(name) != value}


def graded(work: Work) -> bool:
    return work.graded is Outcome.ANSWERED and work.answers is not None


def field_of(item: str) -> str:
    return f"item-{item}"


def checked(one: Erratum, work: Work, sheet: Instrument) -> answered.Checked:
    """The answers with the new ones in their place; an item that is then asked for the first time may be missing."""
    given: dict[str, Any] = {**(work.answers or {}), **changes(one, work)}
    return answered.check(sheet, given, now=work.until, seed=str(work.id))


def revised(one: Erratum, work: Work, sheet: Instrument) -> Work:
    """The inquiry as it stands from now on; `one` has no faults."""
    if one.outcome is not None:
        detected = one.outcome is Outcome.DETECTED
        return msgspec.structs.replace(work, graded=one.outcome, recognised=detected)
    return msgspec.structs.replace(work, answers=dict(checked(one, work, sheet).values))


def item_of(one: Erratum, work: Work) -> str:
    """What the ledger names: the item where only one was changed, else the whole inquiry."""
    changed = changes(one, work)
    return next(iter(changed)) if one.outcome is None and len(changed) == 1 else ""


SHOWN = ("total", "band", "passed", "sectors", "channels", "notes")


def moved(before: Iterable[Standing], after: Iterable[Standing]) -> frozenset[int]:
    """Units of which something is no longer what was published: their figures, or for all of them the order."""
    told, now = ({one.unit_id: one for one in figures} for figures in (before, after))
    if any((one.rank, one.tier) != (told[unit].rank, told[unit].tier) for unit, one in now.items()):
        return frozenset(now)
    return frozenset(
        unit for unit, one in now.items() if any(getattr(one, name) != getattr(told[unit], name) for name in SHOWN)
    )


def following(found: Bundle, before: Bundle, entry: Entry) -> Bundle:
    """The edition after `before`, with one more entry in the ledger; counts of answers are released once, and stay.

    So do peer groups, since the figures of `found` are those of the groups that were published.
    """
    groups = groups_of(before)
    return bundle.sealed(
        msgspec.structs.replace(
            found,
            edition=before.edition + 1,
            ledger=(*found.ledger, entry),
            right_of_reply=before.right_of_reply,
            surveys=before.surveys,
            units=tuple(msgspec.structs.replace(one, groups=groups.get(one.id, {})) for one in found.units),
        )
    )


def groups_of(found: Bundle) -> dict[int, dict[Kind, str]]:
    """Unit -> the peer groups that it was published in."""
    return {one.id: one.groups for one in found.units if one.groups}
