"""Read BPMN 2.0 files into plain values, refusing by name what this engine does not execute.

Serves service designers: a model is either understood completely or refused with file, line and advice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from minben.kernel.finding import Finding, InputError, refuse

from .model import Flow, Node, Process
from .names import BPMN, MINBEN, REMARKS, TAGS, XPATH

Element = Any  # lxml's stubs are partial

_ADVICE = {
    "task": "Say who does it: userTask, serviceTask, businessRuleTask or scriptTask.",
    "manualTask": "Use a userTask: somebody must be able to say that it is done.",
    "timeCycle": "Use timeDuration (PT2H, P3D, workdays:5) or timeDate.",
    "inclusiveGateway": "Use exclusive and parallel gateways.",
    "callActivity": "Put the steps into an embedded subProcess.",
    "terminateEventDefinition": "Lead all branches to ordinary end events.",
    "messageFlow": "Model other parties as steps of this process.",
    "childLaneSet": "Use one flat laneSet: a lane is a unit.",
    "expressionLanguage": "Write conditions and scripts in FEEL.",
}
_DEFAULT_ADVICE = "Remove it or model it with the supported elements."
_ROOTS = frozenset({"process", "collaboration", "documentation", "extensionElements", "category"})
# Attributes that change what an element does; any other value than the one here is refused.
_PLAIN = {
    "startQuantity": "1",
    "completionQuantity": "1",
    "isForCompensation": "false",
    "triggeredByEvent": "false",
    "parallelMultiple": "false",
    "isInterrupting": "true",
}


def read_bpmn(source: Path | bytes, name: str = "") -> tuple[Process, ...]:
    """All processes of a BPMN 2.0 file, in file order.

    Nodes come in document order (a sub-process before what is inside it), flows container by container: the
    order in which `step` tries conditions. Raises `InputError` with every unsupported or broken element, its
    line and advice.
    """
    file = name or (str(source) if isinstance(source, Path) else "")
    root = _parse(source, file)
    reader = _Reader(file)
    processes = reader.definitions(root)
    if reader.findings:
        raise InputError(reader.findings)
    return processes


def locate(source: Path | bytes) -> dict[str, int]:
    """Line of every element that has an id, for findings of `check`. Raises `InputError` like `read_bpmn`."""
    root = _parse(source, str(source) if isinstance(source, Path) else "")
    return {
        element.get("id"): element.sourceline for element in root.iter(etree.Element) if element.get("id")
    }


def _parse(source: Path | bytes, file: str) -> Element:
    """The root element; no DTD, no entities, no network: a model is data from a stranger."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        text = source.read_bytes() if isinstance(source, Path) else source
        root = etree.fromstring(text, parser)
    except OSError as error:
        raise refuse(
            file, f"The file cannot be read: {error.strerror}.", "Check the path and the rights."
        ) from None
    except etree.XMLSyntaxError as error:
        line = int(error.lineno or 0)
        raise refuse(
            file, f"Not well-formed XML: {error.msg}.", "Mend the XML at this line.", line=line
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refuse(file, "The file has a document type declaration.", "Remove <!DOCTYPE ...>.", line=1)
    if root.tag != f"{{{BPMN}}}definitions":
        raise refuse(
            file,
            f"The root is <{_local(root)}>, not BPMN 2.0 <definitions>.",
            "Export as BPMN 2.0 XML.",
            line=1,
        )
    return root


def _local(element: Element) -> str:
    """The tag without its namespace; with it when the element is not BPMN's own."""
    space, _, tag = str(element.tag).rpartition("}")
    return tag if space in ("{" + BPMN, "") else element.tag


def _children(element: Element) -> Iterator[tuple[str, Element]]:
    """Child elements with their local names, remarks left out."""
    for child in element:
        if isinstance(child.tag, str) and _local(child) not in REMARKS:
            yield _local(child), child


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


class _Reader:
    """Collects nodes, flows and everything that is wrong, so that one run names all faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.seen: set[str] = set()
        self.pools: dict[str, str] = {}
        self.foreign = ""  # the expression language of the file, when it is not FEEL
        self.begin()

    def begin(self) -> None:
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self.lanes: dict[str, str] = {}
        self.lane_of: dict[str, str] = {}
        self.defaults: dict[str, Element] = {}

    # --- words of complaint ---

    def wrong(self, element: Element, message: str, advice: str) -> None:
        place = element.get("id") or _local(element)
        self.findings.append(Finding(self.file, element.sourceline or 0, place, message, advice))

    def unsupported(self, element: Element, what: str = "") -> None:
        what = what or _local(element)
        self.wrong(element, f"{what} is not supported.", _ADVICE.get(what, _DEFAULT_ADVICE))

    def identity(self, element: Element) -> str:
        found: str = element.get("id") or ""
        if not found:
            self.wrong(
                element, f"{_local(element)} has no id.", "Give it an id that stays the same over versions."
            )
        elif found in self.seen:
            self.wrong(element, f"The id {found} is used twice.", "Give every element its own id.")
        self.seen.add(found)
        return found

    # --- the file ---

    def definitions(self, root: Element) -> tuple[Process, ...]:
        language = root.get("expressionLanguage") or ""
        # The standard's default says no more than no attribute at all: many tools write it without meaning it.
        self.foreign = "" if language == XPATH or "FEEL" in language.upper() else language
        bodies = [child for tag, child in _children(root) if tag == "process"]
        for tag, child in _children(root):
            if tag == "collaboration":
                self.collaboration(child)
            elif tag not in _ROOTS and tag != "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram":
                self.unsupported(child)
        if not bodies:
            self.wrong(root, "The file holds no process.", "Add a <process>.")
        return tuple(self.process(body) for body in bodies)

    def collaboration(self, element: Element) -> None:
        for tag, child in _children(element):
            if tag != "participant":
                self.unsupported(child)
                continue
            self.pools[child.get("processRef") or ""] = child.get("name") or ""
            for _, part in _children(child):
                self.unsupported(part)

    def process(self, element: Element) -> Process:
        self.begin()
        process_id = self.identity(element)
        self.container(element, "")
        self.name_defaults()
        nodes = tuple(self.in_lane(node) for node in self.nodes)
        name = element.get("name") or self.pools.get(process_id, "")
        return Process(process_id, name, nodes, tuple(self.flows), self.lanes, self.file)

    def in_lane(self, node: Node) -> Node:
        lane = self.lane_of.get(node.id, "")
        return replace(node, lane=lane) if lane else node

    def name_defaults(self) -> None:
        """Every `default` attribute must name a flow that leaves the same element."""
        leaving = {(flow.source, flow.id) for flow in self.flows}
        for flow_id, element in self.defaults.items():
            if (element.get("id"), flow_id) not in leaving:
                self.wrong(
                    element, f"The default flow {flow_id} does not leave this element.", "Name one that does."
                )

    def container(self, element: Element, parent: str) -> None:
        """A process or sub-process: its own flows first, then its nodes, so that order does not depend on
        nesting.
        """
        for _, child in _children(element):
            if child.get("default"):
                self.defaults[child.get("default")] = child
        for tag, child in _children(element):
            if tag == "sequenceFlow":
                self.flow(child)
        for tag, child in _children(element):
            if tag in TAGS:
                self.node(tag, child, parent)
            elif tag == "laneSet" and not parent and not self.lanes:
                self.lane_set(child)
            elif tag != "sequenceFlow":
                self.unsupported(child)

    def lane_set(self, element: Element) -> None:
        for tag, lane in _children(element):
            if tag != "lane":
                self.unsupported(lane)
                continue
            lane_id = self.identity(lane)
            self.lanes[lane_id] = lane.get("name") or ""
            for part_tag, part in _children(lane):
                if part_tag == "flowNodeRef":
                    self.lane_of[_text(part)] = lane_id
                else:
                    self.unsupported(part)

    # --- flows and nodes ---

    def flow(self, element: Element) -> None:
        flow_id, condition = self.identity(element), ""
        for tag, child in _children(element):
            if tag == "conditionExpression":
                condition = self.expression(child, child.get("language") or self.foreign)
            else:
                self.unsupported(child)
        source, target = element.get("sourceRef") or "", element.get("targetRef") or ""
        if not source or not target:
            self.wrong(element, "The flow lacks sourceRef or targetRef.", "Connect both ends.")
        name = element.get("name") or ""
        self.flows.append(Flow(flow_id, source, target, name, condition, flow_id in self.defaults))

    def expression(self, element: Element, language: str) -> str:
        if language and "FEEL" not in language.upper():
            self.wrong(
                element,
                f"The expression language {language} is not supported.",
                _ADVICE["expressionLanguage"],
            )
        return _text(element)

    def node(self, tag: str, element: Element, parent: str) -> None:
        node_id = self.identity(element)
        self.attributes(element)
        self.nodes.append(
            Node(
                id=node_id,
                kind=TAGS[tag],
                name=element.get("name") or "",
                parent=parent,
                attached_to=element.get("attachedToRef") or "",
                interrupting=element.get("cancelActivity", "true") not in ("false", "0"),
                timer=self.timer(element) if tag == "boundaryEvent" else "",
                script=self.script(element) if tag == "scriptTask" else "",
                options={
                    key.rpartition("}")[2]: value
                    for key, value in element.items()
                    if key.startswith(f"{{{MINBEN}}}")
                },
            )
        )
        if tag == "subProcess":
            self.container(element, node_id)
        elif tag not in ("boundaryEvent", "scriptTask"):
            for _, child in _children(element):
                self.unsupported(child)

    def attributes(self, element: Element) -> None:
        for attribute, plain in _PLAIN.items():
            value = element.get(attribute, plain)
            if value != plain:
                self.unsupported(element, f'{attribute}="{value}" on {_local(element)}')

    def script(self, element: Element) -> str:
        found = ""
        for tag, child in _children(element):
            if tag == "script":
                found = self.expression(child, element.get("scriptFormat") or "")
            else:
                self.unsupported(child)
        return found

    def timer(self, element: Element) -> str:
        """The timer's text of a boundary event; other triggers are refused by name."""
        found = ""
        for tag, child in _children(element):
            if tag == "timerEventDefinition" and not found:
                found = self.when(child)
            else:
                self.unsupported(child)
        if not found and not any(_children(element)):
            self.wrong(element, "The boundary event has no trigger.", "Add a timerEventDefinition.")
        return found

    def when(self, element: Element) -> str:
        found = ""
        for tag, child in _children(element):
            if tag in ("timeDuration", "timeDate") and not found:
                found = _text(child)
            else:
                self.unsupported(child)
        if not found and not any(_children(element)):
            self.wrong(element, "The timer does not say when.", "Add timeDuration, e.g. P5D or workdays:5.")
        return found
