"""The words for what changed from one version of a form to the next, and for why figures cannot be compared."""

from instruments.comparable import Reason
from instruments.difference import Change, What
from survey.texts import N_, Translate

FIELDS = {
    "title": N_("Title"),
    "intro": N_("Introduction"),
    "label": N_("Text"),
    "hint": N_("Hint"),
    "guidance": N_("Guidance for raters"),
    "required_message": N_("Message when the answer is missing"),
    "constraint_message": N_("Message when the answer does not fit"),
    "kind": N_("Kind of question"),
    "list": N_("List of choices"),
    "choice_filter": N_("Which choices are offered"),
    "required": N_("Required"),
    "relevant": N_("When it is asked"),
    "shown_if": N_("When it is asked"),
    "constraint": N_("What an answer must fulfil"),
    "calculation": N_("Calculation"),
    "default": N_("Answer filled in beforehand"),
    "read_only": N_("Cannot be changed"),
    "appearance": N_("Appearance"),
    "parameters": N_("Settings of the question"),
    "link": N_("Called in the version before"),
    "repeat_count": N_("How many times"),
    "points": N_("Points"),
    "counts": N_("How it counts"),
    "weight": N_("Weight"),
    "part": N_("Part of the score"),
    "sector": N_("Sector"),
    "only_in": N_("Asked only in these sectors"),
    "when_hidden": N_("Counts as, where it is not asked"),
    "may_be": N_("What may be said instead of an answer"),
    "media": N_("Pictures and sound"),
    "columns": N_("Column of the list"),
    "id": N_("Name of the form"),
    "edition": N_("Version in the file"),
    "purpose": N_("What the form is for"),
    "default_language": N_("First language"),
    "language_names": N_("Names of the languages"),
    "drafts": N_("Languages nobody has checked yet"),
    "style": N_("Layout"),
    "anonymous": N_("Anonymous"),
    "table": N_("Rows of an attached list"),
}
YES_OR_NO = {"required", "read_only", "anonymous"}
REASONS = {
    Reason.ADDED: N_("It is new."),
    Reason.REMOVED: N_("It is gone."),
    Reason.NOT_LINKED: N_("It has another name; say in “link” what it was called, and figures carry over."),
    Reason.KIND: N_("It is another kind of question."),
    Reason.LABEL: N_("The question reads otherwise."),
    Reason.CHOICES: N_("Choices came or went."),
    Reason.CHOICE_LABEL: N_("A choice reads otherwise."),
    Reason.CHOICE_ORDER: N_("The choices stand in another order."),
    Reason.SCALE: N_("The scale has other ends or steps."),
    Reason.POINTS: N_("It is worth other points."),
    Reason.RELEVANCE: N_("Others are asked."),
}


THINGS = {
    What.ADDED: N_("Added"),
    What.REMOVED: N_("Taken away"),
    What.RENAMED: N_("Renamed"),
    What.MOVED: N_("Moved"),
}
LISTS = {What.ADDED: N_("New list"), What.REMOVED: N_("List taken away")}
CHOICES = {
    What.ADDED: N_("New choice “%(choice)s”"),
    What.REMOVED: N_("Choice “%(choice)s” taken away"),
    What.MOVED: N_("Choice “%(choice)s” moved"),
}


def what(one: Change, _: Translate) -> str:
    """What happened, without the texts: `New choice “yes”`, `Text (nb)`."""
    if one.what is What.CHANGED:
        return field(one, _)
    if one.choice:
        return _(CHOICES[one.what], choice=one.choice)
    if one.field in {"list", "table"}:
        return _(LISTS.get(one.what, THINGS[one.what]))
    return _(THINGS[one.what])


def field(one: Change, _: Translate) -> str:
    """The name of the field that changed, with language and choice: `Text (nb) of the choice “yes”`."""
    head, _dot, key = one.field.partition(".")
    name = _(FIELDS[head]) if head in FIELDS else one.field
    details = ", ".join(part for part in (key, one.language) if part)
    name = f"{name} ({details})" if details else name
    return _("%(field)s of the choice “%(choice)s”", field=name, choice=one.choice) if one.choice else name


def place(one: Change, _: Translate) -> str:
    """Where something moved to: after which item, or into which group."""
    match one.field, one.after:
        case "group", "":
            return _("out of every group")
        case "group", name:
            return _("into the group “%(name)s”", name=name)
        case _, "":
            return _("to the first place")
        case _, name:
            return _("after “%(name)s”", name=name)


def said(one: Change, _: Translate) -> str:
    """One line: `Text (nb): “Fikk du svar?” → “Fikk du et svar?”`."""
    if one.what is What.MOVED:
        return what(one, _) if one.choice else f"{what(one, _)}: {place(one, _)}"
    texts = " → ".join(shown(text, one, _) for text in (one.before, one.after))
    match one.what:
        case What.ADDED:
            return f"{what(one, _)}: {one.after}" if one.after else what(one, _)
        case What.REMOVED:
            return f"{what(one, _)}: {one.before}" if one.before else what(one, _)
        case _:
            return f"{what(one, _)}: {texts}"


def shown(text: str, one: Change, _: Translate) -> str:
    if one.field in YES_OR_NO and text in {"", "yes"}:
        return _(N_("yes")) if text else _(N_("no"))
    return _(N_("“%(text)s”"), text=text) if text else "–"
