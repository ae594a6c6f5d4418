"""A coordinator's pages: what needs a person is in front, and every decision is recorded once."""

from email.message import EmailMessage

import msgspec
import pytest

from survey.mail import Head
from survey.store.schema.inquiries import dispatch, inquiry
from survey.store.schema.mails import mail, reply
from survey.store.schema.people import audit, role
from survey.store.schema.units import address, unit
from survey.store.schema.waves import wave
from survey.vault import Vault, key_at
from tests import scene
from tests.conftest import NOW
from tests.web.conftest import Site

TEXT = "Ja.\n\nMvh\nOla Nordmann"
SENDER = "ola.nordmann@larvik.kommune.test"


def a_mail(site: Site, *, status: str = "held", text: str = TEXT, guesses: list[int] | None = None) -> int:
    vault = Vault(key_at(site.settings.key_path))
    head = Head(sender_name="Ola Nordmann", sender=SENDER, subject="SV: Lånekort", text=text)
    return scene.add(
        site.db, mail, key=f"smtp:{status}{len(text)}", source="smtp", recipients=[], received_at=NOW, arrived_at=NOW,
        raw=vault.seal(EmailMessage().as_bytes()), head=vault.seal(msgspec.json.encode(head)), damage=[],
        status=status, kind="full", human=True, size=10,
        guesses=[{"inquiry": id, "score": 0.5} for id in guesses or []],
    )  # fmt: skip


def post(site: Site, path: str, **form: object) -> object:
    kari = site.client("kari")
    return kari.post(path, data={**form, "csrf": site.csrf(kari)})


def test_the_page_of_a_wave_says_first_what_needs_a_person(site: Site) -> None:
    id = scene.a_wave(site.db)
    scene.a_mail_inquiry(site.db, id, site.unit, status="doubtful", note="bounce")
    text = site.client("kari").get(f"/waves/{id}").text
    assert "1 mail needs your decision." in text
    assert "Stop all sending" in text


@pytest.mark.parametrize("path", ["/waves", "/post", "/waves/1", "/inquiries/1", "/waves/1/work"])
def test_only_coordinators_see_these_pages(site: Site, path: str) -> None:
    scene.a_mail_inquiry(site.db, scene.a_wave(site.db), site.unit)
    for short in ("sam", "odd"):
        assert site.client(short).get(path).status_code == 403
    assert site.client().get(path).status_code in (303, 401)
    assert site.client("kari").get(path).status_code == 200


def test_nobody_approves_a_wave_they_planned_themselves(site: Site) -> None:
    id = scene.a_wave(site.db, status="planned", planned_at=NOW, created_by=site.people["kari"])
    assert "approve" not in site.client("kari").get(f"/waves/{id}").text.lower().split("<form")[0]
    assert post(site, f"/waves/{id}/approve").status_code == 403  # type: ignore[attr-defined]
    assert post(site, f"/waves/{id}/open").status_code == 409  # type: ignore[attr-defined]
    assert scene.row(site.db, wave, id)["status"] == "planned"


def test_a_wave_opens_once_a_second_person_approved_and_the_self_mail_arrived(site: Site) -> None:
    id = scene.a_wave(
        site.db, status="planned", planned_at=NOW, created_by=site.people["ada"], self_mail_arrived_at=NOW
    )
    post(site, f"/waves/{id}/approve")
    post(site, f"/waves/{id}/open")
    assert scene.row(site.db, wave, id)["status"] == "open"


def test_sending_stops_at_once_and_says_so(site: Site) -> None:
    id = scene.a_wave(site.db)
    post(site, "/sending", then=f"/waves/{id}", reason="wrong text")
    assert "All sending is stopped." in site.client("kari").get(f"/waves/{id}").text
    post(site, "/sending", on="on")
    assert "All sending is stopped." not in site.client("kari").get("/waves").text


def test_one_click_places_a_mail_from_the_holding_pen(site: Site) -> None:
    id = scene.a_mail_inquiry(site.db, scene.a_wave(site.db), site.unit, status="waiting", started_at=NOW)
    held = a_mail(site, guesses=[id])
    assert "It answers Larvik, Mail 1" in site.client("kari").get("/post").text
    post(site, f"/post/{held}/place", inquiry=id, then="pen")
    found = scene.row(site.db, inquiry, id)
    assert (found["status"], found["outcome"]) == ("to_grade", "answered")
    assert "Every mail has found its inquiry." in site.client("kari").get("/post").text
    post(site, f"/post/{held}/unplace", inquiry=id)
    assert scene.row(site.db, inquiry, id)["status"] == "waiting"


