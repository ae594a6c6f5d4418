"""What a unit asks back: the tester answers it as the persona, once."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from survey.problems import Invalid
from survey.steps.decide import answer_question
from survey.texts import N_
from survey.web.page import redirect
from survey.web.request import Request
from survey.web.task_page import TESTER, open_sheet, plain, show


@post("/tasks/{id:int}/answer", guards=[TESTER])
async def answer(request: Request, id: FromPath[int]) -> Response[Any]:
    form = await request.form()
    text, question = plain(form.get("answer", "")), str(form.get("question", ""))
    found = await open_sheet(request, id)
    mail_id = int(question) if question.isascii() and question.isdigit() and len(question) < 19 else 0
    by = request.person.id
    try:
        sent = await request.step(answer_question, id, mail_id=mail_id, text=text, by=by, vault=request.vault)
    except Invalid as told:
        return show(request, found, status=422, values={"answer": text}, faults=told.faults)
    if not sent:
        return redirect(request, "/today", said=N_("This question is already answered."), kind="warning")
    return redirect(request, "/today", said=N_("Your answer is on its way. The clock runs again once it has left."))


HANDLERS = [answer]
