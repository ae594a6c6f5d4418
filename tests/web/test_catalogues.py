"""No page lacks a text in any of our languages, and no translation loses what it should fill in."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from survey import texts

SURVEY = Path(texts.__file__).parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
HOLES = re.compile(r"%\(\w+\)[sd]|%%")
TRANSLATED = [language for language in texts.LANGUAGES if language != texts.SOURCE]


@cache
def sources() -> dict[str, set[str]]:
    """Every message id of templates, mails and Python, with the files that use it; a plural by its singular."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted(SURVEY.rglob("*")):
        method = {".py": "python", ".html": "jinja2"}.get(path.suffix)
        if path.suffix == ".txt" and "mails" in path.parts:
            method = "jinja2"
        if method is None:
            continue
        options = {"trimmed": "true"} if method == "jinja2" else {}
        for _, message, _, _ in extract_from_file(method, path, keywords=KEYWORDS, options=options):
            id = message if isinstance(message, str) else message[0]
            if id:
                found[id].add(path.relative_to(SURVEY).as_posix())
    return found


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_missing(language: str) -> None:
    known = texts.catalogue(language)
    missing = {id: files for id, files in sources().items() if id not in known}
    assert not missing, "\n".join(f"{sorted(files)[0]}: {id!r}" for id, files in sorted(missing.items(), key=str))


@pytest.mark.parametrize("language", ["ar", "pl", "uk"])
def test_what_a_citizen_reads_is_there_in_their_own_language(language: str) -> None:
    own = ("web/pages/answer/", "web/citizens/", "web/pages/filling", "mails/asking", "mails/invitation")
    meant = {id for id, files in sources().items() if any(file.startswith(own) for file in files)}
    assert sorted(meant - set(texts.catalogue(language))) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_over(language: str) -> None:
    assert sorted(set(texts.catalogue(language)) - set(sources())) == []


@pytest.mark.parametrize("path", sorted(texts.CATALOGUES.glob("*.po")), ids=lambda path: path.name)
def test_a_translation_fills_in_what_its_source_does(path: Path) -> None:
    with path.open("rb") as file:
        for message in read_po(file):
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            strings = [message.string] if isinstance(message.string, str) else list(message.string)
            for string in strings if message.id else ():
                assert set(HOLES.findall(string)) in [set(HOLES.findall(id)) for id in ids], (ids, string)


@pytest.mark.parametrize("language", TRANSLATED)
def test_two_catalogues_agree_on_a_text(language: str) -> None:
    said: defaultdict[str, set[object]] = defaultdict(set)
    for path in sorted(texts.CATALOGUES.glob(f"*.{language}.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    id, string = message.id, message.string
                    said[id if isinstance(id, str) else id[0]].add(string if isinstance(string, str) else tuple(string))
    assert {id: strings for id, strings in said.items() if len(strings) > 1} == {}
