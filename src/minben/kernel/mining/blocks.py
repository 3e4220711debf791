"""From a process tree to BPMN: blocks become pairs of gateways. Serves drawing, `model.bpmn` and simulation.

The result is sound by construction: every split has its join of the same kind, every loop one way back.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from minben.kernel.eventlog import EventLog
from minben.kernel.mining.lanes import in_lanes
from minben.kernel.mining.tree import ProcessTree
from minben.kernel.process.model import Flow, Node, NodeKind, Process


@dataclass
class _Builder:
    nodes: list[Node] = field(default_factory=list[Node])
    flows: list[Flow] = field(default_factory=list[Flow])
    serial: Counter[str] = field(default_factory=Counter[str])

    def add(self, kind: NodeKind, name: str = "") -> str:
        """A new node; its number makes the id."""
        word = {"user": "task", "start": "start", "end": "end"}.get(kind, "gateway")
        self.serial[word] += 1
        node = Node(f"{word}_{self.serial[word]}", kind, name)
        self.nodes.append(node)
        return node.id

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
    """A BPMN process with one user task per activity of the tree; `lanes_by` as for `in_lanes`."""
    builder = _Builder()
    last = builder.build(tree, builder.add("start"))
    builder.connect(last, builder.add("end"))
    title = name or log.origin.rpartition("/")[2].split(".")[0] or "process"
    return in_lanes(Process("discovered", title, tuple(builder.nodes), tuple(builder.flows)), log, lanes_by)
