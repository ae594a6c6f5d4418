"""LimeSurvey in: an exported survey becomes an instrument and an honest list."""

from instruments.bounded.refused import Refused
from instruments.foreign import lists
from instruments.foreign.report import Report
from instruments.imported import Imported
from instruments.instrument import Instrument, Item, Kind, Purpose, Style
from instruments.language import Texts
from instruments.limesurvey import export, leftovers
from instruments.limesurvey.context import Context
from instruments.limesurvey.questions import items_of
from instruments.limesurvey.source import Group, source


def read(data: bytes) -> Imported:
    """The survey in an .lss file; never raises, whatever the bytes (which were measured before)."""
    report = Report()
    try:
        instrument = _instrument(Context(source(export.read(data)), report))
    except Refused as refused:
        return Imported(None, (refused.fault,))
    return report.imported(instrument)


def _instrument(context: Context) -> Instrument:
    found = context.source
    groups = [item for group in found.groups for item in _group(context, group)]
    leftovers.of_survey(context)
    return Instrument(
        id=f"limesurvey-{found.sid}" if found.sid else "limesurvey",
        title=_texts(context, "surveyls_title") or {found.language or "und": found.sid or "LimeSurvey"},
        intro=_intro(context),
        purpose=Purpose.SURVEY,
        default_language=found.language,
        style=Style.ONE_PAGE if found.survey.get("format", "").strip() == "A" else Style.PAGES,
        anonymous=found.survey.get("anonymized", "").strip() == "Y",
        items=tuple(groups),
        lists=lists.of_items(tuple(groups)),
    )


def _texts(context: Context, name: str) -> Texts:
    return context.texts(context.source.texts.get(name, {}), None)


def _intro(context: Context) -> Texts:
    """The description, then the welcome."""
    both = _texts(context, "surveyls_description"), _texts(context, "surveyls_welcometext")
    languages = dict.fromkeys(language for texts in both for language in texts)
    return {language: "\n\n".join(texts[language] for texts in both if language in texts) for language in languages}


def _group(context: Context, group: Group) -> list[Item]:
    """A group of questions; on one page where the survey goes group by group."""
    name = context.variables.names.free(f"group_{group.gid}")
    label = context.texts(group.name, group)
    hint = context.texts(group.description, group)
    relevant = context.relevant(group)
    extra, context.extra = context.extra, []
    items = [*extra]
    for question in group.questions:
        items += items_of(context, question)
        leftovers.of_question(context, question)
    if group.randomized:
        context.lose(group, "its place among the other groups at random")
    if not items:
        return []
    context.report.places[name] = context.where(group)
    together = context.source.survey.get("format", "").strip() not in {"S", "A"}
    look = "field-list" if together else ""
    return [
        Item(
            name=name, kind=Kind.GROUP, label=label, hint=hint, relevant=relevant, appearance=look, items=tuple(items)
        )
    ]
