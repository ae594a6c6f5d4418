"""The answers to choose from, those that LimeSurvey knows by itself included."""

from instruments.foreign.words import said
from instruments.instrument import Choice
from instruments.limesurvey.context import Context
from instruments.limesurvey.source import Answer, Question

BUILT_IN = {
    "Y": {"Y": "yes", "N": "no"},
    "G": {"F": "female", "M": "male"},
    "C": {"Y": "yes", "U": "uncertain", "N": "no"},
    "E": {"I": "increase", "S": "same", "D": "decrease"},
}
SCALES = {"5": 5, "A": 5, "B": 10}


def built_in(context: Context, kind: str) -> tuple[Choice, ...]:
    languages = context.source.languages
    if kind in SCALES:
        each = [str(number) for number in range(1, SCALES[kind] + 1)]
        return tuple(Choice(value=one, label=dict.fromkeys(languages, one)) for one in each)
    return tuple(Choice(value=value, label=said(word, languages)) for value, word in BUILT_IN[kind].items())


def of_answers(context: Context, question: Question, scale: str = "0") -> tuple[Choice, ...]:
    answers = question.answers_on(scale)
    worth = points(context, question, answers)
    return tuple(
        Choice(value=one.code, label=context.texts(one.text, question), points=worth.get(one.code)) for one in answers
    )


def of_subquestions(context: Context, question: Question, scale: str = "0") -> tuple[Choice, ...]:
    worth = question.attribute("assessment_value") if assessed(context) else ""
    points = float(int(worth)) if worth.isdigit() and int(worth) else None
    for one in question.on_scale(scale):
        if one.relevance not in (None, "", "1"):
            context.lose(question, f"the condition of the choice {one.code}: it is always offered")
    return tuple(
        Choice(value=one.code, label=context.texts(one.text, question), points=points)
        for one in question.on_scale(scale)
    )


def other(context: Context, question: Question, *, scored: bool) -> tuple[Choice, ...]:
    if not question.other:
        return ()
    own = context.texts(question.attributes.get("other_replace_text", {}), question)
    label = said("other", context.source.languages) | own
    return (Choice(value=context.variables.other_value(question), label=label, points=0 if scored else None),)


def points(context: Context, question: Question, answers: tuple[Answer, ...]) -> dict[str, float]:
    """The assessment values, where the survey uses them and any is more than 0."""
    worth = {one.code: int(one.worth) for one in answers if one.worth.lstrip("-").isdigit()}
    if not assessed(context) or not any(worth.values()):
        return {}
    if min(worth.values()) < 0:
        context.lose(question, "points below 0 for an answer: none of its answers has points now")
        return {}
    return {one.code: float(worth.get(one.code, 0)) for one in answers}


def assessed(context: Context) -> bool:
    return context.source.survey.get("assessments", "").strip() in {"Y", "I"}
