"""What is wrong with a file, and what of it is lost, is told in the reader's language."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments import files
from instruments.imported import Imported
from instruments.instrument import Choice, Instrument, Item, Kind
from instruments.validity import problems
from survey.texts import translator
from survey.web.library_words import FOREIGN, HOLE, PARTS, SENTENCES, matched, pieces, place, recognised, shown, told
from survey.web.sentences.places import PLACES
from tests.instruments.limesurvey.exported import exported, question
from tests.web.library_sentences import FILLED, sentences
from tests.web.test_editions import BROKEN, changed, workbook

NB = translator("nb")
NN = translator("nn")
SV = translator("sv")
EN = translator("en")
SAID_BY_OTHERS = {"expected `%(a)s`, got `%(b)s`", "%(p)s (%(n)s)", "%(p)s: `%(a)s`", "file", "a PDF"}
"""What msgspec says, what is put together from parts with no word of its own, and what is no two words."""


def template_of(sentence: str) -> str:
    """The template that makes the sentence with nothing of it in a hole but what fills holes; "" where none does."""
    if found := matched(sentence, PLACES):
        return found.template
    found = recognised(sentence)
    if found is None:
        return ""
    taken = [text for name, text in found.values.items() if name not in PARTS]
    return "" if any(letter.islower() for text in taken for letter in text) else found.template


def test_every_sentence_in_the_sources_of_the_libraries_has_a_template() -> None:
    """Put what is listed here into survey/web/sentences, or write it so that it can be found."""
    said = sentences()
    assert len(said) > 300
    assert [f"{where}: {sentence}" for where, sentence in said if not template_of(sentence)] == []


def test_every_template_makes_a_sentence_that_is_said() -> None:
    """A sentence that was reworded where it is made would silently be shown in English."""
    made = {template_of(sentence) for _, sentence in sentences()} | SAID_BY_OTHERS
    assert set(SENTENCES) | set(PLACES) == made - {""}


@pytest.mark.parametrize(
    ("message", "in_bokmal"),
    [
        ("there is nothing to choose from", "Det er ingen svar å velge mellom"),
        ("`two` is no number", "`two` er ikke et tall"),
        (
            "there is no list `ynn` on the sheet choices, which has `yn`, `scale`",
            "Det er ingen liste `ynn` på arket choices, som har `yn`, `scale`",
        ),
        (
            "there is no function `flor`; did you mean `floor`? (at character 3 of `1+flor(2)`)",
            "Det er ingen funksjon som heter `flor`; mente du `floor`? (ved tegn 3 i `1+flor(2)`)",
        ),
        (
            "`property` is not supported: `phone` has no calculation, it is not computed and stays blank",
            "`property` støttes ikke: `phone` har ingen `calculation`, det blir ikke regnet ut og står tomt",
        ),
        (
            "visibleIf `{a} > f()` could not be translated (`f` is not known): it is always asked",
            "visibleIf `{a} > f()` kunne ikke oversettes (`f` er ukjent): det blir alltid spurt",
        ),
        (
            "the messages for ranges of points (assessments) (3)",
            "Meldingene for ulike poengsummer (assessments) (3)",
        ),
        (
            'the quotation that starts here has no end; add " (at character 3 of `a="b`)',
            'Sitatet som begynner her, har ingen slutt; sett inn " (ved tegn 3 i `a="b`)',
        ),
        (
            "`a` is the name of another row (survey row 7): here it is called `g_a`",
            "`a` er navnet på en annen rad (survey rad 7): Her heter den `g_a`",
        ),
        ("write `mod` for the remainder, not `%`", "Skriv `mod` for resten, ikke `%`"),
        ("the list has 12,000 rows: at most 10,000", "Listen har 12\xa0000 rader: høyst 10\xa0000 er tillatt"),
        ("something quite unheard of", "Something quite unheard of"),
    ],
)
def test_a_message_is_translated_part_by_part_with_what_fills_it(message: str, in_bokmal: str) -> None:
    assert told(message, NB) == in_bokmal
    assert told(message, EN)[1:] == message[1:]


def test_what_stays_english_says_so_to_a_screen_reader() -> None:
    assert shown("is not JSON: bad <b>", NB, "nb") == 'Dette er ikke JSON: <span lang="en">bad &lt;b&gt;</span>'
    assert shown("unheard of", NB, "nb") == '<span lang="en">Unheard of</span>'
    assert shown("unheard of", EN, "en") == "Unheard of"


def test_a_place_has_its_word_and_keeps_its_name() -> None:
    assert [place(where, SV) for where in ("question Q3, constraint", "survey row 12", "survey!E3", "line 4")] == [
        "fråga Q3, constraint", "survey rad 12", "survey!E3", "rad 4",
    ]  # fmt: skip


VALUES = st.text(st.characters(codec="utf-8", exclude_characters="`%"), max_size=20)


@given(st.sampled_from(SENTENCES), st.data())
def test_an_english_reader_reads_what_the_library_says(template: str, data: st.DataObject) -> None:
    """Whatever stands in the holes, nothing is lost or put in another place."""
    numbers = {"n": "12", "m": "3", "w": "word", "r": "survey row 7"}
    sentence = HOLE.sub(lambda hole: numbers.get(hole[1]) or data.draw(VALUES), template).replace("%%", "%")
    assert told(sentence, EN) in (sentence, sentence[:1].upper() + sentence[1:])


def test_a_long_text_is_not_searched_for_sentences() -> None:
    assert recognised("`" + "a" * 5_000 + "` is no number") is None
    assert recognised("`" + "a" * 500 + "` is no number")


def test_a_text_made_to_keep_the_search_busy_is_done_with_at_once() -> None:
    """Sentences within sentences, each nearly right: counted, since a clock says more of the machine."""
    before = recognised.cache_info().misses
    assert recognised(": `` has no x, " * 130) is None
    assert recognised.cache_info().misses - before < 80


def english(found: Imported) -> list[str]:
    """What a Norwegian reader would read in English."""
    said = [one.message for one in found.problems] + [one.what for one in found.lost]
    return [part.text for message in said for part in pieces(message, NB) if part.is_foreign]


def test_what_a_first_workbook_gets_wrong_is_all_told_in_words() -> None:
    slips = [(1, 0, "select_one ynn"), (3, 6, "heavy"), (3, 0, "intger"), (3, 1, "")]
    found = [files.read(workbook(survey), "x.xlsx") for survey in [BROKEN, *(changed(*slip) for slip in slips)]]
    found += [files.read(data, "x.xlsx") for data in (b"", b"\0", b"PK\3\4", b"<html>", b"%PDF")]
    assert all(one.problems for one in found)
    assert [text for one in found for text in english(one)] == []


def test_what_a_file_of_our_own_gets_wrong_is_all_told_in_words() -> None:
    bad = {"id": "x", "title": {"en": "X"}, "items": [{"name": "a", "kind": "selct_one", "lable": {}, "weight": "2"}]}
    found = [files.read(json.dumps(one).encode(), "x.json") for one in (bad, {"id": "x", "items": [{}], "title": 3})]
    assert all(one.problems for one in found)
    assert [text for one in found for text in english(one)] == []


LIMESURVEY = exported(
    question("a", "?", "<img src=x> {b.shown} {f(1)}", relevance="f(1) > 2"),
    question("b", "S", relevance="substr(a, -1) == 'x'", mandatory="S"),
    question("c", "*", "{a b}"),
    question("d", "R", answers={"A1": "One"}, subs={"SQ1": "One"}),
    survey={"language": "en"},
    texts={"surveyls_endtext": "Bye", "surveyls_url": "https://example.org", "surveyls_email_invite": "Come"},
    tables={"quota": [{"id": "1"}], "assessments": [{"id": "1"}]},
)
SURVEYJS = {
    "title": "A survey",
    "completedHtml": "Bye",
    "triggers": [{"type": "complete"}],
    "showTitle": False,
    "validators": [{"type": "expression"}],
    "elements": [
        {"type": "text", "name": "a", "inputType": "color", "visibleIf": "{b} allof ['x'] and f()", "maskSettings": {}},
        {"type": "strange", "name": "b", "title": "<video src=x></video>{nobody}", "strange": 3, "state": "collapsed"},
        {"type": "file", "name": "c", "allowMultiple": True, "acceptedTypes": "application/pdf"},
        {"type": "signaturepad", "name": "d", "setValueExpression": "{a}", "resetValueIf": "{a} empty"},
        {"type": "matrix", "name": "e", "columns": [1, 2], "rows": ["x"], "isRequired": True, "rowsOrder": "random"},
        {"type": "dropdown", "name": "f", "choicesByUrl": {"url": "https://example.org"}, "choicesEnableIf": "{a}"},
        {"type": "radiogroup", "name": "g", "choices": [{"value": 1, "visibleIf": "{a}", "imageLink": "https://x"}]},
        {"type": "text", "name": "h", "validators": [{"type": "strange"}], "defaultValueExpression": "f(1)"},
        {"type": "matrixdynamic", "name": "i", "columns": [{"name": "x"}], "keyName": "x", "detailPanelMode": "u"},
    ],
}


@pytest.mark.parametrize(
    ("data", "name", "least"), [(LIMESURVEY, "x.lss", 9), (json.dumps(SURVEYJS).encode(), "x.json", 20)]
)
def test_what_does_not_come_along_from_other_programs_is_told_in_words(data: bytes, name: str, least: int) -> None:
    found = files.read(data, name)
    assert len(found.lost) >= least
    assert english(found) == []


def test_what_is_wrong_with_an_instrument_is_told_in_words() -> None:
    wrong: dict[str, Any] = {"label": {"en": "A"}, "relevant": "${d} ==", "constraint": "nosuch(1)"}
    items = (
        Item(name="a"),
        Item(name="a", label={"en": "A"}, choices=(Choice(value="x", points=-1), Choice(value="x")), weight=-1),
        Item(name="1", label={"en": "A"}, kind=Kind.RANGE, parameters={"step": "0"}),
        Item(name="c", kind=Kind.TEXT, label={"en": "x${x"}),
        Item(name="b", kind=Kind.TEXT, **wrong, calculation="jr:itext('a')", default="round(1)"),
    )
    found = problems(Instrument(id="x", title={}, items=items))
    assert len(found) > 10
    assert english(Imported(None, tuple(found))) == []


def test_a_hole_is_of_one_of_the_known_kinds() -> None:
    holes = {hole for sentence in (*SENTENCES, *PLACES) for hole in HOLE.findall(sentence)}
    assert holes <= set("abcdnmrw") | PARTS | {FOREIGN}
    assert not any(re.search(r"%\(\w{2,}\)s", sentence) for sentence in SENTENCES)
    assert FILLED.isdecimal()
