"""What earlier tests found can be read by everybody, each figure with its page, never as one line."""

import re

import pytest

from tests.web.conftest import Site


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
@pytest.mark.parametrize("path", ["/history", "/history/sweden", "/history?unit=5022"])
def test_everybody_reads_earlier_results(site: Site, path: str, language: str) -> None:
    answer = site.client().get(path, params={"lang": language})
    assert answer.status_code == 200


def test_every_row_leads_to_the_page_that_tells_it(site: Site) -> None:
    html = site.client().get("/history", params={"lang": "en"}).text
    section = html.partition('id="test-2016"')[2].partition('id="test-2005-2016"')[0]
    assert "Fedje" in section
    rows = re.findall(r'<th scope="row">(.*?)</th>', section)
    assert rows
    assert all('href="http' in row for row in rows)


def test_a_reader_who_comes_from_a_unit_finds_its_results_first(site: Site) -> None:
    html = site.client().get("/history", params={"lang": "en", "unit": "4647"}).text
    assert "Førde (number 4647 today)" in html
    assert "Before it was merged with others" in html
    assert "today)" not in site.client().get("/history", params={"lang": "en", "unit": "0000"}).text


def test_between_two_tests_the_picture_is_blank(site: Site) -> None:
    html = site.client().get("/history", params={"lang": "en"}).text
    picture = html.partition('id="apart"')[2].partition("</svg>")[0]
    spans = [(float(a), float(b)) for a, b in re.findall(r'x1="([\d.]+)%" x2="([\d.]+)%"', picture)]
    starts = sorted({a for a, _ in spans})
    assert len(starts) == 5
    assert all(end < start for end, start in zip(sorted({b for _, b in spans}), starts[1:], strict=False))
    assert "<path" not in picture


def test_a_unit_with_earlier_results_has_a_way_to_them(site: Site) -> None:
    assert "/history" in site.client().get("/rankings").text
