"""A BPMN file as a whole: its processes, pools, messages and diagrams, and everything in it that only others know.

Serves exchange with other tools: what is read, changed and written keeps the diagram, extensions, choreographies,
conversations and unknown elements as they were; only what was changed is written anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lxml import etree

from .layout import Box, Point
from .model import Flow, MessageFlow, Node, Pool, Process
from .names import BPMN, BPMNDI, DC, DEFINITIONS, DI, MINBEN, REFERENCES
from .read import parse, read_bpmn
from .read_parts import children, local, plain_name
from .write import write_bpmn

Element = Any

# Which children of an element say which of its values: only those of changed values are written anew.
_SAYS = {
    "triggers": frozenset({*DEFINITIONS, "eventDefinitionRef"}),
    "script": frozenset({"script"}),
    "loop": frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"}),
    "inputs": frozenset({"dataInputAssociation"}),
    "outputs": frozenset({"dataOutputAssociation"}),
    "data": frozenset({"property"}),
    "activation": frozenset({"activationCondition"}),
    "adhoc": frozenset({"completionCondition"}),
    "condition": frozenset({"conditionExpression"}),
}
_SAID = frozenset(
    {
        "name", "default", "attachedToRef", "calledElement", "cancelActivity", "isInterrupting", "parallelMultiple",
        "eventGatewayType", "triggeredByEvent", "isForCompensation", "instantiate", "startQuantity",
        "completionQuantity", "scriptFormat", "ordering", "cancelRemainingInstances", "messageRef", "sourceRef",
        "targetRef",
    }
)  # fmt: skip

_FIRST = frozenset({"documentation", "extensionElements", "incoming"})


@dataclass(frozen=True)
class Diagram:
    """One picture of a file: where its tool drew each element."""

    id: str
    of: str
    shapes: Mapping[str, Box]
    edges: Mapping[str, tuple[Point, ...]]


@dataclass(frozen=True)
class Document:
    """What a file says. `source` keeps what these values do not."""

    processes: tuple[Process, ...]
    pools: tuple[Pool, ...] = ()
    messages: tuple[MessageFlow, ...] = ()
    diagrams: tuple[Diagram, ...] = ()
    source: bytes = field(default=b"", repr=False)


def read_document(source: Path | bytes, name: str = "") -> Document:
    """The file, executable or not. Raises `InputError` when it is no BPMN 2.0."""
    file = name or (str(source) if isinstance(source, Path) else "")
    processes = read_bpmn(source, name, strict=False)
    root = parse(source, file)
    pools, messages = _collaborations(root)
    text = source.read_bytes() if isinstance(source, Path) else source
    return Document(
        processes, pools, messages, tuple(map(_diagram, root.iter(f"{{{BPMNDI}}}BPMNDiagram"))), text
    )


def write_document(document: Document) -> bytes:
    """The file with its processes as they are now; everything else as it was."""
    root = etree.fromstring(document.source, etree.XMLParser(resolve_entities=False, no_network=True))
    before = {process.id: process for process in read_bpmn(document.source, strict=False)}
    for process in document.processes:
        known = before.get(process.id)
        if known is not None and replace(known, file=process.file) != process:
            _Patch(root, known, process).run()
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def _collaborations(root: Element) -> tuple[tuple[Pool, ...], tuple[MessageFlow, ...]]:
    pools: list[Pool] = []
    flows: list[MessageFlow] = []
    for element in root.iter(f"{{{BPMN}}}participant"):
        process = plain_name(element.get("processRef") or "")
        pools.append(Pool(element.get("id") or "", element.get("name") or "", process))
    for element in root.iter(f"{{{BPMN}}}messageFlow"):
        ends = (plain_name(element.get(end) or "") for end in ("sourceRef", "targetRef"))
        flows.append(MessageFlow(element.get("id") or "", *ends, name=element.get("name") or ""))
    return tuple(pools), tuple(flows)


def _diagram(element: Element) -> Diagram:
    shapes: dict[str, Box] = {}
    edges: dict[str, tuple[Point, ...]] = {}
    plane = element.find(f"{{{BPMNDI}}}BPMNPlane")
    for shape in element.iter(f"{{{BPMNDI}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        if bounds is not None:
            shapes[shape.get("bpmnElement") or ""] = Box(
                *(float(bounds.get(key) or 0) for key in ("x", "y", "width", "height"))
            )
    for edge in element.iter(f"{{{BPMNDI}}}BPMNEdge"):
        points = edge.iter(f"{{{DI}}}waypoint")
        edges[edge.get("bpmnElement") or ""] = tuple(
            (float(point.get("x") or 0), float(point.get("y") or 0)) for point in points
        )
    return Diagram(
        element.get("id") or "", plane.get("bpmnElement") if plane is not None else "", shapes, edges
    )


class _Patch:
    """Brings one process of a file to its new values, element by element."""

    def __init__(self, root: Element, before: Process, after: Process) -> None:
        self.root = root
        self.old = {one.id: one for one in (*before.nodes, *before.flows)}
        self.new = {one.id: one for one in (*after.nodes, *after.flows)}
        self.defaults = {flow.source for one in (before, after) for flow in one.flows if flow.default}
        self.fresh = etree.fromstring(write_bpmn(after))
        self.process, self.was = after, before.name
        self.made = {one.get("id"): one for one in self.fresh.iter(etree.Element) if one.get("id")}
        self.here = {one.get("id"): one for one in root.iter(etree.Element) if one.get("id")}

    def run(self) -> None:
        if self.process.name and self.process.name != self.was:
            self.here[self.process.id].set("name", self.process.name)
        if local(self.here[self.process.id]) != "process":
            return  # a global task is its own only step
        for name in self.old.keys() - self.new.keys():
            self.remove(name)
        self.borrow()
        for name, one in self.new.items():
            if name not in self.old:
                self.insert(name)
            elif one != self.old[name] or name in self.defaults:
                self.change(name)
        self.connect()

    def remove(self, name: str) -> None:
        """The element, its pictures and what refers to it."""
        for one in [*self.root.iter(etree.Element)]:
            refers = (
                local(one) in ("incoming", "outgoing", "flowNodeRef") and (one.text or "").strip() == name
            )
            ends = local(one) == "association" and name in (one.get("sourceRef"), one.get("targetRef"))
            if (
                one.get("id") == name or one.get("bpmnElement") == name or refers or ends
            ) and one.getparent() is not None:
                one.getparent().remove(one)

    def borrow(self) -> None:
        """Messages, signals, errors and escalations that the changed parts name."""
        first = self.here[self.process.id]
        for tag, element in children(self.fresh):
            if tag in REFERENCES and element.get("id") not in self.here:
                first.addprevious(deepcopy(element))

    def insert(self, name: str) -> None:
        """A new element at the end of its container, and its picture."""
        one = self.new[name]
        made = self.made[name]
        around = one.parent if isinstance(one, Node) else getattr(self.new.get(one.source), "parent", "")
        container = self.here[around or self.process.id]
        if container is not None and (not around or around in self.old):
            container.append(deepcopy(made))
        for plane in list(self.root.iter(f"{{{BPMNDI}}}BPMNPlane"))[:1]:
            for shape in self.fresh.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
                if shape.get("bpmnElement") == name:
                    plane.append(deepcopy(shape))

    def change(self, name: str) -> None:
        """Our attributes and the children of changed values anew; what others wrote stays."""
        element, made = self.here[name], self.made[name]
        for key in [key for key in element.attrib if key in _SAID or key.startswith(f"{{{MINBEN}}}")]:
            del element.attrib[key]
        for key, value in made.attrib.items():
            element.set(key, value)
        old, new = self.old[name], self.new[name]
        for value, tags in _SAYS.items():
            if getattr(old, value, None) != getattr(new, value, None):
                for child in [one for one in element if isinstance(one.tag, str) and local(one) in tags]:
                    element.remove(child)
                element.extend(deepcopy(one) for one in made if local(one) in tags)

    def connect(self) -> None:
        """New flows are named at both ends, after remarks and before everything else."""
        for flow in (one for name, one in self.new.items() if isinstance(one, Flow) and name not in self.old):
            for tag, end in (("incoming", flow.target), ("outgoing", flow.source)):
                element = next((one for one in self.root.iter(etree.Element) if one.get("id") == end), None)
                if element is not None and not any(
                    one.text == flow.id for one in element if local(one) == tag
                ):
                    said = etree.Element(f"{{{BPMN}}}{tag}")
                    said.text = flow.id
                    element.insert(
                        sum(local(one) in _FIRST for one in element if isinstance(one.tag, str)), said
                    )
