"""Rows that stand for several items: loops, KoboToolbox's matrix, score and rank, and the text after `other`."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from instruments.instrument import Choice, Kind
from instruments.language import in_language
from instruments.xlsform.choices import Lists, other_texts
from instruments.xlsform.draft import Draft, renamed, rewrite, walk

Texts = dict[str, str]


def expanded(drafts: Iterable[Draft], lists: Lists, languages: tuple[str, ...]) -> list[Draft]:
    """The tree with every such row written out; each says so once."""
    return [out for draft in drafts for out in _expanded(draft, lists, languages)]


def _expanded(draft: Draft, lists: Lists, languages: tuple[str, ...]) -> Iterator[Draft]:
    match draft.form:
        case "loop":
            _multiply(draft, lists, draft.choices, called="the loop", label=_filled)
        case "kobomatrix":
            _multiply(draft, lists, draft.line.text("matrix_list"), called="the matrix", label=_kept)
        case "score":
            _score(draft, lists)
        case "rank":
            _rank(draft, lists)
    draft.form = ""
    if draft.kind in (Kind.GROUP, Kind.REPEAT):
        draft.choices = ""
    draft.items = expanded(draft.items, lists, languages)
    yield draft
    if draft.other:
        yield _specify(draft, languages)


def _specify(draft: Draft, languages: tuple[str, ...]) -> Draft:
    fields = {"label": other_texts(languages, 1), "relevant": f"selected(${{{draft.name}}}, 'other')"}
    return Draft(name=f"{draft.name}_other", kind=Kind.TEXT, line=draft.line, fields=fields)


Label = Callable[[Texts, Choice], Texts]


def _multiply(draft: Draft, lists: Lists, name: str, *, called: str, label: Label) -> None:
    """A group for each choice of the list, with a copy of what the loop or matrix holds."""
    choices = lists.get(name, ())
    if not choices:
        draft.fault(f"there is no list `{name}` for {called}", "matrix_list" if called == "the matrix" else "type")
    inner = draft.items
    draft.items = [_copied_group(draft, choice, inner, label=label) for choice in choices]
    draft.fields["appearance"] = draft.fields.get("appearance", "field-list")
    draft.lost(f"{called} became one group for each choice of `{name}`: the names are put together with an underscore")


def _copied_group(draft: Draft, choice: Choice, inner: list[Draft], *, label: Label) -> Draft:
    names = {within.name: f"{draft.name}_{choice.value}_{within.name}" for within in walk(inner)}
    items = [_copied(within, names, choice, label=label) for within in inner]
    fields: dict[str, Any] = {"label": choice.label} if choice.label else {}
    return Draft(name=f"{draft.name}_{choice.value}", kind=Kind.GROUP, line=draft.line, fields=fields, items=items)


def _copied(draft: Draft, names: dict[str, str], choice: Choice, *, label: Label) -> Draft:
    copy = Draft(
        name=names[draft.name],
        kind=draft.kind,
        line=draft.line,
        fields=dict(draft.fields),
        choices=draft.choices,
        other=draft.other,
        form=draft.form,
        items=[_copied(within, names, choice, label=label) for within in draft.items],
    )
    rewrite(copy, lambda text: renamed(text, names))
    for field in ("label", "hint"):
        if field in copy.fields:
            copy.fields[field] = label(copy.fields[field], choice)
    return copy


def _kept(texts: Texts, _choice: Choice) -> Texts:
    return texts


def _filled(texts: Texts, choice: Choice) -> Texts:
    """Old loops write `%(label)s` and `%(name)s` where the choice is to be named."""
    return {
        code: text.replace("%(name)s", choice.value).replace("%(label)s", in_language(choice.label, code))
        for code, text in texts.items()
    }


def _score(draft: Draft, lists: Lists) -> None:
    """The rows share one list; a group that looks like a table."""
    name = draft.line.text("score_choices")
    if name not in lists:
        draft.fault(f"there is no list `{name}` to score with", "score_choices")
    draft.fields["appearance"] = draft.fields.get("appearance", "table-list")
    for row in draft.items:
        row.choices = row.choices or name
    draft.lost("the score became a group of questions that share one list")


def _rank(draft: Draft, lists: Lists) -> None:
    """Each place is a question of its own that may not repeat what stands in the places before."""
    name = draft.line.text("rank_items")
    if name not in lists:
        draft.fault(f"there is no list `{name}` to rank", "rank_items")
    message = draft.line.texts("rank_message")
    earlier: list[str] = []
    for row in draft.items:
        row.choices = row.choices or name
        if earlier:
            row.fields["constraint"] = " and ".join(f". != ${{{before}}}" for before in earlier)
            row.fields |= {"constraint_message": message} if message else {}
        earlier.append(row.name)
    draft.fields["appearance"] = draft.fields.get("appearance", "field-list")
    draft.lost("the rank became a group with a question for each place")
