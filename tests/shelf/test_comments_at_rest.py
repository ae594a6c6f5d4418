"""Comments are browsed, searched and counted alike on both engines, and when they go nothing is left of them."""

import random
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from survey.comment import Comment, Kind, Source, Wanted
from survey.problems import NotFound
from survey.steps import collections as collecting
from survey.steps.recount import recount
from survey.store import category_counts, comment_choices, comments, corrections, insides, taggers, tags
from survey.store.category_counts import EVERY
from survey.store.database import Database
from survey.store.schema.comments import category_count, correction, tag, tagged, untagged
from survey.store.schema.rounds import survey_round
from survey.tagger import Origin
from tests.conftest import NOW
from tests.databases import on_sqlite
from tests.scene import a_person, a_unit, add
from tests.shelf.stage import RULES, a_collection, a_scheme, put, some_comments, suggested, told


@pytest.fixture
def shelf(db: Database) -> Database:
    a_scheme(db)
    return db


def a_model(db: Database) -> int:
    return db.write(taggers.want, 1, NOW, origin=Origin.STARTER, by=None)


def texts(page: comments.Page) -> set[str]:
    return {one.comment.text for one in page.comments}


def browse(db: Database, **wanted: object) -> comments.Page:
    with db.read() as connection:
        return comments.browse(connection, 1, Wanted(**wanted), limit=100)  # type: ignore[arg-type]


def write_down(db: Database, *said: str) -> None:
    source = a_collection(db)
    made = [Comment(id=bytes([n]) * 16, collection_id=source, item="x", text=text) for n, text in enumerate(said)]
    db.write(comments.add, made)


SAID = (
    "Brøyting på Åsveien uteble",
    "Broyting pa Asveien uteble",
    "Ikke svar på telefon",
    "Svar: ikke noe",
    "Svarte ikke",
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("brøyting", {0}),
        ("BRØYT", {0}),
        ("åsvei", {0}),
        ("asvei", {1}),
        ("svar ikke", {2, 3, 4}),
        ('"svar" ikke', {2, 3}),
        ('"ikke svar"', {2}),
        ("finnes-ikke", set()),
        ('"', set()),
        ("svar' OR 1=1 -- *", set()),
    ],
)
def test_words_are_found_as_they_are_spelled(shelf: Database, words: str, found: set[int]) -> None:
    write_down(shelf, *SAID)
    assert texts(browse(shelf, words=words)) == {SAID[n] for n in found}


def test_fewer_than_five_are_never_shown_and_words_are_looked_for_among_five_or_more(shelf: Database) -> None:
    write_down(shelf, *SAID[:4])
    assert browse(shelf).few and browse(shelf, words="svar") == comments.Page(few=True)
    write_down(shelf, "Alt er bra")  # same keys: the first of them is there already
    shelf.write(comments.add, [Comment(id=b"y" * 16, collection_id=1, item="x", text="Alt er bra")])
    assert texts(browse(shelf, words="alt")) == {"Alt er bra"}


def test_pages_follow_each_other_and_only_units_that_may_be_seen_are_in_them(shelf: Database) -> None:
    units = [a_unit(shelf, f"39{n}", f"Unit {n}") for n in range(2)]
    source = a_collection(shelf)
    here = some_comments(12, collection_id=source, unit_id=units[0])
    put(shelf, here | some_comments(9, seed=2, collection_id=source, unit_id=units[1]))
    wanted, seen, after = Wanted(only_units=frozenset(units[:1])), [], b""
    with shelf.read() as connection:
        while True:
            page = comments.browse(connection, 1, wanted, after=after, limit=5)
            seen += [one.comment.id for one in page.comments]
            if page.after is None:
                break
            after = page.after
    assert seen == sorted(one.id for one in here) and page.cell == 12


