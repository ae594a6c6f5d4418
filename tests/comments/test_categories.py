"""Categories of comments: shares, what is hidden, whose they are, and the same figures in the file."""

import re

import pytest

from instruments import bank
from survey.category_report import Share
from survey.scheme import rules
from survey.store import taggers, tags
from survey.store.tags import Suggested
from survey.web.comments.gathered import Line
from survey.web.comments.report import complaining
from tests.comments.conftest import TOLD, a_collection, a_scheme, shelved
from tests.scene import a_unit, a_wave
from tests.web.conftest import Site

PAGE = "/comments/categories"
SLOW = f"{PAGE}/reasons/slow"


@pytest.fixture
def sorted_out(site_on: Site) -> int:
    """Thirty comments on one unit by phone, four on another by mail: all of them slow, technical, negative."""
    model, id = a_scheme(site_on.db), a_collection(site_on.db)
    texts = [f"Bossdunken ble ikke tømt, vi ventet {n} uker" for n in range(30)]
    shelved(site_on.db, texts, id, model=model, unit_id=site_on.unit, channel="phone")
    other = a_unit(site_on.db, "1101", "Eigersund")
    few = ["Fin båt fire", "Grei bat fem", "Ok seks", "Takk sju"]
    shelved(site_on.db, few, id, seed=2, model=model, unit_id=other, channel="email")
    return other


def test_the_overview_tells_shares_and_how_far_they_hold(site_on: Site, sorted_out: int) -> None:
    page = site_on.client("kari").get(PAGE).text
    assert "Høsten 2026: 100% of the comments have a category so far." in page
    assert "Nobody can say yet how far the categories can be trusted" in page
    assert page.count(">34</td>") == 1  # on the axes of one category for each comment all alike is not told


def test_a_unit_with_fewer_than_five_is_hidden_and_cannot_be_worked_out(site_on: Site, sorted_out: int) -> None:
    kari = site_on.client("kari")
    page = kari.get(SLOW).text
    assert "That is 34 of 34." in page and ">30</td>" not in page and ">4</td>" not in page
    own = kari.get(f"{SLOW}?unit={sorted_out}").text
    assert "of the comments have a category" not in kari.get(f"{PAGE}?unit={site_on.unit}").text  # told of all alone
    assert "Hidden: fewer than 5 comments are about this" in own and 'class="said"' not in own


def test_the_file_has_the_figures_of_the_page_and_no_more(site_on: Site, sorted_out: int) -> None:
    answer = site_on.client("kari").get("/comments/categories.csv")
    lines = [line.split(",") for line in answer.text.lstrip("\ufeff").splitlines()]
    slow = [line for line in lines if line[1] == "slow"]
    assert [line[5:7] for line in slow if line[3] == "All"] == [["34", "34"]]
    assert len(slow) == 5 and all('"hidden: too few' in line[5] for line in slow if line[3] != "All")


def test_a_few_comments_stand_for_many(site_on: Site, sorted_out: int) -> None:
    said = re.findall(r'<p class="said"[^>]*>(.*?)</p>', site_on.client("kari").get(SLOW).text)
    assert said and said == re.findall(r'<p class="said"[^>]*>(.*?)</p>', site_on.client("kari").get(SLOW).text)


def test_staff_of_a_unit_read_comments_of_their_own_alone(site_on: Site) -> None:
    model, id = a_scheme(site_on.db), a_collection(site_on.db)
    other = a_unit(site_on.db, "1101", "Eigersund")
    shelved(site_on.db, [f"Purka kom {n} veker seint" for n in range(20)], id, seed=3, model=model, unit_id=other)
    shelved(site_on.db, [f"Bossdunken sto {n} uker" for n in range(6)], id, seed=4, model=model, unit_id=site_on.unit)
    assert "Purka" in site_on.client("kari").get(SLOW).text
    own = site_on.client("odd").get(SLOW).text
    assert (
        "Bossdunken" in own and "Purka" not in own and "Purka" not in site_on.client("odd").get("/comments/report").text
    )


def test_staff_of_a_unit_see_the_totals_and_their_own(site_on: Site, sorted_out: int) -> None:
    odd = site_on.client("odd")
    assert "That is 34 of 34." in odd.get(SLOW).text and "Eigersund" not in odd.get(SLOW).text
    assert odd.get(f"{SLOW}?unit={sorted_out}").status_code == 404
    assert "Eigersund" not in odd.get("/comments/categories.csv").text
    assert site_on.client("sam").get(SLOW).status_code == 403


