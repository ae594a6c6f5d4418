from collections import Counter
from datetime import datetime, timedelta

import msgspec
import pytest

from instruments.clock import Calendar
from mailer.message import Address, Message, to_bytes
from mailer.parse import Incoming, parse
from simulator.habits import draw
from simulator.letter import Inquiry
from simulator.office import Offices, Reply, Unit, read
from simulator.plot import Played
from simulator.scene import Library, Scene

NORWAY = Calendar("NO")
GARAGE = Scene(
    id="garage",
    words={
        "nb": ["garasje søke bygge"],
        "nn": ["garasje søkje byggje"],
        "sv": ["garage bygglov"],
        "en": ["garage permit"],
    },
    full_answers={
        "nb": ["Du slipper å søke.", "Den må stå en meter fra grensa.", "Meld fra når den er ferdig."],
        "nn": ["Du slepp å søkje.", "Han må stå ein meter frå grensa.", "Meld frå når han er ferdig."],
        "sv": ["Du behöver bygglov.", "Garaget ska stå 4,5 meter från gränsen."],
        "en": ["You need no permit.", "It must stand one metre from the boundary."],
    },
)
LIBRARY = Scene(
    id="library",
    words={"nb": ["bibliotek låne"], "nn": ["bibliotek låne"], "sv": ["låna böcker"], "en": ["borrow books"]},
    full_answers={form: ["Books are free."] for form in ("nb", "nn", "sv", "en")},
)


def inquiry(unit: str = "larvik", number: int = 1, **changed: object) -> Inquiry:
    message = Message(
        sender=Address("Kari Nordli", "kari.nordli@fjordpost.test"),
        to=(Address("", f"post@{unit}.kommune.test"),),
        subject="Må jeg søke om garasje?",
        text="Hei,\n\nvi vil bygge en garasje. Må vi søke?\n\nmvh Kari\n",
        message_id=f"<{number}@fjordpost.test>",
        date=datetime(2026, 3, 2, 9, number % 60, tzinfo=NORWAY.zone),
        reply_to=Address("", f"kn{number}@fjordpost.test"),
    )
    message = msgspec.structs.replace(message, **changed)
    return read(
        to_bytes(message),
        envelope_from=f"kn{number}@fjordpost.test",
        to=message.to[0].email,
        now=lambda: message.date,
        calendar=NORWAY,
    )


def offices(*units: Unit) -> Offices:
    return Offices(Library([GARAGE, LIBRARY]), seed=7, calendar=NORWAY, units=units)


@pytest.fixture(scope="module")
def replies() -> list[tuple[Inquiry, Reply, Incoming]]:
    """What 400 municipalities answer to one inquiry each."""
    playing = offices()
    asked = [inquiry(f"unit{number}", number) for number in range(400)]
    return [(one, reply, parse(reply.raw)) for one in asked for reply in playing.receive(one)]


def test_every_kind_of_reply_is_played(replies: list[tuple[Inquiry, Reply, Incoming]]) -> None:
    counts = Counter(reply.played for _, reply, _ in replies)
    assert set(counts) == set(Played)
    assert counts[Played.FULL] > 100 and counts[Played.RECEIPT] > 150
    assert 1.4 < len(replies) / 400 < 2.4


def test_every_reply_can_be_read_and_goes_to_the_address_that_asked(
    replies: list[tuple[Inquiry, Reply, Incoming]],
) -> None:
    for one, reply, incoming in replies:
        assert not incoming.damage
        assert reply.to in {one.answer_to, one.envelope_from}
        assert one.answer_to in {address.email for address in incoming.to}
        assert incoming.text.strip()


def test_replies_arrive_in_simulated_time_after_the_inquiry(replies: list[tuple[Inquiry, Reply, Incoming]]) -> None:
    for one, reply, incoming in replies:
        assert reply.at > one.date
        assert incoming.arrived_at is not None
        assert abs(incoming.arrived_at - reply.at) < timedelta(seconds=4)


