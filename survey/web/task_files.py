"""Files that answer questions: kept as evidence is, and told by a reference."""

from collections.abc import Mapping

from litestar.datastructures import FormMultiDict, UploadFile

from instruments.fields import item_of
from instruments.instrument import UPLOADS, Instrument
from survey.steps import evidence
from survey.steps.evidence import Who
from survey.store.evidence import ANSWER
from survey.upload import LARGEST
from survey.web.questions.question import PREFIX
from survey.web.request import Request
from survey.web.task_sheet import Sheet

REFERENCE = "evidence-"


async def took_files(request: Request, id: int, instrument: Instrument, form: FormMultiDict) -> dict[str, str]:
    """Field -> reference of what was just handed in."""
    kinds = {item.name: item.kind for item in instrument.every if item.kind in UPLOADS}
    found = {}
    for name, given in form.multi_items():
        kind = kinds.get(item_of(name.removeprefix(PREFIX)))
        if kind and isinstance(given, UploadFile) and given.filename:
            who = Who(inquiry_id=id, person_id=request.person.id, field=name)
            content = await given.read(LARGEST + 1)
            kept = await request.step(evidence.add_answer, content, kind=kind, name=given.filename, who=who)
            found[name] = f"{REFERENCE}{kept}"
    return found


def own_files(found: Sheet, values: Mapping[str, str]) -> dict[str, str]:
    """The values without references to what was never handed in here."""
    known = {f"{REFERENCE}{one.id}" for one in found.evidence if one.kind == ANSWER}
    uploads = {item.name for item in found.rules.instrument.every if item.kind in UPLOADS}
    return {
        name: text
        for name, text in values.items()
        if item_of(name.removeprefix(PREFIX)) not in uploads or text in known
    }
