"""How far categories can be trusted, in plain sentences."""

from collections.abc import Sequence

from scoring.comments.quality import Category, Sentence, Trust
from survey.texts import N_
from survey.web.comments.gathered import Board
from survey.web.formats import Formats
from survey.web.request import Request

WHOLE = {
    Trust.GOOD: N_(
        "The categories can be trusted: people looked at %(n)s comments drawn at random and mostly said the same."
    ),
    Trust.FAIR: N_(
        "The categories show the outline: of %(n)s comments drawn at random people sorted quite a few otherwise. Small"
        " differences say nothing."
    ),
    Trust.POOR: N_(
        "The categories are a first impression: of %(n)s comments drawn at random people sorted many otherwise. Read"
        " the comments before you act."
    ),
    Trust.FEW: N_(
        "Nobody can say yet how far the categories can be trusted: too few comments drawn at random have been checked"
        " by people (%(n)s so far). Read the comments before you act."
    ),
}
WEAK = N_("Least certain: %(names)s.")
ONE = N_(
    "Of 100 comments that are sorted here, people agree with about %(precision)s (%(low)s to %(high)s); of 100 that"
    " belong here, about %(recall)s are found (%(least)s to %(most)s)."
)
SELDOM = N_("Too few of these have been checked by people to say how far the category can be trusted.")


def sentences(request: Request, found: Sentence, names: dict[str, str]) -> list[str]:
    told = [request.text(WHOLE[found.trust], n=found.checked)]
    weak = found.codes.get(Trust.POOR, ())
    if weak:
        told.append(request.text(WEAK, names=", ".join(names.get(one, one) for one in weak)))
    return told


def by_axis(request: Request, board: Board) -> dict[str, list[str]]:
    found = {}
    for axis in board.scheme.axes if board.place else ():
        names = {one: board.scheme.name(axis.code, one, request.language) for one in axis.codes}
        found[axis.code] = sentences(request, board.trust(axis.code), names)
    return found


def of_category(request: Request, code: str, found: Sequence[Category]) -> str:
    one = next((each for each in found if each.code == code), None)
    if one is None or one.trust is Trust.FEW or None in (one.precision.estimate, one.recall.estimate):
        return request.text(SELDOM)
    number = Formats(request.language, request.settings.timezone).number

    def hundred(share: float | None) -> str:
        return number(100 * (share or 0), 0)

    return request.text(
        ONE,
        precision=hundred(one.precision.estimate), low=hundred(one.precision.low), high=hundred(one.precision.high),
        recall=hundred(one.recall.estimate), least=hundred(one.recall.low), most=hundred(one.recall.high),
    )  # fmt: skip
