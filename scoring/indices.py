"""SKR, KKiK, CSAT, CES, NPS, solved at first contact, service level and abandoned calls, each with its denominator."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from scoring.interval import Interval, mean_counted, normal, wilson

Grades = Iterable[int] | Mapping[int, int]
"""One by one, or grade -> how many."""
Numbers = Mapping[float, int]


class Denominator(StrEnum):
    """What an index is a share or a mean of: codes that pages put into words."""

    GRADED = "answers_with_a_grade"
    GRADED_AND_REPLIED = "answers_with_a_grade_from_people_who_got_a_reply"
    SAID_WHETHER_RESOLVED = "answers_that_say_whether_it_was_resolved"
    SAID_WHETHER_REPLIED = "answers_that_say_whether_there_was_a_reply"
    OFFERED = "calls_offered"
    OFFERED_LESS_SHORT = "calls_offered_less_short_abandoned"
    ANSWERED = "calls_answered"


class Index(msgspec.Struct, frozen=True):
    """A figure on 0..100 (NPS -100..100), the ends of its interval, and of how many what it is; None: no saying."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    denominator: Denominator


class Call(msgspec.Struct, frozen=True):
    """A call that was offered: whether somebody answered, and the seconds until then or until the caller hung up."""

    answered: bool
    wait: float


class ServiceLevel(StrEnum):
    """The variants in use; a figure without its variant cannot be compared."""

    OFFERED = "offered"  # answered in time / offered
    ANSWERED = "answered"  # answered in time / answered: silent about those who gave up
    LESS_SHORT = "less_short"  # answered in time / (offered - abandoned within `short` seconds)
    LENIENT = "lenient"  # (answered in time + abandoned within the limit) / offered


def skr(grades: Grades, *, without_reply: bool = False, level: float = 0.95) -> Index:
    """SKR's index: grades 1..5 as 0, 25, 50, 75, 100, their mean, with a t interval.

    Sveriges Kommuner och Regioner, "Servicemätning via telefon och e-post". People who got no reply are not asked for
    grades and leave the index: `without_reply` says that they are known and left out, and `no_reply` goes beside it.
    """
    denominator = Denominator.GRADED_AND_REPLIED if without_reply else Denominator.GRADED
    return mean_of(scaled(grades, 1, 5), denominator, level=level)


def no_reply(replied: Iterable[bool] | Mapping[bool, int], *, level: float = 0.95) -> Index:
    """The share of people who say that they got no reply: stands beside SKR's index, which they leave. Wilson."""
    told = Counter(replied)
    return share_of(told[False], told.total(), Denominator.SAID_WHETHER_REPLIED, level=level)


def kkik(grades: Grades, *, level: float = 0.95) -> Index:
    """KKiK courtesy: (3 a + 2 b + 1 c + 0 d) / 3 n on 0..100 for grades 3 (very good) to 0 (poor), with a t interval.

    "Kommunens kvalitet i korthet", measure of how people are met on the telephone.
    """
    return mean_of(scaled(grades, 0, 3), Denominator.GRADED, level=level)


def csat(grades: Grades, *, level: float = 0.95) -> Index:
    """CSAT: the share of grades 4 and 5 among grades 1..5 ("top two box"), with Wilson's interval."""
    numbers = Counter(grades)
    content = sum(n for grade, n in numbers.items() if within(grade, 1, 5) >= 4)
    return share_of(content, numbers.total(), Denominator.GRADED, level=level)


def ces(grades: Grades, *, level: float = 0.95) -> Index:
    """CES: the mean of grades 1..5 on 0..100, where 5 = very easy, so that more is better; with a t interval.

    M. Dixon, K. Freeman, N. Toman, "Stop trying to delight your customers", Harvard Business Review 88 (2010), report
    the mean of a 1..5 scale of effort (5 = much effort); since 2013 the statement is that it was made easy, and the
    scale is turned. The mean keeps what the share of easy ones throws away; it is laid on 0..100 as SKR's, and no more.
    """
    return mean_of(scaled(grades, 1, 5), Denominator.GRADED, level=level)


