"""Forms as a coordinator's browser meets them: brought in, looked over, mended, tried, published, chosen."""

import io
import json
import re
from typing import Any

import pytest
import xlsxwriter

from survey.edition import Edition
from survey.store import editions, waves
from survey.store.schema.editions import edition
from tests.scene import a_wave
from tests.web.conftest import Site

HOME = "/coordinator/instruments"
SURVEY = [
    ["type", "name", "label::Norsk (nb)", "label::English (en)", "required", "relevant", "medlytt_weight"],
    ["select_one yn", "answered", "Fikk du svar?", "Did you get an answer?", "yes", "", "2"],
    ["select_one yn", "polite", "Var de høflige?", "", "", "${answered} = 'yes'", ""],
    ["integer", "minutes", "Hvor mange minutter?", "How many minutes?", "", "", ""],
]
CHOICES = [
    ["list_name", "name", "label::Norsk (nb)", "label::English (en)", "medlytt_points"],
    ["yn", "yes", "Ja", "Yes", "3"],
    ["yn", "no", "Nei", "No", "0"],
]
SETTINGS = [["form_title", "form_id", "default_language"]]


def workbook(
    survey: list[list[str]] = SURVEY, choices: list[list[str]] = CHOICES, *, form_id: str = "visit"
) -> bytes:
    settings = [SETTINGS[0], ["Mitt skjema", form_id, "Norsk (nb)"]]
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def changed(row: int, column: int, text: str) -> list[list[str]]:
    rows = [list(one) for one in SURVEY]
    rows[row][column] = text
    return rows


BROKEN = changed(2, 5, "${answred} = 'yes'")


def sent(site: Site, client: Any, data: bytes, *, name: str = "visit.xlsx", to: str = f"{HOME}/new") -> Any:
    return client.post(to, data={"csrf": site.csrf(client)}, files={"file": (name, data, "application/octet-stream")})


def pressed(site: Site, client: Any, path: str, **fields: str) -> Any:
    return client.post(path, data={"csrf": site.csrf(client), **fields})


@pytest.fixture
def draft(site: Site) -> str:
    answer = sent(site, site.client("kari"), workbook())
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def stored(site: Site, name: str = "visit@1") -> Edition:
    with site.db.read() as connection:
        found = editions.by_name(connection, name)
    assert found
    return found


def test_there_is_a_way_in_for_those_who_have_no_form_yet(site: Site) -> None:
    client = site.client("kari")
    listed = client.get(HOME).text
    assert "No forms of your own yet" in listed and "Comes with Medlytt" not in listed
    assert f'href="{HOME}/new"' in listed
    example = client.get(f"{HOME}/example")
    assert example.content[:2] == b"PK" and "medlytt-example.xlsx" in example.headers["content-disposition"]
    again = sent(site, client, example.content, name="example.xlsx")
    assert again.status_code == 303
    assert "No errors" in client.get(again.headers["location"]).text


def test_a_workbook_is_read_and_says_what_it_holds(site: Site, draft: str) -> None:
    page = site.client("kari").get(draft).text
    assert draft == f"{HOME}/visit@1"
    assert "3 questions" in page and "in 2 languages" in page and "No errors" in page
    assert "2 texts are missing" in page  # title and one question in English
    assert "The most that can be had: 6 points" in page
    assert "visit.xlsx" in page and "Publish version 1" in page


def test_an_error_is_told_with_its_cell_and_the_mended_file_keeps_the_place(site: Site) -> None:
    client = site.client("kari")
    path = sent(site, client, workbook(BROKEN)).headers["location"]
    page = client.get(path).text
    assert "survey!F3" in page and "answred" in page and "1 error has to be mended" in page
    assert pressed(site, client, f"{path}/publish").status_code == 422
    again = sent(site, client, workbook(), to=f"{path}/upload")
    assert again.headers["location"] == path
    assert "survey!F3" not in client.get(path).text
    assert pressed(site, client, f"{path}/undo").status_code == 303
    assert "survey!F3" in client.get(path).text


def test_an_error_can_be_mended_in_the_browser(site: Site) -> None:
    client = site.client("kari")
    path = sent(site, client, workbook(BROKEN)).headers["location"]
    assert f'href="{path}/items/polite"' in client.get(path).text
    pressed(site, client, f"{path}/items/polite", relevant="${answered} = 'yes'")
    assert "survey!F3" not in client.get(path).text
    assert pressed(site, client, f"{path}/publish").status_code == 303


