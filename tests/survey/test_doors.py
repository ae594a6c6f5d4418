"""Links, codes and bounce addresses lead to one invitation, and say nothing of each other."""

import string

from hypothesis import given
from hypothesis import strategies as st

from survey.doors import ALPHABET, Doors, new_code, plain_code

KEY = bytes(range(32))
IDS = st.binary(min_size=16, max_size=16)


@given(IDS)
def test_each_door_opens_with_its_own_key_only(id: bytes) -> None:
    doors, others = Doors(KEY), Doors(bytes(32))
    assert doors.linked(doors.link(id)) == doors.outed(doors.out(id)) == doors.bounced(doors.bounce(id)) == id
    assert others.linked(doors.link(id)) != id
    assert len({doors.link(id), doors.out(id)}) == 2 and doors.linked(doors.out(id)) != id
    assert doors.spent(id) != id and doors.spent(id) != others.spent(id)


@given(st.text(max_size=40))
def test_any_text_is_an_unknown_door_and_no_error(text: str) -> None:
    doors = Doors(KEY)
    for found in (doors.linked(text), doors.outed(text), doors.bounced(text)):
        assert found is None or len(found) == 16


@given(IDS)
def test_a_bounce_address_survives_servers_that_change_capitals(id: bytes) -> None:
    local = Doors(KEY).bounce(id)
    assert set(local) <= set(string.ascii_lowercase + string.digits) and len(local) <= 64
    assert Doors(KEY).bounced(local.upper()) == id


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code()
    doors = Doors(KEY)
    assert set(code.replace("-", "")) <= set(ALPHABET)
    typed = [code, code.lower(), code.replace("-", " "), f" {code.replace('-', '')} "]
    assert len({doors.coded(each) for each in typed}) == 1
    assert plain_code("oi1l0-ABCDE") == "01110ABCDE"


def test_what_cannot_be_a_code_is_none() -> None:
    for typed in ("", "ABC", "ABCDE-FGHJKL", "ÆØÅDE-12345", "UUUUU-UUUUU"):
        assert Doors(KEY).coded(typed) is None
