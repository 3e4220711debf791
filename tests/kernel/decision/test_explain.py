"""Why not: nearest rows; what the checker claims about gaps and overlaps, against brute force; the verbs."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel.decision import Separation, check, evaluate, nearest, read_dmn

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">'


def model(
    rows: list[tuple[str, str, str]], policy: str = "UNIQUE", kinds: tuple[str, str] = ("number", "string")
):
    """A table over `age` and `status` with one output; rows of two tests and a result."""
    inputs = "".join(
        f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
        for name, kind in zip(("age", "status"), kinds, strict=True)
    )
    rules = "".join(
        f'<rule id="r{number}"><inputEntry><text>{escape(age)}</text></inputEntry><inputEntry><text>{escape(status)}'
        f"</text></inputEntry><outputEntry><text>{escape(result)}</text></outputEntry>"
        f"<annotationEntry><text>art. {number}</text></annotationEntry></rule>"
        for number, (age, status, result) in enumerate(rows, 1)
    )
    columns = "".join(
        f'<input label="{name}"><inputExpression typeRef="{kind}"><text>{name}</text></inputExpression></input>'
        for name, kind in zip(("age", "status"), kinds, strict=True)
    )
    arrows = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>'
        for name in ("age", "status")
    )
    return (
        f'{HEAD}{inputs}<decision id="d" name="grant"><variable name="grant"/>{arrows}'
        f'<decisionTable hitPolicy="{policy}">{columns}<output name="grant"/><annotation name="basis"/>{rules}'
        "</decisionTable></decision></definitions>"
    ).encode()


RULES = [
    (">= 80", '"resident"', '"granted"'),
    (">= 90", '"registered"', '"granted"'),
    ("< 80", "-", '"refused"'),
    ("[80..90)", '"registered"', '"refused"'),
]


def test_a_denial_names_the_nearest_row_and_what_separates_it() -> None:
    read = read_dmn(model(RULES), "m.dmn")
    facts = {"age": 85, "status": "registered"}
    assert evaluate(read, "grant", facts).value == "refused"
    by_status, by_age = nearest(read, "grant", facts, "granted")
    assert by_status.separations == (Separation("status", "registered", '"resident"'),)
    assert by_age.separations == (Separation("age", Decimal(85), ">= 90"),)
    assert by_age.annotations == {"basis": "art. 2"}
    assert nearest(read, "grant", facts, "no such result") == ()


def test_only_the_rows_with_the_fewest_failing_tests_are_named() -> None:
    read = read_dmn(model(RULES), "m.dmn")
    (row,) = nearest(read, "grant", {"age": 70, "status": "resident"}, "granted")
    assert (row.row, [part.input for part in row.separations]) == (1, ["age"])


def test_gaps_and_overlaps_come_with_concrete_values() -> None:
    found = check(read_dmn(model([*RULES, ("85", '"registered"', '"granted"')]), "m.dmn"))
    overlap, *gaps = found
    assert overlap.severity == "error"
    assert "age = 85" in overlap.message
    assert "registered" in overlap.message
    assert any("any other text" in gap.message and gap.severity == "warning" for gap in gaps)


def test_a_complete_table_is_left_in_peace() -> None:
    rows = [(">= 80", '"resident"', "1"), (">= 80", 'not("resident")', "2"), ("< 80", "-", "3")]
    assert check(read_dmn(model(rows), "m.dmn")) == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([('"old"', "-", "1")], "no value of the column's type"),
        ([("-", "-", "ages + 1")], "Did you mean 'age'"),
        ([("-", "-", "grant")], "used but not required"),
    ],
)
def test_mistakes_are_named_with_row_and_advice(rows: list[tuple[str, str, str]], said: str) -> None:
    found = check(read_dmn(model(rows), "m.dmn", strict=False))
    assert any(said in str(finding) and finding.line > 0 for finding in found)


bounds = st.integers(0, 4)
cells = st.one_of(
    st.just("-"),
    bounds.map(str),
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), bounds).map(lambda pair: f"{pair[0]} {pair[1]}"),
    st.tuples(st.sampled_from("[("), bounds, bounds, st.sampled_from("])")).map(
        lambda p: f"{p[0]}{min(p[1], p[2])}..{max(p[1], p[2])}{p[3]}"
    ),
)


days = st.integers(1, 3).map(lambda day: f'@"2026-01-0{day}"')
day_cells = st.one_of(
    st.just("-"),
    days,
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), days).map(" ".join),
    st.tuples(days, days).map(lambda pair: f"[{min(pair)}..{max(pair)})"),
)
words = st.sampled_from(['"a"', '"b"', '"a", "b"', 'not("a")', 'not("a", "b")', "-"])
truths = st.sampled_from(["true", "false", "-", "not(true)"])
KINDS = {
    "number": (cells, [None, *(Decimal(quarter) / 4 for quarter in range(-4, 21))]),
    "date": (day_cells, [None, *(f"2026-01-0{day}" for day in range(1, 5)), "2025-12-31"]),
    "string": (words, [None, "a", "b", "c"]),
    "boolean": (truths, [None, True, False]),
}


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_claims_about_rows_agree_with_brute_force(data: st.DataObject) -> None:
    """Overlaps and gaps of numbers, dates, texts and truths are claimed exactly where deciding every case finds them.

    Quarters from -1 to 5 meet every piece that whole bounds from 0 to 4 can cut.
    """
    kinds = tuple(data.draw(st.sampled_from(list(KINDS)), "kind") for _ in range(2))
    (first, ages), (second, statuses) = (KINDS[kind] for kind in kinds)
    rows = data.draw(st.lists(st.tuples(first, second), min_size=1, max_size=4))
    collect, unique = (
        read_dmn(model([(a, b, "1") for a, b in rows], policy, kinds), "m.dmn")
        for policy in ("COLLECT", "UNIQUE")
    )
    counts = {
        min(len(evaluate(collect, "grant", {"age": age, "status": status}).value or []), 2)
        for age in ages[1:]
        for status in statuses[1:]
    }
    messages = [finding.message for finding in check(unique)]
    assert any("Both rows match" in message for message in messages) == (2 in counts)
    assert any("No row matches" in message for message in messages) == (0 in counts)


@pytest.mark.parametrize("policy", ["FIRST", "PRIORITY"])
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_rows_that_no_case_reaches_are_those_that_never_decide(policy: str, data: st.DataObject) -> None:
    """Every case of small domains is decided; a row is named exactly when it gave none of the results."""
    kinds = tuple(data.draw(st.sampled_from(list(KINDS)), "kind") for _ in range(2))
    (first, ages), (second, statuses) = (KINDS[kind] for kind in kinds)
    rows = data.draw(st.lists(st.tuples(first, second), min_size=1, max_size=4))
    results = data.draw(st.permutations(range(1, len(rows) + 1)))
    table = model([(a, b, str(at)) for (a, b), at in zip(rows, results, strict=True)], policy, kinds)
    ranks = b"<outputValues><text>1, 2, 3, 4</text></outputValues>"
    read = read_dmn(
        table.replace(b'<output name="grant"/>', b'<output name="grant">' + ranks + b"</output>"), "m"
    )
    given = {
        evaluate(read, "grant", {"age": age, "status": status}).value for age in ages for status in statuses
    }
    found = {
        finding.place.split("row ")[1].split(",")[0]
        for finding in check(read)
        if "No case reaches" in finding.message or "No value meets" in finding.message
    }
    assert found == {str(row) for row, result in enumerate(results, 1) if result not in given}


def test_a_row_behind_others_is_named_with_its_line_and_what_to_do() -> None:
    rows = [
        ("< 80", "-", "1"),
        (">= 80", "-", "2"),
        ("[70..90]", '"a"', "3"),
        ("-", "-", "4"),
        ("(5..5)", "-", "5"),
    ]
    found = [f for f in check(read_dmn(model(rows, "FIRST"), "m.dmn")) if f.severity == "warning"]
    assert [(f.place, f.line > 0) for f in found] == [
        ("grant, row 3", True),
        ("grant, row 5, column 'age'", True),
    ]


def test_allowed_values_that_no_cell_names_are_cases_too() -> None:
    rows = [("-", '"a"', "1"), ("-", '"b"', "2")]
    allowed = b'<text>status</text></inputExpression><inputValues><text>"a", "b", "c"</text></inputValues>'
    data = model(rows).replace(b"<text>status</text></inputExpression>", allowed)
    (gap,) = check(read_dmn(data, "m.dmn"))
    assert gap.message == 'No row matches when status = "c".'


def write(folder: Path, facts: object) -> tuple[str, str]:
    (folder / "m.dmn").write_bytes(model(RULES))
    (folder / "facts.json").write_text(json.dumps(facts))
    return str(folder / "m.dmn"), str(folder / "facts.json")


def test_decide_prints_the_value_the_rows_and_the_nearest_one(tmp_path: Path) -> None:
    dmn, facts = write(tmp_path, {"age": 85, "status": "registered"})
    told = CliRunner().invoke(app, ["decide", dmn, "--input", facts, "--explain", "--wanted", "granted"])
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert json.loads(lines[0]) == "refused"
    assert "  row 4 (r4): basis: art. 4" in lines
    assert "  but age is 85, and the row wants >= 90" in lines


def test_decide_says_what_is_wrong_with_its_files(tmp_path: Path) -> None:
    dmn, facts = write(tmp_path, ["no", "object"])
    told = CliRunner().invoke(app, ["decide", dmn, "--input", facts])
    assert told.exit_code == 2
    assert "The facts are no object" in told.output


def test_dmn_check_fails_on_errors_only(tmp_path: Path) -> None:
    dmn, _ = write(tmp_path, {})
    assert CliRunner().invoke(app, ["dmn", "check", dmn]).exit_code == 0
    (tmp_path / "m.dmn").write_bytes(model([("<<", "-", "1")]))
    assert CliRunner().invoke(app, ["dmn", "check", dmn]).exit_code == 1
