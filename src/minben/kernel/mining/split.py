"""The split miner: precise and simple models from directly-follows counts. Serves analysts; deterministic.

Source: Augusto, Conforti, Dumas, La Rosa, Polyvyanyy, "Split miner", KAIS 2019: loops of one and two, concurrency by
balanced counts (`epsilon`), the strongest ways in and out of every activity and those above a percentile (`eta`),
splits from common futures. Joins are found as splits read backwards, which keeps both sides of a block alike. A
result may be unsound; `automaton.is_sound` says so, and the choice among models leaves such results out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from minben.kernel.mining.variants import Variant
from minben.kernel.process.model import Flow, Node, NodeKind, Process

START, END = "\x00start", "\x00end"  # cannot be names: XML has no such character
Edge = tuple[str, str]


@dataclass(frozen=True)
class Relations:
    """What the counts say: edges to keep, activities that loop on themselves, pairs that run side by side."""

    edges: Mapping[Edge, int]
    self_loops: frozenset[str]
    concurrent: frozenset[Edge]  # both directions


def split_miner(distinct: Sequence[Variant], *, epsilon: float = 0.1, eta: float = 0.4) -> Process:
    """A BPMN process with one user task per activity. `epsilon`: how unequal the two orders of concurrent
    activities may be, 0..1; `eta`: the percentile of strongest edges below which edges are left out, 0..1.
    """
    found = relations(distinct, epsilon)
    kept = _filtered(found.edges, eta)
    return _drawn(kept, found)


# --- relations ---


def relations(distinct: Sequence[Variant], epsilon: float) -> Relations:
    """Directly-follows relations with START and END, without loops of one, concurrent pairs taken out."""
    counts: Counter[Edge] = Counter()
    there_and_back: Counter[Edge] = Counter()
    for variant in distinct:
        walk = (START, *variant.trace, END)
        for edge in pairwise(walk):
            counts[edge] += variant.count
        for one, two, three in zip(walk, walk[1:], walk[2:], strict=False):
            if one == three and one != two:
                there_and_back[one, two] += variant.count
    loops = frozenset(one for one, two in counts if one == two)
    edges = {edge: count for edge, count in sorted(counts.items()) if edge[0] != edge[1]}
    concurrent: set[Edge] = set()
    weaker: dict[Edge, int] = {}
    for (one, two), count in list(edges.items()):
        back = edges.get((two, one), 0)
        if one > two or not back or _short_loop(one, two, there_and_back, loops):
            continue
        if abs(count - back) < epsilon * (count + back):
            concurrent |= {(one, two), (two, one)}
        else:
            edge = (one, two) if count < back else (two, one)
            weaker[edge] = edges.pop(edge)
    kept = _mended({edge: count for edge, count in edges.items() if edge not in concurrent}, weaker)
    return Relations(kept, loops, frozenset(concurrent))


def _mended(kept: dict[Edge, int], weaker: Mapping[Edge, int]) -> dict[Edge, int]:
    """Give back the weaker edges of activities that would otherwise not lie between START and END."""
    while True:
        cut_off = {name for edge in (*kept, *weaker) for name in edge} - (
            _reached(kept, START) & _reached([(two, one) for one, two in kept], END)
        )
        back = {edge: count for edge, count in weaker.items() if edge not in kept and cut_off & set(edge)}
        if not back:
            return dict(sorted(kept.items()))
        kept = kept | back


def _reached(edges: Iterable[Edge], root: str) -> set[str]:
    after: dict[str, list[str]] = {}
    for one, two in edges:
        after.setdefault(one, []).append(two)
    seen, todo = {root}, [root]
    while todo:
        fresh = [two for two in after.get(todo.pop(), ()) if two not in seen]
        seen.update(fresh)
        todo.extend(fresh)
    return seen


def _short_loop(one: str, two: str, seen: Counter[Edge], loops: frozenset[str]) -> bool:
    """a b a is a loop of two unless one of them repeats by itself anyway."""
    return seen[one, two] + seen[two, one] > 0 and one not in loops and two not in loops


# --- filtering ---


def _filtered(edges: Mapping[Edge, int], eta: float) -> list[Edge]:
    """The edges on the widest way from START to every activity and from it to END, and those above the percentile."""
    after: dict[str, list[tuple[str, int]]] = {}
    before: dict[str, list[tuple[str, int]]] = {}
    for (one, two), count in edges.items():
        after.setdefault(one, []).append((two, count))
        before.setdefault(two, []).append((one, count))
    strongest = [max(count for _, count in steps) for steps in (*after.values(), *before.values())]
    floor = sorted(strongest)[min(int(eta * len(strongest)), len(strongest) - 1)] if strongest else 0
    into = {(source, node) for node, source in _widest(after, START).items()}
    out = {(node, target) for node, target in _widest(before, END).items()}
    return [edge for edge, count in edges.items() if edge in into | out or count > floor]


def _widest(steps: Mapping[str, list[tuple[str, int]]], root: str) -> dict[str, str]:
    """Node -> the neighbour it is best reached from: the way whose narrowest edge is widest (Dijkstra)."""
    best: dict[str, str] = {}
    todo: list[tuple[int, int, str, str]] = [(0, 0, root, "")]
    while todo:
        width, length, node, source = heappop(todo)
        if node in best:
            continue
        best[node] = source
        for other, count in steps.get(node, ()):
            if other not in best:
                narrow = -count if node == root else max(width, -count)
                heappush(todo, (narrow, length + 1, other, node))
    del best[root]
    return best


# --- gateways ---


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


# --- drawing ---


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


def _drawn(edges: Sequence[Edge], found: Relations) -> Process:
    after: dict[str, list[str]] = {}
    before: dict[str, list[str]] = {}
    for one, two in edges:
        after.setdefault(one, []).append(two)
        before.setdefault(two, []).append(one)
    drawing = _Drawing(found.self_loops)
    drawing.activities([START, *sorted((after.keys() | before.keys()) - {START, END}), END])
    leaving = {
        name: drawing.ports(name, _gathered(steps, found.concurrent), leaving=True)
        for name, steps in sorted(after.items())
    }
    entering = {
        name: drawing.ports(name, _gathered(steps, found.concurrent), leaving=False)
        for name, steps in sorted(before.items())
    }
    for one, two in edges:
        drawing.connect(leaving[one][two], entering[two][one])
    return Process("discovered", "process", tuple(drawing.nodes), tuple(drawing.flows))
