"""The heuristics miner: which step depends on which, told from how much more often one order is seen than the other.

Serves analysts of noisy logs; deterministic. Source: Weijters, van der Aalst, Alves de Medeiros, "Process mining with
the HeuristicsMiner algorithm", 2006: dependency measures, loops of one and two, the all-activities-connected
heuristic, the measure that tells side by side from choice. A result may be unsound; the choice among models says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from minben.kernel.mining.gateways import END, START, Edge, drawn, reached
from minben.kernel.mining.variants import Variant
from minben.kernel.process.model import Process

NEVER = float("inf")


@dataclass(frozen=True)
class Dependencies:
    """Counts of a log: `follows` a > b; `returns` a b a, which a loop of two shows."""

    follows: Counter[Edge]
    returns: Counter[Edge]

    def of(self, one: str, two: str) -> float:
        """The dependency measure, -1..1: near 1 when `two` follows `one` and hardly ever the other way round."""
        if one == two:
            return self.follows[one, one] / (self.follows[one, one] + 1)
        there, back = self.follows[one, two], self.follows[two, one]
        return (there - back) / (there + back + 1)

    def loop(self, one: str, two: str) -> float:
        """The measure of a loop of two, 0..1."""
        seen = self.returns[one, two] + self.returns[two, one]
        return seen / (seen + 1)

    def together(self, name: str, one: str, two: str, *, leaving: bool) -> float:
        """How much two neighbours of `name` follow each other, in shares of how often they follow (precede) it."""
        edges = ((name, one), (name, two)) if leaving else ((one, name), (two, name))
        by = sum(self.follows[edge] for edge in edges)
        return (self.follows[one, two] + self.follows[two, one]) / (by + 1)


def heuristics_miner(
    distinct: Sequence[Variant], *, dependency: float = 0.9, parallel: float = 0.65
) -> Process:
    """A BPMN process with one user task per activity. `dependency`: the least measure of an edge that is no
    activity's best, 0..1; `parallel`: how much neighbours must follow each other to run side by side, NEVER for a
    model of choices only, which is always sound.
    """
    found = dependencies(distinct)
    edges = _kept(found, dependency)
    loops = frozenset(one for one, two in found.follows if one == two and found.of(one, one) >= dependency)
    sides = {
        (name, leaving): frozenset(_beside(found, edges, name, leaving, parallel))
        for name in {end for edge in edges for end in edge}
        for leaving in (True, False)
    }
    return drawn(edges, loops, lambda name, leaving: sides[name, leaving])


def dependencies(distinct: Iterable[Variant]) -> Dependencies:
    """Counts over all cases, with a beginning and an end that every case has."""
    follows: Counter[Edge] = Counter()
    returns: Counter[Edge] = Counter()
    for variant in distinct:
        walk = (START, *variant.trace, END)
        for edge in pairwise(walk):
            follows[edge] += variant.count
        for one, two, three in zip(walk, walk[1:], walk[2:], strict=False):
            if one == three != two:
                returns[one, two] += variant.count
    return Dependencies(follows, returns)


def _kept(found: Dependencies, dependency: float) -> list[Edge]:
    """Edges above the threshold, loops of two, and the best way into and out of every activity."""
    edges = [edge for edge in sorted(found.follows) if edge[0] != edge[1]]
    sure = {edge for edge in edges if found.of(*edge) >= dependency or found.loop(*edge) >= dependency}
    after: dict[str, list[Edge]] = {}
    before: dict[str, list[Edge]] = {}
    for edge in edges:
        after.setdefault(edge[0], []).append(edge)
        before.setdefault(edge[1], []).append(edge)
    best = {
        max(ways, key=lambda edge: (found.of(*edge), found.follows[edge], edge))
        for ways in (*after.values(), *before.values())
    }
    return _connected(sorted(sure | best), found, edges)


def _connected(kept: list[Edge], found: Dependencies, edges: Sequence[Edge]) -> list[Edge]:
    """With the strongest further edges, until every activity lies on a way from beginning to end."""
    chosen = set(kept)
    for edge in sorted(edges, key=lambda edge: (-found.of(*edge), -found.follows[edge], edge)):
        if not _astray(chosen):
            break
        if edge not in chosen and (edge[0] in _astray(chosen) or edge[1] in _astray(chosen)):
            chosen.add(edge)
    return sorted(chosen)


def _astray(edges: set[Edge]) -> set[str]:
    """Activities that are not on a way from START to END."""
    names = {name for edge in edges for name in edge}
    return names - (reached(edges, START) & reached({(two, one) for one, two in edges}, END))


def _beside(
    found: Dependencies, edges: Sequence[Edge], name: str, leaving: bool, parallel: float
) -> Iterable[Edge]:
    near = [two if leaving else one for one, two in edges if (one if leaving else two) == name]
    pairs = [pair for pair in combinations(near, 2) if {*pair}.isdisjoint((START, END))]
    for one, two in pairs:
        if not found.loop(one, two) and found.together(name, one, two, leaving=leaving) >= parallel:
            yield from ((one, two), (two, one))
