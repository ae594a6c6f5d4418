"""One question of LimeSurvey as the items that ask the same here."""

from collections.abc import Callable
from typing import Any

from instruments.foreign.report import quoted
from instruments.foreign.tree import ForeignError
from instruments.foreign.words import said
from instruments.instrument import Item, Kind
from instruments.limesurvey import arrays, choices
from instruments.limesurvey.context import Context
from instruments.limesurvey.fields import as_hidden, columns, common, hidden, required, shuffled
from instruments.limesurvey.filters import choice_filter
from instruments.limesurvey.limits import constraint
from instruments.limesurvey.source import Question

IMAGES = frozenset({"png", "gif", "jpg", "jpeg", "webp", "heic", "bmp", "svg", "tif", "tiff"})
Made = list[Item]


def items_of(context: Context, question: Question) -> Made:
    """In the order in which they are asked; those that compute what its texts mention come first."""
    made = MAKERS.get(question.type, unknown)(context, question)
    for item in made:
        context.report.places[item.name] = context.where(question)
        context.report.places |= dict.fromkeys((one.name for one in item.items), context.where(question))
    extra, context.extra = context.extra, []
    return [*extra, *made]


def plain(context: Context, question: Question, kind: Kind, **more: Any) -> Item:
    fields: dict[str, Any] = {
        "name": context.variables.name(question),
        "kind": kind,
        **common(context, question),
        "required": required(context, question),
        "default": context.default(question),
        **constraint(context, question),
        **more,
    }
    return Item(**(as_hidden(context, question, fields) if hidden(context, question) else fields))


def text(context: Context, question: Question) -> Made:
    if question.attribute("numbers_only") == "1":
        return [plain(context, question, Kind.DECIMAL)]
    return [plain(context, question, Kind.TEXT, appearance="" if question.type == "S" else "multiline")]


def unknown(context: Context, question: Question) -> Made:
    context.lose(question, f"its type {quoted(question.type)} is not known: it asks for text")
    return [plain(context, question, Kind.TEXT)]


def number(context: Context, question: Question) -> Made:
    whole = question.attribute("num_value_int_only") == "1"
    return [plain(context, question, Kind.INTEGER if whole else Kind.DECIMAL)]


def moment(context: Context, question: Question) -> Made:
    shape = question.attribute("date_format").lower()
    has_time = "h" in shape
    has_date = any(letter in shape for letter in "dy") or not has_time
    kind = Kind.DATETIME if has_time and has_date else Kind.TIME if has_time else Kind.DATE
    return [plain(context, question, kind)]


def upload(context: Context, question: Question) -> Made:
    kinds = {kind.strip().lower().lstrip(".") for kind in question.attribute("allowed_filetypes").split(",")} - {""}
    most = question.attribute("max_num_of_files")
    if most not in {"", "1"}:
        context.lose(question, f"up to {most} files: one can be sent here")
    if kinds and not kinds <= IMAGES:
        context.lose(question, f"only {', '.join(sorted(kinds))} are taken there: here any file")
    return [plain(context, question, Kind.IMAGE if kinds and kinds <= IMAGES else Kind.FILE)]


def note(context: Context, question: Question) -> Made:
    return [Item(name=context.variables.name(question), kind=Kind.NOTE, **common(context, question))]


def language_switch(context: Context, question: Question) -> Made:
    context.lose(question, "the choice of a language: every page has it here")
    return []


def equation(context: Context, question: Question) -> Made:
    written = (question.attribute("equation") or next(iter(question.text.values()), "")).strip()
    relevant = context.relevant(question)
    name = context.variables.name(question)
    inside = written[1:-1] if written.startswith("{") and written.endswith("}") else written
    try:
        if "{" in inside or not inside:
            raise ForeignError("it is text with expressions in it" if inside else "it is empty")
        calculation = context.translated(inside, question, truth=False)
    except ForeignError as fault:
        context.lose(question, f"the equation {quoted(written)} could not be translated ({fault}): its value is empty")
        return [Item(name=name, kind=Kind.HIDDEN, relevant=relevant)]
    return [Item(name=name, kind=Kind.CALCULATE, relevant=relevant, calculation=calculation)]


