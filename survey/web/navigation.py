"""What stands in the menu, for whom; an entry shows once its page exists."""

import msgspec

from survey.person import Person, RoleName
from survey.texts import N_
from survey.web.guards import Allow, allow


class Entry(msgspec.Struct, frozen=True):
    label: str
    path: str
    who: Allow


MENU = (
    Entry(N_("Today"), "/today", allow(RoleName.TESTER)),
    Entry(N_("Calendar"), "/calendar", allow(RoleName.TESTER)),
    Entry(N_("Waves"), "/waves", allow(RoleName.COORDINATOR)),
    Entry(N_("Surveys"), "/coordinator/surveys", allow(RoleName.COORDINATOR)),
    Entry(N_("Holding pen"), "/post", allow(RoleName.COORDINATOR)),
    Entry(N_("Units"), "/units", allow(RoleName.COORDINATOR)),
    Entry(N_("Forms"), "/coordinator/instruments", allow(RoleName.COORDINATOR)),
    Entry(N_("Testers"), "/testers", allow(RoleName.COORDINATOR)),
    Entry(N_("Rankings"), "/rankings", Allow(public=True)),
    Entry(N_("Survey results"), "/results/surveys", allow(RoleName.QUALITY)),
    Entry(N_("Comments"), "/comments", allow(RoleName.COORDINATOR, RoleName.QUALITY)),
    Entry(N_("People"), "/people", allow(RoleName.ADMINISTRATOR)),
    Entry(N_("Audit log"), "/audit", allow(RoleName.ADMINISTRATOR)),
)


def menu(person: Person | None, paths: frozenset[str]) -> list[Entry]:
    return [
        entry
        for entry in MENU
        if entry.path in paths and (entry.who.public or (person is not None and entry.who.permits(person)))
    ]


def home(person: Person, paths: frozenset[str]) -> str:
    """Where the front page sends somebody who is signed in: the first thing in their own menu."""
    return next((entry.path for entry in menu(person, paths)), "/me")
