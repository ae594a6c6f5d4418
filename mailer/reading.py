"""A text as a list of sentences, each with what it does: confirm, promise, ask, decline, answer."""

import re
from functools import cached_property

import msgspec

from mailer.expected import DAY_MONTH, ISO, MONTH_DAY, SLASHED
from mailer.phrases import Phrases
from mailer.sentences import sentences

# A sentence that does one of these says nothing on the matter itself.
FUNCTIONS = frozenset(
    {"received", "processing", "absence", "closed", "auto_notice", "gone", "ticket_closed", "survey", "forwarded"}
    | {"handover", "ask", "decline", "pointer", "elsewhere", "courtesy", "interim_title", "robot", "reason"}
    | {"volume", "hours"}
)
# Of these an answer may be made as well, when the sentence also has the marks of one.
SOFT = frozenset({"pointer", "reason", "ask", "decline", "closed", "volume", "hours"})
THANKS = re.compile(
    r"^(?:hei|hej|hi|hello|dear|kjære)?[^.!]{0,30}\b(takk|tack|tak|thank|thanks|kiitos|kiitämme)\b", re.IGNORECASE
)
FIGURE = re.compile(r"\d")


TO_NOBODY = re.compile(
    r"\b(?:til|till|to)\s+(?:the |den |det )?(?:rett|riktig|aktuell|ansvarlig|ansvarleg|relevant|rätt|berörd|"
    r"ansvarig|right|"
    r"appropriate|responsible|correct|concerned|saksbehandler|handläggare|sagsbehandler)",
    re.IGNORECASE,
)
NAMED = re.compile(r"\bv/|\b(?:til|till|to|tildelt|tilldelats|assigned)\b.{0,20}\s[A-ZÆØÅÄÖ]\w+")
YOU_HAVE = re.compile(
    r"\b(du|dere|ni|you|de|dykk|sinulle|olet|olette)\W+(?:har|have|on|olet)?\W*(?:now |nå |nu |no )?"
    r"(fått|mottatt|mottagit|motteke|modtaget|fået|received|got|saanut|saapunut)\b",
    re.IGNORECASE,
)


class Sentence(msgspec.Struct, frozen=True):
    text: str
    signals: dict[str, str]


class Reading(msgspec.Struct, frozen=True, dict=True):
    """The sentences, and what follows from them."""

    sentences: tuple[Sentence, ...]

    def has(self, *signals: str) -> bool:
        return any(signal in self.present for signal in signals)

    @cached_property
    def present(self) -> frozenset[str]:
        return frozenset(signal for sentence in self.sentences for signal in acts(sentence))

    @cached_property
    def answers(self) -> int:
        """Sentences with the marks of an answer."""
        return sum("answer" in sentence.signals and not spent(sentence) for sentence in self.sentences)

    @cached_property
    def weight(self) -> float:
        """How much is said on the matter: a marked sentence counts 1.5, any other one of some length 0.5 to 1."""
        return sum(matter(sentence) for sentence in self.sentences)

    @cached_property
    def promises(self) -> tuple[str, ...]:
        """Sentences that may hold the promised date, the ones that promise an answer first."""
        promising = [s.text for s in self.sentences if {"processing", "interim_title", "reply_word"} & s.signals.keys()]
        rest = [
            s.text for s in self.sentences if {"reason", "forwarded"} & s.signals.keys() and s.text not in promising
        ]
        return (*promising, *rest) if promising else ()

    @cached_property
    def reasoned(self) -> bool:
        """A reason in this case. `Many inquiries` is one only with a day of the calendar, not with a period."""
        dated = any(
            DAY_MONTH.search(s) or MONTH_DAY.search(s) or SLASHED.search(s) or ISO.search(s) for s in self.promises
        )
        named = any("reason" in acts(s) and (dated or "volume" not in acts(s)) for s in self.sentences)
        return named or (self.weight > 0 and not self.has("received"))

    @cached_property
    def concerns_case(self) -> bool:
        return self.has("reason") and self.has("processing")

    @cached_property
    def forwarded_to_named(self) -> bool:
        return any("forwarded" in acts(s) and names_recipient(s) for s in self.sentences)

    @cached_property
    def because(self) -> tuple[str, ...]:
        seen: dict[str, str] = {}
        for sentence in self.sentences:
            for signal in acts(sentence):
                if signal in sentence.signals:
                    seen.setdefault(signal, sentence.signals[signal])
        return tuple(f"{signal}: {words}" for signal, words in seen.items() if signal != "courtesy")[:8]


def read(text: str, phrases: Phrases) -> Reading:
    return Reading(tuple(Sentence(text, phrases.signals(text)) for text in sentences(text)))


def acts(sentence: Sentence) -> frozenset[str]:
    """The signals that hold when seen together."""
    found = set(sentence.signals)
    question = sentence.text.rstrip().endswith("?")
    if THANKS.search(sentence.text):
        found.add("thanks")
    if (
        "ask" in found
        and not question
        and not re.search(
            r"\b(kan|could|can|please|vennligst|vänligen|venligst|trenger|treng|behöver|"
            r"need|brug|mangler|saknar|manglar|må|voitko|voisitko|"
            r"voisitteko|"
            r"voitteko|tarvi\w+|ilmoita\w*|kerro|kertois\w+|"
            r"lähet\w+|send|skicka|oppgi|"
            r"ange|oplys|kunne|skulle|vil|täsmennä|tarkenna|fint|flott|bra|supert|kjekt|takknemlig|tacksam\w*|"
            r"godt|dejligt|helpful|great|grateful|hyvä|kiitollinen)\b",
            sentence.text,
            re.IGNORECASE,
        )
    ):
        found.discard("ask")
    if "ask" in found and not question and "reply_word" in found and {"processing", "reason"} & found:
        found.discard("ask")
    if "polite_question" in found or ("courtesy" in found and not question):
        found -= {"ask", "polite_question"}
        if "polite_question" in sentence.signals:
            found.add("courtesy")
            found.discard("pointer")
    if "courtesy" in found:
        found -= {"pointer", "decline"}
    if "unsuccessful" in found:
        found.discard("elsewhere")
    if YOU_HAVE.search(sentence.text):
        found.discard("received")
    if question and not {"courtesy", "polite_question", "survey"} & found:
        found.add("ask")
    return frozenset(found)


def spent(sentence: Sentence) -> bool:
    return bool(acts(sentence) & (FUNCTIONS - SOFT))


def matter(sentence: Sentence) -> float:
    done = acts(sentence) & FUNCTIONS
    words = len(sentence.text.split())
    marked = "answer" in sentence.signals and "ask" not in done
    if done - SOFT:
        return 0.0
    if done:
        return 1.0 if marked and "decline" not in done else 0.0
    if marked:
        return 1.5
    if words < 4 or "thanks" in acts(sentence):
        return 0.0
    return 1.0 if words >= 8 and FIGURE.search(sentence.text) else 0.75 if words >= 7 else 0.4


def names_recipient(sentence: Sentence) -> bool:
    """Passed on to whom? `To the right department` names nobody."""
    if TO_NOBODY.search(sentence.text) or "unnamed" in sentence.signals and not NAMED.search(sentence.text):
        return False
    if re.search(r"\b(?:til|till|to|onto|v/|tildelt)\s*(.{3,80})", sentence.text):
        return True
    return bool(re.search(r"\w+(?:lle|oon|een|uun|aan|ään|öön)\b", sentence.text))
