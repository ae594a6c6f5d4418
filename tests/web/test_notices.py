"""Mails to our own people: complete in each language, sent by the way out that is set, never a reason to fail."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from mailer.message import Address, Message, to_bytes
from mailer.transport import Folder, Receipt, Refused
from survey.notice import MAILS, Notice, compose
from survey.settings import Settings
from survey.steps.tell_words import Place
from survey.texts import LANGUAGES
from survey.web.post import through
from tests.conftest import NOW
from tests.web.conftest import Site

TO_CITIZENS = {"asking", "invitation", "reminder"}  # survey/asking.py
NAMES = sorted({path.name for path in MAILS.iterdir() if path.is_dir()} - TO_CITIZENS)


@pytest.mark.parametrize("name", NAMES)
def test_each_mail_is_whole_in_each_language(name: str) -> None:
    link = "https://medlytt.example.no/x?a=1&b=2"
    told = {"wave": "Test 2026", "places": [Place(name="Larvik", link=link)], "enclosed": True, "day": "Monday"}
    values = told | {name: link for name in ("link", "ranking", "ledger", "editions", "stop", "mine")}
    values |= {"n": 2, "accepted": 1, "rejected": 1, "unit": "Larvik", "edition": 2, "reason": "A wrong price."}
    subjects = set()
    for language in LANGUAGES:
        notice = Notice(name=name, to=Address("Kåre <b>", "kare@radet.test"), language=language, values=values)
        message = compose(notice, "medlytt@radet.test", token="t", now=NOW)
        mail = message_from_bytes(to_bytes(message), policy=policy.default)
        plain, rich = (mail.get_body((kind,)) for kind in ("plain", "html"))
        assert plain and rich
        assert link in plain.get_content()
        assert "Kåre <b>" in plain.get_content()
        assert "Kåre &lt;b&gt;" in rich.get_content()
        subjects.add(mail["subject"])
    assert len(subjects) > 2


def test_a_new_person_gets_a_welcome(site: Site) -> None:
    client = site.client("ada")
    fields = {"name": "Nina", "email": "nina@radet.test", "language": "sv", "roles": "tester"}
    client.post("/people", data={**fields, "csrf": site.csrf(client)})
    assert [(mail.name, mail.to.email, mail.language) for mail in site.mails] == [("welcome", "nina@radet.test", "sv")]


def test_a_notice_leaves_by_the_transport_of_the_settings(tmp_path: Path) -> None:
    post = through(lambda: Folder(tmp_path), Settings(notice_from="medlytt@radet.test"))
    post(Notice(name="sign_in_link", to=Address("Sam", "sam@radet.test"), language="nn", values={"link": "L"}))
    (mail,) = (tmp_path / "new").iterdir()
    assert b"Auto-Submitted: auto-generated" in mail.read_bytes()


class Shut(Folder):
    def send(self, message: Message, /) -> Receipt:
        raise Refused("the account is closed")


def test_a_notice_that_cannot_leave_is_in_the_log_without_its_link(tmp_path: Path) -> None:
    notice = Notice(name="sign_in_link", to=Address("Sam", "sam@radet.test"), language="nn", values={"link": "SECRET"})
    with capture_logs() as log:
        through(lambda: Shut(tmp_path), Settings())(notice)
    assert log[0]["reason"] == "the account is closed"
    assert "SECRET" not in str(log)
    assert "sam@" not in str(log)
