"""A table as a workbook and back: nothing is lost or computed, and a hostile workbook is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel.decision import Table, cells, read_dmn, read_xlsx, set_row, write_xlsx
from minben.kernel.finding import InputError
from tests.kernel.decision.test_edit import ALLOWANCE, FILES, PREFIXED, table

COLUMNS = ["Age", "Tier", "Amount", "Basis"]


def changed(**values: object) -> bytes:
    """The allowance's workbook with cells as somebody typed them over."""
    book = load_workbook(io.BytesIO(write_xlsx(ALLOWANCE, "allowance", COLUMNS)))
    sheet: Any = book.active
    for place, value in values.items():
        sheet[place] = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.parent.name)
def test_there_and_back_keeps_every_byte(file: Path) -> None:
    data = file.read_bytes()
    for decision in read_dmn(data).each_decision():
        if isinstance(decision.logic, Table):
            assert read_xlsx(data, decision.id, write_xlsx(data, decision.id)) == data
    assert read_xlsx(PREFIXED, "d", write_xlsx(PREFIXED, "d")) == PREFIXED


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(
            st.characters(
                blacklist_categories=["Cs", "Cc"],
                whitelist_characters="\n\t\r",
                blacklist_characters="\ufffe\uffff",
            ),
            max_size=20,
        )
        | st.sampled_from(
            ["=1+1", "+1", "-5", "@x", "'a", "1.10", "007", "TRUE", "_x000D_", "_x0041_", "2026-01-01", "1E5"]
        ),
        min_size=4,
        max_size=4,
    )
)
def test_no_cell_is_lost_or_taken_for_a_formula(texts: list[str]) -> None:
    data = set_row(ALLOWANCE, "allowance", 2, texts)
    book = write_xlsx(data, "allowance")
    written: Any = load_workbook(io.BytesIO(book)).active
    for cell in written[3]:
        assert cell.data_type in ("inlineStr", "s", "n"), "a spreadsheet would compute this"
        assert cell.value is None or isinstance(cell.value, str)
    assert cells(read_xlsx(ALLOWANCE, "allowance", book), "allowance", 2) == cells(data, "allowance", 2)


def test_the_verbs_take_a_workbook_out_and_back(tmp_path: Path) -> None:
    rules, sheet = tmp_path / "rules.dmn", tmp_path / "sheet.xlsx"
    rules.write_bytes(ALLOWANCE)
    arguments = [str(rules), "allowance", str(sheet)]
    assert CliRunner().invoke(app, ["dmn", "export", *arguments]).exit_code == 0
    assert CliRunner().invoke(app, ["dmn", "import", *arguments]).exit_code == 0
    assert rules.read_bytes() == ALLOWANCE
    sheet.write_bytes(b"no workbook")
    told = CliRunner().invoke(app, ["dmn", "import", *arguments])
    assert told.exit_code == 2
    assert "no XLSX workbook" in told.output
    assert rules.read_bytes() == ALLOWANCE


def test_what_somebody_typed_is_read_as_feel() -> None:
    book = changed(B2=95, C2=True, D2=1200.5, E2=datetime(2026, 7, 1))
    rule = table(read_xlsx(ALLOWANCE, "allowance", book), "allowance").rules[0]
    assert rule.tests == ("95",)
    assert rule.results == ("true", "1200.5")
    assert list(rule.annotations.values()) == ['date("2026-07-01")']
    timed = changed(E2=time(9, 30), D2=datetime(2026, 7, 1, 9, 30))
    rule = table(read_xlsx(ALLOWANCE, "allowance", timed), "allowance").rules[0]
    assert rule.results[1] == 'date and time("2026-07-01T09:30:00")'


def test_rows_are_added_and_taken_out_and_empty_lines_passed_over() -> None:
    book = load_workbook(io.BytesIO(write_xlsx(ALLOWANCE, "allowance", COLUMNS)))
    sheet: Any = book.active
    sheet.delete_rows(3)
    sheet["B9"], sheet["C9"], sheet["D9"] = "< 80", '"0"', 0
    rules = table(read_xlsx(ALLOWANCE, "allowance", saved(book)), "allowance").rules
    assert [rule.tests[0] for rule in rules] == ["[80..90)", ">= 100", "< 80"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"B2": "=1+1"}, ":2.*column B.*formula"),
        ({"B3": '=HYPERLINK("http://x")'}, ":3.*formula"),
        ({"A3": "from_80"}, ":3.*stands twice"),
        ({"G2": "beside"}, ":2.*The line has 7 cells"),
        ({"B1": None, "C1": None, "D1": None, "E1": None}, "columns are not those"),
        ({"B2500": "far"}, "more than 2000 rows"),
    ],
)
def test_a_workbook_that_does_not_fit_is_refused_by_line(values: dict[str, object], told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_xlsx(ALLOWANCE, "allowance", changed(**values))


def packed(**parts: bytes) -> bytes:
    """The allowance's workbook with parts put in or replaced."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_xlsx(ALLOWANCE, "allowance"))) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, content in parts.items():
            after.writestr(name, content)
    return stream.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("book", "told"),
    [
        (b"", "no XLSX workbook"),
        (b"PK\x03\x04", "no XLSX workbook"),
        (write_xlsx(ALLOWANCE, "allowance")[:-40], "no XLSX workbook"),
        (packed(**{"xl/vbaProject.bin": b"x"}), "macros"),
        (packed(**{"xl/worksheets/sheet1.xml": BOMB}), "entities"),
        (packed(**{"xl/worksheets/sheet1.xml": BOMB.decode().encode("utf-16")}), "entities"),
        (packed(**{"xl/worksheets/sheet1.xml": b" " * 40_000_000}), "too large"),
        (packed(**{f"x{n}": b"" for n in range(600)}), "too large"),
        (packed(**{"xl/workbook.xml": b"<x/>"}), "cannot be read|columns are not those"),
        (packed(**{"xl/worksheets/sheet1.xml": b"<x"}), "cannot be read"),
    ],
)
def test_a_hostile_workbook_is_refused(book: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_xlsx(ALLOWANCE, "allowance", book)
