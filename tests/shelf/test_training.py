"""A model is trained from corrections, takes over only where it is better, and comes back in one press."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from instruments.codebook import Category, Renamed, Split
from instruments.revision import amended, following
from survey.comment import Comment
from survey.correction import Codes
from survey.problems import Conflict
from survey.steps import schemes
from survey.steps.tag import Desk, tag
from survey.steps.train_tagger import work
from survey.steps.use_tagger import use
from survey.steps.want_tagger import want
from survey.store import comments, corrections, taggers, tags
from survey.store.database import Database
from survey.store.schema.comments import tagger_file
from survey.tagger import (
    LEAST_HELD,
    SIGN_OF_LIFE,
    Comparison,
    Difference,
    Model,
    ModelStatus,
    compared,
    is_held_out,
)
from tests.conftest import NOW
from tests.scene import a_person
from tests.shelf.stage import a_collection, a_scheme, codebook, put, some_comments

NUMBER = 220


def teach(db: Database, found: dict[Comment, Codes], *, by: int, wrongly: float = 0.0) -> None:
    dice = random.Random(1)
    rows = [
        {"token": f"{n}{one.id.hex()}", "scheme_version": 1, "comment_id": one.id, "axis": axis, "suggested": None,
         "codes": ("bad",) if axis == "tone" and dice.random() < wrongly else some, "person_id": by, "at": NOW,
         "drawn": "random"}
        for n, (one, codes) in enumerate(found.items())
        for axis, some in codes.items()
    ]  # fmt: skip
    db.write(corrections.add, rows)


@pytest.fixture
def by(db: Database) -> int:
    a_scheme(db)
    return a_person(db)


@pytest.fixture
def said(db: Database, by: int) -> dict[Comment, Codes]:
    found = some_comments(NUMBER, collection_id=a_collection(db))
    put(db, found)
    teach(db, found, by=by)
    return found


def trained(db: Database, by: int) -> Model:
    want(db, NOW, by=by)
    found = work(db, lambda: NOW, name="one")
    assert found is not None
    return found


def test_a_model_learns_from_corrections_and_tags_what_waits(
    db: Database, by: int, said: dict[Comment, Codes]
) -> None:
    desk = Desk()
    assert tag(db, NOW, desk) == 0  # there is no model yet, and they go on waiting
    model = trained(db, by)
    assert (model.status, model.progress, model.comparison) == (ModelStatus.IN_USE, 1.0, None)
    assert model.card and model.card["rows"] == sum(not is_held_out(one.id) for one in said)
    assert tag(db, NOW, desk) == NUMBER and tag(db, NOW, desk) == 0
    with db.read() as connection:
        seen = comments.shelved(connection, 1, [one.id for one in said])
        assert tags.of_comment(connection, 1, seen[0].comment.id).told["area"].because  # type: ignore[union-attr]
    right = sum(one.codes("area") == said[one.comment]["area"] for one in seen)
    assert right > 0.9 * NUMBER and all(one.language for one in seen)


def test_one_that_is_no_better_is_refused_and_a_person_may_use_it_all_the_same(
    db: Database, by: int, said: dict[Comment, Codes]
) -> None:
    first, second = trained(db, by), trained(db, by)
    comparison = second.comparison
    assert comparison and comparison.n == sum(is_held_out(one.id) for one in said) >= LEAST_HELD
    assert (second.status, comparison.old_id, comparison.total.new) == (  # type: ignore[union-attr]
        ModelStatus.REFUSED, first.id, comparison.total.old,  # type: ignore[union-attr]
    )  # fmt: skip
    tag(db, NOW, Desk())
    for chosen, other in ((second, first), (first, second)):  # and back
        use(db, NOW, chosen.id, by=by)
        with db.read() as connection:
            assert taggers.in_use(connection, 1).id == chosen.id  # type: ignore[union-attr]
            assert taggers.known(connection, other.id).status is ModelStatus.FORMER
            assert tags.how_many_wait(connection) == NUMBER


def test_one_that_learned_more_takes_over(db: Database, by: int) -> None:
    found = some_comments(NUMBER, collection_id=a_collection(db))
    put(db, found)
    teach(db, {one: codes for one, codes in found.items()}, by=by, wrongly=0.9)
    first = trained(db, by)
    teach(db, {one: codes for one, codes in list(found.items())[::-1]}, by=by)
    second = trained(db, by)
    assert second.status is ModelStatus.IN_USE
    assert second.comparison and second.comparison.axes["tone"].low > 0
    with db.read() as connection:
        assert taggers.known(connection, first.id).status is ModelStatus.FORMER


def test_two_are_never_trained_at_once_and_a_dead_trainer_is_followed(
    db: Database, by: int, said: dict[Comment, Codes]
) -> None:
    id = want(db, NOW, by=by)
    with pytest.raises(Conflict):
        want(db, NOW, by=by)
    assert db.write(taggers.claim, NOW, by="dead") and db.write(taggers.claim, NOW, by="late") is None
    later = NOW + SIGN_OF_LIFE + timedelta(seconds=1)
    assert work(db, lambda: NOW, name="early") is None
    assert work(db, lambda: later, name="next").status is ModelStatus.IN_USE  # type: ignore[union-attr]
    assert not db.write(taggers.finish, id, b"stale", by="dead", status="candidate", sha256="x")
    assert not db.write(taggers.beat, id, later, by="dead", progress=0.5, doing="")


def test_until_a_new_scheme_has_a_model_the_old_one_goes_on(
    db: Database, by: int, said: dict[Comment, Codes]
) -> None:
    new = some_comments(40, seed=8, collection_id=1)
    put(db, new)
    trained(db, by)
    draft = amended(following(codebook()), Renamed("area", "roads", "streets"))
    draft = amended(draft, Split("tone", "bad", ("bad", "cold")), Category(code="cold", name={"en": "Cold"}))
    version = schemes.edit(db, NOW, draft, by=by)
    schemes.publish(db, NOW, version, by=by)
    assert tag(db, NOW, Desk()) >= 40
    with db.read() as connection:
        seen = comments.shelved(connection, version, [one.id for one in new])
    streets = [one for one in seen if one.codes("area") == ("streets",)]
    assert len(streets) > 5 and not any(one.codes("area") == ("roads",) for one in seen)
    assert all(one.codes("tone") in ((), ("good",)) and one.unsure is (not one.codes("tone")) for one in seen)


def test_without_examples_it_is_said_why(db: Database, by: int) -> None:
    failed = trained(db, by)
    assert failed.status is ModelStatus.FAILED and failed.fault


def cut(packed: bytes) -> bytes:
    return packed[:-100]


def foreign(packed: bytes) -> bytes:
    return b"PK" + packed


@pytest.mark.parametrize("damage", [cut, foreign])
def test_a_damaged_file_is_not_used_and_a_new_model_takes_its_place(
    db: Database, by: int, said: dict[Comment, Codes], damage: Callable[[bytes], bytes]
) -> None:
    first, second = trained(db, by), trained(db, by)
    with db.read() as connection:
        packed = taggers.packed(connection, second.id)
    assert packed
    db.write(lambda c: c.execute(tagger_file.update().values(packed=damage(packed))))
    with pytest.raises(Conflict):
        use(db, NOW, second.id, by=by)
    assert tag(db, NOW, Desk()) == tag(db, NOW, Desk()) == 0
    with db.read() as connection:
        gone, next_one = taggers.known(connection, first.id), taggers.under_way(connection)
        assert gone.status is ModelStatus.FAILED and gone.fault and taggers.in_use(connection, 1) is None
    assert next_one and (third := work(db, lambda: NOW, name="one"))
    assert (third.id, third.status) == (next_one.id, ModelStatus.IN_USE) and tag(db, NOW, Desk()) == NUMBER


def made(**axes: tuple[float, float]) -> Comparison:
    """Mean of the difference and half the width of its interval."""
    found = {
        name: Difference(old=0.5, new=0.5 + at, low=at - half, high=at + half) for name, (at, half) in axes.items()
    }
    return Comparison(old_id=1, n=LEAST_HELD, total=found.pop("total"), axes=found)


@pytest.mark.parametrize(
    ("comparison", "beats"),
    [
        (made(total=(0.02, 0.01), area=(0.02, 0.05)), True),
        (made(total=(0.02, 0.05), area=(-0.02, 0.05)), True),
        (made(total=(0.0, 0.05)), False),
        (made(total=(-0.01, 0.05)), False),
        (made(total=(0.02, 0.01), area=(-0.05, 0.02)), False),
        (Comparison(old_id=1, n=LEAST_HELD - 1, total=Difference(old=0.1, new=0.9, low=0.5, high=0.9)), False),
        (Comparison(old_id=1, n=0), False),
    ],
)
def test_the_rule_by_which_a_model_takes_over(comparison: Comparison, beats: bool) -> None:
    assert comparison.beats is beats


def test_a_paired_comparison_is_as_sure_as_its_pairs() -> None:
    old = {"a": [0.0, 1.0] * 100, "b": [1.0] * 200}
    new = {"a": [0.25, 1.0] * 100, "b": [1.0] * 200}
    found = compared(old, new, old_id=1)
    assert found.n == 200 and found.axes["b"] == Difference(old=1, new=1, low=0, high=0)
    assert 0.1 < found.axes["a"].low < 0.125 < found.axes["a"].high < 0.15
    assert found.total and found.total.new - found.total.old == pytest.approx(0.0625)
