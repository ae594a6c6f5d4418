"""Tables of contacts as case and telephone systems write them: every good row is read, every bad one told."""

import codecs
import io
from contextlib import suppress
from datetime import UTC, date, datetime, time

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.clock import Calendar
from survey.contact import CHANNELS, Contact
from survey.intake.channels import channel
from survey.intake.languages import language
from survey.intake.places import Places
from survey.intake.reading import Entries, Wanted, read
from survey.problems import Invalid
from survey.tables.cells import BadCell
from survey.tables.objects import sheet_of
from survey.tables.sheet import salvage
from survey.unit import Unit

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
UNITS = [
    Unit(id=1, code="3909", name="Larvik"),
    Unit(id=2, code="0301", name="Oslo"),
    Unit(id=3, code="1384", name="Kungsbacka", country="SE"),
    Unit(id=4, code="3419", name="Våler"),
    Unit(id=5, code="3114", name="Våler"),
]
OTHERS = [Unit(id=9, code="1103", name="Stavanger")]
WANTED = Wanted(
    places=Places(UNITS, OTHERS),
    channels=frozenset(CHANNELS) - {"desk"},
    language="nb",
    calendars={one.id: Calendar(one.country) for one in UNITS},
)
ALONE = Wanted(places=Places(UNITS[:1]), channels=frozenset({"phone"}), language="nn", calendars={1: Calendar("NO")})
TABLE = "Enhet;Kanal;Tidspunkt;Språk;E-post;Mobil;Tjenesteområde;Nøkkel\n3909;e-post;2.3.2026 kl. 14.10;;kåri@x.no;;;\n"
TABLE = TABLE.replace("kåri", "kari") + "Kungsbacka kommun;Telefon;2026-03-02 14:10;Engelska;;070-123 45 67;Vägar;k1\n"
EXPECTED = [
    Contact(unit_id=1, channel="email", at=datetime(2026, 3, 2, 13, 10, tzinfo=UTC), language="nb", email="kari@x.no"),
    Contact(
        unit_id=3, channel="phone", at=datetime(2026, 3, 2, 13, 10, tzinfo=UTC), language="en", phone="+46701234567",
        area="Vägar", key="k1",
    ),
]  # fmt: skip


def found(data: bytes | str, wanted: Wanted = WANTED) -> Entries:
    sheet, unread = salvage(data.encode() if isinstance(data, str) else data)
    return read(sheet, wanted, NOW, unread=unread)


def told(entries: Entries) -> list[str]:
    return [
        f"{one.line} {one.column}: {one.message % one.values if one.values else one.message}" for one in entries.faults
    ]


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        codecs.BOM_UTF8 + TABLE.encode(),
        TABLE.encode("cp1252"),
        TABLE.encode("utf-16"),
        TABLE.encode("utf-16-be"),
        TABLE.replace(";", ",").encode(),
        TABLE.replace(";", "\t").encode(),
        TABLE.replace("\n", "\r\n").encode(),
        b"sep=;\n" + TABLE.encode(),
    ],
)
def test_a_table_is_read_whatever_its_encoding_and_separator(data: bytes) -> None:
    entries = found(data)
    assert (entries.contacts, told(entries)) == (EXPECTED, [])


def workbook(*rows: list[object]) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        page = book.add_worksheet("Henvendelser")
        forms = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if type(value) in forms:
                    page.write_datetime(number, column, value, forms[type(value)])
                elif isinstance(value, str) and value.startswith("="):
                    page.write_formula(number, column, value, None, "regnet ut")
                else:
                    page.write(number, column, value)
    return data.getvalue()


FORMATS: dict[type, str] = {datetime: "dd.mm.yyyy hh:mm", date: "dd.mm.yyyy", time: "hh:mm"}


