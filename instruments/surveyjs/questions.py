"""One question of SurveyJS as the items that ask the same here."""

from collections.abc import Callable
from typing import Any

import msgspec

from instruments.expression.tree import Path, Step
from instruments.foreign.report import quoted
from instruments.foreign.translation import Reference
from instruments.foreign.words import said as word
from instruments.instrument import Choice, Item, Kind
from instruments.surveyjs import choices
from instruments.surveyjs.context import Context, scoped
from instruments.surveyjs.fields import as_hidden, common
from instruments.surveyjs.limits import constraint
from instruments.surveyjs.register import CHOOSING_MORE, CHOOSING_ONE
from instruments.surveyjs.source import Json, number, plain, said
from instruments.surveyjs.variables import Scope

Made = list[Item]
INPUTS = {
    "date": Kind.DATE,
    "datetime": Kind.DATETIME,
    "datetime-local": Kind.DATETIME,
    "time": Kind.TIME,
    "range": Kind.RANGE,
    "number": Kind.DECIMAL,
}
CHOICE_NAME = Path(".", (Step("child", "name"),))


def answered(context: Context, of: Json, name: str, where: str, scope: Scope, *, kind: str, raw: Any = None) -> Made:
    """A question, a cell of a matrix or a line of a list of texts: `kind` is its type, `raw` its choices."""
    if kind in CHOOSING_ONE | CHOOSING_MORE and not (kind == "rating" and not of.get("rateValues")):
        raw = of.get("rateValues") if kind == "rating" else raw
        return chosen(context, of, name, where, scope, kind=kind, raw=raw)
    return SINGLE.get(kind, unknown)(context, of, name, where, scope)


def one(context: Context, of: Json, name: str, where: str, scope: Scope, kind: Kind, **more: Any) -> Item:
    """An item with everything that any question may have."""
    own = scoped(scope, said(of, "name"))
    fields = {"name": name, "kind": kind, **common(context, of, where, scope, more.pop("codes", None))}
    fields |= constraint(context, of, where, own, span=kind is not Kind.RANGE) | more
    context.report.places[name] = where
    if fields["relevant"] == "false()" and of.get("visible") is False and not said(of, "visibleIf").strip():
        return Item(**as_hidden(context, fields, where))
    return Item(**fields)


def text(context: Context, of: Json, name: str, where: str, scope: Scope) -> Made:
    kind = INPUTS.get(said(of, "inputType"), Kind.TEXT)
    if kind is Kind.DECIMAL and (number(of, "step") or 0.5).is_integer():
        kind = Kind.INTEGER
    if kind is Kind.RANGE:
        return [one(context, of, name, where, scope, kind, parameters=span(of, "0", "100"))]
    if said(of, "inputType") in {"month", "week", "color"}:
        context.lose(where, f"a field for a {said(of, 'inputType')}: it is typed as text")
    if "maskSettings" in of:
        context.lose(where, f"the mask {quoted(str(of['maskSettings']))}")
    return [one(context, of, name, where, scope, kind)]


def comment(context: Context, of: Json, name: str, where: str, scope: Scope) -> Made:
    return [one(context, of, name, where, scope, Kind.TEXT, appearance="multiline")]


def span(of: Json, start: str, end: str) -> dict[str, str]:
    named = {"start": ("min", start), "end": ("max", end), "step": ("step", "1")}
    return {here: plain(of.get(there)) or usual for here, (there, usual) in named.items()}


def rating(context: Context, of: Json, name: str, where: str, scope: Scope) -> Made:
    """Numbers in a row; what its ends mean goes into the hint."""
    lowest, highest, count = (number(of, name) for name in ("rateMin", "rateMax", "rateCount"))
    step = number(of, "rateStep") or 1
    least = 1 if lowest is None else lowest
    most = highest if highest is not None else least + (count - 1) * step if count else 5
    item = one(
        context,
        of,
        name,
        where,
        scope,
        Kind.RANGE,
        parameters={"start": plain(least), "end": plain(most), "step": plain(step)},
        appearance="rating" if said(of, "rateType") in {"stars", "smileys"} else "likert",
    )
    ends = {
        plain(least): context.texts(of.get("minRateDescription"), where, scope),
        plain(most): context.texts(of.get("maxRateDescription"), where, scope),
    }
    return [with_hint(item, ends)]


