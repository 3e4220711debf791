"""Models of several files, types that contain themselves, foreign functions, and files that are partly wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from minben.kernel.decision import evaluate, read_dmn
from minben.kernel.feel import FeelError, parse
from minben.kernel.feel import evaluate as feel
from minben.kernel.finding import InputError

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="{name}" namespace="{name}">'
IMPORT = '<import namespace="{of}" name="{name}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
BASE = (
    HEAD.format(name="base")
    + """
<itemDefinition name="tAge"><typeRef>number</typeRef>
<allowedValues><text>[0..150]</text></allowedValues></itemDefinition>
<inputData id="i" name="age"><variable name="age" typeRef="tAge"/></inputData>
<businessKnowledgeModel id="f" name="twice"><variable name="twice"/><encapsulatedLogic>
<formalParameter name="n" typeRef="number"/><literalExpression><text>2 * n</text></literalExpression>
</encapsulatedLogic></businessKnowledgeModel>
<decision id="d" name="of full age"><variable name="of full age" typeRef="boolean"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>age &gt;= 18</text></literalExpression></decision></definitions>"""
)


def importing(name: str) -> str:
    prefix = f"{name}." if name else ""
    return (
        HEAD.format(name="top")
        + IMPORT.format(of="base", name=name)
        + f"""
<inputData id="o" name="other age"><variable name="other age" typeRef="{prefix}tAge"/></inputData>
<decision id="x" name="x"><variable name="x"/>
<informationRequirement><requiredDecision href="base#d"/></informationRequirement>
<informationRequirement><requiredInput href="#o"/></informationRequirement>
<knowledgeRequirement><requiredKnowledge href="base#f"/></knowledgeRequirement>
<literalExpression>
<text>[{prefix}of full age, {prefix}twice(other age)]</text></literalExpression></decision></definitions>"""
    )


@pytest.mark.parametrize("name", ["the base-model", ""])
def test_an_imported_models_decisions_functions_and_types_are_used_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "base.dmn").write_text(BASE)
    (tmp_path / "top.dmn").write_text(importing(name))
    model = read_dmn(tmp_path / "top.dmn")
    assert evaluate(model, "x", {"age": 20, "other age": 30}).value == [True, Decimal(60)]
    assert evaluate(model, "x", {"age": 20, "other age": 200}).value == [True, None], (
        "the imported type restricts"
    )
    assert evaluate(model, "x", {"base#age": 3, "age": 20, "other age": 1}).value == [False, Decimal(2)]


@pytest.mark.parametrize("call", ["twofold(21)", "twofold(b.age: 21)", "twofold(age: 21)"])
def test_a_service_takes_the_fact_of_an_imported_model_by_its_qualified_name(
    tmp_path: Path, call: str
) -> None:
    (tmp_path / "base.dmn").write_text(BASE)
    text = (
        HEAD.format(name="top")
        + IMPORT.format(of="base", name="b")
        + f"""
