"""Before the demo publishes, municipalities are heard, and somebody who graded nothing decides."""

from datetime import timedelta

import pytest

from simulator.hearing import hear
from simulator.world import World
from survey.objection import State
from survey.steps import publish
from survey.store import ledger, objections, waves
from survey.store.database import Database
from survey.wave import WaveStatus
from tests.objections.conftest import NOW, Scene


@pytest.fixture
def scene(db: Database) -> Scene:
    return Scene(db)


def test_some_objections_are_accepted_and_the_wave_is_published_as_heard(scene: Scene) -> None:
    db, people = scene.db, {"kari": scene.kari.id, "knut": scene.karl.id}
    staff = {scene.larvik: scene.odd.id, scene.units["3905"]: scene.mona.id}
    units = tuple(scene.units.values())
    over = hear(db, NOW, scene.wave, World(people=people, testers=(), units=units, offices=(), staff=staff))
    with db.read() as connection:
        made = objections.of_wave(connection, scene.wave)
        told = ledger.of_wave(connection, scene.wave)
    assert {one.unit_id for one in made} <= set(staff)
    assert all(one.decided and one.answer and one.decided_by == scene.karl.id for one in made)
    accepted = [one for one in made if one.state is State.ACCEPTED]
    assert len(accepted) == len(told) >= 1
    assert over > NOW + timedelta(days=14)
    publish.publish(db, over, scene.wave, by=scene.kari.id, heard=True)
    with db.read() as connection:
        wave = waves.by_id(connection, scene.wave)
    assert wave and wave.status is WaveStatus.PUBLISHED
