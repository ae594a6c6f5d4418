"""A file of comments is looked at, taken in once, and taken back as a whole."""

import re
from typing import Any

import pytest

from survey.comment import Wanted
from survey.store import collections, comments
from tests.comments.conftest import a_scheme
from tests.web.conftest import Site

PAGE = "/comments/import"
TABLE = (
    "kommentar;kommune;kanal;dato;reasons\n"
    "Ring meg på 91234567, søpla står her ennå;Larvik;telefon;2026-02-03;slow\n"
    "Takk for hjelpen;Larvik;e-post;2026-02;\n"
    "Ble satt over fire ganger;Larvik;brevdue;2026-02;\n"
    ";Larvik;telefon;2026-02;\n"
).encode()


@pytest.fixture
def kari(site_on: Site) -> Any:
    a_scheme(site_on.db)
    return site_on.client("kari")


def sent(site: Site, client: Any, data: bytes = TABLE) -> Any:
    files = {"file": ("synspunkter.csv", data, "text/csv")}
    return client.post(PAGE, data={"csrf": site.csrf(client)}, files=files)


def taken(site: Site, client: Any, looked: str, **fields: str) -> Any:
    kept = re.search(r'name="kept" value="([^"]*)"', looked)
    assert kept
    form = {"csrf": site.csrf(client), "kept": kept[1], "title": "Høsten", **fields}
    return client.post(f"{PAGE}/take", data=form)


def number(site: Site) -> int:
    with site.db.read() as connection:
        return comments.number(connection, 1, Wanted())


def test_a_file_is_looked_at_taken_in_and_taken_back(site_on: Site, kari: Any) -> None:
    looked = sent(site_on, kari).text
    assert "2 new comments. 1 row has a fault and is left out." in looked and "brevdue" in looked
    assert "91234567" not in looked and "Took too long" in looked and 'value="synspunkter"' in looked
    assert number(site_on) == 0
    assert taken(site_on, kari, looked).headers["location"] == PAGE
    assert number(site_on) == 2 and "Høsten" in kari.get(PAGE).text
    assert "0 new comments. " in sent(site_on, kari).text and "“Høsten”" in sent(site_on, kari).text
    with site_on.db.read() as connection:
        (only,) = collections.every(connection)
    kari.post(f"{PAGE}/{only.id}/drop", data={"csrf": site_on.csrf(kari)})
    assert number(site_on) == 0 and "Høsten" not in kari.get(PAGE).text


def test_a_fault_of_a_hundred_rows_is_told_once_with_the_first_of_them(site_on: Site, kari: Any) -> None:
    rows = "".join(f"Ingen svarte, {n}. gang;Atlantis\n" for n in range(100))
    looked = sent(site_on, kari, f"kommentar;kommune\n{rows}Takk;Atlantic\n".encode()).text
    assert looked.count("Atlantis") == 1 and "101 rows have faults" in looked
    assert "100 rows" in looked and "2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 90 more" in " ".join(looked.split())
    assert "Row 102, kommune: Atlantic" in looked


def test_a_file_without_a_name_or_with_an_odd_day_is_asked_about_again(site_on: Site, kari: Any) -> None:
    looked = sent(site_on, kari).text
    for field in ({"title": " "}, {"keep_until": "someday"}):
        answer = taken(site_on, kari, looked, **field)
        assert answer.status_code == 422 and 'name="kept"' in answer.text
    assert taken(site_on, kari, answer.text, keep_until="2030-01-01").status_code == 303 and number(site_on) == 2


def test_a_preview_of_somebody_else_takes_nothing_in(site_on: Site, kari: Any) -> None:
    looked = sent(site_on, kari).text
    assert taken(site_on, site_on.client("ada"), looked).status_code == 409
    assert sent(site_on, site_on.client("odd")).status_code == 403 and number(site_on) == 0


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2\n", b"PK\x03\x04 no workbook", b"kommentar\n" + b"x" * 9_000_000])
def test_a_file_that_is_no_table_of_comments_is_told(site: Site, data: bytes) -> None:
    a_scheme(site.db)
    answer = sent(site, site.client("kari"), data)
    assert answer.status_code in (413, 422) and 'role="alert"' in answer.text
