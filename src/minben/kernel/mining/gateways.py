"""From edges between activities to a BPMN process: which neighbours are a choice, and which run side by side.

Serves the miners that begin with directly-follows counts. Source: Augusto and others, "Split miner", KAIS 2019: splits
from common futures; joins are found as splits read backwards, which keeps both sides of a block alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from minben.kernel.process.model import Flow, Node, NodeKind, Process

START, END = "\x00start", "\x00end"  # cannot be names: XML has no such character
Edge = tuple[str, str]
Beside = Callable[[str, bool], frozenset[Edge]]


def reached(edges: Iterable[Edge], root: str) -> set[str]:
    """Activities to which these edges lead from `root`, itself among them."""
    after: dict[str, list[str]] = {}
    for one, two in edges:
        after.setdefault(one, []).append(two)
    seen, todo = {root}, [root]
    while todo:
        fresh = [two for two in after.get(todo.pop(), ()) if two not in seen]
        seen.update(fresh)
        todo.extend(fresh)
    return seen


@dataclass(frozen=True)
class _Branch:
    """Something a split leads to: a neighbour or a gateway over others."""

    kind: NodeKind | None
    neighbour: str
    inner: tuple[_Branch, ...]
    cover: frozenset[str]
    beside: frozenset[str]  # neighbours that run side by side with all of it


def _gathered(neighbours: Iterable[str], concurrent: frozenset[Edge]) -> _Branch:
    """Neighbours joined into one: first those with the same companions (choice), then companions (parallel)."""
    names = sorted(neighbours)
    branches = [
        _Branch(
            None,
            name,
            (),
            frozenset({name}),
            frozenset(other for other in names if (name, other) in concurrent),
        )
        for name in names
    ]
    while len(branches) > 1:
        branches = _choice(branches) or _parallel(branches) or [_gateway("exclusive", branches)]
    return branches[0]


def _choice(branches: list[_Branch]) -> list[_Branch] | None:
    return _merged("exclusive", branches, lambda branch: branch.beside)


def _parallel(branches: list[_Branch]) -> list[_Branch] | None:
    return _merged("parallel", branches, lambda branch: branch.cover | branch.beside)


def _merged(kind: NodeKind, branches: list[_Branch], key) -> list[_Branch] | None:  # type: ignore[no-untyped-def]
    groups: dict[frozenset[str], list[_Branch]] = {}
    for branch in branches:
        groups.setdefault(key(branch), []).append(branch)
    if len(groups) == len(branches):
        return None
    return [group[0] if len(group) == 1 else _gateway(kind, group) for group in groups.values()]


def _gateway(kind: NodeKind, group: list[_Branch]) -> _Branch:
    inner = tuple(part for branch in group for part in (branch.inner if branch.kind == kind else (branch,)))
    cover = frozenset().union(*(branch.cover for branch in group))
    beside = frozenset(group[0].beside).intersection(*(branch.beside for branch in group)) - cover
    return _Branch(kind, "", inner, cover, beside)


class _Drawing:
    """Nodes and flows, with gateways before and after activities."""

    def __init__(self, self_loops: frozenset[str]) -> None:
        self.loops = self_loops
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self.ids: dict[str, str] = {}
        self.gateways = 0

    def activities(self, names: Sequence[str]) -> None:
        for number, name in enumerate(names, start=1):
            kind: NodeKind = "start" if name == START else "end" if name == END else "user"
            self.ids[name] = f"task_{number}" if kind == "user" else f"{kind}_1"
            self.nodes.append(Node(self.ids[name], kind, "" if kind != "user" else name))

    def gateway(self, kind: NodeKind) -> str:
        self.gateways += 1
        self.nodes.append(Node(f"gateway_{self.gateways}", kind))
        return f"gateway_{self.gateways}"

    def connect(self, source: str, target: str) -> None:
        self.flows.append(Flow(f"flow_{len(self.flows) + 1}", source, target))

    def ports(self, name: str, branch: _Branch, *, leaving: bool) -> dict[str, str]:
        """Draw the gateways on one side of an activity; neighbour -> the node its edge is tied to."""
        tied: dict[str, str] = {}
        todo = [(branch, self._side(name, leaving=leaving))]
        while todo:
            one, at = todo.pop()
            if one.kind is None:
                tied[one.neighbour] = at
                continue
            gate = self.gateway(one.kind)
            self.connect(*((at, gate) if leaving else (gate, at)))
            todo.extend((inner, gate) for inner in one.inner)
        return tied

    def _side(self, name: str, *, leaving: bool) -> str:
        """The node of the activity, or of the pair of gateways around one that repeats itself."""
        node = self.ids[name]
        if name not in self.loops:
            return node
        around = self.ids.get(name + END)
        if around is None:
            self.ids[name + START], self.ids[name + END] = (
                self.gateway("exclusive"),
                self.gateway("exclusive"),
            )
            before, after = self.ids[name + START], self.ids[name + END]
            self.connect(before, node)
            self.connect(node, after)
            self.connect(after, before)
        return self.ids[name + (END if leaving else START)]


def drawn(edges: Sequence[Edge], loops: frozenset[str], beside: Beside) -> Process:
    """A BPMN process with one user task per activity and these edges between them. `loops` repeat by themselves;
    `beside(name, leaving)` are the pairs of neighbours on one side of an activity that run side by side, both ways.
    """
    after: dict[str, list[str]] = {}
    before: dict[str, list[str]] = {}
    for one, two in edges:
        after.setdefault(one, []).append(two)
        before.setdefault(two, []).append(one)
    drawing = _Drawing(loops)
    drawing.activities([START, *sorted((after.keys() | before.keys()) - {START, END}), END])
    leaving = {
        name: drawing.ports(name, _gathered(steps, beside(name, True)), leaving=True)
        for name, steps in sorted(after.items())
    }
    entering = {
        name: drawing.ports(name, _gathered(steps, beside(name, False)), leaving=False)
        for name, steps in sorted(before.items())
    }
    for one, two in edges:
        drawing.connect(leaving[one][two], entering[two][one])
    return Process("discovered", "process", tuple(drawing.nodes), tuple(drawing.flows))
