"""From a process tree to BPMN: blocks become pairs of gateways. Serves drawing, `model.bpmn` and simulation.

The result is sound by construction: every split has its join of the same kind, every loop one way back.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from minben.kernel.eventlog import MISSING, EventLog
from minben.kernel.mining.tree import ProcessTree
from minben.kernel.process.model import Flow, Node, NodeKind, Process


@dataclass
class _Builder:
    lane_of: dict[str, str]
    nodes: list[Node] = field(default_factory=list[Node])
    flows: list[Flow] = field(default_factory=list[Flow])
    serial: Counter[str] = field(default_factory=Counter[str])

    def add(self, kind: NodeKind, name: str = "", lane: str = "") -> str:
        """A new node; its number makes the id."""
        word = {"user": "task", "start": "start", "end": "end"}.get(kind, "gateway")
        self.serial[word] += 1
        node = Node(f"{word}_{self.serial[word]}", kind, name, lane=lane or self._lane(name))
        self.nodes.append(node)
        return node.id

    def _lane(self, name: str) -> str:
        """A gateway or end stands in the lane of what was drawn before it."""
        if name in self.lane_of:
            return self.lane_of[name]
        return self.nodes[-1].lane if self.nodes else next(iter(self.lane_of.values()), "")

    def connect(self, source: str, target: str) -> None:
        """A sequence flow."""
        self.flows.append(Flow(f"flow_{len(self.flows) + 1}", source, target))

    def build(self, tree: ProcessTree, source: str) -> str:
        """Draw the tree after `source`; return the node to go on from."""
        if tree.kind == "silent":
            return source
        if tree.kind == "task":
            node = self.add("user", tree.name)
            self.connect(source, node)
            return node
        if tree.kind == "sequence":
            for child in tree.children:
                source = self.build(child, source)
            return source
        return self._loop(tree, source) if tree.kind == "loop" else self._branches(tree, source)

    def _branches(self, tree: ProcessTree, source: str) -> str:
        kind: NodeKind = "exclusive" if tree.kind == "exclusive" else "parallel"
        split = self.add(kind)
        self.connect(source, split)
        lasts = [self.build(child, split) for child in tree.children]
        join = self.add(kind)
        for last in lasts:
            self.connect(last, join)
        return join

    def _loop(self, tree: ProcessTree, source: str) -> str:
        body, redo = tree.children
        join = self.add("exclusive")
        self.connect(source, join)
        last = self.build(body, join)
        split = self.add("exclusive")
        self.connect(last, split)
        self.connect(self.build(redo, split), join)
        return split


def to_process(tree: ProcessTree, log: EventLog, *, name: str = "", lanes_by: str = "") -> Process:
    """A BPMN process with one user task per activity of the tree.

    `lanes_by` ("org:group", another event column, or "resource") puts every task into the
    lane of whoever does it most.
    """
    lane_of, lanes = _lanes(log, lanes_by, set(tree.tasks()))
    first = next(iter(tree.tasks()), "")
    builder = _Builder(lane_of)
    start = builder.add("start", lane=lane_of.get(first, ""))
    last = builder.build(tree, start)
    end = builder.add("end")
    builder.connect(last, end)
    title = name or log.origin.rpartition("/")[2].split(".")[0] or "process"
    return Process("discovered", title, tuple(builder.nodes), tuple(builder.flows), lanes=lanes)


def _lanes(log: EventLog, by: str, shown: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Activity -> lane id, and lane id -> name, for the activities shown: the commonest value, ties by name."""
    if not by:
        return {}, {}
    codes, table = (log.resource, log.resources) if by == "resource" else log.event_columns[by].coded()
    known = codes != MISSING
    pairs, counts = np.unique(
        log.activity[known].astype(np.int64) * max(len(table), 1) + codes[known], return_counts=True
    )
    best: dict[str, tuple[int, str]] = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        activity, who = log.activities[pair // len(table)], str(table[pair % len(table)])
        best[activity] = min(best.get(activity, (0, "")), (-count, who))
    best = {activity: found for activity, found in best.items() if activity in shown}
    names = sorted({who for _, who in best.values()})
    ids = {who: f"lane_{number}" for number, who in enumerate(names, start=1)}
    return {activity: ids[who] for activity, (_, who) in best.items()}, {ids[who]: who for who in names}
