"""A citizen answers: the form page by page, then once into the database, whatever is pressed how often."""

import asyncio
import gzip
import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

import msgspec

from instruments.form import Form, form_of
from instruments.instrument import CHOOSING, Item, Kind
from survey.asking import CHOSEN
from survey.problems import Fault
from survey.response import TooLong, seal
from survey.settings import Settings
from survey.steps.answer import Given, Taken, answers
from survey.store.database import Database
from survey.texts import N_
from survey.web import filling
from survey.web.assets import Assets
from survey.web.citizens import screening
from survey.web.citizens.asked import Manner, Register, Visit
from survey.web.citizens.call import BACK, NOWHERE, Call, Reply, accepted
from survey.web.citizens.pages import Pages
from survey.web.citizens.record import CHANCE, Split, record, split
from survey.web.citizens.screening import Found
from survey.web.citizens.tokens import Tokens
from survey.web.filling import Press, Sent, Turn
from survey.web.questions.place import Filled
from survey.web.questions.question import PREFIX
from survey.web.shelf import Ready, Shelf
from survey.web.together import Together

LONGER = N_("This is too long to be sent: please shorten it by about %(n)s letters.")


class Survey:
    """The pages under a link, a kiosk's and those of the counter: they differ in who may answer, and how often."""

    def __init__(self, settings: Settings, db: Database, *, register: Register, assets: Assets) -> None:
        self.settings = settings
        self.db = db
        self.register = register
        self.tokens = Tokens(db, register.keys)
        self.pages = Pages(settings, assets)
        self._shelf = Shelf()
        self._commits: Together[Given, Taken] = Together(self._commit)

    def begin(self, visit: Visit, call: Call) -> Reply:
        """The first page. A link from the mail may have chosen an answer beforehand: it is shown, not taken."""
        own = accepted(call.languages) if visit.manner is Manner.COUNTER else ()
        language = language_of(visit, call.asked("lang"), *own)
        chosen = preselected(visit, call.query)
        cache = kept(visit)
        if visit.manner.open or varies(form_of(visit.form)):
            filled = Filled(fields=chosen, seed=secrets.token_hex(16))
            return Reply(body=self.pages.form(visit, filled, language, call=call, first=True), cache=cache)
        return Reply(body=self._shelved(visit, language, chosen, call), cache=cache, packed=call.packs)

    def _shelved(self, visit: Visit, language: str, chosen: dict[str, str], call: Call) -> bytes:
        """Nothing personal stands on a first page: one is made for all who are asked the same."""
        place = (str(visit.asked.round.id), str(visit.cell.unit_id), visit.cell.channel, visit.manner.value)
        key = (*place, language, "gzip" if call.packs else "", *(part for pair in chosen.items() for part in pair))
        found = self._shelf.find(key, call.now)
        if found is None:
            filled = Filled(fields=chosen, seed=secrets.token_hex(16))
            body = self.pages.form(visit, filled, language, call=call, first=True)
            found = Ready(gzip.compress(body, 9, mtime=0) if call.packs else body, "", call.now)
            self._shelf.keep(key, found)
        return found.packed

    async def turn(self, visit: Visit, call: Call, *, mark: bytes, thanks: str) -> Reply:
        """A press: another page of the form, or the end of it."""
        given = filling.sent(call.form, visit.form)
        language = language_of(visit, given.language)
        given = msgspec.structs.replace(given, language=language)
        if visit.spent and given.press not in (Press.SEND, Press.HAVE):
            return self.pages.before(visit, call)
        turn = filling.turned(visit.form, given, now=call.now)
        if turn.checked is None:
            return self.show(visit, given, turn, call)
        parts = split(visit.form, turn.checked.values, anonymous=visit.asked.round.anonymous)
        if not parts:
            return self.show(visit, given, filling.nothing(visit.form, given, turn, now=call.now), call)
        found = screening.find(parts.texts, language)
        if found and not any(name == screening.SCREENED for name, _ in call.form):
            return self.screen(visit, given, turn, parts, found, call)
        if not mark:
            return await self.lacking(visit, given, turn, call)
        undone = [value for name, value in call.form if name == screening.KEEP]
        said = msgspec.structs.replace(parts, texts=screening.clean(parts.texts, found, undone, language))
        return await self.send(visit, given, turn, said, call, mark=mark, thanks=thanks)

    def show(self, visit: Visit, given: Sent, turn: Turn, call: Call) -> Reply:
        filled = Filled(
            at=turn.at, fields=turn.fields, seen=turn.seen, faults=turn.faults, end=turn.end, seed=given.seed
        )
        body = self.pages.form(visit, filled, given.language, call=call, fresh=turn.fresh)
        return Reply(body=body, status=422 if turn.faults else 200, cache=kept(visit))

    def screen(self, visit: Visit, given: Sent, turn: Turn, parts: Split, found: Found, call: Call) -> Reply:
        texts = screening.shown(visit.form, parts.texts, found, given.language)
        travels = screening.travels(visit.form, given, turn, found)
        body = self.pages.screen(visit, given, texts=texts, travels=travels, call=call)
        return Reply(body=body, cache=kept(visit))

    async def lacking(self, visit: Visit, given: Sent, turn: Turn, call: Call) -> Reply:
        """All is said but with what right: the page turns its link into a token, and comes back with it."""
        fields = [*screening.all_of(visit.form, given, turn).items()]
        fields += [(name, value) for name, value in call.form if name in (screening.SCREENED, screening.KEEP)]
        body = self.pages.token(visit, given, key=await self.tokens.key(visit), fields=fields)
        return Reply(body=body, cache=kept(visit))

    async def send(
        self, visit: Visit, given: Sent, turn: Turn, parts: Split, call: Call, *, mark: bytes, thanks: str
    ) -> Reply:
        asked = visit.asked.round
        facts = await self.register.facts(visit)
        rest = {"partial": turn.partial, "assisted": visit.manner is Manner.ASSISTED, "kiosk": visit.manner.open}
        said = record(visit.name, parts, facts=facts, **rest)
        try:
            box = seal(said, asked.public_key)
        except TooLong as fault:
            return self.show(visit, given, too_long(turn, parts, fault.over), call)
        taken = await self._commits.go(Given(asked.id, visit.cell, mark, box))
        if taken is Taken.TOO_LATE:
            return self.pages.plain("late.html", call, status=410)
        return Reply(status=303, location=f"{thanks}?lang={given.language}")

    async def _commit(self, given: Sequence[Given]) -> Sequence[Taken]:
        return await asyncio.wrap_future(answers(self.db, given))


