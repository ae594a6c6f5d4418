"""Reports as files in mails: what everybody may read of a unit, as PDF, in the language of whoever gets it."""

import re
from functools import lru_cache

import msgspec

from mailer.message import File, Message
from mailer.transport import Deferred
from survey.problems import Problem
from survey.settings import Settings
from survey.steps.tell_by_mail import Enclose
from survey.web.reports import press
from survey.web.reports.press import Form, Order, Press

KEPT = 600
"""Seconds for which what was read of a wave serves further mails."""


def enclosing(settings: Settings) -> Enclose:
    @lru_cache(maxsize=4)
    def opened(wave_id: int, language: str, _: int) -> Press:
        return press.opened(settings, Order(wave_id=wave_id, language=language, forms=(Form.PDF,)))

    def enclose(message: Message, language: str, wave_id: int, unit_ids: tuple[int, ...]) -> Message:
        try:
            found = opened(wave_id, language, int(message.date.timestamp()) // KEPT)
            files = [(found.code(id), found.files(id)[Form.PDF.value]) for id in unit_ids]
        except (Problem, KeyError) as fault:
            raise Deferred("the report is not made yet") from fault
        made = tuple(
            File(name=f"medlytt-{wave_id}-{plain(code)}.pdf", media_type="application/pdf", content=content)
            for code, content in files
        )
        return msgspec.structs.replace(message, files=made)

    return enclose


def plain(code: str) -> str:
    return re.sub(r"[^0-9A-Za-z-]", "_", code)
