"""What publications tell of citizens' answers: no few of them, and of each survey always the same."""

from collections.abc import Iterable

import msgspec

from scoring.suppress import THRESHOLD
from survey import survey_recount
from survey.insider.verdict import Check, none_at_all
from survey.released import Survey


def of_publications(told: Iterable[tuple[Survey, ...]]) -> tuple[Check, ...]:
    """`told`: of each edition of each ranking the surveys that went with it."""
    every = [one for surveys in told for one in surveys]
    strict = [msgspec.structs.replace(one, least=max(one.least, THRESHOLD)) for one in every]
    few = [fault for one in strict for fault in survey_recount.of_survey(one, str)]
    versions = {(one.id, msgspec.json.encode(one, order="sorted")) for one in every}
    known = {one.id for one in every}
    cells = sum(len(one.counts) + len(one.totals) for one in every)
    return (
        none_at_all("published counts of answers", len(few), cells, "; ".join(few[:3])),
        none_at_all("surveys published in two versions", len(versions) - len(known), len(known)),
    )
