"""`medlytt verify` on plain files: what agrees, what was tampered with, what is no bundle at all."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from instruments.instrument import Outcome
from survey import bundle, outliers, signing
from survey.bundle import Beside, Rules, Unit
from survey.cli.main import main
from survey.ledger import Entry, Origin
from survey.peer import Kind
from survey.standing import METHOD, Method, Ranges, standings
from survey.wave import Wave
from tests.forms import FORMS, NOW, SHEETS, a_protocol, a_work

GRADED = {"graded": Outcome.ANSWERED, "working_days": 3}
WAVE = Wave(id=1, name="Vår 2026", protocol="small", starts_on=NOW.date(), ends_on=NOW.date(), seed=5, created_at=NOW)
LIKE = {Kind.GROUP: "KOSTRA 11", Kind.COUNTY: "Nordland"}
UNITS = (
    Unit(0, "0000", "Alta", LIKE),
    Unit(1, "0001", "Bodø", LIKE),
    Unit(2, "0002", "Dovre", {Kind.GROUP: "KOSTRA 11"}),
    Unit(9, "0009", "Eid"),
)
ENTRY = Entry(
    number=1, origin=Origin.OBJECTION, unit=1, inquiry=1, item="right", before=0, after=2, total_before=40,
    total_after=60, rank_before=2, rank_after=1, reason="It was answered.", answer="So it was.", decided_on=NOW.date(),
)  # fmt: skip
BESIDE = Beside(
    program="medlytt", units=UNITS, scenarios={"library-card": Rules("library-card", 1, "0" * 64)}, ledger=(ENTRY,)
)


@pytest.fixture(scope="module")
def document() -> bytes:
    works = [
        a_work(n, unit_id=n % 3, sector=sector, answers={"right": right, "plain": "yes"}, **GRADED)
        for n, (sector, right) in enumerate([("care", "yes"), ("care", "no"), ("school", "partly")] * 3, 1)
    ]
    works.append(a_work(99, unit_id=9))  # nothing is known of this one
    protocol = a_protocol()
    groups = {one.id: one.groups for one in UNITS}
    found = standings(WAVE, protocol, SHEETS, works, before={}, groups=groups, now=NOW)
    return bundle.encoded(bundle.made(WAVE, protocol, FORMS, works=works, standings=found, now=NOW, beside=BESIDE))


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


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("wave-1.json", Method(draws=1000, level=0.95)),
        ("wave-2.json", Method(draws=10_000, level=0.95, ranges=Ranges.RANK_SETS)),
    ],
)
def test_what_was_published_by_an_earlier_method_still_agrees(name: str, method: Method) -> None:
    document = (Path(__file__).parent / "published" / name).read_bytes()
    assert bundle.read(document).method == method != METHOD
    found = run(document)
    assert found.exit_code == 0, found.output
    assert "Every figure agrees." in found.output


def tampered(document: bytes, change: Callable[[Any], None], *, skilled: bool = False) -> bytes:
    """`skilled`: whoever did it worked the hashes out anew."""
    changed = json.loads(document)
    change(changed)
    raw = json.dumps(changed).encode()
    if skilled:
        changed["hashes"] = bundle.hashes(raw)
        raw = json.dumps(changed).encode()
    return raw


def test_spacing_and_order_change_nothing(document: bytes) -> None:
    spaced = json.dumps(dict(reversed(json.loads(document).items())), indent=3).encode()
    assert run(spaced).exit_code == 0


def polish(changed: Any) -> None:
    changed["standings"][1]["total"] = 99.9
    changed["standings"][1]["sectors"]["care"] = 99.9


def test_the_first_figure_that_differs_is_told_with_its_unit_and_the_number_of_the_others(document: bytes) -> None:
    for skilled in (False, True):
        found = run(tampered(document, polish, skilled=skilled))
        assert found.exit_code == 1
        assert "The first number that differs: Bodø (0001), total: the bundle says 99.9, worked out" in found.output
        assert "1 more figure does not agree." in found.output
        assert ("Changed since the bundle was made: standings." in found.output) is not skilled
    told = json.loads(run(tampered(document, polish), "--json").stdout)
    assert told["differences"][0] | {"worked_out": 0} == {
        "unit": 1, "name": "Bodø (0001)", "figure": "total", "told": 99.9, "worked_out": 0
    }  # fmt: skip


def delete(*where: Any) -> Callable[[Any], None]:
    def change(found: Any) -> None:
        for step in where[:-1]:
            found = found[step]
        del found[where[-1]]

    return change


def put(value: Any, *where: Any) -> Callable[[Any], None]:
    def change(found: Any) -> None:
        for step in where[:-1]:
            found = found[step]
        found[where[-1]] = value

    return change


def again(part: str) -> Callable[[Any], None]:
    return lambda found: found[part].append(found[part][0])


def peer_again(found: Any) -> None:
    peers = found["standings"][0]["peers"]
    peers.append(peers[0])


TRICKS = {
    "edition": (put(3, "edition"), "edition 3, and with 0 errata in its ledger it is 1"),
    "change without a wave before": (put(4.5, "standings", 1, "change"), "1 units have a change"),
    "points": (put(0, "contacts", 0, "items", 0, "points"), "right.points: the bundle says 0.0, worked out 2"),
    "answer": (put("no", "contacts", 0, "answers", "right"), "inquiry 1, right.points"),
    "unknown answer": (put("maybe", "contacts", 0, "answers", "right"), "says 2.0, worked out None"),
    "outcome": (put("detected", "contacts", 0, "ending"), "inquiry 1, right.points"),
    "weight of a sector": (put(70, "protocol", "sectors", 0, "weight"), "not the one whose hash it names"),
    "weight of an item": (put(2, "contacts", 0, "items", 0, "weight"), "inquiry 1, right.weight"),
    "form": (put(3, "forms", "email", "items", 0, "choices", 0, "points"), "not the one whose hash it names"),
    "rank": (put(1, "standings", 2, "rank"), "Dovre (0002), rank: the bundle says 1, worked out"),
    "range": (put(1, "standings", 2, "rank_low"), "the bundle says 1, worked out"),
    "place among peers": (put(3, "standings", 0, "peers", 0, "rank"), "peers.group.rank: the bundle says 3"),
    "range among peers": (put(7, "standings", 0, "peers", 0, "rank_low"), "peers.group.rank_low: the bundle says 7"),
    "a peer is gone": (delete("standings", 0, "peers", 0), "peers.group.group: the bundle says None"),
    "a peer twice": (peer_again, "peers: the bundle says 3, worked out 2"),
    "another group": (put("KOSTRA 12", "units", 0, "groups", "group"), "peers.group.group: the bundle says KOSTRA 11"),
    "tested": (put(0.1, "standings", 2, "tested"), "Dovre (0002), tested: the bundle says 0.1, worked out 1.0"),
    "footnote": (put({"unanswered": 3}, "standings", 2, "notes"), "Dovre (0002), notes"),
    "seed in words": (put("5", "wave", "seed"), "no bundle"),
    "seed below zero": (put(-1, "wave", "seed"), "The seed is out of bounds: -1."),
    "a unit is gone": (delete("standings", 1), "Bodø (0001) has inquiries and no figures"),
    "a unit twice": (again("standings"), "Alta (0000) stands in it twice."),
    "a contact twice": (again("contacts"), "Inquiry 3 stands in it twice."),
    "a contact is gone": (delete("contacts", 0), "Ledger entry 1 tells of an inquiry 1"),
    "ledger points": (put(1.5, "ledger", 0, "after"), "right of inquiry 1 (Bodø (0001)) has 1.5"),
    "a ledger entry twice": (again("ledger"), "The entries of the ledger are not in order"),
    "draws": (put(10**9, "method", "draws"), "The method is out of bounds"),
    "level": (put(1, "method", "level"), "The method is out of bounds"),
    "format": (put("medlytt-wave/9", "format"), "Its format is 'medlytt-wave/9'"),
    "a form is gone": (put({}, "forms"), "The form is missing"),
    "huge": (put(1e300, "contacts", 0, "items", 0, "points"), "no ordinary number"),
    "below zero": (put(-1, "contacts", 0, "items", 0, "weight"), "below zero"),
}  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_every_trick_is_told_though_the_hashes_were_made_anew(document: bytes, trick: str) -> None:
    change, said = TRICKS[trick]
    if trick == "a contact twice":
        said = f"Inquiry {json.loads(document)['contacts'][0]['id']} stands in it twice."
    found = run(tampered(document, change, skilled=True))
    assert found.exit_code == 1, found.output
    assert isinstance(found.exception, SystemExit)
    assert said in found.output
    plain = run(tampered(document, change))
    assert plain.exit_code == 1
    assert trick == "seed in words" or "Changed since the bundle was made" in plain.output


UNSEEN = {
    "ledger words": put("Nobody knows.", "ledger", 0, "reason"),
    "ledger total": put(61, "ledger", 0, "total_before"),
    "name": put("Elsewhere", "units", 0, "name"),
    "right of reply": put(True, "right_of_reply"),
    "scenario": put("1" * 64, "scenarios", "library-card", "sha256"),
    "more": put("x", "remark"),
    "dates": put("2020-01-01", "wave", "starts_on"),
}


@pytest.mark.parametrize("trick", UNSEEN)
def test_what_nothing_is_worked_out_from_is_kept_by_its_hash_and_by_the_signature(document: bytes, trick: str) -> None:
    found = run(tampered(document, UNSEEN[trick]))
    assert found.exit_code == 1
    assert "Changed since the bundle was made" in found.output


def signed(folder: Path, document: bytes, key: signing.SigningKey) -> Path:
    path = folder / "bundle.json"
    path.write_bytes(document)
    path.with_name("bundle.json.minisig").write_text(signing.sign(document, key, comment="wave:1 edition:1"))
    return path


def test_the_signature_beside_the_bundle_is_checked_with_the_key(document: bytes, tmp_path: Path) -> None:
    key, other = signing.fresh(), signing.fresh()
    path = signed(tmp_path, document, key)
    (tmp_path / "key.pub").write_text(key.public.text)
    runs = CliRunner().invoke
    for public in (str(tmp_path / "key.pub"), key.public.line):
        found = runs(main, ["verify", str(path), "--key", public])
        assert found.exit_code == 0, found.output
        assert f"Signature: good, by the key {key.public.name}; signed comment: wave:1 edition:1" in found.output
    found = runs(main, ["verify", str(path), "--key", other.public.line, "--json"])
    assert found.exit_code == 1
    assert "it was made with the key" in json.loads(found.stdout)["signature"]["fault"]
    path.write_bytes(tampered(document, UNSEEN["name"], skilled=True))
    found = runs(main, ["verify", str(path), "--key", key.public.line])
    assert (found.exit_code, "not a signature of this file" in found.output) == (1, True)
    for junk in ("nonsense", "\0", str(tmp_path / "bundle.json")):
        found = runs(main, ["verify", str(path), "--key", junk])
        assert (found.exit_code, "The key cannot be read" in found.output) == (1, True)
    (tmp_path / "short").write_text("untrusted comment: x\n")
    found = runs(main, ["verify", str(path), "--key", key.public.line, "--signature", str(tmp_path / "short")])
    assert (found.exit_code, "The signature cannot be read" in found.output) == (1, True)


def test_a_key_without_a_signature_and_the_reverse_are_wrong_usage(document: bytes, tmp_path: Path) -> None:
    key = signing.fresh()
    path = signed(tmp_path, document, key)
    sig = str(path) + ".minisig"
    assert CliRunner().invoke(main, ["verify", str(path), "--signature", sig]).exit_code == 2
    (tmp_path / "bundle.json.minisig").unlink()
    assert CliRunner().invoke(main, ["verify", str(path), "--key", key.public.line]).exit_code == 2


def test_other_rules_are_noticed(document: bytes) -> None:
    changed = json.loads(document)
    changed["protocol"]["title"]["en"] = "Something else"
    found = run(json.dumps(changed).encode())
    assert found.exit_code == 1
    assert "not the one whose hash it names" in found.output


NESTED = b'{"format": "medlytt-wave/2", "protocol": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"


@pytest.mark.parametrize("junk", [b"", b"\xff\xfe", b"[]", b'{"format": "medlytt-wave/1"}', b"{" * 10_000, NESTED])
def test_what_is_no_bundle_is_told(junk: bytes) -> None:
    found = run(junk)
    assert found.exit_code == 1
    assert "no bundle" in found.output


@pytest.mark.parametrize("number", ["NaN", "1e999", "-Infinity"])
def test_what_is_no_number_is_told(document: bytes, number: str) -> None:
    assert b'"points":2.0' in document
    found = run(document.replace(b'"points":2.0', f'"points":{number}'.encode(), 1))
    assert (found.exit_code, type(found.exception)) == (1, SystemExit)


@given(st.integers(1, 4000))
def test_a_bundle_that_is_cut_off_is_told(document: bytes, cut: int) -> None:
    found = run(document[:-cut])
    assert (found.exit_code, "no bundle" in found.output) == (1, True)


def test_a_bundle_reads_back_as_it_was_written(document: bytes) -> None:
    assert bundle.encoded(bundle.read(document)) == document
    assert isinstance(bundle.read(document), msgspec.Struct)


def test_the_funnel_follows_from_what_is_in_the_bundle_and_stays_within_what_a_score_can_be(document: bytes) -> None:
    told = json.loads(run(document, "--json").stdout)["funnel"]
    found = bundle.read(document)
    made = outliers.funnel_of(found.standings, found.protocol)
    assert made is not None
    assert told["target"] == pytest.approx(made.target)
    assert all(0 <= one.low_998 <= one.high_998 <= 100 for one in made.limits)
    assert made.limits[0].high_998 == 100, "units with few contacts would have a limit beyond 100"
