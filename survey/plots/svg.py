"""SVG text, element by element: escaped, with no style attribute, since the content policy forbids those."""

from html import escape

Attribute = str | float | None


def el(name: str, *children: str, **attributes: Attribute) -> str:
    """`el("circle", cx=1.5, class_="dot")`; `_` in a name becomes `-`, None leaves the attribute out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value if isinstance(value, str) else num(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def text(words: str, **attributes: Attribute) -> str:
    return el("text", escape(words), **attributes)


def num(value: float) -> str:
    """At most two decimals: a hundredth of a pixel is more than any screen shows."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def percent(share: float) -> str:
    return f"{num(share)}%"


def picture(identity: str, *children: str, title: str, description: str, **attributes: Attribute) -> str:
    """The root: one image with a name and a description for those who hear it."""
    named = (
        el("title", escape(title), id=f"{identity}-title"),
        el("desc", escape(description), id=f"{identity}-desc"),
    )
    return el(
        "svg",
        *named,
        *children,
        xmlns="http://www.w3.org/2000/svg",
        id=identity,
        role="img",
        aria_labelledby=f"{identity}-title",
        aria_describedby=f"{identity}-desc",
        **attributes,
    )
