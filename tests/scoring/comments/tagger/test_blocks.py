"""Feature blocks: what they count, and that counting fast is counting right."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.comments.tagger import batch as batches
from scoring.comments.tagger.blocks import BLOCKS, KINDS, LetterBlock, PairBlock, learned

TEXTS = st.lists(st.text("abåé !-1", max_size=12), max_size=6)


@given(TEXTS)
@settings(max_examples=60)
def test_letter_groups_are_counted_once_a_text(texts: list[str]) -> None:
    batch = batches.read(texts)
    groups = [{group for word in text.split() for group in cuts(word)} for text in map(" ".join, words_of(texts))]
    assert LetterBlock.texts_with(batch) == Counter(group for found in groups for group in found)


@given(TEXTS)
@settings(max_examples=60)
def test_rows_have_length_one_or_nothing_in_them(texts: list[str]) -> None:
    batch = batches.read(["ab åé", *texts])
    for name in ("words", "letters"):
        matrix = BLOCKS[name](batch).matrix(batch)
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1))).ravel()
        assert np.all(np.isclose(lengths, 1, atol=1e-5) | (lengths == 0))


def test_every_entry_belongs_to_the_word_it_came_from() -> None:
    batch = batches.read(["Ringte to ganger", "ganger to"], [{"channel": "web"}, {}])
    for kind in ("words", "letters", "pairs"):
        block = learned(kind, batch)
        entries = block.entries(batch)
        assert len(entries.owners) > 0
        for column, owner in zip(entries.columns.tolist(), entries.owners.tolist(), strict=True):
            own = batch.words[owner]
            beginning = own[: PairBlock.BEGINNING]
            assert block.vocabulary[column].strip() in f" {own} " or beginning in block.vocabulary[column]


def test_words_that_only_hold_a_sentence_together_are_not_paired_and_endings_do_not_matter() -> None:
    one, other = (set(PairBlock.names(batches.read([text]))) for text in ("jeg ventet på svaret", "svarene må vente"))
    assert one == {(0, "svare~vente")} == other


def test_a_letter_is_the_same_however_it_was_typed() -> None:
    one, other = batches.read(["gå på å"]), batches.read(["ga\u030a pa\u030a a\u030a"])
    assert one.words == other.words


def test_every_kind_can_be_made_again_from_what_is_stored() -> None:
    assert all(KINDS[kind]((), np.zeros(0, np.float32)).kind == kind for kind in KINDS)


def cuts(word: str) -> set[str]:
    framed = f" {word} "
    return {framed[at : at + size] for size in (2, 3, 4, 5) for at in range(len(framed) - size + 1)}


def words_of(texts: list[str]) -> list[list[str]]:
    return [batches.WORD.findall(text.lower()) for text in texts]
