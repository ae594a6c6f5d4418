"""Signing in: links that scanners may open, passwords that may be guessed at, sessions that end."""

from datetime import timedelta
from pathlib import Path

import pytest

from survey.steps import people, sign_in
from survey.steps.sign_in import TRIES_PER_ADDRESS
from tests.web.conftest import Site

LONG = "riktig hest batteri stift"


def with_password(site: Site, short: str = "kari") -> None:
    mailed = sign_in.mail_link(site.db, site.now, email=f"{short}@radet.test", purpose="password", client="setup")
    assert mailed
    sign_in.new_password(site.db, site.now, token=mailed.token, password=LONG, lasts=timedelta(days=1))


def test_a_visitor_gets_no_cookie(site: Site) -> None:
    client = site.client()
    for path in ("/", "/sign-in", "/me", "/nowhere"):
        assert "set-cookie" not in client.get(path).headers


def test_a_mailed_link_signs_in_by_its_button_only(site: Site) -> None:
    client = site.client()
    client.post("/sign-in/link", data={"email": " KARI@radet.test "})
    path = site.mails[0].values["link"].removeprefix("http://testserver.local")  # type: ignore[attr-defined]
    for _ in range(3):  # a mail scanner looks
        assert "set-cookie" not in client.get(path).headers
    assert client.post(path).status_code == 303
    assert client.get("/me").status_code == 200


def test_a_link_works_once(site: Site) -> None:
    mailed = people.link_for(site.db, site.now, person_id=site.people["sam"], by=None)
    client = site.client()
    assert client.post(f"/sign-in/link/{mailed.token}").status_code == 303
    assert site.client().post(f"/sign-in/link/{mailed.token}").status_code == 404
    again = client.post(f"/sign-in/link/{mailed.token}", data={"csrf": site.csrf(client), "then": "/me"})
    assert again.headers["location"] == "/me"  # a double click is no error
    assert client.get(f"/sign-in/link/{mailed.token}").headers["location"] == "/"


def test_a_link_ends_after_half_an_hour(site: Site) -> None:
    mailed = people.link_for(site.db, site.now, person_id=site.people["sam"], by=None)
    site.now += timedelta(minutes=30)
    assert site.client().get(f"/sign-in/link/{mailed.token}").status_code == 404
    assert site.client().post(f"/sign-in/link/{mailed.token}").status_code == 404


def test_a_password_link_does_not_sign_in_by_itself(site: Site) -> None:
    mailed = sign_in.mail_link(site.db, site.now, email="sam@radet.test", purpose="password", client="x")
    assert mailed
    assert site.client().post(f"/sign-in/link/{mailed.token}").status_code == 404
    assert site.client().get(f"/sign-in/link/{mailed.token}").status_code == 404
    assert site.client().get(f"/password/{mailed.token}").status_code == 200


def test_an_unknown_address_gets_the_same_answer_and_no_mail(site: Site) -> None:
    known = site.client().post("/sign-in/link", data={"email": "sam@radet.test"})
    unknown = site.client().post("/sign-in/link", data={"email": "tom@radet.test"})
    assert known.text.replace("sam@", "") == unknown.text.replace("tom@", "")
    assert [mail.to.email for mail in site.mails] == ["sam@radet.test"]


def test_a_password_signs_in(site: Site) -> None:
    with_password(site)
    client = site.client()
    answer = client.post("/sign-in", data={"email": "kari@radet.test", "password": LONG, "then": "/me"})
    assert answer.headers["location"] == "/me"
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize("email", ["kari@radet.test", "nobody@radet.test", "sam@radet.test"])
def test_a_wrong_password_tells_nothing_of_who_is_known(site: Site, email: str) -> None:
    with_password(site)
    answer = site.client().post("/sign-in", data={"email": email, "password": "wrong"})
    assert answer.status_code == 422
    assert "The e-mail address or the password is not right." in answer.text


def test_guessing_is_held_back_for_known_and_unknown_addresses(site: Site) -> None:
    for email in ("kari@radet.test", "nobody@radet.test"):
        client = site.client()
        codes = [
            client.post("/sign-in", data={"email": email, "password": "x"}).status_code
            for _ in range(TRIES_PER_ADDRESS + 2)
        ]
        assert codes == [422] * TRIES_PER_ADDRESS + [429] * 2
    site.now += timedelta(minutes=16)
    assert site.client().post("/sign-in", data={"email": "kari@radet.test", "password": "x"}).status_code == 422


