"""What SurveyJS knows and an instrument does not."""

from instruments.foreign.markup import text_of
from instruments.foreign.report import quoted
from instruments.language import in_language
from instruments.surveyjs.context import Context
from instruments.surveyjs.source import Json, objects, texts
from instruments.surveyjs.triggers import visible

CARRIED = frozenset({
    "acceptedTypes", "allowAddPanel", "allowAddRows", "allowMultiple", "cellType", "cells", "choices",
    "choicesByUrl", "choicesEnableIf", "choicesFromQuestion", "choicesFromQuestionMode", "choicesOrder",
    "choicesVisibleIf", "colCount", "columns", "columnsVisibleIf", "commentText", "currency", "defaultValue",
    "defaultValueExpression", "description", "detailPanelMode", "displayStyle", "dontKnowText", "eachRowRequired",
    "eachRowUnique", "elements", "enableIf", "expression", "hasComment", "hasNone", "hasOther", "hasSelectAll", "html",
    "imageLink", "inputType", "isAllRowRequired", "isRequired", "isUniqueRows", "items", "keyDuplicationError",
    "keyName", "labelFalse", "labelTrue", "maskSettings", "max", "maxErrorText", "maxLength", "maxPanelCount",
    "maxRateDescription", "maxRowCount", "maxSelectedChoices", "maxValueExpression", "min", "minErrorText",
    "minLength", "minPanelCount", "minRateDescription", "minRowCount", "minSelectedChoices", "minValueExpression",
    "multiSelect", "name", "noneText", "otherPlaceHolder", "otherPlaceholder", "otherText", "panelCount", "questions",
    "rateCount", "rateMax", "rateMin", "rateStep", "rateType", "rateValues", "readOnly", "refuseText",
    "requiredErrorText", "requiredIf", "resetValueIf", "rowCount", "rows", "rowsOrder", "rowsVisibleIf",
    "setValueExpression", "setValueIf", "showCommentArea", "showDontKnowItem", "showNoneItem", "showOtherItem",
    "showRefuseItem", "showSelectAllItem", "sliderType", "step", "templateElements", "title", "totalExpression",
    "totalType", "type", "validators", "valueFalse", "valueName", "valueTrue", "visible", "visibleIf",
})  # fmt: skip
LOOKS = frozenset({
    "acceptCarriageReturn", "addRowLocation", "addRowText", "allowClear", "allowResize", "alternateRows",
    "arrangement", "autoGrow", "autocomplete", "backgroundColor", "cellErrorLocation", "cols", "columnColCount",
    "columnMinWidth", "columnsLayout", "commentPlaceholder", "confirmDelete", "confirmDeleteText", "contentMode",
    "customSize", "descriptionLocation", "displayMode", "displayRateDescriptionsAsExtremeItems", "errorLocation",
    "gridLayoutColumns", "hideIfRowsEmpty", "hideNumber", "horizontalScroll", "imageFit", "imageHeight", "imageWidth",
    "indent", "innerIndent", "itemSize", "itemTitleWidth", "labelLocation", "maxHeight", "maxImageHeight",
    "maxImageWidth", "maxWidth", "minHeight", "minImageHeight", "minImageWidth", "minWidth", "newPanelPosition",
    "optionsCaption", "panelAddText", "panelCountText", "panelNextText", "panelPrevText", "panelRemoveText",
    "panelsState", "penColor", "placeHolder", "placeholder", "questionStartIndex", "questionTitleLocation",
    "rateColorMode", "rateDescriptionLocation", "readOnlyRows", "removePanelButtonLocation", "removeRowText",
    "renderAs", "renderMode", "rightIndent", "rowTitleWidth", "rowsCount", "scaleColorMode", "searchEnabled",
    "searchMode", "separateSpecialChoices", "showClearButton", "showHeader", "showHoursOnly", "showInMultipleColumns",
    "showLabel", "showNumber", "showPreview", "showProgressBar", "showQuestionNumbers", "showQuestionNumbersMode",
    "showRangeInProgress", "signatureHeight", "signatureWidth", "size", "startWithNewLine", "state", "storeDataAsText",
    "swapOrder", "templateDescription", "templateTabTitle", "templateTitle", "textUpdateMode", "textWrapEnabled",
    "titleLocation", "totalAlignment", "totalText", "transposeData", "useDisplayValuesInDynamicTexts",
    "useDisplayValuesInTitle", "verticalAlign", "waitForUpload", "width", "height",
})  # fmt: skip
"""How things look: told together, once for the survey."""
OF_SURVEY = frozenset({
    "calculatedValues", "description", "elements", "locale", "pages", "questions", "questionsOnPageMode", "title",
})  # fmt: skip
SHOWN_AFTER = {
    "completedHtml": "the text after the end",
    "completedHtmlOnCondition": "the texts after the end that depend on the answers",
    "completedBeforeHtml": "the text for those who have answered before",
    "navigateToUrl": "the address that opens after the end",
    "navigateToUrlOnCondition": "the addresses that open after the end, depending on the answers",
    "triggers": "what happens by itself after an answer (triggers)",
    "validators": "the checks of the whole survey",
}


class Looks:
    """Collects the names of what is only looks."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}

    def of_element(self, context: Context, element: Json, where: str) -> None:
        """One line with everything that was set to something and has no place here."""
        left = [name for name in element if name not in CARRIED]
        self.names |= dict.fromkeys(name for name in left if name in LOOKS)
        told = {name: element[name] for name in left if name not in LOOKS and element[name] not in (None, "", False)}
        if told:
            each = ", ".join(f"{name} = {quoted(str(value))}" for name, value in sorted(told.items()))
            context.lose(where, f"settings without a place here: {each}")


def of_survey(context: Context, looks: Looks) -> None:
    survey = context.survey
    for name, what in SHOWN_AFTER.items():
        value = survey.get(name)
        if isinstance(value, list):
            count = len(objects(survey, name)) - (len(visible(survey)) if name == "triggers" else 0)
            if count:
                context.lose("survey", f"{what} ({count})")
        elif value:
            text, _ = text_of(in_language(texts(value, context.language), context.language))
            context.lose("survey", f"{what}: {quoted(text)}")
    named = sorted(name for name in survey if name not in OF_SURVEY and name not in SHOWN_AFTER)
    if named:
        context.lose("survey", f"settings of how it runs and looks: {', '.join(named)}")
    if looks.names:
        context.lose("survey", f"how its questions look: {', '.join(sorted(looks.names))}")
