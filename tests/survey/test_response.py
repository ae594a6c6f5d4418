"""A sealed answer says nothing by its length, and opens with one key."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from survey.response import PLAIN, CannotOpen, Facts, Record, TooLong, pack, seal, unpack, unseal

RECORDS = st.builds(
    Record,
    form=st.just("kiosk@1"),
    answers=st.dictionaries(st.text(max_size=9), st.one_of(st.text(max_size=50), st.integers(-9, 9), st.none())),
    texts=st.lists(st.tuples(st.text(max_size=9), st.text(max_size=300)), max_size=2).map(tuple),
    partial=st.booleans(),
    facts=st.one_of(st.none(), st.builds(Facts, day=st.text(max_size=10))),
)
KEY = X25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()


@given(RECORDS)
def test_what_was_sealed_comes_out_again(record: Record) -> None:
    assert unpack(pack(record)) == record
    assert unseal(seal(record, PUBLIC), KEY) == record


@given(RECORDS, RECORDS)
def test_all_boxes_have_one_length(one: Record, other: Record) -> None:
    assert len(pack(one)) == PLAIN
    assert len(seal(one, PUBLIC)) == len(seal(other, PUBLIC))


def test_a_long_comment_in_plain_words_fits() -> None:
    words = "Jeg ringte tre ganger og ble satt over til feil avdeling hver gang, så ga jeg opp. "
    record = Record(form="post-contact-email@1", answers={"speed": "2"}, texts=(("more", (words * 25)[:2000]),))
    assert len(pack(record)) == PLAIN


def test_what_does_not_fit_is_told_by_how_much() -> None:
    noise = "".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(4000))
    with pytest.raises(TooLong) as told:
        pack(Record(form="x@1", answers={}, texts=(("more", noise),)))
    assert told.value.over > 0


def test_another_key_or_a_flipped_bit_opens_nothing() -> None:
    box = seal(Record(form="x@1", answers={}), PUBLIC)
    with pytest.raises(CannotOpen):
        unseal(box, X25519PrivateKey.generate())
    with pytest.raises(CannotOpen):
        unseal(box[:-1] + bytes([box[-1] ^ 1]), KEY)