<decision id="t" name="twice as old"><variable name="twice as old"/>
<informationRequirement><requiredInput href="base#i"/></informationRequirement>
<literalExpression><text>b.age * 2</text></literalExpression></decision>
<decisionService id="s" name="twofold"><variable name="twofold"/><outputDecision href="#t"/><inputData href="base#i"/>
</decisionService>
<decision id="x" name="x"><variable name="x"/><knowledgeRequirement><requiredKnowledge href="#s"/>
</knowledgeRequirement><literalExpression><text>{call}</text></literalExpression></decision></definitions>"""
    )
    (tmp_path / "top.dmn").write_text(text)
    assert evaluate(read_dmn(tmp_path / "top.dmn"), "x", {"age": 3}).value == Decimal(42)
    (tmp_path / "top.dmn").write_text(text.replace("21)", "200)"))
    assert evaluate(read_dmn(tmp_path / "top.dmn"), "x", {}).value is None, "no age of the imported type"


def test_imports_that_are_missing_circular_or_no_dmn_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "top.dmn").write_text(importing("b"))
    with pytest.raises(InputError, match="has the namespace 'base'"):
        read_dmn(tmp_path / "top.dmn")
    (tmp_path / "base.dmn").write_text(
        BASE.replace("<itemDefinition", IMPORT.format(of="top", name="t") + "<itemDefinition", 1)
    )
    with pytest.raises(InputError, match="in a circle"):
        read_dmn(tmp_path / "top.dmn")
    (tmp_path / "top.dmn").write_text(
        importing("b").replace(
            'https://www.omg.org/spec/DMN/20230324/MODEL/"/>', 'http://www.w3.org/2001/XMLSchema"/>'
        )
    )
    with pytest.raises(InputError, match="no DMN"):
        read_dmn(tmp_path / "top.dmn")
    with pytest.raises(InputError, match="has the namespace"):
        read_dmn(importing("b").encode())


def test_a_type_may_contain_itself(tmp_path: Path) -> None:
    text = (
        HEAD.format(name="t")
        + """<itemDefinition name="node"><itemComponent name="size"><typeRef>number</typeRef></itemComponent>
<itemComponent name="parts" isCollection="true"><typeRef>node</typeRef></itemComponent></itemDefinition>
<inputData id="i" name="tree"><variable name="tree" typeRef="node"/></inputData>
<decision id="d" name="sizes"><variable name="sizes"/><informationRequirement><requiredInput href="#i"/>
</informationRequirement><literalExpression><text>tree.parts.size</text></literalExpression></decision></definitions>"""
    )
    model = read_dmn(text.encode())
    tree = {"size": 1, "parts": [{"size": 2, "parts": []}]}
    assert evaluate(model, "sizes", {"tree": tree}).value == [Decimal(2)]
    tree["parts"][0]["parts"] = [{"size": "big", "parts": []}]  # pyright: ignore
    assert evaluate(model, "sizes", {"tree": tree}).value is None, "wrong three levels down"


def java(name: str, signature: str) -> str:
    body = f'{{java: {{class: "{name}", method signature: "{signature}"}}}}'
    return f"{{f: function(a, b) external {body}, r: f(A, B)}}.r"


def test_foreign_functions_are_a_closed_table() -> None:
    def call(name: str, signature: str, a: object, b: object) -> object:
        expression = parse(java(name, signature), names=["A", "B"])
        return feel(expression, {"A": a, "B": b})

    assert call("java.lang.Math", "max(int, int)", 3, 4) == Decimal(4)
    assert call("java.lang.Math", "pow(double,double)", 2, 10) == Decimal(1024)
    assert call("java.lang.Math", "max(int,int)", 2**40, 4) is None, "no int"
    assert call("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", "%s kg", "a") == "a kg"
    assert call("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", "%s %s", "a") is None
    for name, signature in [
        ("java.lang.Runtime", "exec(java.lang.String)"),
        ("java.lang.System", "exit(int)"),
        ("os", "system(java.lang.String)"),
        ("java.lang.Math", "__class__(double)"),
    ]:
        with pytest.raises(FeelError, match="refused"):
            parse(java(name, signature), names=["A", "B"]).compile()


def test_a_file_that_is_partly_wrong_names_everything_and_still_decides_the_rest(tmp_path: Path) -> None:
    text = (
        HEAD.format(name="t")
        + """<itemDefinition name="a"><typeRef>numbr</typeRef></itemDefinition>
<decision id="d" name="good"><variable name="good"/><literalExpression><text>1 + 1</text></literalExpression></decision>
<decision id="e" name="bad"><variable name="bad"/><decisionTable hitPolicy="WORST"/></decision></definitions>"""
    )
    with pytest.raises(InputError) as refused:
        read_dmn(text.encode())
    assert len(refused.value.findings) == 2
    model = read_dmn(text.encode(), strict=False)
    assert evaluate(model, "good", {}).value == Decimal(2)
    assert evaluate(model, "bad", {}).value is None
