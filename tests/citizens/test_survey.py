"""A citizen opens the link, answers, and is thanked: once, whatever is pressed."""

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.instrument import Instrument, Item, Kind
from survey.contact import Personal, seal
from survey.doors import Doors, new_id
from survey.response import Facts
from survey.steps import rounds as steps
from survey.web.citizens.call import pairs
from survey.web.citizens.record import Split, split
from survey.web.headers import ALWAYS
from tests.citizens.conftest import Town, fields

ANSWERED = {"q-solved": "several", "q-courtesy": "much", "q-clarity": "so_so", "q-comment": "It took a while."}


def test_opening_a_link_is_harmless_and_sending_counts_once(town: Town) -> None:
    link, citizen = town.invited(), town.citizen()
    pages = [citizen.get(link) for _ in range(3)]
    assert {page.status_code for page in pages} == {200}
    assert town.answers() == []
    form = fields(pages[0].text) | ANSWERED | {"press": "send"}
    found = [citizen.post(link, data=form) for _ in range(3)]
    assert [(one.status_code, one.headers["location"]) for one in found] == [(303, "/a/thanks?lang=en")] * 3
    assert [one.answers for one in town.answers()] == [{"solved": "several", "courtesy": "much", "clarity": "so_so"}]
    assert [one.texts for one in town.answers()] == [(("comment", "It took a while."),)]
    assert "arrived already" in citizen.get(link).text
    assert "arrived already" in town.citizen("nb").get(link).text
    assert "allerede kommet" in town.citizen("sv").get(f"{link}?lang=nb").text
    assert "has arrived and is safe" in citizen.get("/a/thanks?lang=en").text


def test_an_unknown_link_and_one_whose_time_is_over_look_alike(town: Town) -> None:
    link, citizen = town.invited(language="nb"), town.citizen("nb")
    unknown = f"/a/{town.round.id}/{'A' * 22}"
    pages = [citizen.get(unknown), citizen.get("/a/99/" + "A" * 22), citizen.get(f"{unknown}%00"), citizen.get("/a/x")]
    steps.close(town.db, town.now, town.round.id)
    pages.append(citizen.get(link))
    assert {page.status_code for page in pages} == {404}
    assert all("Ingenting å svare på her" in page.text for page in pages)
    assert "er ikke lagret" in citizen.post(link, data={"q-solved": "several", "press": "send"}).text
    assert town.answers() == []


def test_what_one_has_can_be_sent_from_every_page_and_what_cannot_stand_is_left_out(town: Town) -> None:
    town.round = town.opened(forms={"email": "numbers-paged@1"})
    link, citizen = town.invited(), town.citizen()
    page = citizen.get(link)
    assert "Send what I have" in page.text
    form = fields(page.text) | {"q-height": "1.80", "q-age": "7", "press": "have"}
    assert citizen.post(link, data=form).status_code == 303
    assert [(one.answers, one.partial) for one in town.answers()] == [({"height": 1.8}, True)]


def test_an_empty_form_does_not_use_the_link_up(town: Town) -> None:
    link, citizen = town.invited("web"), town.citizen()
    form = fields(citizen.get(link).text)
    for press in ("send", "have"):
        found = citizen.post(link, data=form | {"press": press})
        assert found.status_code == 422
        assert "Answer at least one question" in found.text
    assert town.answers() == []


def test_two_devices_at_once_are_one_answer(town: Town) -> None:
    link = town.invited("web")
    clients = [town.citizen() for _ in range(4)]
    form = {"q-solved": "first", "language": "en", "press": "send"}
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda one: one.post(link, data=form).status_code, clients * 2))
    assert found == [303] * 8
    assert len(town.answers()) == 1


