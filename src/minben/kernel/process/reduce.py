"""A smaller process that is sound exactly when the given one is, for models with too many states to play them all.

Serves `soundness`. Steps in a row become one flow, branches that begin and end at the same pair of gateways become one,
gateways of one kind behind each other become one, a choice to come back at once is left out. Each rule keeps soundness
and its faults: W. Sadiq and M. E. Orlowska, "Analyzing process models using graph reduction techniques", 2000;
T. Murata, "Petri nets: properties, analysis and applications", 1989, section VI. Inclusive and complex gateways, hosts
of boundary events and links stay as they are.
"""

from __future__ import annotations

from dataclasses import replace

from .model import Node, Process

_MEETS = frozenset({"parallel", "inclusive", "complex"})  # joins that wait; everything else takes each token


def reduced(process: Process, scope: str) -> Process:
    """The process with its scope reduced as far as the rules go; ids that remain are those of the model."""
    graph = _Graph(process, scope)
    while graph.shrink():
        pass
    nodes = tuple(node for node in process.nodes if node.parent != scope or node.id in graph.nodes)
    here = {node.id for node in process.nodes if node.parent == scope}
    others = tuple(flow for flow in process.flows if flow.source not in here)
    return replace(process, nodes=nodes, flows=(*others, *graph.flows.values()))


class _Graph:
    def __init__(self, process: Process, scope: str) -> None:
        self.nodes = {node.id: node for node in process.nodes if node.parent == scope}
        self.flows = {
            flow.id: flow for flow in process.flows if flow.source in self.nodes and flow.target in self.nodes
        }
        hosts = {node.attached_to for node in self.nodes.values()}
        self.fixed = {node.id for node in self.nodes.values() if node.id in hosts or _stays(node)}

    def shrink(self) -> bool:
        """Apply each rule wherever it fits; whether one did."""
        before = len(self.nodes), len(self.flows)
        self.count()
        for node in [one for one in self.nodes.values() if one.id not in self.fixed]:
            self.row(node)
            self.merge(node)
        self.drop_doubles()
        return (len(self.nodes), len(self.flows)) != before

    def count(self) -> None:
        self.ins: dict[str, set[str]] = {node: set() for node in self.nodes}
        self.outs: dict[str, set[str]] = {node: set() for node in self.nodes}
        for flow in self.flows.values():
            self.ins[flow.target].add(flow.id)
            self.outs[flow.source].add(flow.id)

    def turn(self, flow: str, *, source: str = "", target: str = "") -> None:
        """Let a flow begin or end elsewhere."""
        old = self.flows[flow]
        new = replace(old, source=source or old.source, target=target or old.target)
        self.outs[old.source].discard(flow)
        self.ins[old.target].discard(flow)
        self.flows[flow] = new
        self.outs[new.source].add(flow)
        self.ins[new.target].add(flow)

    def cut(self, flow: str) -> None:
        old = self.flows.pop(flow)
        self.outs[old.source].discard(flow)
        self.ins[old.target].discard(flow)

    def row(self, node: Node) -> None:
        """One way in and one way out: the step is no more than a flow."""
        if (
            node.kind in ("start", "end", "boundary")
            or len(self.ins[node.id]) != 1
            or len(self.outs[node.id]) != 1
        ):
            return
        (into,), (out,) = self.ins[node.id], self.outs[node.id]
        if into != out:
            target = self.flows[out].target
            self.cut(out)
            self.turn(into, target=target)
            del self.nodes[node.id]

    def merge(self, node: Node) -> None:
        """A gateway and the one of its kind behind it, when nothing else leads between them."""
        if node.id not in self.nodes or node.kind not in ("exclusive", "parallel") or not self.ins[node.id]:
            return
        for out in sorted(self.outs[node.id]):
            other = self.nodes[self.flows[out].target] if out in self.flows else node
            if other is node or other.kind != node.kind or other.id in self.fixed:
                continue
            if len(self.outs[node.id]) == 1 or len(self.ins[other.id]) == 1:
                self.cut(out)
                for flow in sorted(self.ins[other.id]):
                    self.turn(flow, target=node.id)
                for flow in sorted(self.outs[other.id]):
                    self.turn(flow, source=node.id)
                del self.nodes[other.id]

    def drop_doubles(self) -> None:
        """Branches without a step between the same gateways; choices that come back at once."""
        seen: set[tuple[str, str]] = set()
        for flow in list(self.flows.values()):
            source, target = self.nodes[flow.source], self.nodes[flow.target]
            if source is target:
                others = len(self.ins[source.id]) > 1 and len(self.outs[source.id]) > 1
                if source.kind == "exclusive" and others:
                    self.cut(flow.id)
            elif (source.id, target.id) in seen and self.alike(source, target):
                self.cut(flow.id)
            seen.add((source.id, target.id))

    def alike(self, source: Node, target: Node) -> bool:
        if source.kind == "exclusive":
            return target.kind not in _MEETS
        return source.kind == "parallel" and target.kind == "parallel"


def _stays(node: Node) -> bool:
    """Nodes that no rule removes."""
    linked = any(one.kind == "link" for one in node.triggers)
    return (
        linked
        or node.kind in ("inclusive", "complex", "start", "end", "boundary")
        or node.needs != 1
        or node.gives != 1
    )
