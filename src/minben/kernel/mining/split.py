"""The split miner: precise and simple models from directly-follows counts. Serves analysts; deterministic.

Source: Augusto, Conforti, Dumas, La Rosa, Polyvyanyy, "Split miner", KAIS 2019: loops of one and two, concurrency by
balanced counts (`epsilon`), the strongest ways in and out of every activity and those above a percentile (`eta`). A
result may be unsound; `automaton.is_sound` says so, and the choice among models leaves such results out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from minben.kernel.mining.gateways import END, START, Edge, drawn, reached
from minben.kernel.mining.variants import Variant
from minben.kernel.process.model import Process


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
    return drawn(_filtered(found.edges, eta), found.self_loops, lambda _name, _leaving: found.concurrent)


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
            reached(kept, START) & reached([(two, one) for one, two in kept], END)
        )
        back = {edge: count for edge, count in weaker.items() if edge not in kept and cut_off & set(edge)}
        if not back:
            return dict(sorted(kept.items()))
        kept = kept | back


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
