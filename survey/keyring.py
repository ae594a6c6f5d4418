"""Keys in files outside the database and its backups: those of rounds, each gone in its time, and one that signs."""

import contextlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from survey import signing, whole
from survey.doors import Doors
from survey.signing import SigningKey
from survey.vault import Vault, key_at

PERSONAL = "personal"
"""Opens addresses; destroyed when the last reminder is out."""
DOORS = "doors"
"""Reads links and bounces; destroyed when the round is closed."""
ANSWERS = "answers"
"""Opens sealed answers; destroyed after the last batch."""
TOKENS = "tokens"
"""Opens the keys that sign blind tokens; destroyed when the round is closed."""
KINDS = (PERSONAL, DOORS, ANSWERS, TOKENS)

NOTE = """\
The keys of the surveys that are under way. They are destroyed when their time is over, and with them everything that
they open. Keep this folder out of every backup: a copy of a key brings back what was promised to be gone.

signing.key, where there is one, is another thing: rankings are signed with it. Keep a copy of it off this machine.
"""
CACHE_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Backup programs leave folders with this mark aside.\n"


class Destroyed(Exception):
    """The key is gone, as it should be by now; what it opened cannot be opened again."""


class Keyring:
    def __init__(self, folder: Path, *, signing_file: Path | None = None) -> None:
        self.folder = folder
        self.signing_file = signing_file or folder / "signing.key"

    def make(self, round_id: int) -> bytes:
        """The keys of a round; returns the public one that answers are sealed to. Called again it changes nothing."""
        place = self._place(round_id)
        self._mark()
        for kind in KINDS:
            key_at(place / kind)  # 32 random bytes are a private key of X25519 as well
        return self.opener(round_id).public_key().public_bytes_raw()

    def personal(self, round_id: int) -> Vault:
        return Vault(self._key(round_id, PERSONAL))

    def doors(self, round_id: int) -> Doors:
        return Doors(self._key(round_id, DOORS))

    def tokens(self, round_id: int) -> Vault:
        return Vault(self._key(round_id, TOKENS))

    def opener(self, round_id: int) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self._key(round_id, ANSWERS))

    def raw(self, round_id: int, kind: str) -> bytes:
        """The key itself, for those who look for copies of it."""
        return self._key(round_id, kind)

    def has(self, round_id: int, kind: str) -> bool:
        return (self._place(round_id) / kind).exists()

    def destroy(self, round_id: int, kind: str) -> bool:
        """Overwrite and remove; whether it was still there. (A copying file system may keep what was: docs say so.)"""
        path = self._place(round_id) / kind
        try:
            with path.open("r+b", buffering=0) as file:
                file.write(os.urandom(path.stat().st_size))
                os.fsync(file.fileno())
        except FileNotFoundError:
            return False
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            descriptor = os.open(path.parent, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        return True

    def derived(self, round_id: int, kind: str, purpose: str) -> bytes:
        """32 bytes for one purpose, which go when the key goes that they are made from."""
        made = HKDFExpand(hashes.SHA256(), 32, b"medlytt " + purpose.encode())
        return made.derive(self._key(round_id, kind))

    def pepper(self) -> bytes:
        """Of the hashes that outlive a round: who has been asked lately, who never wants to be asked."""
        self._mark()
        return key_at(self.folder / "pepper")

    def signs(self) -> SigningKey | None:
        """What publications are signed with; None where nobody has made a key. It outlives every round."""
        try:
            return signing.signing_key(self.signing_file.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as fault:
            raise signing.Unreadable("this is no secret key of minisign") from fault

    def make_signing(self, *, anew: bool = False) -> SigningKey | None:
        """A new key to sign with, for its owner only; None where there is one already, unless it is to be replaced.

        The one before is kept under its own name: what it signed carries its public half.
        """
        self._mark()
        if (before := self.signs()) is not None and not anew:
            return None
        made = signing.fresh()
        self.signing_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with whole.workshop(self.signing_file.parent, self.signing_file.name) as shop:
            file = shop / "fresh"
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
                out.write(made.text)
                out.flush()
                os.fsync(out.fileno())
            if before is None:
                try:
                    os.link(file, self.signing_file)
                except FileExistsError:  # whoever was first has made the key
                    return None
                return made
            with contextlib.suppress(FileExistsError):
                os.link(self.signing_file, self.signing_file.with_name(f"signing-{before.public.name}.key"))
            file.replace(self.signing_file)
        return made

    def _key(self, round_id: int, kind: str) -> bytes:
        # Not `key_at`, which would make a new one if this one went just now; half of one is random bytes.
        try:
            return bytes.fromhex((self._place(round_id) / kind).read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError) as fault:
            raise Destroyed(f"the key {kind} of round {round_id}") from fault

    def _place(self, round_id: int) -> Path:
        return self.folder / f"round-{round_id}"

    def _mark(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, text in (("README.txt", NOTE), ("CACHEDIR.TAG", CACHE_TAG)):
            place = self.folder / name
            # One that was cut short is written anew: half a tag keeps no backup program away.
            if not place.exists() or place.stat().st_size < len(text):
                with whole.workshop(self.folder, name) as shop:
                    whole.put(text.encode(), place, within=shop)
