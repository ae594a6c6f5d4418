"""All reports of a wave in one file, for coordinators: asked for, made aside, fetched."""

from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import File

from survey.pack import Pack, PackStatus
from survey.person import RoleName
from survey.problems import NotFound, Problem
from survey.steps import pack as step
from survey.store import packs, reports, waves
from survey.texts import LANGUAGES, N_
from survey.wave import Wave
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)
GONE = N_("This file is no longer there.")
AGAIN = N_("Ask for it again: it is made in a minute or two.")


class Look(msgspec.Struct, frozen=True, kw_only=True):
    wave: Wave
    made: int
    """Reports there are."""
    packs: list[Pack]

    @property
    def under_way(self) -> Pack | None:
        return next((one for one in self.packs if one.is_busy), None)

    @property
    def failed(self) -> Pack | None:
        """Only while nothing newer is there."""
        return next((one for one in self.packs[:1] if one.status is PackStatus.FAILED), None)


@get("/rankings/{wave_id:int}/reports", guards=[COORDINATOR])
async def show(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    found = await request.read(looked_up, wave_id)
    folder = Path(request.settings.data) / step.FOLDER
    ready = [one for one in found.packs if one.status is PackStatus.READY and (folder / one.file).exists()]
    return page(request, "reports/packs.html", found=found, ready=ready, named=LANGUAGES)


def looked_up(connection: sa.Connection, wave_id: int) -> Look:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave."))
    return Look(wave=wave, made=reports.number(connection, wave_id), packs=packs.of_wave(connection, wave_id))


@post("/rankings/{wave_id:int}/reports", guards=[COORDINATOR])
async def want(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    place = f"/rankings/{wave_id}/reports"
    chosen = str((await request.form()).get("language", ""))
    language = chosen if chosen in LANGUAGES else request.language
    try:
        await request.step(step.want, wave_id, language=language, by=request.person.id)
    except NotFound:
        raise
    except Problem as problem:
        return redirect(request, place, said=problem.title, kind="warning", **problem.values)
    return redirect(request, place, said=N_("The file is being made. You can leave this page meanwhile."))


@get("/rankings/{wave_id:int}/reports/{pack_id:int}/all.zip", guards=[COORDINATOR])
async def fetch(request: Request, wave_id: FromPath[int], pack_id: FromPath[int]) -> File:
    found = await request.read(packs.by_id, pack_id)
    path = Path(request.settings.data) / step.FOLDER / (found.file if found else "")
    if found is None or found.wave_id != wave_id or found.status is not PackStatus.READY or not path.is_file():
        raise NotFound(GONE, advice=AGAIN)
    name = f"medlytt-{wave_id}-{found.language}.zip"
    return File(path=path, filename=name, media_type="application/zip", content_disposition_type="attachment")


HANDLERS = [show, want, fetch]
