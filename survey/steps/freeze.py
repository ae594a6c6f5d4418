"""What a publication freezes is gathered, signed where there is a key, and packed as one document."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.codebook import Codebook
from instruments.scenario import Scenario
from survey import bundle, program, signing
from survey.bundle import Beside, Bundle, Code, Previous, Rules, Unit
from survey.keyring import Keyring
from survey.problems import Conflict
from survey.results import Work
from survey.signing import SigningKey, Unreadable
from survey.standing import Standing
from survey.steps.score import protocol_of
from survey.store import forms, ledger, objections, schemes, standings, units
from survey.store.standings import Publication
from survey.texts import N_
from survey.wave import Wave


def gathered(
    connection: sa.Connection,
    now: datetime,
    wave: Wave,
    *,
    works: Sequence[Work],
    figures: Sequence[Standing],
    own_bank: Path | None,
) -> Bundle:
    """The first edition, with all that is frozen beside its figures."""
    protocol = protocol_of(wave, own_bank)
    grading = forms.grading(connection, protocol, wave.forms, own_bank)
    beside = surroundings(connection, wave, works, own_bank=own_bank)
    return bundle.made(wave, protocol, grading, works=works, standings=figures, now=now, beside=beside)


def surroundings(connection: sa.Connection, wave: Wave, works: Iterable[Work], *, own_bank: Path | None) -> Beside:
    used = {work.scenario for work in works}
    known = bank.scenarios(own_bank)
    listed = units.by_ids(connection, {work.unit_id for work in works})
    return Beside(
        program=program.name(),
        code=Code(program.revision(), program.fingerprint()),
        right_of_reply=objections.window(connection, wave.id) is not None,
        previous=previous(connection, wave.previous_id) if wave.previous_id else None,
        units=tuple(Unit(one.id, one.code, one.name, one.groups) for one in sorted(listed, key=lambda one: one.id)),
        scenarios={name: rules_of(known[name]) if name in known else Rules(name, 0, "") for name in used},
        codebook=categories(connection),
        ledger=tuple(ledger.of_wave(connection, wave.id)),
    )


def previous(connection: sa.Connection, wave_id: int) -> Previous:
    found = standings.publication_of(connection, wave_id)
    return Previous(wave_id, found.sha256 if found else "")


def rules_of(one: Scenario) -> Rules:
    return Rules(one.id, one.version, bundle.sha256(bundle.encoded(one)))


def categories(connection: sa.Connection) -> Rules | None:
    scheme = schemes.in_use(connection)
    if scheme is None:
        return None
    return Rules(msgspec.json.decode(scheme.document, type=Codebook).id, scheme.version, scheme.sha256)


def packed(found: Bundle, now: datetime, *, by: int | None, keys: Keyring | None) -> tuple[Publication, bytes]:
    """The document of an edition and what is kept beside it."""
    document, key = bundle.encoded(found), signing_key(keys)
    one = Publication(
        wave_id=found.wave.id,
        edition=found.edition,
        published_at=now,
        published_by=by,
        sha256=bundle.sha256(document),
        signature=signing.sign(document, key, comment=comment(found, now)) if key else "",
        public_key=key.public.line if key else "",
    )
    return one, document


def comment(found: Bundle, now: datetime) -> str:
    """What the signature says of itself, so that no edition can be passed off as another."""
    name = file_name(found.wave.id, found.edition)
    return f"timestamp:{int(now.timestamp())} file:{name} wave:{found.wave.id} edition:{found.edition}"


def file_name(wave_id: int, edition: int) -> str:
    return f"medlytt-{wave_id}-edition-{edition}.json"


def signing_key(keys: Keyring | None) -> SigningKey | None:
    """Raises Conflict where there is a key that cannot be used: nobody should publish unsigned by mistake."""
    try:
        return keys.signs() if keys else None
    except (Unreadable, OSError) as fault:
        raise Conflict(
            N_("The key that rankings are signed with cannot be read."),
            advice=N_("Ask whoever runs this installation to put it right; nothing was published."),
        ) from fault
