"""Through which channel a citizen came, in the words of case and telephone systems."""

from collections.abc import Mapping
from types import MappingProxyType

from survey.contact import CHANNELS
from survey.tables.cells import BadCell, folded
from survey.texts import N_

WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "email": ("e-mail", "mail", "e-post", "epost", "mejl", "brev på e-post"),
        "phone": ("telephone", "tel", "tlf", "telefon", "telefoni", "call", "phone call", "ring", "samtale",
                  "telefonsamtale", "telefonsamtal", "samtal", "sentralbord", "sentralbordet", "växel"),
        "web": ("website", "online", "form", "web form", "internet", "internett", "nett", "nettside", "nettsted",
                "nettstad", "nettskjema", "webskjema", "skjema", "elektronisk skjema", "selvbetjening",
                "sjølvbetening", "digital", "digitalt", "webb", "webbplats", "webbformulär", "formulär", "e-tjänst",
                "e-tjeneste", "chat", "chatt", "chatbot"),
        "desk": ("counter", "front desk", "reception", "visit", "in person", "personal visit", "walk-in", "skranke",
                 "oppmøte", "oppmøtt", "frammøte", "besøk", "besøkjande", "personlig", "personleg", "personlig oppmøte",
                 "resepsjon", "servicetorg", "innbyggertorg", "publikumsmottak", "besök", "disk", "reception",
                 "personligt besök", "medborgarkontor", "receptionen"),
    }
)  # fmt: skip
NAMES = {folded(word): channel for channel in CHANNELS for word in (channel, *WORDS[channel])}


def channel(text: str) -> str:
    """Raises BadCell."""
    found = NAMES.get(folded(text))
    if found is None:
        raise BadCell(N_("The channel has to be one of email, phone, web, desk"))
    return found
