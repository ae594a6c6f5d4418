"""What was published, edition by edition, with the means to check it: bundles, signatures, the public key."""

import gzip
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get
from litestar.params import FromPath

from instruments.instrument import Instrument
from instruments.language import in_language
from survey import signing
from survey.grade import channel_of
from survey.ledger import Entry, Origin
from survey.problems import Conflict, NotFound
from survey.results import Sheets
from survey.steps.freeze import file_name, signing_key
from survey.store import forms, inquiries, ledger, standings, units
from survey.store.standings import Publication
from survey.texts import N_
from survey.unit import Unit
from survey.web.guards import allow_public
from survey.web.page import page
from survey.web.ranking import Board, attachment, board_of
from survey.web.request import Request
from survey.web.shelf import ready

NOT_THERE = N_("There is no such edition.")


class Ranked(msgspec.Struct, frozen=True):
    unit_id: int
    rank: int | None


class Ranks(msgspec.Struct, frozen=True):
    """All that is read of a bundle to see whose place moved."""

    standings: tuple[Ranked, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What an edition put right."""

    entry: Entry
    unit: Unit
    what: str
    """The item as the form asks for it; empty for a whole inquiry."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    edition: Publication
    size: int
    change: Change | None
    moved: int
    """Units that have another place than in the edition before."""

    @property
    def key(self) -> str:
        """As minisign prints its name."""
        return signing.public_key(self.edition.public_key).name if self.edition.public_key else ""


@get("/rankings/{wave_id:int}/editions", guards=[allow_public], sync_to_thread=True)
def editions(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return ready(request, wave_id, lambda: listed(request, wave_id))


def listed(request: Request, wave_id: int) -> Response[Any]:
    board = board_of(request, wave_id)
    if board.publication is None:
        raise NotFound(N_("This ranking is not published."), advice=N_("It appears here once it is."))
    with request.db.read() as connection:
        found = shown(connection, request, board)
        previous = board.wave.previous_id
        before = standings.publication_of(connection, previous) if previous else None
    return page(
        request, "ranking/editions.html", board=board, editions=found[::-1], file_name=file_name, before=before
    )


def shown(connection: sa.Connection, request: Request, board: Board) -> list[Shown]:
    """From the first edition on; each erratum made one."""
    changes = errata(connection, request, board)
    found: list[Shown] = []
    before: dict[int, int | None] = {}
    for one in standings.editions(connection, board.wave.id):
        packed = standings.packed_bundle(connection, board.wave.id, one.edition) or b""
        document = gzip.decompress(packed)
        now = {each.unit_id: each.rank for each in msgspec.json.decode(document, type=Ranks).standings}
        moved = sum(now[unit] != rank for unit, rank in before.items() if unit in now)
        change = changes[one.edition - 2] if 2 <= one.edition < len(changes) + 2 else None
        found.append(Shown(edition=one, size=len(document), change=change, moved=moved))
        before = now
    return found


def errata(connection: sa.Connection, request: Request, board: Board) -> list[Change]:
    entries = [one for one in ledger.of_wave(connection, board.wave.id) if one.origin is Origin.ERRATUM]
    named = {one.id: one for one in units.by_ids(connection, {one.unit for one in entries})}
    asked = {one.id: one for one in inquiries.by_ids(connection, {one.inquiry for one in entries})}
    sheets = Sheets(forms.grading(connection, board.protocol, board.wave.forms, request.settings.bank_folder))
    return [
        Change(
            entry=one,
            unit=named[one.unit],
            what=label(
                sheets.sheet(channel_of(asked[one.inquiry]), asked[one.inquiry].sector), one.item, request.language
            ),
        )
        for one in entries
    ]


def label(form: Instrument, name: str, language: str) -> str:
    return next((in_language(one.label, language) for one in form.leaves if one.name == name), name)


@get("/rankings/{wave_id:int}/bundle.json.minisig", guards=[allow_public], sync_to_thread=True)
def newest_signature(request: Request, wave_id: FromPath[int]) -> Response[bytes]:
    with request.db.read() as connection:
        return signature_of(standings.publication_of(connection, wave_id))


@get("/rankings/{wave_id:int}/editions/{number:int}/bundle.json", guards=[allow_public], sync_to_thread=True)
def one_bundle(request: Request, wave_id: FromPath[int], number: FromPath[int]) -> Response[bytes]:
    """An edition exactly as it was hashed and signed; old ones stay."""
    with request.db.read() as connection:
        packed = standings.packed_bundle(connection, wave_id, number)
    if packed is None:
        raise NotFound(NOT_THERE)
    return attachment(gzip.decompress(packed), "application/json", file_name(wave_id, number))


@get("/rankings/{wave_id:int}/editions/{number:int}/bundle.json.minisig", guards=[allow_public], sync_to_thread=True)
def one_signature(request: Request, wave_id: FromPath[int], number: FromPath[int]) -> Response[bytes]:
    with request.db.read() as connection:
        return signature_of(standings.edition(connection, wave_id, number))


def signature_of(one: Publication | None) -> Response[bytes]:
    if one is None:
        raise NotFound(NOT_THERE)
    if not one.signature:
        raise NotFound(N_("This edition is not signed."))
    name = f"{file_name(one.wave_id, one.edition)}.minisig"
    return attachment(one.signature.encode(), "text/plain", name)


@get("/signing-key", guards=[allow_public], sync_to_thread=True)
def key(request: Request) -> Response[Any]:
    return page(request, "public/signing_key.html", key=public_key(request))


@get("/.well-known/medlytt-signing-key.pub", guards=[allow_public], sync_to_thread=True)
def key_for_programs(request: Request) -> Response[bytes]:
    found = public_key(request)
    if found is None:
        raise NotFound(N_("Nothing is signed here yet."))
    return attachment(found.text.encode(), "text/plain", "medlytt-signing-key.pub")


def public_key(request: Request) -> signing.PublicKey | None:
    """The public half of the key in use; none where nobody has made one or it cannot be read."""
    try:
        found = signing_key(request.keyring)
    except Conflict:
        return None
    return found.public if found else None


HANDLERS = [editions, newest_signature, one_bundle, one_signature, key, key_for_programs]
