"""The year before in the demo: how good the municipalities were then, and what some have promised since."""

from datetime import date, datetime

import msgspec

from simulator.dice import dice
from simulator.world import World
from survey.guarantee import Code
from survey.steps.promise import Promised, promise
from survey.store.database import Database

BETTER = 0.07
"""By so much, on a scale from 0 to 1, the municipalities have become better since, each by a little more or less."""
PROMISES = (
    ((Code.MAIL_HOURS, 24.0), (Code.CALL_MINUTES, 3.0)),  # as in Larvik
    ((Code.MAIL_DAYS, 3.0),),
    ((Code.MAIL_DAYS_NOON, 5.0), (Code.CALL_MINUTES, 5.0)),
)


def promised(db: Database, now: datetime, world: World, *, since: date) -> None:
    """Units that have somebody who answers for them have promised something, the first what Larvik is known for."""
    for number, (unit_id, person_id) in enumerate(world.staff.items()):
        for code, within in PROMISES[number % len(PROMISES)]:
            promise(db, now, unit_id, Promised(code=code, within=within, valid_from=since), by=person_id)


def a_year_ago(world: World, *, seed: int) -> World:
    """The same municipalities, as good as they were then."""
    offices = tuple(
        msgspec.structs.replace(
            one, skill=min(0.98, max(0.02, one.skill - dice(seed, "before", one.domain).gauss(BETTER, 0.1)))
        )
        for one in world.offices
    )
    return msgspec.structs.replace(world, offices=offices)
