"""A table as CSV and back: nothing is lost, rows are known by their ids, bad sheets are refused by line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel.decision import Table, cells, read_csv, read_dmn, set_row, write_csv
from minben.kernel.finding import InputError
from tests.kernel.decision.test_edit import ALLOWANCE, FILES, PREFIXED, table


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.parent.name)
def test_there_and_back_keeps_every_byte(file) -> None:
    data = file.read_bytes()
    for decision in read_dmn(data).each_decision():
        if isinstance(decision.logic, Table):
            assert read_csv(data, decision.id, write_csv(data, decision.id)) == data
    assert read_csv(PREFIXED, "d", write_csv(PREFIXED, "d")) == PREFIXED


def test_the_verbs_take_a_table_out_and_back(tmp_path: Path) -> None:
    rules, sheet = tmp_path / "rules.dmn", tmp_path / "sheet.csv"
    rules.write_bytes(ALLOWANCE)
    arguments = [str(rules), "allowance", str(sheet)]
    assert CliRunner().invoke(app, ["dmn", "export", *arguments]).exit_code == 0
    assert CliRunner().invoke(app, ["dmn", "import", *arguments]).exit_code == 0
    assert rules.read_bytes() == ALLOWANCE
    sheet.write_bytes(sheet.read_bytes().replace(b",1000,", b",1200,"))
    assert CliRunner().invoke(app, ["dmn", "import", *arguments]).exit_code == 0
    assert [rule.results[1] for rule in table(rules.read_bytes(), "allowance").rules] == [
        "100",
        "300",
        "1200",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"row,a\n", "not those of the table"), (b"\xff\xfe", "not in UTF-8"), (b"", "not those of the table")],
)
def test_a_sheet_that_does_not_fit_leaves_the_file_alone(tmp_path: Path, content: bytes, said: str) -> None:
    rules, sheet = tmp_path / "rules.dmn", tmp_path / "sheet.csv"
    rules.write_bytes(ALLOWANCE)
    sheet.write_bytes(content)
    told = CliRunner().invoke(app, ["dmn", "import", str(rules), "allowance", str(sheet)])
    assert told.exit_code == 2
    assert said in told.output
    assert rules.read_bytes() == ALLOWANCE


def test_rows_are_changed_added_moved_and_taken_out_by_their_ids() -> None:
    sheet = write_csv(ALLOWANCE, "allowance", ["Age", "Tier", "Amount", "Basis"])
    assert sheet.splitlines()[:2] == [
        "row,Age,Tier,Amount,Basis",
        'from_80,[80..90),"""80""",100,lanting-elder-allowance-measures 6',
    ]
    lines = list(csv.reader(io.StringIO(sheet)))
    lines[3][3] = "1200"
    stream = io.StringIO()
    csv.writer(stream).writerows([lines[0], lines[3], ["", "< 80", '"0"', "0", ""], lines[1]])
    data = read_csv(ALLOWANCE, "allowance", "\ufeff" + stream.getvalue())
    rules = table(data, "allowance").rules
    assert [rule.tests[0] for rule in rules] == [">= 100", "< 80", "[80..90)"]
    assert rules[0].results == ('"100"', "1200")
    assert (rules[0].id, rules[2].id) == ("from_100", "from_80")
    assert data.partition(b'id="allowance_table"')[0] == ALLOWANCE.partition(b'id="allowance_table"')[0]
    read_dmn(data)


def test_a_comment_goes_where_its_row_goes() -> None:
    first, one, two = write_csv(PREFIXED, "d").splitlines()
    data = read_csv(PREFIXED, "d", "\n".join([first, two, one]))
    assert data.index(b"<!-- children -->") > data.index(b'id="b"')
    assert [rule.id for rule in table(data, "d").rules] == ["b", "a"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(
            st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=20
        ),
        min_size=4,
        max_size=4,
    )
)
def test_no_cell_is_lost_or_taken_for_a_formula(texts: list[str]) -> None:
    data = set_row(ALLOWANCE, "allowance", 2, texts)
    sheet = write_csv(data, "allowance")
    for cell in list(csv.reader(io.StringIO(sheet)))[2]:
        assert not cell.startswith(("=", "+", "@")), "a spreadsheet would compute this"
    assert cells(read_csv(ALLOWANCE, "allowance", sheet), "allowance", 2) == tuple(texts)


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        ("", "columns are not those of the table"),
        ("row,a\n", "columns are not those of the table"),
        ("row,a,b,c,d\nx,1,2,3\n", ":2: .*The line has 4 cells"),
        ("row,a,b,c,d\nfrom_80,1,2,3,4\nfrom_80,1,2,3,4\n", ":3 .*stands twice"),
        ("row,a,b,c,d\n,\x01,2,3,4\n", "cannot be written"),
        ("row,a,b,c,d\n" + ",1,2,3,4\n" * 2001, "more than 2000 rows"),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused_by_line(sheet: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_csv(ALLOWANCE, "allowance", sheet)
