"""A survey as it stands after messages have left and answers have been opened, put together row by row."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from survey.comment import Comment
from survey.contact import Fate
from survey.doors import new_id
from survey.invitation import Invitation, Standing, Way
from survey.response import Response
from survey.round import Cell
from survey.store import comments as shelf
from survey.store import invitations, responses, rounds
from survey.store.database import Database
from tests.conftest import NOW

FORM = "post-contact-email@1"
GRADED = ("speed", "clarity", "courtesy", "competence", "ease", "overall")


def invited(
    db: Database,
    round_id: int,
    cell: Cell,
    numbers: Mapping[tuple[Standing, int], int],
    *,
    way: Way = Way.EMAIL,
    due_at: datetime | None = None,
) -> None:
    """So many invitations by (standing, messages that left), and the contacts they were drawn from."""
    new = [
        Invitation(
            id=new_id(), round_id=round_id, unit_id=cell.unit_id, channel=cell.channel, way=way, language="nb",
            standing=standing, sent=sent, due_at=due_at,
        )
        for (standing, sent), number in numbers.items()
        for _ in range(number)
    ]  # fmt: skip
    db.write(invitations.add, new)
    db.write(rounds.count_contacts, round_id, {(cell, Fate.DRAWN): len(new)})


def not_drawn(db: Database, round_id: int, cell: Cell, **fates: int) -> None:
    db.write(rounds.count_contacts, round_id, {(cell, Fate(fate)): number for fate, number in fates.items()})


def answer(grade: int, *, replied: bool = True, **more: Any) -> dict[str, Any]:
    """To the form after e-mail: one grade for all its questions."""
    if not replied:
        return {"answered": "not_yet"} | more
    return (
        {"answered": "yes"}
        | dict.fromkeys(("speed", "clarity", "courtesy", "competence", "ease", "overall"), str(grade))
        | more
    )


def answered(
    db: Database, round_id: int, cell: Cell | None, said: list[dict[str, Any]], *, comments: list[str] | None = None,
    form: str = FORM, **flags: bool
) -> None:  # fmt: skip
    """Released as one batch; without a cell it counts in the totals only."""
    place: dict[str, Any] = {"round_id": round_id, "unit_id": cell and cell.unit_id, "channel": cell and cell.channel}
    found = [Response(id=new_id(), period="", form=form, answers=one, **place, **flags) for one in said]
    texts = [Comment(id=new_id(), period="", item="comment", text=text, **place) for text in comments or ()]
    db.write(responses.add, found)
    db.write(shelf.add, texts)


def grades(number: int, *, mean: float = 4, seed: int = 1) -> list[dict[str, Any]]:
    """So many whole answers around a mean."""
    dice = random.Random(seed)
    return [answer(min(5, max(1, round(dice.gauss(mean, 0.9))))) for _ in range(number)]


def fed(db: Database, round_id: int, name: str = "upload", *, at: datetime = NOW, rows: int = 100) -> None:
    db.write(rounds.note_feed, round_id, name, at, rows=rows, faults=2)


def days_ago(number: float) -> datetime:
    return NOW - timedelta(days=number)
