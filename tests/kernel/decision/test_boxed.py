"""Boxed expressions, types and services on small models of our own."""

from __future__ import annotations

import datetime as dt

import pytest

from minben.kernel.decision import evaluate, read_dmn, to_json
from minben.kernel.finding import InputError

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">'


def text(feel: str) -> str:
    return f"<literalExpression><text>{feel}</text></literalExpression>"


def decide(
    logic: str, *, kind: str = "Any", facts: dict[str, object] | None = None, more: str = ""
) -> object:
    """The value of one decision over the input `x`."""
    model = (
        f'{HEAD}{more}<inputData id="x" name="x"><variable name="x" typeRef="date"/></inputData>'
        f'<decision id="d" name="d"><variable name="d" typeRef="{kind}"/>'
        f'<informationRequirement><requiredInput href="#x"/></informationRequirement>{logic}</decision></definitions>'
    )
    return to_json(evaluate(read_dmn(model.encode(), "m.dmn"), "d", facts or {}).value)


IN = f"<in>{text('[1, 2, 3]')}</in>"


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (f'<for iteratorVariable="i">{IN}<return>{text("i * 2")}</return></for>', [2, 4, 6]),
        (f'<some iteratorVariable="i">{IN}<satisfies>{text("i = 2")}</satisfies></some>', True),
        (f'<every iteratorVariable="i">{IN}<satisfies>{text("i = 2")}</satisfies></every>', False),
        (f"<filter>{IN}<match>{text('item != 2')}</match></filter>", [1, 3]),
        (
            f"<conditional><if>{text('null')}</if><then>{text('1')}</then><else>{text('2')}</else></conditional>",
            2,
        ),
        (f"<list>{text('1')}{text('2')}</list>", [1, 2]),
        (
            f'<relation><column name="a"/><column name="b"/><row>{text("1")}{text("2")}</row></relation>',
            [{"a": 1, "b": 2}],
        ),
        (
            f'<context><contextEntry><variable name="a"/>{text("2")}</contextEntry>'
            f"<contextEntry>{text('a * 3')}</contextEntry></context>",
            6,
        ),
    ],
)
def test_boxed_expressions(logic: str, expected: object) -> None:
    assert decide(logic) == expected


def test_a_boxed_filter_knows_the_members_of_its_items_and_leaves_out_what_is_open() -> None:
    items = f"<in>{text('[{a: 1}, {a: null}, {a: 3}]')}</in>"
    assert decide(f"<filter>{items}<match>{text('a > 0')}</match></filter>") == [{"a": 1}, {"a": 3}]
    assert decide(f"<filter>{items}<match>{text('a')}</match></filter>") is None


def test_a_date_is_midnight_where_a_date_and_time_is_wanted() -> None:
    model = (
        f'{HEAD}<inputData id="y" name="y"><variable name="y" typeRef="date and time"/></inputData>'
        f'<decision id="d" name="d"><variable name="d"/><informationRequirement><requiredInput href="#y"/>'
        f"</informationRequirement>{text('y')}</decision></definitions>"
    )
    values = [
        evaluate(read_dmn(model.encode()), "d", {"y": y}).value
        for y in ("2026-11-24", "2026-11-24T08:30:00", 5)
    ]
    assert [to_json(value) for value in values] == ["2026-11-24T00:00:00Z", "2026-11-24T08:30:00", None]


def test_a_table_that_declares_no_parameters_takes_its_inputs_for_them() -> None:
    table = (
        '<businessKnowledgeModel id="b" name="size"><variable name="size"/><encapsulatedLogic><decisionTable>'
        '<input><inputExpression typeRef="number"><text>floor area</text></inputExpression></input><output/>'
        "<rule><inputEntry><text>&gt; 50</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
        "<rule><inputEntry><text>&lt;= 50</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>"
        "</decisionTable></encapsulatedLogic></businessKnowledgeModel>"
    )
    calls = text("[size(60), size(floor area: 7), size(&quot;a&quot;)]")
    model = (
        f'{HEAD}{table}<decision id="d" name="d"><variable name="d"/><knowledgeRequirement>'
        f'<requiredKnowledge href="#b"/></knowledgeRequirement>{calls}</decision></definitions>'
    )
    assert to_json(evaluate(read_dmn(model.encode()), "d", {}).value) == [1, 2, None]


def test_a_text_becomes_a_date_where_the_input_is_one() -> None:
    assert decide(text("x.year"), facts={"x": "2026-11-24"}) == 2026
    assert decide(text("x.year"), facts={"x": dt.date(2025, 1, 1)}) == 2025
    assert decide(text("x"), facts={"x": "no date"}) is None


def test_a_result_of_another_type_is_null_and_a_list_of_one_its_element() -> None:
    assert decide(text("&quot;a&quot;"), kind="number") is None
    assert decide(text("[7]"), kind="number") == 7
    assert decide(text("7"), kind="number") == 7


def test_constraints_of_a_type_hold() -> None:
    colour = (
        '<itemDefinition name="tColour"><typeRef>string</typeRef><allowedValues><text>"red", "green"</text>'
        "</allowedValues></itemDefinition>"
    )
    assert decide(text('"red"'), kind="tColour", more=colour) == "red"
    assert decide(text('"blue"'), kind="tColour", more=colour) is None


@pytest.mark.parametrize(
    ("logic", "said"),
    [
        ('<functionDefinition kind="Java"><literalExpression><text>1</text></literalExpression></functionDefinition>',
         "Java"),
        (text('function(a) external {java: {class: &quot;java.lang.Math&quot;}}'), "foreign code"),
        ("<magic/>", "'magic' is not supported"),
        (text("1 instance of nothing known"), "no type 'nothing known'"),
    ],
)  # fmt: skip
def test_what_is_not_supported_is_refused_by_name(logic: str, said: str) -> None:
    with pytest.raises(InputError, match=r"m\.dmn:1") as refused:
        decide(logic)
    assert said in str(refused.value)


def test_an_import_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="no DMN"):
        decide(text("1"), more='<import namespace="other" name="other" importType="x"/>')


def test_a_service_is_called_as_a_function() -> None:
    model = (
        f'{HEAD}<inputData id="n" name="n"><variable name="n"/></inputData>'
        f'<decision id="twice" name="twice"><variable name="twice"/><informationRequirement>'
        f'<requiredInput href="#n"/></informationRequirement>{text("n * 2")}</decision>'
        f'<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#twice"/>'
        f'<inputData href="#n"/></decisionService>'
        f'<decision id="d" name="d"><variable name="d"/><knowledgeRequirement><requiredKnowledge href="#s"/>'
        f"</knowledgeRequirement>{text('s(20) + s(n: 1)')}</decision></definitions>"
    )
    assert to_json(evaluate(read_dmn(model.encode(), "m.dmn"), "d", {"n": 99}).value) == 42
