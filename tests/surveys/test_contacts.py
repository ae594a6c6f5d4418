"""A coordinator sends a table of contacts, looks at it, takes it in; a program does the same in one go."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from survey.contact import Fate
from survey.invitation import Standing
from survey.round import Cell, RoundStatus
from survey.steps import rounds as steps
from survey.steps.grant_access import grant
from survey.store import audits, rounds
from tests.conftest import NOW
from tests.surveys.conftest import HOME, TODAY, a_round
from tests.surveys.played import invited
from tests.web.conftest import Site

Client = TestClient  # type: ignore[type-arg]
TABLE = (
    b"Kanal;Tidspunkt;E-post;Mobil;Saksbehandler\n"
    b"e-post;2026-03-02 14:10;kari@hjemme.test;;Odd\n"
    b"telefon;2026-03-02 09:10;;912 34 567;Odd\n"
    b"telefon;2026-03-02 10:10;;;Odd\n"
    b"brevdue;2026-03-02 10:10;;;Odd\n"
    b"e-post;2026-03-02 11:10;ola(at)hjemme.test;;Odd\n"
    b"skranke;2026-03-02 11:10;;;Odd\n"
)
KEPT = re.compile(r'name="kept" value="([^"]+)"')


@pytest.fixture
def round_id(site: Site) -> int:
    return a_round(site, starts_on=TODAY.replace(day=1))


def sent(site: Site, client: Client, round_id: int, data: bytes = TABLE) -> Any:
    form = {"csrf": site.csrf(client)}
    return client.post(f"{HOME}/{round_id}/contacts", data=form, files={"file": ("henvendelser.csv", data)})


def taken(site: Site, client: Client, round_id: int, page: str) -> Any:
    (kept,) = KEPT.findall(page)
    form = {"csrf": site.csrf(client), "kept": kept}
    return client.post(f"{HOME}/{round_id}/contacts/take", data=form, files={"none": b""})


def counts(site: Site, round_id: int) -> dict[tuple[Cell, Fate], int]:
    with site.db.read() as connection:
        return rounds.contact_counts(connection, round_id)


def test_a_table_is_looked_at_before_it_is_taken_in_and_then_counted(site: Site, round_id: int) -> None:
    kari = site.client("kari")
    look = sent(site, kari, round_id)
    assert look.status_code == 200
    shown = " ".join(look.text.split())
    assert "3 new contacts; 1 person would be invited. 2 rows have faults" in shown
    for words in ("Row 5, Kanal: brevdue", "Row 6, E-post", "Counter: 1", "Saksbehandler", "k…@hjemme.test"):
        assert words in shown
    assert "kari@hjemme" not in look.text
    assert "ola(at)" not in look.text
    assert counts(site, round_id) == {}
    done = taken(site, kari, round_id, look.text)
    assert (done.status_code, done.headers["location"]) == (303, f"{HOME}/{round_id}/contacts")
    there = kari.get(f"{HOME}/{round_id}/contacts").text
    assert "Taken in: 3 new contacts, of which 1 are invited. 0 had come in before." in there
    assert "Contacts have come in." in there
    assert "person is invited." not in there
    assert "no usable address" not in there
    assert "kari@" not in there
    with site.db.read() as connection:
        (entry,) = audits.latest(connection, action="round.contacts")
    assert (entry.person_id, entry.detail) == (site.people["kari"], "from=upload new=3 before=0 faults=2")
    email, phone = Cell(site.unit, "email"), Cell(site.unit, "phone")
    assert counts(site, round_id) == {(email, Fate.DRAWN): 1, (phone, Fate.NO_ADDRESS): 2}


def test_a_double_click_and_a_second_upload_take_nothing_in_twice(site: Site, round_id: int) -> None:
    kari = site.client("kari")
    look = sent(site, kari, round_id).text
    for _ in range(2):
        assert taken(site, kari, round_id, look).status_code == 303
    assert sum(counts(site, round_id).values()) == 3
    again = sent(site, kari, round_id).text
    assert "0 new contacts; 0 people would be invited." in " ".join(again.split())


def test_the_sealed_file_is_good_for_its_sender_its_survey_and_its_day(site: Site, round_id: int) -> None:
    kari = site.client("kari")
    other = a_round(site, starts_on=TODAY.replace(day=1))
    look = sent(site, kari, round_id).text
    assert taken(site, kari, other, look).status_code == 409
    assert taken(site, site.client("ada"), round_id, look).status_code == 409
    tampered = KEPT.sub('name="kept" value="AAAA"', look)
    assert taken(site, kari, round_id, tampered).status_code == 409
    site.now = NOW.replace(hour=22)
    assert taken(site, kari, round_id, look).status_code == 409
    assert counts(site, round_id) == {}


def test_a_large_file_comes_through(site: Site, round_id: int) -> None:
    kari = site.client("kari")
    rows = (f"e-post;2026-03-02 14:10;p{n}@hjemme.test;;{os.urandom(1900).hex()}\n" for n in range(500))
    look = sent(site, kari, round_id, b"Kanal;Tidspunkt;E-post;Mobil;X\n" + "".join(rows).encode())
    assert "500 new contacts" in " ".join(look.text.split())
    assert taken(site, kari, round_id, look.text).status_code == 303


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"PK\x03\x04 no workbook", b"\xd0\xcf\x11\xe0", b"x" * 9_000_000])
def test_a_file_that_is_no_table_of_contacts_is_told(site: Site, round_id: int, data: bytes) -> None:
    answer = sent(site, site.client("kari"), round_id, data)
    assert answer.status_code in (413, 422)
    assert 'role="alert"' in answer.text


def test_contacts_of_a_closed_survey_are_refused(site: Site, round_id: int) -> None:
    kari = site.client("kari")
    look = sent(site, kari, round_id).text
    steps.close(site.db, NOW, round_id)
    assert sent(site, kari, round_id).status_code == 409
    assert taken(site, kari, round_id, look).status_code == 409
    page = kari.get(f"{HOME}/{round_id}/contacts").text
    assert "not open" in page
    assert 'type="file"' not in page


def test_nothing_of_a_file_is_left_in_the_database(site: Site, round_id: int) -> None:
    kari = site.client("kari")
    taken(site, kari, round_id, sent(site, kari, round_id).text)
    site.db.close()
    files = [path.read_bytes() for path in Path(site.settings.data).rglob("*") if path.is_file()]
    assert files
    assert not any(word in data for data in files for word in (b"kari@hjemme", b"12345678", b"4791234567"))


@pytest.fixture
def program(site: Site) -> Callable[[str], Client]:
    def made(short: str) -> Client:
        granted = grant(site.db, site.now, person_id=site.people[short], name="sentralbord", days=30)
        client: Client = TestClient(site.app, raise_server_exceptions=False, base_url="http://testserver.local")
        client.headers["authorization"] = f"Bearer {granted.token}"
        client.headers["accept-language"] = "en"
        return client

    return made


LIST = [
    {"channel": "email", "time": "2026-03-02T14:10:00+01:00", "email": "kari@hjemme.test"},
    {"channel": "email", "time": "2026-03-02T14:10:00+01:00", "email": "kari at hjemme"},
    {"channel": "desk", "time": "2026-03-02T14:10:00+01:00"},
]


def test_a_program_sends_contacts_as_often_as_it_likes(site: Site, round_id: int, program: Any) -> None:
    client = program("kari")
    first = client.post(f"/api/surveys/{round_id}/contacts?feed=sentralbord", json=LIST)
    assert (first.status_code, first.json()) == (
        200,
        {
            "new": 1,
            "before": 0,
            "elsewhere": {"desk": 1},
            "ignored": [],
            "faults": [
                {"row": 2, "column": "email", "message": "This has to be one e-mail address, such as kari@example.no"}
            ],
        },
    )
    again = client.post(f"/api/surveys/{round_id}/contacts?feed=sentralbord", json={"contacts": LIST}).json()
    assert (again["new"], again["before"]) == (0, 1)
    as_file = client.post(
        f"/api/surveys/{round_id}/contacts", content=TABLE, headers={"content-type": "text/csv"}
    ).json()
    assert (as_file["new"], as_file["before"], [one["row"] for one in as_file["faults"]]) == (2, 1, [5, 6])
    with site.db.read() as connection:
        assert [(one.name, one.rows) for one in rounds.feeds(connection, round_id)] == [
            ("api", 2),
            ("api:sentralbord", 1),
        ]


@pytest.mark.parametrize("body", ["[", '"x"', "{}", '{"contacts": 1}', "[" * 100_000, "[[]]", "[null, 1, true]", "[]"])
def test_a_program_is_told_what_is_wrong_with_its_body(round_id: int, program: Any, body: str) -> None:
    answer = program("kari").post(
        f"/api/surveys/{round_id}/contacts", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["faults"]


def test_only_coordinators_programs_get_in_and_only_while_the_survey_asks(
    site: Site, round_id: int, program: Any
) -> None:
    path = f"/api/surveys/{round_id}/contacts"
    assert program("odd").post(path, json=LIST).status_code == 403
    assert site.client("odd").get(f"{HOME}/{round_id}/contacts").status_code == 403
    assert program("kari").post("/api/surveys/987/contacts", json=LIST).status_code == 404
    assert program("kari").post(f"{path}?feed=%3Cb%3E", json=LIST).status_code == 422
    steps.close(site.db, NOW, round_id)
    assert program("kari").post(path, json=LIST).status_code == 409
    assert steps.known(site.db, round_id).status is RoundStatus.CLOSED


def test_messages_that_are_too_few_to_be_counted_have_left_all_the_same(site: Site, round_id: int) -> None:
    few = {(Standing.DONE, 1): 3}
    invited(site.db, round_id, Cell(site.unit, "email"), few)
    page = site.client("kari").get(f"{HOME}/{round_id}").text
    assert "nothing has been sent" not in page
