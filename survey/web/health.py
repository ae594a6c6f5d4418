"""`/healthz`: whether this process can do its work, for a monitor; no secrets."""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get

from survey.settings import Settings
from survey.store import migrations, switches
from survey.store.database import Database
from survey.web.guards import allow_public
from survey.web.request import Request

LEAST_FREE = 200_000_000  # bytes; below it the next backup or a large mail may fail


@get("/healthz", guards=[allow_public])
async def healthz(request: Request) -> Response[bytes]:
    """200 when all is well, 503 when something needs a person."""
    checks = await asyncio.to_thread(look, request.db, request.settings)
    well = all(check["ok"] for check in checks.values())
    body = {"status": "ok" if well else "failing", "checks": checks}
    return Response(msgspec.json.encode(body), status_code=200 if well else 503, media_type="application/json")


def look(db: Database, settings: Settings) -> dict[str, dict[str, Any]]:
    return {**database(db), "disk": disk(Path(settings.data))}


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
