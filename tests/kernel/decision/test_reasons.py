"""Why a decision has no value is said with the names of what is wrong, at load and when it is made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel.decision import check, evaluate, read_dmn
from minben.kernel.finding import InputError
from tests.kernel.decision.test_boxed import HEAD, text


def decision(name: str, logic: str, *, needs: str = "", facts: str = "") -> str:
    """A decision whose id is `name_id`."""
    kinds = [("Decision", each) for each in needs.split()] + [("Input", each) for each in facts.split()]
    arrows = "".join(
        f'<informationRequirement><required{kind} href="#{each}"/></informationRequirement>'
        for kind, each in kinds
    )
    return f'<decision id="{name}_id" name="{name}"><variable name="{name}"/>{arrows}{logic}</decision>'


def whole(*parts: str) -> bytes:
    return (HEAD + "".join(f"\n{part}" for part in parts) + "</definitions>").encode()


CIRCLE = whole(
    decision("fee", text("rate * 2"), needs="rate_id"), decision("rate", text("fee + 1"), needs="fee_id")
)
ABSENT = whole(decision("fee", text("1"), needs="nobody"))
AREA = (
    '<itemDefinition name="tArea"><typeRef>number</typeRef><allowedValues><text>[1..500]</text></allowedValues>'
    '</itemDefinition><inputData id="a" name="area"><variable name="area" typeRef="tArea"/></inputData>'
)
ZONE = '<inputData id="z" name="zone"><variable name="zone" typeRef="string"/></inputData>' + decision(
    "class",
    '<decisionTable hitPolicy="UNIQUE"><input label="quarter"><inputExpression typeRef="string"><text>zone</text>'
    '</inputExpression><inputValues><text>"old town", "harbour"</text></inputValues></input><output/><rule>'
    "<inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable>",
    facts="z",
)


def test_a_circle_is_an_error_at_each_decision_of_it_with_its_line() -> None:
    found = check(read_dmn(CIRCLE, "m.dmn", strict=False))
    assert [(f.file, f.line, f.place, f.message) for f in found if f.severity == "error"] == [
        ("m.dmn", 2, "fee", "This decision needs itself."),
        ("m.dmn", 3, "rate", "This decision needs itself."),
    ]
    assert found[0].advice == "Remove one of the requirements in the circle."


def test_a_circle_that_is_decided_all_the_same_ends_with_a_reason() -> None:
    outcome = evaluate(read_dmn(CIRCLE, "m.dmn", strict=False), "fee", {})
    assert outcome.value is None
    assert outcome.notes == ("'fee' requires itself.",)


def test_what_does_not_exist_is_named_at_load_and_when_it_is_asked_for() -> None:
    with pytest.raises(InputError) as refused:
        read_dmn(ABSENT, "m.dmn")
    (finding,) = refused.value.findings
    assert (finding.file, finding.line, finding.place) == ("m.dmn", 2, "fee")
    assert "'nobody'" in finding.message
    model = read_dmn(whole(decision("fee", text("1"))), "m.dmn")
    with pytest.raises(KeyError, match=r"no decision 'fees'.*fee"):
        evaluate(model, "fees", {})


def test_a_fact_outside_its_allowed_values_is_null_with_the_type_that_forbids_it() -> None:
    model = read_dmn(whole(AREA, decision("size", text("area"), facts="a")), "m.dmn")
    assert evaluate(model, "size", {"area": 500}).notes == ()
    outcome = evaluate(model, "size", {"area": 501})
    assert (outcome.value, outcome.notes) == (None, ("The fact 'area' is not of the type tArea.",))
    absent = evaluate(model, "size", {})
    assert (absent.value, absent.missing, absent.notes) == (None, ("area",), ())


def test_a_column_outside_its_allowed_values_is_named_by_its_label(tmp_path: Path) -> None:
    (tmp_path / "m.dmn").write_bytes(whole(ZONE))
    (tmp_path / "facts.json").write_text(json.dumps({"zone": "moon"}))
    files = [str(tmp_path / "m.dmn"), "--input", str(tmp_path / "facts.json")]
    told = CliRunner().invoke(app, ["decide", *files, "--explain"]).output.splitlines()
    assert told == [
        "null",
        'class: read quarter = "moon"',
        "  no row matched",
        "note: class: the value of 'quarter' is not among its allowed values.",
    ]
