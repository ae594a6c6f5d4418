"""A visit: a citizen opens the survey and fills it in as far as they will; says what the site told them in the end."""

import re
from collections.abc import Callable
from enum import StrEnum
from random import Random

import msgspec

from simulator.citizens import pen
from simulator.citizens.browser import Browser, Got, Pairs
from simulator.citizens.page import Button, Form
from simulator.citizens.pen import PREFIX
from simulator.citizens.person import Quirk
from simulator.citizens.screened import stored

ON, BACK, SEND, HAVE = "on", "back", "send", "have"
FINAL = (SEND, HAVE)
SCREENED, KEEP = "screened", "keep"
UNDOES = 0.25
NUMBER = re.compile(r"<mark\b[^>]*>[^<]*\d")
MOST_PAGES = 40
Send = Callable[[str, Pairs], Got | None]


class Ending(StrEnum):
    THANKED = "thanked"
    BEFORE = "before"
    """An answer had been taken already."""
    LEFT = "left"
    CLOSED = "closed"
    """No answers are taken any more, or the link is unknown."""
    STUCK = "stuck"
    """The site did what a citizen could make nothing of."""


class Hand(msgspec.Struct):
    """Who fills in, and how far."""

    worth: float
    language: str
    rng: Random
    pages: int = MOST_PAGES
    """After so many pages they have had enough."""
    then: str = HAVE
    """What they press then; empty: they leave."""
    back: bool = False
    """Goes back once on the way."""


class Visit(msgspec.Struct):
    ending: Ending
    said: Pairs = []
    """What the form held when it was sent for the last time."""
    partial: bool = False
    sends: int = 0
    """How often an answer was sent, by whatever finger."""
    url: str = ""
    pages: int = 0
    screened: int = 0
    """Hits that were shown before it was sent."""
    undone: int = 0
    becomes: dict[str, str] = {}
    """Text as it was written -> as the site has promised to store it."""

    @property
    def answers(self) -> dict[str, str]:
        """As they are to be stored: of a text what is left when it is masked."""
        given = {name.removeprefix(PREFIX): value for name, value in self.said if name.startswith(PREFIX)}
        return {
            name: self.becomes.get(value, value)
            for name, value in given.items()
            if value.strip() and value[0] != "@" and ".." not in name
        }


def look(browser: Browser, url: str, hand: Hand) -> Visit:
    """Turns some pages and leaves."""
    hand.then = ""
    return walk(browser, browser.get(url), hand, browser.post)


def answer(browser: Browser, url: str, hand: Hand, *, quirk: Quirk = Quirk.NONE, second: Hand | None = None) -> Visit:
    """`second` is how they fill it in on another device, whose answer comes too late to count."""
    hand.back = quirk is Quirk.BACK
    match quirk:
        case Quirk.TWO_DEVICES if second is not None:
            return two_devices(browser, url, hand, second)
        case Quirk.DOUBLE_CLICK:
            visit = walk(browser, browser.get(url), hand, lambda to, pairs: browser.post_twice(to, pairs)[1])
            visit.sends += 1
        case Quirk.DROPPED:
            visit = walk(browser, browser.get(url), hand, lambda to, pairs: dropped(browser, to, pairs))
            visit.sends += 1
        case _:
            visit = walk(browser, browser.get(url), hand, browser.post)
    if quirk is Quirk.RELOAD and visit.ending is Ending.THANKED:
        visit.sends += 1
        visit.ending = ended(browser.post(visit.url, visit.said))
    return visit


def two_devices(browser: Browser, url: str, hand: Hand, second: Hand) -> Visit:
    held: list[tuple[str, Pairs]] = []
    other = Browser(hand.language)
    on_the_other = walk(other, other.get(url), second, lambda to, pairs: held.append((to, pairs)))
    visit = walk(browser, browser.get(url), hand, browser.post)
    if held and visit.ending is Ending.THANKED:
        later = walk(other, other.post(*held[-1]), second, other.post)
        visit.sends += 1 + later.sends
        visit.ending = visit.ending if later.ending in (Ending.THANKED, Ending.BEFORE) else later.ending
    visit.pages += on_the_other.pages
    other.close()
    return visit


def dropped(browser: Browser, url: str, pairs: Pairs) -> Got:
    browser.post_and_go(url, pairs)
    return browser.post(url, pairs)


def walk(browser: Browser, got: Got, hand: Hand, send: Send) -> Visit:
    """From the page that is there to wherever the hand leads; `send` carries the presses that can end it."""
    visit = Visit(ended(got), url=got.url)
    turned = 0
    while visit.ending is Ending.LEFT:
        visit.pages += 1
        turned += 1
        form = asked(got)
        press = pressed(form, hand, turned) if form is not None else None
        if form is None or press is None:
            return visit if form is not None and not hand.then else stuck(visit)
        filled = pen.fill(form, worth=hand.worth, language=hand.language, rng=hand.rng)
        if SCREENED in form.fields:
            filled = looked_over(visit, got, form, hand)
        pairs = form.sent(filled, press)
        to = got.near(press.action or form.action)
        final = press.value in FINAL
        if final:
            visit.said, visit.url, visit.partial = pairs, to, press.value == HAVE
        following = send(to, pairs) if final else browser.post(to, pairs)
        if following is None:
            return visit
        got = following
        visit.ending = ended(got) if turned < MOST_PAGES + 10 else Ending.STUCK
        visit.sends += final and visit.ending is not Ending.LEFT
    return visit


def looked_over(visit: Visit, got: Got, form: Form, hand: Hand) -> dict[str, list[str]]:
    """What will be masked is shown; some take a hit for a false one, where no number of theirs is in it."""
    offered = form.fields[KEEP].offered if KEEP in form.fields else []
    kept = offered[:1] if hand.rng.random() < UNDOES and not NUMBER.search(got.body) else []
    visit.screened, visit.undone = got.body.count("</mark>"), len(kept)
    visit.becomes = stored(got.body, kept)
    return {KEEP: kept} if offered else {}


def asked(got: Got) -> Form | None:
    page = got.page
    return page.form("filling") or next((form for form in page.forms if form.method == "post"), None)


def pressed(form: Form, hand: Hand, turned: int) -> Button | None:
    buttons = {button.value: button for button in form.buttons if not button.unseen and button.name == "press"}
    if hand.back and BACK in buttons:
        hand.back = False
        return buttons[BACK]
    if turned > hand.pages and not (hand.then and SEND in buttons):  # so near the end nobody stops
        return buttons.get(hand.then)
    return buttons.get(SEND) or buttons.get(ON)


def ended(got: Got) -> Ending:
    """LEFT while there is something to fill in."""
    if got.status in (404, 410):
        return Ending.CLOSED
    if got.status not in (200, 422):
        return Ending.STUCK
    if got.path.endswith("/thanks"):
        return Ending.THANKED
    return Ending.LEFT if asked(got) is not None else Ending.BEFORE


def stuck(visit: Visit) -> Visit:
    visit.ending = Ending.STUCK
    return visit
