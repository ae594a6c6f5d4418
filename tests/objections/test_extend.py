"""More time for objections: longer, never shorter, with a reason, and mails that follow the new end."""

from datetime import timedelta

import pytest

from survey.objection import Limit, State
from survey.outbox import NOTHING_LEFT, Occasion, Post
from survey.problems import Conflict, Invalid
from survey.steps import extend, publish, tell
from survey.steps import object as objecting
from survey.store import audits, objections
from tests.objections.conftest import NOW, Scene
from tests.outbox.conftest import Room, room  # noqa: F401 - the fixture


def end(scene: Scene) -> Limit:
    with scene.db.read() as connection:
        found = objecting.limit_of(connection, scene.wave, scene.larvik)
    assert found
    return found


def longer(scene: Scene, more: int = 7, *, was: int = 14, reason: str = "The mails came late.") -> None:
    extend.extend(scene.db, NOW, scene.wave, more=more, was=was, reason=reason, by=scene.kari.id)


def test_units_object_until_the_new_end_and_the_log_says_who_gave_them_time_and_why(scene: Scene) -> None:
    scene.open()
    old = end(scene).ends_at
    longer(scene)
    assert end(scene).ends_at == old + timedelta(days=7)
    said = objecting.Said(token="t", inquiry_id=scene.graded().id, reason="It was right.")
    assert objecting.make(scene.db, old + timedelta(days=1), said, by=scene.odd).state is State.UNDECIDED
    with pytest.raises(Conflict):
        publish.publish(scene.db, old + timedelta(days=1), scene.wave, by=scene.kari.id)
    with scene.db.read() as connection:
        (one,) = objections.extensions(connection, scene.wave)
        (entry,) = audits.latest(connection, action="objections.extend")
    assert (one.days_before, one.days, one.reason) == (14, 21, "The mails came late.")
    assert entry.person_id == scene.kari.id and entry.detail == "14 to 21 days"


@pytest.mark.parametrize(("more", "reason"), [(0, "Late."), (-3, "Late."), (77, "Late."), (7, " "), (7, "x" * 4001)])
def test_time_is_never_taken_away_nor_given_without_measure_or_reason(scene: Scene, more: int, reason: str) -> None:
    scene.open()
    with pytest.raises(Invalid):
        longer(scene, more, reason=reason)
    assert end(scene).days == 14


def test_only_a_window_that_is_open_is_made_longer_and_one_press_counts_once(scene: Scene) -> None:
    with pytest.raises(Conflict):
        longer(scene)
    scene.open()
    longer(scene)
    with pytest.raises(Conflict):
        longer(scene)
    assert end(scene).days == 21
    with pytest.raises(Conflict):
        extend.extend(scene.db, end(scene).ends_at, scene.wave, more=7, was=21, reason="Late.", by=scene.kari.id)


def test_mails_follow_the_new_end(room: Room) -> None:  # noqa: F811
    room.open()
    room.send()
    old = end(room).ends_at
    longer(room)
    told, mails = room.send()
    assert told.sent == 2 and all("You can object until Tuesday 23 June" in mail.subject for mail in mails)
    assert room.send(old - timedelta(days=2))[0].sent == 0  # the old reminder does not leave
    first, second = (one for one in room.told(Occasion.REMINDER) if one.person_id == room.odd.id)
    assert (first.status, first.fault) == (Post.CANCELLED, NOTHING_LEFT)
    assert second.due_at == end(room).ends_at - timedelta(days=2)
    assert room.send(second.due_at)[0].sent == 2
    assert tell.those_who_came_later(room.db, second.due_at, room.wave, by=room.kari.id).number == 0