@pytest.mark.parametrize("path", [f"{PAGE}?source=round:7", f"{PAGE}/reasons/x", f"{PAGE}/x/slow", f"{PAGE}?unit=x"])
def test_what_is_not_there_is_not_found(site: Site, path: str) -> None:
    a_scheme(site.db)
    assert site.client("kari").get(path).status_code == 404 or path.endswith("unit=x")


def test_an_empty_house_says_what_counts_when(site: Site) -> None:
    kari = site.client("kari")
    assert "There is no category scheme in use yet." in kari.get(PAGE).text
    a_scheme(site.db)
    assert "There is nothing to count yet." in kari.get(PAGE).text
    assert "There is nothing to count yet." in kari.get(SLOW).text


def test_the_reports_first_line_says_what_people_complain_most_about(site_on: Site, sorted_out: int) -> None:
    page = site_on.client("kari").get("/comments/report").text
    lead = re.search(r'<p class="lead">(.*?)</p>', page, re.S)
    assert lead and "People complain most about: Took too long." in lead[1] and "100%" in lead[1]
    assert page.count("<blockquote") == 1


def test_programs_get_tags_and_figures_by_the_same_thresholds(site_on: Site, sorted_out: int) -> None:
    kari, odd = site_on.client("kari"), site_on.client("odd")
    found = kari.get("/api/comments").json()
    assert found["number"] == 34 and len(found["comments"]) == 34
    assert {"axis": "reasons", "code": "slow", "p": 0.74} in found["comments"][0]["tags"]
    few = kari.get(f"/api/comments?unit={sorted_out}").json()
    assert few["few"] and few["comments"] == [] and few["number"] is None
    axes = {one["axis"]: one["categories"] for one in kari.get("/api/comments/categories").json()["axes"]}
    slow = next(one for one in axes["reasons"] if one["code"] == "slow")
    assert slow["number"] == 34 and slow["by"]["channel"]["email"]["number"] is None
    own = odd.get("/api/comments/categories").json()["axes"][1]["categories"][0]
    assert str(sorted_out) not in own["by"]["unit"]


def test_a_comment_cannot_make_a_spreadsheet_calculate(site: Site) -> None:
    model, id = a_scheme(site.db), a_collection(site.db)
    shelved(site.db, [f"=1+{n}" for n in range(5)], id, model=model)
    lines = site.client("kari").get("/comments/comments.csv").text.splitlines()
    assert len(lines) == 6 and all(line.startswith("'=1+") and "slow" in line for line in lines[1:])


def test_the_page_of_a_wave_that_is_over_leads_to_what_its_testers_wrote(site_on: Site) -> None:
    kari, model, wave_id = site_on.client("kari"), a_scheme(site_on.db), a_wave(site_on.db, status="closed")
    link = f"{PAGE}?source=wave%3A{wave_id}"
    assert link not in kari.get(f"/waves/{wave_id}").text
    texts = [f"Svar kom etter {n} dager, uten svar på spørsmål to" for n in range(12)]
    shelved(site_on.db, texts, None, model=model, wave_id=wave_id, unit_id=site_on.unit, channel="email")
    assert link in kari.get(f"/waves/{wave_id}").text
    assert "12" in kari.get(link).text and "Vår 2026" in kari.get(link).text


def test_a_report_is_in_the_order_of_its_figures_and_leaves_out_what_is_no_complaint() -> None:
    known = {"slow": (40, 36), "praise": (90, 9), "conduct": (55, 50), "rare": (8, 3)}
    found = [a_line(code, number) for code, (number, _) in sorted(known.items(), key=lambda one: -one[1][0])]
    told = complaining(found, {code: complaints for code, (_, complaints) in known.items()})
    assert [one.code for one in told] == ["conduct", "slow"]
    assert complaining(found, {}) == found


def a_line(code: str, number: int) -> Line:
    return Line(axis="reasons", code=code, name=code, share=Share(number, 200))


def test_figures_that_were_kept_give_way_to_what_has_come_and_was_tagged_since(site_on: Site, sorted_out: int) -> None:
    kari = site_on.client("kari")
    assert "100% of the comments have a category" in kari.get(PAGE).text
    with site_on.db.read() as connection:
        model = taggers.of_scheme(connection, 1)[0].id
    more = shelved(site_on.db, [f"Ventet {n} dager" for n in range(34)], 1, seed=3, unit_id=site_on.unit)
    assert "50% of the comments have a category" in kari.get(PAGE).text
    suggested = {id: Suggested(language="nb", told=TOLD) for id in more}
    site_on.db.write(tags.suggest, 1, model, suggested, rules(bank.codebook("municipal")))
    assert "100% of the comments have a category" in kari.get(PAGE).text
