"""Figures of the newest surveys, worked out before anybody asks for them: at a start, and where answers were opened."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from survey.round import Round
from survey.settings import Settings
from survey.store import response_counts, rounds, tallies
from survey.store.database import Database
from survey.web.surveys import gathered, results

NEWEST = 2
"""Surveys: what is kept of them in memory has room for a few."""
SECONDS = 10
"""Between two looks at whether anything is new."""


class Ahead:
    """One for each process, since each keeps its own."""

    def __init__(self, db: Database, settings: Settings, state: Any) -> None:
        self.db, self.settings, self.state = db, settings, state
        self.known: dict[int, int] = {}
        """Survey -> answers that its figures were made of."""

    def look(self, now: datetime) -> list[int]:
        """The surveys whose figures were worked out; one of whose answers some are not counted yet has to wait."""
        with self.db.read() as connection:
            asked = [one for one in rounds.every(connection) if one.status in results.ASKED]
            newest = {one.id: one for one in asked[:NEWEST]}
            numbers = response_counts.numbers(connection, newest)
        new = [id for id, number in numbers.items() if number is not None and self.known.get(id) != number]
        for id in new:
            if id not in self.known:
                gathered.report(self.db, now, newest[id], settings=self.settings, kept=self.state.invited)
            with self.db.read() as connection:
                self.work_out(connection, newest[id])
            self.known[id] = numbers[id] or 0
        return new

    def work_out(self, connection: sa.Connection, asked: Round) -> None:
        own_bank = self.settings.bank_folder
        found = tallies.of_round(connection, asked, own_bank)
        kept: results.Kept = self.state.survey_cells.setdefault(asked.id, {})
        for channel, form in results.forms_of(connection, asked, found, own_bank=own_bank).items():
            here = results.of_channel(found, channel)
            mine = {id: one for id, one in here.items() if id is not None}
            results.glanced(asked, channel, form, mine, here=here, kept=kept)
        gathered.report_of_answers(connection, asked, found, settings=self.settings)
