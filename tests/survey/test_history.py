"""What is read from the published results of earlier tests, and what is not read into them."""

import csv

import pytest

from survey import history, shipped
from survey.history import Place


@pytest.mark.parametrize(
    ("worded", "meant"),
    [
        ("", Place()),
        ("428", Place(national=428)),
        ("14 (1 Sør-Trøndelag)", Place(national=14, local=1, county="Sør-Trøndelag")),
        ("69 (9 of 48 Trøndelag)", Place(national=69, local=9, of=48, county="Trøndelag")),
        ("77 (8 in fylke)", Place(national=77, local=8)),
        ("10 (of 25 Sør-Trøndelag)", Place(local=10, of=25, county="Sør-Trøndelag")),
        ("3 (Aust-Agder)", Place(local=3, county="Aust-Agder")),
        ("(2 Sør-Trøndelag)", Place(local=2, county="Sør-Trøndelag")),
        ("6 (Sør-Trøndelag; as worded in source)", Place(local=6, county="Sør-Trøndelag")),
        ("(last in Nordland; 7 municipalities below)", Place(last=True, county="Nordland")),
        ("Meget bra", Place(band="Meget bra")),
        ("best ever", Place()),
    ],
)
def test_a_place_is_read_as_its_page_means_it(worded: str, meant: Place) -> None:
    assert history.place(worded) == meant


def test_every_published_result_has_its_page() -> None:
    found = shipped.earlier_results()
    assert sum(max(len(one.parts), 1) for one in found) == 147
    assert all(source.startswith("http") for one in found for source in one.sources)
    eigersund = next(one for one in found if (one.year, one.municipality) == ("2016", "Eigersund"))
    assert (eigersund.total, dict(eigersund.parts)["helse"]) == (53.4, 75)


def test_a_municipality_that_stayed_has_its_own_name_today_and_a_merged_one_has_not_been_mistaken() -> None:
    names = {row["number"]: row["name"] for row in csv.DictReader(shipped.municipalities().decode().splitlines())}
    known = shipped.earlier_municipalities()
    assert {one.municipality for one in shipped.earlier_results() if not one.mean_of} == set(known)
    for name, today in known.items():
        assert today.number in names, name
        assert not today.same or names[today.number] == name.partition(" (")[0]
    assert names[known["Os"].number] == "Bjørnafjorden"  # the Os near Bergen, not the one in Innlandet
    found = shipped.earlier_results()
    assert {one.municipality for one in history.of_number(found, known, "4626")} == {"Fjell", "Øygarden"}


def test_swedish_figures_that_share_a_page_lead_to_it() -> None:
    found = shipped.swedish_figures()
    assert len(found) == 46
    assert all(one.source.startswith("http") for one in found)
    assert {one.remark for one in found if one.metric == "theme_service"} == {"multi-label"}
