"""Texts with labels: long ones are read, and no other reader of CSV is changed by it."""

import csv
import io

import pytest

from survey.cli import labelled


def test_a_long_text_is_read_and_every_other_reader_keeps_its_own_limit() -> None:
    others = csv.field_size_limit()
    long = "a" * (others + 1)
    read = labelled.read(io.BytesIO(f"text,label\n{long},x\n".encode()), "text", "label")
    assert [row.text for row in read.rows] == [long]
    with pytest.raises(csv.Error):
        list(csv.reader([long]))


def test_a_text_without_an_end_is_told_and_what_stands_before_it_is_kept() -> None:
    endless = "a" * (labelled.LONGEST_CELL + 1)
    read = labelled.read(io.BytesIO(f"text,label\nshort,x\n{endless},y\n".encode()), "text", "label")
    assert [row.text for row in read.rows] == ["short"]
    assert "nothing after it was read" in str(read.faults[0])
    assert csv.field_size_limit() < labelled.LONGEST_CELL


def test_a_header_without_an_end_is_told() -> None:
    with pytest.raises(labelled.ColumnError, match="is not CSV"):
        labelled.read(io.BytesIO(b"a" * (labelled.LONGEST_CELL + 1)), "text", "label")