def test_a_workbook_is_read_with_its_own_dates_and_numbers() -> None:
    entries = found(
        workbook(
            ["Kommunenummer", "Kanal", "Dato", "Klokkeslett", "Telefon", "E-post"],
            [301, "Telefon", date(2026, 3, 2), time(14, 10), 91234567, ""],
            ["0301", "Nett", datetime(2026, 3, 2, 14, 10), "", "", "Kari <Kari@EXAMPLE.no>"],
            [3909, "web", 46083.590278, "", 4791234567, ""],
        )
    )
    assert told(entries) == []
    assert [one.at.isoformat() for one in entries.contacts] == ["2026-03-02T14:10:00+01:00"] * 3
    assert [one.phone for one in entries.contacts] == ["+4791234567", "", "+4791234567"]
    assert entries.contacts[1].email == "Kari@example.no"


def test_every_minute_of_a_day_comes_through_a_workbook() -> None:
    minutes = [datetime(2026, 3, 2, n // 60, n % 60) for n in range(0, 1440, 17)]
    entries = found(workbook(["tid"], *[[one] for one in minutes]), ALONE)
    assert [one.at.replace(tzinfo=None) for one in entries.contacts[1:]] == minutes[1:]


def test_a_formula_is_a_text_like_any_other() -> None:
    (one,) = found(workbook(["tid", "område"], ["2026-03-02 14:10", '=HYPERLINK("http://x.test")']), ALONE).contacts
    assert one.area == "regnet ut"
    (other,) = found("tid;område\n2026-03-02 14:10;=1+1\n", ALONE).contacts
    assert other.area == "=1+1"


def test_a_bad_row_is_told_with_its_place_and_the_good_ones_go_in() -> None:
    entries = found(
        "unit,channel,time,language,email,phone\n"
        "3909,email,2026-03-02 14:10,en,kari@x.no,\n"
        ",email,2026-03-02 14:10,,kari@x.no,\n"
        "Larvk,email,2026-03-02 14:10,,kari@x.no,\n"
        "Atlantis,email,2026-03-02 14:10,,kari@x.no,\n"
        "Våler,email,2026-03-02 14:10,,kari@x.no,\n"
        "3909,brevdue,2026-03-02 14:10,,kari@x.no,\n"
        "3909,email,i går,,kari@x.no,\n"
        "3909,email,2026-03-04 14:10,,kari@x.no,\n"
        "3909,email,,klingonsk,kari(at)x.no,12\n"
        "3909,email,2026-03-02 14:10,nn,ola@x.no,,en til\n"
        '3909,email,2026-03-02 14:10,,"kari"@x.no,\n'
        "3909,email,2026-03-02 14:10,nn,ola@x.no,\n"
    )
    assert [one.email for one in entries.contacts] == ["kari@x.no", "ola@x.no"]
    assert told(entries) == [
        "3 unit: The unit is missing: fill it in or remove the row",
        "4 unit: There is no such unit: is it Larvik (3909)?",
        "5 unit: There is no such unit: write its number or its name as in the list of units",
        "6 unit: Several units are called this: write the unit's number instead",
        "7 channel: The channel has to be one of email, phone, web, desk",
        "8 time: This has to be a date with a time, such as 2026-03-02 14:10 or 2.3.2026 kl. 14.10",
        "9 time: The contact lies in the future: check the day and the month",
        "10 time: The time of the contact is missing: fill it in or remove the row",
        "10 language: This language is not known: write a code such as nb or en, or leave the cell empty",
        "10 email: This has to be one e-mail address, such as kari@example.no",
        "10 phone: This has to be one phone number, such as 912 34 567 or +47 912 34 567",
        "11 : The row has more cells than there are headings: is a separator missing or one too many?",
        "12 : A quotation mark is not closed or stands in the wrong place: correct this row.",
    ]
    assert [one.line for one in entries.rows] == [2, 13]


def test_a_fault_never_repeats_what_may_be_about_a_person() -> None:
    entries = found("unit,channel,time,email,phone\n3909,email,i går,kari(at)x.no,12345x\n")
    assert [one.cell for one in entries.faults] == ["i går", "", ""]


def test_units_and_channels_that_are_not_asked_about_are_counted_apart() -> None:
    rows = "1103,email\nStavanger,phone\n3909,Skranke\n3909,email\n".replace("\n", ",2026-03-02 14:10,k@x.no\n")
    entries = found("unit,channel,time,email\n" + rows)
    assert (entries.elsewhere, len(entries.rows), told(entries)) == ({"Stavanger": 2, "desk": 1}, 1, [])


def test_a_unit_is_known_by_its_number_or_its_name() -> None:
    said = [
        "3909",
        "Larvik",
        "LARVIK kommune",
        "larvik",
        " 3909 ",
        "0301",
        "301",
        "301.0",
        "Oslo kommune",
        "kungsbacka",
    ]
    found_ids = [Places(UNITS).find(text).id for text in said]
    assert found_ids == [1, 1, 1, 1, 1, 2, 2, 2, 2, 3]


def test_lines_above_the_headings_are_passed_over() -> None:
    entries = found(
        "Rapport over henvendelser;;\nUttrekk 3.3.2026;;\n\ntid;e-post;område\n2026-03-02;k@x.no;vei\n", ALONE
    )
    assert ([one.line for one in entries.rows], entries.ignored, told(entries)) == ([5], (), [])


def test_headings_that_mean_nothing_are_told_and_left_out() -> None:
    entries = found("tid;Saksbehandler;Saksnr;e-post\n2026-03-02;Odd;7;k@x.no\n", ALONE)
    assert (entries.ignored, len(entries.rows)) == (("Saksbehandler", "Saksnr"), 1)


def test_a_table_about_one_unit_and_one_channel_need_not_say_so() -> None:
    (one,) = found("dato;mobil\n2026-03-02;912 34 567\n", ALONE).contacts
    assert (one.unit_id, one.channel, one.language, one.phone) == (1, "phone", "nn", "+4791234567")


def test_headings_that_leave_open_what_is_needed_are_refused_with_a_guess() -> None:
    with pytest.raises(Invalid) as refused:
        found("enheter;kanl;navn\nLarvik;e-post;Kari\n")
    assert [repr(one) for one in refused.value.faults] == [
        "column enheter: No column holds the unit: call it unit, enhet or kommunenummer",
        "column kanl: No column holds the channel: call it channel or kanal",
        "row 1: No column holds the time of the contact: call it time, tidspunkt or dato",
    ]


def test_of_two_columns_for_one_thing_the_first_that_says_something_counts() -> None:
    text = "kommunenr;kommune;kanal;tid;telefon;mobil\n;Larvik;tlf;2.3.2026;33171000;91234567\n"
    text += "0301;x;tlf;2.3.2026;33171000;\n"
    assert [(one.unit_id, one.phone) for one in found(text).contacts] == [(1, "+4791234567"), (2, "+4733171000")]


def test_one_column_may_hold_either_kind_of_address_and_a_withheld_number_is_none() -> None:
    text = "tid;mottaker\n2026-03-02;k@x.no\n2026-03-02;+46 70 123 45 67\n2026-03-02;Hemmelig\n"
    assert [(one.email, one.phone) for one in found(text, ALONE).contacts] == [
        ("k@x.no", ""),
        ("", "+46701234567"),
        ("", ""),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [("nb", "nb"), ("no", "nb"), ("NB-no", "nb"), ("nn_NO", "nn"), ("Bokmål", "nb"), ("norska", "nb"), ("sv-SE", "sv"),
     ("engelsk", "en"), ("polska", "pl"), ("polsk", "pl"), ("polski", "pl"), ("العربية", "ar"), ("arabiska", "ar"),
     ("ukrainsk", "uk"), ("Українська", "uk"), ("nordsamisk", "se"), ("tigrinja", "ti"), ("dari", "fa"), ("eng", "en"),
     ("somaliska", "so"), ("suomi", "fi"), ("persisk", "fa"), ("zh-Hant", "zh")],
)  # fmt: skip
def test_a_language_is_a_code_or_a_name(text: str, code: str) -> None:
    assert language(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("E-POST", "email"), ("mejl", "email"), ("Telefonsamtal", "phone"), ("tlf.", "phone"), ("Nettskjema", "web"),
     ("webbformulär", "web"), ("chatt", "web"), ("Personlig oppmøte", "desk"), ("Besök", "desk")],
)  # fmt: skip
def test_a_channel_has_many_words(text: str, code: str) -> None:
    assert channel(text) == code


NO_ADDRESSES = ["a@b", "a b@x.no", "a@x..no", "@x.no", "a@x.no;b@x.no", "a@-x.no", ".a@x.no", "a.@x.no", "a@x_y.no"]


@pytest.mark.parametrize("email", [*NO_ADDRESSES, "a" * 250 + "@x.no", "a@" + "x" * 70 + ".no"])
def test_what_is_no_address_is_not_written_to(email: str) -> None:
    assert len(found(f'tid;e-post\n2026-03-02;"{email}"\n', ALONE).faults) == 1


@pytest.mark.parametrize("phone", ["1", "12345", "+47123", "91234567 / 91234568", "0000", "abc", "+999123456789"])
def test_what_is_no_number_is_not_called(phone: str) -> None:
    assert len(found(f"tid;telefon\n2026-03-02;{phone}\n", ALONE).faults) == 1


def test_objects_are_read_like_rows() -> None:
    sheet, unread = sheet_of(
        [
            {"unit": 3909, "channel": "email", "time": "2026-03-02T14:10:00+01:00", "email": "kari@x.no"},
            "no object",
            {"unit": "3909", "channel": "email", "time": {"at": 1}},
            {"enhet": "Larvik", "kanal": "telefon", "time": "2026-03-02T14:10", "phone": 91234567.0, "language": None},
        ]
    )
    entries = read(sheet, WANTED, NOW, unread=unread)
    assert [(one.line, one.contact.phone) for one in entries.rows] == [(1, ""), (4, "+4791234567")]
    assert [one.line for one in entries.faults] == [2, 3]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_only() -> None:
    rows = [f"2026-03-02;k{n}@x.no" for n in range(300)]
    rows[7] = '2026-03-02;"k@x.no'
    entries = found("tid;e-post\n" + "\n".join(rows) + "\n", ALONE)
    assert (len(entries.rows), [one.line for one in entries.faults]) == (299, [9])


def test_a_file_that_is_no_table_is_refused() -> None:
    with pytest.raises(Invalid):
        found('a,b\n"x\n' * 60)


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["3909", "Larvik", "phone", "e-post", "2026-03-02 14:10", "nb", "k@x.no", "91234567", '"', "=1"]
)


@settings(max_examples=40)
@given(st.lists(st.lists(CELLS, min_size=4, max_size=6), max_size=8))
def test_no_cell_breaks_it_and_every_row_is_accounted_for(rows: list[list[str]]) -> None:
    header = {name: number for number, name in enumerate(["unit", "channel", "time", "email", "phone", "key"])}
    sheet, unread = sheet_of([dict(zip(header, row, strict=False)) for row in rows])
    if not sheet.rows:
        return
    entries = read(sheet, WANTED, NOW, unread=unread) if len(sheet.header) > 2 else Entries()
    bad = {one.line for one in entries.faults}
    assert len(entries.rows) + len(bad) + sum(entries.elsewhere.values()) == len(rows)
    assert not bad & {one.line for one in entries.rows}


@given(st.text(max_size=20))
def test_no_language_breaks_it(text: str) -> None:
    with suppress(BadCell):
        assert language(text).isalpha()
