"""A text as a list of sentences, each with what it does: confirm, promise, ask, decline, answer."""

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

import msgspec

from mailer.expected import CALENDAR_DAYS, TIMES
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
REASONS = frozenset({"reason", "volume"})
THANKS = re.compile(
    r"^(?:hei|hej|hi|hello|dear|kjære)?[^.!]{0,30}\b(takk|tack|tak|thank|thanks|kiitos|kiitämme)\b", re.IGNORECASE
)
FIGURE = re.compile(r"\d")


STATED = re.compile(
    r"\w[\w\s,]*\s(kan|kunne|kunde|skulle|vil|vill|ville|can|could|may|må) (du|dere|de|ni|i|you)\b|"
    r"\b(du|dere|de|ni|you) (kan|kunne|kunde|can|could|may)\b",
    re.IGNORECASE,
)
TO_YOU = re.compile(
    r"\b(du|deg|dere|din|ditt|dine|de|dykk|you|your|ni|dig|er|ert|jer|send|skicka|oppgi|oppgje|ange|oplys|vennligst|vänligen|"
    r"please|venligst|sinu\w*|tei\w*|lähet\w*|ilmoita\w*|kerro\w*)\b",
    re.IGNORECASE,
)
IF_YOU = re.compile(r"\b(om|hvis|dersom|viss|if|jos|mikäli|at) (du|dere|de|ni|i|you|jeg|vi)\b", re.IGNORECASE)
# What an office usually does is no promise to anybody.
USUALLY = re.compile(
    r"\b(vanligvis|vanlegvis|normalt|som regel|normally|usually|typically|generally|vanligtvis|oftast|i regel|yleensä|"
    r"sædvanligvis|typisk|som hovedregel|gjennomsnittlig|genomsnittlig|keskimäärin|average)\b",
    re.IGNORECASE,
)
THERE = re.compile(r"\b(der|dér|där|there|dem|them|siellä|sieltä|heiltä)\W*$", re.IGNORECASE)
# What is announced has not been done.
TO_COME = re.compile(
    r"\b(vil|skal|blir|vert|kommer (?:till )?att|ska|will|shall|would|tullaan|fordeles|fordelast|videresendes|"
    r"vidarebefordras|slussas|videresendast|skickas)\b",
    re.IGNORECASE,
)
INFORMATION = re.compile(
    r"adress|gnr|gårds|bruksn|matrik|fastighet|opplysning|upplysning|oplysning|uppgift|informa|vite\b|veta\b|"
    r"vide\b|know|"
    r"which|hvilke|vilke|kva for|details|address|name|dato|fødsel|født|personn|osoite|tieto|tieda|kiinteistö|"
    r"minkä|mikä|"
    r"alder|ålder",
    re.IGNORECASE,
)
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


class Sentence(msgspec.Struct, frozen=True, dict=True):
    text: str
    signals: dict[str, str]

    @cached_property
    def acts(self) -> frozenset[str]:
        """What the sentence does: its signals, seen together."""
        return together(self.signals, self.text)


class Reading(msgspec.Struct, frozen=True, dict=True):
    """The sentences, and what follows from them."""

    sentences: tuple[Sentence, ...]

    def has(self, *signals: str) -> bool:
        return any(signal in self.present for signal in signals)

    @cached_property
    def present(self) -> frozenset[str]:
        return frozenset(signal for sentence in self.sentences for signal in sentence.acts)

    @cached_property
    def answers(self) -> int:
        """Sentences with the marks of an answer."""
        return sum("answer" in sentence.signals and not spent(sentence) for sentence in self.sentences)

    @cached_property
    def weight(self) -> float:
        """How much is said on the matter: a marked sentence counts 1.5, any other one of some length 0.5 to 1."""
        formal = self.has("received", "processing", "absence", "closed", "auto_notice")
        waiting = self.has("processing", "interim_title", "reply_word")
        counted = (s for s in self.sentences if not (formal and "hours" in s.signals))
        return sum(matter(s, aside=frozenset() if waiting else REASONS) for s in counted)

    @cached_property
    def promises(self) -> tuple[tuple[str, ...], ...]:
        """Sentences that may hold the promised date: those that promise an answer, what follows them, the reasons."""
        promise = {"processing", "interim_title", "reply_word"}
        promising = tuple(s.text for s in self.sentences if promise & s.signals.keys() and not USUALLY.search(s.text))
        after = tuple(b.text for a, b in pairwise(self.sentences) if "reply_word" in a.signals)
        reasons = tuple(s.text for s in self.sentences if {"reason", "forwarded"} & s.signals.keys())
        return (promising, after, reasons) if promising else ()

    @cached_property
    def reasoned(self) -> bool:
        """A reason in this case. `Many inquiries` is one only with a day of the calendar, not with a period."""
        texts = [text for group in self.promises for text in group]
        dated = any(pattern.search(text) for pattern in CALENDAR_DAYS for text in texts)
        named = any("reason" in s.acts and (dated or "volume" not in s.acts) for s in self.sentences)
        return named or (0 < self.weight < 1.5 and not self.has("received", "volume"))

    @cached_property
    def concerns_case(self) -> bool:
        """A reason besides somebody's absence, and when the answer comes."""
        reasoned = any("reason" in s.acts and "absence" not in s.acts for s in self.sentences)
        return (self.has("reason") and self.has("processing")) or (reasoned and bool(self.promises))

    @cached_property
    def forwarded_to_named(self) -> bool:
        return any("forwarded" in s.acts and names_recipient(s) for s in self.sentences)

    @cached_property
    def asks_plainly(self) -> bool:
        """With a question mark, or for something that can be told; `to answer I must ask a colleague` does not."""
        asking = (s.text for s in self.sentences if "ask" in s.acts)
        return any(text.endswith("?") or (INFORMATION.search(text) and TO_YOU.search(text)) for text in asking)

    @cached_property
    def passed_on(self) -> bool:
        """Given to somebody: `will be sent to the right department` is what receipts say."""
        given = (s for s in self.sentences if {"forwarded", "handover"} & s.acts)
        return any(not (TO_COME.search(s.text) and TO_NOBODY.search(s.text)) for s in given)

    @cached_property
    def because(self) -> tuple[str, ...]:
        seen: dict[str, str] = {}
        for sentence in self.sentences:
            for signal in sentence.acts:
                if signal in sentence.signals:
                    seen.setdefault(signal, sentence.signals[signal])
        return tuple(f"{signal}: {words}" for signal, words in seen.items() if signal != "courtesy")[:8]


