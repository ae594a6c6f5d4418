"""A page about a form, with the words that all of them need."""

from typing import Any

from litestar import Response

from instruments.language import Texts, in_language
from survey.web import library_words
from survey.web.editions import words
from survey.web.editions.kept import Kept
from survey.web.page import page
from survey.web.request import Request


def view(request: Request, template: str, *, mine: Kept | None = None, **context: Any) -> Response[Any]:
    names = mine.instrument.language_names if mine else {}
    return page(
        request,
        f"editions/{template}.html",
        mine=mine,
        words=words,
        tongue=lambda code: words.tongue(code, names, request.text),
        shown=lambda texts: in_one(texts, request.language),
        told=lambda message: library_words.shown(message, request.text, request.language),
        standing=lambda where: library_words.place(where, request.text),
        **context,
    )


def in_one(texts: Texts, language: str) -> str:
    return in_language(texts, language)