def test_lists_held_against_each_other_leave_five_or_none(shelf: Database) -> None:
    source, (small, large) = a_collection(shelf), (a_unit(shelf, "1", "Small"), a_unit(shelf, "2", "Large"))
    for n, (unit, channel) in enumerate(((small, "email"), (large, "email"), (large, "phone"))):
        kind = {"collection_id": source, "unit_id": unit, "channel": channel, "period": "", "service": ""}
        put(shelf, some_comments((6, 7, 3)[n], seed=n, **kind))
    every, calls, mails = browse(shelf), browse(shelf, channel="phone"), browse(shelf, channel="email")
    here, there = browse(shelf, unit_id=small), browse(shelf, unit_id=large)
    assert (every.number, here.number, there.number) == (16, 6, 10)
    assert calls.few and texts(mails) == texts(here), "or the calls of the large unit would be what is left over"
    with shelf.read() as connection:
        none = comments.representative(connection, 1, Wanted(unit_id=large, channel="email"), "area", "roads", seed=1)
    assert none.few
    by = a_person(shelf)
    collecting.drop(shelf, NOW, source, by=by)
    assert browse(shelf).few


def test_comments_of_a_survey_of_which_more_may_come_are_in_no_list(shelf: Database) -> None:
    days = dict.fromkeys(("starts_on", "asks_until", "ends_on"), NOW.date())
    round_id = add(
        shelf, survey_round, title="Autumn", mode="anonymous", status="open", rules={}, public_key=b"",
        created_at=NOW, **days,
    )  # fmt: skip
    put(shelf, some_comments(12, round_id=round_id))
    assert browse(shelf).few and browse(shelf, sources=(Source(Kind.ROUND, round_id),)).few
    shelf.write(lambda c: c.execute(survey_round.update().values(status="finished")))
    assert browse(shelf).number == browse(shelf, words="").number == 12


def counts(db: Database) -> dict[int, dict[tuple[object, ...], int]]:
    with db.read() as connection:
        return {version: category_counts.held(connection, version) for version in (EVERY, 1)}


def test_counts_follow_every_change_and_equal_those_made_anew(shelf: Database) -> None:
    dice, by = random.Random(3), a_person(shelf)
    source = a_collection(shelf)
    found = some_comments(60, collection_id=source, unit_id=a_unit(shelf))
    put(shelf, found)
    suggested(shelf, found, a_model(shelf))
    for one, codes in dice.sample(sorted(found.items(), key=lambda pair: pair[0].id), 12):
        shelf.write(tags.decide, 1, one.id, codes | {"reasons": ("slow", "rude")}, RULES)
    some = dict(dice.sample(sorted(found.items(), key=lambda pair: pair[0].id), 20))
    suggested(shelf, some, 1, unsure=True)
    shelf.write(tags.undecide, 1, next(iter(some)).id, ["area", "reasons", "tone"], RULES)
    collecting.drop(shelf, NOW, a_collection(shelf), by=by)
    kept = counts(shelf)
    assert sum(kept[EVERY].values()) == 60 and len(kept[1]) > 40
    shelf.write(lambda c: c.execute(category_count.update().values(number=7)))
    recount(shelf)
    assert counts(shelf) == kept


def test_what_pages_count_is_what_is_there(shelf: Database) -> None:
    source = a_collection(shelf)
    found = some_comments(80, collection_id=source)
    put(shelf, found)
    suggested(shelf, found, a_model(shelf))
    with shelf.read() as connection:
        by_period = category_counts.by(connection, 1, "reasons", Wanted(channel="phone"), "period")
        slow = Wanted(categories=(("reasons", "slow"),))
        assert comments.number(connection, 1, slow) == sum("slow" in one["reasons"] for one in found.values())
        beside = category_counts.beside(connection, 1, "reasons", "slow", Wanted(channel="phone"))
        best = comments.representative(connection, 1, Wanted(), "area", "roads", seed=1)
    phone = {one: codes for one, codes in found.items() if one.channel == "phone"}
    expected = Counter((code, one.period) for one, codes in phone.items() for code in (*codes["reasons"], ""))
    assert by_period == expected
    assert beside["area", "roads"] == sum(c["area"] == ("roads",) and "slow" in c["reasons"] for c in phone.values())
    assert len(best.comments) == 5 and all(one.codes("area") == ("roads",) for one in best.comments)