def read(text: str, phrases: Phrases) -> Reading:
    return Reading(tuple(Sentence(text, phrases.signals(text)) for text in sentences(text)))


def together(signals: Iterable[str], text: str) -> frozenset[str]:
    """The signals that hold when seen together."""
    found = set(signals)
    if THANKS.search(text):
        found.add("thanks")
    if {"pointer", "processing"} <= found and THERE.search(text):
        found.discard("processing")  # the answer is to be had from somebody else
    if YOU_HAVE.search(text):
        found.discard("received")
    told_elsewhere(found, text)
    asked(found, text)
    if {"courtesy", "answer"} <= found and not {"thanks", "polite_question"} & found:
        found.discard("courtesy")  # "referring to your mail we can tell you"
    if "courtesy" in found:
        found -= {"pointer", "decline"}
    return frozenset(found)


def told_elsewhere(found: set[str], text: str) -> None:
    if {"channel", "replied"} <= found and "received" not in found and not TO_COME.search(text):
        found.add("elsewhere")
    elif "unsuccessful" in found:
        found.discard("elsewhere")


def asked(found: set[str], text: str) -> None:
    """A question to the persona: with its mark, or as a request; not `any questions?`, not what somebody else needs."""
    question = text.rstrip().endswith("?")
    polite = {"courtesy", "polite_question", "survey"} & found
    if question and not polite:
        found.add("ask")
    if not question and STATED.search(text) and not IF_YOU.search(text):
        found.discard("ask")  # "then you can send us the form" tells, it does not ask
    reasoned = "reason" in found and not INFORMATION.search(text)
    if not question and reasoned:
        found.discard("ask")
    if "polite_question" in found:
        found -= {"ask", "pointer"}
        found.add("courtesy")
    elif "courtesy" in found and not question:
        found.discard("ask")


def spent(sentence: Sentence) -> bool:
    return bool(sentence.acts & (FUNCTIONS - SOFT))


def matter(sentence: Sentence, *, aside: frozenset[str]) -> float:
    """What one sentence says on the matter; `aside`: signals that mean nothing in this mail."""
    done = (sentence.acts & FUNCTIONS) - aside
    if "reply_word" in sentence.signals and any(pattern.search(sentence.text) for pattern in TIMES):
        done = done or frozenset({"processing"})  # when the answer comes
    words = len(sentence.text.split())
    marked = "answer" in sentence.signals and "ask" not in done
    if done - SOFT:
        return 0.0
    if done:
        return 1.0 if marked and "decline" not in done else 0.0
    if marked:
        return 1.5
    if words < 4 or "thanks" in sentence.acts:
        return 0.0
    return 1.0 if words >= 12 or (words >= 8 and FIGURE.search(sentence.text)) else 0.75 if words >= 7 else 0.4


def names_recipient(sentence: Sentence) -> bool:
    """Passed on to whom? `To the right department` names nobody."""
    if TO_NOBODY.search(sentence.text) or "unnamed" in sentence.signals and not NAMED.search(sentence.text):
        return False
    if re.search(r"\b(?:til|till|to|onto|v/|tildelt)\s*(.{3,80})", sentence.text):
        return True
    return bool(re.search(r"\w+(?:lle|oon|een|uun|aan|ään|öön)\b", sentence.text))
