"""Answers are graded twice: by lot, blind, without any effect on a score, and where two differ a third decides."""

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scoring import fill
from instruments import bank
from survey.mail import Head
from survey.measurement.second import SHARE, is_drawn
from survey.person import Role, RoleName
from survey.steps import people, score
from survey.store import audits, seconds
from survey.store.schema.inquiries import grade, inquiry
from survey.store.schema.mails import mail, reply
from survey.store.schema.measure import second_grade
from survey.store.schema.people import tie
from survey.store.schema.waves import wave_tester
from survey.vault import Vault, key_at
from tests.conftest import NOW
from tests.scene import add
from tests.web.conftest import Site


@given(st.integers(0, 2**40))
def test_about_one_in_ten_is_drawn_whatever_the_seed(seed: int) -> None:
    drawn = sum(is_drawn(seed, id) for id in range(1000))
    assert 40 < drawn < 200
    assert [is_drawn(seed, 7), is_drawn(seed, 7)] == [is_drawn(seed, 7)] * 2
    assert SHARE == 0.1


@pytest.fixture
def drawn(site: Site) -> int:
    """An inquiry that was drawn, with its answer; Sam tests in its wave and has not graded it."""
    units = [{"code": "3909", "name": "Larvik"}, *({"code": f"{n:04}", "name": f"Sted {n}"} for n in range(1))]
    wave_id = fill(site.db, units, bank.protocol("kommunetest-2019"), seed=3)
    with site.db.read() as connection:
        answered = (inquiry.c.channel == "email") & (inquiry.c.outcome == "answered")
        ids = list(connection.scalars(sa.select(inquiry.c.id).where(answered)))
    vault = Vault(key_at(site.settings.key_path))
    for id in ids:
        head = Head(sender_name="Ola Nordmann", sender="ola@larvik.test", subject="Svar", text=f"Svar om sak {id}.")
        mail_id = add(
            site.db, mail, key=str(id), source="folder", recipients=[], received_at=NOW, status="matched", damage=[],
            human=True, size=1, head=vault.seal(msgspec.json.encode(head)),
        )  # fmt: skip
        values = {"mail_id": mail_id, "inquiry_id": id, "evidence": "reply_address", "kind": "full", "at": NOW}
        site.db.write(lambda c, values=values: c.execute(reply.insert().values(**values)))
    member = {"wave_id": wave_id, "person_id": site.people["sam"]}
    site.db.write(lambda c: c.execute(wave_tester.insert().values(**member)))
    return next(id for id in ids if is_drawn(3, id))


def first(site: Site, id: int) -> dict[str, str]:
    with site.db.read() as connection:
        found: dict[str, str] = connection.scalar(sa.select(grade.c.answers).where(grade.c.inquiry_id == id)) or {}
    return found


def graded(site: Site, who: str, id: int, answers: dict[str, str]) -> int:
    client = site.client(who)
    fields = {f"q-{name}": value for name, value in answers.items()}
    return client.post(f"/second/{id}", data={"csrf": site.csrf(client), **fields}).status_code


def the_other(site: Site, id: int) -> dict[str, str]:
    """Every item of the form, with the last of its choices."""
    form = next(one for one in bank.every(bank.Instrument).values() if one.id == "grade-email-2019")
    return {item.name: item.choices[-1].value for item in form.items if item.scored}


def test_the_second_grader_sees_the_answer_and_nothing_of_the_first_grade(site: Site, drawn: int) -> None:
    sam = site.client("sam")
    assert f"/second/{drawn}" in sam.get("/second").text
    text = sam.get(f"/second/{drawn}").text
    assert f"Svar om sak {drawn}." in text
    assert " checked" not in text
    assert "Nordmann" not in text


def test_a_second_grade_comes_in_once_and_changes_no_score(site: Site, drawn: int) -> None:
    with site.db.read() as connection:
        wave_id = connection.scalar(sa.select(inquiry.c.wave_id).where(inquiry.c.id == drawn)) or 0
    before = [(one.unit_id, one.total) for one in score.score(site.db, NOW, wave_id)]
    assert graded(site, "sam", drawn, {}) == 422
    assert graded(site, "sam", drawn, the_other(site, drawn)) == 303
    assert graded(site, "kari", drawn, the_other(site, drawn)) in (404, 409)
    assert [(one.unit_id, one.total) for one in score.score(site.db, NOW, wave_id)] == before
    assert site.client("sam").get(f"/second/{drawn}").status_code == 404


def test_nobody_grades_their_own_work_or_a_unit_of_their_own_twice(site: Site, drawn: int) -> None:
    with site.db.read() as connection:
        unit_id = connection.scalar(sa.select(inquiry.c.unit_id).where(inquiry.c.id == drawn))
    site.db.write(lambda c: c.execute(tie.insert().values(person_id=site.people["sam"], unit_id=unit_id, kind="lives")))
    assert site.client("sam").get(f"/second/{drawn}").status_code == 404
    site.db.write(lambda c: c.execute(tie.delete()))
    mine = grade.c.inquiry_id == drawn
    site.db.write(lambda c: c.execute(grade.update().where(mine).values(person_id=site.people["sam"])))
    assert site.client("sam").get(f"/second/{drawn}").status_code == 404
    assert site.client("kari").get(f"/second/{drawn}").status_code == 200