def test_a_file_that_is_no_form_says_so_and_changes_nothing(site: Site, draft: str) -> None:
    client = site.client("kari")
    for data, name in ((b"", "a.xlsx"), (b"\x00\x01", "b.xlsx"), (b"<html></html>", "c.xls"), (b"{", "d.json")):
        for to in (f"{HOME}/new", f"{draft}/upload"):
            answer = sent(site, client, data, name=name, to=to)
            assert answer.status_code == 422 and "could not be read" in answer.text, name
    nothing = pressed(site, client, f"{HOME}/new")
    assert nothing.status_code == 422 and "Choose a file first" in nothing.text
    assert stored(site).source == "visit.xlsx"


def test_a_list_comes_along_as_a_file_of_its_own(site: Site) -> None:
    client = site.client("kari")
    survey = [*SURVEY, ["select_one_from_file towns.csv", "town", "Hvor?", "Where?", "", "", ""]]
    files = [
        ("file", ("towns.csv", b"name,label\nlarvik,Larvik\noslo,Oslo\n", "text/csv")),
        ("file", ("visit.xlsx", workbook(survey), "application/octet-stream")),
    ]
    answer = client.post(f"{HOME}/new", data={"csrf": site.csrf(client)}, files=files)
    assert answer.status_code == 303
    assert "larvik" in stored(site).document


def test_what_cannot_come_along_is_listed(site: Site) -> None:
    client = site.client("kari")
    survey = [[*SURVEY[0], "colour"], *([*row, "red"] for row in SURVEY[1:])]
    page = client.get(sent(site, client, workbook(survey)).headers["location"]).text
    assert "What could not come along" in page and "colour" in page


def test_words_and_points_of_a_question_are_mended(site: Site, draft: str) -> None:
    client = site.client("kari")
    form = {
        "asked": "1", "label-nb": "Fikk du svar?", "label-en": "Any answer?", "weight": "1,5", "points-0": "4",
        "choice-0-nb": "Ja", "choice-0-en": "Yes", "points-1": "0", "counts": "critical", "label-sv": "Fick du svar?",
    }  # fmt: skip
    assert pressed(site, client, f"{draft}/items/answered", **form).status_code == 303
    item = stored(site).read().items[0]
    assert item.label == {"nb": "Fikk du svar?", "en": "Any answer?", "sv": "Fick du svar?"}
    assert (item.weight, item.counts, item.required) == (1.5, "critical", False)
    assert [choice.points for choice in item.choices] == [4, 0]
    assert stored(site).read().items[1].choices == item.choices  # they share a list
    assert item.choices[1].label == {"nb": "Nei", "en": "No"}  # not in the form: as it was


def test_a_number_that_is_none_is_told_and_kept_in_its_field(site: Site, draft: str) -> None:
    answer = pressed(site, site.client("kari"), f"{draft}/items/answered", weight="heavy", **{"points-1": "-1"})
    assert answer.status_code == 422
    assert 'href="#field-weight"' in answer.text and 'value="heavy"' in answer.text
    assert 'href="#field-points-1"' in answer.text
    assert stored(site).read().items[0].weight == 2


def test_one_goes_from_question_to_question(site: Site, draft: str) -> None:
    answer = pressed(site, site.client("kari"), f"{draft}/items/answered", then="next", **{"label-nb": "Svar?"})
    assert answer.headers["location"] == f"{draft}/items/polite"


def test_a_language_without_a_name_gets_one(site: Site) -> None:
    client = site.client("kari")
    survey = [["type", "name", "label"], ["text", "say", "Si noe"]]
    path = sent(site, client, workbook(survey), name="x.xlsx").headers["location"]
    page = client.get(path).text
    code = stored(site, path.rpartition("/")[2]).read().languages
    if "und" in code:
        assert "does not say in which language" in page
        assert pressed(site, client, f"{path}/languages", **{"language-und": "nn", "default": "und"}).status_code == 303
        assert "does not say in which language" not in client.get(path).text


def test_two_languages_do_not_become_one(site: Site, draft: str) -> None:
    answer = pressed(site, site.client("kari"), f"{draft}/languages", **{"language-nb": "en"})
    assert answer.status_code == 422 and "name of its own" in answer.text
    assert stored(site).read().languages == ("nb", "en")


def test_the_purpose_is_chosen(site: Site, draft: str) -> None:
    client = site.client("kari")
    form = {"title-nb": "Skjema", "title-en": "", "purpose": "survey", "style": "pages", "anonymous": "on"}
    assert pressed(site, client, f"{draft}/settings", **form).status_code == 303
    now = stored(site).read()
    assert (now.title, now.purpose, now.style, now.anonymous) == ({"nb": "Skjema"}, "survey", "pages", True)
    assert pressed(site, client, f"{draft}/settings", **{"title-nb": " "}).status_code == 422


