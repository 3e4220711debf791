"""Rows changed in a file: what was not touched keeps every byte, what was written is read back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel.decision import Table, cells, columns, delete_row, insert_row, move_row, read_dmn, set_row
from minben.kernel.finding import InputError

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "places" / "lanting" / "services").glob("*/rules.dmn"))
ALLOWANCE = (ROOT / "places" / "lanting" / "services" / "elder-allowance" / "rules.dmn").read_bytes()
PREFIXED = """<?xml version='1.0' encoding="UTF-8"?>
<!-- 決策 --><d:definitions xmlns:d="https://www.omg.org/spec/DMN/20230324/MODEL/" name="x" namespace="x" note='a > b'>
  <d:inputData id="age" name="age"><d:variable name="age" typeRef="number"/></d:inputData>
  <d:decision id="d" name="fee"><d:variable name="fee"/>
    <d:informationRequirement><d:requiredInput href="#age"/></d:informationRequirement>
    <d:decisionTable hitPolicy="FIRST">
      <d:input label="age"><d:inputExpression><d:text>age</d:text></d:inputExpression></d:input>
      <d:output name="fee"/><d:annotation name="basis"/><d:annotation name="note"/>
      <d:rule id="a"><d:inputEntry><d:text><![CDATA[< 7]]></d:text></d:inputEntry>
        <!-- children --><d:outputEntry><d:text>0</d:text></d:outputEntry><d:annotationEntry/></d:rule>
      <d:rule id="b"><d:inputEntry><d:text/></d:inputEntry><d:outputEntry><d:text>5</d:text></d:outputEntry></d:rule>
    </d:decisionTable></d:decision>
  <extra:thing xmlns:extra="urn:x" z="1"   />
</d:definitions>
""".encode()


def table(data: bytes, decision: str) -> Table:
    logic = read_dmn(data, strict=False).decisions[decision].logic
    assert isinstance(logic, Table)
    return logic


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.parent.name)
def test_what_is_the_same_keeps_every_byte(file: Path) -> None:
    data = file.read_bytes()
    for decision in read_dmn(data).each_decision():
        if not isinstance(decision.logic, Table):
            continue
        for row in range(1, len(decision.logic.rules) + 1):
            assert set_row(data, decision.id, row, cells(data, decision.id, row)) == data
            assert move_row(data, decision.id, row, row) == data


def test_one_cell_changes_and_nothing_else() -> None:
    before = cells(ALLOWANCE, "allowance", 1)
    assert before == ("[80..90)", '"80"', "100", "lanting-elder-allowance-measures 6")
    after = set_row(ALLOWANCE, "allowance", 1, ("[81..90)", *before[1:]))
    assert after == ALLOWANCE.replace(b"[80..90)", b"[81..90)")
    assert set_row(after, "allowance", 1, before) == ALLOWANCE


def test_a_row_is_put_in_moved_and_taken_out_again() -> None:
    added = insert_row(ALLOWANCE, "allowance", 3, ("< 80", '"0"', "0", "no law"))
    assert [rule.tests[0] for rule in table(added, "allowance").rules] == [
        "[80..90)",
        "[90..100)",
        ">= 100",
        "< 80",
    ]
    assert table(added, "allowance").rules[3].annotations == {"basis": "no law"}
    changed = [line for line in added.splitlines() if line not in ALLOWANCE.splitlines()]
    assert len(changed) == 1
    first = move_row(added, "allowance", 4, 1)
    assert table(first, "allowance").rules[0].tests == ("< 80",)
    assert delete_row(added, "allowance", 4) == ALLOWANCE
    assert (
        delete_row(insert_row(ALLOWANCE, "allowance", 1, cells(ALLOWANCE, "allowance", 2)), "allowance", 2)
        == ALLOWANCE
    )


def test_ids_of_new_rows_are_new() -> None:
    row = cells(ALLOWANCE, "allowance", 1)
    data = insert_row(insert_row(ALLOWANCE, "allowance", 0, row), "allowance", 0, row)
    ids = [rule.id for rule in table(data, "allowance").rules]
    assert len(set(ids)) == 5
    read_dmn(data)


def test_prefixes_comments_empty_cells_and_marked_text() -> None:
    assert columns(PREFIXED, "d") == (1, 1, ("basis", "note"))
    assert cells(PREFIXED, "d", 1) == ("< 7", "0", "", "")
    assert set_row(PREFIXED, "d", 1, ("< 7", "0", "", "")) == PREFIXED
    same = set_row(PREFIXED, "fee", 2, ("", "5", "", ""))
    assert same == PREFIXED
    data = set_row(PREFIXED, "fee", 1, ("< 8 and & so", "0", "票價 3", "free"))
    assert cells(data, "d", 1) == ("< 8 and & so", "0", "票價 3", "free")
    assert b"<!-- children -->" in data
    data = set_row(data, "d", 2, (">= 8", "5", "", "full"))
    assert cells(data, "d", 2) == (">= 8", "5", "", "full")
    assert data.partition(b"<d:decisionTable")[0] == PREFIXED.partition(b"<d:decisionTable")[0]
    assert data.partition(b"</d:decisionTable>")[2] == PREFIXED.partition(b"</d:decisionTable>")[2]
    assert table(data, "d").rules[0].annotations == {"basis": "票價 3", "note": "free"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=30), min_size=4, max_size=4)
)
def test_what_is_written_is_read_back(texts: list[str]) -> None:
    texts = [text.replace("\ufffe", "").replace("\uffff", "") for text in texts]
    for change in (
        lambda: set_row(ALLOWANCE, "allowance", 2, texts),
        lambda: insert_row(ALLOWANCE, "allowance", 1, texts),
    ):
        data = change()
        assert cells(data, "allowance", 2) == tuple(texts)
        rule = table(data, "allowance").rules[1]
        assert (*rule.tests, *rule.results) == tuple(texts[:3])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda: set_row(ALLOWANCE, "age", 1, ["1"]), "no decision table 'age'"),
        (lambda: set_row(ALLOWANCE, "allowance", 4, ["", "", "", ""]), "no row 4"),
        (lambda: set_row(ALLOWANCE, "allowance", 1, ["1"]), "1 cells are given"),
        (lambda: set_row(ALLOWANCE, "allowance", 1, ["\x00", "", "", ""]), "cannot be written"),
        (lambda: set_row(ALLOWANCE, "allowance", 1, ["x" * 5000, "", "", ""]), "cannot be written"),
        (lambda: delete_row(ALLOWANCE, "allowance", 0), "no row 0"),
        (lambda: move_row(ALLOWANCE, "allowance", 1, 9), "no row 9"),
        (lambda: insert_row(ALLOWANCE, "allowance", 7, ["", "", "", ""]), "no row 7"),
        (lambda: delete_row(b"<definitions", "d", 1), "not well-formed"),
        (lambda: delete_row(ALLOWANCE.decode().encode("utf-16"), "d", 1), "Only a file in UTF-8"),
        (lambda: set_row(ALLOWANCE, "allowance", 1, ["\ud800", "", "", ""]), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(change: object, told: str) -> None:
    with pytest.raises(InputError, match=told):
        change()  # type: ignore[operator]
