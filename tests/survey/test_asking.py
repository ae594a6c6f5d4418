"""What citizens are sent: whole, honest and alike in each language, as mail and as SMS."""

import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from functools import partial
from html.parser import HTMLParser

import msgspec
import pytest

from instruments import bank
from instruments.instrument import Choice, Instrument, Item, Kind
from instruments.language import direction
from mailer.message import Address, to_bytes
from mailer.sms import segments
from survey.asking import Asker, Doorway, first_question, mail, sms
from survey.doors import Doors
from survey.invitation import Invitation, Way
from survey.texts import spoken

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
LINK = "https://medlytt.example.no/a/12/XXXXXXXXXXXXXXXXXXXXXX"
OUT = "https://medlytt.example.no/out/12/YYYYYYYYYYYYYYYYYYYYYY"
DOORWAY = Doorway(link=LINK, out=OUT, out_by_mail="out+12.a", bounce="bounce+12.b")
LANGUAGES = ("nb", "nn", "sv", "en", "pl", "uk", "ar", "so", "se", "fi", "de")
ASKER = Asker(
    unit="Larvik <kommune>",
    channel="phone",
    sender=Address("Larvik", "undersokelse@medlytt.test"),
    bounces_at="medlytt.test",
    url="https://medlytt.example.no",
    reminders=1,
    until=date(2026, 4, 1),
    form=bank.one(Instrument, "short-survey"),
)


def invited(language: str = "nb", sent: int = 0) -> Invitation:
    rest = {"round_id": 12, "unit_id": 1, "channel": "phone", "way": Way.EMAIL}
    return Invitation(id=b"1" * 16, language=language, sent=sent, **rest)  # type: ignore[arg-type]


class Seen(HTMLParser):
    """What a mail shows, where it leads, and what it would fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.words: list[str] = []
        self.dir = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [given["href"] or ""] if tag == "a" else []
        self.dir = self.dir or given.get("dir") or ""
        if tag in ("img", "script", "link", "iframe", "object", "video", "style", "form") or "src" in given:
            self.fetched.append(tag)
        if "url(" in (given.get("style") or "") or "background" in given:
            self.fetched.append("style")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("sent", [0, 1])
@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_html_say_and_lead_to_the_same_and_fetch_nothing(language: str, sent: int) -> None:
    made = mail(ASKER, "kari@hjemme.test", invited(language, sent), doorway=DOORWAY, token="t", now=NOW)
    back = message_from_bytes(to_bytes(made), policy=policy.default)
    text, html = (back.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    seen = Seen(html)
    assert seen.fetched == []
    assert set(seen.links) == set(re.findall(r"https://\S+", text))
    assert LINK in seen.links and OUT in seen.links
    assert seen.dir == direction(spoken(language))
    said = " ".join(" ".join(seen.words).split())
    for line in filter(None, text.splitlines()):
        if not line.lstrip().startswith("https://"):
            words = " ".join(line.removeprefix("- ").split())
            assert words in said or words.endswith(":"), words
    assert "Larvik <kommune>" in text and "Larvik &lt;kommune&gt;" in html


def test_each_language_has_words_of_its_own() -> None:
    subjects = {
        language: mail(ASKER, "kari@hjemme.test", invited(language), doorway=DOORWAY, token="t", now=NOW).subject
        for language in ("nb", "nn", "sv", "en", "pl", "uk", "ar")
    }
    assert len(set(subjects.values())) == 7


def test_the_first_question_is_asked_in_the_mail_and_its_links_only_preselect() -> None:
    found = first_question(bank.one(Instrument, "short-survey"), LINK, "ar")
    assert found and (found.language, found.direction) == ("ar", "rtl")
    assert [option.link for option in found.options][:2] == [f"{LINK}?solved=first", f"{LINK}?solved=several"]


def test_a_link_from_the_mail_does_not_say_which_answer_it_chooses() -> None:
    """It ends in the logs of proxies and of programs that look at links."""
    doors, id = Doors(b"k" * 32), b"i" * 16
    form = bank.one(Instrument, "short-survey")
    found = first_question(form, LINK, "nb", choice=partial(doors.choice, id))
    assert found and found.options[0].link == f"{LINK}?c={doors.choice(id, 'solved', 'first')}"
    assert not any("solved" in option.link or "first" in option.link for option in found.options)
    assert len({option.link for option in found.options}) == len(found.options)
    assert doors.choice(b"j" * 16, "solved", "first") != doors.choice(id, "solved", "first")


def test_a_question_that_the_reader_cannot_read_is_left_to_the_page() -> None:
    form = bank.one(Instrument, "post-contact-email")
    assert first_question(form, LINK, "nn") and first_question(form, LINK, "fi")
    assert first_question(form, LINK, "ar") is None


YES = (Choice(value="ja/nei & så", label={"nb": "**Ja**"}), Choice(value="2", label={"nb": "Nei"}))


def form(**values: object) -> Instrument:
    item = Item(**{"name": "q", "label": {"nb": "Gikk det bra?"}, "choices": YES, **values})  # type: ignore[arg-type]
    return Instrument(id="x", title={"nb": "X"}, items=(Item(name="n", kind=Kind.NOTE, label={"nb": "Hei"}), item))


def test_values_of_any_kind_survive_in_a_link() -> None:
    found = first_question(form(), LINK, "nb")
    assert found and found.options[0].link == f"{LINK}?q=ja%2Fnei%20%26%20s%C3%A5"
    assert found.options[0].label == "Ja"


@pytest.mark.parametrize(
    "values",
    [
        {"relevant": "${n} = '1'"},
        {"choice_filter": "a = 'b'"},
        {"choices": YES[:1]},
        {"choices": tuple(Choice(value=str(n), label={"nb": str(n)}) for n in range(12))},
        {"label": {"nb": "Hva med ${n}?"}},
        {"choices": (*YES, Choice(value="x"))},
        {"kind": Kind.TEXT, "choices": ()},
    ],
)
def test_a_question_that_a_mail_cannot_ask_stays_on_the_page(values: dict[str, object]) -> None:
    assert first_question(form(**values), LINK, "nb") is None


def test_a_reminder_says_when_it_is_the_last_and_an_invitation_that_one_comes() -> None:
    made = [mail(ASKER, "k@x.test", invited("en", sent), doorway=DOORWAY, token="t", now=NOW).text for sent in (0, 1)]
    assert "Everybody gets a reminder, since we cannot see who has answered." in made[0]
    assert "This is the last mail about it." in made[1] and "Everybody gets a reminder" not in made[1]
    assert "If you have answered already, thank you: we cannot see it" in made[1]


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en", "pl"])
def test_an_invitation_by_sms_is_one_segment_where_the_alphabet_allows(language: str) -> None:
    asker = msgspec.structs.replace(ASKER, unit="Larvik")
    text = sms(asker, "+4791234567", invited(language), doorway=DOORWAY, sender="Larvik")
    assert segments(text.body) == 1 and LINK in text.body and OUT in text.body and "Larvik" in text.body


def test_longer_words_are_used_where_they_cost_nothing() -> None:
    short = Doorway(link="https://m.no/a/1/X", out="https://m.no/out/1/Y", out_by_mail="", bounce="")
    text = sms(msgspec.structs.replace(ASKER, unit="Larvik"), "+4791234567", invited(), doorway=short, sender="L")
    assert "Svar anonymt" in text.body and segments(text.body) == 1
