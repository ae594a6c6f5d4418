"""What forms, their parts and their states are called."""

from instruments.instrument import Counts, Kind, Purpose
from instruments.language import UNKNOWN
from survey.texts import LANGUAGES, N_, Translate

PURPOSES = {
    Purpose.GRADING: N_("For grading test inquiries"),
    Purpose.SURVEY: N_("For asking citizens"),
    Purpose.KIOSK: N_("For a screen at the counter"),
    Purpose.LISTENING: N_("For listening in on calls together"),
    Purpose.ROLE_PLAY: N_("For role play in training"),
    Purpose.CHECKLIST: N_("For checking against a service standard"),
}
STATUSES = {
    "draft": N_("Draft"),
    "published": N_("Published"),
    "withdrawn": N_("Withdrawn"),
    "shipped": N_("Comes with Medlytt"),
}
TAGS = {"draft": "warning", "published": "done", "withdrawn": "", "shipped": "accent"}
KINDS = {
    Kind.TEXT: N_("Text"),
    Kind.INTEGER: N_("Whole number"),
    Kind.DECIMAL: N_("Number"),
    Kind.RANGE: N_("Scale"),
    Kind.SELECT_ONE: N_("Choose one"),
    Kind.SELECT_MULTIPLE: N_("Choose several"),
    Kind.RANK: N_("Put in order"),
    Kind.DATE: N_("Date"),
    Kind.TIME: N_("Time of day"),
    Kind.DATETIME: N_("Date and time"),
    Kind.ACKNOWLEDGE: N_("Box to tick"),
    Kind.IMAGE: N_("Picture"),
    Kind.AUDIO: N_("Sound"),
    Kind.VIDEO: N_("Video"),
    Kind.FILE: N_("File"),
    Kind.NOTE: N_("Note to read"),
    Kind.CALCULATE: N_("Worked out"),
    Kind.HIDDEN: N_("Hidden"),
    Kind.START: N_("When it was begun"),
    Kind.END: N_("When it was finished"),
    Kind.TODAY: N_("The day"),
    Kind.GROUP: N_("Group"),
    Kind.REPEAT: N_("Group that repeats"),
}
COUNTS = {
    Counts.NORMAL: N_("Normally"),
    Counts.BONUS: N_("As a bonus: adds points, takes none"),
    Counts.CRITICAL: N_("As critical: without a point here nothing counts"),
}
CHANGES = {
    "upload": N_("a new file"),
    "item": N_("a question"),
    "languages": N_("the languages"),
    "finding": N_("an error that was set aside"),
    "settings": N_("title, purpose or layout"),
}
OTHERS = {
    "pl": "Polski",
    "uk": "Українська",
    "ar": "العربية",
    "so": "Soomaali",
    "se": "Davvisámegiella",
    "fi": "Suomi",
    "da": "Dansk",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "lt": "Lietuvių",
    "ru": "Русский",
    "ti": "ትግርኛ",
    "fa": "فارسی",
    "prs": "دری",
    "ur": "اردو",
    "tr": "Türkçe",
    "vi": "Tiếng Việt",
    "th": "ไทย",
    "sma": "Åarjelsaemien gïele",
    "smj": "Julevsámegiella",
    "fkv": "Kainun kieli",
}
TONGUES = {**LANGUAGES, **OTHERS}


def tongue(code: str, names: dict[str, str], text: Translate) -> str:
    """What a language calls itself; the code where nobody knows."""
    if code == UNKNOWN:
        return text(N_("Language not named"))
    return TONGUES.get(code) or names.get(code) or code
