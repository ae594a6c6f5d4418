"""Who reads a unit's cases, objects and decides; what everybody reads of it afterwards."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from python_calamine import CalamineWorkbook

from benchmarks.scoring import fill
from instruments import bank
from survey.mail import Head
from survey.objection import State
from survey.person import Role, RoleName
from survey.steps import object as objecting
from survey.steps import people, publish
from survey.store import audits, objections, results
from survey.store.schema.inquiries import dispatch
from survey.store.schema.mails import mail, reply
from survey.store.schema.objections import objection as table
from survey.vault import Vault, key_at
from survey.web.objections.queue import PER_PAGE
from tests.conftest import NOW
from tests.databases import laid
from tests.scene import add
from tests.tester.test_picture import png
from tests.web.conftest import Site
from tests.web.test_ranking import UNITS

LATER = timedelta(days=40)


def a_wave(site: Site, *, days: int | None = 14) -> int:
    return laid(site.db, f"heard for {days} days", lambda: _a_wave(site, days))


def _a_wave(site: Site, days: int | None) -> int:
    wave_id = fill(site.db, UNITS, bank.protocol("kommunetest-2010"), seed=3)
    publish.close(site.db, NOW, wave_id, by=None)
    if days:
        objecting.open_window(site.db, NOW, wave_id, days=days, by=site.people["kari"])
    return wave_id


def an_item(site: Site, wave_id: int, client: Any) -> str:
    """The first link to object to an item that was graded."""
    text = client.get(f"/rankings/{wave_id}/3909/cases").text
    with site.db.read() as connection:
        graded = {(work.id, item) for work in results.works(connection, wave_id) for item in work.answers or {}}
    links = re.findall(r'href="(/rankings/[^"]*/cases/(\d+)/object\?item=([^"]*))"', text)
    return next(link for link, id, item in links if (int(id), item) in graded)


def objected(site: Site, wave_id: int, reason: str = "The price stood in our answer.") -> int:
    client = site.client("odd")
    link = an_item(site, wave_id, client)
    text = client.get(link).text
    fields = dict(re.findall(r'name="(token|item)" value="([^"]*)"', text))
    files = {"files": ("answer.png", png(), "image/png")}
    sent = {**fields, "reason": reason, "csrf": site.csrf(client)}
    answer = client.post(link.split("?")[0], data=sent, files=files)
    assert answer.status_code == 303, answer.text
    assert client.post(link.split("?")[0], data=sent).status_code == 303  # the same button twice
    with site.db.read() as connection:
        (one,) = objections.of_wave(connection, wave_id, State.UNDECIDED)
    return one.id


def a_choice(site: Site, id: int) -> dict[str, str]:
    """Another answer to the item than the one that stands."""
    text = site.client("kari").get(f"/objections/{id}").text
    name = re.findall(r'name="(item-[^"]*)"', text)[0]
    options = re.findall(r'<option value="([^"]+)"', text.split(f'name="{name}"')[1].split("</select>")[0])
    with site.db.read() as connection:
        one = objections.by_id(connection, id)
        assert one
        work = next(work for work in results.works(connection, one.wave_id) if work.id == one.inquiry_id)
    return {name: next(value for value in options if value != (work.answers or {})[one.item])}


def test_cases_are_read_by_the_unit_and_coordinators_and_nobody_else(site: Site) -> None:
    wave_id = a_wave(site)
    for path in ("cases", "contacts", "contacts.csv", "contacts.xlsx"):
        assert site.client("odd").get(f"/rankings/{wave_id}/3909/{path}").status_code == 200
        assert site.client("kari").get(f"/rankings/{wave_id}/3905/{path}").status_code == 200
        assert site.client("odd").get(f"/rankings/{wave_id}/3905/{path}").status_code == 404
        assert site.client("sam").get(f"/rankings/{wave_id}/3909/{path}").status_code == 403
        assert site.client().get(f"/rankings/{wave_id}/3909/{path}").status_code == 401
    with site.db.read() as connection:
        seen = [one.action for one in audits.latest(connection, subject=f"unit:{site.unit}")]
    assert set(seen) == {"contacts.see", "contacts.take"}


def test_a_unit_reads_first_where_it_lost_most(site: Site) -> None:
    path, odd = f"/rankings/{a_wave(site)}/3909/cases", site.client("odd")
    shown = re.findall(r'class="figures">([\d.]+) of ([\d.]+)<', odd.get(path, params={"lang": "en"}).text)
    lost = [round(float(all) - float(got), 2) for got, all in shown if got != all]
    only = odd.get(path, params={"lang": "en", "lost": "1"}).text
    found = re.findall(r'class="figures">([\d.]+) of ([\d.]+)<', only)
    assert 0 < len(lost) < len(shown)
    assert f"most first ({len(lost)})" in odd.get(path, params={"lang": "en"}).text
    assert [round(float(all) - float(got), 2) for got, all in found] == sorted(lost, reverse=True)


def test_no_page_of_a_unit_names_a_tester(site: Site) -> None:
    wave_id = a_wave(site)
    id = objected(site, wave_id)
    for path in (f"/rankings/{wave_id}/3909/cases", f"/rankings/{wave_id}/3909/contacts"):
        assert not re.search(r"\bSam\b", site.client("odd").get(path).text)
    assert site.client("odd").get(f"/objections/{id}").status_code == 403


def test_the_first_page_of_a_unit_says_until_when_it_may_object(site: Site) -> None:
    wave_id = a_wave(site)
    link = f"/rankings/{wave_id}/3909/cases"
    assert link in site.client("odd").get("/rankings").text
    assert "until the end of Tuesday 17 March" in site.client("odd").get("/rankings", params={"lang": "en"}).text
    for somebody in ("kari", None):
        assert "/cases" not in site.client(somebody).get("/rankings").text
    site.now = NOW + LATER
    assert link not in site.client("odd").get("/rankings").text


def test_a_deadline_explains_itself_and_after_it_nobody_objects(site: Site) -> None:
    wave_id = a_wave(site, days=31)  # Good Friday
    text = site.client("odd").get(f"/rankings/{wave_id}/3909/cases").text
    assert "31 days later is Friday 3 April" in text
    assert "Good Friday does not count" in text
    assert "until the end of Tuesday 7 April, 24:00" in text
    link = an_item(site, wave_id, site.client("odd"))
    site.now = NOW + LATER
    assert site.client("odd").get(link).status_code == 409
    assert "/object?" not in site.client("odd").get(f"/rankings/{wave_id}/3909/cases").text


def test_what_was_typed_is_kept_where_something_is_wrong(site: Site) -> None:
    wave_id = a_wave(site)
    client = site.client("odd")
    link = an_item(site, wave_id, client)
    sent = {"token": "t", "item": link.split("item=")[1], "reason": "We <b>did</b> answer.", "csrf": site.csrf(client)}
    answer = client.post(link.split("?")[0], data=sent, files={"files": ("x.exe", b"MZ", "image/png")})
    assert answer.status_code == 422
    assert "We &lt;b&gt;did&lt;/b&gt; answer." in answer.text
    assert "Choose the files again" in answer.text
    assert client.post(link.split("?")[0], data=sent | {"item": "no such"}).status_code == 404


def test_an_objection_is_taken_back_by_its_unit(site: Site) -> None:
    wave_id = a_wave(site)
    id, client = objected(site, wave_id), site.client("odd")
    assert client.post(f"/objections/{id}/withdraw", data={"csrf": site.csrf(client)}).status_code == 303
    assert "1 objection was taken back." in client.get(f"/rankings/{wave_id}/3909/cases").text


def test_evidence_is_for_the_unit_and_coordinators(site: Site) -> None:
    wave_id = a_wave(site)
    id = objected(site, wave_id)
    with site.db.read() as connection:
        file = objections.files(connection, [id])[id][0].id
    details = people.Details(
        name="Mona", email="mona@radet.test", language="en",
        roles=(Role(RoleName.QUALITY, 2),),
    )  # fmt: skip
    site.people["mona"] = people.add(site.db, NOW, details=details, by=None)
    for who, status in (("odd", 200), ("kari", 200), ("mona", 404), ("sam", 403)):
        assert site.client(who).get(f"/objections/files/{file}").status_code == status, who
    headers = site.client("odd").get(f"/objections/files/{file}").headers
    assert "sandbox" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"  # the next to sign in at this browser may belong to another unit


def test_whoever_decides_reads_what_came_back_without_names_of_staff(site: Site) -> None:
    wave_id = a_wave(site)
    id = objected(site, wave_id)
    with site.db.read() as connection:
        one = objections.by_id(connection, id)
    head = Head(sender_name="Ola Nordmann", sender="ola@larvik.test", subject="Svar", text="Ja. Hilsen Ola Nordmann")
    vault = Vault(key_at(site.settings.key_path))
    mail_id = add(
        site.db, mail, key="answer", source="folder", recipients=[], received_at=NOW, status="matched", damage=[],
        human=True, size=1, raw=b"raw", head=vault.seal(msgspec.json.encode(head)),
    )  # fmt: skip
    values = {"mail_id": mail_id, "inquiry_id": one and one.inquiry_id, "evidence": "reply_address", "kind": "full"}
    site.db.write(lambda c: c.execute(reply.insert().values(**values, at=NOW)))
    answer = site.client("kari").get(f"/objections/{id}")
    assert answer.status_code == 200
    assert "Ja." in answer.text
    assert "Nordmann" not in answer.text


def test_a_decision_is_made_on_one_page_and_reranks(site: Site) -> None:
    wave_id = a_wave(site)
    id, kari = objected(site, wave_id), site.client("kari")
    queue = kari.get(f"/waves/{wave_id}/objections").text
    assert "1 objection waits for a decision." in queue
    page = kari.get(f"/objections/{id}").text
    for part in ("The price stood in our answer.", "answer.png", "The rule", "How it was graded"):
        assert part in page
    given = {"csrf": site.csrf(kari), "said": "The price stood there.", "answer": "So it did.", "names_nobody": "on"}
    nothing = kari.post(f"/objections/{id}", data={**given, "verdict": "accept"})
    assert nothing.status_code == 422
    assert "So it did." in nothing.text
    assert kari.post(f"/objections/{id}", data={**given, "verdict": "other"}).status_code == 422
    choice = a_choice(site, id)
    answer = kari.post(f"/objections/{id}", data={**given, **choice, "verdict": "accept"})
    assert answer.status_code == 303, answer.text
    ledger = kari.get(f"/rankings/{wave_id}/ledger").text
    assert "The price stood there." in ledger
    assert "1. <a" in ledger
    assert "So it did." in site.client("odd").get(f"/rankings/{wave_id}/3909/cases").text
    again = kari.post(f"/objections/{id}", data={**given, **choice, "verdict": "reject"})
    assert again.status_code == 409
    assert kari.post(f"/objections/{id}/undo", data={"csrf": given["csrf"]}).status_code == 303
    assert "The price stood there." not in kari.get(f"/rankings/{wave_id}/ledger").text


def test_a_rejected_objection_is_a_number_to_everybody_and_an_answer_to_its_unit(site: Site) -> None:
    wave_id = a_wave(site, days=1)
    id, kari = objected(site, wave_id), site.client("kari")
    given = {"csrf": site.csrf(kari), "answer": "The price was another one.", "names_nobody": "on", "verdict": "reject"}
    assert kari.post(f"/objections/{id}", data=given).status_code == 303
    assert site.client().get(f"/rankings/{wave_id}/ledger").status_code == 404
    assert site.client("odd").get(f"/rankings/{wave_id}/ledger").status_code == 404
    site.now = NOW + LATER
    publish.publish(site.db, site.now, wave_id, by=None, heard=True)
    read = site.client().get(f"/rankings/{wave_id}/ledger", params={"lang": "en"})
    text, known = read.text, {"if-none-match": read.headers["etag"]}
    again = site.client().get(f"/rankings/{wave_id}/ledger", params={"lang": "en"}, headers=known)
    assert again.status_code == 304  # drawn once for all strangers
    assert "Units objected, and nothing had to be changed." in text
    assert "The price was another one." not in text
    assert "The price was another one." in site.client("odd").get(f"/rankings/{wave_id}/3909/cases").text
    assert "without right of reply" not in site.client().get(f"/rankings/{wave_id}", params={"lang": "en"}).text


def test_publishing_without_right_of_reply_wants_a_tick_and_is_told(site: Site) -> None:
    wave_id = a_wave(site, days=None)
    kari = site.client("kari")
    token = {"csrf": site.csrf(kari)}
    assert "without_reply" in kari.get(f"/rankings/{wave_id}/publish").text
    assert kari.post(f"/rankings/{wave_id}/publish", data=token).status_code == 409
    assert kari.post(f"/rankings/{wave_id}/publish", data={**token, "without_reply": "on"}).status_code == 303
    for path in ("", "/ledger"):
        text = site.client().get(f"/rankings/{wave_id}{path}", params={"lang": "en"}).text
        assert "ublished without right of reply" in text
    assert "without right of reply" in kari.get(f"/waves/{wave_id}/objections").text


def test_a_wave_is_opened_for_objections_by_a_coordinator(site: Site) -> None:
    wave_id = a_wave(site, days=None)
    kari, odd = site.client("kari"), site.client("odd")
    assert "not open for objections yet" in odd.get(f"/rankings/{wave_id}/3909/cases").text
    for days, status in (("0", 422), ("x", 422), ("14", 303), ("14", 409)):
        sent = {"csrf": site.csrf(kari), "days": days}
        assert kari.post(f"/waves/{wave_id}/objections", data=sent).status_code == status
    assert "may still object" in kari.get(f"/rankings/{wave_id}/publish").text
    assert odd.post(f"/waves/{wave_id}/objections", data={"csrf": site.csrf(odd)}).status_code == 403


def test_the_list_of_test_contacts_opens_as_table_and_workbook_and_calculates_nothing(site: Site) -> None:
    wave_id = a_wave(site)
    with site.db.read() as connection:
        mail = next(work for work in results.works(connection, wave_id, site.unit) if work.channel == "email")
    add(
        site.db, dispatch, inquiry_id=mail.id, wave_id=wave_id, purpose="inquiry", sender_name="Kari Moen",
        sender="kari.moen@postboks.test", recipient="post@larvik.test", subject="=1+1", body="Hei", status="sent",
        message_id="<a@b>", due_at=NOW, sent_at=NOW,
    )  # fmt: skip
    odd = site.client("odd")
    assert "1 e-mail or call was a test" in odd.get(f"/rankings/{wave_id}/3909/contacts").text
    told = odd.get(f"/rankings/{wave_id}/3909/contacts.csv").content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(told))
    assert row[:4] == ["2026-03-03", "10:00", "E-mail", "Kari Moen"]
    assert row[4:7] == ["kari.moen@postboks.test", "post@larvik.test", "'=1+1"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(odd.get(f"/rankings/{wave_id}/3909/contacts.xlsx").content))
    found = book.get_sheet_by_index(0).to_python()
    assert found[0] == head
    assert found[1][6] == "=1+1"


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_every_page_of_the_right_of_reply_speaks_every_language(site: Site, language: str) -> None:
    wave_id = a_wave(site)
    id = objected(site, wave_id)
    for who, path in (
        ("odd", f"/rankings/{wave_id}/3909/cases"),
        ("kari", f"/waves/{wave_id}/objections"),
        ("kari", f"/objections/{id}"),
        ("kari", f"/rankings/{wave_id}/ledger"),
    ):
        answer = site.client(who).get(path, params={"lang": language})
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text


def test_a_closed_wave_tells_its_coordinators_what_comes_next(site: Site) -> None:
    unheard, heard = a_wave(site, days=None), a_wave(site)
    kari = site.client("kari")
    assert "then open it for objections" in kari.get(f"/waves/{unheard}").text
    assert "units may object. Then it can be published" in kari.get(f"/waves/{heard}").text
    objected(site, heard)
    assert "1 objection waits for a decision" in kari.get(f"/waves/{heard}").text
    assert f'href="/waves/{heard}/objections"' in kari.get("/waves").text


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_more_time_is_given_by_a_coordinator_and_told_with_its_reason_where_units_read(
    site: Site, language: str
) -> None:
    wave_id = a_wave(site)
    kari, asked = site.client("kari"), {"more": "7", "was": "14", "reason": "<b>Late mails</b>"}
    page = f"/waves/{wave_id}/objections"
    assert f'action="{page}/extend"' in kari.get(page, params={"lang": language}).text
    refused = kari.post(f"{page}/extend", data={**asked, "more": "0", "csrf": site.csrf(kari)})
    assert refused.status_code == 422 and "&lt;b&gt;Late mails" in refused.text
    assert kari.post(f"{page}/extend", data={**asked, "csrf": site.csrf(kari)}).status_code == 303
    for client, path in (("odd", f"/rankings/{wave_id}/3909/cases"), ("kari", page),
                         ("kari", f"/rankings/{wave_id}/ledger")):  # fmt: skip
        text = site.client(client).get(path, params={"lang": language}).text
        assert "&lt;b&gt;Late mails&lt;/b&gt;" in text and "21" in text
    odd = site.client("odd")
    assert odd.post(f"{page}/extend", data={**asked, "csrf": site.csrf(odd)}).status_code == 403


def many_objections(site: Site, wave_id: int, *, decided: int, waiting: int) -> None:
    """As many rows as that, about the same inquiry: what is looked at is the list."""
    objected(site, wave_id)
    with site.db.read() as connection:
        first = objections.of_wave(connection, wave_id)[0]
    rows = []
    for n in range(1, decided + waiting):
        one = msgspec.to_builtins(msgspec.structs.replace(first, id=first.id + n, token=f"{n:032}"))
        one |= {"at": first.at + timedelta(minutes=n), "item": f"i{n}"}
        if n > waiting - 1:
            one |= {"state": "rejected", "decided_at": NOW, "decided_by": site.people["kari"], "answer": "No."}
        rows.append({**one, "decided_at": NOW if n > waiting - 1 else None})
    site.db.write(lambda c: c.execute(table.insert(), rows))


def test_the_queue_is_paged_and_either_list_keeps_the_place_of_the_other(site: Site) -> None:
    wave_id = a_wave(site)
    many_objections(site, wave_id, decided=PER_PAGE + 1, waiting=2 * PER_PAGE + 3)
    kari = site.client("kari")

    def shown(**asked: Any) -> tuple[list[str], list[str], str]:
        html = kari.get(f"/waves/{wave_id}/objections", params={"lang": "en", **asked}).text
        waiting, _, decided = html.partition('id="decided"')
        rows = r'class="what" href="/objections/(\d+)'
        return re.findall(rows, waiting), re.findall(rows, decided), html

    waiting, decided, html = shown()
    assert (len(waiting), len(decided)) == (PER_PAGE, PER_PAGE)
    assert f"{2 * PER_PAGE + 3} objections wait for a decision." in html
    assert f"1 to {PER_PAGE} of {2 * PER_PAGE + 3}" in html
    assert 'rel="prev"' not in html
    second, still, html = shown(start=PER_PAGE, decided=PER_PAGE)
    assert not set(second) & set(waiting)
    assert len(still) == 1
    links = re.findall(r'rel="(prev|next)" href="[^"?]*\?([^"#]*)', html)
    kept = [(rel, dict(re.findall(r"(start|decided)=(\d+)", query))) for rel, query in links]
    assert kept == [
        ("prev", {"decided": str(PER_PAGE)}),
        ("next", {"start": str(2 * PER_PAGE), "decided": str(PER_PAGE)}),
        ("prev", {"start": str(PER_PAGE)}),
    ]
    last, _, html = shown(start=10_000)
    assert len(last) == 3
    assert f"{2 * PER_PAGE + 1} to {2 * PER_PAGE + 3} of" in html
    assert shown(start=-7)[0] == waiting


def test_a_queue_without_objections_says_so_and_has_no_pages(site: Site) -> None:
    html = site.client("kari").get(f"/waves/{a_wave(site)}/objections", params={"lang": "en", "start": 50}).text
    assert "No objection waits for a decision." in html
    assert "pager" not in html
