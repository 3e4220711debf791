"""A whole file on one sheet: pools under each other, messages between them, what stands beside the flow.

Serves the drawing of files and the diagrams that other tools read: a model that nobody has drawn gets a picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .detour import Detours, Port
from .diagram import Diagram, overlap
from .layout import Layout, Wishes, layout
from .model import EVENTS, GATEWAYS, Artifact, Association, MessageFlow, Pool, Process
from .sizes import LABEL_FONT, LABEL_LINE, Box, Point, flow_lines, header, label, union
from .text import width

_BLACK_BOX, _GAP, _NARROW, _EDGE = 64.0, 60.0, 28.0, 16.0


@dataclass(frozen=True)
class Part:
    """A band of the sheet: a pool with or without a process, or a process without a pool."""

    box: Box
    name: str
    pool: Pool | None = None
    process: Process | None = None
    drawn: Layout | None = None


@dataclass(frozen=True)
class Sheet:
    """The geometry of a file. `boxes` hold every step, artifact, lane and pool; `lines` messages and associations."""

    width: float
    height: float
    parts: tuple[Part, ...]
    head: float  # width of the pools' names, 0 when there are none
    boxes: Mapping[str, Box]
    lines: Mapping[str, tuple[Point, ...]]
    labels: Mapping[str, Point]
    artifacts: tuple[Artifact, ...] = ()
    associations: tuple[Association, ...] = ()
    messages: tuple[MessageFlow, ...] = ()


@dataclass(frozen=True)
class Content:
    """What is to be placed."""

    processes: Sequence[Process]
    pools: Sequence[Pool] = ()
    messages: Sequence[MessageFlow] = ()
    artifacts: Sequence[Artifact] = ()
    associations: Sequence[Association] = ()
    wishes: Wishes = field(default_factory=Wishes)


def place(content: Content, *, expanded: bool = True) -> Sheet:
    """Everything in its place. Steps and artifacts do not overlap; lines are right-angled where a way is free."""
    beside = _beside(content)
    wishes = replace(content.wishes, beside=beside)
    parts = [(name, pool, process) for name, pool, process in _parts(content)]
    laid = [layout(process, expanded=expanded, wishes=wishes) if process else None for *_, process in parts]
    framed = len(parts) > 1 or any(pool for _, pool, _ in parts)
    head = header(name for name, *_ in parts) if framed else 0.0
    gap = _GAP if content.messages else _NARROW
    wide = head + max([320.0, *(one.width + _inset(one, framed) for one in laid if one)])
    found: list[Part] = []
    y = 0.0
    for (name, pool, process), drawn in zip(parts, laid, strict=True):
        high = drawn.height if drawn else _BLACK_BOX
        here = moved(drawn, head + _inset(drawn, framed), y, wide) if drawn else None
        found.append(Part(Box(0, y, wide, high), name, pool, process, here))
        y += high + gap
    return _joined(content, Sheet(wide, y - gap, tuple(found), head, {}, {}, {}))


def _inset(drawn: Layout | None, framed: bool) -> float:
    return 0.0 if drawn is None or drawn.lanes or not framed else _EDGE


def _parts(content: Content) -> Iterator[tuple[str, Pool | None, Process | None]]:
    """Pools in their order, then processes that are in none; tasks that others call are shown where they are."""
    known = {process.id: process for process in content.processes if process.nodes}
    for pool in content.pools:
        process = known.pop(pool.process, None)
        yield pool.name or (process.name if process else ""), pool, process
    for process in known.values():
        if process.nodes[0].id != f"{process.id}_task":
            yield process.name, None, process


def moved(drawn: Layout, dx: float, dy: float, wide: float) -> Layout:
    """The layout elsewhere, its lanes as wide as the sheet."""
    lanes = {lane: box.moved(dx, dy) for lane, box in drawn.lanes.items()}
    right = max((box.right for box in lanes.values()), default=0.0)
    return replace(
        drawn,
        boxes={name: box.moved(dx, dy) for name, box in drawn.boxes.items()},
        flows={name: tuple((x + dx, y + dy) for x, y in points) for name, points in drawn.flows.items()},
        labels={name: (x + dx, y + dy) for name, (x, y) in drawn.labels.items()},
        lanes={
            lane: replace(box, width=wide - box.x) if abs(box.right - right) < 1 else box
            for lane, box in lanes.items()
        },
    )


# --- what stands beside the flow ---


def _beside(content: Content) -> dict[str, list[Artifact]]:
    """Above which step each artifact stands: that to which it belongs, else the first of what it stands in."""
    homes = _homes(content)
    found: dict[str, list[Artifact]] = {}
    for one in content.artifacts:
        if one.kind != "group":
            home = homes.get(one.id) or _first(content, one.parent)
            if home:
                found.setdefault(home, []).append(one)
    return found


def _homes(content: Content) -> dict[str, str]:
    steps = {node.id: node.id for process in content.processes for node in process.nodes}
    steps |= {flow.id: flow.source for process in content.processes for flow in process.flows}
    known = {one.id for one in content.artifacts}
    found: dict[str, str] = {}
    for _ in range(2):  # the second time for what belongs to another artifact
        for one in content.associations:
            for mine, other in ((one.source, one.target), (one.target, one.source)):
                if mine in known and mine not in found and (other in steps or other in found):
                    found[mine] = steps.get(other) or found[other]
    return found


def _first(content: Content, parent: str) -> str:
    for process in content.processes:
        inside = [node.id for node in process.nodes if node.kind != "boundary"]
        mine = [node.id for node in process.nodes if node.parent == parent and node.kind != "boundary"]
        if parent == process.id or mine:
            return (mine or inside or [""])[0]
    return next((node.id for process in content.processes for node in process.nodes), "")


# --- lines between parts ---


def _joined(content: Content, sheet: Sheet) -> Sheet:
    """The sheet with groups, messages and associations."""
    boxes: dict[str, Box] = {}
    for part in sheet.parts:
        if part.pool:
            boxes[part.pool.id] = part.box
        if part.drawn:
            boxes |= {**part.drawn.boxes, **part.drawn.lanes}
    solid = list(_solid(content, sheet))
    names = {
        node.id: label(node.name)
        for process in content.processes
        for node in process.nodes
        if node.kind in EVENTS - {"boundary"} | GATEWAYS
    }
    for one in content.artifacts:
        here = [(boxes[name], names.get(name, [])) for name in one.members if name in boxes]
        members = [part for box, name in here for part in (box, *_below(box, name))]
        if one.kind == "group" and members:
            boxes[one.id] = union(members, 10)
    links = [one for one in content.associations if one.source in boxes and one.target in boxes]
    sent = [one for one in content.messages if one.source in boxes and one.target in boxes]
    lines = _Lines(sheet, boxes, solid, [*links, *sent], content.artifacts)
    found = {one.id: lines.line(one) for one in (*links, *sent)}
    flows = {name: points for part in sheet.parts if part.drawn for name, points in part.drawn.flows.items()}
    said = _names(sent, {**flows, **found}, [*solid, *(part.box for part in sheet.parts if not part.process)])
    shown = tuple(one for one in content.artifacts if one.id in boxes)
    return replace(
        sheet,
        boxes=boxes,
        lines=found,
        labels=said,
        artifacts=shown,
        associations=tuple(links),
        messages=tuple(sent),
    )


def _solid(content: Content, sheet: Sheet) -> Iterator[Box]:
    """What no line may cross: steps, artifacts, the names below them, headers, pools without a process."""
    for part in sheet.parts:
        if part.drawn is None:
            yield part.box
            continue
        if sheet.head:
            yield replace(part.box, width=sheet.head)
        for node in part.process.nodes if part.process else ():
            box = part.drawn.boxes.get(node.id)
            if box is not None and node.id not in part.drawn.expanded:
                yield box
                if node.kind in EVENTS - {"boundary"} | GATEWAYS:
                    yield from _below(box, label(node.name))
        for one in content.artifacts:
            if one.id in part.drawn.boxes:
                box = part.drawn.boxes[one.id]
                yield box
                if one.kind != "annotation":
                    yield from _below(box, label(one.name))


def _below(box: Box, name: Sequence[str]) -> Iterator[Box]:
    if name:
        wide = max(width(line, LABEL_FONT) for line in name)
        yield Box(box.middle[0] - wide / 2, box.bottom + 4, wide, len(name) * LABEL_LINE)


class _Lines:
    """Finds the way of every message and association."""

    def __init__(
        self,
        sheet: Sheet,
        boxes: Mapping[str, Box],
        solid: Sequence[Box],
        links: Sequence[Association | MessageFlow],
        named: Sequence[Artifact],
    ) -> None:
        self.boxes = dict(boxes)
        for one in named:
            if one.kind not in ("annotation", "group") and one.id in boxes:
                self.boxes[one.id] = union([boxes[one.id], *_below(boxes[one.id], label(one.name))])
        self.pools = {part.pool.id for part in sheet.parts if part.pool}
        self.number: dict[tuple[str, str], int] = {}
        self.count: dict[str, int] = {}
        for one in links:
            for end in (one.source, one.target):
                self.number[one.id, end] = self.count.get(end, 0)
                self.count[end] = self.count.get(end, 0) + 1
        self.ports = {one.id: (self.docks(one, one.source), self.docks(one, one.target)) for one in links}
        points = [point for pair in self.ports.values() for side in pair for point, _ in side]
        edges = [part.box.bottom + _NARROW / 2 for part in sheet.parts] + [
            part.box.y - 8 for part in sheet.parts
        ]
        edges += [part.box.bottom + 8 for part in sheet.parts]
        self.plain = Detours(solid, points, edges)

    def docks(self, one: Association | MessageFlow, end: str) -> list[Port]:
        """Where a line may touch: above and below, side by side with others; a pool opposite the other end."""
        box = self.boxes[end]
        if end in self.pools:
            other = self.boxes[one.target if end == one.source else one.source]
            shift = _spread(
                self.number[one.id, one.target if end == one.source else one.source], self.count, one, end
            )
            x = min(max(other.middle[0] + shift, box.x + 20), box.right - 20)
        else:
            x = box.middle[0] + _shift(self.number[one.id, end], self.count[end], box.width)
        return [((x, box.y), (0.0, -1.0)), ((x, box.bottom), (0.0, 1.0))]

    def line(self, one: Association | MessageFlow) -> tuple[Point, ...]:
        source, target = self.ports[one.id]
        return self.plain.way(source, target)


def _spread(number: int, count: Mapping[str, int], one: Association | MessageFlow, end: str) -> float:
    other = one.target if end == one.source else one.source
    return _shift(number, count[other], 60.0)


def _shift(number: int, count: int, wide: float) -> float:
    """How far from the middle the n-th of some lines touches."""
    between = min(16.0, wide / (count + 1))
    return (number - (count - 1) / 2) * between


def _names(
    messages: Sequence[MessageFlow], lines: Mapping[str, tuple[Point, ...]], solid: Sequence[Box]
) -> dict[str, Point]:
    """Where messages' names stand: beside the longest piece where nothing else is, no other line if that can be."""
    taken = list(solid)
    pieces = [(name, _piece(*ends)) for name, points in lines.items() for ends in pairwise(points)]
    found: dict[str, Point] = {}
    for one in messages:
        words = flow_lines(one.name)
        if not words:
            continue
        wide, high = max(width(line, LABEL_FONT) for line in words), len(words) * LABEL_LINE
        places = list(_places(lines[one.id], wide, high))
        free = [box for box in places if not any(overlap(box, other) for other in taken)]
        others = [piece for name, piece in pieces if name != one.id]
        clear = [box for box in free if not any(overlap(box, other) for other in others)]
        box = [*clear, *free, *places][0]
        taken.append(box)
        found[one.id] = (box.x, box.bottom - 4)
    return found


