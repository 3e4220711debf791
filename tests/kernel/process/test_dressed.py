"""The same model in another tool's dress says the same: comments, instructions, CDATA, foreign elements and attributes,
other prefixes, encodings and byte order marks, references with prefixes, HTML in documentation. On the published
interchange models and on files of every element of the schema.
"""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from minben.kernel import process as bpmn
from tests.kernel.process import wild
from tests.kernel.process.conftest import suite

MODEL = f"{{{wild.MODEL}}}"
ENCODINGS = ["UTF-8", "UTF-16", "ISO-8859-1", "GB18030", "US-ASCII", "windows-1252"]
DOCUMENTED = {
    f"{MODEL}{tag}" for tag in ("userTask", "task", "startEvent", "process", "sequenceFlow", "lane")
}


def dressed(source: bytes, dice: random.Random) -> bytes:
    root = etree.fromstring(source, etree.XMLParser(strip_cdata=False))
    for one in list(root.iter(etree.Element)):
        empty = not (one.text or "").strip()
        if dice.random() < 0.2:
            one.set("{urn:vendor}x", 'a "b" & <c> 丙')
        if empty and dice.random() < 0.1:
            one.insert(0, etree.Comment(" a note <task id='no'/> "))
        if empty and dice.random() < 0.05:
            one.insert(0, etree.ProcessingInstruction("tool", "keep"))
        if one.tag == f"{MODEL}extensionElements":
            etree.SubElement(one, "{urn:vendor}deep", x="1").text = "<p>html</p>"
        if one.tag in DOCUMENTED and dice.random() < 0.3:
            words = etree.Element(f"{MODEL}documentation", textFormat="text/html")
            words.text = etree.CDATA("<p>人民 & <b>city</b></p>")
            one.insert(0, words)
    encoding = dice.choice(ENCODINGS)
    written = etree.tostring(root, encoding=encoding, xml_declaration=True)
    return b"\xef\xbb\xbf" + written if encoding == "UTF-8" and dice.random() < 0.5 else written


@cache
def published(number: int) -> bytes:
    files = sorted(suite("bpmn-miwg").glob("*.bpmn"))
    return files[number % len(files)].read_bytes()


def same(source: bytes, dice: random.Random) -> None:
    before, after = bpmn.read_document(source), bpmn.read_document(dressed(source, dice))
    assert after.processes == before.processes
    assert (after.pools, after.messages, after.diagrams) == (before.pools, before.messages, before.diagrams)
    if not after.processes or not after.processes[0].id:
        return
    changed = replace(after, processes=(replace(after.processes[0], name="改"), *after.processes[1:]))
    again = bpmn.read_document(bpmn.write_document(changed))
    assert (again.processes, again.diagrams) == (changed.processes, before.diagrams)
    for word in (b"urn:vendor", b"a note"):
        kept = etree.tostring(etree.fromstring(bpmn.write_document(changed)))
        assert kept.count(word) == etree.tostring(etree.fromstring(after.source)).count(word)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 2**32))
def test_a_published_model_in_another_dress_says_the_same(number: int, seed: int) -> None:
    same(published(number), random.Random(seed))


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.sampled_from(sorted(wild.DEFINITIONS))),
    st.sets(st.sampled_from(sorted(wild.PARTS))),
    st.integers(0, 2**32),
)
def test_any_file_in_another_dress_says_the_same(definitions: set[str], parts: set[str], seed: int) -> None:
    same(wild.file(wild.Dress(), definitions, parts), random.Random(seed))


HEAD = (
    f'<definitions xmlns="{wild.MODEL}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:my="t" targetNamespace="t">'
)
ODD = {
    "nothing inside": "",
    "a process without ids": "<process><startEvent/><task id='a'/></process>",
    "pools only": '<collaboration id="c"><participant id="a"/><participant id="b"/><messageFlow id="m" sourceRef="a" '
    'targetRef="b"/></collaboration>',
    "a picture only": '<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="x"><bpmndi:BPMNShape bpmnElement="y">'
    '<dc:Bounds x="1" y="2" width="3" height="4"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>',
    "a picture without a plane": '<bpmndi:BPMNDiagram id="d"/>',
    "ends that are nowhere": '<collaboration id="c"><participant id="a" processRef="no"/><messageFlow id="m" '
    'sourceRef="x" targetRef="y"/></collaboration><process id="p"><startEvent id="s"/><sequenceFlow id="f" '
    'sourceRef="s" targetRef="no"/><boundaryEvent id="b" attachedToRef="no"/><laneSet><lane id="l">'
    "<flowNodeRef>no</flowNodeRef></lane></laneSet></process>",
    "references with a prefix": '<process id="p"><startEvent id="s"/><task id="a"/><sequenceFlow id="f" '
    'sourceRef="my:s" targetRef="my:a"/></process>',
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_files_are_read_drawn_checked_and_written(name: str) -> None:
    source = f"{HEAD}{ODD[name]}</definitions>".encode()
    document = bpmn.read_document(source)
    assert bpmn.write_document(document) == source
    assert etree.fromstring(bpmn.draw_document(document).encode()).get("role") == "img"
    for process in document.processes:
        assert all(finding.message for finding in bpmn.check(process))
    if name == "references with a prefix":
        assert document.processes[0].flows[0] == bpmn.Flow("f", "s", "a")