def with_hint(item: Item, ends: dict[str, dict[str, str]]) -> Item:
    hint = dict(item.hint)
    for value, texts in ends.items():
        for language, told in texts.items():
            hint[language] = "; ".join(part for part in (hint.get(language, ""), f"{value} = {told}") if part)
    return msgspec.structs.replace(item, hint=hint)


def slider(context: Context, of: Json, name: str, where: str, scope: Scope) -> Made:
    if said(of, "sliderType") == "range":
        context.lose(where, "a slider with two ends: here it has one")
    return [one(context, of, name, where, scope, Kind.RANGE, parameters=span(of, "0", "100"))]


def yes_or_no(context: Context, of: Json, name: str, where: str, scope: Scope) -> Made:
    offered = [
        Choice(
            value=value,
            label=word(usual, context.languages or (context.language,)) | context.texts(of.get(own), where, scope),
        )
        for value, usual, own in (("true", "yes", "labelTrue"), ("false", "no", "labelFalse"))
    ]
    called = {plain(of.get("valueTrue")): "true", plain(of.get("valueFalse")): "false"}
    codes = {value: code for value, code in called.items() if value}
    return [one(context, of, name, where, scope, Kind.SELECT_ONE, choices=tuple(offered), codes=codes)]


def upload(context: Context, of: Json, name: str, where: str, scope: Scope) -> Made:
    if of.get("allowMultiple") is True:
        context.lose(where, "several files: one can be sent here")
    kinds = said(of, "acceptedTypes")
    media = {"image": Kind.IMAGE, "audio": Kind.AUDIO, "video": Kind.VIDEO}
    each = {kind.strip().partition("/")[0] for kind in kinds.split(",")}
    kind = media.get(each.pop(), Kind.FILE) if len(each) == 1 else Kind.FILE
    if kinds and kind is Kind.FILE:
        context.lose(where, f"only {quoted(kinds)} are taken there: here any file")
    return [one(context, of, name, where, scope, kind)]


def signature(context: Context, of: Json, name: str, where: str, scope: Scope) -> Made:
    context.lose(where, "a signature that is drawn: here a picture is sent")
    return [one(context, of, name, where, scope, Kind.IMAGE, appearance="signature")]


def note(context: Context, of: Json, name: str, where: str, scope: Scope) -> Made:
    fields = common(context, of, where, scope)
    label = context.texts(of.get("html"), where, scope) or fields["label"]
    context.report.places[name] = where
    return [Item(name=name, kind=Kind.NOTE, label=label, relevant=fields["relevant"])]


def picture(context: Context, of: Json, name: str, where: str, scope: Scope) -> Made:
    context.lose(where, f"a picture: {quoted(str(of.get('imageLink', '')))}")
    return []


def expression(context: Context, of: Json, name: str, where: str, scope: Scope) -> Made:
    """Computed, and shown in a note where it has a title."""
    fields = common(context, of, where, scope)
    calculation = context.value(of, "expression", where, scope)
    kind = Kind.CALCULATE if calculation else Kind.HIDDEN
    made = [Item(name=name, kind=kind, calculation=calculation, relevant=fields["relevant"])]
    context.report.places[name] = where
    if "title" in of and calculation:
        shown = context.variables.names.free(f"{name}_shown")
        label = {language: f"{told} ${{{name}}}" for language, told in fields["label"].items()}
        context.report.places[shown] = where
        made.append(Item(name=shown, kind=Kind.NOTE, label=label, relevant=fields["relevant"]))
    if "displayStyle" in of or "currency" in of:
        context.lose(where, "how its number is written (displayStyle, currency)")
    return made


def unknown(context: Context, of: Json, name: str, where: str, scope: Scope) -> Made:
    context.lose(where, f"its type {quoted(said(of, 'type'))} is not known here: it asks for text")
    return [one(context, of, name, where, scope, Kind.TEXT)]


