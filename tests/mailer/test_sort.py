"""`medlytt mail sort` on plain files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey.cli.mail import mail

MAILS = Path(__file__).parent.parent / "mail"
INQUIRIES = str(MAILS / "inquiries.jsonl")
GOOD = (
    '{"id": "1", "unit": "Fjordvik", "unit_domain": "fjordvik.test", "sent_at": "2026-03-02T09:00:00", '
    '"from": "k@p.example", "reply_to": "k.1@p.example", "message_id": "<1@p.example>", '
    '"subject": "SFO", "body": "Hei"}'
)
REPLY = b"From: post@fjordvik.test\nTo: k.1@p.example\n"
REPLY += b"Date: Tue, 3 Mar 2026 10:00:00 +0100\nSubject: SV: SFO\n\nSFO koster 300 kr."


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(mail, ["sort", *arguments], input=stdin)


def test_each_mail_gives_one_object_with_the_promised_fields():
    files = [str(MAILS / name) for name in ("a001-nb-receipt.eml", "a025-nb-interim.eml")]
    result = run("--inquiries", INQUIRIES, "--jsonl", *files)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [row["file"] for row in rows] == files
    assert list(rows[0]) == ["file", "inquiries", "evidence", "kind", "human", "confidence", "expected_date", "text"]
    assert [(row["inquiries"], row["kind"]) for row in rows] == [(["a001"], "receipt"), (["a025"], "interim")]


def test_a_folder_is_searched_by_name_with_its_subfolders(tmp_path):
    for name in ("b.eml", "a.eml", "deep/c.eml", ".hidden", "notes.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(REPLY)
    (tmp_path / "inquiries.jsonl").write_text(GOOD)
    result = run("--inquiries", str(tmp_path / "inquiries.jsonl"), "--json", f"{tmp_path}/")
    assert [row["file"] for row in json.loads(result.stdout)] == [
        f"{tmp_path}/{n}" for n in ("a.eml", "b.eml", "deep/c.eml")
    ]


def test_bad_inquiry_lines_are_told_and_good_ones_used(tmp_path):
    lines = [GOOD, "{", "[]", '{"id": "2"}', GOOD.replace("2026-03-02T09:00:00", "i går"), "", GOOD]
    (tmp_path / "i.jsonl").write_text("\n".join(lines))
    (tmp_path / "m.eml").write_bytes(REPLY)
    result = run("--inquiries", str(tmp_path / "i.jsonl"), "--jsonl", str(tmp_path / "m.eml"))
    assert result.exit_code == 1
    assert json.loads(result.stdout)["inquiries"] == ["1"]
    told = result.stderr.splitlines()
    assert [f"line {n}" in line for n, line in zip((2, 3, 4, 5, 7), told, strict=True)] == [True] * 5


def test_a_missing_file_is_told_and_the_others_sorted(tmp_path):
    (tmp_path / "m.eml").write_bytes(REPLY)
    result = run("--inquiries", INQUIRIES, "--jsonl", str(tmp_path / "none.eml"), str(tmp_path / "m.eml"))
    assert result.exit_code == 1
    assert "none.eml" in result.stderr and len(result.stdout.splitlines()) == 1


def test_an_empty_folder_is_no_fault(tmp_path):
    result = run("--inquiries", INQUIRIES, "--json", str(tmp_path))
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


@pytest.mark.parametrize("arguments", [[], ["--inquiries", INQUIRIES], ["--inquiries", "/no/such/file", "x"]])
def test_wrong_usage_ends_with_two(arguments):
    assert run(*arguments).exit_code == 2


def test_a_mail_may_come_from_standard_input():
    result = run("--inquiries", INQUIRIES, "--jsonl", "-", stdin=(MAILS / "a001-nb-receipt.eml").read_bytes())
    assert json.loads(result.stdout)["file"] == "-"


def test_without_a_format_each_mail_is_a_line_to_read(tmp_path):
    result = run("--inquiries", INQUIRIES, str(MAILS / "a025-nb-interim.eml"))
    assert "interim" in result.stdout and "2026-03-13" in result.stdout


@pytest.mark.parametrize(
    "raw", [b"", b"\0\0\0", b"From: x\n" * 10_000, b"Content-Type: multipart/mixed; boundary=b\n\n--b"]
)
def test_damaged_mails_are_sorted_too(tmp_path, raw):
    (tmp_path / "m.eml").write_bytes(raw)
    result = run("--inquiries", INQUIRIES, "--jsonl", str(tmp_path / "m.eml"))
    row = json.loads(result.stdout)
    assert (result.exit_code, row["inquiries"], row["evidence"], row["kind"]) == (0, [], "none", "unrelated")
