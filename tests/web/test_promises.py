"""Units' promises are written down by those who answer for them, and held against the next wave."""

import pytest
import sqlalchemy as sa

from survey.steps import report
from survey.store import audits, guarantees, reports
from survey.store.schema.inquiries import inquiry
from tests.conftest import NOW
from tests.web.conftest import Site
from tests.web.test_ranking import a_wave

LARVIK = {"code": "mail_hours", "within": "24", "valid_from": "2026-01-01", "valid_to": ""}


def send(site: Site, who: str, path: str = "", **fields: str) -> tuple[int, str]:
    client = site.client(who)
    answer = client.post(f"/units/{site.unit}/promises{path}", data={"csrf": site.csrf(client), **fields})
    return answer.status_code, answer.text


def kept(site: Site) -> list[tuple[str, float, str | None]]:
    with site.db.read() as connection:
        return [
            (one.code, one.within, one.valid_to and one.valid_to.isoformat())
            for one in guarantees.of_unit(connection, site.unit)
        ]


def test_a_promise_is_written_down_once_ended_and_taken_back(site: Site) -> None:
    assert [send(site, "odd", **LARVIK)[0] for _ in range(2)] == [303, 303]
    assert kept(site) == [("mail_hours", 24.0, None)]
    assert "E-mail answered within 24 hours" in site.client("odd").get(f"/units/{site.unit}/promises").text
    assert send(site, "kari", "/1/end", last="2026-06-30")[0] == 303
    assert kept(site) == [("mail_hours", 24.0, "2026-06-30")]
    assert send(site, "odd", "/1/remove")[0] == 303
    assert kept(site) == []
    with site.db.read() as connection:
        told = {one.action for one in audits.latest(connection)}
    assert {"promise.add", "promise.end", "promise.remove"} <= told


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"within": "0"}, "within"),
        ({"within": "nan"}, "within"),
        ({"within": "x"}, "within"),
        ({"within": "1.5", "code": "mail_days"}, "within"),
        ({"code": "soon"}, "code"),
        ({"valid_to": "2025-12-31"}, "valid_to"),
        ({"valid_from": ""}, "valid_from"),
    ],
)
def test_what_cannot_be_a_promise_is_told_and_kept_in_the_form(site: Site, changed: dict[str, str], where: str) -> None:
    status, text = send(site, "odd", **{**LARVIK, **changed})
    assert status == 422
    assert f'href="#field-{where}"' in text
    assert kept(site) == []


def test_others_have_no_part_in_it(site: Site) -> None:
    other = site.unit + 1
    odd = site.client("odd")
    assert odd.get(f"/units/{other}/promises").status_code == 403
    assert odd.post(f"/units/{other}/promises", data={"csrf": site.csrf(odd), **LARVIK}).status_code == 403
    assert send(site, "sam", **LARVIK)[0] == 403
    assert site.client("kari").get("/units/77/promises").status_code == 404
    assert send(site, "kari", "/77/remove")[0] == 404


def test_the_report_holds_promises_against_the_test(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    mails = sa.and_(inquiry.c.unit_id == site.unit, inquiry.c.channel == "email")
    site.db.write(lambda c: c.execute(inquiry.update().where(mails).values(started_at=NOW, answered_at=NOW)))
    send(site, "odd", **LARVIK)
    assert report.report(site.db, NOW, wave_id)
    with site.db.read() as connection:
        found = reports.of_unit(connection, wave_id, site.unit)
    assert found is not None
    assert [(one.code, one.kept + one.broken) for one in found.promises] == [("mail_hours:24", 3)]
    assert "Promises kept and broken" in site.client("odd").get(f"/rankings/{wave_id}/3909/report").text
