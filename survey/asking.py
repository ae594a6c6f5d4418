"""What an invitation and a reminder say: a mail or an SMS, in the words of the unit and the language of the reader."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from urllib.parse import quote

import msgspec
from babel.dates import format_date

from instruments.form import MENTION
from instruments.instrument import Instrument, Item, Kind
from instruments.language import NEAR, direction, in_language, language_of
from mailer.compose import compose
from mailer.message import Address, Message
from mailer.sms import Text, segments
from survey.invitation import Invitation
from survey.notice import environment
from survey.texts import SOURCE, spoken

OWN_WORDS = ("subject", "greeting", "text", "signature")
"""What a unit may say in its own words, by language (rounds.Own.texts); the rest is ours."""
MOST_CHOICES = 11
"""0 to 10 is the longest scale that still reads well in a mail."""
POLISH = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")  # as people there write an SMS themselves


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, and about what: the same for everybody of a unit and channel in a round."""

    unit: str
    channel: str
    sender: Address
    bounces_at: str
    """The domain to which failed deliveries come back."""
    url: str
    texts: Mapping[str, Mapping[str, str]] = {}
    anonymous: bool = True
    reminders: int = 0
    until: date
    form: Instrument | None = None


Choose = Callable[[str, str], str]
"""(item, value) -> what stands for it in a link (doors.Doors.choice)."""
CHOSEN = "c"


class Doorway(msgspec.Struct, frozen=True, kw_only=True):
    """The addresses of one invitation."""

    link: str
    out: str
    out_by_mail: str
    """Before the @, as `bounce`."""
    bounce: str
    choice: "Choose | None" = None


class Option(msgspec.Struct, frozen=True):
    label: str
    link: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """The first question, answerable from the mail: each link opens the survey with that answer marked."""

    label: str
    language: str
    options: tuple[Option, ...]

    @property
    def direction(self) -> str:
        return direction(self.language)


def mail(asker: Asker, to: str, invited: Invitation, *, doorway: Doorway, token: str, now: datetime) -> Message:
    """The next message of an invitation; `token` makes its Message-ID and means nothing.

    Raises ValueError for an address that is none.
    """
    made = compose(
        environment(spoken(invited.language)),
        folder(invited),
        sender=asker.sender,
        to=Address("", to),
        values=values(asker, invited, doorway, unit=isolated(asker.unit, spoken(invited.language))),
        token=token,
        now=now,
    )
    by_mail = f"mailto:{doorway.out_by_mail}@{asker.bounces_at}?subject=unsubscribe"
    bounces_to = Address("", f"{doorway.bounce}@{asker.bounces_at}")
    return msgspec.structs.replace(made, bounces_to=bounces_to, unsubscribe=(doorway.out, by_mail))


def sms(asker: Asker, to: str, invited: Invitation, *, doorway: Doorway, sender: str) -> Text:
    """In as few segments as it takes: the long words only where they cost nothing more."""
    words = spoken(invited.language)
    template = environment(words).get_template(f"{folder(invited)}/sms.txt")
    named = values(asker, invited, doorway, unit=asker.unit)
    tried = [" ".join(template.render(named, short=short).split()) for short in (False, True)]
    bodies = [text.translate(POLISH) if words == "pl" else text for text in tried]
    return Text(to=to, sender=sender, body=min(bodies, key=segments))


def folder(invited: Invitation) -> str:
    return "reminder" if invited.sent else "invitation"


def isolated(name: str, language: str) -> str:
    """A name from left to right that keeps its dots and brackets in a text from right to left."""
    return f"\u2068{name}\u2069" if direction(language) == "rtl" else name


def values(asker: Asker, invited: Invitation, doorway: Doorway, *, unit: str) -> dict[str, object]:
    words = spoken(invited.language)
    return {
        "asker": asker,
        "unit": unit,
        "own": own_words(asker.texts, invited.language, words),
        "doorway": doorway,
        "question": asker.form
        and first_question(asker.form, doorway.link, invited.language, choice=doorway.choice),
        "last": invited.sent >= asker.reminders,
        "until": format_date(asker.until, "long", locale="en_GB" if words == SOURCE else words),
        "language": words,
        "direction": direction(words),
    }


def own_words(texts: Mapping[str, Mapping[str, str]], language: str, words: str) -> dict[str, str]:
    """The unit's own words, only in a language that fits ours around them."""
    found = texts.get(language) or texts.get(words) or {}
    return {name: found.get(name, "").strip() for name in OWN_WORDS}


def first_question(form: Instrument, link: str, language: str, *, choice: Choose | None = None) -> Question | None:
    """The first choice of the form that everybody is asked, where it can be read by whoever gets the mail.

    Without `choice` the links say the answers in plain words: for a preview.
    """
    item = next((item for item in asked_of_all(form.items) if item.kind is Kind.SELECT_ONE), None)
    if item is None or item.choice_filter or not 1 < len(item.choices) <= MOST_CHOICES:
        return None
    words = spoken(language)
    found = language if item.label.get(language) else language_of(item.label, words)
    if found not in (language, words, NEAR.get(words)):
        return None
    labels = [in_language(one.label, found) for one in item.choices]
    label = item.label[found]
    if not all(map(readable, (label, *labels))):
        return None
    options = (
        Option(plain(text), f"{link}?{query(item.name, one.value, choice)}")
        for text, one in zip(labels, item.choices, strict=True)
    )
    return Question(label=plain(label), language=found, options=tuple(options))


def query(item: str, value: str, choice: Choose | None) -> str:
    return f"{CHOSEN}={choice(item, value)}" if choice else f"{quote(item, safe='')}={quote(value, safe='')}"


def asked_of_all(items: tuple[Item, ...]) -> Iterator[Item]:
    """Items that nothing decides about, in order."""
    for item in items:
        if item.relevance or item.kind is Kind.REPEAT:
            continue
        yield item
        yield from asked_of_all(item.items)


def readable(text: str) -> bool:
    """A label that is there and shows no earlier answer."""
    return bool(text.strip()) and not MENTION.search(text)


def plain(text: str) -> str:
    """Without the few marks that a form knows for bold."""
    return " ".join(text.replace("**", "").replace("__", "").split())
