"""How good the categories are, as coordinators and quality staff read it."""

import re

from scoring.comments.tagger.example import Scored
from survey.correction import Drawn
from survey.scheme import rules
from survey.steps import blind
from survey.steps.correct import Said, correct
from survey.store import blinds, schemes, tags
from survey.store.tags import Suggested
from tests.comments.conftest import TOLD, a_collection, a_scheme, shelved
from tests.conftest import NOW
from tests.web.conftest import Site

PAGE = "/comments/quality"
RIGHT = {"area": ("technical",), "reasons": ("slow",), "tone": ("negative",)}
SHOWN = dict(RIGHT)


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_only_random_control_counts_and_doubted_suggestions_count_as_none(site: Site) -> None:
    model, by = a_scheme(site.db), site.people["kari"]
    ids = shelved(site.db, [f"Bosset nummer {n}" for n in range(40)], a_collection(site.db), model=model)
    with site.db.read() as connection:
        book = schemes.known(connection, 1).read()
    for at, id in enumerate(ids):
        codes = RIGHT | ({"area": ("roads",)} if at < 3 else {})
        drawn = Drawn.RANDOM if at < 30 else Drawn.MARGIN
        if at < 10:
            unsure = {
                axis: type(one)(one.scored, axis == "tone", one.because, one.margin) for axis, one in TOLD.items()
            }
            site.db.write(tags.suggest, 1, model, {id: Suggested(language="nb", told=unsure)}, rules(book))
        correct(site.db, NOW, Said(token=f"t{at}", comment_id=id, codes=codes, drawn=drawn, shown=SHOWN), by=by)
    page = text(site.client("odd").get(PAGE).text)
    assert "People have checked 30 comments that were drawn at random." in page
    assert "Service area 30 100% (89–100%) 90% (74–97%)" in page
    assert "Tone 30 67% (49–81%) 100%" in page and "Tone Bokmål 30" in page


def test_a_blind_sample_is_drawn_coded_by_two_and_told_with_its_interval(site: Site) -> None:
    a_scheme(site.db)
    ids = shelved(site.db, [f"Veien {n}" for n in range(12)], a_collection(site.db))
    kari = site.client("kari")
    drawn = kari.post(f"{PAGE}/blind", data={"csrf": site.csrf(kari), "size": "12"})
    assert drawn.headers["location"] == "/comments/review/blind/1"
    for person, short in enumerate(("kari", "ada")):
        for at, id in enumerate(ids):
            codes = RIGHT | {"tone": ("positive",) if (at + person * (at == 0)) % 2 else ("negative",)}
            blind.code(site.db, NOW, 1, Said(token=f"{short}{at}", comment_id=id, codes=codes), by=site.people[short])
    with site.db.read() as connection:
        assert blinds.every(connection, 1)[0].resolved == 12
    page = text(kari.get(PAGE).text)
    assert "12 of 12 coded by two" in page and "Tone 12 92 0.84 (" in page
    assert "Service area 12 100 – cannot be said yet" in page


def test_a_sample_that_cannot_be_drawn_says_why(site: Site) -> None:
    a_scheme(site.db)
    kari = site.client("kari")
    for size, expected in (("9", "no comments that could be drawn"), ("0", "1 to 500"), ("x", "needs another look")):
        kari.post(f"{PAGE}/blind", data={"csrf": site.csrf(kari), "size": size})
        assert expected in kari.get(PAGE).text


def test_two_periods_are_compared_from_three_hundred_comments_on(site: Site) -> None:
    model, id = a_scheme(site.db), a_collection(site.db)
    shelved(site.db, [f"a{n}" for n in range(300)], id, model=model, period="2025")
    shelved(site.db, [f"b{n}" for n in range(20)], id, seed=2, model=model, period="2026")
    kari = site.client("kari")
    assert "too few comments to say" in text(kari.get(PAGE).text)
    shelved(site.db, [f"c{n}" for n in range(280)], id, seed=3, period="2026")
    with site.db.read() as connection:
        book = schemes.known(connection, 1).read()
        waiting = tags.waiting(connection, 500)
    other = TOLD | {"area": type(TOLD["area"])((Scored("roads", 0.9),), False, (), 0.9)}
    site.db.write(tags.suggest, 1, model, {one: Suggested(language="nb", told=other) for one in waiting}, rules(book))
    page = text(kari.get(PAGE).text)
    assert "The comments have changed since 2025" in page and "Roads and transport +93.3" in page
    assert "no more than chance" in page
    assert "Once there are comments" not in page and kari.get(f"{PAGE}?before=x&after=%3Cb").status_code == 200
