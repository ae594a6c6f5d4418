"""Whether a text that reads the same in two languages is probably left untranslated."""

import re
import unicodedata


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TELLING = {
    "nb": _words("""
        ikke jeg hva hvor hvordan hvorfor hvem hvilken hvilke hvilket noe noen fra en et være gjøre mer mye de
        dere hun hverken nå uten mellom også bare deg selv sin ble vært gjort gang mange svært ganske veldig
        dårlig misfornøyd ingen henvendelse henvendelsen kommunen spørsmål annet enig uenig sjelden kvinne nei
        skriv oppgi vennligst fornøyd enkelt tilfreds uke måned
    """),
    "nn": _words("""
        ikkje eg kva kor korleis kvifor kven noko nokon frå ein eit vere gjere meir mykje dei de dykk ho korkje
        no utan mellom òg berre deg sjølv vart vore gjort gong ganske dårleg misnøgd ingen førespurnad spørsmål
        nei skriv oppgje nøgd veke månad anna einig ueinig sjeldan
    """),
    "sv": _words("""
        inte jag vad hur var varför vem vilken vilka något någon från en ett vara göra mer mycket de ni hon
        varken nu utan mellan också bara dig själv blev varit gjort gång många ganska väldigt dålig missnöjd
        ingen ärende ärendet kommunen fråga frågor annat instämmer sällan kvinna nej skriv ange vänligen nöjd
        enkelt vecka månad och att är som på av för med till kan din du det den har om i vi ja svar svaret
    """),
    "da": _words("""
        ikke jeg hvad hvor hvordan hvorfor hvem hvilken hvilke noget nogen fra en et være gøre mere meget de i
        hun hverken nu uden mellem også kun dig selv blev været gjort gang mange ganske dårlig utilfreds ingen
        henvendelse kommunen spørgsmål nej skriv angiv venligst tilfreds uge måned og at er som på af for med
        til kan din du det den har om vi ja svar svaret
    """),
    "en": _words("""
        not i what where how why who which something someone from a an be do more much they you she neither now
        without between also only yourself was been done time many very quite bad dissatisfied none inquiry
        question questions no yes write please satisfied easy week month and to is as on of for with the your it
        that have has if are were did does this we our in or good poor excellent fair agree disagree always
        never sometimes often rarely male female other comment comments age next back send submit started
        finished unknown sure clear helpful
    """),
}  # fmt: skip
"""Words by which a language is told from its neighbours."""
COMMON_NORDIC = _words("""
    og at er som på av for med til kan din du det den har om var i å vi skal vil meg dette ja ditt dine svar
    svaret lett time hver svært ganske ingen mange kommunen spørsmål kvinne tilfreds enkelt fornøyd misfornøyd nei
    skriv mellom deg hun de veldig dere gjort
""")
"""What bokmål and nynorsk share; Swedish and Danish have words enough of their own."""

WORLDWIDE = _words("""
    ok chat sms mms app web www pdf internet e-post e-mail email fax telefon service post taxi bank hotel hotell
    radio tv video wifi pin id nps csat url whatsapp facebook instagram messenger teams normal optimal digital
    total problem kontakt person system plan status format kommentar museum park skole data test info center
    senter centrum
""")
NORDIC = frozenset({"nb", "nn", "no", "sv", "da"})
GERMANIC = NORDIC | {"en", "de", "nl", "is", "fo"}
SCRIPTS = {
    "ARABIC": ("ar", "fa", "ur", "ps", "ckb", "sd", "ug"),
    "CYRILLIC": ("uk", "ru", "bg", "sr", "mk", "be"),
    "HEBREW": ("he", "yi"),
    "ETHIOPIC": ("ti", "am"),
    "DEVANAGARI": ("hi", "ne", "mr"),
    "THAI": ("th",),
    "GREEK": ("el",),
    "GEORGIAN": ("ka",),
    "CJK": ("zh", "ja"),
    "HANGUL": ("ko",),
}
SCRIPT = {language: script for script, languages in SCRIPTS.items() for language in languages}


def looks_untranslated(text: str, language: str, model: str) -> bool:
    """`text` stands both in `language` and in `model`. Names, numbers, `OK` and what two languages share are fine."""
    if language == model or "und" in (language, model):
        return False
    plain = re.sub(r"\$\{[^{}]*\}|<[^<>]*>|https?://\S+|(?<!\S)[^\s@]+@\S+", " ", text)
    words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", plain)
    if all(len(word) < 2 or word.isupper() or word.casefold() in WORLDWIDE for word in words):
        return False
    base, other = _base(language), _base(model)
    if SCRIPT.get(base) != SCRIPT.get(other):
        return not all(_in_script(word, SCRIPT.get(base, "LATIN")) for word in words)
    if _is_name(words):
        return False
    return _reads_as([word.casefold() for word in words], base, other)


def _reads_as(words: list[str], language: str, model: str) -> bool:
    """Whether the words are the model's rather than the language's own."""
    here, there = _telling(language), _telling(model)
    if here and there:
        if any(word in there - here for word in words):
            return True
        if any(word in here - there for word in words):
            return False
        # neighbours have most of their short texts in common
        return not (language in NORDIC and model in NORDIC) and len(words) > 1
    return len(words) > 1 or not {language, model} <= GERMANIC


def _telling(language: str) -> frozenset[str]:
    language = "nb" if language == "no" else language
    return TELLING.get(language, frozenset()) | (COMMON_NORDIC if language in {"nb", "nn"} else frozenset())


def _base(language: str) -> str:
    return language.casefold().replace("_", "-").partition("-")[0]


def _is_name(words: list[str]) -> bool:
    """`Oslo`, no: a single word is only known as a name inside; `Kari Nordmann`, `Bergen Kommune` are names."""
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _in_script(word: str, script: str) -> bool:
    return all(unicodedata.name(letter, "").startswith(script) for letter in word if letter.isalpha())