def nps(grades: Grades, *, level: float = 0.95) -> Index:
    """NPS: 100 (p - d), p the share of 9 and 10, d that of 0..6, on -100..100.

    F. F. Reichheld, "The one number you need to grow", Harvard Business Review 81 (2003). Interval from the variance of
    a difference of two shares of one sample, (p + d - (p - d)^2) / n, and the normal distribution; B. Rocks, "Interval
    estimation for the Net Promoter Score", The American Statistician 70 (2016), 365-372, calls it Wald and shows that
    it is too narrow for small n.
    """
    numbers = Counter({within(grade, 0, 10): n for grade, n in Counter(grades).items()})
    n = numbers.total()
    if not n:
        return Index(None, None, None, 0, Denominator.GRADED)
    promoters, detractors = (sum(map(numbers.__getitem__, some)) / n for some in ((9, 10), range(7)))
    score = promoters - detractors
    half = normal(level) * math.sqrt(max(0.0, promoters + detractors - score**2) / n)
    found = Interval(100 * score, 100 * (score - half), 100 * (score + half)).within(-100, 100)
    return index_of(found, n, Denominator.GRADED)


def first_contact(resolved: Iterable[bool] | Mapping[bool, int], *, level: float = 0.95) -> Index:
    """Solved at first contact: yes / (yes + no), by what people say; who cannot say is left out. Wilson."""
    said = Counter(resolved)
    return share_of(said[True], said.total(), Denominator.SAID_WHETHER_RESOLVED, level=level)


def service_level(
    calls: Sequence[Call], limit: float, *, variant: ServiceLevel = ServiceLevel.OFFERED, short: float = 0,
    level: float = 0.95,
) -> Index:  # fmt: skip
    """Calls answered within `limit` seconds (exactly the limit is in time), by one of the variants. Wilson.

    `short`: a caller who hangs up in fewer seconds is not counted, under `less_short` only. B. Cleveland, "Call Center
    Management on Fast Forward" (4th ed. 2012), has these ways to count; none is the standard.
    """
    in_time = sum(call.answered and call.wait <= limit for call in calls)
    answered = sum(call.answered for call in calls)
    match variant:
        case ServiceLevel.ANSWERED:
            return share_of(in_time, answered, Denominator.ANSWERED, level=level)
        case ServiceLevel.LESS_SHORT:
            left = len(calls) - short_ones(calls, short)
            return share_of(in_time, left, Denominator.OFFERED_LESS_SHORT, level=level)
        case ServiceLevel.LENIENT:
            in_time += sum(not call.answered and call.wait <= limit for call in calls)
    return share_of(in_time, len(calls), Denominator.OFFERED, level=level)


def abandon_rate(calls: Sequence[Call], *, short: float = 0, level: float = 0.95) -> Index:
    """Calls given up by the caller / calls offered; those given up in under `short` seconds leave both. Wilson."""
    brief = short_ones(calls, short)
    abandoned = sum(not call.answered for call in calls) - brief
    denominator = Denominator.OFFERED_LESS_SHORT if short else Denominator.OFFERED
    return share_of(abandoned, len(calls) - brief, denominator, level=level)


def short_ones(calls: Iterable[Call], short: float) -> int:
    return sum(not call.answered and call.wait < short for call in calls)


def within(grade: int, least: int, most: int) -> int:
    """The grade itself; ValueError where the scale does not have it."""
    if not least <= grade <= most:
        raise ValueError(f"{grade} is not on the scale {least} to {most}")
    return grade


def mean_of(values: Numbers, denominator: Denominator, *, level: float) -> Index:
    return index_of(mean_counted(values, level=level).within(0, 100), sum(values.values()), denominator)


def scaled(grades: Grades, least: int, most: int) -> dict[float, int]:
    """Grades laid on 0..100; ValueError where the scale does not have one."""
    return {100 * (within(grade, least, most) - least) / (most - least): n for grade, n in Counter(grades).items() if n}


def share_of(part: int, whole: int, denominator: Denominator, *, level: float) -> Index:
    found = wilson(part, whole, level=level)
    ends = [None if end is None else 100 * end for end in (found.estimate, found.low, found.high)]
    return index_of(Interval(*ends), whole, denominator)


def index_of(found: Interval, n: int, denominator: Denominator) -> Index:
    return Index(found.estimate, found.low, found.high, n, denominator)
