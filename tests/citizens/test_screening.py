"""What tells who somebody is stays out of the database, unless its writer says that it is nothing of the kind."""

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.comments import redact
from survey.masking import marks_in
from survey.web.citizens import screening
from tests.citizens.conftest import Town, fields

TEXT = "Ring Kari Nordmann på 99 88 77 66.\r\nKlagen min er 2024/12345."
ID = "Jeg har nummer 15046810187."


def sent(town: Town, text: str, press: str = "send") -> tuple[str, str]:
    link = town.invited("web", "nb")
    citizen = town.citizen()
    form = fields(citizen.get(link).text) | {"q-solved": "first", "q-comment": text, "press": press}
    return link, citizen.post(link, data=form).text


def again(town: Town, link: str, page: str, *keep: str, press: str = "send") -> int:
    form = {name: html.unescape(value) for name, value in fields(page).items()}
    return town.citizen().post(link, data=form | {"press": press, "keep": list(keep)}).status_code


def keys(page: str) -> list[str]:
    return re.findall(r'name="keep" value="([^"]+)"', page)


def test_its_writer_sees_what_will_be_masked_and_nothing_is_kept_yet(town: Town) -> None:
    _, page = sent(town, TEXT)
    assert re.findall(r'<mark dir="auto">([^<]+)</mark>', page) == ["Kari Nordmann", "99 88 77 66", "2024/12345"]
    assert "blir [telefonnummer]" in page
    assert len(keys(page)) == 3
    assert town.answers() == []


def test_what_is_left_masked_is_stored_masked(town: Town) -> None:
    link, page = sent(town, TEXT)
    assert again(town, link, page) == 303
    assert [one.texts for one in town.answers()] == [
        (("comment", "Ring [navn] på [telefonnummer].\nKlagen min er [saksnummer]."),)
    ]


def test_a_false_hit_can_be_undone(town: Town) -> None:
    link, page = sent(town, TEXT, "have")
    assert again(town, link, page, keys(page)[2], press="have") == 303
    [answer] = town.answers()
    assert answer.texts[0][1].endswith("Klagen min er 2024/12345.")
    assert answer.partial


def test_a_valid_identity_number_cannot_be_undone(town: Town) -> None:
    [proved] = [one for one in redact.spans(ID, "nb") if one.certain]
    link, page = sent(town, ID)
    assert again(town, link, page, *keys(page), f"comment:{proved.start}:{proved.end}") == 303
    assert "15046810187" not in town.answers()[0].texts[0][1]
    assert "[fødselsnummer]" in town.answers()[0].texts[0][1]


def test_the_text_can_be_changed_instead(town: Town) -> None:
    link, page = sent(town, TEXT)
    form = {name: html.unescape(value) for name, value in fields(page).items()}
    found = town.citizen().post(link, data=form | {"press": "language:nb"})
    assert "Kari Nordmann på 99 88 77 66" in found.text
    assert 'value="first" checked' in found.text
    assert town.answers() == []


def test_nothing_comes_between_where_nothing_is_found(town: Town) -> None:
    sent(town, "Det gikk greit.")
    assert [one.texts for one in town.answers()] == [(("comment", "Det gikk greit."),)]


@pytest.mark.parametrize(
    "form", [{"screened": "1"}, {"screened": "1", "keep": "comment:0:9999"}, {"screened": "x", "keep": "::"}]
)
def test_nobody_gets_around_the_mask_with_fields_of_their_own(town: Town, form: dict[str, str]) -> None:
    link = town.invited("web", "nb")
    town.citizen().post(link, data={"language": "nb", "q-comment": TEXT, "press": "send"} | form)
    assert [one.texts[0][1] for one in town.answers()] == [
        "Ring [navn] på [telefonnummer].\nKlagen min er [saksnummer]."
    ]


@given(st.text(alphabet="09 18273645+@.kari Nordmann\n/2024", max_size=60), st.integers(0, 8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_not_undone_is_gone_and_the_rest_stands(text: str, number: int) -> None:
    found = screening.find({"more": text}, "nb")
    spans = found.get("more", ())
    kept = {screening.key("more", span) for span in spans[:number]}
    pieces = list(screening.pieces("more", text, spans, marks_in("nb")))
    assert "".join(piece.text for piece in pieces) == text
    wanted = "".join(piece.mark if piece.mark and piece.keep not in kept else piece.text for piece in pieces)
    assert screening.clean({"more": text}, found, kept, "nb") == {"more": wanted}
