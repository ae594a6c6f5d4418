"""No more surveys: one button, one POST from a mail program, for good, and nothing told to strangers."""

import re
from pathlib import Path

import pytest

from mailer.transport import Folder
from survey import leaving
from survey.contact import digest
from survey.invitation import Standing
from survey.keyring import DOORS, PERSONAL
from survey.steps import rounds as steps
from survey.steps.invite import invite
from survey.store import invitations
from tests.citizens import Citizens
from tests.conftest import NOW
from tests.steps.test_send import Counter
from tests.web.conftest import Site

ONE_CLICK = {"content": "List-Unsubscribe=One-Click", "headers": {"content-type": "application/x-www-form-urlencoded"}}


class Reader(Citizens):
    """Kari, who has got a mail and reads it in her own language."""

    def __init__(self, site: Site, folder: Path) -> None:
        super().__init__(site.db, folder, unit_id=site.unit)
        self.site = site
        self.id = self.invite(language="sv")
        out = Counter()
        invite(site.db, self.courier(out))
        self.path = out.sent[0].unsubscribe[0].removeprefix("https://medlytt.test")
        self.short = f"/out/{self.round_id}/{self.keys.doors(self.round_id).out(self.id)}"

    @property
    def standing(self) -> Standing:
        return self.found(self.id).standing

    @property
    def left_alone(self) -> bool:
        mark = digest(self.keys.pepper(), "kari@hjemme.test")
        with self.db.read() as connection:
            return bool(invitations.opted_out(connection, [mark]))


@pytest.fixture
def reader(site: Site, tmp_path: Path) -> Reader:
    return Reader(site, tmp_path)


def test_opening_the_page_changes_nothing(site: Site, reader: Reader) -> None:
    for method in ("GET", "HEAD"):
        answer = site.client().request(method, reader.path)
        assert (answer.status_code, reader.standing, reader.left_alone) == (200, Standing.WAITING, False)
    page = site.client().get(reader.path).text
    assert 'lang="sv"' in page and page.count("<button") == 1 and "set-cookie" not in answer.headers


def test_the_button_of_the_page_stops_for_good(site: Site, reader: Reader) -> None:
    page = site.client().get(reader.path).text
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    assert action
    answer = site.client().post(action[1])
    assert answer.status_code == 200 and "Inga fler undersökningar" in answer.text
    assert (reader.standing, reader.left_alone) == (Standing.OPTED_OUT, True)


def test_a_mail_program_stops_with_one_click_and_may_press_again(site: Site, reader: Reader) -> None:
    for _ in range(2):
        answer = site.client().post(reader.path, **ONE_CLICK)
        assert answer.status_code == 200 and "set-cookie" not in answer.headers
    assert (reader.standing, reader.left_alone) == (Standing.OPTED_OUT, True)
    assert answer.headers["cache-control"] == "no-store"


def test_one_click_from_another_site_and_as_another_form_works_too(site: Site, reader: Reader) -> None:
    headers = {"origin": "https://mail.test", "sec-fetch-site": "cross-site"}
    answer = site.client().post(reader.path, headers=headers, files={"List-Unsubscribe": (None, "One-Click")})
    assert (answer.status_code, reader.standing) == (200, Standing.OPTED_OUT)


def test_the_short_link_of_an_sms_stops_for_good_while_the_address_is_known(site: Site, reader: Reader) -> None:
    assert site.client().post(reader.short).status_code == 200
    assert (reader.standing, reader.left_alone) == (Standing.OPTED_OUT, True)


def test_when_the_address_is_erased_the_mail_still_stops_for_good_and_the_sms_says_what_it_cannot(
    site: Site, reader: Reader
) -> None:
    reader.keys.destroy(reader.round_id, PERSONAL)
    answer = site.client().post(reader.short, headers={"accept-language": "en"})
    assert "nothing more about this survey" in site.client().post(f"{reader.short}?lang=en").text
    assert answer.status_code == 200 and (reader.standing, reader.left_alone) == (Standing.OPTED_OUT, False)
    assert site.client().post(reader.path).status_code == 200
    assert reader.left_alone


def test_long_after_the_survey_is_over_the_link_still_works(site: Site, reader: Reader) -> None:
    steps.close(site.db, NOW, reader.round_id)
    steps.finish(site.db, NOW, reader.round_id, keys=reader.keys)
    assert not reader.keys.has(reader.round_id, DOORS)
    assert site.client().post(reader.short).status_code == 404
    assert site.client().post(reader.path).status_code == 200
    assert reader.left_alone


def test_unknown_broken_and_foreign_links_look_alike_and_change_nothing(site: Site, reader: Reader) -> None:
    token = reader.path.rpartition("/")[2]
    broken = token[:-1] + ("A" if token[-1] != "A" else "B")
    other = reader.keys.doors(reader.round_id).link(reader.id)
    paths = [
        f"/out/{reader.round_id}/{'A' * 22}", f"/out/999/{token[:22]}", f"/out/{10**30}/{token[:22]}",
        f"/out/{reader.round_id}/x", f"/out/{reader.round_id}/{other}", f"/out/{reader.round_id}/{'å' * 22}",
        f"/out/{reader.round_id}/%00", f"/out/{reader.round_id}/{'A' * 5000}",
        f"/out/{reader.round_id}/{'A' * 22}{broken[22:]}",
    ]  # fmt: skip
    pages, client = set(), site.client()
    for path in paths:
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 404
            pages.add(answer.text.replace(path, "").replace(answer.url.path, ""))
    assert len(pages) == 1
    assert (reader.standing, reader.left_alone) == (Standing.WAITING, False)


def test_one_wish_stops_all_other_invitations_of_the_address(site: Site, reader: Reader) -> None:
    other = reader.invite("KARI@hjemme.test")
    site.client().post(reader.path)
    with Folder(Path(reader.settings.data) / "outbox") as out:
        assert invite(site.db, reader.courier(out)).opted_out == 1
    assert reader.found(other).standing is Standing.OPTED_OUT


def test_a_link_says_nothing_of_its_address_and_cannot_be_made(reader: Reader) -> None:
    pepper, mark = reader.keys.pepper(), digest(reader.keys.pepper(), "kari@hjemme.test")
    one, two = (leaving.link(pepper, short * 22, mark) for short in "ab")
    assert leaving.read(pepper, one) == leaving.Left("a" * 22, mark)
    assert one[22:] != two[22:] and leaving.read(pepper, "a" * 22 + two[22:]).digest is None
    assert leaving.read(b"another pepper", one).digest is None
