"""In whose name and in which words: personas and wordings, none of them twice on one unit."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from instruments.scenario import Channel, Persona, Scenario, suits
from survey.planning.brief import Subject
from survey.planning.demand import Slot
from survey.planning.plan import Lack

NYNORSK_SHARE = 0.7  # residents of a nynorsk municipality write bokmål too


class Voice(msgspec.Struct, frozen=True):
    scenario: str
    wording: int
    written_form: str
    persona: str


class Voices:
    """The bank's voices and where each was heard; neighbours in a county get different ones as far as they go round."""

    def __init__(
        self, scenarios: Mapping[str, Scenario], personas: Mapping[str, Sequence[Persona]], rng: random.Random
    ) -> None:
        self.scenarios = scenarios
        self.personas = personas
        self.rng = rng
        self.personas_of = defaultdict[int, set[str]](set)  # unit -> who was there
        self.words_of = defaultdict[int, set[tuple[str, str, int]]](set)
        self.heard: Counter[tuple[str, ...]] = Counter()

    def find(self, subject: Subject, slot: Slot, day: date) -> Voice | Lack:
        form = self.written_form(subject.unit.written_form)
        words = self._words(subject, slot, form=form, day=day)
        if words is None:
            return Lack.WORDING
        scenario, wording = words
        persona = self._persona(subject, self.scenarios[scenario], form=form, day=day)
        return Voice(scenario, wording, form, persona) if persona else Lack.PERSONA

    def use(self, subject: Subject, slot: Slot, *, voice: Voice, day: date) -> None:
        unit, county = subject.unit.id, subject.unit.county
        self.personas_of[unit].add(voice.persona)
        self.words_of[unit].add((slot.channel, voice.scenario, voice.wording))
        words = (slot.channel, voice.scenario, str(voice.wording), county)
        who = (voice.persona, county)
        self.heard.update([words, (*words, week(day)), who, (*who, week(day)), (voice.persona,)])

    def written_form(self, of_unit: str) -> str:
        return "nb" if of_unit == "nn" and self.rng.random() >= NYNORSK_SHARE else of_unit

    def _words(self, subject: Subject, slot: Slot, *, form: str, day: date) -> tuple[str, int] | None:
        """The slot's scenario in words this unit has not met; another of the sector if it has met them all."""
        for scenario in self._candidates(slot):
            texts = scenario.openings if slot.channel is Channel.PHONE else scenario.wordings
            met = subject.wordings | self.words_of[subject.unit.id]
            fresh = [n for n in range(len(texts.get(form, ()))) if (slot.channel.value, scenario.id, n) not in met]
            if fresh:
                county = subject.unit.county
                keys = {n: (slot.channel, scenario.id, str(n), county) for n in fresh}
                wording = min(
                    fresh,
                    key=lambda n: (self.heard[*keys[n], week(day)], self.heard[keys[n]], self.rng.random()),
                )
                return scenario.id, wording
        return None

    def _candidates(self, slot: Slot) -> list[Scenario]:
        own = self.scenarios[slot.scenario]
        others = (one for one in self.scenarios.values() if one.id != own.id and one.sector == own.sector)
        return [own, *sorted((one for one in others if slot.channel.value in one.channels), key=lambda one: one.id)]

    def _persona(self, subject: Subject, scenario: Scenario, *, form: str, day: date) -> str | None:
        taken = subject.personas | self.personas_of[subject.unit.id]
        county, this_week = subject.unit.county, week(day)
        able = [
            one.id
            for one in self.personas.get(subject.unit.country, ())
            if one.id not in taken and suits(one, scenario, form=form)
        ]
        return min(
            able,
            key=lambda one: (
                self.heard[one, county, this_week],
                self.heard[one, county],
                self.heard[(one,)],
                self.rng.random(),
            ),
            default=None,
        )


def week(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-{number}"
