"""Deciding about many at once gives what deciding one by one gives."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel.decision import evaluate, read_dmn
from minben.kernel.decision.batch import decide_many
from minben.kernel.feel import Value

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">'
POLICIES = [
    *(f'hitPolicy="{name}"' for name in ("UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER")),
    'hitPolicy="COLLECT"',
    *(f'hitPolicy="COLLECT" aggregation="{name}"' for name in ("SUM", "MIN", "MAX", "COUNT")),
]
CELLS = [
    *(
        "-",
        ">= 3",
        "< 5",
        "[2..4]",
        "]1..3[",
        "1, 2",
        '"a"',
        '"a", "b"',
        'not("a")',
        "not(2)",
        "true",
        "null",
    ),
    *(
        "not(null)",
        "1.10",
        "? > 1 and ? < 4",
        "y",
        "> y",
        'date("2026-01-02")',
        '> date("2025-01-01")',
        "x + 1",
    ),
    *("[1, 2]", "0.1234567890123456789012345678901234", "string length(?) = 1", "count(?) = 2", "<<"),
]
RESULTS = ["1", "2", "3", '"low"', '"high"', "null", "x", "y + 0.1", "[x, y]", "string(x)", "today()"]
FACTS: list[object] = [
    *(
        None,
        True,
        False,
        0,
        1,
        2,
        3,
        4,
        5,
        1.1,
        -0.0,
        "a",
        "b",
        "",
        "2026-01-02",
        [1, 2],
        [2],
        {"a": 1},
        [True],
    ),
]
ENTRY = "<{0}Entry><text>{1}</text></{0}Entry>"


def model(policy: str, rules: list[tuple[str, str, str]], first: str, extra: tuple[str, str, str]) -> bytes:
    """A table over `x` and `y`, and a decision that reads its result."""
    kind, allowed, default = extra
    rows = "".join(
        f"<rule>{ENTRY.format('input', escape(a))}{ENTRY.format('input', escape(b))}"
        f"{ENTRY.format('output', escape(c))}</rule>"
        for a, b, c in rules
    )
    inputs = "".join(f'<inputData id="{n}" name="{n}"><variable name="{n}"{kind}/></inputData>' for n in "xy")
    arrows = "".join(
        f'<informationRequirement><requiredInput href="#{n}"/></informationRequirement>' for n in "xy"
    )
    values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    return (
        f'{HEAD}{inputs}<decision id="d" name="d"><variable name="d"/>{arrows}<decisionTable {policy}>'
        f"<input><inputExpression><text>{first}</text></inputExpression>{values}</input>"
        f"<input><inputExpression><text>y</text></inputExpression></input>"
        f'<output name="out"><outputValues><text>"high", "low", 3, 2, 1</text></outputValues>{default}</output>{rows}'
        f'</decisionTable></decision><decision id="e" name="e"><variable name="e"/><informationRequirement>'
        f'<requiredDecision href="#d"/></informationRequirement><informationRequirement><requiredInput href="#x"/>'
        f"</informationRequirement><literalExpression><text>[d, x]</text></literalExpression></decision></definitions>"
    ).encode()


def told(value: Value) -> str:
    """The value with everything that can be told about it: digits, types."""
    return repr(value)


@settings(deadline=None)
@given(
    st.sampled_from(POLICIES),
    st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(CELLS), st.sampled_from(RESULTS)), max_size=5),
    st.sampled_from(["x", "x + y", "if x = null then y else x"]),
    st.tuples(
        st.sampled_from(["", ' typeRef="number"', ' typeRef="string"', ' typeRef="date"']),
        st.sampled_from(["", "1, 2, 3", '"a", "b"', "> y"]),
        st.sampled_from(["", "<defaultOutputEntry><text>x</text></defaultOutputEntry>"]),
    ),
    st.lists(st.tuples(st.sampled_from(FACTS), st.sampled_from(FACTS)), max_size=12),
)
def test_batch_equals_single(
    policy: str,
    rules: list[tuple[str, str, str]],
    first: str,
    extra: tuple[str, str, str],
    people: list[tuple[object, object]],
) -> None:
    read = read_dmn(model(policy, rules, first, extra), "m.dmn", strict=False)
    columns = {"x": [x for x, _ in people], "y": [y for _, y in people]}
    for decision in ("d", "e"):
        many = decide_many(read, decision, columns).spread()
        singles = [evaluate(read, decision, {"x": x, "y": y}).value for x, y in people]
        assert [told(value) for value in many] == [told(value) for value in singles]


def test_a_table_longer_than_one_integer_and_a_missing_column() -> None:
    rules = [(str(n), "-", str(n * 10)) for n in range(150)]
    read = read_dmn(model('hitPolicy="UNIQUE"', rules, "x", ("", "", "")), "m.dmn")
    many = decide_many(read, "d", {"x": [149, 0, 70, 150]}).spread()
    assert [str(value) for value in many] == ["1490", "0", "700", "None"]
    with pytest.raises(ValueError, match="different lengths"):
        decide_many(read, "d", {"x": [1], "y": [1, 2]})
