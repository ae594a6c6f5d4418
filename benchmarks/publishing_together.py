"""Two at the same time: publishers, deciders, correctors, and an objection in the last second of its time.

    python -m benchmarks.publishing_together [--rounds 20] [--engine sqlite|postgresql|both] [--seed 1]

Two databases of one process each race from one barrier, as two processes of the service do; who wins is left to chance.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import sqlalchemy as sa

from benchmarks import publishing_stage as staging
from benchmarks.prey import Cluster
from benchmarks.publishing_verdict import objection_faults, report_faults, wave_faults
from instruments.instrument import Outcome
from survey.erratum import Erratum
from survey.keyring import Keyring
from survey.objection import Ruling, State
from survey.person import Person
from survey.problems import Problem
from survey.settings import Settings
from survey.steps import amend, decide_objection, publish
from survey.steps import object as objecting
from survey.store import objections, people, standings
from survey.store.database import Database
from survey.store.migrations import migrate

MOST_APART = 0.3
"""Seconds that one may begin before the other."""
OUT = Outcome.TESTER_ERROR
ACCEPT = Ruling(accepted=True, outcome=OUT, said="The address was wrong.", answer="So it was.", names_nobody=True)
REJECT = Ruling(accepted=False, answer="It stands.", names_nobody=True)
Press = Callable[[Database, datetime], object]


class Race:
    """One engine, and what each pair of presses came to."""

    def __init__(self, folder: Path, url: str, seed: int) -> None:
        self.settings = Settings(data=str(folder), database=url)
        self.dbs = [Database(self.settings.database_url) for _ in range(2)]
        self.db, self.rng = self.dbs[0], Random(seed)
        migrate(self.db, datetime.now(UTC))
        self.keys = Keyring(self.settings.keys_folder)
        self.keys.make_signing()
        self.stage = staging.settle(self.db, self.settings)
        self.ended: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self, rounds: int) -> None:
        for number in range(rounds):
            wave_id = staging.a_wave(self.stage, number)
            publish.close(self.db, datetime.now(UTC), wave_id, by=None)
            staging.let_them_object(self.stage, wave_id)
            made = [self._objection(wave_id, place) for place in range(2)]
            self._decide(wave_id, made[0])
            self._last_second(wave_id, number, made[1])
            staging.let_the_time_pass(self.stage, wave_id)
            self._publish(wave_id)
            self._correct(wave_id)
            told = {token: self._state(token) for token in self._tokens(wave_id)}
            self.faults += wave_faults(self.stage, wave_id) + report_faults(self.stage, wave_id)
            self.faults += objection_faults(self.stage, wave_id, told=told, doubtful=set())

    def _decide(self, wave_id: int, one: int) -> None:
        """Two deciders, of whom one accepts and one rejects."""
        karl, kari = self._person(self.stage.karl.id), self._person(self.stage.kari.id)
        done = self._both(
            "two decide",
            lambda db, now: decide_objection.decide(db, now, one, ACCEPT, by=karl),
            lambda db, now: decide_objection.decide(db, now, one, REJECT, by=kari),
        )
        self._exactly(1, done, f"wave {wave_id}: decided")

    def _last_second(self, wave_id: int, number: int, undecided: int) -> None:
        """One is objecting a moment before the end, one publishes a moment after it, while a third decides."""
        with self.db.read() as connection:
            ends = objecting.limit_of(connection, wave_id, self.stage.units[staging.CODES[0]])
        assert ends
        work = staging.graded(self.stage, wave_id, staging.CODES[0])[2]
        said = objecting.Said(token=staging.token(), inquiry_id=work.id, reason="It was right.")
        odd, karl = self._person(self.stage.odd.id), self._person(self.stage.karl.id)
        if number % 2:  # then the objection that comes late is the only one that is in the way
            decide_objection.decide(self.db, datetime.now(UTC), undecided, ACCEPT, by=karl)
        done = self._both(
            "object in the last second, publish in the next",
            lambda db, _: objecting.make(db, ends.ends_at - timedelta(microseconds=1), said, by=odd),
            lambda db, _: publish.publish(db, ends.ends_at, wave_id, by=None, keys=self.keys, heard=True),
        )
        if number % 2:
            self._exactly(1, done, f"wave {wave_id}: objected or published")
        elif done != [True, False]:
            self.faults.append(f"wave {wave_id}: published with an objection undecided, or none taken: {done}")
        if not number % 2:
            self._both(
                "publish while the last objection is decided",
                lambda db, now: decide_objection.decide(db, now, undecided, ACCEPT, by=karl),
                lambda db, now: publish.publish(db, ends.ends_at, wave_id, by=None, keys=self.keys, heard=True),
            )

    def _publish(self, wave_id: int) -> None:
        """Whatever is left is decided; then two publish, unless that is done."""
        karl = self._person(self.stage.karl.id)
        with self.db.read() as connection:
            left = objections.of_wave(connection, wave_id, State.UNDECIDED)
            over = standings.publication_of(connection, wave_id) is not None
        for one in left:
            decide_objection.decide(self.db, datetime.now(UTC), one.id, REJECT, by=karl)
        if not over:
            press = partial(publish.publish, wave_id=wave_id, by=None, keys=self.keys, heard=True)
            done = self._both("two publish", press, press)
            self._exactly(1, done, f"wave {wave_id}: published")

    def _correct(self, wave_id: int) -> None:
        """Two correct two inquiries of one wave."""
        kari = self._person(self.stage.kari.id)
        works = staging.graded(self.stage, wave_id, staging.CODES[2])[:2]
        said = [
            Erratum(inquiry_id=one.id, token=staging.token(), outcome=OUT, reason="Wrong.", names_nobody=True)
            for one in works
        ]
        done = self._both("two correct", *(partial(self._amend, one=one, by=kari) for one in said))
        if not any(done):
            self.faults.append(f"wave {wave_id}: of two errata none was taken")

    def _amend(self, db: Database, now: datetime, *, one: Erratum, by: Person) -> object:
        return amend.amend(db, now, one, by=by, keys=self.keys)

    def _both(self, name: str, *presses: Press) -> list[bool]:
        """Which of them were told that it is done; a refusal is told in words, anything else is a fault."""
        gate, done = threading.Barrier(2), [False, False]
        late = self.rng.choice((0, 1)), self.rng.uniform(0, MOST_APART)

        def run(number: int) -> None:
            gate.wait()
            time.sleep(late[1] if number == late[0] else 0)
            try:
                presses[number](self.dbs[number], datetime.now(UTC))
                done[number] = True
            except Problem:
                pass
            except sa.exc.DBAPIError as fault:
                self.faults.append(f"{name}: {fault}")

        threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.ended[f"{name}: {' and '.join('done' if one else 'refused' for one in done)}"] += 1
        return done

    def _exactly(self, number: int, done: list[bool], what: str) -> None:
        if sum(done) != number:
            self.faults.append(f"{what} by {sum(done)}")

    def _objection(self, wave_id: int, place: int) -> int:
        work = staging.graded(self.stage, wave_id, staging.CODES[0])[place]
        said = objecting.Said(token=staging.token(), inquiry_id=work.id, reason="It was right.")
        return objecting.make(self.db, datetime.now(UTC), said, by=self._person(self.stage.odd.id)).id

    def _tokens(self, wave_id: int) -> list[str]:
        with self.db.read() as connection:
            return [one.token for one in objections.of_wave(connection, wave_id)]

    def _state(self, token: str) -> State:
        with self.db.read() as connection:
            found = objections.by_token(connection, token)
        assert found
        return found.state

    def _person(self, id: int) -> Person:
        with self.db.read() as connection:
            found = people.one(connection, id)
        assert found
        return found

    def close(self) -> None:
        for db in self.dbs:
            db.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    bad = False
    for engine in ["sqlite", "postgresql"] if options.engine == "both" else [options.engine]:
        with tempfile.TemporaryDirectory(prefix="medlytt-together-") as name:
            Path(name).chmod(0o755)
            cluster = Cluster(Path(name) / "cluster") if engine == "postgresql" else None
            if cluster:
                cluster.start()
                cluster.ready()
            with closing(Race(Path(name) / "data", cluster.url if cluster else "", options.seed)) as race:
                race.run(options.rounds)
            if cluster:
                cluster.stop()
        print(f"{engine}: {race.ended.total()} pairs")
        print("\n".join(f"  {what:<84} {number:>4}" for what, number in sorted(race.ended.items())))
        print("\n".join(f"  FAULT: {fault}" for fault in race.faults[:40]) or "  no faults", flush=True)
        bad = bad or bool(race.faults)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
