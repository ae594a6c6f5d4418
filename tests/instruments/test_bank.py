from pathlib import Path

import pytest

from instruments import bank
from instruments.protocol import Protocol
from instruments.scenario import Channel

GOOD = (bank.SHIPPED / "protocols" / "kommunetest-2019.toml").read_text(encoding="utf-8")


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(bank.UnusableError) as caught:
        bank.decode(text if isinstance(text, bytes) else text.encode(), Protocol, "mine.toml")
    return [str(fault) for fault in caught.value.faults]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_every_wave_of_the_record_is_there() -> None:
    assert set(bank.protocols()) == {
        *(f"kommunetest-{year}" for year in (2007, 2010, 2011, 2013, 2016, 2019)),
        "kundeserviceprisen",
    }


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("kommunetest-2007", {Channel.WEB: 25, Channel.PHONE: 5, Channel.EMAIL: 7}),
        ("kommunetest-2010", {Channel.WEB: 8, Channel.PHONE: 2, Channel.EMAIL: 3}),
        ("kommunetest-2013", {Channel.WEB: 14, Channel.PHONE: 2, Channel.EMAIL: 3}),
        ("kommunetest-2016", {Channel.WEB: 19, Channel.PHONE: 3, Channel.EMAIL: 4}),
        ("kommunetest-2019", {Channel.WEB: 24, Channel.PHONE: 2, Channel.EMAIL: 3}),
        ("kundeserviceprisen", {Channel.PHONE: 13, Channel.EMAIL: 12}),
    ],
)
def test_a_protocol_asks_as_often_as_its_wave_did(name: str, counts: dict[Channel, int]) -> None:
    found = bank.protocol(name)
    assert {channel: found.inquiries(channel) for channel in found.channels} == counts


def test_published_files_are_as_published() -> None:
    assert bank.changed() == ()


def test_everything_shipped_is_published() -> None:
    shipped = {path.relative_to(bank.SHIPPED).as_posix() for path in bank.SHIPPED.rglob("*.toml")}
    assert shipped <= set(bank.locked())


def test_an_unknown_field_is_refused_with_line_and_suggestion() -> None:
    text = GOOD.replace('code = "care"\nweight', 'code = "care"\nwieght')
    assert faults(text) == [
        f"mine.toml:{line_of(text, 'wieght')}: `sectors[1].wieght` is not known here; did you mean `weight`?"
    ]


def test_a_negative_weight_is_refused_with_its_line() -> None:
    text = GOOD.replace("weight = 25", "weight = -25")
    assert faults(text) == [
        f"mine.toml:{line_of(text, 'weight = -25')}: `sectors[1].weight` is -25; it must be 0 or more"
    ]


def test_a_wrong_type_is_refused_with_its_line() -> None:
    text = GOOD.replace("wait_minutes = 4", 'wait_minutes = "four"')
    assert faults(text) == [
        f"mine.toml:{line_of(text, 'wait_minutes')}: `phone.wait_minutes` expected `float`, got `str`"
    ]


def test_a_misspelt_word_of_a_list_is_refused_with_what_was_meant() -> None:
    text = GOOD.replace('devices = ["mobile", "desktop"]', 'devices = ["mobil", "desktop"]')
    assert faults(text) == [
        f"mine.toml:{line_of(text, 'devices')}: `web.devices[0]` cannot be `mobil`; did you mean `mobile`?"
    ]


def test_broken_toml_and_other_encodings_are_told_with_their_line() -> None:
    assert faults('id = "a"\nversion = \n')[0].startswith("mine.toml:2: is not TOML")
    assert faults('id = "a"\ntitle = "Øyer"\n'.encode("latin-1")) == [
        "mine.toml:2: is not UTF-8; save the file as UTF-8"
    ]


def test_a_bank_of_ones_own_adds_to_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "mine.toml").write_text(GOOD.replace("kommunetest-2019", "mine", 1), encoding="utf-8")
    second = GOOD.replace("version = 1", "version = 2", 1)
    (tmp_path / "protocols" / "kommunetest-2019@2.toml").write_text(second, encoding="utf-8")
    assert bank.protocol("mine", tmp_path).id == "mine"
    assert bank.protocol("kommunetest-2019", tmp_path).version == 2
    assert bank.protocol("kommunetest-2019@1", tmp_path).version == 1
    assert "kommunetest-2007" in bank.protocols(tmp_path)


def test_an_unknown_protocol_is_told_with_what_was_meant() -> None:
    with pytest.raises(bank.UnknownError, match="did you mean `kommunetest-2019`"):
        bank.protocol("kommunetest2019")


def test_a_published_file_that_is_edited_or_removed_is_found(tmp_path: Path) -> None:
    path = tmp_path / "protocols" / "mine.toml"
    path.parent.mkdir()
    path.write_text(GOOD, encoding="utf-8")
    assert bank.publish((path,), tmp_path) == ("protocols/mine.toml",)
    assert bank.publish((path,), tmp_path) == ()
    assert bank.changed(tmp_path) == ()
    path.write_text(GOOD + "\n", encoding="utf-8")
    assert "add a new version" in bank.changed(tmp_path)[0].message
    path.unlink()
    assert "is gone" in bank.changed(tmp_path)[0].message


def test_a_scenario_of_an_unknown_sector_is_refused_with_what_was_meant(tmp_path: Path) -> None:
    mine = (bank.SHIPPED / "scenarios" / "web-water-fee.toml").read_text(encoding="utf-8")
    (tmp_path / "scenarios").mkdir()
    text = mine.replace('"web-water-fee"', '"mine"').replace('"technical"', '"tecnical"')
    (tmp_path / "scenarios" / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(bank.UnusableError, match="cannot be `tecnical`; did you mean `technical`"):
        bank.scenarios(tmp_path)
