"""Citizens' pages as HTML: the same templates as everywhere, without a reader who is signed in."""

from typing import Any

import msgspec

from instruments.language import direction
from survey.settings import Settings
from survey.texts import spoken
from survey.web.assets import Assets
from survey.web.citizens.asked import Manner, Visit
from survey.web.citizens.call import BACK, NOWHERE, Call, Reply, chosen, known, spoken_by
from survey.web.citizens.screening import Text
from survey.web.citizens.tokens import address, offered
from survey.web.filling import Press, Sent
from survey.web.page import environment
from survey.web.questions.place import Filled, Language, place
from survey.web.questions.said import NOTHING, own_name, reader
from survey.web.questions.view import View

Fields = list[tuple[str, str]]
NONE: frozenset[str] = frozenset()
HERE = "?"
"""A form goes to the address of its own page: the page need not know it, and what the link preselected stays behind."""


class Pages:
    def __init__(self, settings: Settings, assets: Assets) -> None:
        self.settings = settings
        self.assets = assets

    def render(self, template: str, language: str, **context: Any) -> bytes:
        """`language` is the one that our own words are in."""
        made = environment(language, self.settings.timezone).get_template(f"answer/{template}")
        around = {
            "language": language,
            "direction": direction(language),
            "asset": self.assets.url,
            "csrf_field": "",
            "settings": self.settings,
        }
        return made.render(**around, **context).encode()

    def form(
        self,
        visit: Visit,
        filled: Filled,
        language: str,
        *,
        call: Call,
        fresh: frozenset[str] = NONE,
        first: bool = False,
    ) -> bytes:
        """A page of the form as it is filled in; `first`: as it is opened."""
        view = View(reader=reader(visit.form, language), fresh=fresh)
        found = place(visit.form, filled, view, now=call.now)
        if visit.form.anonymous and not visit.asked.round.anonymous:
            found = msgspec.structs.replace(found, intro=NOTHING)  # it promises what this survey does not keep
        around = {"visit": visit, "start": start(visit, call), "fresh_page": first, "action": HERE, "press_to": HERE}
        around["tokens"] = address(visit.asked.round.id, visit.cell) if offered(visit) and visit.id else ""
        return self.render("survey.html", spoken(found.language), place=found, **around)

    def screen(
        self, visit: Visit, given: Sent, *, texts: tuple[Text, ...], travels: dict[str, str], call: Call
    ) -> bytes:
        """What will be masked of what was written."""
        press = Press.HAVE if given.press is Press.HAVE else Press.SEND
        around = {"visit": visit, "start": start(visit, call), "press": press, "action": HERE}
        return self.render("screen.html", spoken(given.language), texts=texts, travels=travels, **around)

    def token(self, visit: Visit, given: Sent, *, key: str, fields: Fields) -> bytes:
        """Nothing but the token is lacking: the page gets it and sends all that travels along."""
        press = Press.HAVE if given.press is Press.HAVE else Press.SEND
        around = {"visit": visit, "press": press, "action": HERE, "key": key}
        return self.render("token.html", spoken(given.language), fields=fields, **around)

    def thanks(self, call: Call, *, start: str = "", kiosk: bool = False) -> Reply:
        """`start`: where the next one answers on the same device."""
        cache = NOWHERE if start else BACK
        return self.plain("thanks.html", call, cache=cache, thanks=True, before=False, start=start, kiosk=kiosk)

    def before(self, visit: Visit, call: Call, *, start: str = "") -> Reply:
        """An answer has arrived already: told in the language that the invitation was in, as the form would be."""
        cache = NOWHERE if start else BACK
        own = spoken(visit.language) if visit.language else ""
        return self.plain("thanks.html", call, cache=cache, own=own, thanks=True, before=True, start=start)

    def privacy(self, call: Call, *, start: str = "") -> Reply:
        """`start`: the way back on a screen that has no button for it, taken by itself when nobody is there."""
        return self.plain("privacy.html", call, cache=NOWHERE if start else BACK, start=start)

    def plain(
        self, template: str, call: Call, *, status: int = 200, cache: str = BACK, own: str = "", **context: Any
    ) -> Reply:
        """A page without a form of answers, with links to the same in other languages.

        It speaks the language that is asked for, else the reader's `own`, else the one that the browser says.
        """
        language = chosen(call) or own or spoken_by(call, self.settings.language)
        switch = [Language(code, own_name(code, {}), direction(code)) for code in known()]
        body = self.render(template, language, switch=switch, here=call.path, **context)
        return Reply(body=body, status=status, cache=cache)


def start(visit: Visit, call: Call) -> str:
    """Where a kiosk begins anew."""
    return call.path if visit.manner is Manner.KIOSK else ""