def one_of(context: Context, question: Question) -> Made:
    if question.type in choices.BUILT_IN or question.type in choices.SCALES:
        offered = choices.built_in(context, question.type)
    else:
        offered = choices.of_answers(context, question)
        scored = any(one.points is not None for one in offered)
        offered += choices.other(context, question, scored=scored)
    context.budget.choice(len(offered), context.where(question))
    dropdown = question.type == "!" or question.attribute("display_type") == "dropdown"
    look = "minimal" if dropdown else "likert" if question.type == "5" else columns(question)
    more = {"choices": offered, "appearance": look, **shuffled(question), **choice_filter(context, question)}
    default = context.default(question)
    main = plain(context, question, Kind.SELECT_ONE, **more | ({"default": "other"} if default == "-oth-" else {}))
    made = [main]
    if question.other and question.type not in choices.BUILT_IN:
        made.append(specify(context, question, f"${{{main.name}}} = '{context.variables.other_value(question)}'"))
    if question.type == "O":
        label = said("comment", context.source.languages)
        made.append(
            Item(
                name=context.variables.name(question, "comment"),
                kind=Kind.TEXT,
                label=label,
                appearance="multiline",
                relevant=main.relevant,
            )
        )
    return made


def several(context: Context, question: Question) -> Made:
    offered = choices.of_subquestions(context, question)
    scored = any(one.points is not None for one in offered)
    offered += choices.other(context, question, scored=scored)
    ticked = [one.code for one in question.subquestions if context.default(question, one.qid) == "Y"]
    more = {"choices": offered, "appearance": columns(question), **shuffled(question)}
    filtered = choice_filter(context, question)
    main = plain(context, question, Kind.SELECT_MULTIPLE, **more, **filtered, default=" ".join(ticked))
    made = [main]
    if question.other:
        chosen = f"selected(${{{main.name}}}, '{context.variables.other_value(question)}')"
        made.append(specify(context, question, chosen))
    if question.type == "P":
        made += [
            Item(
                name=context.variables.name(question, f"{one.code}comment"),
                kind=Kind.TEXT,
                label=context.texts(one.text, question),
                hint=said("comment", context.source.languages),
                relevant=f"selected(${{{main.name}}}, '{one.code}')",
            )
            for one in question.subquestions
        ]
    return made


def specify(context: Context, question: Question, relevant: str) -> Item:
    """The text field beside "other"."""
    numbers = question.attribute("other_numbers_only") == "1"
    return Item(
        name=context.variables.name(question, "other"),
        kind=Kind.DECIMAL if numbers else Kind.TEXT,
        label=said("specify", context.source.languages),
        relevant=relevant,
        required=question.attribute("other_comment_mandatory") == "1",
    )


def rank(context: Context, question: Question) -> Made:
    offered = choices.of_answers(context, question) or choices.of_subquestions(context, question)
    for name in ("max_answers", "min_answers", "max_subquestions"):
        if question.attribute(name):
            context.lose(question, f"{name} = {question.attribute(name)}: here all of the choices are ranked")
    return [plain(context, question, Kind.RANK, choices=offered, **shuffled(question))]


MAKERS: dict[str, Callable[[Context, Question], Made]] = {
    **dict.fromkeys("STU", text),
    **dict.fromkeys("L!OWZ5GY", one_of),
    **dict.fromkeys("MP", several),
    **dict.fromkeys("ABCEFH", arrays.matrix),
    **dict.fromkeys("KQ", arrays.fields),
    **dict.fromkeys(";:", arrays.grid),
    "1": arrays.dual,
    "N": number,
    "D": moment,
    "|": upload,
    "X": note,
    "I": language_switch,
    "*": equation,
    "R": rank,
}
