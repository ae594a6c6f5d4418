"""Words that end the names of streets and farms."""

import re

from scoring.comments.words import listed

GENITIVE = frozenset(
    {"gate", "gaten", "gata", "vei", "veg", "väg", "gatan", "vej", "gade", "allé", "alle", "boulevard"}
)
"""Those that may follow a name in small letters: karl johans gate."""
SHORT = ("gt", "vn")  # abbreviations that ordinary words end in too
ROADS = re.compile(
    r"(?:riks|fylkes|europa|motor|läns|lands|kommune|omkj[øo]rings)(?:veien|vegen|vejen|vägen|vei|veg|vej|väg)"
)
PLACES = re.compile(
    r"(?:\w*(?:arbeids|arbejds|barnehage|elev|skole|skule|opphalds|oppholds|parkerings|syke|lære|praksis|sitte|stå|spille|kö|kø|bygge|bade|lek|hvile|led"
    r"|leke|lege|første|fyrste|andre|tredje|første?p|jobb|vente|student|dag|natt|døgn|korttids|p)(?:plassen|plass|platsen"
    r"|plats|pladsen|plads)|barnehagen?|børnehaven?|\w{2,}ering(?:en|a)?|\w+(?:gang|mål|budsjett|økonomi|regulerings|handlings|kommune|års)plan(?:en)?)"
)
PATHS = re.compile(
    r"(?:hoved|hovud|gang|sykkel|cykel|skogs|bil|tur|ski|lys|fart|inn|ut|om|av|til|opp|under|rund|høyre|bort|gå)"
    r"(?:veien|vegen|vejen|vägen|vei|veg|vej|väg|gaten|gate|gata)"
)
"""Ordinary words in small letters, streets with a capital: hovedveien, Hovedveien 12."""


def is_street(word: str, *, capital: bool) -> bool:
    """Whether a single word in small letters, written with or without a capital, is the name of a street."""
    if ROADS.fullmatch(word) or PLACES.fullmatch(word) or (not capital and PATHS.fullmatch(word)):
        return False
    if ends(word, "streets_strong"):
        return capital or not word.endswith(SHORT)
    return capital and ends(word, "streets_weak")


def ends(word: str, endings: str) -> bool:
    """Whether one of the listed words, and two letters before it, make up the word."""
    return any(word[at:] in listed(endings) for at in range(2, len(word) - 1))
