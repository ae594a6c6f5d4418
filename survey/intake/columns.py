"""Which column of a table of contacts is what, under the names that people and systems give them."""

from collections.abc import Mapping
from types import MappingProxyType

from survey.tables.cells import folded

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "unit": ("unit code", "unit number", "unit name", "unit id", "office", "department", "municipality",
                 "municipality number", "municipality code", "enhet", "enhetskode", "enhetsnummer", "enhetsnr",
                 "enhetsnavn", "eining", "einingskode", "einingsnummer", "einingsnamn", "kontor", "kommune",
                 "kommunenummer", "kommunenr", "kommunenavn", "kommunenamn", "virksomhet", "verksemd", "avdeling",
                 "tjenestested", "tenestestad", "enhetskod", "enhetsnamn", "kommun", "kommunkod", "kommunnummer",
                 "kommunnamn", "verksamhet", "avdelning", "förvaltning"),
        "channel": ("contact channel", "kanal", "kontaktkanal", "henvendelseskanal", "kontaktform", "kontakttype",
                    "kontaktväg", "kontaktsätt", "ärendekanal", "way", "medium"),
        "at": ("time", "timestamp", "datetime", "date time", "date and time", "contact time", "contacted", "moment",
               "created", "started", "tid", "tidspunkt", "dato og tid", "dato tid", "dato klokkeslett", "klokkeslett",
               "klokkeslag", "kl", "kontakttid", "kontakttidspunkt", "henvendelsestidspunkt", "opprettet", "oppretta",
               "starttid", "tidpunkt", "datum och tid", "datum tid", "klockslag", "kontakttidpunkt", "skapad"),
        "day": ("date", "contact date", "dato", "kontaktdato", "henvendelsesdato", "datum", "kontaktdatum", "dag"),
        "language": ("lang", "language code", "preferred language", "språk", "spraak", "sprak", "språkkode", "målform",
                     "maalform", "foretrukket språk", "føretrekt språk", "kontaktspråk", "språkkod",
                     "föredraget språk"),
        "email": ("e mail", "mail", "email address", "e mail address", "mail address", "e post", "e postadresse",
                  "epostadresse", "mailadresse", "e postadress", "epostadress", "mejl", "mejladress", "mailadress"),
        "mobile": ("mobile phone", "mobile number", "cell phone", "cellphone", "mobil", "mobiltelefon", "mobilnummer",
                   "mobilnr", "sms", "mobiltelefonnummer"),
        "phone": ("telephone", "phone number", "telephone number", "caller", "caller number", "tel", "telefon",
                  "telefonnummer", "telefonnr", "tlf", "tlf nr", "tlfnummer", "innringer", "innringar",
                  "a nummer", "uppringare"),
        "address": ("email or phone", "e mail or phone", "phone or email", "contact address", "contact point",
                    "recipient", "kontaktpunkt", "kontaktadresse", "mottaker", "mottakar", "e post eller telefon",
                    "telefon eller e post", "kontaktuppgift", "kontaktadress", "mottagare"),
        "area": ("service area", "service", "topic", "subject area", "category", "tjenesteområde", "tenesteområde",
                 "tjeneste", "teneste", "fagområde", "område", "tema", "emne", "kategori", "serviceområde", "tjänst",
                 "tjänsteområde", "verksamhetsområde", "ämne", "ämnesområde"),
        "key": ("random key", "contact key", "external key", "guid", "uuid", "nøkkel", "tilfeldig nøkkel", "nykel",
                "tilfeldig nykel", "kontaktnøkkel", "nyckel", "slumpnyckel", "kontaktnyckel"),
    }
)  # fmt: skip
NAMES = {folded(name): field for field, names in FIELDS.items() for name in (field, *names)}


def field_of(heading: str) -> str | None:
    return NAMES.get(folded(heading))
