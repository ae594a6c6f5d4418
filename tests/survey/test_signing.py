"""Signatures in minisign's format: the real tool's are read, ours are its own, and nothing else passes.

The files beside this were made by minisign 0.11; the key among them signs nothing but that message.
"""

import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from survey import signing
from survey.cli.main import main
from survey.keyring import Keyring

REAL = Path(__file__).parent / "minisign"
MESSAGE = (REAL / "message").read_bytes()
KEY = signing.SigningKey(b"medlytt!", signing.fresh().private)
COMMENT = "timestamp:1 file:message"


def real(name: str) -> str:
    return (REAL / name).read_text()


def changed(text: str, line: int, at: int) -> str:
    lines = text.split("\n")
    letter = "A" if lines[line][at] != "A" else "B"
    lines[line] = lines[line][:at] + letter + lines[line][at + 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize("name", ["message.minisig", "message.legacy.minisig"])
def test_what_the_real_tool_signed_is_accepted(name: str) -> None:
    public = signing.public_key(real("key.pub"))
    signing.check(MESSAGE, signing.signature(real(name)), public)
    with pytest.raises(signing.DoesNotFit, match="not a signature of this file"):
        signing.check(MESSAGE + b" ", signing.signature(real(name)), public)


def test_the_real_tools_secret_key_is_read_and_signs_as_it_does() -> None:
    key = signing.signing_key(real("secret.key"))
    assert key.public.text == real("key.pub")
    theirs = signing.signature(real("message.minisig"))
    ours = signing.signature(signing.sign(MESSAGE, key, comment=theirs.comment))
    assert (ours.signed, ours.whole) == (theirs.signed, theirs.whole)


@pytest.mark.skipif(not shutil.which("minisign"), reason="the real tool is not here")
def test_the_real_tool_accepts_ours(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(MESSAGE)
    (tmp_path / "m.minisig").write_text(signing.sign(MESSAGE, KEY, comment=COMMENT))
    (tmp_path / "key.pub").write_text(KEY.public.text)
    (tmp_path / "key").write_text(KEY.text)
    checked = ["minisign", "-V", "-p", "key.pub", "-m", "m"]
    signed = ["minisign", "-S", "-W", "-s", "key", "-m", "m"]
    for command in (checked, signed, checked):
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)  # noqa: S603 - our own arguments


@given(st.binary(max_size=200), st.text(st.characters(categories=["L", "N", "Zs"]), max_size=40))
def test_what_was_signed_is_accepted_with_its_comment(document: bytes, comment: str) -> None:
    if comment.isprintable():
        text = signing.sign(document, KEY, comment=comment)
        found = signing.signature(text)
        signing.check(document, found, KEY.public)
        assert found.comment == comment
        assert text == signing.sign(document, KEY, comment=comment)


def test_another_key_is_named_and_another_comment_noticed() -> None:
    text = signing.sign(MESSAGE, KEY, comment=COMMENT)
    other = signing.fresh().public
    with pytest.raises(signing.DoesNotFit, match=f"key {KEY.public.name}, and the key given is {other.name}"):
        signing.check(MESSAGE, signing.signature(text), other)
    with pytest.raises(signing.DoesNotFit, match="not a signature of this file by this key"):
        signing.check(MESSAGE, signing.signature(text), signing.PublicKey(KEY.id, other.raw))
    with pytest.raises(signing.DoesNotFit, match="comment was changed"):
        signing.check(MESSAGE, signing.signature(text.replace("timestamp:1", "timestamp:2")), KEY.public)


@given(st.sampled_from([1, 3]), st.integers(14, 70))
def test_no_letter_of_a_signature_can_be_changed(line: int, at: int) -> None:
    text = changed(signing.sign(MESSAGE, KEY, comment=COMMENT), line, at)
    with pytest.raises((signing.DoesNotFit, signing.Unreadable)):
        signing.check(MESSAGE, signing.signature(text), KEY.public)


@pytest.mark.parametrize(
    "text", ["", "\n\n\n\n", "x" * 20_000, "untrusted comment: a\nRWQ=\ntrusted comment: b\nAAAA", "é\n\nü\n", "\0"]
)
def test_what_is_no_signature_and_no_key_is_told(text: str) -> None:
    for read in (signing.signature, signing.public_key, signing.signing_key):
        with pytest.raises(signing.Unreadable):
            read(text)


def test_a_secret_key_with_a_password_or_a_wrong_digit_is_refused() -> None:
    with pytest.raises(signing.Unreadable, match="has a password"):
        signing.signing_key(real("with-password.key"))
    with pytest.raises(signing.Unreadable, match="damaged"):
        signing.signing_key(changed(KEY.text, 1, 120))
    assert signing.signing_key(KEY.text).public == KEY.public


def test_the_key_lies_in_the_key_folder_for_its_owner_only(tmp_path: Path) -> None:
    keys = Keyring(tmp_path / "keys")
    assert keys.signs() is None
    made = keys.make_signing()
    assert made is not None
    assert keys.make_signing() is None
    assert stat.S_IMODE(keys.signing_file.stat().st_mode) == 0o600
    assert (keys.signs() or KEY).public == made.public
    anew = keys.make_signing(anew=True)
    assert anew is not None
    assert (keys.signs() or KEY).public == anew.public
    kept = tmp_path / "keys" / f"signing-{made.public.name}.key"
    assert signing.signing_key(kept.read_text()).public == made.public
    assert len(list((tmp_path / "keys").glob("signing*"))) == 2


def test_the_commands_make_and_show_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDLYTT_DATA", str(tmp_path))
    run = CliRunner().invoke
    assert run(main, ["keys", "show"]).exit_code == 3
    made = run(main, ["keys", "make"])
    assert made.exit_code == 0
    shown = run(main, ["keys", "show"])
    assert shown.stdout.strip() in made.stdout
    assert signing.public_key(shown.stdout)
    again = run(main, ["keys", "make"])
    assert (again.exit_code, "There is a key already" in again.output) == (3, True)
    (tmp_path / "keys" / "signing.key").write_text("junk")
    assert run(main, ["keys", "show"]).exit_code == 1
