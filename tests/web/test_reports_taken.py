"""What is taken away of a report is what its page says to the same reader, and all reports of a wave fit one file."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import openpyxl
import pytest

from benchmarks.scoring import fill
from instruments import bank
from survey.cli.packer import everything
from survey.pack import KEPT, SIGN_OF_LIFE, Pack, PackStatus
from survey.report import Effect
from survey.steps import pack as step
from survey.steps import publish, report, score
from survey.steps.pack import File
from survey.store import packs, reports, standings
from survey.store.schema.waves import wave as waves
from survey.web.reports import press
from survey.web.reports.press import Form, Order
from tests.conftest import NOW
from tests.printing.tags import text
from tests.web.conftest import Site
from tests.web.test_ranking import UNITS, a_wave

PATH = "/rankings/{}/3909/report{}"


@pytest.mark.parametrize("ending", [".pdf", ".xlsx"])
@pytest.mark.parametrize(
    ("status", "allowed"),
    [("open", set()), ("closed", {"kari", "ada", "odd"}), ("published", {None, "kari", "ada", "odd", "sam"})],
)
def test_it_is_taken_away_by_those_who_may_read_it(
    site: Site, status: str, allowed: set[str | None], ending: str
) -> None:
    wave_id = a_wave(site, status)
    if status != "open":
        report.report(site.db, NOW, wave_id)
    for who in (None, "kari", "ada", "odd", "sam"):
        answer = site.client(who).get(PATH.format(wave_id, ending))
        assert answer.status_code == (200 if who in allowed else 404), who
        if who in allowed:
            assert answer.headers["content-disposition"] == f'attachment; filename="medlytt-{wave_id}-3909{ending}"'


def test_before_publication_nobody_takes_the_report_of_another_unit(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    report.report(site.db, NOW, wave_id)
    for ending in (".pdf", ".xlsx"):
        assert site.client("odd").get(f"/rankings/{wave_id}/3905/report{ending}").status_code == 404


def test_a_report_that_is_not_made_yet_cannot_be_taken(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    for ending in (".pdf", ".xlsx"):
        assert site.client("odd").get(PATH.format(wave_id, ending)).status_code == 404


@pytest.mark.parametrize(("language", "place"), [("nb", "Plass"), ("nn", "Plass"), ("sv", "Plats"), ("en", "Place")])
def test_paper_says_it_in_the_readers_language(site: Site, language: str, place: str) -> None:
    wave_id = a_wave(site)
    printed = site.client().get(PATH.format(wave_id, ".pdf"), params={"lang": language}).content
    said = text(printed)
    assert f"{place} " in said
    assert "Larvik" in said
    assert "%(" not in said


def test_the_same_report_is_the_same_file(site: Site) -> None:
    wave_id = a_wave(site)
    for ending in (".pdf", ".xlsx"):
        first, second = (site.client().get(PATH.format(wave_id, ending)).content for _ in range(2))
        assert first == second


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_in_the_workbook_the_causes_add_up_to_the_distance(site: Site) -> None:
    content = site.client().get(PATH.format(a_wave(site), ".xlsx"), params={"lang": "en"}).content
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    assert values.sheetnames[0] == "Summary"
    facts = {row[0].value: row[1].value for row in values["Summary"].iter_rows(min_row=3)}
    works = {row[0].value: row[1].value for row in formulas["Summary"].iter_rows(min_row=3)}
    label = "Sum of all causes (sheet “Distance”)"
    table = formulas["Distance"].tables["Causes_table"]
    top, last = (int("".join(filter(str.isdigit, corner))) for corner in table.ref.split(":"))
    points = [values["Distance"].cell(row, 3).value for row in range(top + 1, last)]
    assert works[label] == f"=SUM('Distance'!$C${top + 1}:$C${last - 1})"
    assert sum(points) == pytest.approx(facts[label])
    assert facts["Best third, average"] - facts["Score"] == pytest.approx(facts["Distance to the best third"])


def a_file(pack: Pack) -> tuple[int, Iterator[File]]:
    return 2, iter([File("a.txt", b"A"), File("b.txt", b"B")])


def wanted(site: Site, wave_id: int) -> str:
    kari, place = site.client("kari"), f"/rankings/{wave_id}/reports"
    answer = kari.post(place, data={"language": "nb", "csrf": site.csrf(kari)})
    assert answer.status_code == 303
    return place


def test_a_coordinator_asks_for_all_reports_and_fetches_them(site: Site) -> None:
    wave_id = a_wave(site)
    place = wanted(site, wave_id)
    assert "<progress" in site.client("kari").get(place).text
    data = Path(site.settings.data)
    pack = step.work(site.db, lambda: NOW, name="a", data=data, make=lambda one: everything(site.settings, one))
    assert pack is not None and pack.status is PackStatus.READY
    answer = site.client("kari").get(f"{place}/{pack.id}/all.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        names = packed.namelist()
        assert packed.read("pdf/3909.pdf").startswith(b"%PDF")
    assert len(names) == pack.units == pack.done
    assert {name.partition("/")[0] for name in names} == {"pdf", "xlsx"}
    assert f"/{pack.id}/all.zip" in site.client("kari").get(place).text
    for who, status in ((None, 401), ("odd", 403), ("sam", 403)):
        assert site.client(who).get(f"{place}/{pack.id}/all.zip").status_code == status


def test_one_file_is_made_at_a_time(site: Site) -> None:
    wave_id = a_wave(site)
    wanted(site, wave_id)
    wanted(site, wave_id)
    with site.db.read() as connection:
        assert len(packs.of_wave(connection, wave_id)) == 1


def test_what_fails_is_told_and_leaves_nothing_behind(site: Site) -> None:
    def broken(pack: Pack) -> tuple[int, Iterator[File]]:
        def files() -> Iterator[File]:
            yield File("a.txt", b"A")
            raise OSError("the disk is full")

        return 2, files()

    wave_id = a_wave(site)
    place = wanted(site, wave_id)
    pack = step.work(site.db, lambda: NOW, name="a", data=Path(site.settings.data), make=broken)
    assert pack is not None and pack.status is PackStatus.FAILED
    assert list((Path(site.settings.data) / step.FOLDER).iterdir()) == []
    assert "Something went wrong" in site.client("kari").get(place, params={"lang": "en"}).text


def test_whoever_was_taken_for_dead_stops_and_the_other_one_finishes(site: Site) -> None:
    wave_id = a_wave(site)
    wanted(site, wave_id)
    data = Path(site.settings.data)
    later = NOW + SIGN_OF_LIFE * 2

    def slow(pack: Pack) -> tuple[int, Iterator[File]]:
        done = step.work(site.db, lambda: later, name="b", data=data, make=a_file)
        assert done is not None and done.status is PackStatus.READY
        return a_file(pack)

    pack = step.work(site.db, lambda: NOW, name="a", data=data, make=slow)
    assert pack is not None and pack.status is PackStatus.READY and pack.claimed_by == "b"
    assert [path.name for path in (data / step.FOLDER).iterdir()] == [pack.file]


def test_a_file_is_deleted_when_its_time_is_over_or_a_newer_one_is_there(site: Site) -> None:
    wave_id = a_wave(site)
    data = Path(site.settings.data)
    for _ in range(2):
        wanted(site, wave_id)
        step.work(site.db, lambda: NOW, name="a", data=data, make=a_file)
    assert len(list((data / step.FOLDER).iterdir())) == 2
    assert step.forget(site.db, NOW, data=data) == 1
    assert len(list((data / step.FOLDER).iterdir())) == 1
    assert step.forget(site.db, NOW + KEPT * 2, data=data) == 1
    assert list((data / step.FOLDER).iterdir()) == []
    with site.db.read() as connection:
        assert packs.of_wave(connection, wave_id) == []


def test_files_of_all_units_come_in_order_and_hold_what_was_asked_for(site: Site) -> None:
    wave_id = a_wave(site)
    order = Order(wave_id=wave_id, language="sv", forms=(Form.HTML, Form.JSON))
    units = sorted(press.opened(site.settings, order).reports)
    made = dict(press.printed(site.settings, order, units, processes=1))
    assert list(made) == units
    assert '<html lang="sv">' in made[site.unit]["html"].decode()
    assert b"<link" not in made[site.unit]["html"]
    assert b'"unit":"3909"' in made[site.unit]["json"]


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_what_became_of_findings_has_its_denominators_on_page_paper_and_workbook(site: Site) -> None:
    before = a_wave(site)
    after = fill(site.db, UNITS, bank.protocol("kommunetest-2019"), seed=4)
    site.db.write(lambda c: c.execute(waves.update().where(waves.c.id == after).values(previous_id=before)))
    score.score(site.db, NOW, after)
    publish.close(site.db, NOW, after, by=None)
    publish.publish(site.db, NOW, after, by=None)
    with site.db.read() as connection:
        unit = next(one.standing.unit_id for one in standings.places(connection, after) if one.code == "3909")
        effects = next(one for one in reports.of_wave(connection, after) if one.unit_id == unit).effects
    told = [(each.of_before, each.of_after) for each in effects]
    assert told
    page = site.client().get(PATH.format(after, ""), params={"lang": "en"}).text
    since = page.partition('id="since"')[2].partition("</section>")[0]
    assert re.findall(r"\((\d+) inquir(?:y|ies)\)", since) == [str(of) for pair in told for of in pair]
    assert "in brackets of how many" in since
    printed = text(site.client().get(PATH.format(after, ".pdf"), params={"lang": "en"}).content)
    assert f"({told[0][0]} inquir" in printed
    content = site.client().get(PATH.format(after, ".xlsx"), params={"lang": "en"}).content
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Then and now"]
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[1], float | int)]
    assert [(row[2], row[4]) for row in rows] == told


def test_a_report_of_before_that_knows_no_denominators_promises_none(site: Site) -> None:
    wave_id = a_wave(site)
    with site.db.read() as connection:
        one = next(one for one in reports.of_wave(connection, wave_id) if one.proposals)
        digest = reports.digest(connection, wave_id)
        code = next(each.code for each in standings.places(connection, wave_id) if each.standing.unit_id == one.unit_id)
    old = msgspec.structs.replace(
        one, inquired=None, effects=(Effect(proposal=one.proposals[0], before=0.5, after=0.25),)
    )
    site.db.write(reports.replace, wave_id, [old], digest)
    page = site.client().get(f"/rankings/{wave_id}/{code}/report", params={"lang": "en"}).text
    assert "the share that was lost, broken or complained of" in page
    assert "in brackets" not in page
    assert "Inquiries made" not in page


def test_the_same_numbers_of_inquiries_stand_in_the_same_words_wherever_a_unit_meets_them(site: Site) -> None:
    wave_id = a_wave(site)
    home = f"/rankings/{wave_id}/3909"
    said = re.compile(
        r"Inquiries made: (\d+) \([^)]+\)\. Answered and graded: (\d+)\. Counted in the score: (\d+)\. "
        r"Tasks behind the interval: (\d+)"
    )
    odd = site.client("odd")
    unit, cases, read = (odd.get(home + path, params={"lang": "en"}).text for path in ("", "/cases", "/report"))
    numbers = said.search(unit)
    assert numbers
    assert [match and match.group() for match in map(said.search, (cases, read))] == [numbers.group()] * 2
    printed = " ".join(text(odd.get(PATH.format(wave_id, ".pdf"), params={"lang": "en"}).content).split())
    assert numbers.group().partition(" (")[0] in printed
    made, graded, counted, tasks = map(int, numbers.groups())
    assert unit.count('<details class="traced">') == made >= counted >= graded > 0
    with site.db.read() as connection:
        standing = next(one.standing for one in standings.places(connection, wave_id) if one.code == "3909")
    assert standing.contacts == tasks