def test_a_filter_offers_what_there_is_on_the_units_of_its_reader(shelf: Database) -> None:
    here, there, source = a_unit(shelf), a_unit(shelf, "1101", "Eigersund"), a_collection(shelf)
    mine = some_comments(12, collection_id=source, unit_id=here, service="roads")
    others = some_comments(12, seed=2, collection_id=source, unit_id=there, channel="desk", period="2025")
    put(shelf, mine | others | some_comments(2, seed=3, collection_id=source, channel=None, service="tax"))
    with shelf.read() as connection:
        every, own, none = (comment_choices.known(connection, one) for one in (None, frozenset({here}), frozenset()))
    assert every.sources == own.sources == {Source(Kind.COLLECTION, source)} and not none.sources
    assert (every.units, own.units, none.units) == (sorted([here, there]), [here], [])
    assert (every.channels, own.channels) == (["desk", "email", "phone"], ["email", "phone"])
    assert (every.services, own.services) == (["roads", "tax"], ["roads"])
    assert every.periods[0] == "2025" and set(own.periods) == {one.period for one in mine}


def test_what_people_said_outlives_what_the_tagger_says_later(shelf: Database) -> None:
    found = some_comments(5, collection_id=a_collection(shelf))
    put(shelf, found)
    one, codes = next(iter(found.items()))
    shelf.write(tags.decide, 1, one.id, {"tone": ("bad",)}, RULES)
    shelf.write(tags.suggest, 1, a_model(shelf), {one.id: told(codes | {"tone": ("good",)})}, RULES)
    with shelf.read() as connection:
        kept = comments.tags_of(connection, 1, [one.id])[one.id]
        assert len(tags.waiting(connection, 10)) == 4
    assert {(tag.axis, tag.code, tag.p is None) for tag in kept} == {
        ("area", codes["area"][0], False), ("reasons", codes["reasons"][0], False), ("tone", "bad", True),
    }  # fmt: skip


def test_with_a_collection_everything_goes_that_was_said_about_it(shelf: Database) -> None:
    source, by = a_collection(shelf), a_person(shelf)
    found = some_comments(30, collection_id=source) | {
        Comment(id=b"z" * 16, collection_id=source, item="x", text="skjermbrettmakeren"): {"tone": ("bad",)}
    }
    other = some_comments(6, seed=9, collection_id=a_collection(shelf))
    put(shelf, found | other)
    suggested(shelf, found | other, a_model(shelf))
    rows = [
        {"token": one.id.hex(), "scheme_version": 1, "comment_id": one.id, "axis": "tone", "codes": ("bad",),
         "suggested": None, "person_id": by, "at": NOW, "drawn": "random"}
        for one in found
    ]  # fmt: skip
    shelf.write(corrections.add, rows)
    assert collecting.drop(shelf, NOW, source, by=by) == 31
    with shelf.read() as connection:
        left = {
            table.name: set(map(bytes, connection.scalars(sa.select(table.c.comment_id))))
            for table in (tagged, tag, correction, untagged)
        }
        index = connection.scalar(sa.text("SELECT count(*) FROM comment_search"))
        assert category_counts.number(connection, Wanted(sources=(Source(Kind.COLLECTION, source),))) == 0
    assert set().union(*left.values()) <= {one.id for one in other} and index == 6
    with pytest.raises(NotFound):
        collecting.drop(shelf, NOW, source, by=by)


def test_no_word_of_a_deleted_comment_is_left_in_the_file(tmp_path: Path) -> None:
    db = on_sqlite(tmp_path / "x.db")
    a_scheme(db)
    source = a_collection(db)
    put(db, some_comments(200, collection_id=source))
    word = "skjermbrettmakeren"
    db.write(comments.add, [Comment(id=b"z" * 16, collection_id=source, item="x", text=f"Snakk med {word} i går")])
    with db.engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    assert word.encode() in insides.files(db)["database file"]
    collecting.drop(db, NOW, source, by=None)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    assert not any(word[4:].encode() in image for image in insides.files(db).values())
    db.close()