def _piece(one: Point, other: Point) -> Box:
    return Box(min(one[0], other[0]), min(one[1], other[1]), abs(other[0] - one[0]), abs(other[1] - one[1]))


def _places(points: Sequence[Point], wide: float, high: float) -> Iterator[Box]:
    """Places beside a line, at its longest piece first."""
    pieces = sorted(pairwise(points), key=lambda pair: -_length(*pair))
    for (x, y), (to_x, to_y) in pieces:
        for share in (0.5, 0.3, 0.7, 0.15, 0.85, 0.4, 0.6, 0.2, 0.8):
            at = x + (to_x - x) * share, y + (to_y - y) * share
            if x == to_x:
                yield Box(at[0] + 6, at[1] - high / 2, wide, high)
                yield Box(at[0] - 6 - wide, at[1] - high / 2, wide, high)
            else:
                yield Box(at[0] - wide / 2, at[1] - high - 4, wide, high)


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


# --- for other tools ---


def pictured(sheet: Sheet, of: str) -> Diagram:
    """The sheet as a diagram of the element `of`: a collaboration, or a process alone."""
    edges = dict(sheet.lines)
    labels = {
        one.id: _label(one.name, sheet.labels[one.id]) for one in sheet.messages if one.id in sheet.labels
    }
    said: dict[str, Mapping[str, str]] = {part.pool.id: _ACROSS for part in sheet.parts if part.pool}
    for part in sheet.parts:
        if part.process is None or part.drawn is None:
            continue
        edges |= part.drawn.flows
        labels |= {
            flow.id: _label(flow.name, part.drawn.labels[flow.id])
            for flow in part.process.flows
            if flow.id in part.drawn.labels
        }
        said |= dict.fromkeys(part.drawn.lanes, _ACROSS)
        for node in part.process.nodes:
            if node.kind == "subprocess":
                said[node.id] = {"isExpanded": "true" if node.id in part.drawn.expanded else "false"}
            if node.kind == "exclusive":
                said[node.id] = {"isMarkerVisible": "true"}
    edges.pop("", None)  # what has no id cannot be drawn
    return Diagram(f"{of}_diagram", of, sheet.boxes, edges, labels, said)


_ACROSS = {"isHorizontal": "true"}


def _label(words: str, at: Point) -> Box:
    found = flow_lines(words)
    wide, high = max(width(line, LABEL_FONT) for line in found), len(found) * LABEL_LINE
    return Box(at[0], at[1] + 4 - high, wide, high)
