"""Which program a figure was made with, also where it was never installed."""

import re

from survey import program


def test_a_checkout_knows_its_version() -> None:
    assert re.fullmatch(r"\d+\.\d+.*", program.of_checkout())
    assert re.fullmatch(r"medlytt \d+\.\d+.*", program.name())
