"""Survey, groups, questions, answers of LimeSurvey, whichever of its versions wrote them."""

from collections.abc import Iterable
from itertools import groupby

import msgspec

from instruments.language import Texts
from instruments.limesurvey.export import Export, Row


class Answer(msgspec.Struct, frozen=True):
    code: str
    scale: str
    worth: str
    text: Texts


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Also a subquestion; texts are as they are in the file, HTML and all."""

    qid: str
    parent: str
    gid: str
    type: str
    code: str
    pattern: str
    other: bool
    mandatory: str
    scale: str
    relevance: str | None
    """None where the file has no such column, as before version 1.92: there `conditions` count."""
    text: Texts
    help: Texts
    attributes: dict[str, Texts]
    """By name and language; "" where it is the same in all."""
    subquestions: tuple["Question", ...] = ()
    answers: tuple[Answer, ...] = ()

    def attribute(self, name: str) -> str:
        """Its value where that does not depend on the language, "" where it is not set."""
        texts = self.attributes.get(name, {})
        return texts.get("", next(iter(texts.values()), "")).strip()

    def on_scale(self, scale: str) -> tuple["Question", ...]:
        return tuple(one for one in self.subquestions if one.scale == scale)

    def answers_on(self, scale: str) -> tuple[Answer, ...]:
        return tuple(one for one in self.answers if one.scale == scale)


class Group(msgspec.Struct, frozen=True):
    gid: str
    relevance: str
    randomized: str
    name: Texts
    description: Texts
    questions: tuple[Question, ...]


class Source(msgspec.Struct, frozen=True):
    sid: str
    language: str
    languages: tuple[str, ...]
    survey: Row
    texts: dict[str, Texts]
    """surveyls_title and its like by language."""
    groups: tuple[Group, ...]
    defaults: dict[tuple[str, str, str], str]
    """Default values by question, subquestion ("0" for none) and special type."""
    export: Export


def source(export: Export) -> Source:
    survey = next(iter(export.rows("surveys")), {})
    settings = export.rows("surveys_languagesettings")
    language = survey.get("language", "").strip() or next(iter(export.languages), "")
    languages = dict.fromkeys([language, *export.languages] if language else export.languages)
    texts = {
        name: _texts((row.get("surveyls_language", ""), row.get(name, "")) for row in settings)
        for name in dict.fromkeys(name for row in settings for name in row)
    }
    return Source(
        sid=survey.get("sid", ""),
        language=language,
        languages=tuple(languages),
        survey=survey,
        texts=texts,
        groups=_groups(export, _questions(export)),
        defaults=_defaults(export, language),
        export=export,
    )


def _texts(pairs: Iterable[tuple[str, str]]) -> Texts:
    return {language.strip(): text for language, text in pairs if text.strip()}


def _by(rows: Iterable[Row], *keys: str) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row.get(key, "") for key in keys), []).append(row)
    return found


def _order(row: Row, name: str) -> int:
    number = row.get(name, "").strip()
    return int(number) if number.isdigit() and len(number) < 10 else 0


def _spoken(rows: Iterable[Row], name: str) -> Texts:
    return _texts((row.get("language", ""), row.get(name, "")) for row in rows)


def _groups(export: Export, questions: dict[str, list[Question]]) -> tuple[Group, ...]:
    spoken = _by(export.rows("groups", "group_l10ns"), "gid")
    first = {row.get("gid", ""): row for row in reversed(export.rows("groups"))}
    return tuple(
        Group(
            gid=gid,
            relevance=row.get("grelevance", "").strip(),
            randomized=row.get("randomization_group", "").strip(),
            name=_spoken(spoken[gid,], "group_name"),
            description=_spoken(spoken[gid,], "description"),
            questions=tuple(questions.get(gid, [])),
        )
        for gid, row in sorted(first.items(), key=lambda one: _order(one[1], "group_order"))
    )


def _questions(export: Export) -> dict[str, list[Question]]:
    """The questions of each group in order, with what is below them."""
    rows = export.rows("questions", "subquestions")
    spoken = _by([*rows, *export.rows("question_l10ns")], "qid")
    attributes = _by(export.rows("question_attributes"), "qid")
    answers = _answers(export)
    first = {row.get("qid", ""): row for row in reversed(rows)}
    ordered = sorted(first.items(), key=lambda one: _order(one[1], "question_order"))
    children: dict[str, list[Question]] = {}
    found: dict[str, list[Question]] = {}
    for below in (True, False):
        for qid, row in ordered:
            parent = row.get("parent_qid", "0").strip()
            if (parent not in {"", "0"}) != below:
                continue
            question = Question(
                qid=qid,
                parent=parent,
                gid=row.get("gid", ""),
                type=row.get("type", "").strip() or "T",
                code=row.get("title", "").strip(),
                pattern=row.get("preg", "").strip(),
                other=row.get("other", "").strip() == "Y",
                mandatory=row.get("mandatory", "").strip(),
                scale=row.get("scale_id", "").strip() or "0",
                relevance=row["relevance"].strip() if "relevance" in row else None,
                text=_spoken(spoken[qid,], "question"),
                help=_spoken(spoken[qid,], "help"),
                attributes=_attributes(attributes.get((qid,), [])),
                subquestions=tuple(children.get(qid, [])),
                answers=tuple(answers.get(qid, [])),
            )
            (children if below else found).setdefault(parent if below else question.gid, []).append(question)
    return found


def _attributes(rows: Iterable[Row]) -> dict[str, Texts]:
    found: dict[str, Texts] = {}
    for row in rows:
        if row.get("value", "").strip():
            found.setdefault(row.get("attribute", ""), {})[row.get("language", "").strip()] = row["value"]
    return found


def _answers(export: Export) -> dict[str, list[Answer]]:
    """By question, in order; versions before 4 have a row for each language, later ones the texts in a table."""
    spoken = _by(export.rows("answer_l10ns"), "aid")
    rows = sorted(export.rows("answers"), key=lambda row: row.get("qid", ""))
    found: dict[str, list[Answer]] = {}
    for qid, of_question in groupby(rows, key=lambda row: row.get("qid", "")):
        ordered = sorted(of_question, key=lambda row: _order(row, "sortorder"))
        for (scale, code), same in _by(ordered, "scale_id", "code").items():
            texts = [one for row in same for one in [row, *spoken.get((row.get("aid", "no aid"),), [])]]
            worth = same[0].get("assessment_value", "").strip()
            answer = Answer(code.strip(), scale.strip() or "0", worth, _spoken(texts, "answer"))
            found.setdefault(qid, []).append(answer)
    return found


def _defaults(export: Export, language: str) -> dict[tuple[str, str, str], str]:
    spoken = _by(export.rows("defaultvalue_l10ns"), "dvid")
    found: dict[tuple[str, str, str], str] = {}
    for row in export.rows("defaultvalues"):
        for one in [row, *spoken.get((row.get("dvid", "no dvid"),), [])]:
            if one.get("defaultvalue", "").strip() and one.get("language", language) in {language, ""}:
                key = (row.get("qid", ""), row.get("sqid", "").strip() or "0", row.get("specialtype", "").strip())
                found.setdefault(key, one["defaultvalue"].strip())
    return found
