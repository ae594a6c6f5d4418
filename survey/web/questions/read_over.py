"""Answers that were given, read over: each question with its answer in words."""

from collections.abc import Mapping
from typing import Any

from instruments.entry import entries
from instruments.fields import flat
from instruments.instrument import Instrument
from survey.web.questions.question import Question, leaves
from survey.web.questions.said import Reader
from survey.web.questions.view import View, questions


def read_over(instrument: Instrument, values: Mapping[str, Any], reader: Reader) -> tuple[Question, ...]:
    """Those that have an answer, in order; `values` are what was stored."""
    laid = entries(instrument, flat(values), language=reader.language)
    view = View(reader=reader, uploads=True)
    return tuple(question for question in leaves(questions(laid, view)) if question.chosen)
