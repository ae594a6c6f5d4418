"""Published counts of answers are looked at in every edition."""

import msgspec

from survey.insider.published import of_publications
from survey.released import Asked, Count, Survey

WHOLE = Asked(unit=1, channel="email", question="solved", n=30, counts=(Count(("first",), 20), Count(("no",), 10)))
SURVEY = Survey(id=1, title="After contact", forms={}, least=5, counts=(WHOLE,))


def test_whole_counts_in_every_edition_are_no_leak() -> None:
    assert not any(one.is_leak for one in of_publications([(SURVEY,), (SURVEY,), ()]))


def test_a_few_people_or_two_versions_of_a_survey_are_a_leak() -> None:
    few = msgspec.structs.replace(WHOLE, n=23, counts=(Count(("first",), 20), Count(("no",), 3)))
    other = msgspec.structs.replace(SURVEY, counts=(few,), least=1)  # whatever it says of itself
    assert [one.is_leak for one in of_publications([(other,)])] == [True, False]
    assert [one.is_leak for one in of_publications([(SURVEY,), (other,)])] == [True, True]
