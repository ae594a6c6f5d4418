"""Who reads an improvement report, what its first lines say, and that citizens' words stay in the house."""

from datetime import date

import pytest

from instruments import bank
from scoring.comments.tagger.example import Scored, Told
from survey.comment import Comment
from survey.round import Rules
from survey.scheme import rules
from survey.steps import report, score
from survey.store import comments, findings, reports, rounds, tags, units
from survey.store.tags import Suggested
from tests.comments.conftest import a_scheme
from tests.conftest import NOW
from tests.web.conftest import Site
from tests.web.test_ranking import a_wave

PATH = "/rankings/{}/3909/report"
LEAD = "Improvement report: Larvik"


@pytest.mark.parametrize(
    ("status", "allowed"),
    [("open", set()), ("closed", {"kari", "ada", "odd"}), ("published", {None, "kari", "ada", "odd", "sam"})],
)
def test_a_report_is_read_by_those_who_may(site: Site, status: str, allowed: set[str | None]) -> None:
    wave_id = a_wave(site, status)
    if status != "open":
        report.report(site.db, NOW, wave_id)
    for who in (None, "kari", "ada", "odd", "sam"):
        answer = site.client(who).get(PATH.format(wave_id))
        assert answer.status_code == (200 if who in allowed else 404), who
        assert (LEAD in answer.text) == (who in allowed)


def test_before_publication_a_unit_reads_its_own_report_only(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    report.report(site.db, NOW, wave_id)
    assert site.client("odd").get(f"/rankings/{wave_id}/3905/report").status_code == 404
    assert site.client("kari").get(f"/rankings/{wave_id}/3905/report").status_code == 200
    assert "/3909/report" in site.client("odd").get(f"/rankings/{wave_id}/3909").text
    assert "/3905/report" not in site.client("odd").get(f"/rankings/{wave_id}/3905").text


def test_a_report_that_is_not_made_yet_says_so_and_reading_makes_nothing(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    answer = site.client("odd").get(PATH.format(wave_id))
    assert "This report is being made" in answer.text
    with site.db.read() as connection:
        assert reports.of_wave(connection, wave_id) == []


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_a_report_is_told_in_every_language(site: Site, language: str) -> None:
    answer = site.client().get(PATH.format(a_wave(site)), params={"lang": language})
    assert f'<html lang="{language}">' in answer.text
    assert {"nb": "Plass", "nn": "Plass", "sv": "Plats", "en": "Place"}[language] in answer.text
    for key in ("first", "distance", "good", "parts", "method"):
        assert f'<section id="{key}"' in answer.text
    assert "%(" not in answer.text


def test_the_first_proposal_is_told_before_anything_else(site: Site) -> None:
    wave_id = a_wave(site)
    text = site.client().get(PATH.format(wave_id), params={"lang": "en"}).text
    assert text.index('class="lead"') < text.index("To begin with") < text.index("In the order in which to act")
    with site.db.read() as connection:
        assert findings.of_wave(connection, wave_id)[site.unit]


def said(site: Site, model: int, round_id: int, unit_id: int, reason: str, texts: list[str], seed: int) -> None:
    some = [
        Comment(
            id=bytes([seed, at]) * 8, round_id=round_id, unit_id=unit_id, channel="email",
            item="Hva kan bli bedre?", text=text,
        )
        for at, text in enumerate(texts)
    ]  # fmt: skip
    told = {
        "area": Told((Scored("care", 0.9),), False, (), 0.7),
        "reasons": Told((Scored(reason, 0.9),), False, (), 0.7),
        "tone": Told((Scored("negative", 0.9),), False, (), 0.7),
    }
    site.db.write(comments.add, some)
    site.db.write(
        tags.suggest, 1, model, {one.id: Suggested(language="nb", told=told) for one in some},
        rules(bank.codebook("municipal")),
    )  # fmt: skip


def a_survey(site: Site, wave_id: int) -> None:
    """Thirty comments on each: two thirds of those on Larvik say that it is slow, a fifth of the others."""
    model = a_scheme(site.db)
    round_id = site.db.write(
        rounds.add, title="Spørreundersøkelsen", mode="anonymous",
        rules=Rules(), language="nb", status="finished", forms={"email": "post-contact-email@1"},
        starts_on=date(2026, 3, 1), asks_until=date(2026, 5, 1), ends_on=date(2026, 5, 8), created_at=NOW,
    )  # fmt: skip
    with site.db.read() as connection:
        tested = sorted(one.unit_id for one in reports.of_wave(connection, wave_id))
    for at, unit_id in enumerate(tested):
        mine = unit_id == site.unit
        for reason, number in {"slow": 20 if mine else 6, "praise": 10 if mine else 24}.items():
            texts = [
                f"{'Ventet lenge i Larvik' if mine else 'Et annet sted'}: {reason} {chr(65 + n)}."
                for n in range(number)
            ]
            said(site, model, round_id, unit_id, reason, texts, seed=2 * at + (reason == "slow"))


def test_what_citizens_say_is_for_the_house_and_of_this_unit_only(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    report.report(site.db, NOW, wave_id)
    a_survey(site, wave_id)
    assert report.report(site.db, NOW, wave_id)
    odd = site.client("odd").get(PATH.format(wave_id)).text
    assert "What 30 comments are about" in odd
    assert "Ventet lenge" in odd
    assert "Et annet sted" not in odd
    with site.db.read() as connection:
        stored = {one.unit_id: one for one in reports.of_wave(connection, wave_id)}
        elsewhere = next(one for one in units.by_ids(connection, stored) if one.id != site.unit)
    assert [one.code for one in stored[site.unit].voices if one.stands_out] == ["slow"]
    assert [one.code for one in stored[elsewhere.id].voices if one.stands_out] == []
    score.score(site.db, NOW, wave_id)
    publish_it(site, wave_id)
    for who in (None, "sam"):
        text = site.client(who).get(PATH.format(wave_id), params={"lang": "en"}).text
        assert LEAD in text
        assert 'id="citizens"' not in text
        assert "Spørreundersøkelsen" not in text
        assert "Citizens" not in text
    assert 'id="citizens"' in site.client("kari").get(PATH.format(wave_id)).text
    assert 'id="citizens"' not in site.client("odd").get(f"/rankings/{wave_id}/{elsewhere.code}/report").text


def publish_it(site: Site, wave_id: int) -> None:
    kari = site.client("kari")
    kari.post(f"/rankings/{wave_id}/publish", data={"csrf": site.csrf(kari), "without_reply": "on"})