def test_the_same_advice_for_several_languages_is_given_once(site: Site) -> None:
    survey = [["type", "name", "label::nb", "label::en", "required", "parameters"],
              ["range", "tone", "Tone?", "Tone?", "", "start=1 end=5 step=1"]]  # fmt: skip
    client = site.client("kari")
    page = client.get(sent(site, client, workbook(survey)).headers["location"]).text
    assert page.count("0 of 5 levels have a name") == 1
    assert re.search(r'<span class="tag">Bokmål</span> <span class="tag">English</span>', page)


def test_a_copy_can_be_changed_in_excel_too(site: Site) -> None:
    client = site.client("kari")
    copy = pressed(site, client, f"{HOME}/copy", name="kiosk@1").headers["location"]
    page = client.get(copy).text
    assert "Change it in Excel" in page and f'href="{copy}/download/xlsx"' in page
    book = client.get(f"{copy}/download/xlsx").content
    assert sent(site, client, book, name="kiosk.xlsx", to=f"{copy}/upload").headers["location"] == copy


def test_whatever_lacks_a_translation_has_a_field_to_write_it_in(site: Site) -> None:
    client = site.client("kari")
    told = ["hint", "guidance_hint", "required_message", "constraint_message", "media::image"]
    survey = [["type", "name", "label::nb", "label::en", "required", "constraint", *(f"{one}::nb" for one in told)],
              ["select_one yn", "met", "Traff du noen?", "", "", "", "Et hint", "Et råd", "", "", "met.png"],
              ["integer", "times", "Hvor ofte?", "How often?", "yes", ". > 0", "", "", "Svar.", "Over 0.", ""]]
    choices = [["list_name", "name", "label::nb", "label::en", "medlytt_points", "medlytt_guidance_nb"],
               ["yn", "yes.no", "Ja", "", "1", "Alt er der"], ["yn", "no", "Nei", "No", "0", "Noe mangler"]]
    draft = sent(site, client, workbook(survey, choices)).headers["location"]
    page = client.get(f"{draft}/missing/en").text
    links = re.findall(r'<a href="([^"#]+)#([^"]+)">Write it', page)
    assert len(links) == page.count("<td data-label=\"Mend\">") - page.count("in the workbook") == 9
    for path, field in links:
        assert f'id="{field}"' in client.get(path).text, (path, field)


def test_guidance_and_messages_are_mended_like_any_text(site: Site, draft: str) -> None:
    client = site.client("kari")
    pressed(site, client, f"{draft}/items/minutes", **{"constraint": ". < 90", "constraint_message-en": "Below 90."})
    assert "Below 90." in client.get(f"{draft}/items/minutes").text
    item = next(one for one in stored(site).read().every if one.name == "minutes")
    assert item.constraint_message == {"en": "Below 90."}


def test_what_a_language_lacks_is_listed_with_the_way_to_it(site: Site, draft: str) -> None:
    page = site.client("kari").get(f"{draft}/missing/en").text
    assert "Var de høflige?" in page and f'href="{draft}/items/polite#field-label-en"' in page
    assert site.client("kari").get(f"{draft}/missing/xx").status_code == 404


def test_the_score_is_derived_item_by_item_and_nothing_is_kept(site: Site, draft: str) -> None:
    client = site.client("kari")
    assert client.get(f"{draft}/try").status_code == 200
    before = stored(site)
    form = {"q-answered": "yes", "q-polite": "no", "shown": "answered polite minutes", "press": "send"}
    page = pressed(site, client, f"{draft}/try", **form).text
    assert "6 of 9 points" in page  # 3 times 2, and nothing of 3
    assert "3 / 3" in page and "0 / 3" in page and "67 %" in page
    skipped = pressed(site, client, f"{draft}/try", **{**form, "q-answered": "no"}).text
    assert "0 of 6 points" in skipped and "left out" in skipped
    assert stored(site) == before


@pytest.fixture
def plain(site: Site) -> str:
    """Without conditions."""
    return str(sent(site, site.client("kari"), workbook(changed(2, 5, ""))).headers["location"])


def test_a_preview_stands_in_a_frame_of_this_site_alone(site: Site, plain: str) -> None:
    client, draft = site.client("kari"), plain
    outer = client.get(f"{draft}/preview?language=en&width=phone")
    assert f'src="{draft}/page?language=en"' in outer.text
    assert "frame-src 'self'" in outer.headers["content-security-policy"]
    assert outer.headers["x-frame-options"] == "DENY"
    inner = client.get(f"{draft}/page?language=en")
    assert "Did you get an answer?" in inner.text and "(in Norwegian Bokmål)" in inner.text
    assert "frame-ancestors 'self'" in inner.headers["content-security-policy"]
    assert inner.headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'none'" in client.get(draft).headers["content-security-policy"]


