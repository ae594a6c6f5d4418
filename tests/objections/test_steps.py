"""Who objects until when, who decides, and what a decision does to the ranking and to the ledger."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from instruments.instrument import Outcome
from survey.objection import MOST_FILES, Ruling, State
from survey.person import Role, RoleName
from survey.problems import Conflict, Invalid, NotPermitted, Problem
from survey.standing import Standing
from survey.steps import decide_objection, publish
from survey.steps import object as objecting
from survey.steps.score import fresh, renew
from survey.store import ledger, objections, standings, waves
from survey.store.schema.inquiries import grade
from survey.store.schema.measure import second_grade
from survey.store.schema.objections import objection
from survey.store.schema.people import tie
from survey.store.schema.waves import standing
from tests.objections.conftest import NOW, OVER, Scene, best, lower
from tests.tester.test_picture import png

REJECT = Ruling(accepted=False, answer="The answer left the price out.", names_nobody=True)
LEFT_OUT = Ruling(
    accepted=True, outcome=Outcome.TESTER_ERROR, said="The mail went to a wrong address.", answer="It did.",
    names_nobody=True,
)  # fmt: skip


def better(item: str, value: str) -> Ruling:
    return Ruling(
        accepted=True, choices={item: value}, said="The price stood there.", answer="So it did.", names_nobody=True
    )


def stored(scene: Scene) -> dict[int, Standing]:
    with scene.db.read() as connection:
        return {one.unit_id: one for one in standings.of_wave(connection, scene.wave)}


def worked_out(scene: Scene) -> dict[int, Standing]:
    with scene.db.read() as connection:
        wave = waves.by_id(connection, scene.wave)
        assert wave
        return {one.unit_id: one for one in fresh(connection, wave, NOW)}


PNG = png()


def of(scene: Scene, id: int) -> State:
    with scene.db.read() as connection:
        found = objections.by_id(connection, id)
    assert found
    return found.state


def test_nobody_objects_before_the_wave_is_opened_for_it_nor_after_its_last_day(scene: Scene) -> None:
    work = scene.graded()
    with pytest.raises(Conflict):
        scene.object(work)
    scene.open(days=3)
    with scene.db.read() as connection:
        ends = objecting.limit_of(connection, scene.wave, scene.larvik)
    assert ends
    said = objecting.Said(token="t", inquiry_id=work.id, reason="It was right.")
    with pytest.raises(Conflict):
        objecting.make(scene.db, ends.ends_at, said, by=scene.odd)
    assert objecting.make(scene.db, ends.ends_at - timedelta(seconds=1), said, by=scene.odd).state is State.UNDECIDED


def test_a_wave_is_opened_for_objections_once_and_only_when_it_is_closed(scene: Scene) -> None:
    for days in (0, 91):
        with pytest.raises(Invalid):
            scene.open(days)
    scene.open()
    with pytest.raises(Conflict):
        scene.open()


def test_only_those_who_answer_for_the_unit_object(scene: Scene) -> None:
    scene.open()
    said = objecting.Said(token="t", inquiry_id=scene.graded().id, reason="It was right.")
    everything = scene.person("Eva", Role(RoleName.QUALITY))
    tests_too = scene.person("Tor", Role(RoleName.QUALITY, scene.larvik), Role(RoleName.TESTER))
    for stranger in (scene.mona, scene.kari, everything, tests_too):
        with pytest.raises(NotPermitted):
            objecting.make(scene.db, NOW, said, by=stranger)


def test_a_form_sent_twice_is_one_objection_and_an_item_has_one(scene: Scene) -> None:
    scene.open()
    work = scene.graded()
    first = scene.object(work, token="same")
    assert scene.object(work, token="same") == first
    with pytest.raises(Conflict):
        scene.object(work, token="other")
    with pytest.raises(Conflict):
        scene.object(scene.works(scene.larvik)[-1], token="same")
    objecting.withdraw(scene.db, NOW, first, by=scene.odd)
    objecting.withdraw(scene.db, NOW, first, by=scene.odd)
    assert of(scene, first) is State.WITHDRAWN
    assert scene.object(work, token="other") != first


def test_an_objection_needs_a_reason_and_its_evidence_is_what_it_says(scene: Scene) -> None:
    scene.open()
    work = scene.graded()

    def told(reason: str = "It was right.", *contents: bytes) -> set[str]:
        files = [objecting.Given(name=f"{n}.png", content=content) for n, content in enumerate(contents)]
        said = objecting.Said(token="t", inquiry_id=work.id, reason=reason, files=files)
        with pytest.raises(Invalid) as refused:
            objecting.make(scene.db, NOW, said, by=scene.odd)
        return {fault.where for fault in refused.value.faults}

    assert told("  ") == {"reason"}
    assert told("x" * 4001) == {"reason"}
    assert told("x", b"<script>") == {"files"}
    assert told("x", *[PNG] * (MOST_FILES + 1)) == {"files"}
    files = [objecting.Given(name="answer.png", content=PNG)] * 2
    made = objecting.make(
        scene.db, NOW, objecting.Said(token="t", inquiry_id=work.id, reason="x", files=files), by=scene.odd
    )
    with scene.db.read() as connection:
        kept = objections.files(connection, [made.id])[made.id]
        assert [(one.name, objections.content(connection, one.id)) for one in kept] == [("answer.png", PNG)]


def test_an_accepted_objection_is_graded_anew_and_reranks_everything(scene: Scene) -> None:
    scene.open()
    work = scene.graded()
    item = lower(work)
    id, before = scene.object(work, item), stored(scene)
    entry = decide_objection.decide(scene.db, NOW, id, better(item, best(work, item)), by=scene.kari)
    after = stored(scene)
    assert after == worked_out(scene)
    assert entry
    assert entry.number == 1
    assert (entry.before or 0) < (entry.after or 0)
    assert (entry.total_before, entry.total_after) == (before[scene.larvik].total, after[scene.larvik].total)
    assert (entry.rank_before, entry.rank_after) == (before[scene.larvik].rank, after[scene.larvik].rank)
    assert (after[scene.larvik].total or 0) > (before[scene.larvik].total or 0)
    assert {id: one.total for id, one in after.items() if id != scene.larvik} == {
        id: one.total for id, one in before.items() if id != scene.larvik
    }
    with scene.db.read() as connection:
        assert ledger.of_wave(connection, scene.wave) == [entry]


def test_a_whole_inquiry_can_be_left_out(scene: Scene) -> None:
    scene.open()
    entry = decide_objection.decide(scene.db, NOW, scene.object(scene.graded()), LEFT_OUT, by=scene.kari)
    assert entry
    assert entry.after is None
    assert entry.before is not None
    assert stored(scene) == worked_out(scene)
    assert stored(scene)[scene.larvik].notes["tester_error"] > 0


def test_a_rejected_objection_changes_no_figure_and_stands_in_no_ledger(scene: Scene) -> None:
    scene.open()
    before, id = stored(scene), scene.object(scene.graded())
    assert decide_objection.decide(scene.db, NOW, id, REJECT, by=scene.kari) is None
    assert stored(scene) == before
    with scene.db.read() as connection:
        assert ledger.of_wave(connection, scene.wave) == []
    assert of(scene, id) is State.REJECTED


def test_whoever_graded_it_belongs_to_the_unit_or_coordinates_nothing_does_not_decide(scene: Scene) -> None:
    scene.open()
    work = scene.graded()
    id = scene.object(work)
    both = scene.person("Eva", Role(RoleName.COORDINATOR), Role(RoleName.QUALITY, scene.larvik))
    for person in (scene.odd, scene.mona, both):
        with pytest.raises(NotPermitted):
            decide_objection.decide(scene.db, NOW, id, REJECT, by=person)
    own = {"person_id": scene.karl.id, "unit_id": scene.larvik, "kind": "lives"}
    scene.db.write(lambda c: c.execute(tie.insert().values(own)))
    with pytest.raises(NotPermitted):
        decide_objection.decide(scene.db, NOW, id, REJECT, by=scene.karl)
    scene.db.write(
        lambda c: c.execute(grade.update().where(grade.c.inquiry_id == work.id).values(person_id=scene.kari.id))
    )
    with pytest.raises(NotPermitted):
        decide_objection.decide(scene.db, NOW, id, REJECT, by=scene.kari)


def test_whoever_graded_it_blind_or_chose_between_two_grades_does_not_decide(scene: Scene) -> None:
    scene.open()
    work = scene.graded()
    id = scene.object(work)
    second = {
        "inquiry_id": work.id, "person_id": scene.kari.id, "instrument": "x", "instrument_version": 1, "answers": {},
        "submitted_at": NOW, "decided_by": scene.karl.id,
    }  # fmt: skip
    scene.db.write(lambda c: c.execute(second_grade.insert().values(second)))
    for person in (scene.kari, scene.karl):
        with pytest.raises(NotPermitted):
            decide_objection.decide(scene.db, NOW, id, REJECT, by=person)
    third = scene.person("Mette", Role(RoleName.COORDINATOR))
    decide_objection.decide(scene.db, NOW, id, REJECT, by=third)
    with pytest.raises(NotPermitted):  # nor takes a decision back
        decide_objection.undo(scene.db, NOW, id, by=scene.karl)


def test_whoever_decided_on_one_item_may_decide_on_the_next_and_they_add_up(scene: Scene) -> None:
    scene.open()
    work = scene.graded()
    item = lower(work)
    one, two = scene.object(work, item), scene.object(work)
    decide_objection.decide(scene.db, NOW, one, better(item, best(work, item)), by=scene.kari)
    decide_objection.decide(scene.db, NOW, two, LEFT_OUT, by=scene.kari)
    assert stored(scene) == worked_out(scene)
    with pytest.raises(Conflict):
        decide_objection.undo(scene.db, NOW, one, by=scene.kari)  # the second was built on it


def test_an_undone_decision_leaves_everything_as_it_was(scene: Scene) -> None:
    scene.open()
    work = scene.graded()
    item = lower(work)
    before, id = stored(scene), scene.object(work, item)
    decide_objection.decide(scene.db, NOW, id, better(item, best(work, item)), by=scene.kari)
    decide_objection.undo(scene.db, NOW, id, by=scene.kari)
    assert {id: one.total for id, one in stored(scene).items()} == {id: one.total for id, one in before.items()}
    assert of(scene, id) is State.UNDECIDED
    with scene.db.read() as connection:
        assert ledger.of_wave(connection, scene.wave) == []
    with pytest.raises(Conflict):
        decide_objection.undo(scene.db, NOW, id, by=scene.kari)
    again = decide_objection.decide(scene.db, NOW, id, better(item, best(work, item)), by=scene.karl)
    assert again
    assert again.number == 2


def test_the_beat_looks_at_a_wave_again_after_each_decision_and_each_that_is_undone(scene: Scene) -> None:
    scene.open()
    renew(scene.db, NOW, scene.wave)
    assert not renew(scene.db, NOW, scene.wave)
    id = scene.object(scene.graded())
    decide_objection.decide(scene.db, NOW, id, LEFT_OUT, by=scene.kari)
    assert renew(scene.db, NOW, scene.wave)
    decide_objection.undo(scene.db, NOW, id, by=scene.kari)
    assert renew(scene.db, NOW, scene.wave)
    assert stored(scene) == worked_out(scene)
    assert not renew(scene.db, NOW, scene.wave)


def test_no_decision_is_seen_undone_without_the_figures_that_follow(scene: Scene) -> None:
    scene.open()
    work, seen = scene.graded(), []
    item = lower(work)
    before, id = stored(scene), scene.object(work, item)
    decide_objection.decide(scene.db, NOW, id, better(item, best(work, item)), by=scene.kari)
    state, total = sa.select(objection.c.state), sa.select(standing.c.total).where(standing.c.unit_id == scene.larvik)

    @sa.event.listens_for(scene.db.engine, "commit")
    def what_a_kill_would_leave(connection: sa.Connection) -> None:
        seen.append((connection.scalar(state), connection.scalar(total)))

    decide_objection.undo(scene.db, NOW, id, by=scene.kari)
    assert [total for state, total in seen if state == "undecided"]
    assert {total for state, total in seen if state == "undecided"} == {before[scene.larvik].total}


def test_the_ledger_starts_from_what_follows_from_the_works_also_where_the_table_is_of_yesterday(scene: Scene) -> None:
    scene.open()
    work, before = scene.graded(), stored(scene)
    item = lower(work)
    scene.db.write(lambda c: c.execute(standing.update().values(total=1.5, rank=1)))
    id = scene.object(work, item)
    entry = decide_objection.decide(scene.db, NOW, id, better(item, best(work, item)), by=scene.kari)
    assert entry
    was = before[scene.larvik]
    assert (entry.total_before, entry.rank_before) == (was.total, was.rank)


def test_a_decision_needs_words_for_everybody_and_changes_something(scene: Scene) -> None:
    scene.open()
    work = scene.graded()
    item = lower(work)
    id = scene.object(work, item)

    def told(**values: object) -> set[str]:
        given = {"accepted": True, "said": "x", "answer": "x", "names_nobody": True, **values}
        with pytest.raises(Invalid) as refused:
            decide_objection.decide(scene.db, NOW, id, Ruling(**given), by=scene.kari)  # type: ignore[arg-type]
        return {fault.where for fault in refused.value.faults}

    assert told() == {"outcome"}
    assert told(accepted=False, answer="") == {"answer"}
    assert told(outcome=Outcome.DETECTED, said="") == {"said"}
    assert told(outcome=Outcome.UNREACHABLE) == {"outcome"}
    assert told(choices={item: (work.answers or {})[item]}) == {f"item-{item}"}
    assert told(choices={item: "no such choice"}) == {f"item-{item}"}
    named = told(accepted=False, answer="Kari Nordmann svarte på det.", names_nobody=False)
    assert named == {"answer", "names_nobody"}


def test_an_objection_to_one_item_changes_no_other(scene: Scene) -> None:
    """The ledger tells of the item in question: what changes beside it would be told nobody."""
    scene.open()
    work = next(one for one in scene.works(scene.larvik) if one.answers and lower(one) and len(one.answers) > 1)
    item = lower(work)
    other = next(name for name in work.answers or {} if name != item)
    id = scene.object(work, other)
    with pytest.raises(Invalid) as refused:
        decide_objection.decide(scene.db, NOW, id, better(item, best(work, item)), by=scene.kari)
    assert [fault.where for fault in refused.value.faults] == [f"item-{other}"]
    assert decide_objection.decide(
        scene.db, NOW, scene.object(work), better(item, best(work, item)), by=scene.kari
    )  # of the whole inquiry each may be graded anew


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each gave, or the Problem that it ran into."""
    ready, found = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        ready.wait()
        try:
            found.append(call())
        except Problem as problem:
            found.append(problem)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_two_deciders_at_once_one_is_told_that_the_other_was_faster(scene: Scene) -> None:
    scene.open()
    work = scene.graded()
    item = lower(work)
    id = scene.object(work, item)
    found = at_once(
        lambda: decide_objection.decide(scene.db, NOW, id, better(item, best(work, item)), by=scene.kari),
        lambda: decide_objection.decide(scene.db, NOW, id, REJECT, by=scene.karl),
    )
    assert len([one for one in found if isinstance(one, Conflict)]) == 1
    assert stored(scene) == worked_out(scene)
    with scene.db.read() as connection:
        assert len(ledger.of_wave(connection, scene.wave)) == (of(scene, id) is State.ACCEPTED)


