from collections import Counter
from datetime import date, timedelta
from email.message import EmailMessage
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from instruments.clock import Calendar
from simulator.agreement import UNTOLD, Numbers, shown
from simulator.citizens import contacts, mail, page, pen, screened
from simulator.citizens.contacts import Place
from simulator.citizens.page import Form
from simulator.citizens.person import Citizen, Way, nature
from survey.contact import Fate
from survey.pool import at_the_end
from survey.round import Cell

NORWAY = Calendar("NO")
FORM = """
<html lang="sv"><title>En enkät</title><button form="f" name="press" value="language:nb">Bokmål</button>
<p>Hej <b>du</b></p><a href="/a/privacy">mer</a>
<form id="f" method="post" action="/a/1/x"><input type="hidden" name="at" value="p1">
<button name="press" value="on" aria-hidden="true">Nästa</button>
<fieldset><input type="hidden" name="q-good" value="@blank">
<label><input type="radio" name="q-good" value="1">Dåligt</label><label><input type=radio name=q-good value=2>Så där
<label><input type="radio" name="q-good" value="3">Bra</label></fieldset>
<div hidden><textarea name="q-later"></textarea></div>
<textarea name="q-comment">
two
lines</textarea>
<select name="q-area"><option value=""></option><option value="roads" selected>Vägar</option></select>
<input type="checkbox" name="q-ok" value="OK" checked><input type="file" name="q-file">
<button name="press" value="send">Skicka</button></form>
"""


def one_form() -> Form:
    found = page.read(FORM).form("f")
    assert found is not None
    return found


def test_a_page_is_read_as_a_browser_without_scripts_does() -> None:
    whole = page.read(FORM)
    assert (whole.title, whole.language, whole.links) == ("En enkät", "sv", ["/a/privacy"])
    assert whole.text.startswith("Hej du mer")
    form = one_form()
    assert (form.method, form.action) == ("post", "/a/1/x")
    assert {name: (field.kind, field.offered, field.values) for name, field in form.fields.items()} == {
        "at": ("hidden", [], ["p1"]),
        "q-good": ("radio", ["1", "2", "3"], ["@blank"]),
        "q-later": ("textarea", [], []),
        "q-comment": ("textarea", [], ["two\nlines"]),
        "q-area": ("select", ["", "roads"], ["roads"]),
        "q-ok": ("checkbox", ["OK"], ["OK"]),
    }
    assert form.fields["q-later"].unseen
    assert [(one.value, one.unseen) for one in form.buttons] == [("on", True), ("send", False), ("language:nb", False)]
    assert form.sent({"q-good": ["3"]}, form.buttons[1])[-1] == ("press", "send")


def test_what_is_hidden_or_filled_in_already_is_left_alone() -> None:
    filled = pen.fill(one_form(), worth=0.9, language="sv", rng=Random(1))  # noqa: S311
    assert filled.keys() <= {"q-good"}


def test_the_better_the_contact_the_better_the_grade() -> None:
    rng = Random(1)  # noqa: S311
    means = [sum(int(pen.grade(list("12345"), worth=n / 4, rng=rng)) for _ in range(200)) / 200 for n in range(5)]
    assert means == sorted(means)
    assert means[-1] - means[0] > 3


def test_a_mail_gives_up_its_links() -> None:
    survey = "https://s.test/a/7/abcdefghijklmnopqrstuv"
    message = EmailMessage()
    message["Subject"], message["Content-Language"] = "Hvordan\n gikk det?".replace("\n", ""), "nb"
    message["List-Unsubscribe"] = "<mailto:x@s.test>, <https://s.test/out/7/onceonce>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(f"Ja: {survey}?solved=first\n\nEller: {survey}.\n\nSlutt: https://s.test/out/7/stop\n")
    message.add_alternative(f'<a href="{survey}?solved=first&amp;x=1">Ja</a>', subtype="html")
    letter = mail.read(message.as_bytes())
    assert letter.survey == survey
    assert letter.first == (f"{survey}?solved=first", f"{survey}?solved=first&x=1")
    assert (letter.one_click, letter.stop) == ("https://s.test/out/7/onceonce", "https://s.test/out/7/stop")
    assert mail.text(f"Slik: {survey} Stopp: https://s.test/out/7/stop").stop == "https://s.test/out/7/stop"


