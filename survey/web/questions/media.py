"""Pictures, sounds and films that belong to a question or a choice, where they are attached."""

from collections.abc import Callable, Iterator, Mapping

from instruments.language import Texts, in_language
from survey.web.questions.question import Medium

KINDS = {"image": "image", "big-image": "image", "audio": "audio", "video": "video"}
Address = Callable[[str], str | None]


def media(files: Mapping[str, Texts], language: str, *, about: str, address: Address) -> tuple[Medium, ...]:
    return tuple(_media(files, language, about=about, address=address))


def _media(files: Mapping[str, Texts], language: str, *, about: str, address: Address) -> Iterator[Medium]:
    for name, texts in files.items():
        file = in_language(texts, language)
        url = address(file) if file and name in KINDS else None
        if url and not (name == "big-image" and "image" in files):
            yield Medium(KINDS[name], url, about or file)
