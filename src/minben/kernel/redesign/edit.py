"""Cutting and splicing processes: fragments with one way in and one way out, and a draft that edits them.

Serves the operations. A fragment with a single entry and a single exit (Johnson, Pearson, Pingali 1994) can be moved,
bypassed or run beside its neighbour without harm to soundness. Flow ids stay with their source, because branching
probabilities hang on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from minben.kernel.process import Flow, Node, NodeKind, Process

TASKS = frozenset({"user", "service", "rule"})


@dataclass(frozen=True)
class Fragment:
    """Nodes between the flows `entry` and `exit`, in file order."""

    entry: str
    exit: str
    nodes: tuple[str, ...]


class Net:
    """A process with its neighbours looked up."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.nodes = {node.id: node for node in process.nodes}
        self.flows = {flow.id: flow for flow in process.flows}
        self.out: dict[str, list[Flow]] = {node.id: [] for node in process.nodes}
        self.into: dict[str, list[Flow]] = {node.id: [] for node in process.nodes}
        for flow in process.flows:
            self.out[flow.source].append(flow)
            self.into[flow.target].append(flow)
        self.timers: dict[str, list[str]] = {}
        for node in process.nodes:
            if node.attached_to:
                self.timers.setdefault(node.attached_to, []).append(node.id)

    def tasks(self, fragment: Fragment) -> tuple[str, ...]:
        """The activities of a fragment, in file order."""
        return tuple(node for node in fragment.nodes if self.nodes[node].kind in TASKS)

    def fragment_at(self, entry: str) -> Fragment | None:
        """The smallest fragment that begins with this flow."""
        found = [
            part for way_out in self.flows if way_out != entry and (part := self._region(entry, way_out))
        ]
        return min(found, key=lambda part: len(part.nodes), default=None)

    def _region(self, entry: str, way_out: str) -> Fragment | None:
        first, last = self.flows[entry], self.flows[way_out]
        inside, queue = {first.target}, [first.target]
        while queue:
            here = queue.pop()
            if self.nodes[here].kind in ("start", "end") or here == first.source or here == last.target:
                return None
            for flow in self._leaving(here):
                if flow.id != way_out and flow.target not in inside:
                    inside.add(flow.target)
                    queue.append(flow.target)
            for timer in self.timers.get(here, ()):
                inside.add(timer)
        if last.source not in inside:
            return None
        if any(flow.id != entry and flow.source not in inside for node in inside for flow in self.into[node]):
            return None
        return Fragment(entry, way_out, tuple(node.id for node in self.process.nodes if node.id in inside))

    def _leaving(self, node: str) -> Iterator[Flow]:
        yield from self.out[node]
        for timer in self.timers.get(node, ()):
            yield from self.out[timer]

    def chains(self) -> list[list[Fragment]]:
        """Maximal sequences of smallest fragments: each one's exit is the next one's entry."""
        at = {entry: part for entry in self.flows if (part := self.fragment_at(entry))}
        followers = {part.exit for part in at.values()}
        chains: list[list[Fragment]] = []
        for entry, part in at.items():
            if entry in followers:
                continue
            chain = [part]
            while (following := at.get(chain[-1].exit)) and following not in chain:
                chain.append(following)
            chains.append(chain)
        return chains


class Draft:
    """A process being edited. Node and flow order stay the file's; new ones come last."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.nodes = {node.id: node for node in process.nodes}
        self.flows = {flow.id: flow for flow in process.flows}

    def done(self) -> Process:
        """The edited process."""
        return replace(self.process, nodes=tuple(self.nodes.values()), flows=tuple(self.flows.values()))

    def node(self, kind: NodeKind, base: str, name: str = "", like: str = "") -> str:
        """A new node named after `base`, in the lane and sub-process of `like`."""
        model = self.nodes.get(like)
        node = Node(_fresh(base, self.nodes), kind, name)
        if model:
            node = replace(node, parent=model.parent, lane=model.lane if kind in TASKS else "")
        self.nodes[node.id] = node
        return node.id

    def flow(self, source: str, target: str) -> str:
        """A new flow."""
        name = _fresh(f"{source}_to_{target}", self.flows)
        self.flows[name] = Flow(name, source, target)
        return name

    def divert(self, flow: str, target: str) -> str:
        """Lead a flow elsewhere; returns where it led before."""
        before = self.flows[flow].target
        self.flows[flow] = replace(self.flows[flow], target=target)
        return before

    def rename(self, node: str, name: str) -> None:
        """Another name for a node."""
        self.nodes[node] = replace(self.nodes[node], name=name)

    def remove(self, nodes: tuple[str, ...]) -> None:
        """Drop nodes and every flow between or from them."""
        for node in nodes:
            del self.nodes[node]
        gone = set(nodes)
        self.flows = {key: flow for key, flow in self.flows.items() if flow.source not in gone}


def _fresh(base: str, taken: dict[str, Node] | dict[str, Flow]) -> str:
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name
