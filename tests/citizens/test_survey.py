"""A citizen opens the link, answers, and is thanked: once, whatever is pressed."""

from survey.steps import rounds as steps
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
