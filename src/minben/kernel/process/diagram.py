"""The pictures in a BPMN file: read, amended when steps come and go, written. Serves `document`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from lxml import etree

from .model import EVENTS, GATEWAYS, Node, Process
from .names import BPMNDI, DC, DI
from .patch import put_attribute
from .read_parts import local, plain_name
from .sizes import EVENT, GATEWAY, TASK_HEIGHT, TASK_WIDTH, Box, Point

Element = Any

_SHAPE, _EDGE, _LABEL = (f"{{{BPMNDI}}}{name}" for name in ("BPMNShape", "BPMNEdge", "BPMNLabel"))
_BOUNDS, _POINT = f"{{{DC}}}Bounds", f"{{{DI}}}waypoint"
_SAID = ("isExpanded", "isHorizontal", "isMarkerVisible")
_GAP, _STEP = 50.0, 20.0


@dataclass(frozen=True)
class Diagram:
    """One picture of a file: where its tool drew each element, and where it wrote its name when it said so.

    `said` holds what a picture says of an element besides: expanded or not, across or upright, with a marker.
    """

    id: str
    of: str
    shapes: Mapping[str, Box]
    edges: Mapping[str, tuple[Point, ...]]
    labels: Mapping[str, Box] = field(default_factory=dict[str, Box])
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])


class NoNumber(Exception):
    """A coordinate that is none: what was written, where."""

    def __init__(self, element: Element, key: str) -> None:
        super().__init__(f'{key}="{element.get(key)}"')
        owner = element.getparent()
        self.line, self.place = int(element.sourceline or 0), owner.get("id") or local(owner)


# --- reading ---


def read_diagram(element: Element) -> Diagram:
    """One `BPMNDiagram`. Raises `NoNumber`."""
    shapes: dict[str, Box] = {}
    edges: dict[str, tuple[Point, ...]] = {}
    labels: dict[str, Box] = {}
    said: dict[str, Mapping[str, str]] = {}
    for drawn in element.iter(_SHAPE, _EDGE):
        of, bounds, label = _of(drawn), drawn.find(_BOUNDS), drawn.find(f"{_LABEL}/{_BOUNDS}")
        if label is not None:
            labels[of] = _box(label)
        if drawn.tag == _EDGE:
            edges[of] = tuple((_number(point, "x"), _number(point, "y")) for point in drawn.iter(_POINT))
        elif bounds is not None:
            shapes[of] = _box(bounds)
        if also := {key: drawn.get(key) for key in _SAID if drawn.get(key)}:
            said[of] = also
    plane = element.find(f"{{{BPMNDI}}}BPMNPlane")
    of = _of(plane) if plane is not None else ""
    return Diagram(element.get("id") or "", of, shapes, edges, labels, said)


def _of(element: Element) -> str:
    return plain_name(element.get("bpmnElement") or "")


def _box(bounds: Element) -> Box:
    return Box(*(_number(bounds, key) for key in ("x", "y", "width", "height")))


def _number(element: Element, key: str) -> float:
    try:
        found = float(element.get(key) or 0)
    except ValueError:
        raise NoNumber(element, key) from None
    if not isfinite(found):
        raise NoNumber(element, key)
    return found


# --- steps that came and went ---


def amended(diagram: Diagram, before: Process, after: Process) -> Diagram:
    """The picture with the elements that came, placed where there is room, and without those that are gone."""
    old = {one.id for one in (*before.nodes, *before.flows)}
    gone = old - {one.id for one in (*after.nodes, *after.flows)}
    shapes = {name: box for name, box in diagram.shapes.items() if name not in gone}
    sources = {flow.target: flow.source for flow in reversed(after.flows)}
    for node in after.nodes:
        if node.id not in old:
            shapes[node.id] = _room(node, shapes, shapes.get(sources.get(node.id, "")), after)
    ends = {flow.id: (flow.source, flow.target) for flow in before.flows}
    edges = {name: points for name, points in diagram.edges.items() if name not in gone}
    for flow in after.flows:
        moved = ends.get(flow.id) != (flow.source, flow.target)
        if moved and flow.source in shapes and flow.target in shapes:
            edges[flow.id] = _bent(shapes[flow.source], shapes[flow.target])
    labels = {name: box for name, box in diagram.labels.items() if name not in gone}
    said = {name: one for name, one in diagram.said.items() if name not in gone}
    return replace(diagram, shapes=shapes, edges=edges, labels=labels, said=said)


def _room(node: Node, shapes: Mapping[str, Box], source: Box | None, process: Process) -> Box:
    """Right of what leads to it, further down until nothing is there; boundary events on their host."""
    side = GATEWAY if node.kind in GATEWAYS else EVENT
    wide, high = (side, side) if node.kind in EVENTS | GATEWAYS else (TASK_WIDTH, TASK_HEIGHT)
    host = shapes.get(node.attached_to)
    if host is not None:
        return Box(host.x + host.width - side, host.y + host.height - side / 2, side, side)
    low = max((box.y + box.height for box in shapes.values()), default=0.0) + _GAP
    left = min((box.x for box in shapes.values()), default=0.0)
    found = Box(left, low, wide, high)
    if source is not None:
        found = Box(source.x + source.width + _GAP, source.y + (source.height - high) / 2, wide, high)
    steps = [
        shapes[one.id] for one in process.nodes if one.id in shapes and one.id not in _around(node, process)
    ]
    while any(overlap(found, box, _STEP / 2) for box in steps):
        found = found.moved(0, _STEP)
    return found


def _around(node: Node, process: Process) -> set[str]:
    """The sub-processes in which a step lies."""
    parents = {one.id: one.parent for one in process.nodes}
    found: set[str] = set()
    around = node.parent
    while around and around not in found:
        found.add(around)
        around = parents.get(around, "")
    return found


def overlap(one: Box, other: Box, margin: float = 0.0) -> bool:
    """Whether two rectangles come nearer to each other than the margin."""
    return (
        one.x < other.x + other.width + margin
        and other.x < one.x + one.width + margin
        and one.y < other.y + other.height + margin
        and other.y < one.y + one.height + margin
    )


def _bent(source: Box, target: Box) -> tuple[Point, ...]:
    """A right-angled line from the right side to the left side."""
    (x, y), (to_x, to_y) = _right(source), (target.x, target.y + target.height / 2)
    if y == to_y:
        return (x, y), (to_x, to_y)
    middle = (x + to_x) / 2
    return (x, y), (middle, y), (middle, to_y), (to_x, to_y)


def _right(box: Box) -> Point:
    return box.x + box.width, box.y + box.height / 2


# --- writing ---


def write_diagrams(root: Element, before: Sequence[Diagram], after: Sequence[Diagram]) -> None:
    """Bring the pictures of a file to what is wanted; attributes and parts that only others know stay."""
    here = list(root.iter(f"{{{BPMNDI}}}BPMNDiagram"))
    pairs = list(_pairs(before, after))
    for element, old, new in zip(here, before, pairs, strict=True):
        if new is None:
            element.getparent().remove(element)
        elif new != old:
            _change(element, old, new)
    for diagram in after:
        if not any(diagram is one for one in pairs):
            _add(root, diagram)


def _pairs(before: Sequence[Diagram], after: Sequence[Diagram]) -> Iterator[Diagram | None]:
    """For each diagram that was what it is now: by its name, the n-th of a name for the n-th."""
    left = list(after)
    for old in before:
        found = next((one for one in left if one.id == old.id), None)
        if found is not None:
            left.remove(found)
        yield found


def _change(element: Element, old: Diagram, new: Diagram) -> None:
    plane = element.find(f"{{{BPMNDI}}}BPMNPlane")
    drawn = {_of(one): one for one in element.iter(_SHAPE, _EDGE)}
    for name in {*old.shapes, *old.edges} - {*new.shapes, *new.edges}:
        if name in drawn and drawn[name].getparent() is not None:
            drawn[name].getparent().remove(drawn[name])
    if new.of != old.of:
        plane.set("bpmnElement", new.of)
    for name, one in _wanted(new):
        if name not in drawn:
            _draw(plane, new, name)
            continue
        if one != old.shapes.get(name, old.edges.get(name)):
            _move(drawn[name], one)
        if new.labels.get(name) != old.labels.get(name):
            _label(drawn[name], new.labels.get(name))
        if new.said.get(name) != old.said.get(name):
            for key in _SAID:
                put_attribute(drawn[name], key, new.said.get(name, {}).get(key))


def _wanted(diagram: Diagram) -> Iterator[tuple[str, Box | tuple[Point, ...]]]:
    yield from diagram.shapes.items()
    yield from diagram.edges.items()


def _add(root: Element, diagram: Diagram) -> None:
    element = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", _named(id=diagram.id))
    plane = etree.SubElement(
        element, f"{{{BPMNDI}}}BPMNPlane", _named(id=f"{diagram.id}_plane", bpmnElement=diagram.of)
    )
    for name, _ in _wanted(diagram):
        _draw(plane, diagram, name)


def _named(**attributes: str) -> dict[str, str]:
    return {key: value for key, value in attributes.items() if value}


def _draw(plane: Element, diagram: Diagram, name: str) -> None:
    tag, what = (_SHAPE, "shape") if name in diagram.shapes else (_EDGE, "edge")
    prefix = diagram.id or "diagram"
    element = etree.SubElement(plane, tag, {"id": f"{prefix}_{name}_{what}", "bpmnElement": name})
    _move(element, diagram.shapes[name] if name in diagram.shapes else diagram.edges[name])
    for key, value in diagram.said.get(name, {}).items():
        element.set(key, value)
    if name in diagram.labels:
        _label(element, diagram.labels[name])


def _move(element: Element, to: Box | Iterable[Point]) -> None:
    """Bounds or waypoints anew, before everything else inside."""
    if isinstance(to, Box):
        _bounds(element, to)
        return
    for point in list(element.iter(_POINT)):
        element.remove(point)
    for number, (x, y) in enumerate(to):
        element.insert(number, etree.Element(_POINT, {"x": _figure(x), "y": _figure(y)}))


def _bounds(element: Element, box: Box) -> None:
    found = element.find(_BOUNDS)
    if found is None:
        found = etree.Element(_BOUNDS)
        element.insert(0, found)
    for key in ("x", "y", "width", "height"):
        found.set(key, _figure(getattr(box, key)))


def _figure(value: float) -> str:
    """All its digits, whole numbers without a point."""
    return repr(float(value)).removesuffix(".0")


def _label(element: Element, box: Box | None) -> None:
    label = element.find(_LABEL)
    if box is None:
        if label is not None:
            element.remove(label)
        return
    if label is None:
        label = etree.SubElement(element, _LABEL)
    _bounds(label, box)
