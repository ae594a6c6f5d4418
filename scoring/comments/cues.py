"""Words before a number that say what it is."""

import re

BEFORE = 48  # letters that are looked at; a fixed number keeps every search linear
COUNTED = re.compile(
    r"(?i)(?:\b(?:kr|nok|sek|dkk|eur|usd|beløp|belopp|sum|total\w*|saldo|faktura\w*|rekning\w*|regning\w*|räkning\w*"
    r"|invoice|giro|bankgiro|plusgiro|kid|ocr|iban|bic|konto\w*|account|ordre\w*|order\w*|best[iä]ll?ning\w*|cvr\S*|org\S*"
    r"|p-n\w+|isbn|issn|ean|gtin|kode\w*|kod|code|sporing|kolli\w*|pakke|dato|datert|date|versjon|version|post"
    r"|målerstand|mätarställning|stand|reading|lisens\w*|licen[cs]e|polise\w*|policy|serie\w*|registreringsn\w+|reg"
    r"|(?:order|invoice|customer|account|meter|case|reference|article|serial|policy|member|organisation|registration)"
    r" (?:no|nr|number|id)"
    r"|(?!tele|tlf|tel|mob|kontakt|phone|hus|privat|direkt|hje|jobb)\w{2,}(?:nr|nummer|nummeret|numret|number)|\w+-(?:nr|nummer|kode|id))"
    r"[\s.:#=-]{0,3}|§ ?|#|\bn ?= ?)$"
)

PHONE = re.compile(
    r"(?i)(?:\bt(?:e?lf|fn|el)\b|\btele(?:fon|ph)|\bmob\b|\bmobil|\bphone|\bring|\bcall|\bsms|\bnås\b|\bnå (?:meg|mig)"
    r"|\breach|\bnumme?r(?:et)?(?: mitt| mit| er| är| is)|\bm[iy]t?t? (?:numme?r|nr|number)|\bkontakt(?:e|a)?\b|\bpuh"
    r"|\bhotline)[^\d\n\[\]{}<>]{0,24}$"
)


NO_DIGITS = re.compile(r"\D*")


def named_before(cue: re.Pattern[str], text: str, at: int) -> bool:
    """Whether `cue` ends where the number at `at` begins; cues hold no digits, and their patterns end in `$`."""
    backwards = text[max(0, at - BEFORE) : at][::-1]
    words = NO_DIGITS.match(backwards)
    start = at - (words.end() if words else 0)
    return at - start > 1 and cue.search(text, start, at) is not None
