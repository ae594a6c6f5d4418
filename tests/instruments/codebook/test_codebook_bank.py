"""The category scheme that ships: complete, in four written forms, with near misses that are told apart."""

import pytest

from instruments import bank, codebook_check
from instruments.codebook import Axis
from instruments.scenario import FORMS

MUNICIPAL = bank.codebook("municipal@1")
AREAS = "technical planning roads school care health social culture environment housing tax general"
REASONS = (
    "no_answer slow hard_to_reach wrong_or_unclear conduct decision effort digital not_delivered cost"
    " privacy_discrimination praise none"
)


def test_the_three_axes_have_the_categories_of_the_field() -> None:
    assert [(axis.code, axis.many, axis.none, " ".join(axis.codes)) for axis in MUNICIPAL.axes] == [
        ("area", False, "general", AREAS),
        ("reasons", True, "none", REASONS),
        ("tone", False, "neutral", "positive neutral negative"),
    ]


def test_nothing_is_missing_in_any_written_form() -> None:
    assert codebook_check.faults(MUNICIPAL) == ()


@pytest.mark.parametrize("axis", MUNICIPAL.axes, ids=lambda one: str(one.code))
def test_each_category_has_a_near_miss_of_its_own_that_belongs_elsewhere(axis: Axis) -> None:
    for form in FORMS:
        examples = [text[form] for one in axis.categories for text in (one.belongs, one.does_not)]
        assert len(set(examples)) == 2 * len(axis.categories)
    assert all(one.instead for one in axis.categories)