def test_two_objections_decided_at_once_both_count(scene: Scene) -> None:
    scene.open()
    one, two = [work for work in scene.works(scene.larvik) if work.answers and lower(work)][:2]
    ids = {scene.object(work, lower(work)): work for work in (one, two)}
    found = at_once(
        *(
            lambda id=id, work=work, by=by: decide_objection.decide(  # type: ignore[misc]
                scene.db, NOW, id, better(lower(work), best(work, lower(work))), by=by
            )
            for (id, work), by in zip(ids.items(), (scene.kari, scene.karl), strict=True)
        )
    )
    assert not [one for one in found if isinstance(one, Problem)]
    assert stored(scene) == worked_out(scene)
    with scene.db.read() as connection:
        first, second = ledger.of_wave(connection, scene.wave)
    assert (second.total_before, second.rank_before) == (first.total_after, first.rank_after)


def test_a_wave_is_not_published_while_units_may_object_or_wait_for_a_decision(scene: Scene) -> None:
    with pytest.raises(Conflict):
        publish.publish(scene.db, NOW, scene.wave, by=None, heard=True)
    scene.open()
    with pytest.raises(Conflict):
        publish.publish(scene.db, NOW, scene.wave, by=None)
    id = scene.object(scene.graded())
    with pytest.raises(publish.Undecided) as refused:
        publish.publish(scene.db, OVER, scene.wave, by=None, heard=True)
    assert "Larvik" in str(refused.value.faults)
    decide_objection.decide(scene.db, OVER, id, REJECT, by=scene.kari)
    publish.publish(scene.db, OVER, scene.wave, by=None, heard=True)


def test_after_publication_nothing_is_decided_undone_or_objected_to(scene: Scene) -> None:
    scene.open(days=1)
    id = scene.object(scene.graded())
    decide_objection.decide(scene.db, NOW, id, LEFT_OUT, by=scene.kari)
    publish.publish(scene.db, OVER, scene.wave, by=None, heard=True)
    for refused in (
        lambda: decide_objection.undo(scene.db, OVER, id, by=scene.kari),
        lambda: decide_objection.decide(scene.db, OVER, id, REJECT, by=scene.karl),
        lambda: scene.object(scene.works(scene.larvik)[-1]),
    ):
        with pytest.raises(Conflict):
            refused()


def test_who_objected_in_which_words_is_forgotten_with_the_raw_mail(scene: Scene) -> None:
    scene.open()
    id = scene.object(scene.graded())
    decide_objection.decide(scene.db, NOW, id, LEFT_OUT, by=scene.kari)
    assert scene.db.write(objections.forget_before, NOW) == 0
    assert scene.db.write(objections.forget_before, NOW + timedelta(days=1)) == 1
    with scene.db.read() as connection:
        found = objections.by_id(connection, id)
    assert found
    assert (found.person_id, found.reason, found.answer) == (None, "", "It did.")
