"""`/healthz`: whether this process can do its work, for a monitor; no secrets."""

import asyncio
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get

from survey.settings import Settings
from survey.store import dispatches, migrations, switches
from survey.store.database import Database
from survey.web.guards import allow_public
from survey.web.request import Request

LATEST = timedelta(minutes=15)  # a mail that is due for longer has nobody to send it
LEAST_FREE = 200_000_000  # bytes; below it the next backup or a large mail may fail


@get("/healthz", guards=[allow_public])
async def healthz(request: Request) -> Response[bytes]:
    """200 when all is well, 503 when something needs a person."""
    checks = await asyncio.to_thread(look, request.db, request.settings, request.now)
    if not (request.user and request.user.coordinates):
        # When mails leave is nobody's business outside: whoever is tested could read a wave off it.
        checks.get("mail", {}).pop("last_left", None)
    well = all(check["ok"] for check in checks.values())
    body = {"status": "ok" if well else "failing", "checks": checks}
    return Response(msgspec.json.encode(body), status_code=200 if well else 503, media_type="application/json")


def look(db: Database, settings: Settings, now: datetime) -> dict[str, dict[str, Any]]:
    return {**database(db), **mail(db, now), "disk": disk(Path(settings.data))}


def mail(db: Database, now: datetime) -> dict[str, dict[str, Any]]:
    """Whether mails leave when they are due; nothing when the database cannot say."""
    try:
        with db.read() as connection:
            traffic = dispatches.traffic(connection, now)
    except sa.exc.SQLAlchemyError:
        return {}
    late = now - traffic.oldest_due if traffic.oldest_due else timedelta()
    stuck = traffic.sending_on and late > LATEST
    says = f"due for {late // timedelta(minutes=1)} minutes" if stuck else "nothing is late"
    return {"mail": {"ok": not stuck, "says": says, "last_left": traffic.last_left}}


def database(db: Database) -> dict[str, dict[str, Any]]:
    try:
        with db.read() as connection:
            version = migrations.version(connection)
            sending = switches.read(connection, "sending") if version else None
    except sa.exc.SQLAlchemyError:
        return {"database": {"ok": False, "says": "unreachable"}}
    newest = len(migrations.MIGRATIONS)
    stopped = sending is not None and not sending["is_on"]
    return {
        "database": {"ok": True, "says": db.engine.dialect.name},
        "schema": {"ok": version == newest, "says": f"{version} of {newest}"},
        # Stopped by a person is a state, not a failure.
        "sending": {"ok": True, "says": "stopped" if stopped else "on"},
    }


def disk(folder: Path) -> dict[str, Any]:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
        free = shutil.disk_usage(folder).free
    except OSError as fault:
        return {"ok": False, "says": fault.strerror or "not writable"}
    return {"ok": free > LEAST_FREE, "says": f"{free // 1_000_000} MB free"}


HANDLERS = [healthz]
