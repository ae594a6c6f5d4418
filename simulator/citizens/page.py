"""A web page as a person without scripts sees it: its forms, what can be filled in, its buttons and links; pure."""

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

import msgspec

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
BUTTONS = frozenset({"submit", "image"})


class Field(msgspec.Struct):
    """All controls of one name."""

    name: str
    kind: str
    """hidden, radio, checkbox, select, textarea, number, or the type of another input."""
    offered: list[str] = []
    values: list[str] = []
    """What is filled in or chosen already."""
    unseen: bool = False
    """On a part of the page that is not shown."""


class Button(msgspec.Struct, frozen=True):
    name: str
    value: str
    label: str
    action: str = ""
    unseen: bool = False


class Form(msgspec.Struct):
    id: str
    action: str
    method: str
    fields: dict[str, Field] = {}
    buttons: list[Button] = []

    def sent(self, filled: Mapping[str, Sequence[str]], press: Button | None) -> list[tuple[str, str]]:
        """What a browser posts: controls in the order of the page, then the button."""
        pairs = [
            (name, value)
            for name, field in self.fields.items()
            for value in filled.get(name, field.values)
        ]
        return pairs + ([(press.name, press.value)] if press and press.name else [])


class Page(msgspec.Struct):
    title: str = ""
    language: str = ""
    text: str = ""
    forms: list[Form] = []
    links: list[str] = []

    def form(self, id: str) -> Form | None:
        return next((form for form in self.forms if form.id == id), None)


def read(source: str) -> Page:
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.page()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._page = Page()
        self._loose: list[tuple[str, Field | Button]] = []  # (id of the form it belongs to, control)
        self._open: list[tuple[str, bool]] = []  # elements around us, and whether they are hidden
        self._form: Form | None = None
        self._select: Field | None = None
        self._textarea: Field | None = None
        self._button: tuple[dict[str, str], list[str]] | None = None
        self._words: list[str] = []

    def page(self) -> Page:
        for id, control in self._loose:
            if (form := self._page.form(id)) is not None:
                _put(form, control)
        self._page.text = " ".join(" ".join(self._words).split())
        return self._page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        hidden = "hidden" in about or bool(self._open and self._open[-1][1])
        if tag not in VOID:
            self._open.append((tag, hidden))
        match tag:
            case "html":
                self._page.language = about.get("lang", "")
            case "a":
                self._page.links.append(about.get("href", ""))
            case "form":
                self._form = Form(about.get("id", ""), about.get("action", ""), about.get("method", "get").lower())
                self._page.forms.append(self._form)
            case "input":
                self._input(about, unseen=hidden)
            case "select":
                self._select = Field(about.get("name", ""), "select", unseen=hidden)
                self._add(about, self._select)
            case "option":
                self._option(about)
            case "textarea":
                self._textarea = Field(about.get("name", ""), "textarea", unseen=hidden)
                self._add(about, self._textarea)
            case "button":
                self._button = (about | ({"hidden": ""} if hidden or "aria-hidden" in about else {}), [])

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self._open) and self._open.pop()[0] != tag:
            pass  # elements that end with the one around them
        match tag:
            case "form":
                self._form = None
            case "select":
                self._select = None
            case "textarea":
                self._textarea = None
            case "button" if self._button is not None:
                about, label = self._button
                self._button = None
                if about.get("type", "submit") == "submit":
                    made = Button(
                        about.get("name", ""), about.get("value", ""), " ".join("".join(label).split()),
                        about.get("formaction", ""), "hidden" in about,
                    )  # fmt: skip
                    self._add(about, made)

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._textarea.values = ["".join(self._textarea.values) + data.removeprefix("\n")]
        elif self._button is not None:
            self._button[1].append(data)
        elif self._open and self._open[-1][0] == "title":
            self._page.title += data.strip()
        elif not self._open or self._open[-1][0] not in ("script", "style"):
            self._words.append(data)

    def _option(self, about: Mapping[str, str]) -> None:
        if self._select is not None:
            self._select.offered.append(about.get("value", ""))
            if "selected" in about:
                self._select.values = [about.get("value", "")]

    def _input(self, about: dict[str, str], *, unseen: bool) -> None:
        kind = "number" if about.get("inputmode") in ("numeric", "decimal") else about.get("type", "text").lower()
        if kind in BUTTONS:
            self._add(about, Button(about.get("name", ""), about.get("value", ""), about.get("value", "")))
        elif kind in ("radio", "checkbox"):
            value = about.get("value", "on")
            self._add(about, Field(about.get("name", ""), kind, [value], [value] * ("checked" in about), unseen))
        elif kind != "file" and about.get("name"):
            self._add(about, Field(about["name"], kind, [], [about.get("value", "")], unseen or kind == "hidden"))

    def _add(self, about: Mapping[str, str], control: Field | Button) -> None:
        if "disabled" in about:
            return
        if "form" in about:
            self._loose.append((about["form"], control))
        elif self._form is not None:
            _put(self._form, control)


def _put(form: Form, control: Field | Button) -> None:
    if isinstance(control, Button):
        form.buttons.append(control)
    elif control.name:
        known = form.fields.setdefault(control.name, control)
        if known is not control:
            known.offered += control.offered
            known.values += control.values
            known.unseen = known.unseen and control.unseen
            if known.kind == "hidden":  # `@blank` beside a choice is how a form says that nothing was chosen
                known.kind = control.kind