def test_after_an_accepted_objection_it_waits_once_and_for_nobody_who_graded_it(site: Site, drawn: int) -> None:
    mine = grade.c.inquiry_id == drawn
    site.db.write(lambda c: c.execute(grade.update().where(mine).values(person_id=site.people["sam"])))
    with site.db.read() as connection:
        tested = dict(connection.execute(sa.select(grade).where(mine)).mappings().one())
    decided = {**tested, "person_id": site.people["kari"], "token": "decided", "status": "accepted"}
    decided.pop("id")
    site.db.write(lambda c: c.execute(grade.insert().values(**decided)))
    with site.db.read() as connection:
        waiting = [one for one in seconds.waiting(connection) if one.id == drawn]
    assert [one.first_by for one in waiting] == [site.people["kari"]]
    assert site.client("sam").get(f"/second/{drawn}").status_code == 404
    assert site.client("kari").get(f"/second/{drawn}").status_code == 404


def test_a_second_look_asks_for_no_comment_and_keeps_none(site: Site, drawn: int) -> None:
    assert "q-comment" not in site.client("sam").get(f"/second/{drawn}").text
    assert graded(site, "sam", drawn, {**the_other(site, drawn), "comment": "Kari Nordmann svarte."}) == 303
    with site.db.read() as connection:
        assert "comment" not in (connection.scalar(sa.select(second_grade.c.answers)) or {})


def test_a_tester_of_another_wave_is_not_asked(site: Site, drawn: int) -> None:
    site.db.write(lambda c: c.execute(wave_tester.delete()))
    assert site.client("sam").get(f"/second/{drawn}").status_code == 404


def test_where_two_differ_a_coordinator_who_did_not_grade_decides_with_a_reason(site: Site, drawn: int) -> None:
    other = the_other(site, drawn)
    assert graded(site, "sam", drawn, other) == 303
    differ = other != {name: value for name, value in first(site, drawn).items() if name in other}
    kari = site.client("kari")
    with site.db.read() as connection:
        wave_id = connection.scalar(sa.select(inquiry.c.wave_id).where(inquiry.c.id == drawn))
        second = connection.scalar(sa.select(second_grade.c.id))
    text = kari.get(f"/waves/{wave_id}/measurement", params={"lang": "en"}).text
    assert ("Not decided" in text) is differ
    path, csrf = f"/waves/{wave_id}/measurement/{second}", site.csrf(kari)
    assert kari.post(path, data={"csrf": csrf, "decision": "first"}).status_code == 422
    assert kari.post(path, data={"csrf": csrf, "decision": "first", "reason": "By the key."}).status_code == 303
    text = kari.get(f"/waves/{wave_id}/measurement", params={"lang": "en"}).text
    assert ("By the key." in text) is differ
    with site.db.read() as connection:
        assert [one.subject for one in audits.latest(connection, action="second.decide")] == [f"inquiry:{drawn}"]


def test_whoever_graded_does_not_decide(site: Site, drawn: int) -> None:
    assert graded(site, "kari", drawn, the_other(site, drawn)) == 303
    kari = site.client("kari")
    with site.db.read() as connection:
        wave_id = connection.scalar(sa.select(inquiry.c.wave_id).where(inquiry.c.id == drawn))
        second = connection.scalar(sa.select(second_grade.c.id))
    told = {"csrf": site.csrf(kari), "decision": "second", "reason": "I am right."}
    assert kari.post(f"/waves/{wave_id}/measurement/{second}", data=told).status_code == 403


def test_agreement_and_testers_figures_are_for_coordinators_alone(site: Site, drawn: int) -> None:
    assert graded(site, "sam", drawn, the_other(site, drawn)) == 303
    with site.db.read() as connection:
        wave_id = connection.scalar(sa.select(inquiry.c.wave_id).where(inquiry.c.id == drawn))
    for who, status in ((None, 401), ("sam", 403), ("odd", 403), ("kari", 200), ("ada", 200)):
        assert site.client(who).get(f"/waves/{wave_id}/measurement").status_code == status, who
    for language in ("nb", "nn", "sv", "en"):
        text = site.client("kari").get(f"/waves/{wave_id}/measurement", params={"lang": language}).text
        assert "Sam" in text


def test_a_coordinator_who_tests_sees_that_nothing_waits(site: Site) -> None:
    roles = (Role(RoleName.TESTER), Role(RoleName.COORDINATOR))
    details = people.Details(name="Eva", email="eva@radet.test", language="en", roles=roles)
    site.people["eva"] = people.add(site.db, NOW, details=details, by=None)
    assert "No answer waits" in site.client("eva").get("/second").text
