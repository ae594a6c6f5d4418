"""The same answers, given with a script, without one and to the library, are stored, skipped and refused alike."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from instruments.answers import Refusal, check
from instruments.fields import nested
from instruments.instrument import ANSWERED, Instrument
from tests.questions.forms import CASES, CHAIN, GROUPED, REPEATED, USUAL, Steps, in_pages
from tests.questions.person import answer

pytestmark = pytest.mark.browser
TOLD = {Refusal.REQUIRED, Refusal.CONSTRAINT, Refusal.TYPE, Refusal.CHOICE}
PAGED = (CHAIN, USUAL, REPEATED, GROUPED)
EVERY = (*CASES, *((in_pages(one), steps) for one, steps in CASES if one in PAGED))
ALL = EVERY if "MEDLYTT_LONG" in os.environ else EVERY[3::4]
"""A browser takes its time: the suite walks every fourth way, `benchmarks.three_ways` all of them."""


@pytest.fixture(scope="module")
def window(served: str, browser: Browser) -> Iterator[Callable[[bool], Page]]:
    """One window with scripts and one without, for all ways: answers are in the page alone, and each begins anew."""
    options: Any = {"base_url": served, "locale": "en-GB"}
    opened = {script: browser.new_page(**options, java_script_enabled=script) for script in (True, False)}
    for page in opened.values():
        page.set_default_timeout(20_000)  # a busy machine is slow to bring the first page
    yield opened.__getitem__
    for page in opened.values():
        page.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize(
    ("instrument", "steps"), ALL, ids=[f"{one.id}-{number}" for number, (one, _) in enumerate(ALL)]
)
def test_the_same_answers_come_to_the_same_end(
    window: Callable[[bool], Page], instrument: Instrument, steps: Steps, script: bool
) -> None:
    page = window(script)
    page.goto(f"/demonstration/{instrument.id}")
    met = answer(page, steps, script=script)
    checked = check(instrument, nested(instrument, dict(steps)), now=datetime.now(UTC))
    refused = {problem.item for problem in checked.problems if problem.kind in TOLD}
    if refused:
        assert met.stored is None
        assert set(met.refused) <= refused
        assert set(met.refused) == refused or instrument.style == "pages"
    else:
        assert met.stored == checked.values
        answered = {item.name for item in instrument.every if item.kind in ANSWERED}
        asked = {path.rpartition(".")[2] for path in met.seen}
        assert set(checked.relevant) & answered - {"copy"} <= asked
