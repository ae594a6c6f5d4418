"""What the columns of a sheet are, whatever they are called: `bind::relevant` and `relevance` are `relevant`."""

import msgspec

MEDIA = ("image", "audio", "video", "big-image")
SURVEY: dict[str, tuple[str, ...]] = {
    "type": ("command",),
    "name": ("tag", "value"),
    "label": ("caption",),
    "hint": (),
    "guidance_hint": (),
    "required": ("bind::required",),
    "required_message": ("requiredmsg", "required_msg", "bind::jr:requiredmsg", "jr:requiredmsg"),
    "relevant": ("relevance", "bind::relevant", "skip_logic"),
    "constraint": ("bind::constraint", "validation"),
    "constraint_message": (
        "constraining_message", "constraint_msg", "constraintmsg", "bind::jr:constraintmsg", "jr:constraintmsg",
    ),
    "calculation": ("calculate", "bind::calculate"),
    "default": (),
    "appearance": ("control::appearance", "body::appearance"),
    "read_only": ("readonly", "bind::readonly"),
    "repeat_count": ("count", "jr:count", "control::jr:count", "body::jr:count"),
    "choice_filter": ("choicefilter",),
    "parameters": (),
    "rows": ("control::rows", "body::rows"),
    "trigger": (),
    "disabled": (),
    "or_other": ("_or_other",),
    "matrix_list": ("kobo--matrix_list", "kobo--matrix-list"),
    "score_choices": ("kobo--score-choices", "kobo--score_choices"),
    "rank_items": ("kobo--rank-items", "kobo--rank_items"),
    "rank_message": ("kobo--rank-constraint-message", "kobo--rank_constraint_message"),
    "points": ("medlytt_points",),
    "weight": ("medlytt_weight",),
    "counts": ("medlytt_counts",),
    "part": ("medlytt_part",),
    "sector": ("medlytt_sector",),
    "only_in": ("medlytt_only_in",),
    "when_hidden": ("medlytt_when_hidden",),
    "may_be": ("medlytt_may_be",),
    "link": ("medlytt_link",),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "list_name": ("listname",),
    "name": ("value",),
    "label": ("caption",),
    "points": ("medlytt_points",),
}
SETTINGS: dict[str, tuple[str, ...]] = {
    "form_title": ("title", "set_form_title"),
    "form_id": ("id_string", "set_form_id"),
    "version": (),
    "default_language": (),
    "style": (),
    "allow_choice_duplicates": (),
    "clean_text_values": (),
    "medlytt_purpose": (),
    "medlytt_anonymous": (),
    "medlytt_version": (),
    "medlytt_drafts": (),
}
OURS = "medlytt_"
TRANSLATED = {
    "survey": ("label", "hint", "guidance_hint", "required_message", "constraint_message", "rank_message", *MEDIA),
    "choices": ("label", *MEDIA),
    "settings": (),
}
BY_LANGUAGE = {"choices": ("medlytt_guidance_",), "settings": ("medlytt_title_", "medlytt_intro_"), "survey": ()}
"""Columns of ours end in the language, because `::` would mean something to other programs."""
SMART = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


class Column(msgspec.Struct, frozen=True):
    number: int
    header: str
    field: str = ""
    """Empty: nothing that we know."""
    language: str = ""
    """As the header writes it."""


def columns(headers: dict[int, str], sheet: str) -> tuple[Column, ...]:
    """The columns of a survey, choices or settings sheet."""
    double = any("::" in header for header in headers.values())
    found = [_column(number, header, sheet, double=double) for number, header in headers.items()]
    plain = {(column.field, column.language) for column in found if _is_plain(column)}
    return tuple(
        column
        if _is_plain(column) or (column.field, column.language) not in plain
        else Column(column.number, column.header)
        for column in found
    )


def _is_plain(column: Column) -> bool:
    """Called by the name of its field: next to `name` the column `value` is one of the form's own."""
    return _snake(column.header.partition("::")[0].partition(":")[0]) == column.field


def _column(number: int, header: str, sheet: str, *, double: bool) -> Column:
    for prefix in BY_LANGUAGE[sheet]:
        written = _snake(header).replace("-", "_")
        if written.startswith(prefix):
            return Column(number, header, prefix.rstrip("_"), "_".join(header.split())[len(prefix) :])
    field, language = _split(header, sheet, double=double)
    if not field or (language and field not in TRANSLATED[sheet]):
        return Column(number, header)
    return Column(number, header, field, language)


def _split(header: str, sheet: str, *, double: bool) -> tuple[str, str]:
    """The field that a header means, and the rest of it after the field."""
    names = _names(sheet)
    ours = _snake(header).replace("-", "_")
    if ours.startswith(OURS):
        return names.get(ours, ""), ""
    tokens = [token.strip() for token in header.split("::" if double or "::" in header else ":")]
    if "jr" in tokens[:-1]:
        at = tokens.index("jr")
        tokens[at : at + 2] = [f"jr:{tokens[at + 1]}"]
    if _snake(tokens[0]) == "media" and len(tokens) > 1:
        tokens = tokens[1:]
    for taken in (2, 1):
        key = "::".join(_snake(token) for token in tokens[:taken])
        if len(tokens) >= taken and key in names:
            return names[key], "::".join(tokens[taken:])
    return "", ""


def _names(sheet: str) -> dict[str, str]:
    known: dict[str, tuple[str, ...]] = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}[sheet]
    names = {alias: field for field, aliases in known.items() for alias in (field, *aliases)}
    return names if sheet == "settings" else names | {medium: medium for medium in MEDIA}


def _snake(text: str) -> str:
    return "_".join(text.split()).lower()
