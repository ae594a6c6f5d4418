"""The tagger learns, doubts, explains itself, and is kept in a file that nobody can turn against it."""

import random
from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from scoring.comments.tagger.axis import Axis
from scoring.comments.tagger.example import AxisRule, Example
from scoring.comments.tagger.learning import TooFewError
from scoring.comments.tagger.stored import Damaged, opened, packed, unpacked
from scoring.comments.tagger.tagger import Tagger
from scoring.comments.tagger.training import train

AXES = {"area": AxisRule(), "reasons": AxisRule(many=True, none="none")}
WORDS = {
    "school": ("læreren", "skolen", "klassen", "rektor", "barnehagen"),
    "roads": ("brøyting", "veien", "hullet", "gatelyset", "fortauet"),
    "water": ("kloakken", "vannet", "søpla", "bossdunken", "avløpet"),
}
REASONS = {"slow": ("ventet", "lenge"), "conduct": ("uhøflig", "frekk"), "none": ("ok", "greit")}


def examples(number: int = 120, seed: int = 1) -> list[Example]:
    dice = random.Random(seed)
    made = []
    for _ in range(number):
        area = dice.choice(list(WORDS))
        reasons = tuple(sorted(dice.sample(["slow", "conduct"], dice.choice((1, 1, 2))))) or ("none",)
        reasons = ("none",) if dice.random() < 0.3 else reasons
        words = [*dice.sample(WORDS[area], 2), *(dice.choice(REASONS[one]) for one in reasons), "jeg", "det"]
        dice.shuffle(words)
        made.append(Example(" ".join(words), {"area": (area,), "reasons": reasons}, {"channel": dice.choice("ab")}))
    return made


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return train(examples(), AXES)


def test_it_finds_area_and_reasons_again_and_names_the_words(tagger: Tagger) -> None:
    told = tagger.tag(["Rektor på skolen var frekk, og jeg ventet så lenge!"])[0]
    assert told["area"].scored[0].label == "school"
    assert {one.label for one in told["reasons"].scored} == {"slow", "conduct"}
    assert set(told["area"].because) == {"Rektor", "skolen"}


def test_few_examples_reach_as_far_as_what_their_words_are_about_also_into_another_language() -> None:
    told = {
        "weather": ("regner det", "blir det sol", "hvor mange grader", "kommer det storm"),
        "food": ("jeg vil ha pizza", "bestill en burger", "kjøp melk", "er det mer kaffe"),
    }
    few = [Example(text, {"about": (label,)}) for label, texts in told.items() for text in texts]
    found = train(few, {"about": AxisRule()}).tag(["snø", "sushi", "it will rain", "eggs"])
    assert [one["about"].scored[0].label for one in found] == ["weather", "food", "weather", "food"]


def test_of_private_examples_no_rare_words_are_kept_and_no_pairs_that_would_spell_them_out() -> None:
    alone = "Brøyting hos Petra på Svaneholmen med tolv stokkender"
    own = [msgspec.structs.replace(one, private=True) for one in examples()]
    own += [Example(alone, {"area": ("roads",), "reasons": ("slow",)}, {"channel": "zz"}, private=True)] * 2
    public = [Example("Stokkender på veien", {"area": ("roads",), "reasons": ("slow",)})]
    found = train([*own, *public], AXES)
    kept = {name for block in found.blocks.values() for name in block.vocabulary}
    assert {"brøyting", "stokkender", "på", "channel=a"} <= kept
    assert not {"petra", "svaneholmen", "hos petra", "tolv stokkender", "petra ", "channel=zz"} & kept
    assert b"svaneholmen" not in opened(packed(found))
    assert found.tag(["brøyting av veien"])[0]["area"].scored[0].label == "roads"


def test_what_always_stands_alone_stands_alone(tagger: Tagger) -> None:
    for told in tagger.tag([one.text for one in examples(60, seed=2)]):
        labels = {one.label for one in told["reasons"].scored}
        assert "none" not in labels or labels == {"none"}


def test_the_order_of_the_examples_changes_nothing(tagger: Tagger) -> None:
    shuffled = examples()
    random.Random(5).shuffle(shuffled)
    assert packed(train(shuffled, AXES)) == packed(tagger)