def test_citizens_differ_and_the_same_seed_brings_the_same_ones() -> None:
    people = [
        Citizen(address=f"{n}@x.test", unit="1", channel="email", language="nb", skill=n % 2) for n in range(2000)
    ]
    drawn = [nature(one, seed=3) for one in people]
    assert drawn == [nature(one, seed=3) for one in people]
    assert {one.way for one in drawn} == set(Way)
    met = [sum(one.worth for one in drawn[start::2]) for start in (0, 1)]
    assert met[1] > 2 * met[0]


def test_contacts_are_told_on_their_day_and_everybody_is_asked_once() -> None:
    days = [day for n in range(28) if NORWAY.works(day := date(2026, 3, 2) + timedelta(days=n))]
    places = [Place(code="1", skill=0.4, weight=3), Place(code="2", skill=0.9, weight=1, language="nn")]
    rows = contacts.made(1500, places, days, calendar=NORWAY, seed=5)
    asked = [row.citizen.address for row in rows if row.citizen is not None]
    assert len(asked) == len(set(asked)) == 1500
    fates = Counter(row.fate for row in rows)
    assert fates[Fate.DRAWN] == 1500
    assert set(fates) == {Fate.DRAWN, Fate.QUARANTINED, Fate.NO_ADDRESS, Fate.TOO_OLD, None}
    assert {row.day for row in rows} <= set(days)
    read = contacts.table(rows).decode().splitlines()
    assert len(read) == len(rows) + 1
    languages = Counter(row.citizen.language for row in rows if row.citizen is not None)
    assert set(languages) == {"nb", "nn", "sv", "en", "ar"}


@given(
    st.dictionaries(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["email", "phone"])), st.integers(1, 40)),
    st.integers(10, 15),
)
def test_where_answers_are_told_is_what_the_release_does(answers: dict[tuple[str, str], int], k: int) -> None:
    units = {name: number for number, name in enumerate("abcdef")}
    wider = {"b": "a", "c": "a", "d": "c"}
    parents = {units[name]: units[wider[name]] if name in wider else None for name in units}
    sealed = {
        Cell(units[unit], channel): [f"{unit}{channel}{n}".encode() for n in range(number)]
        for (unit, channel), number in answers.items()
    }
    batches, left = at_the_end(sealed, parents, k=k, dice=Random(1))  # noqa: S311
    names: dict[int | None, str] = {number: name for name, number in units.items()} | {None: ""}
    released: Numbers = Counter()
    for batch in batches:
        released[names[batch.place.unit_id], batch.place.channel or ""] += len(batch.ids)
    told = shown(Counter(answers), wider, k=k)
    if UNTOLD in told:
        assert told.total() == released.total() + len(left)
    else:
        assert told == released
        assert not left


def test_the_page_that_shows_what_will_be_masked_says_what_is_stored() -> None:
    hit = '<mark>{}</mark> <span class="becomes">(blir {})</span>'
    phone, name = hit.format("912 34 567", "[telefonnummer]"), hit.format("Kari &amp; Ola", "[namn]")
    shown = f'<p class="written" dir="auto">Ring {phone}, spør etter {name}.</p><p>Anna</p>'
    text = "Ring 912 34 567, spør etter Kari & Ola."
    assert screened.stored(shown, ()) == {text: "Ring [telefonnummer], spør etter [namn]."}
    kept = [f"comment:{text.index('Kari')}:{text.index('.')}"]
    assert screened.stored(shown, kept) == {text: "Ring [telefonnummer], spør etter Kari & Ola."}
