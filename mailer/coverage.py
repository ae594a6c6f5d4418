"""How much of the key to a right answer a text covers, inflection and synonyms allowed for."""

import re
import unicodedata

from mailer.expected import MONTHS, NUMBERS

STOP = frozenset(
    [
        "og",
        "i",
        "på",
        "av",
        "til",
        "for",
        "med",
        "det",
        "den",
        "de",
        "et",
        "en",
        "er",
        "som",
        "at",
        "fra",
        "om",
        "eller",
        "kan",
        "skal",
        "må",
        "du",
        "vi",
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "at",
        "is",
        "are",
        "be",
        "for",
        "and",
        "or",
        "you",
        "by",
        "with",
        "it",
        "ja",
        "att",
        "för",
        "från",
        "ska",
        "och",
        "eller",
        "av",
        "ett",
        "är",
        "på",
        "til",
        "at",
        "af",
        "der",
        "du",
        "ved",
        "hos",
        "ei",
        "ein",
        "eit",
        "frå",
        "på",
        "kan",
        "må",
        "on",
        "ja",
        "tai",
        "se",
        "että",
        "joka",
        "sekä",
        "must",
        "can",
        "your",
        "our",
        "din",
        "ditt",
        "dine",
        "vår",
        "våre",
        "via",
        "per",
        "cirka",
        "ca",
        "about",
    ]
)
# One meaning in several words, across the languages where an answer may come in another written form than the key.
SAME = (
    "uke veke vecka uge week viikko",
    "måned månad month kuukausi",
    "gratis kostnadsfritt kostnadsfri free maksuton ilmainen vederlagsfri",
    "søke søk søkjer søker søkje söker søger ansöka ansøge søknad ansökan ansøgning apply application hakea "
    "hakemus söka",
    "pris kostnad avgift gebyr gebyret avgifta taxa takst price fee cost maksu hinta koste kostar kostnaden "
    "betale betala pay",
    "frist søknadsfrist deadline sista senest senast frest määräaika",
    "nett nettside hjemmeside heimeside webbplats hemsida website online internett webben verkkosivu "
    "hjemmesiden nettsiden",
    "ikke ikkje inte ej not nei nej ingen inga ikkje ei",
    "skjema blankett form formular lomake søknadsskjema",
    "ringe telefon tlf phone call telephone puhelin",
    "barn child children lapsi lapset born",
    "mandag måndag monday maanantai",
    "tirsdag tysdag tisdag tuesday tiistai",
    "onsdag wednesday keskiviikko",
    "torsdag thursday torstai",
    "fredag friday perjantai",
    "lørdag laurdag lördag saturday lauantai",
    "kroner kr nok sek dkk kronor krone",
    "åpen åpent ope öppet åbent open avoinna auki åpningstid",
    "nødvendig naudsynt krav kreves krever krevst require required krävs kräver behöver behov trenger treng "
    "need kræves kræver tarvitse vaadi",
    "leie hyra leje rent hire leige vuokrata",
    "legitimasjon id-kort legitimation identification id bevis",
    "skriftlig written skriftligt kirjallisesti",
    "kvm kvadratmeter kvadrat m2 sqm square neliömetriä",
    "prosent procent percent % pst prosenttia",
    "to två tvo two kaksi 2",
    "tre three kolme 3",
    "fire fyra four neljä 4",
)
GROUP = {word: group.split()[0] for group in SAME for word in group.split()}
FIGURES = {word: str(n) for n, words in enumerate(NUMBERS, 1) if n > 1 for word in words.split("|")}
THOUSANDS = re.compile(r"(?<=\d)[ .\u00a0\u202f](?=\d{3}(?!\d))")
DECIMALS = re.compile(r"(?<=\d)[,.:](?:00|-|–)(?!\d)")
DAY = re.compile(rf"(\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?({'|'.join(MONTHS)})(?:ta|n)?(?!\w)")
DAY_LAST = re.compile(rf"(?<!\w)({'|'.join(MONTHS)})\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\w)")
SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})(?:/|\.)(\d{1,2})(?:\.|/|-)?(?:20\d\d)?(?![\d/])")


def covered(phrase: str, text: str) -> bool:
    """Numbers and dates must be there; of the other words two thirds, in any form. `a|b` asks for either."""
    words = tokens(text)
    return any(holds(tokens(part), words) for part in phrase.split("|") if part.strip())


def share(key: tuple[str, ...], text: str) -> float:
    """Part of the key's phrases that the text covers; 0 for an empty key."""
    return sum(covered(phrase, text) for phrase in key) / len(key) if key else 0.0


def holds(wanted: list[str], words: list[str]) -> bool:
    firm = [token for token in wanted if token[0].isdigit() or token.startswith("@")]
    loose = [token for token in wanted if token not in firm and token not in STOP and len(token) > 1]
    have = set(words)
    if any(token not in have for token in firm):
        return False
    if not loose:
        return bool(firm) or (bool(wanted) and all(token in have for token in wanted))
    hits = sum(any(alike(token, word) for word in have) for token in loose)
    if not firm:
        return hits >= 2 / 3 * len(loose)
    # A price or a date carries its phrase, since the words around it vary; a small figure alone says nothing.
    telling = len(firm) > 1 or len(firm[0]) > 2
    return hits >= len(loose) / 3 - (0.34 if telling else 0)


def alike(a: str, b: str) -> bool:
    """The same word inflected, one inside a compound of the other, the same meaning, or a slip of the pen."""
    if a == b or GROUP.get(a, a) == GROUP.get(b, b):
        return True
    short, long = sorted((a, b), key=len)
    if len(short) < 4:
        return False
    common = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(short))
    if common >= max(4, round(0.7 * len(short))) and len(long) - common <= 5:
        return True
    stem = short[: max(4, len(short) - 2)] if len(short) > 5 else short
    if len(stem) >= 4 and stem in long and len(stem) >= len(short) - 2:
        return len(short) >= 5
    return len(short) >= 6 and len(long) - len(short) <= 1 and slips(short, long) <= 1


def slips(short: str, long: str) -> int:
    """Differing letters of two words of nearly the same length, from the front and from the back."""
    front = next((n for n, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    back = next((n for n, (x, y) in enumerate(zip(short[::-1], long[::-1], strict=False)) if x != y), len(short))
    return max(0, len(long) - front - back)


def tokens(text: str) -> list[str]:
    """Lower-case words; 3 200,- and kr 3200 give the same number, 1. mars and 1/3 the same date."""
    text = unicodedata.normalize("NFC", text[:60_000]).lower()
    text = DECIMALS.sub("", THOUSANDS.sub("", re.sub(r"\bm(?:2|²)", "kvm", text)))
    text = DAY.sub(lambda hit: f" @{month(hit[2])}-{int(hit[1])} ", text)
    text = DAY_LAST.sub(lambda hit: f" @{month(hit[1])}-{int(hit[2])} ", text)
    text = SLASHED.sub(slashed, text)
    found = re.findall(r"@\d+-\d+|\d+(?:[.,:]\d+)*|%|[^\W\d_]+(?:-[^\W\d_]+)*", text)
    return [FIGURES.get(token) or (token.lstrip("0") or "0" if token[0].isdigit() else token) for token in found]


def slashed(hit: re.Match[str]) -> str:
    day, number = int(hit[1]), int(hit[2])
    return f" @{number}-{day} " if 1 <= number <= 12 and 1 <= day <= 31 else hit.group()


def month(word: str) -> int:
    return next(n for n, names in enumerate(MONTHS, 1) if word in names.split("|"))
