"""Programs: their access, and that what they send in is stored and refused as it is from the page."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from instruments.document import to_toml
from instruments.instrument import Instrument, Item, Kind
from survey.steps.grant_access import grant
from survey.store import accesses, grades
from tests.conftest import NOW
from tests.tester.cast import EVA, KARI, MAIL, SAM
from tests.tester.conftest import Desk
from tests.tester.test_pages import form_of

Client = TestClient  # type: ignore[type-arg]
TOKEN = "program-token-1"
CLOCK = Instrument(
    id="clock",
    version=1,
    title={"en": "Clock"},
    items=(
        Item(name="at", kind=Kind.CALCULATE, calculation="now()"),
        Item(
            name="hours",
            kind=Kind.CALCULATE,
            calculation="round(24 * (decimal-date-time('2026-03-02T21:00:00Z') - decimal-date-time(now())), 3)",
        ),
        Item(name="on", kind=Kind.DATE, label={"en": "On what day?"}, constraint=". <= today()"),
    ),
)


def answers(program: Client) -> dict[str, str]:
    """The first choice of every item of the form that the task is graded with."""
    form = program.get(f"/api/tasks/{MAIL}").json()["instrument"]
    items = program.get(f"/api/instruments/{form}").json()["items"]
    return {item["name"]: item["choices"][0]["value"] for item in items if item.get("choices")}


def client(desk: Desk, person: int = SAM, *, days: int = 30) -> Client:
    granted = grant(desk.db, desk.now, person_id=person, name="cron", days=days)
    made: Client = TestClient(desk.app(), base_url="http://testserver.local")
    made.headers["authorization"] = f"Bearer {granted.token}"
    return made


@pytest.fixture
def program(desk: Desk) -> Client:
    return client(desk)


def stored(desk: Desk, id: int) -> Any:
    with desk.db.read() as connection:
        return grades.standing(connection, id)


def test_a_stranger_is_asked_to_sign_in_as_json(desk: Desk) -> None:
    for headers in ({}, {"authorization": "Bearer medlytt_no"}, {"authorization": "Basic abc"}):
        answer = TestClient(desk.app()).get("/api/tasks", headers=headers)
        assert (answer.status_code, answer.json()["status"]) == (401, 401)


def test_an_access_is_shown_once_and_only_its_digest_is_kept(desk: Desk, sam: Client) -> None:
    csrf = form_of(sam.get("/me").text, "/me/access")
    page = sam.post("/me/access", data={**csrf, "name": "Nightly", "days": "30"})
    token = re.search(r"medlytt_[\w-]{43}", page.text)
    assert token
    assert "Nightly" in sam.get("/me").text
    assert token[0] not in sam.get("/me").text
    answer = TestClient(desk.app()).get("/api/tasks", headers={"authorization": f"Bearer {token[0]}"})
    assert answer.status_code == 200
    with desk.db.read() as connection:
        kept = connection.exec_driver_sql("select token_sha256 from access").scalars().all()
    assert token[0] not in kept


def test_an_access_without_a_name_is_refused_and_nothing_typed_is_lost(sam: Client) -> None:
    csrf = form_of(sam.get("/me").text, "/me/access")
    page = sam.post("/me/access", data={**csrf, "name": " ", "days": "365"})
    assert page.status_code == 422
    assert "Say which program it is for." in page.text
    assert '<option value="365" selected>' in page.text


def test_an_access_ends_when_its_person_says_so(desk: Desk, sam: Client, program: Client) -> None:
    assert program.get("/api/tasks").status_code == 200
    (access,) = desk.db.write(accesses.of_person, SAM)
    assert access.used_on == desk.now.date()
    csrf = form_of(sam.get("/me").text, f"/me/access/{access.id}/end")
    assert sam.post(f"/me/access/{access.id}/end", data=csrf).status_code == 303
    assert program.get("/api/tasks").status_code == 401


def test_nobody_ends_the_access_of_another(desk: Desk, sam: Client) -> None:
    granted = grant(desk.db, desk.now, person_id=EVA, name="hers", days=30)
    csrf = form_of(sam.get("/me").text, "/me/access")
    assert sam.post(f"/me/access/{granted.access.id}/end", data=csrf).status_code == 404


def test_an_access_ends_on_its_day(desk: Desk, program: Client) -> None:
    desk.ahead = timedelta(days=31)
    assert program.get("/api/tasks").status_code == 401


def test_an_access_is_good_for_the_api_alone(program: Client) -> None:
    assert program.get("/today").status_code == 401


def test_a_cookie_alone_changes_nothing_through_the_api(sam: Client) -> None:
    answer = sam.post(f"/api/tasks/{MAIL}/grade", json={"token": TOKEN, "answers": {}})
    assert answer.status_code == 403


def test_a_grade_sent_twice_is_one_grade(desk: Desk, program: Client) -> None:
    body = {"token": TOKEN, "answers": answers(program)}
    first = program.post(f"/api/tasks/{MAIL}/grade", json=body)
    again = program.post(f"/api/tasks/{MAIL}/grade", json=body)
    assert (first.status_code, again.status_code) == (200, 200), first.text
    assert first.json() == again.json() == program.get(f"/api/tasks/{MAIL}/grade").json()
    assert stored(desk, MAIL).answers == first.json()["answers"]
    assert stored(desk, MAIL).answers.items() <= answers(program).items()
    other = program.post(f"/api/tasks/{MAIL}/grade", json=body | {"token": "program-token-2"})
    assert other.status_code == 409


def test_what_is_missing_is_told_by_its_item(program: Client) -> None:
    answer = program.post(f"/api/tasks/{MAIL}/grade", json={"token": TOKEN, "answers": {"answered": "perhaps"}})
    assert answer.status_code == 422
    assert {fault["where"] for fault in answer.json()["faults"]} >= {"answered"}


@pytest.mark.parametrize(
    ("body", "where"),
    [(b"{", "body"), (b"[]", "body"), (b'{"token": 3}', "token"), (b'{"token": "12345678", "anwsers": {}}', "body")],
)
def test_a_body_that_does_not_fit_is_told_where(program: Client, body: bytes, where: str) -> None:
    answer = program.post(f"/api/tasks/{MAIL}/grade", content=body)
    assert (answer.status_code, answer.json()["faults"][0]["where"]) == (422, where)


def test_the_task_of_another_is_not_seen(desk: Desk) -> None:
    stranger = client(desk, EVA)
    assert stranger.get(f"/api/tasks/{MAIL}").status_code == 403
    assert stranger.post(f"/api/tasks/{MAIL}/grade", json={"token": TOKEN, "answers": {}}).status_code == 403


def test_points_are_for_those_who_may_see_them(desk: Desk, program: Client) -> None:
    assert '"points":' not in program.get("/api/instruments/grade-email-2016").text
    said = {"answers": {"understood": "yes"}}
    assert "score" not in program.post("/api/instruments/post-contact-email/check", json=said).json()
    kari = client(desk, KARI)
    assert '"points"' in kari.get("/api/instruments/grade-email-2016").text
    assert kari.post("/api/instruments/grade-email-2016/check", json=said).json()["score"]["items"]


def test_what_a_program_checks_is_checked_as_on_a_page(program: Client) -> None:
    names = [one["id"] for one in program.get("/api/instruments").json()]
    assert "short-survey" in names
    found = program.post("/api/instruments/kiosk/check", json={"answers": {"nothing_of_this_name": 1}}).json()
    assert [one["kind"] for one in found["problems"] if one["item"] == "nothing_of_this_name"] == ["unknown"]
    told = program.post("/api/instruments/kiosk/check?lang=nn", json={"answers": {"nothing_of_this_name": 1}}).json()
    assert "Skjemaet har ikkje noko slikt spørsmål" in [one["message"] for one in told["problems"]]
    assert program.get("/api/instruments/no-such-form").status_code == 404


def test_a_moment_without_a_zone_is_taken_for_utc_and_one_that_is_none_is_refused(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "bank" / "instruments"
    folder.mkdir(parents=True)
    (folder / "clock.toml").write_text(to_toml(CLOCK))
    desk.settings = msgspec.structs.replace(desk.settings, bank=str(tmp_path / "bank"))
    program = client(desk)

    def checked(now: Any) -> Any:
        return program.post("/api/instruments/clock/check", json={"answers": {}, "now": now})

    for written in ("2026-03-02T09:00:00", "2026-03-02T09:00:00Z"):
        assert checked(written).json()["values"] == {"at": "2026-03-02T09:00:00.000+00:00", "hours": 12}
    assert checked("2026-03-02T09:00:00+14:00").json()["values"]["hours"] == 26
    assert checked(None).json()["values"]["at"].startswith(f"{NOW:%Y-%m-%d}")
    for extreme in ("0001-01-01T00:00:00", "9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00"):
        assert checked(extreme).status_code == 200
    for wrong in ("", "noon", "2026-03-02", 5, "2026-02-30T09:00:00"):
        answer = checked(wrong)
        assert (answer.status_code, answer.json()["faults"][0]["where"]) == (422, "now")


def test_a_program_is_told_in_the_language_it_asks_for(program: Client) -> None:
    titles = {
        language: program.get("/api/instruments/no-such-form", headers={"accept-language": language}).json()["title"]
        for language in ("nn", "sv")
    }
    assert titles == {"nn": "Dette skjemaet finst ikkje.", "sv": "Det här formuläret finns inte."}
