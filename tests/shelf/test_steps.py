"""Comments come in masked and once, are coded by people who never lose a word, and follow from scheme to scheme."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from instruments.codebook import Added, Category, Merged, Renamed, Split
from instruments.revision import amended, following
from survey.comment import Comment, Kind, Source
from survey.correction import Codes, Drawn, State
from survey.keyring import Keyring
from survey.problems import Conflict, Invalid
from survey.settings import Settings
from survey.steps import blind, schemes
from survey.steps.correct import Kept, correct, undo
from survey.steps.import_comments import Delivery, Into, look, take
from survey.steps.retain import forget
from survey.store import blinds, collections, comments, corrections, reviews, taggers, tags
from survey.store import schemes as kept_schemes
from survey.store.database import Database
from survey.store.schema.rounds import survey_round
from survey.tagger import Origin
from tests.conftest import NOW
from tests.scene import a_person, a_unit, add
from tests.shelf.stage import RULES, a_collection, a_scheme, codebook, put, said, some_comments, suggested

FILE = (
    "Kommentar;Enhet;Kanal;Dato;Tjeneste;area;reasons;tone\n"
    "Ring meg på 91 23 45 67, dere svarer aldri;Larvik;telefon;2.3.2026;Vei;roads;Slow;bad\n"
    "Veien er ikke brøytet;3909;epost;2026-Q1;;;;\n"
    "Veien er ikke brøytet;3909;epost;2026-Q1;;;;\n"
    ";3909;epost;;;;;\n"
    "Feil enhet;Atlantis;epost;;;;;\n"
    "Feil kategori;Larvik;epost;;;sky;;\n"
).encode()


@pytest.fixture
def shelf(db: Database) -> Database:
    a_scheme(db)
    a_unit(db)
    return db


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys")


def every(db: Database, collection_id: int) -> list[comments.Shelved]:
    source = Source(Kind.COLLECTION, collection_id)
    with db.read() as connection:
        return comments.shelved(connection, 1, [one.id for one in comments.of_source(connection, source)])


def taken(db: Database, keys: Keyring, data: bytes = FILE, **into: object) -> Delivery:
    return take(db, NOW, data, Into(**{"title": "Spring", **into}), keys=keys, by=None)  # type: ignore[arg-type]


def test_a_file_comes_in_masked_with_its_codes_and_its_faults_told(shelf: Database, keys: Keyring) -> None:
    seen = look(shelf, NOW, FILE, Into(title="Spring"), keys=keys)
    got = taken(shelf, keys)
    assert (seen.new, seen.before, got.new, got.masked, got.coded, got.entries.empty) == (3, 0, 3, 1, 1, 1)
    assert [(one.line, one.column) for one in got.entries.faults] == [(6, "Enhet"), (7, "area")]
    rows = {one.comment.text: one for one in every(shelf, got.collection_id or 0)}
    called = rows.pop("Ring meg på [telefonnummer], dere svarer aldri")
    assert (called.comment.channel, called.comment.period, called.comment.service) == ("phone", "2026-03", "Vei")
    assert (called.state, called.codes("reasons"), called.codes("area")) == (State.CONFIRMED, ("slow",), ("roads",))
    assert {one.comment.period for one in rows.values()} == {"2026-Q1"}


def test_the_same_file_again_adds_nothing_and_a_longer_one_what_is_new(shelf: Database, keys: Keyring) -> None:
    first = taken(shelf, keys)
    again = taken(shelf, keys, title="Another name")
    longer = taken(shelf, keys, FILE + b"Ny rad om veien;Larvik;epost;;;;;\n", collection_id=first.collection_id)
    assert (again.new, again.before, again.collection_id) == (0, 3, first.collection_id)
    assert (longer.new, longer.before) == (1, 3)
    with shelf.read() as connection:
        assert corrections.number(connection, 1) == 1


def test_a_collection_whose_time_is_over_goes(shelf: Database, keys: Keyring) -> None:
    got = taken(shelf, keys, keep_until=NOW.date())
    forget(shelf, NOW, Settings())
    assert every(shelf, got.collection_id or 0)
    forget(shelf, NOW + timedelta(days=1), Settings())
    with shelf.read() as connection:
        assert not collections.every(connection) and not tags.waiting(connection, 1)


def test_comments_of_a_survey_go_when_the_house_says_so(shelf: Database) -> None:
    day = NOW.date()
    values = {"title": "x", "mode": "anonymous", "status": "finished", "rules": {}, "starts_on": day, "asks_until": day}
    values |= {"ends_on": day, "public_key": b"", "created_at": NOW, "keys_destroyed_at": NOW}
    ended = add(shelf, survey_round, **values)
    put(shelf, some_comments(8, round_id=ended))
    for days, kept, left in ((400, 0, 8), (30, 31, 8), (31, 30, 0)):
        forget(shelf, NOW + timedelta(days=days), Settings(keep_comments=kept))
        with shelf.read() as connection:
            assert len(comments.comments_of(connection, ended)) == left
            assert tags.how_many_wait(connection) == left


@pytest.fixture
def coded(shelf: Database) -> dict[Comment, Codes]:
    """Comments on which the tagger has spoken, wrongly on the tone of each."""
    found = some_comments(20, collection_id=a_collection(shelf))
    put(shelf, found)
    model = shelf.write(taggers.want, 1, NOW, origin=Origin.STARTER, by=None)
    suggested(shelf, {one: codes | {"tone": ("bad",)} for one, codes in found.items()}, model)
    return found


def now_of(db: Database, one: Comment, version: int = 1) -> Codes:
    with db.read() as connection:
        shown = comments.shelved(connection, version, [one.id])[0]
    return {axis: shown.codes(axis) for axis in RULES}


def test_a_correction_counts_once_and_can_be_taken_back(shelf: Database, coded: dict[Comment, Codes]) -> None:
    kari, one = a_person(shelf, "Kari"), next(iter(coded))
    before, other = now_of(shelf, one), {"area": ("school",), "reasons": ("slow", "rude"), "tone": ("good",)}
    assert correct(shelf, NOW, said(one, other), by=kari) == Kept(new=True)
    assert correct(shelf, NOW, said(one, other), by=kari) == Kept(new=False)
    assert now_of(shelf, one) == {axis: tuple(sorted(codes)) for axis, codes in other.items()}
    assert undo(shelf, NOW, f"t{one.id.hex()}", by=kari) and not undo(shelf, NOW, f"t{one.id.hex()}", by=kari)
    assert now_of(shelf, one) == before


def test_of_two_reviewers_at_once_neither_is_lost_and_the_later_is_told(
    shelf: Database, coded: dict[Comment, Codes]
) -> None:
    people, one = [a_person(shelf, name) for name in ("Kari", "Odd")], next(iter(coded))
    whole = [{"area": (area,), "reasons": ("none",), "tone": ("good",)} for area in ("roads", "school")]
    with ThreadPoolExecutor(2) as both:
        pressed = [
            both.submit(correct, shelf, NOW, said(one, codes, token=f"t{by}"), by=by)
            for codes, by in zip(whole, people, strict=True)
        ]
        kept = [run.result() for run in pressed]
    assert sorted(len(one.before) for one in kept) == [0, 1]
    later = next(number for number, result in enumerate(kept) if result.before)
    assert now_of(shelf, one) == whole[later]
    undo(shelf, NOW, f"t{people[later]}", by=people[later])
    assert now_of(shelf, one) == whole[1 - later]


@pytest.mark.parametrize(
    "codes",
    [{}, {"area": ()}, {"area": ("sky",)}, {"sky": ("area",)}, {"area": ("roads", "school")},
     {"reasons": ("slow", "none")}],
)  # fmt: skip
def test_codes_that_the_scheme_does_not_have_are_refused(
    shelf: Database, coded: dict[Comment, Codes], codes: Codes
) -> None:
    with pytest.raises(Invalid):
        correct(shelf, NOW, said(next(iter(coded)), codes), by=a_person(shelf))


def test_a_blind_sample_is_coded_by_two_and_counts_where_they_agree(
    shelf: Database, coded: dict[Comment, Codes]
) -> None:
    kari, odd = a_person(shelf, "Kari"), a_person(shelf, "Odd")
    draw_id, of = blind.draw(shelf, NOW, 4, by=kari), {one.id: one for one in coded}

    def next_for(person: int) -> Comment | None:
        with shelf.read() as connection:
            id = blinds.next_for(connection, draw_id, person)
        return of[id] if id else None

    one = next_for(kari)
    assert one is not None
    with pytest.raises(Conflict):
        correct(shelf, NOW, said(one, coded[one]), by=odd)
    before = now_of(shelf, one)
    blind.code(shelf, NOW, draw_id, said(one, coded[one], token="k"), by=kari)
    assert now_of(shelf, one) == before and next_for(odd) == one
    with pytest.raises(Conflict):
        blind.code(shelf, NOW, draw_id, said(one, coded[one], token="k2"), by=kari)
    other = coded[one] | {"area": ("school",) if coded[one]["area"] == ("roads",) else ("roads",)}
    blind.code(shelf, NOW, draw_id, said(one, other, token="o"), by=odd)
    assert now_of(shelf, one) == coded[one] | {"area": before["area"]}
    with shelf.read() as connection:
        first = tags.nearest(connection, 1, 1)[0]
        assert (first.id, first.unsure) == (one.id, True)
        assert blinds.every(connection, 1)[0].resolved == 1
        waiting = {one.id for one in tags.nearest(connection, 1, 100)}
    assert len(waiting) == 17  # three of the sample are kept from reviewers
    assert next_for(kari) not in (None, one)


def test_with_a_new_scheme_what_people_said_follows_and_old_tags_stay(
    shelf: Database, coded: dict[Comment, Codes]
) -> None:
    kari = a_person(shelf, "Kari")
    for one, codes in coded.items():
        correct(shelf, NOW, said(one, codes), by=kari)
    before = {one: now_of(shelf, one) for one in coded}
    draft = following(codebook())
    draft = amended(draft, Renamed("area", "roads", "streets"))
    draft = amended(draft, Merged("reasons", ("slow", "rude"), "slow"))
    cold = Category(code="cold", name={"en": "Cold"})
    draft = amended(draft, Split("tone", "bad", ("bad", "cold")), cold)
    draft = amended(draft, Added("area", "parks"), Category(code="parks", name={"en": "Parks"}))
    version = schemes.edit(shelf, NOW, draft, by=kari)
    assert schemes.publish(shelf, NOW, version, by=kari) == len(coded)
    for one, old in before.items():
        new = now_of(shelf, one, version)
        assert new["area"] == (("streets",) if old["area"] == ("roads",) else old["area"])
        assert new["reasons"] == (("none",) if old["reasons"] == ("none",) else ("slow",))
        assert new["tone"] == (() if old["tone"] == ("bad",) else ("good",))
        assert now_of(shelf, one) == old
    with shelf.read() as connection:
        assert len(tags.waiting(connection, 100)) == sum(old["tone"] == ("bad",) for old in before.values())
        assert kept_schemes.in_use(connection).version == version  # type: ignore[union-attr]
    with pytest.raises(Conflict):
        schemes.publish(shelf, NOW, version, by=kari)


def test_a_change_that_leaves_a_category_behind_is_refused(shelf: Database) -> None:
    whole = codebook()
    kept = (*whole.axes[0].categories[1:], Category(code="z", name={}))
    lost = msgspec.structs.replace(whole.axes[0], categories=kept)
    with pytest.raises(Invalid):
        schemes.edit(shelf, NOW, msgspec.structs.replace(whole, version=2, axes=(lost, *whole.axes[1:])), by=1)


def test_a_reviewer_gets_the_hardest_ones_and_a_fifth_by_chance(shelf: Database, coded: dict[Comment, Codes]) -> None:
    hard = some_comments(30, seed=4, collection_id=1)
    put(shelf, hard)
    suggested(shelf, hard, 1, unsure=True, margin=0.01)
    with shelf.read() as connection:
        found = reviews.next_up(connection, 1, 10, dice=random.Random(1))
        others = reviews.next_up(connection, 1, 50, dice=random.Random(2), but=[one.id for one in found])
    assert len({one.id for one in found}) == 10 and sum(one.drawn is Drawn.RANDOM for one in found) == 2
    assert {one.id for one in found if one.drawn is Drawn.MARGIN} <= {one.id for one in hard}
    assert {one.id for one in [*found, *others]} == {one.id for one in [*hard, *coded]}
