"""A short code from a slip of paper, typed by a citizen, or by somebody who helps one."""

from survey.doors import plain_code
from survey.invitation import Way
from survey.problems import Fault
from survey.texts import N_
from survey.web.citizens.asked import Register
from survey.web.citizens.call import BACK, NOWHERE, Call, Reply
from survey.web.citizens.pages import Pages
from survey.web.citizens.tries import Tries

ASSIST = "/assist"
UNKNOWN = N_("We do not know this code. Look at each letter once more; O and 0, I and 1 are taken as the same.")
TOO_OFTEN = N_("That was too often. Wait ten minutes, then try once more.")


class Codes:
    def __init__(self, register: Register, pages: Pages, *, processes: int) -> None:
        self.register = register
        self.pages = pages
        self.tries = Tries(processes)

    def ask(self, call: Call, *, fault: str = "", status: int = 200) -> Reply:
        helping = call.path == ASSIST
        faults = {"code": Fault("code", fault)} if fault else {}
        # What answers a wrong code holds none: the button back must find it, or it finds an error of the browser.
        cache = BACK if fault else NOWHERE
        return self.pages.plain("code.html", call, status=status, cache=cache, helping=helping, faults=faults)

    async def typed(self, call: Call) -> Reply:
        """On to the survey; whatever is wrong with a code, the answer is the same."""
        if self.tries.too_many(call.client, call.now):
            return self.ask(call, fault=TOO_OFTEN, status=429)
        code = next((value for name, value in call.form if name == "code"), "")
        link = await self.link(code, call) if plain_code(code) else ""
        if not link:
            self.tries.wrong(call.client)
            return self.ask(call, fault=UNKNOWN, status=422)
        chosen = call.asked("lang")
        return Reply(status=303, location=f"{link}?lang={chosen}" if chosen.isalnum() else link, cache=NOWHERE)

    async def link(self, code: str, call: Call) -> str:
        found = ""
        for asked in await self.register.open(call.now):
            id = asked.doors.coded(code)
            door = await self.register.door(id) if id else None
            helped = call.path == ASSIST
            if id and door and door.round_id == asked.round.id and (door.way == Way.ASSISTED or not helped):
                found = f"/a/{asked.round.id}/{asked.doors.link(id)}"
        return found
