"""Small changes leave everything else as it was."""

import msgspec

from instruments import bank, mending
from instruments.instrument import Choice, Instrument, Item, Kind

SCALE = (Choice(value="1", label={"und": "Bad"}, points=0), Choice(value="2", label={"und": "Good"}, points=1))
FORM = Instrument(
    id="visit",
    title={"und": "Your visit"},
    language_names={"und": "Nobody knows"},
    default_language="und",
    lists={"scale": SCALE},
    items=(
        Item(name="staff", label={"und": "Staff?"}, list="scale", choices=SCALE),
        Item(
            name="more",
            kind=Kind.GROUP,
            label={"und": "More"},
            items=(
                Item(name="rooms", label={"und": "Rooms?"}, list="scale", choices=SCALE),
                Item(name="say", kind=Kind.TEXT, label={"und": "Say", "nb": "Si"}, media={"image": {"und": "a.png"}}),
            ),
        ),
    ),
)


def test_a_mended_item_takes_the_place_of_its_former_self_wherever_it_stands() -> None:
    rooms = mending.find(FORM, "rooms")
    assert rooms
    mended = mending.with_item(FORM, msgspec.structs.replace(rooms, required=True, label={"und": "The rooms?"}))
    assert [item.name for item in mended.every] == [item.name for item in FORM.every]
    now = mending.find(mended, "rooms")
    assert now and now.required and now.label == {"und": "The rooms?"}
    assert mending.find(mended, "staff") == mending.find(FORM, "staff")


def test_choices_of_a_shared_list_change_for_all_who_share_it() -> None:
    staff = mending.find(FORM, "staff")
    assert staff and [one.name for one in mending.sharing(FORM, staff)] == ["rooms"]
    best = (SCALE[0], msgspec.structs.replace(SCALE[1], points=5))
    mended = mending.with_item(FORM, msgspec.structs.replace(staff, choices=best))
    assert mended.lists["scale"] == best
    assert all(item.choices == best for item in mended.every if item.list)
    alone = Item(name="staff", choices=SCALE)
    assert mending.sharing(FORM, alone) == ()


def test_a_language_gets_its_name_everywhere() -> None:
    named = mending.in_languages(FORM, {"und": "nb"})
    assert named.languages == ("nb",) and named.default_language == "nb"
    assert named.language_names == {"nb": "Nobody knows"}
    assert b"und" not in msgspec.json.encode(named)
    say = mending.find(named, "say")
    assert say and say.label == {"nb": "Si"} and say.media == {"image": {"nb": "a.png"}}


def test_to_rename_nothing_changes_nothing() -> None:
    for form in bank.every(Instrument).values():
        assert mending.in_languages(form, {}) == form
        assert mending.in_languages(form, {"nb": "nb"}) == form