def test_a_stored_tagger_says_the_same(tagger: Tagger) -> None:
    texts = [one.text for one in examples(30, seed=3)] + ["", "  ", "?!", "漢字", "a" * 30_000]
    again = unpacked(packed(tagger))
    assert packed(again) == packed(tagger)
    assert again.card == tagger.card
    for before, after in zip(tagger.tag(texts), again.tag(texts), strict=True):
        assert before["area"].scored[0].label == after["area"].scored[0].label
        assert before["area"].because == after["area"].because


def test_a_damaged_or_foreign_file_is_refused(tagger: Tagger) -> None:
    data = packed(tagger)
    dice = random.Random(4)
    for _ in range(60):
        at = dice.randrange(len(data))
        with pytest.raises(Damaged):
            unpacked(data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :])
        with pytest.raises(Damaged):
            unpacked(data[:at])
    for foreign in (b"", b"PK\x03\x04", b"\x80\x04\x95", data + b"x"):
        with pytest.raises(Damaged):
            unpacked(foreign)


@pytest.mark.parametrize(
    "change",
    [
        lambda axis: msgspec.structs.replace(axis, bias=np.zeros(7, np.float32)),
        lambda axis: msgspec.structs.replace(axis, thresholds=axis.thresholds[:1]),
        lambda axis: msgspec.structs.replace(axis, slopes=np.full(len(axis.labels), np.nan, np.float32)),
        lambda axis: msgspec.structs.replace(axis, labels=axis.labels[1:]),
    ],
)
def test_a_file_with_a_right_checksum_whose_inside_does_not_fit_is_refused(
    tagger: Tagger, change: Callable[[Axis], Axis]
) -> None:
    wrong = Tagger(tagger.blocks, tagger.models | {"area": change(tagger.models["area"])}, tagger.card)
    with pytest.raises(Damaged, match="contradicts itself"):
        unpacked(packed(wrong))
    with pytest.raises(Damaged):
        unpacked(packed(Tagger(tagger.blocks, {}, tagger.card)))


def test_an_axis_with_nothing_to_learn_is_told() -> None:
    with pytest.raises(TooFewError, match="area"):
        train([Example("bare en", {"area": ("school",)})] * 20, {"area": AxisRule()})


def test_an_axis_of_one_label_refuses_two() -> None:
    with pytest.raises(ValueError, match="takes one label"):
        train([*examples(30), Example("begge", {"area": ("school", "roads")})], {"area": AxisRule()})


def test_a_label_with_a_single_example_and_a_text_that_was_not_tagged_stop_nothing() -> None:
    given = [Example(f"ja {number}", {"area": ("yes",), "reasons": ()}) for number in range(9)]
    given += [Example("nei", {"area": ("no",)}), Example("kanskje", {})]
    card = train(given, {"area": AxisRule()}).card
    assert card.axes["area"].labels == {"no": 1, "yes": 9}


@pytest.mark.parametrize("stack", [False, True])
def test_texts_of_another_world_are_left_to_a_person(stack: bool) -> None:
    tagger = train(examples(), AXES, stack=stack)
    assert all(one["area"].unsure for one in tagger.tag(["xyzzy plugh", "", "qwrt 77 zzz"]))
    known = tagger.tag([one.text for one in examples(40, seed=9)])
    assert sum(one["area"].unsure for one in known) < 10


def test_a_text_of_many_labels_goes_to_a_person_where_too_many_of_them_would_be_wrong() -> None:
    dice = random.Random(4)
    muddled = [
        msgspec.structs.replace(one, labels=one.labels | {"reasons": (dice.choice(["slow", "conduct", "none"]),)})
        if number % 2
        else one
        for number, one in enumerate(examples(300, seed=6))
    ]
    tagger = train(muddled, AXES)
    told = tagger.tag([one.text for one in muddled])
    sure = [one["reasons"] for one in told if not one["reasons"].unsure]
    unsure = [one["reasons"] for one in told if one["reasons"].unsure]
    assert sure and unsure
    assert all(one.scored for one in sure)
    card = tagger.card.axes["reasons"].figures
    assert card["accuracy_covered"] > card["accuracy"]


def test_words_that_only_hold_a_sentence_together_are_no_reason(tagger: Tagger) -> None:
    told = tagger.tag(["det var på skolen og i klassen", "og"])
    assert set(told[0]["area"].because) == {"skolen", "klassen"}
    assert set(told[1]["area"].because) <= {"og"}