def test_names_of_staff_are_masked_and_nothing_else_is(site: Site) -> None:
    held = a_mail(site)
    text = site.client("kari").get(f"/post/{held}").text
    assert "Nordmann" not in text
    assert "@larvik.kommune.test" in text


def test_a_corrected_kind_moves_the_inquiry_back_to_waiting(site: Site) -> None:
    id = scene.a_mail_inquiry(
        site.db, scene.a_wave(site.db), site.unit, status="to_grade", started_at=NOW, answered_at=NOW
    )
    held = a_mail(site, status="matched")
    link = {"mail_id": held, "inquiry_id": id, "evidence": "reply_address", "kind": "full", "at": NOW}
    site.db.write(lambda c: c.execute(reply.insert().values(**link)))
    post(site, f"/post/{held}/kind", inquiry=id, kind="receipt", then="inquiry")
    found = scene.row(site.db, inquiry, id)
    assert (found["status"], found["answered_at"]) == ("waiting", None)


def test_a_doubtful_mail_goes_to_a_corrected_address_and_the_old_one_is_kept(site: Site) -> None:
    id = scene.a_mail_inquiry(site.db, scene.a_wave(site.db), site.unit, status="doubtful", note="bounce")
    site.db.write(lambda c: c.execute(dispatch.update().values(status="sent", sent_at=NOW)))
    answer = post(site, f"/inquiries/{id}/decide", decision="new_address", address="ny@larvik.kommune.test")
    assert answer.status_code == 303, answer.text  # type: ignore[attr-defined]
    assert scene.dispatch_of(site.db, id)["recipient"] == "ny@larvik.kommune.test"
    assert scene.row(site.db, inquiry, id)["status"] == "planned"
    again = post(site, f"/inquiries/{id}/decide", decision="new_address", address="ny@larvik.kommune.test")
    assert again.status_code == 409  # type: ignore[attr-defined]


def test_an_address_that_does_not_work_counts_as_not_reached(site: Site) -> None:
    id = scene.a_mail_inquiry(site.db, scene.a_wave(site.db), site.unit, status="doubtful", note="bounce")
    post(site, f"/inquiries/{id}/decide", decision="unreachable")
    found = scene.row(site.db, inquiry, id)
    assert (found["status"], found["outcome"]) == ("done", "unreachable")
    with site.db.read() as connection:
        assert "unreachable" in [row.action for row in connection.execute(audit.select())]


def test_every_state_of_an_inquiry_has_a_page(site: Site) -> None:
    id = scene.a_wave(site.db)
    kari = site.client("kari")
    for n, status in enumerate(("planned", "held", "sending", "waiting", "to_grade", "sent_back", "submitted", "done")):
        made = scene.a_mail_inquiry(site.db, id, site.unit, slot=f"email-{n}", status=status)
        assert kari.get(f"/inquiries/{made}").status_code == 200
    for show in ("submitted", "late", "free", "doubtful"):
        assert kari.get(f"/waves/{id}/work?show={show}").status_code == 200
    assert kari.get(f"/waves/{id}/work?find=lar").status_code == 200
    assert kari.get("/post?show=dismissed").status_code == 200


def test_all_work_can_be_leafed_through_and_tasks_are_called_by_words(site: Site) -> None:
    id = scene.a_wave(site.db)
    for number in range(1, 54):
        scene.a_mail_inquiry(site.db, id, site.unit, slot=f"email-{number}")
    kari = site.client("kari")
    first, second = kari.get(f"/waves/{id}/work?show=all").text, kari.get(f"/waves/{id}/work?show=all&start=50").text
    assert "53 inquiries in this wave." in first
    assert "1 to 50 of 53" in first
    assert "51 to 53 of 53" in second
    assert "email-" not in first
    assert "Mail 1" in first


def test_a_search_among_the_work_takes_signs_as_signs(site: Site) -> None:
    id = scene.a_wave(site.db)
    scene.a_mail_inquiry(site.db, id, site.unit)
    kari = site.client("kari")
    assert "1 inquiry found." in kari.get(f"/waves/{id}/work?find=larv").text
    assert "0 inquiries found." in kari.get(f"/waves/{id}/work?find=%25").text


def test_without_a_unit_the_first_step_is_to_import_some(site: Site) -> None:
    kari = site.client("kari")
    assert "/units/import" not in kari.get("/waves").text
    site.db.write(lambda c: c.execute(role.update().values(unit_id=None)))
    site.db.write(lambda c: [c.execute(table.delete()) for table in (address, unit)])
    assert 'class="button" href="/units/import"' in kari.get("/waves").text
