"""Tables, requirements, explanations and refusals, on small models of our own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from minben.kernel.decision import check, evaluate, read_dmn, to_json, trace_json
from minben.kernel.finding import InputError

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">'


def table(policy: str, rows: list[tuple[str, str]], extra: str = "") -> bytes:
    """A table over `age` with one output."""
    rules = "".join(
        f'<rule id="r{n}"><inputEntry><text>{test}</text></inputEntry><outputEntry><text>{result}</text></outputEntry>'
        f"<annotationEntry><text>art. {n}</text></annotationEntry></rule>"
        for n, (test, result) in enumerate(rows, start=1)
    )
    return (
        f'{HEAD}<inputData id="age" name="age"><variable name="age"/></inputData>'
        f'<decision id="d" name="d"><variable name="d"/><informationRequirement id="q"><requiredInput href="#age"/>'
        f'</informationRequirement><decisionTable hitPolicy="{policy}"{extra}><input label="age"><inputExpression>'
        f'<text>age</text></inputExpression></input><output name="out"/><annotation name="basis"/>{rules}'
        f"</decisionTable></decision></definitions>"
    ).encode()


def value(model: bytes, **facts: object) -> object:
    return to_json(evaluate(read_dmn(model, "m.dmn"), "d", facts).value)


OVERLAP = [("&gt;= 80", "1"), ("&gt;= 90", "2"), ("&lt; 80", "3")]


@pytest.mark.parametrize(
    ("policy", "extra", "expected"),
    [
        ("UNIQUE", "", None),
        ("FIRST", "", 1),
        ("ANY", "", None),
        ("COLLECT", "", [1, 2]),
        ("RULE ORDER", "", [1, 2]),
        ("COLLECT", ' aggregation="SUM"', 3),
        ("COLLECT", ' aggregation="COUNT"', 2),
        ("COLLECT", ' aggregation="MIN"', 1),
        ("COLLECT", ' aggregation="MAX"', 2),
    ],
)
def test_hit_policies(policy: str, extra: str, expected: object) -> None:
    assert value(table(policy, OVERLAP, extra), age=95) == expected


def test_the_explanation_names_rows_facts_and_articles() -> None:
    outcome = evaluate(
        read_dmn(table("UNIQUE", [("[80..89]", '"yes"'), ("&lt; 80", '"no"')]), "m.dmn"), "d", {"age": 83}
    )
    assert trace_json(outcome.trace) == [
        {"decision": "d", "read": {"age": 83}, "rows": [{"id": "r1", "notes": {"basis": "art. 1"}}]}
    ]


def test_dates_of_python_are_dates_of_feel() -> None:
    model = table(
        "FIRST",
        [("years and months duration(?, date(2026, 3, 1)).years &gt;= 80", '"old"'), ("-", '"young"')],
    )
    assert value(model, age=dt.date(1940, 2, 1)) == "old"
    assert value(model, age=dt.date(1990, 2, 1)) == "young"


def test_missing_facts_are_null_and_never_an_exception() -> None:
    assert value(table("UNIQUE", [("&lt; 80", "1")])) is None


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (table("UNIQUE", [("&lt;&lt; 80", "1")]), "In the cell"),
        (table("UNIQUE", [("-", "agee + 1")]), "age"),
        (b"<definitions", "XML"),
        (b"<html/>", "definitions"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + table("UNIQUE", [("-", "1")]), "DOCTYPE"),
        (table("UNIQUE", [("-", "1")]).replace(b"#age", b"#nobody"), "nobody"),
    ],
)
def test_broken_models_are_refused_with_file_and_reason(broken: bytes, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_dmn(broken, "m.dmn")
    assert "m.dmn" in str(refused.value)
    assert said in str(refused.value)


def test_a_decision_that_needs_itself_is_found() -> None:
    model = table("UNIQUE", [("-", "1")]).replace(b'requiredInput href="#age"', b'requiredDecision href="#d"')
    assert any("needs itself" in finding.message for finding in check(read_dmn(model, "m.dmn", strict=False)))


def test_the_allowance_of_lanting_cites_its_article() -> None:
    path = Path(__file__).resolve().parents[3] / "places/lanting/services/elder-allowance/rules.dmn"
    if not path.exists():
        pytest.skip("The demo city is not here.")
    facts = {
        "person": {"birth_date": dt.date(1943, 11, 2), "alive": True},
        "household": {"in_city": True},
        "elder": {"receiving": False},
        "application": {"date": dt.date(2026, 11, 24)},
    }
    outcome = evaluate(read_dmn(path), "elder_allowance", facts)
    assert outcome.value == "granted"
    assert "elderly-rights-law 33" in str(trace_json(outcome.trace))