def kept(visit: Visit) -> str:
    """Whether the button back of this browser may find the page again: it says what was answered."""
    return NOWHERE if visit.manner.shared else BACK


def language_of(visit: Visit, *wanted: str) -> str:
    """The first of those wanted that the form has, else the invitation's, else the form's first."""
    known = languages(form_of(visit.form))
    return next((code for code in (*wanted, visit.language, visit.asked.round.language) if code in known), known[0])


@lru_cache(maxsize=64)
def languages(form: Form) -> tuple[str, ...]:
    return form.instrument.languages or ("und",)


def preselected(visit: Visit, query: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What the address chooses, of what is offered: one answer, and nothing that is typed."""
    if not query:
        return {}
    items = {item.name: item for item in visit.form.leaves if item.kind in (Kind.SELECT_ONE, Kind.RANGE)}
    for name, value in query:
        item = items.get(name)
        if item and any(choice.value == value for choice in item.choices):
            return {name: value}
        if name == CHOSEN and visit.id:
            return meant(visit, items, value)
    return {}


def meant(visit: Visit, items: Mapping[str, Item], letters: str) -> dict[str, str]:
    """The answer for which these letters stand in this one link: the mail does not say it where a log may keep it."""
    stands_for = partial(visit.asked.doors.choice, visit.id)
    offered = ((name, choice.value) for name, item in items.items() for choice in item.choices)
    return next(({name: value} for name, value in offered if stands_for(name, value) == letters), {})


@lru_cache(maxsize=64)
def varies(form: Form) -> bool:
    """Whether a page depends on the moment, or on who asks for it."""
    uses = [one for field in form.fields for one in field.uses.values()]
    choosing = [field.item for field in form.fields if field.item.kind in CHOOSING]
    shuffled = any(item.parameters.get("randomize") == "true" for item in choosing)
    return shuffled or any(one.clock or one.functions & CHANCE for one in uses)


def too_long(turn: Turn, parts: Split, over: int) -> Turn:
    """A fault beside the longest of the texts."""
    path = max(parts.texts, key=lambda path: len(parts.texts[path]), default="")
    fault = Fault(PREFIX + path, LONGER, n=over + 20)
    return msgspec.structs.replace(turn, checked=None, faults=(fault,))
