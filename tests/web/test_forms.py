"""Forms: bound field by field, never forged, never lost."""

from datetime import date

import msgspec
import pytest
from litestar.datastructures import FormMultiDict

from survey.person import RoleName
from survey.problems import Invalid
from survey.web.forms import bind
from tests.web.conftest import Site


class Sample(msgspec.Struct, frozen=True):
    name: str
    role: RoleName
    day: date | None = None
    units: list[int] = []
    alone: bool = False
    note: str = ""
    share: float = 1.0


def form(*pairs: tuple[str, str]) -> FormMultiDict:
    return FormMultiDict(list(pairs))


def test_a_lone_value_makes_a_list() -> None:
    bound = bind(Sample, form(("name", " Kari "), ("role", "tester"), ("units", "7"), ("csrf", "x")))
    assert bound == Sample("Kari", RoleName.TESTER, units=[7])


def test_empty_boxes_dates_and_lists_are_absent() -> None:
    bound = bind(Sample, form(("name", "K"), ("role", "tester"), ("day", ""), ("units", ""), ("share", "")))
    assert bound == Sample("K", RoleName.TESTER)


def test_a_ticked_box_is_true() -> None:
    assert bind(Sample, form(("name", "K"), ("role", "tester"), ("alone", "on"))).alone


def test_all_faults_are_told_at_once_by_field() -> None:
    with pytest.raises(Invalid) as told:
        bind(Sample, form(("name", ""), ("role", "king"), ("day", "tomorrow"), ("units", "x"), ("share", "much")))
    assert [fault.where for fault in told.value.faults] == ["name", "role", "day", "units", "share"]


def test_a_form_without_the_token_is_asked_for_once_more_and_nothing_is_lost(site: Site) -> None:
    client = site.client("sam")
    answer = client.post("/me/language", data={"language": "nn", "note": "Æ <b>"})
    assert answer.status_code == 403
    assert "Æ &lt;b&gt;" in answer.text
    assert site.csrf(client) in answer.text
    assert client.get("/me").text.startswith('<!doctype html>\n<html lang="en">')


def test_an_expired_sign_in_keeps_what_was_typed_but_no_password(site: Site) -> None:
    answer = site.client().post("/me/language", data={"note": "long text", "password": "hush", "csrf": "old"})
    assert answer.status_code == 401
    assert "long text" in answer.text
    assert "hush" not in answer.text


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.test"}, {"origin": "null"}]
)
def test_a_form_from_elsewhere_is_refused_and_not_shown_again(site: Site, headers: dict[str, str]) -> None:
    for client in (site.client(), site.client("sam")):
        answer = client.post("/me/language", data={"language": "nn", "note": "planted"}, headers=headers)
        assert answer.status_code in (401, 403)
        assert "planted" not in answer.text
        assert client.post("/sign-in/link", data={"email": "sam@radet.test"}, headers=headers).status_code == 403
    assert site.mails == []


def test_a_token_of_another_session_does_not_count(site: Site) -> None:
    sam, kari = site.client("sam"), site.client("kari")
    assert sam.post("/me/language", data={"language": "nn", "csrf": site.csrf(kari)}).status_code == 403


def test_the_token_works_as_a_header_too(site: Site) -> None:
    client = site.client("sam")
    headers = {"x-csrf-token": site.csrf(client)}
    assert client.post("/me/language", data={"language": "nn"}, headers=headers).status_code == 303
    assert 'lang="nn"' in client.get("/me").text
