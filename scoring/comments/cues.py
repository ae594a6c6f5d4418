"""Words before a number that say what it is."""

import re

BEFORE = 48  # letters that are looked at; a fixed number keeps every search linear
COUNTED = re.compile(
    r"(?i)(?:\b(?:kr|nok|sek|dkk|eur|usd|beløp|belopp|sum|total\w*|saldo|giro|bankgiro|plusgiro|kid|ocr|iban|bic|cvr\S*|org\S*"
    r"|(?:faktura|rekning|regning|räkning|invoice|konto|account|ordre|order|bestilling|beställning|kod|lisens|polise|serie"
    r"|kunde|kund|vare|artik|produkt|product|måler|mätar|stand|abonnement|abonnemang|medlem|lån|skilt|batch|parti|strekkode"
    r"|kolli|pakke|paket|pakke|sending|sporing|uke|vecka|uge|temp|kvitter|transak|booking|billet|biljet"
    r"|prosjekt|projekt|avvik|skjema|dokument|document|betal|verdi|värde|værdi|antal|areal|avles|avläs|forbruk|förbruk)\w*|p-n\w+|isbn|issn|\w+kort|bot|boten|bøde|ean|gtin|code|dato|datert|date"
    r"|versjon|version|post|reading|licen[cs]e|policy|registreringsn\w+|reg|id|pin|ref"
    r"|(?:order|invoice|customer|account|meter|case|reference|article|serial|policy|member|organisation|registration|loan)"
    r"|(?!tele|tlf|tel|mob|kontakt|phone|hus|privat|direkt|hje|hei|hem|jobb|arb)\w{2,}(?:nr|nummer|nummeret|numret|number)"
    r"|(?!tlf|tel|tfn|mob|phone|cell|kontakt|priv|hje|hem|jobb|ring|call|text|sms|nås|med|til|fra|frå|via|the|this|new"
    r"|nytt|nye|sitt|hans|henn|old|gam|følg|same|samme|det|mitt|mit|min|vår|our|ditt|dere|your|har)"
    r"[a-zæøåäö]{3,}(?= (?:nr|no|number|nummer))"
    r"|\w+-(?:nr|nummer|kode|id))(?:[. ]{1,2}(?:nr|no|nummer|numret|nummeret|number|id))?"
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
