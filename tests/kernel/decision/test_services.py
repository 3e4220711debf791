"""Decision services and knowledge models as functions: parameters, encapsulated decisions, several outputs, types."""

from __future__ import annotations

from decimal import Decimal

import pytest

from minben.kernel.decision import Model, evaluate, read_dmn

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="m">
<itemDefinition name="tFn"><functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/></functionItem>
</itemDefinition>
<inputData id="i" name="income"><variable name="income" typeRef="number"/></inputData>
<decision id="r" name="rate"><variable name="rate" typeRef="number"/>
<literalExpression><text>0.1</text></literalExpression></decision>
<decision id="t" name="tax"><variable name="tax" typeRef="number"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<informationRequirement><requiredDecision href="#r"/></informationRequirement>
<literalExpression><text>income * rate</text></literalExpression></decision>
<decision id="n" name="net"><variable name="net" typeRef="number"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<informationRequirement><requiredDecision href="#t"/></informationRequirement>
<literalExpression><text>income - tax</text></literalExpression></decision>
<decisionService id="one" name="taxing"><variable name="taxing"/><outputDecision href="#t"/>
<encapsulatedDecision href="#r"/><inputData href="#i"/></decisionService>
<decisionService id="two" name="both"><variable name="both"/><outputDecision href="#t"/><outputDecision href="#n"/>
<inputDecision href="#r"/><inputData href="#i"/></decisionService>
<businessKnowledgeModel id="b" name="double"><variable name="double" typeRef="tFn"/><encapsulatedLogic>
<formalParameter name="n" typeRef="number"/><literalExpression><text>2 * n</text></literalExpression>
</encapsulatedLogic></businessKnowledgeModel>
<decision id="d" name="d"><variable name="d"/>
<knowledgeRequirement><requiredKnowledge href="#one"/></knowledgeRequirement>
<knowledgeRequirement><requiredKnowledge href="#two"/></knowledgeRequirement>
<knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>
<literalExpression><text>TEXT</text></literalExpression></decision></definitions>"""


def model(text: str) -> Model:
    return read_dmn(MODEL.replace("TEXT", text).encode())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("taxing(100)", Decimal("10.0")),
        ("taxing(income: 100)", Decimal("10.0")),
        ("both(100, 0.5)", {"tax": Decimal("50.0"), "net": Decimal("50.0")}),
        ("both(rate: 0.2, income: 10).net", Decimal("8.0")),
        ("taxing()", None),
        ('taxing("a")', None),
        ("double(4)", Decimal(8)),
        ('double("a")', None),
        ("double instance of function&lt;number&gt;-&gt;number", True),
        ("double instance of function&lt;string&gt;-&gt;number", False),
        ("taxing instance of function&lt;number&gt;-&gt;Any", True),
    ],
)
def test_services_and_knowledge_models_are_functions(text: str, value: object) -> None:
    assert evaluate(model(text), "d", {}).value == value


def test_a_count_of_no_rows_is_zero() -> None:
    table = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="m">
<inputData id="i" name="n"><variable name="n" typeRef="number"/></inputData>
<decision id="d" name="d"><variable name="d"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<decisionTable hitPolicy="COLLECT" aggregation="COUNT"><input><inputExpression><text>n</text></inputExpression></input>
<output/><rule><inputEntry><text>&gt; 3</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
<rule><inputEntry><text>&gt; 5</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable>
</decision></definitions>"""
    counted = [evaluate(read_dmn(table.encode()), "d", {"n": n}).value for n in (1, 4, 6)]
    assert counted == [Decimal(0), Decimal(1), Decimal(2)]
