"""Forms become Structs; all that is wrong with one is told at once, field by field."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import msgspec
from litestar.datastructures import FormMultiDict
from msgspec import inspect

from survey.problems import Fault, Invalid
from survey.texts import N_

S = TypeVar("S", bound=msgspec.Struct)
LARGEST = 2**63 - 1  # that a column of the databases holds
Whole = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
YES = frozenset({"on", "true", "1", "yes"})
TITLE = N_("Something in the form needs another look.")


def bind(into: type[S], form: FormMultiDict) -> S:
    """`into` from the form's fields: trimmed text, empty = absent, a lone value for a list, `on` for a flag.

    Raises Invalid with one Fault per field; `where` is the field's name.
    """
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for field in msgspec.structs.fields(into):
        found = raw(field, form)
        if found is msgspec.UNSET:
            if field.required:
                faults.append(Fault(field.encode_name, N_("This is missing.")))
            continue
        try:
            values[field.name] = within(msgspec.convert(found, field.type, strict=False))
        except msgspec.ValidationError as fault:
            faults.append(explain(field.encode_name, field.type, str(fault)))
    if faults:
        raise Invalid(TITLE, tuple(faults))
    return into(**values)


def raw(field: msgspec.structs.FieldInfo, form: FormMultiDict) -> Any:
    """The text of a field in the shape its type expects; UNSET where the form has none."""
    kinds = kinds_of(field.type)
    given = [typed(value) if isinstance(value, str) else value for value in form.getall(field.encode_name, [])]
    if any(isinstance(kind, (inspect.ListType, inspect.SetType, inspect.VarTupleType)) for kind in kinds):
        return [value for value in given if value != ""]
    if any(isinstance(kind, inspect.BoolType) for kind in kinds):
        # A box that is not ticked is not sent at all.
        return bool(given) and given[-1] in YES
    if not given:
        return msgspec.UNSET
    if given[-1] == "" and not any(isinstance(kind, inspect.StrType) for kind in kinds):
        return None if any(isinstance(kind, inspect.NoneType) for kind in kinds) else msgspec.UNSET
    if given[-1] == "" and field.required:
        return msgspec.UNSET
    return given[-1]


def within(value: Any) -> Any:
    """Raises msgspec's fault for a whole number that no column of the databases can hold."""
    if isinstance(value, int) and abs(value) > LARGEST:
        raise msgspec.ValidationError("out of range")
    return value


def typed(text: str) -> str:
    """PostgreSQL takes no zero bytes, and nobody types them."""
    return text.replace("\0", "").strip()


def kinds_of(type_: Any) -> tuple[inspect.Type, ...]:
    kind = inspect.type_info(type_)
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    return kind.types if isinstance(kind, inspect.UnionType) else (kind,)


def explain(where: str, type_: Any, reason: str) -> Fault:
    """What is wrong in plain words; msgspec's own reason is for programmers."""
    for kind in kinds_of(type_):
        match kind:
            case inspect.IntType(ge=low, le=high) if low is not None and high is not None:
                return Fault(where, N_("Write a whole number from %(low)s to %(high)s."), low=low, high=high)
            case inspect.IntType():
                return Fault(where, N_("Write a whole number."))
            case inspect.FloatType() | inspect.DecimalType():
                return Fault(where, N_("Write a number."))
            case inspect.DateType():
                return Fault(where, N_("Write a date as year-month-day, such as 2026-03-02."))
            case inspect.DateTimeType() | inspect.TimeType():
                return Fault(where, N_("Write a time such as 14:10."))
            case inspect.EnumType() | inspect.LiteralType():
                return Fault(where, N_("Choose one of the answers."))
            case inspect.StrType(max_length=longest) if longest is not None and "length <=" in reason:
                return Fault(where, N_("Use at most %(n)s characters."), n=longest)
    return Fault(where, N_("This cannot be used as it stands."))


def faults_by_field(faults: tuple[Fault, ...]) -> Mapping[str, Fault]:
    return {fault.where: fault for fault in faults}
