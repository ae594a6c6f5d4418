"""A form that would change what a score means is told from one that would not."""

import msgspec
import pytest

from instruments.instrument import Counts, Instrument, Item, Part
from survey.fitting import Why, misfits
from tests.forms import MAIL, choices, named


def changed(**first: object) -> Instrument:
    return msgspec.structs.replace(MAIL, items=(msgspec.structs.replace(MAIL.items[0], **first), *MAIL.items[1:]))


def test_other_words_fit() -> None:
    assert misfits(MAIL, changed(label=named("Correct?"))) == ()
    assert misfits(MAIL, MAIL) == ()


@pytest.mark.parametrize(
    ("form", "why"),
    [
        (changed(choices=choices(yes=5, no=0)), Why.MOST),
        (changed(weight=2), Why.MOST),
        (changed(part=Part.TIME), Why.PART),
        (changed(sector="school"), Why.SECTOR),
        (msgspec.structs.replace(MAIL, items=(Item(name="a", choices=choices()),)), Why.UNSCORED),
    ],
)
def test_other_points_do_not(form: Instrument, why: Why) -> None:
    assert why in {one.why for one in misfits(MAIL, form)}


def test_a_bonus_changes_nothing_of_what_can_be_reached() -> None:
    extra = Item(name="extra", label=named("More?"), choices=choices(yes=3, no=0), counts=Counts.BONUS)
    assert misfits(MAIL, msgspec.structs.replace(MAIL, items=(*MAIL.items, extra))) == ()
