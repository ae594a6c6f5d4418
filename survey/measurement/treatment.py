"""Equal treatment in a wave: whether the answer, and its tone, depended on who asked, in which form and how."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import msgspec

from instruments.scenario import Persona
from scoring.items import ZERO
from scoring.score import Score
from scoring.treatment import Comparison, Contact, Factor, Shares, comparisons, shares

ENOUGH = 10
"""Questions, or pairs of a unit and a question, that two levels must share before anything is said of them."""
YOUNG, OLD = 30, 60
TONE = frozenset({"manner", "service", "tone"})
"""Items of the grading forms that judge how somebody was met, whatever was answered."""
WHOLE = "whole"
MANNER = "tone"
COMPARED = (Factor.PERSONA, Factor.FORM, Factor.CHANNEL)
UNWRITTEN = "web"
"""Channels that begin so: nobody writes or speaks there, so no unit can tell in which form somebody would."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Who put an inquiry, and how."""

    id: int
    unit_id: int
    scenario: str
    persona: str
    written_form: str
    channel: str
    tester_id: int | None = None


class Pairs(msgspec.Struct, frozen=True, kw_only=True):
    """Levels of one factor, two by two. `same_unit`: the same question to the same unit; else to other units."""

    factor: Factor
    same_unit: bool
    compared: tuple[Comparison, ...]

    @property
    def enough(self) -> tuple[Comparison, ...]:
        return tuple(one for one in self.compared if sure(one))


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One way to judge contacts, 0 to 100. `by_testers` has the tester among the factors: for coordinators only."""

    measure: str
    contacts: int
    shares: Shares
    by_testers: Shares
    pairs: tuple[Pairs, ...]


class Treatment(msgspec.Struct, frozen=True):
    measured: tuple[Measured, ...]


def sure(one: Comparison) -> bool:
    return one.questions >= ENOUGH and one.difference.low is not None and one.adjusted is not None


def treatment(scores: Iterable[Score], asked: Mapping[str, Asked], personas: Mapping[str, Persona]) -> Treatment:
    """`asked` by the name of a contact in the scoring. What nobody judges (not tested, detected) is left out."""
    scored = list(scores)
    found = []
    for measure in (WHOLE, MANNER):
        contacts = [
            (asked[name], points)
            for one in scored
            for name, points in judged(one, measure).items()
            if name in asked
        ]  # fmt: skip
        if contacts:
            found.append(measured(measure, contacts, personas))
    return Treatment(tuple(found))


def judged(score: Score, measure: str) -> dict[str, float]:
    """Each contact's share of the points that it could have had, 0 to 100."""
    earned, possible = defaultdict[str, Fraction](Fraction), defaultdict[str, Fraction](Fraction)
    for sector in score.sectors:
        for inquiry in sector.inquiries:
            for item in inquiry.items:
                if item.earned is not None and (measure == WHOLE or item.result.item in TONE):
                    earned[inquiry.inquiry] += item.earned
                    possible[inquiry.inquiry] += item.possible
    return {name: float(100 * earned[name] / one) for name, one in possible.items() if one > ZERO}


def measured(measure: str, contacts: Sequence[tuple[Asked, float]], personas: Mapping[str, Persona]) -> Measured:
    each = [contact(one, points) for one, points in contacts]
    kinds = [msgspec.structs.replace(one, persona=kind(personas.get(one.persona))) for one in each]
    known = [one for one in Factor if one is not Factor.TESTER]
    return Measured(
        measure=measure,
        contacts=len(each),
        shares=shares(each, known),
        by_testers=shares(each),
        pairs=tuple(pairs(kinds, factor) for factor in COMPARED),
    )


def contact(one: Asked, points: float) -> Contact:
    return Contact(
        unit=str(one.unit_id),
        question=one.scenario,
        score=points,
        persona=one.persona,
        form="" if one.channel.startswith(UNWRITTEN) else one.written_form,
        channel=one.channel,
        tester="" if one.tester_id is None else str(one.tester_id),
    )


def kind(persona: Persona | None) -> str:
    """Personas are compared by age; searches of websites have none."""
    if persona is None:
        return ""
    return "young" if persona.age < YOUNG else "old" if persona.age >= OLD else "middle"


def pairs(contacts: Sequence[Contact], factor: Factor) -> Pairs:
    """On the same unit and question where that is enough for any two levels, else on the same question alone."""
    known = [one for one in contacts if getattr(one, factor)]
    if factor is Factor.FORM:
        known = met_with_several(known)
    for within in ((Factor.UNIT, Factor.QUESTION), (Factor.QUESTION,)):
        found = Pairs(
            factor=factor,
            same_unit=Factor.UNIT in within,
            compared=tuple(comparisons(known, factor, within=within)),
        )
        if found.enough:
            return found
    return found


def met_with_several(contacts: Sequence[Contact]) -> list[Contact]:
    """Those of units that met more than one written form: there chance decided which question came in which.

    Nynorsk goes to units that use it alone; held against all others it would tell of the units, not of the form.
    """
    forms = defaultdict[str, set[str]](set)
    for one in contacts:
        forms[one.unit].add(one.form)
    return [one for one in contacts if len(forms[one.unit]) > 1]
