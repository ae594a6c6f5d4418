"""Categories come back from a spreadsheet: what it cannot say is asked, then they are the draft."""

import base64
import binascii
from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Response, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import FormMultiDict, UploadFile

from instruments import codebook_table
from instruments.codebook import Change, Codebook, Merged, Renamed, Retired, Split, axis
from instruments.codebook_difference import Compared, Undecided, compared, decided
from instruments.codebook_table import Read
from instruments.fault import Fault, Severity
from instruments.revision import ImpossibleError
from survey.problems import Invalid
from survey.steps import schemes as steps
from survey.texts import N_, Translate
from survey.web import library_words
from survey.web.comments.frame import COORDINATOR, framed
from survey.web.comments.scheme import named
from survey.web.comments.scheme_draft import DRAFT, PLACE, desk
from survey.web.comments.scheme_words import Names
from survey.web.forms import typed
from survey.web.page import redirect
from survey.web.request import Request

MOST = 50  # faults listed
WAYS = {
    "renamed": N_("It has another name or code: it is"),
    "merged": N_("It was merged into"),
    "split": N_("It was split into"),
    "retired": N_("It is no more."),
}


@post(f"{PLACE}/file", guards=[COORDINATOR])
async def send(request: Request) -> Response[Any]:
    on = await request.read(desk)
    form = await request.form()
    data = await sent(form)
    if not data:
        return asked(request, on.before, None, b"", (Fault("", N_("Choose a file first.")),))
    read: Read = await sync_to_thread(codebook_table.from_csv, data, on.before)
    wrong = tuple(one for one in read.faults if one.severity is Severity.ERROR)
    if read.codebook is None:
        return asked(request, on.before, None, b"", wrong)
    found = compared(on.before, read.codebook)
    said = tuple(decisions(form, on.before, found))
    if found.undecided and not said:
        return asked(request, on.before, read.codebook, data, ())
    try:
        made = decided(on.before, read.codebook, said)
        await request.step(steps.edit, made, by=request.person.id)
    except ImpossibleError as impossible:
        return asked(request, on.before, read.codebook, data, impossible.faults)
    except Invalid as invalid:
        faults = tuple(Fault(one.where, one.message) for one in invalid.faults)
        return asked(request, on.before, read.codebook, data, faults)
    return redirect(request, DRAFT, said=N_("The file was read: this is the draft now."))


async def sent(form: FormMultiDict) -> bytes:
    """The file, or the one that was sent before and comes again with the answers."""
    file = form.get("file")
    if isinstance(file, UploadFile):
        return await file.read()
    try:
        return base64.b64decode(str(form.get("again", "")), validate=True)
    except (binascii.Error, ValueError):
        return b""


def decisions(form: FormMultiDict, before: Codebook, found: Compared) -> Iterator[Change]:
    """What was answered; categories that went into the same one are one change."""
    merged: dict[tuple[str, str], list[str]] = {}
    for one in found.undecided:
        key = f"{one.axis}-{one.code}"
        to = typed(str(form.get(f"to-{key}", "")))
        match typed(str(form.get(f"what-{key}", ""))):
            case "renamed":
                yield Renamed(one.axis, one.code, to)
            case "merged":
                merged.setdefault((one.axis, typed(str(form.get(f"into-{key}", "")))), []).append(one.code)
            case "split":
                yield Split(one.axis, one.code, tuple(typed(str(part)) for part in form.getall(f"part-{key}", [])))
            case "retired":
                yield Retired(one.axis, one.code)
    for (on, into), codes in merged.items():
        there = axis(before, on)
        yield Merged(on, (*codes, into) if there and into in there.codes else tuple(codes), into)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A category that is gone, and what it may have become: (code, name) each."""

    axis: str
    code: str
    name: str
    axis_name: str
    likely: str
    new: list[tuple[str, str]]
    every: list[tuple[str, str]]

    @property
    def key(self) -> str:
        return f"{self.axis}-{self.code}"


def question(one: Undecided, found: Compared, before: Codebook, after: Codebook, language: str) -> Question:
    names = Names((after, before), language)
    there = axis(after, one.axis)
    return Question(
        axis=one.axis,
        code=one.code,
        name=Names((before,), language).name(one.axis, one.code),
        axis_name=names.axis(one.axis),
        likely=one.likely.to if one.likely else "",
        new=[(code, names.name(one.axis, code)) for code in found.new.get(one.axis, ())],
        every=[(code, names.name(one.axis, code)) for code in (there.codes if there else ())],
    )


def asked(
    request: Request, before: Codebook, after: Codebook | None, data: bytes, faults: tuple[Fault, ...]
) -> Response[Any]:
    found = compared(before, after) if after else None
    return framed(
        request,
        "comments/scheme_file.html",
        status=422 if faults else 200,
        questions=[question(one, found, before, after, request.language) for one in found.undecided]
        if found and after
        else [],
        faults=list(told(faults[:MOST], request.text)),
        more=max(len(faults) - MOST, 0),
        again=base64.b64encode(data).decode(),
        ways=WAYS,
        named=named(request),
    )


def told(faults: tuple[Fault, ...], _: Translate) -> Iterator[tuple[str, str]]:
    """Where and what, in the reader's words."""
    for one in faults:
        where = library_words.place(one.where, _) if one.where.startswith("row ") else ""
        yield where, library_words.told(one.message, _)


HANDLERS = [send]
