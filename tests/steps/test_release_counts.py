"""Finished surveys go with a publication as counts, decided once and the same wherever they stand."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from benchmarks.scoring import NOW
from survey import bundle
from survey.bundle import Bundle
from survey.cli.main import main
from survey.opendata import write
from survey.opendata.table import Publisher
from survey.opendata.write import Format
from survey.problems import Conflict
from survey.released import Survey
from survey.round import Cell, RoundStatus
from survey.steps import give_away, publish, release_counts
from survey.steps import rounds as steps
from survey.store import audits, results, rounds, standings, survey_releases, waves
from survey.store.database import Database
from survey.store.migrations import migrate
from tests.steps.test_score import a_filled_wave
from tests.surveys.played import answer, answered, grades


def closed_wave(db: Database, seed: int = 1) -> int:
    wave_id = a_filled_wave(db, seed=seed)
    publish.close(db, NOW, wave_id, by=None)
    return wave_id


def a_survey(db: Database, wave_id: int, *, finished: bool = True) -> int:
    with db.read() as connection:
        wave = waves.by_id(connection, wave_id)
        units = sorted({work.unit_id for work in results.works(connection, wave_id)})
    assert wave is not None
    draft = steps.Draft(
        title="Etter kontakt", forms={"email": "post-contact-email@1"}, starts_on=wave.starts_on,
        asks_until=wave.ends_on, ends_on=wave.ends_on,
    )  # fmt: skip
    id = steps.add(db, NOW, draft, units=units, by=None)
    for unit, number in zip(units, (120, 60, 40, 7), strict=False):
        unheard = [answer(1, replied=False)] * 12 if unit != units[1] else []
        answered(db, id, Cell(unit, "email"), [*grades(number, seed=unit), *unheard], comments=["Ola svarte fint."])
    if finished:
        db.write(lambda connection: rounds.update(connection, id, status=RoundStatus.FINISHED))
    return id


def published(db: Database, wave_id: int) -> Bundle:
    with db.read() as connection:
        return bundle.read(standings.bundle(connection, wave_id) or b"")


def verified(document: bytes, folder: Path) -> dict[str, Any]:
    file = folder / "bundle.json"
    file.write_bytes(document)
    found: dict[str, Any] = json.loads(CliRunner().invoke(main, ["verify", str(file), "--json"]).stdout)
    return found


def test_a_publication_holds_the_counts_of_the_surveys_that_were_chosen(db: Database, tmp_path: Path) -> None:
    wave_id = closed_wave(db)
    id = a_survey(db, wave_id)
    publish.publish(db, NOW, wave_id, by=None, surveys=[id])
    found = published(db, wave_id)
    (one,) = found.surveys
    assert one.figure(0, "email", "skr") and one.title == "Etter kontakt"
    assert all(count.number is None or count.number >= 5 for asked in one.counts for count in asked.counts)
    document = bundle.encoded(found)
    assert b"Ola" not in document
    told = verified(document, tmp_path)
    assert told["differences"] == told["faults"] == told["other_parts"] == []
    assert any("never leave the house" in line for line in told["unchecked"])
    with db.read() as connection:
        assert [entry.subject for entry in audits.latest(connection, action="round.publish")] == [f"round:{id}"]


def test_what_is_released_of_a_survey_is_the_same_in_the_next_wave_and_edition(db: Database) -> None:
    first, second = closed_wave(db), closed_wave(db, seed=2)
    id = a_survey(db, first)
    publish.publish(db, NOW, first, by=None, surveys=[id])
    with db.read() as connection:
        units = [work.unit_id for work in results.works(connection, first)]
    answered(db, id, Cell(units[0], "email"), grades(10, seed=9))  # by hand: nothing comes after the end
    publish.publish(db, NOW, second, by=None, surveys=[id])
    one, other = (msgspec.json.encode(published(db, wave).surveys) for wave in (first, second))
    assert one == other
    with db.read() as connection:
        assert msgspec.json.encode(tuple(survey_releases.every(connection))) == one


def test_nothing_goes_with_a_wave_that_was_not_chosen_and_only_what_is_finished_can(db: Database) -> None:
    wave_id = closed_wave(db)
    id = a_survey(db, wave_id, finished=False)
    with pytest.raises(Conflict, match="not finished"):
        publish.publish(db, NOW, wave_id, by=None, surveys=[id])
    publish.publish(db, NOW, wave_id, by=None)
    assert published(db, wave_id).surveys == ()
    with db.read() as connection:
        assert release_counts.finished(connection) == [] and survey_releases.every(connection) == []


def test_the_survey_that_shares_most_days_with_the_wave_is_proposed(db: Database) -> None:
    wave_id = closed_wave(db)
    id = a_survey(db, wave_id)
    with db.read() as connection:
        wave, found = waves.by_id(connection, wave_id), release_counts.finished(connection)
    assert wave is not None
    assert release_counts.proposed(found, wave) == (id,)
    year = wave.ends_on.replace(year=wave.ends_on.year + 2)
    later = [msgspec.structs.replace(one, starts_on=year, asks_until=year) for one in found]
    assert release_counts.proposed(later, wave) == release_counts.proposed([], wave) == ()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    db = Database(f"sqlite:///{tmp_path_factory.mktemp('counts') / 'medlytt.db'}")
    migrate(db, NOW)
    wave_id = closed_wave(db)
    publish.publish(db, NOW, wave_id, by=None, surveys=[a_survey(db, wave_id)])
    document = bundle.encoded(published(db, wave_id))
    db.close()
    return document


def changed(survey: Survey, what: str) -> Survey:
    figure, asked = survey.figures[0], next(one for one in survey.counts if one.mean is not None)
    rest = tuple(one for one in survey.counts if one is not asked)
    put = msgspec.structs.replace
    match what:
        case "figure":
            return put(survey, figures=(put(figure, value=figure.value + 1), *survey.figures[1:]))
        case "mean":
            return put(survey, counts=(put(asked, mean=(asked.mean or 0) + 25 / asked.n), *rest))
        case "number":
            return put(survey, counts=(put(asked, n=asked.n + 1), *rest))
        case "small":
            return put(survey, counts=(put(asked, n=3, counts=()), *rest))
        case "twice":
            return put(survey, counts=(asked, asked, *rest))
    return put(survey, figures=survey.figures[1:])


@pytest.mark.parametrize("what", ["figure", "mean", "number", "small", "twice", "gone"])
def test_a_changed_count_or_index_is_told(whole: bytes, tmp_path: Path, what: str) -> None:
    found = bundle.read(whole)
    told = verified(bundle.encoded(bundle.with_surveys(found, (changed(found.surveys[0], what),))), tmp_path)
    assert told["differences"] or told["faults"]
    assert not any("cannot be worked out" in fault for fault in told["faults"])


def test_a_finished_survey_alone_is_exported_as_the_counts_that_every_publication_holds(
    db: Database, tmp_path: Path
) -> None:
    wave_id = closed_wave(db)
    id = a_survey(db, wave_id)
    publisher = Publisher()
    found = give_away.give_away_survey(db, NOW, id, language="nb", publisher=publisher)
    formats = [one for one in Format if one is not Format.DCAT]
    done = write.write(found, tmp_path / "out", formats=formats)
    assert done.rows["survey_counts"] > 0 and done.rows["survey_figures"] > 0
    files = [path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not any(b"Ola svarte" in content for content in files)
    people = [row[6] for table in found.tables if table.name == "survey_counts" for row in table.rows()]
    assert all(number is None or number == 0 or number >= 5 for number in people)
    publish.publish(db, NOW, wave_id, by=None, surveys=[id])
    with db.read() as connection:
        assert published(db, wave_id).surveys == (survey_releases.of(connection, [id])[id],)
        kept = survey_releases.of(connection, [id])[id]
    told = {row[7] for table in found.tables if table.name == "survey_counts" for row in table.rows()}
    assert told - {None} <= {asked.n for asked in kept.counts}


def test_a_survey_that_still_runs_is_not_exported(db: Database) -> None:
    id = a_survey(db, closed_wave(db), finished=False)
    with pytest.raises(Conflict):
        give_away.give_away_survey(db, NOW, id, language="nb", publisher=Publisher())