def test_a_preview_is_filled_in_to_its_end(site: Site, plain: str) -> None:
    client, draft = site.client("kari"), plain
    shown = {"shown": "answered polite minutes", "press": "send", "language": "en"}
    assert pressed(site, client, f"{draft}/page", **shown).status_code == 422
    form = {"q-answered": "no", "q-minutes": "3", **shown}
    end = pressed(site, client, f"{draft}/page", **form)
    assert "nothing was kept" in end.text and "frame-ancestors 'self'" in end.headers["content-security-policy"]


def test_what_follows_from_an_answer_is_previewed_too(site: Site, draft: str) -> None:
    """The second question hangs on the first: asked for before anything can be sent in."""
    client = site.client("kari")
    assert client.get(f"{draft}/page?language=en").status_code == 200
    form = {"q-answered": "yes", "shown": "answered minutes", "press": "send", "language": "en"}
    again = pressed(site, client, f"{draft}/page", **form)
    assert "A few more questions follow" in again.text


def test_what_is_published_is_not_mended(site: Site, draft: str) -> None:
    client = site.client("kari")
    assert pressed(site, client, f"{draft}/publish").status_code == 303
    page = client.get(draft).text
    assert "published and never changed" in page and stored(site).sha256 in page
    assert client.get(f"{draft}/items/answered").status_code == 409
    for path in ("items/answered", "settings", "languages", "undo", "drop", "publish", "findings/0"):
        assert pressed(site, client, f"{draft}/{path}").status_code == 409, path
    assert sent(site, client, workbook(), to=f"{draft}/upload").status_code == 409


def test_a_new_version_says_what_is_new(site: Site, draft: str) -> None:
    client = site.client("kari")
    pressed(site, client, f"{draft}/publish")
    second = pressed(site, client, f"{draft}/copy").headers["location"]
    assert second == f"{HOME}/visit@2"
    refused = pressed(site, client, f"{second}/publish")
    assert refused.status_code == 422 and 'href="#field-changes"' in refused.text
    assert pressed(site, client, f"{second}/publish", changes="Clearer").status_code == 303
    listed = client.get(HOME).text
    assert "visit@2" in listed and "visit@1" not in listed
    assert "Clearer" in client.get(draft).text


def test_two_versions_are_compared_in_words(site: Site, draft: str) -> None:
    client = site.client("kari")
    pressed(site, client, f"{draft}/publish")
    second = pressed(site, client, f"{draft}/copy").headers["location"]
    same = client.get(f"{second}/changes?since=visit@1").text
    assert "nothing." in same
    pressed(site, client, f"{second}/items/answered", **{"label-nb": "Fikk du et svar?", "points-0": "5"})
    page = client.get(f"{second}/changes").text
    assert "Fikk du et svar?" in page and "<del>" in page and "Not comparable" in page
    assert client.get(f"{second}/changes?since=grade-email-2019@1").status_code == 404
    assert client.get(f"{draft}/changes").status_code == 404  # there is none before it


def test_advice_is_given_and_keeps_nobody_from_publishing(site: Site) -> None:
    client = site.client("kari")
    asked = changed(3, 2, "Er du ikke enig i at vi burde svare raskere?")
    path = sent(site, client, workbook(asked)).headers["location"]
    assert "Plain language" in client.get(path).text
    assert pressed(site, client, f"{path}/publish").status_code == 303


def test_a_shipped_form_is_looked_at_and_copied(site: Site) -> None:
    client = site.client("kari")
    page = client.get(f"{HOME}/grade-email-2019@1").text
    assert "never changed" in page and "Make a version of your own" in page and "Publish version" not in page
    copied = pressed(site, client, f"{HOME}/copy", name="grade-email-2019@1")
    assert copied.headers["location"] == f"{HOME}/grade-email-2019@2"
    assert client.get(f"{HOME}/grade-email-2019").status_code == 404


@pytest.mark.parametrize("format", ["xlsx", "toml", "json", "md"])
def test_a_form_is_taken_away_and_brought_back(site: Site, draft: str, format: str) -> None:
    client = site.client("kari")
    taken = client.get(f"{draft}/download/{format}")
    assert taken.status_code == 200 and f'visit-1.{format}"' in taken.headers["content-disposition"]
    before = stored(site).read()
    assert sent(site, client, taken.content, name=f"visit.{format}", to=f"{draft}/upload").status_code == 303
    assert [item.name for item in stored(site).read().every] == [item.name for item in before.every]
    assert stored(site).read().items[0].weight == 2
    assert client.get(f"{draft}/download/exe").status_code == 404


