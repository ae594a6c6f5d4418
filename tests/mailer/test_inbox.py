import json
import os
from pathlib import Path

import msgspec
import pytest

from mailer.inbox import Imap, Maildir, Unusable, content_key, from_sendgrid_form
from mailer.transport import Deferred, Refused
from tests.mailer import fake_imap
from tests.mailer.damaged import DAMAGED


class Archive:
    """Keeps what is delivered; refuses a mail that holds the word poison."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str, bytes, tuple[str, ...]]] = []

    def __call__(self, raw: bytes, /, *, source: str, key: str, recipients: tuple[str, ...]) -> None:
        if b"poison" in raw:
            raise RuntimeError("disk full")
        self.kept.append((source, key, raw, recipients))


def drop(box: Path, name: str, raw: bytes) -> None:
    (box / "new").mkdir(parents=True, exist_ok=True)
    (box / "new" / name).write_bytes(raw)


# -- Maildir


def test_a_maildir_hands_over_in_order_and_moves_what_is_kept(tmp_path: Path) -> None:
    drop(tmp_path, "2.host", b"second")
    drop(tmp_path, "1.host", b"first")
    archive = Archive()
    collected = Maildir(path=tmp_path).collect(archive)
    assert (collected.delivered, collected.failed, collected.left) == (2, (), 0)
    assert [raw for _, _, raw, _ in archive.kept] == [b"first", b"second"]
    assert sorted(file.name for file in (tmp_path / "cur").iterdir()) == ["1.host:2,S", "2.host:2,S"]
    assert not list((tmp_path / "new").iterdir())


def test_a_mail_that_could_not_be_kept_stays_and_holds_up_nobody(tmp_path: Path) -> None:
    drop(tmp_path, "1", b"poison")
    drop(tmp_path, "2", b"fine")
    archive = Archive()
    collected = Maildir(path=tmp_path).collect(archive)
    assert collected.delivered == 1
    assert [failed.key for failed in collected.failed] == ["1"]
    assert "disk full" in collected.failed[0].reason
    assert (tmp_path / "new" / "1").exists()


def test_a_mail_met_again_after_a_crash_has_the_same_key_and_a_reused_name_another(tmp_path: Path) -> None:
    archive = Archive()
    for raw in (b"first", b"first", b"other"):
        drop(tmp_path, "1.eml", raw)
        Maildir(path=tmp_path).collect(archive)
    keys = [key for _, key, _, _ in archive.kept]
    assert keys[0] == keys[1] != keys[2]


def test_a_maildir_reads_no_pipes_links_folders_or_giants(tmp_path: Path) -> None:
    drop(tmp_path, "big", b"x" * 2000)
    os.mkfifo(tmp_path / "new" / "pipe")
    (tmp_path / "new" / "link").symlink_to("/dev/zero")
    (tmp_path / "new" / "folder").mkdir()
    collected = Maildir(path=tmp_path, max_bytes=1000).collect(Archive())
    assert {failed.key for failed in collected.failed} == {"big", "pipe", "link", "folder"}


def test_a_round_has_a_limit_and_says_what_is_left(tmp_path: Path) -> None:
    for number in range(5):
        drop(tmp_path, str(number), b"x")
    assert Maildir(path=tmp_path).collect(Archive(), limit=3).left == 2


def test_an_empty_place_becomes_a_maildir(tmp_path: Path) -> None:
    assert Maildir(path=tmp_path / "box").collect(Archive()).delivered == 0
    assert (tmp_path / "box" / "tmp").is_dir()


def test_a_file_name_that_is_no_text_is_no_obstacle(tmp_path: Path) -> None:
    drop(tmp_path, os.fsdecode(b"1.\xff\xfe"), b"x")
    archive = Archive()
    assert Maildir(path=tmp_path).collect(archive).delivered == 1
    archive.kept[0][1].encode()


@pytest.mark.parametrize("raw", DAMAGED.values(), ids=DAMAGED.keys())
def test_damaged_mail_in_a_maildir_comes_through_byte_for_byte(tmp_path: Path, raw: bytes) -> None:
    drop(tmp_path, "1", raw)
    archive = Archive()
    Maildir(path=tmp_path).collect(archive)
    assert archive.kept[0][2] == raw


# -- IMAP


def imap(port: int, **changed: str) -> Imap:
    settings = {"host": "127.0.0.1", "user": "kari", "password": "secret", "security": "none"} | changed
    return msgspec.convert({**settings, "port": port, "timeout": 5.0}, Imap)


def test_imap_hands_over_what_is_unseen_and_then_marks_it() -> None:
    archive = Archive()
    with fake_imap.running() as server:
        server.put(b"Subject: a\r\n\r\nx\r\n")
        server.put(b"read before", "\\Seen")
        server.put(b"thrown away", "\\Deleted")
        first = imap(server.port).collect(archive)
        second = imap(server.port).collect(archive)
        assert "thrown away" in str(server.folders["INBOX"])  # somebody else's deletion is not ours to carry out
    assert (first.delivered, second.delivered) == (1, 0)
    assert archive.kept == [("imap", "kari@127.0.0.1/INBOX/77/101", b"Subject: a\r\n\r\nx\r\n", ())]


@pytest.mark.parametrize("can_move", [True, False])
def test_imap_moves_what_is_kept_and_leaves_what_is_not(can_move: bool) -> None:
    archive = Archive()
    with fake_imap.running() as server:
        server.can_move = can_move
        server.put(b"poison")
        server.put(b"fine", "\\Seen")
        collected = imap(server.port, done="Done").collect(archive)
        assert (collected.delivered, len(collected.failed)) == (1, 1)
        assert list(server.folders["INBOX"].values()) == [b"poison"]
        assert list(server.folders["Done"].values()) == [b"fine"]


@pytest.mark.parametrize("raw", DAMAGED.values(), ids=DAMAGED.keys())
def test_damaged_mail_comes_through_imap_byte_for_byte(raw: bytes) -> None:
    archive = Archive()
    with fake_imap.running() as server:
        server.put(raw)
        imap(server.port).collect(archive)
    assert archive.kept[0][2] == raw


def test_a_giant_in_the_mailbox_is_told_and_not_fetched() -> None:
    with fake_imap.running() as server:
        server.put(b"x" * 100)
        box = Imap(host="127.0.0.1", port=server.port, user="k", password="secret", security="none", max_bytes=99)
        assert "100 bytes" in box.collect(Archive()).failed[0].reason


def test_a_wrong_password_or_folder_is_refused_and_no_server_defers() -> None:
    with fake_imap.running() as server:
        port = server.port
        for box in (imap(port, password="wrong"), imap(port, folder="Nowhere")):
            with pytest.raises(Refused):
                box.collect(Archive())
        server.put(b"x")
        with pytest.raises(Deferred):
            imap(port, done="Nowhere").collect(Archive())
    with pytest.raises(Deferred):
        imap(port).collect(Archive())


# -- SendGrid inbound parse


def test_a_raw_form_gives_the_mail_and_who_it_was_for() -> None:
    form = {"email": b"Subject: \xe6\r\n\r\nx", "envelope": json.dumps({"to": ["a@b.test"], "from": "c@d.test"})}
    assert from_sendgrid_form(form) == (b"Subject: \xe6\r\n\r\nx", ("a@b.test",))


def test_a_form_decoded_by_a_framework_keeps_its_bytes() -> None:
    raw = b"Subject: \xe6\0\r\n\r\n\xc3\xa6"
    assert from_sendgrid_form({"email": raw.decode(errors="surrogateescape")})[0] == raw


@pytest.mark.parametrize(
    "envelope", ["", "{", "[]", "null", '{"to": 7}', '{"to": null}', '{"to": ["no address"]}', "\ud800", '{"x":' * 9999]
)
def test_a_damaged_envelope_costs_the_recipients_but_not_the_mail(envelope: str) -> None:
    assert from_sendgrid_form({"email": "x", "envelope": envelope}) == (b"x", ())


def test_a_form_in_parsed_mode_is_told_what_to_switch_on() -> None:
    with pytest.raises(Unusable, match="raw"):
        from_sendgrid_form({"headers": "Subject: x", "text": "hei"})


def test_a_content_key_names_mail_and_recipients_whatever_their_order_and_case() -> None:
    assert content_key(b"x", ["A@b.test", "c@d.test"]) == content_key(b"x", ["c@d.test", "a@b.test"])
    assert content_key(b"x", ["a@b.test"]) != content_key(b"x", []) != content_key(b"y", [])
