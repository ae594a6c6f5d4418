"""What every question has: label, hint, condition, whether it must be answered, what stands in it at first."""

from typing import Any

from instruments.instrument import Kind
from instruments.language import Texts
from instruments.surveyjs.context import Context
from instruments.surveyjs.source import Json, plain, said
from instruments.surveyjs.variables import Scope


def label(context: Context, of: Json, where: str, scope: Scope) -> Texts:
    """SurveyJS shows the name of what has no title."""
    found = context.texts(of.get("title"), where, scope)
    return found or ({context.language: said(of, "name")} if said(of, "name") else {})


def relevant(context: Context, of: Json, where: str, scope: Scope) -> str:
    """A question that is switched off and has no condition is never seen."""
    if said(of, "visibleIf").strip():
        return context.condition(of, "visibleIf", where, scope, otherwise="it is always asked")
    if of.get("visible") is not False:
        return ""
    trigger = {"trigger": context.shown_by.get(said(of, "name"), "")}
    return context.condition(trigger, "trigger", where, scope, otherwise="it is always asked") or hidden(trigger)


def hidden(trigger: Json) -> str:
    return "" if trigger["trigger"] else "false()"


def required(context: Context, of: Json, where: str, scope: Scope) -> bool | str:
    if of.get("isRequired") is True:
        return True
    return context.condition(of, "requiredIf", where, scope, otherwise="it may be left empty") or False


def read_only(context: Context, of: Json, where: str, scope: Scope) -> bool | str:
    if of.get("readOnly") is True:
        return True
    enabled = context.condition(of, "enableIf", where, scope, otherwise="it can always be changed")
    return f"not({enabled})" if enabled else False


def default(context: Context, of: Json, where: str, scope: Scope, codes: dict[str, str]) -> str:
    expression = context.value(of, "defaultValueExpression", where, scope)
    if expression:
        return expression
    match of.get("defaultValue"):
        case list(values):
            return " ".join(codes.get(plain(one), plain(one)) for one in values)
        case dict():
            context.lose(where, "the default values of its parts")
            return ""
        case value:
            return codes.get(plain(value), plain(value))


def common(context: Context, of: Json, where: str, scope: Scope, codes: dict[str, str] | None = None) -> dict[str, Any]:
    """The fields that any question may have. `codes`: what its values are called here."""
    fields: dict[str, Any] = {
        "label": label(context, of, where, scope),
        "hint": context.texts(of.get("description"), where, scope),
        "relevant": relevant(context, of, where, scope),
        "required": required(context, of, where, scope),
        "required_message": context.texts(of.get("requiredErrorText"), where, scope),
        "read_only": read_only(context, of, where, scope),
        "default": default(context, of, where, scope, codes or {}),
    }
    calculation = context.value(of, "setValueExpression", where, scope)
    if calculation and fields["read_only"] is True and not said(of, "setValueIf"):
        fields["calculation"] = calculation
    elif calculation:
        context.lose(where, f"setValueExpression `{said(of, 'setValueExpression')}`: it is not filled in by itself")
    if said(of, "resetValueIf"):
        context.lose(where, f"resetValueIf `{said(of, 'resetValueIf')}`: it is not emptied by itself")
    return fields


def as_hidden(context: Context, fields: dict[str, Any], where: str) -> dict[str, Any]:
    """A value that nobody sees and others may refer to."""
    context.lose(where, "it is never visible there: here it is a hidden value, its default all it can be")
    kept = {key: fields[key] for key in ("name", "label", "default") if fields.get(key)}
    return kept | {"kind": Kind.HIDDEN}
