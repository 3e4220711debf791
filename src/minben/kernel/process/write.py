"""Write a process as BPMN 2.0 XML with its diagram. Serves designers and exchange with other tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from .layout import Box, Layout
from .layout import layout as place
from .model import Flow, Node, Process
from .names import BPMN, BPMNDI, DC, DI, FEEL, MINBEN, SUBPROCESSES, TAG_OF, XSI
from .write_parts import Parts, add, attributes, expression

Element = Any

_NSMAP: Any = {None: BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI, "minben": MINBEN}


def write_bpmn(process: Process, *, layout: bool = True) -> bytes:
    """The process as a BPMN 2.0 file (UTF-8), with a diagram of our own layout unless `layout` is false.

    `read_bpmn(write_bpmn(p), p.file) == (p,)` for every p whose nodes and flows are in `read_bpmn`'s order.
    """
    root = compose(process)
    if layout:
        _diagram(root, process)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def definitions(name: str) -> Element:
    """The root of a file in which nothing stands yet."""
    root: Element = etree.Element(f"{{{BPMN}}}definitions", nsmap=_NSMAP)
    root.set("id", f"{name}_definitions")
    root.set("targetNamespace", MINBEN)
    root.set("expressionLanguage", FEEL)
    return root


def compose(process: Process, known: Mapping[tuple[str, str], str] | None = None) -> Element:
    """The process as elements, without a diagram.

    `known`: ids of messages, signals, errors and escalations that stand in the file already, by kind and name.
    """
    root = definitions(process.id)
    if process.lanes or process.correlations:
        _pool(root, process)
    parts = Parts(root, process, known or {})
    body = add(root, BPMN, "process", id=process.id, name=process.name, isExecutable="true")
    for name in process.data:
        add(body, BPMN, "property", id=name)
    _lane_set(body, process, "", "laneSet")
    _container(body, process, "", parts)
    parts.subscriptions(body)
    return root


def _pool(root: Element, process: Process) -> None:
    """Other tools draw lanes only inside a pool, and know messages by the keys that stand there."""
    collaboration = add(root, BPMN, "collaboration", id=f"{process.id}_collaboration")
    add(collaboration, BPMN, "participant", id=f"{process.id}_pool", name=process.name, processRef=process.id)
    if process.correlations:
        key = add(collaboration, BPMN, "correlationKey", id=f"{process.id}_key")
        for name in dict.fromkeys(one.name for one in process.correlations):
            add(key, BPMN, "correlationPropertyRef").text = name


def _lane_set(parent: Element, process: Process, holder: str, tag: str) -> None:
    """The lanes of a process, of a sub-process or of a lane."""
    inside = [lane for lane in process.lanes if process.outer.get(lane, "") == holder]
    if not inside:
        return
    lanes = add(parent, BPMN, tag, id=f"{holder or process.id}_lanes")
    for lane_id in inside:
        lane = add(lanes, BPMN, "lane", id=lane_id, name=process.lanes[lane_id])
        for node in process.nodes:
            if node.lane == lane_id:
                add(lane, BPMN, "flowNodeRef").text = node.id
        _lane_set(lane, process, lane_id, "childLaneSet")


def _container(parent: Element, process: Process, scope: str, parts: Parts) -> None:
    inside = {node.id for node in process.nodes if node.parent == scope}
    known = {node.id for node in process.nodes}
    for node in process.nodes:
        if node.parent == scope:
            _node(parent, process, node, parts)
    for flow in process.flows:
        if flow.source in inside or (not scope and flow.source not in known):
            _flow(parent, flow)
    for node in process.nodes:
        if node.parent == scope and node.undo:
            ends = {"sourceRef": node.id, "targetRef": node.undo, "associationDirection": "One"}
            add(parent, BPMN, "association", id=f"{node.id}_association", **ends)


def _node(parent: Element, process: Process, node: Node, parts: Parts) -> None:
    tag = TAG_OF[node.kind] if node.kind != "subprocess" else _SUBPROCESS[node.mode]
    element = add(parent, BPMN, tag, id=node.id, name=node.name)
    for key, value in node.options.items():
        element.set(f"{{{MINBEN}}}{key}", value)
    default = next((flow.id for flow in process.flows if flow.source == node.id and flow.default), "")
    if default:
        element.set("default", default)
    for key, value in attributes(node).items():
        element.set(key, value)
    for tag, end in (("incoming", "target"), ("outgoing", "source")):
        for flow in process.flows:
            if getattr(flow, end) == node.id:
                add(element, BPMN, tag).text = flow.id
    parts.content(element, node)
    if node.kind == "subprocess":
        _lane_set(element, process, node.id, "laneSet")
        _container(element, process, node.id, parts)
    parts.tail(element, node)


_SUBPROCESS = {mode: tag for tag, mode in SUBPROCESSES.items()} | {"event": "subProcess"}


def _flow(parent: Element, flow: Flow) -> None:
    element = add(
        parent, BPMN, "sequenceFlow", id=flow.id, name=flow.name, sourceRef=flow.source, targetRef=flow.target
    )
    if flow.condition:
        expression(element, "conditionExpression", flow.condition)


# --- the diagram ---


def _diagram(root: Element, process: Process) -> None:
    drawn = place(process)
    diagram = add(root, BPMNDI, "BPMNDiagram", id=f"{process.id}_diagram")
    of = f"{process.id}_collaboration" if process.lanes else process.id
    plane = add(diagram, BPMNDI, "BPMNPlane", id=f"{process.id}_plane", bpmnElement=of)
    if process.lanes:
        pool = Box(-30, 0, drawn.width + 30, drawn.height)
        _shape(plane, f"{process.id}_pool", pool).set("isHorizontal", "true")
    for lane, box in drawn.lanes.items():
        _shape(plane, lane, box).set("isHorizontal", "true")
    for node in process.nodes:
        if node.id in drawn.boxes:
            _node_shape(plane, node, drawn)
    for flow, points in drawn.flows.items():
        edge = add(plane, BPMNDI, "BPMNEdge", id=f"{flow}_edge", bpmnElement=flow)
        for x, y in points:
            add(edge, DI, "waypoint", x=f"{x:g}", y=f"{y:g}")


def _node_shape(plane: Element, node: Node, drawn: Layout) -> None:
    shape = _shape(plane, node.id, drawn.boxes[node.id])
    if node.kind == "subprocess":
        shape.set("isExpanded", "true" if node.id in drawn.expanded else "false")
    if node.kind == "exclusive":
        shape.set("isMarkerVisible", "true")


def _shape(plane: Element, of: str, box: Box) -> Element:
    shape = add(plane, BPMNDI, "BPMNShape", id=f"{of}_shape", bpmnElement=of)
    add(shape, DC, "Bounds", x=f"{box.x:g}", y=f"{box.y:g}", width=f"{box.width:g}", height=f"{box.height:g}")
    return shape
