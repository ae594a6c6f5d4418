"""Exports of LimeSurvey as small as they can be, in the layout of version 3 and of version 4 and later."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

SID = "4711"
Row = dict[str, str]


def question(code: str, type: str, text: Any = "", **more: Any) -> dict[str, Any]:
    """`text`, `help`: one text, or by language. `subs`, `columns`, `answers`: {code: text}; `worth`: {code: points}."""
    return {"code": code, "type": type, "text": text or f"About {code}?", **more}


def spoken(text: Any) -> Mapping[str, str]:
    return text if isinstance(text, Mapping) else {"en": text}


def exported(
    *questions: dict[str, Any],
    groups: Sequence[Row] = ({"name": "First"},),
    survey: Row | None = None,
    texts: Row | None = None,
    tables: Mapping[str, Sequence[Row]] | None = None,
    old: bool = False,
) -> bytes:
    """The bytes of an .lss file; a question says by `group` (counted from 0) where it stands."""
    rows: dict[str, list[Row]] = {"surveys": [{"sid": SID, "language": "en", **(survey or {})}]}
    rows["surveys_languagesettings"] = [{"surveyls_language": "en", "surveyls_title": "A survey", **(texts or {})}]
    for number, group in enumerate(groups, 1):
        facts = {"gid": str(number), "group_order": str(number), "grelevance": group.get("relevance", "1")}
        said = {"group_name": group["name"], "description": group.get("description", ""), "language": "en"}
        _put(rows, "groups", "group_l10ns", facts, [said], key="gid", old=old)
    for number, one in enumerate(questions):
        _question(rows, one, str(100 + number * 20), order=number, old=old)
    for table, more in (tables or {}).items():
        rows.setdefault(table, []).extend(more)
    return _xml(rows)


def _question(rows: dict[str, list[Row]], one: dict[str, Any], qid: str, *, order: int, old: bool) -> None:
    facts = {"qid": qid, "parent_qid": "0", "gid": str(one.get("group", 0) + 1), "type": one["type"]}
    facts |= {"title": one["code"], "question_order": str(order), "scale_id": "0", "preg": one.get("pattern", "")}
    facts |= {"other": one.get("other", "N"), "mandatory": one.get("mandatory", "N")}
    if one.get("relevance") is not None or not old:
        facts["relevance"] = one.get("relevance") or "1"
    helps = spoken(one.get("help", ""))
    said = [{"question": t, "help": helps.get(lang, ""), "language": lang} for lang, t in spoken(one["text"]).items()]
    _put(rows, "questions", "question_l10ns", facts, said, key="qid", old=old)
    for scale, subs in (("0", one.get("subs", {})), ("1", one.get("columns", {}))):
        for number, (code, text) in enumerate(subs.items(), 1 + 10 * int(scale)):
            below = {"qid": str(int(qid) + number), "parent_qid": qid, "title": code, "type": "T", "scale_id": scale}
            below |= {"question_order": str(number), "gid": facts["gid"]}
            said = [{"question": t, "language": lang} for lang, t in spoken(text).items()]
            _put(rows, "subquestions", "question_l10ns", below, said, key="qid", old=old)
    for scale, answers in (("0", one.get("answers", {})), ("1", one.get("answers2", {}))):
        for number, (code, text) in enumerate(answers.items()):
            fact = {"qid": qid, "code": code, "sortorder": str(number), "scale_id": scale}
            fact |= {"aid": f"{qid}{scale}{number}"} if not old else {}
            fact["assessment_value"] = str(one.get("worth", {}).get(code, 0))
            said = [{"answer": t, "language": lang} for lang, t in spoken(text).items()]
            _put(rows, "answers", "answer_l10ns", fact, said, key="aid", old=old)
    for name, value in one.get("attributes", {}).items():
        for language, text in value.items() if isinstance(value, Mapping) else [("", value)]:
            rows.setdefault("question_attributes", []).append(
                {"qid": qid, "attribute": name, "value": text, "language": language}
            )


def _put(
    rows: dict[str, list[Row]], table: str, texts: str, facts: Row, said: list[Row], *, key: str, old: bool
) -> None:
    """Once with its texts in a table beside it, or in the old way once for each language."""
    if old:
        rows.setdefault(table, []).extend({**facts, **one} for one in said)
    else:
        rows.setdefault(table, []).append(facts)
        rows.setdefault(texts, []).extend({key: facts[key], **one} for one in said)


def _xml(rows: Mapping[str, Sequence[Row]]) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<document>", "<LimeSurveyDocType>Survey</LimeSurveyDocType>"]
    lines += ["<DBVersion>500</DBVersion>", "<languages><language>en</language></languages>"]
    for table, of_table in rows.items():
        each = ("".join(f"<{name}>{escape(text)}</{name}>" for name, text in row.items()) for row in of_table)
        lines += [f"<{table}><rows>", *(f"<row>{one}</row>" for one in each), f"</rows></{table}>"]
    return "\n".join([*lines, "</document>"]).encode()
