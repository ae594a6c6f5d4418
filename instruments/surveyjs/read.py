"""SurveyJS in: the JSON of a survey becomes an instrument and an honest list."""

import re
from typing import Any

import msgspec

from instruments.bounded.refused import Refused
from instruments.expression.tree import Name
from instruments.foreign import lists
from instruments.foreign.report import Report
from instruments.foreign.translation import Reference
from instruments.imported import Imported
from instruments.instrument import Instrument, Item, Kind, Purpose, Style
from instruments.surveyjs import matrices
from instruments.surveyjs.context import Context
from instruments.surveyjs.leftovers import Looks, of_survey
from instruments.surveyjs.questions import Made, answered, extras
from instruments.surveyjs.register import is_group, register
from instruments.surveyjs.source import Json, elements, measure, objects, said
from instruments.surveyjs.variables import Scope

HELD = {
    "matrix": matrices.matrix,
    "matrixdropdown": matrices.table,
    "matrixdynamic": matrices.dynamic,
    "multipletext": matrices.lines,
}


def is_survey(value: Any) -> bool:
    """Whether decoded JSON is a survey of SurveyJS rather than an instrument of ours."""
    return isinstance(value, dict) and "items" not in value and bool({"pages", "elements", "questions"} & value.keys())


def read(survey: Json, name: str = "") -> Imported:
    """The survey; never raises, whatever is in it. `name`: that of its file, for what has no title."""
    report = Report()
    try:
        measure(survey)
        context = Context(survey, report)
        return report.imported(_instrument(context, name))
    except Refused as refused:
        return Imported(None, (refused.fault,))


def _instrument(context: Context, name: str) -> Instrument:
    survey = context.survey
    pages = objects(survey, "pages")
    _name_calculated(context)
    register(context, survey)
    for page in pages:
        context.give(page, said(page, "name") or "page")
        register(context, page)
    looks = Looks()
    outer = Scope()
    together = len(pages) > 1 and said(survey, "questionsOnPageMode") != "singlePage"
    alone = said(survey, "questionsOnPageMode") in {"questionPerPage", "inputPerPage"}
    items = [item for element in elements(survey) for item in _element(context, element, outer, looks)]
    for page in pages:
        items += _page(context, page, looks, look="" if alone or not together else "field-list")
    computed = [_computed(context, one) for one in objects(survey, "calculatedValues")]
    title = context.texts(survey.get("title"), "survey", outer)
    intro = context.texts(survey.get("description"), "survey", outer)
    of_survey(context, looks)
    stem = re.sub(r"[^a-z0-9]+", "-", name.rpartition(".")[0].lower()).strip("-")
    return Instrument(
        id=stem or "surveyjs",
        title=title or {context.language: stem or "SurveyJS"},
        intro=intro,
        purpose=Purpose.SURVEY,
        default_language=context.language,
        style=Style.PAGES if together or alone else Style.ONE_PAGE,
        items=(*computed, *items),
        lists=lists.of_items(tuple(items)),
    )


def _name_calculated(context: Context) -> None:
    for one in objects(context.survey, "calculatedValues"):
        name = context.give(one, said(one, "name") or "value")
        context.variables.add(said(one, "name"), Reference(Name(name)))


def _computed(context: Context, one: Json) -> Item:
    where = f"calculated value {said(one, 'name')}"
    calculation = context.value(one, "expression", where, Scope())
    context.report.places[context.item(one)] = where
    kind = Kind.CALCULATE if calculation else Kind.HIDDEN
    return Item(name=context.item(one), kind=kind, calculation=calculation)


def _page(context: Context, page: Json, looks: Looks, *, look: str) -> Made:
    """A page with its questions; one that says nothing of its own in a survey of one page is not kept."""
    where = f"page {said(page, 'name') or context.item(page)}"
    inner = [item for element in elements(page) for item in _element(context, element, Scope(), looks)]
    looks.of_element(context, page, where)
    if not inner:
        return []
    bare = {key: value for key, value in page.items() if key != "name"}
    plain = not any(bare.get(key) for key in ("title", "description", "visibleIf", "enableIf")) and not look
    if plain and page.get("visible") is not False:
        return inner
    return matrices.group(context, bare | {"name": ""}, where, Scope(), inner, of=page, appearance=look)


def _element(context: Context, element: Json, scope: Scope, looks: Looks) -> Made:
    kind, called = said(element, "type"), said(element, "name")
    where = f"question {called or context.item(element)}"
    looks.of_element(context, element, where)
    if is_group(element):
        inner = [item for one in elements(element) for item in _element(context, one, scope, looks)]
        bare = element if "title" in element else {key: value for key, value in element.items() if key != "name"}
        return matrices.group(context, bare, f"panel {called}", scope, inner, of=element)
    if kind == "paneldynamic":
        inside = msgspec.structs.replace(scope, inside=(*scope.inside, called))
        inner = [item for one in elements(element) for item in _element(context, one, inside, looks)]
        counts = {"count": "panelCount", "least": "minPanelCount", "most": "maxPanelCount"}
        return matrices.repeated(context, element, where, scope, inner, **counts)
    if kind in HELD:
        made = HELD[kind](context, element, where, scope)
    else:
        name = context.item(element)
        made = answered(context, element, name, where, scope, kind=kind, raw=element.get("choices"))
    return [*made, *(extras(context, element, scope, made[0]) if made else ())]