def test_no_cookie_is_read_or_set_and_nothing_is_told_to_others(town: Town) -> None:
    link, citizen = town.invited("web"), town.citizen()
    citizen.cookies.set("medlytt", "x" * 43)
    sent = citizen.post(link, data={"q-solved": "first", "press": "send"})
    for found in (citizen.get("/a/privacy"), citizen.get(town.invited()), citizen.get("/code"), sent):
        assert "set-cookie" not in found.headers
        assert found.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in found.headers["content-security-policy"]
        assert {name for name in ALWAYS if name not in found.headers} == set()
        assert "http://" not in found.text.replace("http://testserver.local", "")
    assert citizen.post(link, data={"press": "send"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert citizen.post(link, json={"press": "send"}).status_code == 415
    assert citizen.head(link).text == ""


def test_a_link_from_the_mail_chooses_an_answer_and_sends_nothing(town: Town) -> None:
    link, citizen = town.invited("web"), town.citizen()
    assert re.search(r'value="several" checked', citizen.get(f"{link}?solved=several").text)
    for query in ("solved=nonsense", "comment=%3Cscript%3E", "solved=", "nothing=first", "q-solved=first"):
        assert " checked" not in citizen.get(f"{link}?{query}").text
        assert "<script>" not in citizen.get(f"{link}?{query}").text
    assert town.answers() == []


def test_what_was_chosen_in_the_mail_is_read_from_letters_that_mean_it_in_this_link_only(town: Town) -> None:
    ids, citizen = (new_id(), new_id()), town.citizen()
    links = [town.invited("web", id=id) for id in ids]
    letters = town.keys.doors(town.round.id).choice(ids[0], "solved", "several")
    assert re.search(r'value="several" checked', citizen.get(f"{links[0]}?c={letters}").text)
    assert " checked" not in citizen.get(f"{links[1]}?c={letters}").text
    assert " checked" not in citizen.get(f"{links[0]}?c=").text


def test_it_is_read_in_the_language_of_the_invitation_and_in_every_other(town: Town) -> None:
    link, citizen = town.invited("web", "ar"), town.citizen("nb")
    page = citizen.get(link).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "يمكنك التوقف في أي وقت" in page
    assert '<html lang="pl" dir="ltr">' in citizen.get(f"{link}?lang=pl").text
    form = fields(page) | {"q-solved": "first", "press": "language:uk"}
    switched = citizen.post(link, data=form).text
    assert '<html lang="uk" dir="ltr">' in switched
    assert 'value="first" checked' in switched
    assert "Дякуємо" in citizen.get("/a/thanks?lang=uk").text
    assert "Takk" in citizen.get("/a/thanks").text


def test_who_asks_and_what_happens_is_told_as_it_is(town: Town) -> None:
    citizen = town.citizen()
    anonymous = citizen.get(town.invited("web")).text
    assert "Larvik asks how you were met" in anonymous
    assert "together with at least 9 others" in anonymous
    town.round = town.opened(mode="confidential")
    confidential = citizen.get(town.invited("web")).text
    assert "could find out which contact" in confidential
    assert "anonymous" not in confidential


def test_a_confidential_answer_carries_the_contact_and_an_anonymous_one_nothing(town: Town) -> None:
    known = Personal(address="kari@hjemme.test", at="2026-03-02", area="school", key="k7")
    form = {"q-solved": "first", "press": "send"}
    for mode, wanted in (("anonymous", None), ("confidential", Facts(day="2026-03-02", area="school", key="k7"))):
        town.round = town.opened(mode=mode)
        link = town.invited("web", personal=seal(known, town.keys.personal(town.round.id)))
        assert town.citizen().post(link, data=form).status_code == 303
        assert [one.facts for one in town.answers()] == [wanted]


def test_what_is_too_long_is_told_beside_the_field(town: Town) -> None:
    link, citizen = town.invited("web", "nb"), town.citizen()
    text = "".join(chr(0x4E00 + n % 20_000) for n in range(0, 3_900 * 7, 7))
    found = citizen.post(link, data={"q-solved": "first", "q-comment": text, "language": "nb", "press": "send"})
    assert found.status_code == 422
    assert 'id="fault-q-comment"' in found.text
    assert town.answers() == []


def test_nothing_that_tells_the_time_is_kept_of_an_anonymous_answer() -> None:
    form = Instrument(
        id="clocked",
        title={"en": "Clocked"},
        items=(
            Item(name="begun", kind=Kind.START),
            Item(name="day", kind=Kind.DATE, default="today()"),
            Item(name="week", kind=Kind.TEXT, calculation="concat('w', ${day})", read_only=True),
            Item(name="number", kind=Kind.TEXT, default="uuid()"),
            Item(name="device", kind=Kind.HIDDEN, default="phone"),
            Item(name="grade", kind=Kind.INTEGER),
            Item(name="more", kind=Kind.TEXT),
        ),
    )
    values = {one.name: "x" for one in form.items} | {"grade": 4}
    assert split(form, values, anonymous=True) == Split({"grade": 4}, {"more": "x"})
    assert set(split(form, values, anonymous=False).answers) == {"grade", "day"}


def test_the_first_page_weighs_little_and_needs_two_files(town: Town) -> None:
    page = town.citizen().get(town.invited("web"), headers={"accept-encoding": "gzip"})
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert len(files) == 2
    packed = [int(town.citizen().get(file).headers["content-length"]) for file in files]
    assert int(page.headers["content-length"]) + sum(packed) < 30_000


@given(st.text(max_size=40), st.lists(st.tuples(st.text(max_size=12), st.text(max_size=20)), max_size=6))
@settings(max_examples=80)
def test_fields_are_read_as_browsers_write_them(token: str, form: list[tuple[str, str]]) -> None:
    named = [(name, value) for name, value in form if name]
    encodable = [(n, v) for n, v in named if (n + v).isprintable()]
    assert pairs(urlencode(encodable).encode()) == encodable
    assert Doors(b"k" * 32).linked(token) is None or len(token) == 22
