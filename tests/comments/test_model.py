"""What is told of the tagger's models, and what a coordinator does with them."""

import hashlib
from functools import cache

from scoring.comments.tagger.example import AxisRule, Example
from scoring.comments.tagger.stored import packed
from scoring.comments.tagger.tagger import Tagger
from scoring.comments.tagger.training import train
from survey.store import taggers
from survey.store.database import Database
from survey.tagger import Comparison, Difference, ModelStatus, Origin
from tests.comments.conftest import a_scheme
from tests.conftest import NOW
from tests.web.conftest import Site

PAGE = "/comments/model"
FINE, LATE = "alt gikk fint og jeg er fornøyd nummer", "det tok altfor lang tid å få svar nummer"
BETTER, WORSE = (Difference(old=0.5, new=0.5 + by, low=by - 0.05, high=by + 0.05) for by in (0.2, -0.2))


@cache
def a_tagger() -> Tagger:
    some = [
        Example(f"{text} {n}", {"tone": (tone,)}, language="nb")
        for n in range(12)
        for text, tone in ((FINE, "positive"), (LATE, "negative"))
    ]
    return train(some, {"tone": AxisRule(many=False)}, trained_at=NOW.isoformat())


def trained(db: Database, status: ModelStatus, comparison: Comparison | None = None, *, data: bytes = b"") -> int:
    """The model that is wanted, or another one, as the trainer leaves it."""
    if not db.write(taggers.under_way):
        db.write(taggers.want, 1, NOW, origin=Origin.CORRECTIONS, by=None)
    found = db.write(taggers.claim, NOW, by="test")
    assert found
    data = data or packed(a_tagger())
    values = {"card": a_tagger().card, "comparison": comparison, "sha256": hashlib.sha256(data).hexdigest()}
    kept = ModelStatus.CANDIDATE if status is ModelStatus.IN_USE else status
    assert db.write(taggers.finish, found.id, data, by="test", trained_at=NOW, status=kept.value, **values)
    if status is ModelStatus.IN_USE:
        db.write(taggers.use, found, NOW, by=None)
    return found.id


def test_the_first_line_tells_where_it_stands(site: Site) -> None:
    kari = site.client("kari")
    assert "No model is in use" in kari.get(PAGE).text
    id = a_scheme(site.db)
    assert "The first model is being trained" in kari.get(PAGE).text
    site.db.write(taggers.claim, NOW, by="test")
    site.db.write(taggers.beat, id, NOW, by="test", progress=0.4, doing="tone")
    page = kari.get(PAGE).text
    assert 'value="40" max="100"' in page and "It learns: Tone." in page


def test_the_card_tells_of_each_category_how_well_it_is_told_with_ends(site: Site) -> None:
    a_scheme(site.db)
    trained(site.db, ModelStatus.IN_USE)
    page = site.client("kari").get(PAGE).text
    assert "The first model is in use" in page and "100% <span" in page and "–100%)" in page
    assert "Bokmål" in page and "Negative" in page and "scikit-learn" in page


def test_training_is_asked_for_once(site: Site) -> None:
    a_scheme(site.db)
    trained(site.db, ModelStatus.IN_USE)
    kari = site.client("kari")
    for expected in ("A new model is being trained. You can leave", "A model is being trained already"):
        assert kari.post(f"{PAGE}/train", data={"csrf": site.csrf(kari)}).headers["location"] == PAGE
        assert expected in kari.get(PAGE).text


def test_a_model_that_is_no_better_waits_for_a_person_and_one_click_goes_back(site: Site) -> None:
    a_scheme(site.db)
    first = trained(site.db, ModelStatus.IN_USE)
    compared = Comparison(old_id=first, n=40, total=WORSE, axes={"tone": WORSE, "area": BETTER})
    second = trained(site.db, ModelStatus.REFUSED, compared)
    kari = site.client("kari")
    page = kari.get(PAGE).text
    assert "the one before stays in use" in page and "−20.0" in page and "(−25.0 to −15.0)" in page
    for id, back in ((second, first), (first, second)):
        answer = kari.post(f"{PAGE}/{id}/use", data={"csrf": site.csrf(kari)})
        assert answer.headers["location"] == PAGE
        page = kari.get(PAGE).text
        assert "This model is in use now" in page and f"Go back to the model before (number {back})" in page


def test_a_model_whose_file_is_damaged_is_not_used(site: Site) -> None:
    a_scheme(site.db)
    first = trained(site.db, ModelStatus.IN_USE)
    broken = trained(site.db, ModelStatus.CANDIDATE, data=b"no model")
    kari = site.client("kari")
    kari.post(f"{PAGE}/{broken}/use", data={"csrf": site.csrf(kari)})
    assert "The file of this model is damaged" in kari.get(PAGE).text
    with site.db.read() as connection:
        found = taggers.in_use(connection, 1)
    assert found and found.id == first


def test_models_are_for_coordinators(site: Site) -> None:
    assert site.client("odd").get(PAGE).status_code == 403