def test_too_many_links_are_silently_not_sent(site: Site) -> None:
    for _ in range(8):
        assert site.client().post("/sign-in/link", data={"email": "sam@radet.test"}).status_code == 200
    assert len(site.mails) == sign_in.LINKS_PER_ADDRESS


def test_a_planted_cookie_is_not_taken_over(site: Site) -> None:
    planted = "A" * 43
    client = site.client()
    client.cookies.set("medlytt", planted)
    mailed = people.link_for(site.db, site.now, person_id=site.people["sam"], by=None)
    assert planted not in client.post(f"/sign-in/link/{mailed.token}").headers["set-cookie"]
    other = site.client()
    other.cookies.set("medlytt", planted)
    assert other.get("/me").status_code == 401


def test_signing_in_anew_ends_the_session_before(site: Site) -> None:
    client = site.client("sam")
    before = client.cookies["medlytt"]
    mailed = people.link_for(site.db, site.now, person_id=site.people["kari"], by=None)
    client.post(f"/sign-in/link/{mailed.token}", data={"csrf": site.csrf(client)})
    stolen = site.client()
    stolen.cookies.set("medlytt", before)
    assert stolen.get("/me").status_code == 401
    assert "kari@radet.test" in client.get("/me").text


def test_a_session_ends_in_time(site: Site) -> None:
    client = site.client("sam")
    site.now += timedelta(days=site.settings.keep_sessions)
    assert client.get("/me").status_code == 401


def test_signing_out_ends_it_here(site: Site) -> None:
    client, other = site.client("sam"), site.client("sam")
    client.post("/sign-out", data={"csrf": site.csrf(client)})
    assert client.get("/me").status_code == 401
    assert other.get("/me").status_code == 200


def test_signing_out_everywhere_ends_it_everywhere(site: Site) -> None:
    client, other = site.client("sam"), site.client("sam")
    client.post("/sign-out/everywhere", data={"csrf": site.csrf(client)})
    assert other.get("/me").status_code == 401


def test_deactivation_ends_sessions_and_links_at_once(site: Site) -> None:
    client = site.client("sam")
    mailed = people.link_for(site.db, site.now, person_id=site.people["sam"], by=None)
    people.deactivate(site.db, site.now, person_id=site.people["sam"], by=site.people["ada"])
    assert client.get("/me").status_code == 401
    assert site.client().post(f"/sign-in/link/{mailed.token}").status_code == 404
    assert site.client().post("/sign-in/link", data={"email": "sam@radet.test"}).status_code == 200
    assert site.mails == []


def test_a_new_password_signs_out_everybody_else(site: Site) -> None:
    client = site.client("sam")
    with_password(site, "sam")
    assert client.get("/me").status_code == 401


def test_a_short_password_is_told_and_the_link_still_works(site: Site) -> None:
    client = site.client()
    client.post("/password", data={"email": "sam@radet.test"})
    path = site.mails[0].values["link"].removeprefix("http://testserver.local")  # type: ignore[attr-defined]
    assert "Use at least 12 characters." in client.post(path, data={"password": "short"}).text
    assert client.post(path, data={"password": LONG}).status_code == 303


@pytest.mark.parametrize("then", ["https://evil.test", "//evil.test", "/\\evil.test", "javascript:x", "/ok\n//x"])
def test_a_sign_in_leads_nowhere_else(site: Site, then: str) -> None:
    mailed = people.link_for(site.db, site.now, person_id=site.people["sam"], by=None)
    assert site.client().post(f"/sign-in/link/{mailed.token}", data={"then": then}).headers["location"] == "/"


def test_the_database_holds_no_token(site: Site) -> None:
    token = site.client("sam").cookies["medlytt"]
    files = [path for path in Path(site.settings.data).iterdir() if path.is_file()]
    assert token.encode() not in b"".join(path.read_bytes() for path in files)


def test_signing_in_works_on_both_engines(site_on: Site) -> None:
    client = site_on.client("kari")
    assert "kari@radet.test" in client.get("/me").text
    client.post("/sign-out", data={"csrf": site_on.csrf(client)})
    assert client.get("/me").status_code == 401
    with_password(site_on)
    for password, status in (("wrong", 422), (LONG, 303)):
        data = {"email": "kari@radet.test", "password": password}
        assert client.post("/sign-in", data=data).status_code == status
