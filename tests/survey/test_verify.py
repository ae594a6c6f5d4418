"""`medlytt verify` on plain files: what agrees, what was tampered with, what is no bundle at all."""

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from instruments.instrument import Outcome
from survey import bundle
from survey.cli.main import main
from survey.standing import standings
from survey.wave import Wave
from tests.forms import FORMS, NOW, SHEETS, a_protocol, a_work

GRADED = {"graded": Outcome.ANSWERED, "working_days": 3}
WAVE = Wave(id=1, name="Vår 2026", protocol="small", starts_on=NOW.date(), ends_on=NOW.date(), seed=5, created_at=NOW)


@pytest.fixture
def document() -> bytes:
    works = [
        a_work(n, unit_id=n % 3, sector=sector, answers={"right": right, "plain": "yes"}, **GRADED)
        for n, (sector, right) in enumerate([("care", "yes"), ("care", "no"), ("school", "partly")] * 3, 1)
    ]
    works.append(a_work(99, unit_id=9))  # nothing is known of this one
    protocol = a_protocol()
    found = standings(WAVE, protocol, SHEETS, works, before={}, now=NOW)
    return bundle.encoded(bundle.made(WAVE, protocol, FORMS, works=works, standings=found, now=NOW, program="medlytt"))


def run(document: bytes, *options: str) -> Result:
    return CliRunner().invoke(main, ["verify", "-", *options], input=document)


def test_an_honest_bundle_agrees(document: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_bytes(document)
    found = CliRunner().invoke(main, ["verify", str(path)])
    assert found.exit_code == 0, found.output
    assert "4 units from 10 inquiries" in found.output
    assert bundle.sha256(document) in found.output
    assert "Every figure agrees." in found.output


def test_a_polished_figure_is_named(document: bytes) -> None:
    changed = json.loads(document)
    changed["standings"][1]["total"] = 99.9
    changed["contacts"][0]["items"][0]["points"] = 0
    found = run(json.dumps(changed).encode(), "--json")
    assert found.exit_code == 1
    told = json.loads(found.stdout)
    assert told["rules_agree"]
    assert ("total", 99.9) in {(one["figure"], one["told"]) for one in told["differences"]}
    assert "the bundle says 99.9" in run(json.dumps(changed).encode()).output


def test_other_rules_are_noticed(document: bytes) -> None:
    changed = json.loads(document)
    changed["protocol"]["title"]["en"] = "Something else"
    found = run(json.dumps(changed).encode())
    assert found.exit_code == 1
    assert "not the one whose hash it names" in found.output


@pytest.mark.parametrize("junk", [b"", b"\xff\xfe", b"[]", b'{"format": "medlytt-wave/1"}', b"{" * 10_000])
def test_what_is_no_bundle_is_told(junk: bytes) -> None:
    found = run(junk)
    assert found.exit_code == 1
    assert "no bundle" in found.output


def test_a_bundle_reads_back_as_it_was_written(document: bytes) -> None:
    assert bundle.encoded(bundle.read(document)) == document
    assert isinstance(bundle.read(document), msgspec.Struct)
