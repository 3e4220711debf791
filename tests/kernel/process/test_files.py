"""Reading and writing BPMN files; what is refused is refused by name, with line and advice."""

from __future__ import annotations

import pytest
from lxml import etree

from minben.kernel import process as bpmn
from minben.kernel.finding import Finding, InputError
from tests.kernel.process.playing import model

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def wrap(body: str, *, before: str = "", attributes: str = "") -> bytes:
    return f"""<?xml version="1.0"?>
<definitions xmlns="{BPMN}" xmlns:minben="urn:minben:bpmn:1" xmlns:v="urn:v" targetNamespace="x"{attributes}>
{before}
<process id="p" name="審批">
{body}
</process></definitions>""".encode()


def refusal(content: bytes) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as caught:
        bpmn.read_bpmn(content, "model.bpmn")
    assert all(finding.file == "model.bpmn" and finding.advice for finding in caught.value.findings)
    return caught.value.findings


EVERYTHING = wrap(
    """
<laneSet id="ls"><lane id="window" name="窗口"><flowNodeRef>s</flowNodeRef><flowNodeRef>u</flowNodeRef></lane>
<lane id="bureau" name="局"><flowNodeRef>sub</flowNodeRef></lane></laneSet>
<startEvent id="s"/>
<userTask id="u" name="收件" minben:item="accept" minben:unit="window" v:colour="red"/>
<boundaryEvent id="t" attachedToRef="u" cancelActivity="false">
  <timerEventDefinition><timeDuration>workdays:5</timeDuration></timerEventDefinition></boundaryEvent>
<exclusiveGateway id="x" default="no"/>
<subProcess id="sub"><startEvent id="s2"/>
<scriptTask id="k" minben:result="n"><script> n + 1 </script></scriptTask>
<sequenceFlow id="i" sourceRef="s2" targetRef="k"/></subProcess>
<businessRuleTask id="r" minben:decision="permit"/><serviceTask id="v"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="u"/><sequenceFlow id="f2" sourceRef="u" targetRef="x"/>
<sequenceFlow id="yes" name="是" sourceRef="x" targetRef="sub">
  <conditionExpression>n &lt; 3</conditionExpression></sequenceFlow>
<sequenceFlow id="no" sourceRef="x" targetRef="e"/>
"""
)


def test_every_supported_element_is_read() -> None:
    (process,) = bpmn.read_bpmn(EVERYTHING)
    nodes = {node.id: node for node in process.nodes}
    assert [node.id for node in process.nodes] == ["s", "u", "t", "x", "sub", "s2", "k", "r", "v", "e"]
    assert nodes["u"] == bpmn.Node(
        "u", "user", "收件", "window", options={"item": "accept", "unit": "window"}
    )
    assert nodes["t"] == bpmn.Node(
        "t",
        "boundary",
        attached_to="u",
        interrupting=False,
        triggers=(bpmn.Trigger("timer", text="workdays:5"),),
    )
    assert nodes["k"] == bpmn.Node("k", "script", parent="sub", script="n + 1", options={"result": "n"})
    assert process.lanes == {"window": "窗口", "bureau": "局"}
    flows = {flow.id: flow for flow in process.flows}
    assert flows["yes"] == bpmn.Flow("yes", "x", "sub", "是", "n < 3")
    assert flows["no"].default
    assert [flow.id for flow in process.flows] == ["f1", "f2", "yes", "no", "i"]


def test_what_is_written_reads_back_the_same() -> None:
    (process,) = bpmn.read_bpmn(EVERYTHING)
    for layout in (True, False):
        assert bpmn.read_bpmn(bpmn.write_bpmn(process, layout=layout)) == (process,)


def test_the_diagram_names_every_node_flow_and_lane() -> None:
    (process,) = bpmn.read_bpmn(EVERYTHING)
    root = etree.fromstring(bpmn.write_bpmn(process))
    drawn = {element.get("bpmnElement") for element in root.iter() if element.get("bpmnElement")}
    ids = {node.id for node in process.nodes} | {flow.id for flow in process.flows} | set(process.lanes)
    assert drawn >= ids


@pytest.mark.parametrize(
    ("body", "name", "line"),
    [
        ("<startEvent id='s'/>\n<choreographyTask id='g'/>", "choreographyTask", 6),
        ("<userTask id='u'>\n\n<participantRef>x</participantRef></userTask>", "participantRef", 7),
        ("<userTask id='u' startQuantity='two'/>", "startQuantity", 5),
        ("<scriptTask id='k' scriptFormat='javascript'><script>x</script></scriptTask>", "javascript", 5),
        ("<userTask/>", "no id", 5),
        ("<userTask id='p'/>", "used twice", 5),
        ("<exclusiveGateway id='x' default='gone'/>", "default flow gone", 5),
        ("<sequenceFlow id='f' sourceRef='a'/>", "lacks sourceRef or targetRef", 5),
        (
            "<boundaryEvent id='b' attachedToRef='u'><timerEventDefinition/></boundaryEvent>",
            "does not say when",
            5,
        ),
    ],
)
def test_unsupported_elements_are_refused_by_name_and_line(body: str, name: str, line: int) -> None:
    findings = refusal(wrap(body))
    assert any(name in finding.message and finding.line == line for finding in findings), findings


def test_all_faults_are_named_at_once() -> None:
    findings = refusal(wrap("<choreographyTask id='a'/><callChoreography id='b'/>"))
    assert [finding.place for finding in findings] == ["a", "b"]


def test_files_from_strangers_cannot_reach_out() -> None:
    bomb = (
        b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>' + wrap("").split(b"?>")[1]
    )
    assert "document type" in refusal(bomb)[0].message
    assert refusal(b"<definitions>")[0].line == 1
    assert "not BPMN" in refusal(b"<a/>")[0].message
    assert "well-formed" in refusal(b"")[0].message


def test_conditions_in_another_language_are_refused() -> None:
    flow = (
        "<sequenceFlow id='f' sourceRef='a' targetRef='b'>"
        "<conditionExpression>x</conditionExpression></sequenceFlow>"
    )
    language = ' expressionLanguage="urn:groovy"'
    assert "urn:groovy" in refusal(wrap(flow, attributes=language))[0].message
    own = flow.replace(
        "<conditionExpression>", "<conditionExpression language='http://www.w3.org/1999/XPath'>"
    )
    assert "XPath" in refusal(wrap(own))[0].message
    assert bpmn.read_bpmn(wrap("<startEvent id='s'/>", attributes=language))


def test_lines_of_elements_are_found_for_checks() -> None:
    assert bpmn.locate(wrap("<startEvent id='s'/>\n<endEvent id='e'/>")) == {"p": 4, "s": 5, "e": 6}


def test_names_with_markup_survive() -> None:
    process = model("s:start u:user", "s>u", u={"name": "<b>\"&'\n二"})
    assert bpmn.read_bpmn(bpmn.write_bpmn(process)) == (process,)
