"""How many inquiries a unit got and what of them counts, in one and the same words on every page and paper."""

from survey.inquired import Inquired
from survey.texts import N_
from survey.web.ranking_view import Words
from survey.web.words import CHANNELS

MADE, GRADED, COUNTED = N_("Inquiries made"), N_("Answered and graded"), N_("Counted in the score")
TASKS = N_("Tasks behind the interval")


def told(one: Inquired | None, words: Words) -> str:
    """Nothing where nothing was asked, or where it is not known: reports of before do not tell it."""
    if one is None or not one.made:
        return ""
    _, number = words.translate, words.formats.number
    ways = ", ".join(f"{_(CHANNELS[channel])} {number(one.channels[channel])}" for channel in sorted(one.channels))
    text = N_(
        "Inquiries made: %(made)s (%(ways)s). Answered and graded: %(graded)s. Counted in the score: %(counted)s."
    )
    said = _(text, made=number(one.made), ways=ways, graded=number(one.graded), counted=number(one.counted))
    if one.tasks == one.counted:
        return said
    text = N_("Tasks behind the interval: %(tasks)s, the same search on a phone and on a computer being one.")
    return f"{said} {_(text, tasks=number(one.tasks))}"