def test_people_answer_while_they_are_in(replies: list[tuple[Inquiry, Reply, Incoming]]) -> None:
    for _, reply, _ in replies:
        if reply.played in {Played.FULL, Played.PARTIAL, Played.REFUSAL, Played.CLARIFICATION}:
            assert NORWAY.works(reply.at.date()) and 8 <= reply.at.hour <= 15


def test_a_full_answer_says_all_and_a_partial_one_less(replies: list[tuple[Inquiry, Reply, Incoming]]) -> None:
    for _, reply, incoming in replies:
        said = sum(line in incoming.text for lines in GARAGE.full_answers.values() for line in lines)
        match reply.played:
            case Played.FULL:
                assert said == 3
            case Played.PARTIAL:
                assert said == 1
            case Played.WRONG:
                assert said == 0 and "Books are free." in incoming.text


def test_only_bounces_and_machines_leave_the_envelope_without_a_sender(
    replies: list[tuple[Inquiry, Reply, Incoming]],
) -> None:
    for _, reply, incoming in replies:
        if reply.played is Played.BOUNCE:
            assert incoming.report is not None and reply.envelope_from == ""
        if reply.played in {Played.FULL, Played.REFUSAL}:
            assert "@" in reply.envelope_from


def test_habits_differ_and_skill_has_a_spread() -> None:
    habits = [draw(f"post@unit{number}.kommune.test", seed=7) for number in range(300)]
    for field in ("system", "quoting", "form", "answering", "threads", "language", "charset"):
        assert len({getattr(one, field) for one in habits}) > 1
    skills = sorted(one.skill for one in habits)
    assert skills[15] < 0.35 and skills[-15] > 0.8


def test_two_addresses_of_a_municipality_have_its_habits_but_one_may_not_exist() -> None:
    pairs = [[draw(f"{box}@unit{n}.kommune.test", seed=7) for box in ("post", "postmottak")] for n in range(300)]
    assert all(msgspec.structs.replace(one, broken=other.broken) == other for one, other in pairs)
    assert any(one.broken != other.broken for one, other in pairs)


def test_the_same_seed_plays_the_same_whatever_the_order() -> None:
    first, second = inquiry("larvik", 1), inquiry("hamar", 2)
    one, other = offices(), offices()
    assert [one.receive(first), one.receive(second)] == [other.receive(second), other.receive(first)][::-1]


def test_a_unit_is_as_skilled_and_speaks_as_the_demo_says() -> None:
    playing = offices(Unit(address="POST@larvik.kommune.test", name="Larvik", language="nn", skill=0.5))
    habits = playing.habits("post@larvik.kommune.test")
    assert (habits.unit, habits.language, habits.skill) == ("Larvik", "nn", 0.5)


def test_an_answer_to_a_question_back_gets_the_answer() -> None:
    playing = offices()
    for number in range(400):
        asked = inquiry(f"unit{number}", number)
        question = next((r for r in playing.receive(asked) if r.played is Played.CLARIFICATION), None)
        if question is None:
            continue
        told = inquiry(f"unit{number}", number + 1000, in_reply_to=question.message_id, subject="SV: garasje")
        more = playing.receive(told)
        assert not {reply.played for reply in more} & {Played.CLARIFICATION, Played.RECEIPT, Played.FORWARDED}
        assert all(reply.inquiry == asked.message_id for reply in more)
        if more:
            return
    raise AssertionError("nobody asked back")


def test_an_inquiry_about_nothing_known_is_answered_all_the_same() -> None:
    playing = offices()
    for number in range(60):
        for reply in playing.receive(inquiry(f"u{number}", number, subject="{unit} xyzzy", text="plugh {case}\n")):
            assert not parse(reply.raw).damage


def test_swedish_and_english_letters_get_their_own_language_most_of_the_time() -> None:
    playing = offices()
    texts = []
    for number in range(200):
        asked = inquiry(f"u{number}", number, subject="Bygglov för garage", text="garage bygglov\n")
        texts += [parse(reply.raw).text for reply in playing.receive(asked) if reply.played is Played.FULL]
    assert sum("Du behöver bygglov." in text for text in texts) > len(texts) / 2
