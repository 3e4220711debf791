"""Our own layout: layers left to right, lanes as horizontal bands, right-angled flows between the nodes.

Serves the drawing on the server and the diagram part of BPMN files; models that somebody drew or a program
made get the same calm picture. Every vertical line runs in the channel between two layers and every long
horizontal one in a row of its own, so no flow passes through a node.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .detour import straight
from .grid import Cell, above, arrange
from .model import Artifact, Flow, Node, Process
from .route import Path, Router, Run
from .sizes import (
    LABEL_FONT,
    NODE_FONT,
    NODE_LINE,
    Box,
    Point,
    Size,
    artifact,
    flow_lines,
    frame,
    header,
    step,
)
from .structure import lane_of
from .text import width

PAD, ROW_GAP, BAND_PAD = 16.0, 30.0, 20.0


@dataclass(frozen=True)
class Layout:
    """A picture's geometry. `labels` are the left ends of the flows' texts, on their lowest line."""

    width: float
    height: float
    boxes: Mapping[str, Box]
    flows: Mapping[str, tuple[Point, ...]]
    labels: Mapping[str, Point]
    lanes: Mapping[str, Box]
    expanded: frozenset[str]
    head: float = 0.0  # width of a lane's header


@dataclass(frozen=True)
class Wishes:
    """What is shown besides the process as it is: texts of flows and lanes instead of its own, steps that carry a
    note, and artifacts, each above the step to which it belongs.
    """

    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    lanes: Mapping[str, str] = field(default_factory=dict[str, str])
    notes: Collection[str] = ()
    beside: Mapping[str, Sequence[Artifact]] = field(default_factory=dict[str, Sequence[Artifact]])


def layout(process: Process, *, expanded: bool = True, wishes: Wishes | None = None) -> Layout:
    """Place all nodes and flows. `expanded` shows what is inside sub-processes."""
    wishes = wishes or Wishes()
    full = {node.parent for node in process.nodes} if expanded else set[str]()
    scopes = [node.id for node in process.nodes if node.kind == "subprocess" and node.id in full]
    scopes.sort(key=lambda scope: -_depth(process, scope))
    inner: dict[str, Layout] = {}
    for scope in scopes:
        inner[scope] = _Scope(process, scope, inner, wishes).layout()
    return _Scope(process, "", inner, wishes).layout()


def lane_scope(process: Process, lane: str) -> str:
    """The sub-process whose steps the lane parts, "" for the process itself."""
    seen: set[str] = set()
    around = process.outer.get(lane, "")
    while around in process.lanes and around not in seen:
        seen.add(around)
        around = process.outer.get(around, "")
    return around


def _depth(process: Process, scope: str) -> int:
    parents = {node.id: node.parent for node in process.nodes}
    depth = 0
    while scope:
        scope, depth = parents.get(scope, ""), depth + 1
    return depth


class _Scope:
    """The layout of a process or of what is inside one sub-process."""

    def __init__(self, process: Process, scope: str, inner: Mapping[str, Layout], wishes: Wishes) -> None:
        self.process, self.scope, self.inner, self.wishes = process, scope, inner, wishes
        self.words = {flow.id: flow.name for flow in process.flows} | dict(wishes.texts)
        here = [node for node in process.nodes if node.parent == scope]
        self.nodes = {node.id: node for node in here if node.kind != "boundary"}
        self.hooks = {
            node.id: node for node in here if node.kind == "boundary" and node.attached_to in self.nodes
        }
        known = self.nodes.keys() | self.hooks.keys()
        self.flows = [flow for flow in process.flows if flow.source in known and flow.target in self.nodes]
        self.lanes = [lane for lane in process.lanes if lane_scope(process, lane) == scope]
        self.bands = self.occupied() or [""]
        self.head = header(wishes.lanes.get(lane, "") or process.lanes[lane] for lane in self.lanes)
        self.beside = self.artifacts()
        self.sizes = {node.id: self.size(node) for node in self.nodes.values()}
        self.sizes |= {one.id: artifact(one) for found in self.beside.values() for one in found}
        links = [(self.source(flow), flow.target) for flow in self.flows]
        minor = {link for flow, link in zip(self.flows, links, strict=True) if flow.source in self.hooks}
        undone = [(hook.attached_to, hook.undo) for hook in self.hooks.values() if hook.undo in self.nodes]
        cells = arrange(list(self.nodes), [*links, *undone], self.band_of(), {*minor, *undone})
        self.cells = above(cells, {node: [one.id for one in found] for node, found in self.beside.items()})
        self.router = Router(self.cells, len(self.bands))
        self.paths = [self.router.path(self.run(flow)) for flow in self.flows]

    def occupied(self) -> list[str]:
        """Lanes that are bands of their own: the innermost, and those in which steps stand directly."""
        around = {self.process.outer.get(lane, "") for lane in self.lanes}
        held = {node.lane for node in self.nodes.values()}
        return [lane for lane in self.lanes if lane not in around or lane in held]

    def artifacts(self) -> dict[str, list[Artifact]]:
        """What stands above each step, the nearest first; what belongs to a boundary event stands above its host."""
        found: dict[str, list[Artifact]] = {}
        for node, beside in self.wishes.beside.items():
            host = self.hooks[node].attached_to if node in self.hooks else node
            if host in self.nodes:
                found.setdefault(host, []).extend(beside)
        return found

    def source(self, flow: Flow) -> str:
        hook = self.hooks.get(flow.source)
        return hook.attached_to if hook else flow.source

    def run(self, flow: Flow) -> Run:
        hook = flow.source if flow.source in self.hooks else ""
        forks = sum(other.source == flow.source for other in self.flows) > 1
        return Run(flow.id, self.source(flow), flow.target, hook, forks)

    def band_of(self) -> dict[str, int]:
        """Each node's band; one without a lane goes where the flow into it comes from."""
        found: dict[str, int] = {}
        for node in self.nodes:
            lane = lane_of(self.process, node) if len(self.bands) > 1 else ""
            source = next((self.source(flow) for flow in self.flows if flow.target == node), "")
            found[node] = self.bands.index(lane) if lane in self.bands else found.get(source, 0)
        return found

    def size(self, node: Node) -> Size:
        if node.id not in self.inner:
            return step(node, node.id in self.wishes.notes)
        inside = self.inner[node.id]
        wide, lines = frame(node.name, Box(0, 0, inside.width + 2 * PAD, inside.height))
        high = inside.height + PAD + NODE_FONT + NODE_LINE * len(lines) - 4
        return Size(wide, high, wide, high / 2)

    # --- coordinates ---

    def layout(self) -> Layout:
        self.rows()
        self.columns()
        boxes = {node: self.box(node) for node in self.cells}
        boxes |= self.hook_boxes(boxes)
        flows = {path.run.flow: self.points(path, boxes) for path in self.paths}
        labels = {path.run.flow: self.label(path) for path in self.paths if self.words.get(path.run.flow)}
        found = Layout(
            self.wide,
            self.high,
            boxes,
            flows,
            labels,
            self.lane_boxes(),
            frozenset(self.inner) & boxes.keys(),
            self.head,
        )
        for scope, inside in self.inner.items():
            if scope in self.nodes:
                _, lines = frame(self.nodes[scope].name, Box(0, 0, inside.width + 2 * PAD, inside.height))
                found = _put(found, inside, boxes[scope], NODE_FONT + NODE_LINE * len(lines) - 4)
        return found

    def rows(self) -> None:
        """The centre line of every row and the borders of the bands, from above downwards."""
        y = 0.0
        self.centre: dict[tuple[int, int], float] = {}
        self.gap_below: dict[tuple[int, int], float] = {}
        self.borders = [0.0]
        for band in range(len(self.bands)):
            y += BAND_PAD
            for row in range(self.router.rows[band]):
                sizes = [
                    self.sizes[node]
                    for node, cell in self.cells.items()
                    if (cell.band, cell.row) == (band, row)
                ]
                y += max([size.height / 2 for size in sizes], default=8.0)
                self.centre[band, row] = y
                y += max([size.below for size in sizes], default=8.0)
                self.gap_below[band, row] = y
                hooks = max(
                    (len(self.hooks_of(n)) for n, c in self.cells.items() if (c.band, c.row) == (band, row)),
                    default=0,
                )
                y += ROW_GAP + 10 * hooks
            y += BAND_PAD - ROW_GAP
            self.borders.append(y)
        self.high = y

    def hooks_of(self, host: str) -> list[str]:
        return [hook.id for hook in self.hooks.values() if hook.attached_to == host]

    def columns(self) -> None:
        """The left border of every layer; before each layer a channel as wide as its vertical lines and
        labels need.
        """
        self.channels = self.router.channels(self.paths, self.level, self.hook_level)
        layers = 1 + max((cell.layer for cell in self.cells.values()), default=0)
        x = self.head * (1 + max(map(self.depth, self.lanes))) + PAD if self.lanes else 0.0
        self.slots: dict[int, float] = {}
        self.left: list[float] = []
        self.cell_width = [
            max(
                [self.sizes[node].cell for node, cell in self.cells.items() if cell.layer == layer],
                default=0.0,
            )
            for layer in range(layers)
        ]
        for layer in range(-1, layers):
            if layer >= 0:
                self.left.append(x)
                x += self.cell_width[layer]
            self.slots[layer] = x + 18
            x += 40 + 14 * max(self.channels.count(layer) - 1, 0) + self.label_room(layer)
        self.wide = x - (18 if self.channels.count(layers - 1) == 0 else 0)

    def label_room(self, layer: int) -> float:
        texts = [
            self.words.get(path.run.flow, "") for path in self.paths if self.first_channel(path) == layer
        ]
        lines = [line for text in texts for line in flow_lines(text)]
        return max((width(line, LABEL_FONT) + 6 for line in lines), default=0.0)

    def first_channel(self, path: Path) -> int:
        return self.cells[path.run.source].layer

    def level(self, cell: tuple[int, int]) -> float:
        return self.centre[cell]

    def hook_level(self, hook: str) -> float:
        """The height at which the flow of a boundary event runs to the right, under its host's row."""
        host = self.hooks[hook].attached_to
        cell = self.cells[host]
        number = list(reversed(self.hooks_of(host))).index(hook)
        return self.gap_below[cell.band, cell.row] + 22 + 10 * number

    def box(self, node: str) -> Box:
        cell, size = self.cells[node], self.sizes[node]
        middle = self.left[cell.layer] + self.cell_width[cell.layer] / 2
        return Box(
            middle - size.width / 2,
            self.centre[cell.band, cell.row] - size.height / 2,
            size.width,
            size.height,
        )

    def hook_boxes(self, boxes: Mapping[str, Box]) -> dict[str, Box]:
        """Boundary events sit on the lower edge of their host, the last one furthest right."""
        found: dict[str, Box] = {}
        for hook in self.hooks.values():
            host, others = boxes[hook.attached_to], self.hooks_of(hook.attached_to)
            right = host.x + host.width - 24 - 38 * (len(others) - 1 - others.index(hook.id))
            found[hook.id] = Box(right - 14, host.y + host.height - 14, 28, 28)
        return found

    def depth(self, lane: str) -> int:
        """In how many lanes a lane lies."""
        around = self.process.outer.get(lane, "")
        return 1 + self.depth(around) if around in self.lanes else 0

    def lane_boxes(self) -> dict[str, Box]:
        """Outer lanes before inner ones, each as high as its bands together."""
        found: dict[str, Box] = {}
        for lane in self.lanes:
            mine = [number for number, band in enumerate(self.bands) if self.within(band, lane)]
            if mine:
                x, top, bottom = (
                    self.head * self.depth(lane),
                    self.borders[mine[0]],
                    self.borders[mine[-1] + 1],
                )
                found[lane] = Box(x, top, self.wide - x, bottom - top)
        return found

    def within(self, lane: str, other: str) -> bool:
        while lane and lane != other:
            lane = self.process.outer.get(lane, "")
        return lane == other

    # --- flows ---

    def slot_x(self, channel: int, group: str) -> float:
        return self.slots[channel] + 14 * self.channels.slot(channel, group)

    def points(self, path: Path, boxes: Mapping[str, Box]) -> tuple[Point, ...]:
        run, target = path.run, boxes[path.run.target]
        if run.hook:
            hook = boxes[run.hook]
            y = self.hook_level(run.hook)
            points = [(hook.x + hook.width / 2, hook.y + hook.height), (hook.x + hook.width / 2, y)]
        else:
            source = boxes[run.source]
            y = self.router.level_of(run.source, self.level)
            points = [(source.x + source.width, y)]
        for turn in path.turns:
            x = self.slot_x(turn.channel, turn.group)
            points += [(x, y), (x, self.level(turn.to))]
            y = self.level(turn.to)
        points.append((target.x, y))
        return tuple(straight(points))

    def label(self, path: Path) -> Point:
        """Right of the first channel's lines, on the flow; on the way back, left of the line."""
        channel = self.first_channel(path)
        y = self.level(path.turns[0].to) if path.turns else self.router.level_of(path.run.source, self.level)
        x = self.slots[channel] + 14 * max(self.channels.count(channel) - 1, 0) + 6
        if path.backward:
            lines = flow_lines(self.words[path.run.flow])
            x = self.slots[channel] - 10 - max(width(line, LABEL_FONT) for line in lines)
        return (x, y - 6)


def _put(outer: Layout, inside: Layout, box: Box, name: float) -> Layout:
    """The layout with a sub-process's own layout drawn into its box, below the name."""
    dx, dy = box.x + (box.width - inside.width) / 2, box.y + name
    return replace(
        outer,
        boxes={**outer.boxes, **{node: one.moved(dx, dy) for node, one in inside.boxes.items()}},
        flows={
            **outer.flows,
            **{flow: tuple((x + dx, y + dy) for x, y in points) for flow, points in inside.flows.items()},
        },
        labels={**outer.labels, **{flow: (x + dx, y + dy) for flow, (x, y) in inside.labels.items()}},
        lanes={**outer.lanes, **{lane: one.moved(dx, dy) for lane, one in inside.lanes.items()}},
        expanded=outer.expanded | inside.expanded,
    )


__all__ = ["Box", "Cell", "Layout", "Point", "Wishes", "lane_scope", "layout"]