def chosen(context: Context, of: Json, name: str, where: str, scope: Scope, *, kind: str, raw: Any) -> Made:
    """One, several or all in order. Where the choices come from elsewhere and nothing is left, it asks for text."""
    raw, kept = source_of(context, of, raw, where, scope)
    offered = choices.offered(context, raw, where, scope)
    context.budget.choice(len(offered), where)
    scored = any(one.points is not None for one in offered)
    offered += choices.special(context, of, where, scope, scored=scored)
    if not offered:
        context.lose(where, "it has no choices in the file: it asks for text")
        return [one(context, of, name, where, scope, Kind.TEXT)]
    more: dict[str, Any] = {"choices": offered, "codes": choices.codes(raw), "appearance": look(of, kind)}
    if kept:
        more["choice_filter"] = kept
    order = said(of, "choicesOrder")
    if order == "random":
        more["parameters"] = {"randomize": "true"}
    elif order in {"asc", "desc"}:
        context.lose(where, "its choices in alphabetical order: they stand as in the file")
    return [one(context, of, name, where, scope, kind_of(of, kind), **more)]


def kind_of(of: Json, kind: str) -> Kind:
    if kind == "ranking":
        return Kind.RANK
    return Kind.SELECT_MULTIPLE if kind in CHOOSING_MORE or of.get("multiSelect") is True else Kind.SELECT_ONE


def look(of: Json, kind: str) -> str:
    if kind in {"dropdown", "tagbox"}:
        return "minimal"
    if kind in {"rating", "buttongroup"}:
        return "likert"
    columns = number(of, "colCount")
    return "columns" if columns == 0 else f"columns-{columns:g}" if columns and 1 < columns < 11 else ""


def source_of(context: Context, of: Json, raw: Any, where: str, scope: Scope) -> tuple[Any, str]:
    """The list of choices and which of them are offered: those of another question, those of a condition."""
    kept = []
    other = context.by_name.get(said(of, "choicesFromQuestion"))
    if other is not None:
        raw = other.get("choices")
        mode = said(of, "choicesFromQuestionMode")
        picked = f"selected(${{{context.item(other)}}}, name)"
        kept += [picked] if mode == "selected" else [f"not({picked})"] if mode == "unselected" else []
    if isinstance(of.get("choicesByUrl"), dict) and said(of["choicesByUrl"], "url"):
        context.lose(where, f"its choices come from {quoted(said(of['choicesByUrl'], 'url'))}")
    own = scoped(scope, said(of, "name"), {name: Reference(CHOICE_NAME) for name in ("item", "choice")})
    condition = context.condition(of, "choicesVisibleIf", where, own, otherwise="all choices are always offered")
    kept += [condition] if condition else []
    if said(of, "choicesEnableIf"):
        context.lose(where, f"choicesEnableIf {quoted(said(of, 'choicesEnableIf'))}: all choices can be chosen")
    special = "".join(
        f" or name = '{value}'"
        for value, switches, _, _ in choices.SPECIAL
        if any(of.get(switch) is True for switch in switches)
    )
    joined = kept[0] if len(kept) == 1 else " and ".join(f"({one})" if " or " in one else one for one in kept)
    return raw, f"({joined}){special}" if special and joined else joined


def extras(context: Context, of: Json, scope: Scope, main: Item) -> Made:
    """The text fields beside "other" and below a question."""
    made = []
    where = context.report.places.get(main.name, "")
    for part in ("other", "comment"):
        context.report.places[context.items.get((id(of), part), "")] = where
    if choices.has_other(of):
        picked = f"selected(${{{main.name}}}, 'other')"
        relevant = picked if main.kind is Kind.SELECT_MULTIPLE else f"${{{main.name}}} = 'other'"
        label = word("specify", context.languages or (context.language,))
        label |= context.texts(of.get("otherPlaceholder") or of.get("otherPlaceHolder"), where, scope)
        made.append(Item(name=context.item(of, "other"), kind=Kind.TEXT, label=label, relevant=relevant, required=True))
    if (id(of), "comment") in context.items:
        label = word("comment", context.languages or (context.language,))
        label |= context.texts(of.get("commentText"), where, scope)
        name = context.item(of, "comment")
        made.append(Item(name=name, kind=Kind.TEXT, label=label, appearance="multiline", relevant=main.relevant))
    return made


SINGLE: dict[str, Callable[[Context, Json, str, str, Scope], Made]] = {
    "text": text,
    "comment": comment,
    "rating": rating,
    "slider": slider,
    "boolean": yes_or_no,
    "file": upload,
    "signaturepad": signature,
    "html": note,
    "image": picture,
    "expression": expression,
}
