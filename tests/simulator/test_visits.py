from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from simulator.citizens.browser import Browser
from simulator.citizens.person import Quirk
from simulator.citizens.visit import Ending, Hand, answer, look
from simulator.site import Site, free_port
from survey.store.database import Database
from tests.citizens.conftest import Town

CHANNELS = {"phone": "post-contact-phone@1", "web": "short-survey@1"}
LANGUAGES = ("nb", "nn", "sv", "en", "ar")


class Street:
    """A town whose site is really served."""

    def __init__(self, db: Database, folder: Path) -> None:
        port = free_port()
        self.root = f"http://127.0.0.1:{port}"
        self.town = Town(db, folder, base_url=self.root, forms=CHANNELS)
        self.site = Site(port)
        self.site.start(self.town.app)

    def invited(self, channel: str, language: str = "nb") -> str:
        return self.root + self.town.invited(channel, language)


@pytest.fixture
def street(db: Database, tmp_path: Path) -> Iterator[Street]:
    made = Street(db, tmp_path)
    yield made
    made.site.close()


@pytest.fixture
def surfing() -> Iterator[Browser]:
    with Browser() as made:
        yield made


def hand(seed: int, *, pages: int = 40) -> Hand:
    return Hand(seed % 10 / 10, LANGUAGES[seed % 5], Random(seed), pages=pages)  # noqa: S311


def test_whatever_citizens_do_to_the_form_what_was_sent_first_is_kept_once(street: Street, surfing: Browser) -> None:
    sent: Counter[tuple[str, str, str]] = Counter()
    partial = 0
    for seed, quirk in enumerate([*Quirk, *Quirk]):
        channel = ("phone", "web")[seed % 2]
        early = seed % 5 == 3
        seen = answer(
            surfing, street.invited(channel, LANGUAGES[seed % 5]), hand(seed, pages=1 if early else 40),
            quirk=quirk, second=hand(seed + 100),
        )  # fmt: skip
        assert seen.ending is Ending.THANKED, quirk
        partial += seen.partial
        sent.update((CHANNELS[channel], item, said) for item, said in seen.answers.items())
    kept = street.town.answers()
    assert len(kept) == 2 * len(Quirk)
    assert sum(one.partial for one in kept) == partial > 0
    found = Counter((one.form, item, str(value)) for one in kept for item, value in one.answers.items())
    found.update((one.form, item, said) for one in kept for item, said in one.texts)
    assert found == sent
    assert surfing.cookies == 0


def test_who_only_looks_leaves_nothing_and_who_has_answered_is_told_so(street: Street, surfing: Browser) -> None:
    link = street.invited("web")
    assert look(surfing, link, hand(1, pages=0)).ending is Ending.LEFT
    assert street.town.answers() == []
    assert answer(surfing, link, hand(1)).ending is Ending.THANKED
    assert look(surfing, link, hand(1)).ending is Ending.BEFORE
    assert look(surfing, link[:-22] + "A" * 22, hand(1)).ending is Ending.CLOSED
