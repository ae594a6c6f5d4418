"""What LimeSurvey knows and an instrument does not: told question by question, then for the survey as a whole."""

from instruments.foreign.markup import text_of
from instruments.foreign.report import quoted
from instruments.language import in_language
from instruments.limesurvey.context import Context
from instruments.limesurvey.source import Question

CARRIED = frozenset({
    "allowed_filetypes", "answer_order", "array_filter", "array_filter_exclude", "assessment_value", "date_format",
    "date_max", "date_min", "display_columns", "display_type", "dualscale_headerA", "dualscale_headerB",
    "em_validation_q", "em_validation_q_tip", "em_validation_sq", "em_validation_sq_tip", "equals_num_value",
    "equation", "exclude_all_others", "hidden", "max_answers", "max_num_of_files", "max_num_value",
    "max_num_value_n", "max_subquestions", "maximum_chars", "min_answers", "min_num_value", "min_num_value_n",
    "multiflexible_checkbox", "multiflexible_max", "multiflexible_min", "num_value_int_only", "numbers_only",
    "other_comment_mandatory", "other_numbers_only", "other_replace_text", "random_order", "slider_accuracy",
    "slider_layout", "slider_max", "slider_min", "subquestion_order", "use_dropdown",
})  # fmt: skip
USUAL = {
    "button_size": "default", "clear_default": "", "dropdown_dates_minute_step": "1", "fix_height": "200",
    "location_mapheight": "300", "location_mapservice": "0", "location_mapwidth": "500", "location_mapzoom": "11",
    "location_nodefaultfromip": "0", "max_buttons_row": "3", "max_filesize": "10240", "min_num_of_files": "0",
    "multiflexible_step": "1", "other_position": "default", "printable_help": "", "samechoiceheight": "1",
    "samelistheight": "1", "show_comment": "1", "show_title": "1", "showpopups": "1", "slider_custom_handle": "f1ae",
    "slider_handle": "0", "slider_rating": "0", "slider_separator": "|", "statistics_graphtype": "0",
    "statistics_showgraph": "1", "statistics_showmap": "1", "time_limit_action": "1", "value_range_allows_missing": "1",
}  # fmt: skip
"""What the program fills in by itself; "0", "N", "normal" and "default" are so everywhere."""
NOTHING = frozenset({"", "0", "N", "normal", "default", "inherit"})
NO_MATTER = frozenset({"save_as_default", "clear_default", "scale_export", "statistics_graphtype", "public_statistics"})


def of_question(context: Context, question: Question) -> None:
    """One line with every attribute that was set to something and has no place here."""
    left = {
        name: value
        for name in sorted(question.attributes)
        if name not in CARRIED | NO_MATTER
        and (value := question.attribute(name)) not in NOTHING
        and value != USUAL.get(name)
    }
    if left:
        told = ", ".join(f"{name} = {quoted(value)}" for name, value in left.items())
        context.lose(question, f"settings without a place here: {told}")


TABLES = {
    "assessments": "the messages for ranges of points (assessments)",
    "quota": "the quotas",
    "survey_url_parameters": "the parameters of its address",
    "plugin_settings": "the settings of plugins",
    "permissions": "who may see and change it",
}
TEXTS = {
    "surveyls_endtext": "the text after the end",
    "surveyls_url": "the address that opens after the end",
    "surveyls_policy_notice": "the privacy notice",
    "surveyls_policy_error": "the message where the privacy notice was not accepted",
}


def of_survey(context: Context) -> None:
    source = context.source
    for table, what in TABLES.items():
        if rows := source.export.rows(table):
            context.lose(None, f"{what} ({len(rows)})")
    for name, what in TEXTS.items():
        if texts := source.texts.get(name):
            text, _ = text_of(in_language(texts, source.language))
            context.lose(None, f"{what}: {quoted(text)}")
    if any(name.startswith("surveyls_email_") for name in source.texts):
        context.lose(None, "the texts of its e-mails, its theme, and how it is run (access, dates, notices)")