def test_a_text_too_long_for_a_cell_is_told_and_the_form_taken_away_otherwise(site: Site) -> None:
    client = site.client("kari")
    long = {"id": "long", "title": {"en": "Long"}, "items": [{"name": "a", "label": {"en": "word " * 8_000}}]}
    path = sent(site, client, json.dumps(long).encode(), name="long.json").headers["location"]
    refused = client.get(f"{path}/download/xlsx")
    assert refused.status_code == 409 and "too long for a cell" in refused.text and "TOML or JSON" in refused.text
    assert client.get(f"{path}/download/json").status_code == 200


def test_what_is_lost_and_what_is_refused_is_told_in_the_language_of_the_reader(site: Site) -> None:
    client = site.client("kari")
    survey = {"title": "S", "elements": [{"type": "signaturepad", "name": "q", "readOnly": True}], "mode": "display"}
    answer = sent(site, client, json.dumps(survey).encode(), name="survey.json")
    page = client.get(f"{answer.headers['location']}?lang=sv").text
    assert "En signatur som ritas: här skickas en bild" in page and "<code>fråga q</code>" in page
    assert "Inställningar för genomförande och utseende: mode" in page
    refused = sent(site, client, b'{"title"', name="survey.json", to=f"{HOME}/new?lang=sv").text
    assert 'Det här är inte JSON: <span lang="en">Input data was truncated</span>' in refused


def test_a_draft_is_thrown_away(site: Site, draft: str) -> None:
    client = site.client("kari")
    assert pressed(site, client, f"{draft}/drop").headers["location"] == HOME
    assert client.get(draft).status_code == 404


def test_a_wave_is_graded_with_a_form_of_ones_own(site: Site) -> None:
    client = site.client("kari")
    wave_id = a_wave(site.db, protocol="kommunetest-2019", status="planned")
    assert "Publish a form of your own" in client.get(f"/waves/{wave_id}/forms").text
    name = pressed(site, client, f"{HOME}/copy", name="grade-email-2019@1").headers["location"].rpartition("/")[2]
    pressed(site, client, f"{HOME}/{name}/publish", changes="Ours")
    assert name in client.get(f"/waves/{wave_id}/forms").text
    assert pressed(site, client, f"/waves/{wave_id}/forms", email=name).status_code == 303
    with site.db.read() as connection:
        wave = waves.by_id(connection, wave_id)
    assert wave and wave.forms == {"email": name}


def test_a_form_that_changes_the_score_is_chosen_with_open_eyes(site: Site, draft: str) -> None:
    client = site.client("kari")
    wave_id = a_wave(site.db, protocol="kommunetest-2019", status="planned")
    pressed(site, client, f"{draft}/publish")
    warned = pressed(site, client, f"/waves/{wave_id}/forms", email="visit@1")
    assert warned.status_code == 409 and "changes what a score means" in warned.text
    assert pressed(site, client, f"/waves/{wave_id}/forms", email="visit@1", agreed="on").status_code == 303
    site.db.write(waves.update, wave_id, status="open")
    assert "stay as they are" in client.get(f"/waves/{wave_id}/forms").text
    assert pressed(site, client, f"/waves/{wave_id}/forms", email="").status_code == 409


def test_a_form_that_was_tampered_with_is_refused_and_stays_in_the_list(site: Site, draft: str) -> None:
    client = site.client("kari")
    pressed(site, client, f"{draft}/publish")
    site.db.write(lambda c: c.execute(edition.update().values(sha256="0" * 64)))
    assert client.get(draft).status_code == 409
    assert "Mitt skjema" in client.get(HOME).text
    wave_id = a_wave(site.db, protocol="kommunetest-2019", status="planned", forms={"email": "visit@1"})
    assert 'value="visit@1"' not in client.get(f"/waves/{wave_id}/forms").text


@pytest.mark.parametrize("short", ["sam", "odd"])
def test_only_coordinators_see_the_forms(site: Site, draft: str, short: str) -> None:
    client = site.client(short)
    for path in (HOME, f"{HOME}/new", draft, f"{draft}/try", f"{draft}/page"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_the_pages_speak_every_language(site: Site, draft: str, language: str) -> None:
    client = site.client("kari")
    for path in (HOME, f"{HOME}/new", draft, f"{draft}/try", f"{draft}/preview", f"{draft}/items/answered",
                 f"{draft}/settings", f"{draft}/missing/en", f"{HOME}/kiosk@1"):  # fmt: skip
        assert client.get(f"{path}?lang={language}").status_code == 200, path
