"""Names of the people who answered do not show: a test measures units, never members of their staff."""

import re
from collections.abc import Iterable

MASK = "[…]"
WORD = r"[A-ZÆØÅÄÖÉ][\wæøåäöéü'’-]+"
NAME = rf"{WORD}(?:[ \t]+(?:{WORD}|[A-ZÆØÅ]\.)){{0,3}}"
# Possessive wherever repeats could share a text: strangers write these mails, and a page must not hang on them.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++")
# Direct and mobile numbers; a switchboard number is public, but nobody can tell the two apart by their form.
PHONE = re.compile(r"(?<![\w/.-])(?:\+\d{2}[ \d]{8,13}|\d{2,3}(?: \d{2,3}){2,4}|\d{8})(?![\w/-]|\.\d| ?kr)")
CLOSING = (
    r"(?:med\s+)?(?:vennlig|vennleg|beste|venlig)\s+(?:hilsen|helsing)|mvh\.?|vh\.?|hilsen|helsing|"
    r"(?:med\s+)?v[äa]nliga?\s+h[äa]lsning(?:ar)?|h[äa]lsning(?:ar)?|"
    r"(?:(?:kind|best|warm)\s+)?regards|yours\s+(?:sincerely|faithfully)|sincerely|"
    r"med\s+venlig\s+hilsen|(?:yst[äa]v[äa]llisin|parhain)\s+terveisin|terveisin"
)
AFTER_CLOSING = re.compile(
    rf"(?im)^(?P<lead>[ \t>]*+(?:{CLOSING})[ \t]*+[,.!]?+[ \t]*+(?:\r?\n[ \t>]*+)*+)(?-i:(?P<name>{NAME}))"
)
ROLE = (
    r"saksbehandler(?:en)?|sakshandsamar(?:en)?|kundebehandler|konsulent|rådgiver|rådgjevar|avdelingsleder|leder|"
    r"handl[äa]ggare(?:n)?|samordnare|sagsbehandler|case\s?worker|contact(?:\s+person)?|kontaktperson|"
    r"min\s+kollega|my\s+colleague|kollegaen\s+min|kollegan|mitt\s+navn\s+er|eg\s+heiter|jag\s+heter|"
    r"jeg\s+heter|my\s+name\s+is"
)
AFTER_ROLE = re.compile(rf"(?i:\b(?P<lead>(?:{ROLE})[ \t:]+))(?P<name>{NAME})")
# Whom a mail was passed on to: only names of two words and more, since offices of one word stand here too.
TOWARDS = (
    r"sett(?:er|e)?|satt|set|sätter|(?:videre|vidare)\s+till?|kopia?\s+till?|(?:on|copied|forwarded\s+\w+)\s+to|"
    r"vedkomm?[ea]nde,|ansvarlig\w*(?:\s+hos\s+oss)?,|ansvarleg\w*(?:\s+hos\s+oss)?,|ansvarig\w*(?:\s+hos\s+oss)?,"
)
SEVERAL = rf"{WORD}(?:[ \t]+(?:{WORD}|[A-ZÆØÅ]\.)){{1,3}}"
AFTER_TOWARDS = re.compile(rf"(?i:\b(?P<lead>(?:{TOWARDS})[ \t]+))(?P<name>{SEVERAL})")
ADDRESSED = re.compile(rf"(?m)^(?P<lead>[ \t>]*)(?P<name>{SEVERAL})(?=:\s)")
# A display name with one of these is an office, not a person.
OFFICE = re.compile(
    r"(?i)kommun|postmottak|service|senter|center|centre|kontor|avdeling|bibliotek|skole|skule|etat|support|"
    r"noreply|no-reply|post|info|kundeservice|kundtj|registrator|myndighet|drift|office|team|virksomhet|verksemd"
)
SILENT = re.compile(r"(?i)no-?_?reply|do-?not|ikke-?svar|ikkje-?svar|svara-?ej|svara-?inte|mailer-daemon|postmaster")


def is_person(display_name: str) -> bool:
    """Whether a sender's display name looks like somebody's own name: two to four capitalised words, no office."""
    words = display_name.replace(",", " ").split()
    return 2 <= len(words) <= 4 and not OFFICE.search(display_name) and all(re.match(WORD, word) for word in words)


def is_office(local_part: str) -> bool:
    """Whether what stands before the @ looks like an office that reads its mail."""
    return bool(OFFICE.search(local_part)) and not SILENT.search(local_part)


def names_in(display_names: Iterable[str]) -> tuple[str, ...]:
    """The persons among the display names of a mail, each whole and word by word, the longest first."""
    people = [name for name in display_names if is_person(name)]
    words = {word.strip(",") for name in people for word in name.split() if len(word.strip(",")) > 2}
    return tuple(sorted({*people, *words}, key=len, reverse=True))


def mask(text: str, names: Iterable[str] = (), *, keep: Iterable[str] = ()) -> str:
    """`text` without the given names, names after a closing or a role, addresses and phone numbers; `keep` stays.

    What is kept is what the persona itself wrote: its own name and address.
    """
    kept = {word.lower() for name in keep for word in (name, *name.split())}

    def closing(match: re.Match[str]) -> str:
        return (
            match[0]
            if match["name"].split()[0].lower() in kept or OFFICE.search(match["name"])
            else (match["lead"] + MASK)
        )

    text = EMAIL.sub(lambda m: m[0] if m[0].lower() in kept else _masked_address(m[0]), text)
    text = PHONE.sub(MASK, text)
    for pattern in (AFTER_CLOSING, AFTER_ROLE, AFTER_TOWARDS, ADDRESSED):
        text = pattern.sub(closing, text)
    for name in names:
        if name.lower() not in kept:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", MASK, text)
    return re.sub(rf"{re.escape(MASK)}(?:[ \t]+{re.escape(MASK)})+", MASK, text)


def _masked_address(address: str) -> str:
    """Addresses of offices stay readable: they say who answered without saying which person."""
    local, _, domain = address.partition("@")
    return address if OFFICE.search(local) else f"{MASK}@{domain}"
