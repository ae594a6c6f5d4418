"""A text of an instrument in the reader's language, or visibly in another where it is not translated."""

from collections.abc import Callable
from functools import cache

import msgspec
from babel import Locale, UnknownLocaleError
from markupsafe import Markup, escape

from instruments.instrument import Instrument, Purpose
from instruments.language import UNKNOWN, Texts, direction, language_of
from survey.texts import N_, Translate, spoken, translator
from survey.web.questions import markup

FOR_CITIZENS = frozenset({Purpose.SURVEY, Purpose.KIOSK})
Value = Callable[[str], str]


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Who reads: `language` is wanted of the instrument, `words` is what the page around it is written in."""

    language: str
    words: str
    text: Translate
    names: dict[str, str] = {}
    """What languages are called where the instrument says so itself."""
    citizen: bool = False
    """Is asked about a contact of one's own, and tests nobody."""


def reader(instrument: Instrument, language: str) -> Reader:
    words = spoken(language)
    return Reader(
        language=language,
        words=words,
        text=translator(words),
        names=instrument.language_names,
        citizen=instrument.purpose in FOR_CITIZENS,
    )


class Said(msgspec.Struct, frozen=True):
    """`html` goes into a page as it stands; `lang` and `dir` are set where they are not those of the page."""

    html: Markup = Markup()
    plain: str = ""
    lang: str = ""
    dir: str = ""
    mark: str = ""
    """`(in Norwegian)`, where the reader wanted another language."""

    def __bool__(self) -> bool:
        return bool(self.plain)

    def __str__(self) -> str:
        return self.plain

    def __html__(self) -> str:
        marked = f' <span class="elsewhere">{escape(self.mark)}</span>' if self.mark else ""
        return f"<span{self.attributes}>{self.html}</span>{marked}" if self.attributes else f"{self.html}{marked}"

    @property
    def attributes(self) -> Markup:
        """` lang="nb" dir="ltr"` for an element that holds nothing but this text."""
        lang = Markup(' lang="{}"').format(self.lang) if self.lang else Markup()
        return lang + (Markup(' dir="{}"').format(self.dir) if self.dir else Markup())


NOTHING = Said()


def said(texts: Texts, reader: Reader, value: Value = str) -> Said:
    """The text that `in_language` picks; nothing where there is none in any language."""
    found = language_of(texts, reader.language)
    text = texts.get(found, "")
    if not text.strip():
        return NOTHING
    foreign = found not in (reader.words, UNKNOWN)
    turned = direction(found) != direction(reader.words)
    missing = found not in (reader.language, UNKNOWN)
    return Said(
        html=markup.marked(text, value),
        plain=markup.plain(text, value),
        lang=found if foreign else "",
        dir=direction(found) if turned else "",
        mark=reader.text(IN, language=_name(found, reader)) if missing else "",
    )


def verbatim(text: str) -> Said:
    """A name or a value where no language has a text for it: never a blank label."""
    return Said(html=escape(text), plain=text)


def own_name(code: str, names: dict[str, str]) -> str:
    """What a language calls itself."""
    return names.get(code) or language_name(code, code) or code


def _name(code: str, reader: Reader) -> str:
    return language_name(code, reader.words) or reader.names.get(code) or code


@cache
def language_name(code: str, reader: str) -> str:
    """Norwegian Bokmål for `nb`, as `reader` calls it; "" where nobody knows."""
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name(reader.replace("-", "_")) or ""
    except (UnknownLocaleError, ValueError):
        return ""
    return name[:1].upper() + name[1:] if code == reader else name


IN = N_("(in %(language)s)")
