"""What the bank ships can be sent: every text is whole, differs from its neighbours and gives nothing away."""

import re
from difflib import SequenceMatcher
from itertools import combinations

import py3langid as langid
import pytest

from instruments import bank
from instruments.scenario import FORMS, Channel, Scenario, facts, fill, phrases, problems, texts

SCENARIOS = bank.scenarios()
ASKED = [one for one in SCENARIOS.values() if {Channel.EMAIL, Channel.PHONE} & set(one.channels)]
VALUES = {"unit": "Larvik", "persona": "Kari Lie", "first_name": "Kari", "last_name": "Lie"}

TELLING = re.compile(
    r"\btest(s|en|et|ing|er)?\b|survey|undersøkelse|undersøking|enkät|forbruker|forbrukar|konsumentverk|consumer"
    r"|mystery|kundeservicepris|medlytt|ranking",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"barnevern|socialjour|orosanmäl|child welfare|akutt|ambulan|selvmord|sjølvmord|självmord|suicid|\bvold\b|\bvåld\b"
    r"|overgrep|emergency|\b11[023]\b|legevakt",
    re.IGNORECASE,
)
HOUR = re.compile(
    r"\b(god (morgen|morgon|formiddag|føremiddag|förmiddag|ettermiddag|eftermiddag|kveld|kväll|natt)"
    r"|good (morning|afternoon|evening|night))\b",
    re.IGNORECASE,
)
FOREIGN = {
    "nb": re.compile(r"\b(eg|ikkje|korleis|kva|och|inte|jag|vad|the)\b", re.IGNORECASE),
    "nn": re.compile(r"\b(jeg|ikke|hvordan|hva|hvor|noen|fra|och|inte|jag|vad|the)\b", re.IGNORECASE),
    "sv": re.compile(r"\b(jeg|eg|ikke|ikkje|hvordan|hva|og|noen|fra|the)\b", re.IGNORECASE),
    "en": re.compile(r"\b(jeg|eg|ikke|ikkje|og|och|jag|inte|hva)\b", re.IGNORECASE),
}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def alike(one: str, other: str) -> float:
    """Share of the words that stand in the same order in both, 0 to 1."""
    return SequenceMatcher(None, words(one), words(other), autojunk=False).ratio()


def form_of(where: str) -> str:
    return where.split(".")[1]


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=list(SCENARIOS))
def test_every_scenario_is_whole_in_four_written_forms(scenario: Scenario) -> None:
    assert problems(scenario) == ()


@pytest.mark.parametrize("scenario", ASKED, ids=lambda one: one.id)
def test_no_two_wordings_of_a_scenario_are_nearly_the_same(scenario: Scenario) -> None:
    for form in FORMS:
        bodies = [wording.body for wording in scenario.wordings[form]]
        for one, other in combinations(bodies, 2):
            assert alike(one, other) < 0.4, (form, one, other)
        lengths = sorted(len(words(body)) for body in bodies)
        assert lengths[-1] >= 1.8 * lengths[0], f"{form}: all of one length, {lengths}"
        subjects = [wording.subject.lower() for wording in scenario.wordings[form]]
        assert len(set(subjects)) == len(subjects)


def test_no_two_scenarios_share_a_wording() -> None:
    bodies = [(one.id, w.body) for one in ASKED for form in FORMS for w in one.wordings[form]]
    assert len({body for _, body in bodies}) == len(bodies)


@pytest.mark.parametrize("scenario", ASKED, ids=lambda one: one.id)
def test_nothing_sent_gives_the_game_away_or_touches_what_is_forbidden(scenario: Scenario) -> None:
    for where, text in texts(scenario):
        assert not TELLING.search(text), where
        assert not FORBIDDEN.search(text), where
        assert not HOUR.search(text), f"{where}: nobody knows at what hour this is sent"
        assert not FOREIGN[form_of(where)].search(text), (where, FOREIGN[form_of(where)].search(text))


def test_every_mail_reads_as_its_written_form_to_a_language_detector() -> None:
    langid.set_languages(["no", "nn", "sv", "da", "en"])
    expected = {"nb": "no", "nn": "nn", "sv": "sv", "en": "en"}
    read = {
        f"{one.id} {form} {number}": (expected[form], langid.classify(wording.body)[0])
        for one in ASKED
        for form in FORMS
        for number, wording in enumerate(one.wordings[form], 1)
    }
    assert {where: found for where, (wanted, found) in read.items() if wanted != found} == {}


@pytest.mark.parametrize("scenario", ASKED, ids=lambda one: one.id)
def test_every_text_can_be_filled_and_every_mail_is_signed(scenario: Scenario) -> None:
    for where, text in texts(scenario):
        filled = fill(text, VALUES)
        assert "{" not in filled, where
        assert filled.strip(), where
        if where.endswith(".body"):
            assert "Kari" in filled.splitlines()[-1] or "Kari" in filled.splitlines()[-2], where


@pytest.mark.parametrize("scenario", ASKED, ids=lambda one: one.id)
def test_a_mail_speaks_to_no_man_or_woman_only(scenario: Scenario) -> None:
    spouse = re.compile(r"\b(mannen min|kona mi|min man|min fru|my wife|my husband)\b", re.IGNORECASE)
    for where, text in texts(scenario):
        assert not spouse.search(text), f"{where}: a persona of either sex must be able to sign this"


@pytest.mark.parametrize("scenario", ASKED, ids=lambda one: one.id)
def test_the_key_has_three_statements_or_more_and_short_phrases(scenario: Scenario) -> None:
    for form, country in [*((form, "") for form in FORMS), ("en", "SE")]:
        statements = facts(scenario, form, country=country)
        assert len(statements) >= 3
        assert all("*" not in fact and "|" not in fact for fact in statements)
        assert not any(re.match(r"(Du får vite|Du får veta|You learn|You are told)\b", fact) for fact in statements)
        found = phrases(scenario, form, country=country)
        assert all(0 < len(part.split()) <= 8 for phrase in found for part in phrase.split("|"))


def test_one_unit_can_get_the_most_mails_and_calls_of_any_protocol_without_hearing_a_thing_twice() -> None:
    asked = max(p.inquiries(Channel.EMAIL) + p.inquiries(Channel.PHONE) for p in bank.protocols().values())
    assert len(ASKED) >= asked


@pytest.mark.parametrize("name", bank.protocols())
def test_every_protocol_finds_enough_scenarios_in_each_sector_and_channel(name: str) -> None:
    protocol = bank.protocol(name)
    for channel in protocol.channels:
        fitting = [one for one in SCENARIOS.values() if channel in one.channels]
        assert len(fitting) >= protocol.inquiries(channel)
        for sector, wanted in protocol.allocation(channel).items():
            found = sum(one.sector == sector for one in fitting)
            assert found >= wanted, f"{channel} {sector}: {found} of {wanted}"
