"""Reply addresses: private-looking, unique, telling nothing."""

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from instruments.scenario import Persona
from survey.planning.alias import TELLING, alias_for


def persona(first: str = "Kåre", last: str = "Østbø") -> Persona:
    return Persona(id="p", first_name=first, last_name=last, forms=("nb",), age=42, situation={}, tone={})


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12), st.integers())
def test_an_address_is_plain_unique_and_tells_nothing(first: str, last: str, seed: int) -> None:
    taken: set[str] = set()
    rng = random.Random(seed)
    for _ in range(80):
        address = alias_for(persona(first, last), rng, domain="Postboks.test", taken=taken, year=2026)
        local, _, domain = address.partition("@")
        assert domain == "postboks.test"
        assert re.fullmatch(r"[a-z]+[._]?[a-z.]*\d*", local) and len(local) <= 40
        assert not any(word in local for word in TELLING)
    assert len(taken) == 80


def test_letters_are_written_as_people_write_them() -> None:
    taken: set[str] = set()
    found = {alias_for(persona(), random.Random(n), domain="x.test", taken=taken, year=2026) for n in range(30)}
    assert any(one.startswith("kare.ostbo") for one in found)
    assert any(one.rstrip("@x.tes").endswith("84") for one in found)
