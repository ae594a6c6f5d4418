"""A text as it may be stored: a mark in the place of everything that tells who somebody is."""

from scoring.comments import redact
from scoring.comments.language import language as told_language
from scoring.comments.span import Kind, masked
from survey.texts import N_, spoken, translator

MARKS = {
    Kind.NAME: N_("[name]"),
    Kind.PHONE: N_("[phone number]"),
    Kind.EMAIL: N_("[e-mail address]"),
    Kind.ADDRESS: N_("[address]"),
    Kind.NATIONAL_ID: N_("[identity number]"),
    Kind.CASE_NUMBER: N_("[case number]"),
}


def marks_in(language: str) -> dict[Kind, str]:
    told = translator(spoken(language))
    return {kind: told(mark) for kind, mark in MARKS.items()}


def masked_text(text: str, language: str) -> str:
    """Everything that is found, without asking anybody; the marks are in the text's own language."""
    found = redact.spans(text, language)
    return masked(text, found, marks_in(language or told_language(text))) if found else text
