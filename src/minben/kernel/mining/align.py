"""Alignments: the cheapest way to explain a trace by a model. Serves inspectors and analysts.

Adriansyah, van Dongen, van der Aalst 2011: a step both took costs nothing, a step only in the log or only in the
model costs one, a silent step of the model nothing. All variants are aligned at once: they share prefixes, so
costs are computed for every prefix and every state of the model's automaton (dynamic programming, exact, always
ending, the same on every run). A model with too many states is searched trace by trace with a bound; past the
bound the answer is a lower one and says so (`exact` is False).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from minben.kernel.mining.automaton import FAR, SILENT, Automaton, Net
from minben.kernel.mining.variants import Variant

EXPANSIONS = 50_000  # states × places looked at for one trace, where the automaton is too large
Costs = NDArray[np.int16]


class Move(NamedTuple):
    """One step of an alignment: `log` and `model` name the activity; one of them may be ""."""

    log: str
    model: str


@dataclass(frozen=True)
class Alignment:
    """The cost of one variant; `exact` False: at least this cost. `moves` is empty unless asked for."""

    cost: int
    exact: bool = True
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Conformance:
    """How a log fits a model. Fitness is 1 - cost / worst cost over all cases (each event a log move, each step of
    the shortest run a model move); precision is of escaping edges (Muñoz-Gama and Carmona 2010) at every
    prefix of a case that the model can follow exactly, None where the automaton is too large; `exact` is the share
    of cases at cost 0.
    """

    alignments: tuple[Alignment, ...]  # one a variant, in order
    fitness: float
    precision: float | None
    exact: float
    bounded: bool = False  # some costs are lower bounds: fitness is then "at most"


def conformance(model: Automaton, prefixes: Prefixes, *, moves: bool = False) -> Conformance:
    """Align all variants with a sound model; `moves` also tells the steps."""
    table = Table(model, prefixes)
    distinct = prefixes.distinct
    found = tuple(
        Alignment(table.cost(number), True, table.moves(number) if moves else ())
        for number in range(len(distinct))
    )
    return _judged(found, distinct, table.shortest, precision(model, prefixes))


def _judged(
    found: tuple[Alignment, ...], distinct: Sequence[Variant], shortest: int, precision: float | None
) -> Conformance:
    cases = sum(variant.count for variant in distinct)
    paid = sum(one.cost * variant.count for one, variant in zip(found, distinct, strict=True))
    worst = sum((len(variant.trace) + shortest) * variant.count for variant in distinct)
    fitting = sum(
        variant.count for one, variant in zip(found, distinct, strict=True) if one.exact and not one.cost
    )
    return Conformance(
        alignments=found,
        fitness=1 - paid / worst if worst else 1.0,
        precision=precision,
        exact=fitting / cases if cases else 1.0,
        bounded=not all(one.exact for one in found),
    )


@dataclass
class Prefixes:
    """The variants as a tree of prefixes, numbered parents first; number 0 is the empty prefix. Built once for a log,
    it serves every model.
    """

    distinct: Sequence[Variant]
    ends: list[int] = field(default_factory=list[int])  # the number of each whole variant

    parent: list[int] = field(default_factory=lambda: [0])
    activity: list[str] = field(default_factory=lambda: [""])
    depth: list[int] = field(default_factory=lambda: [0])
    going_on: list[int] = field(default_factory=lambda: [0])  # cases that continue after this prefix
    children: list[dict[str, int]] = field(default_factory=lambda: [{}])

    def __post_init__(self) -> None:
        self.ends.extend(map(self._add, self.distinct))

    def _add(self, variant: Variant) -> int:
        at = 0
        for name in variant.trace:
            self.going_on[at] += variant.count
            step = self.children[at].get(name)
            if step is None:
                step = self.children[at][name] = len(self.parent)
                self.parent.append(at)
                self.activity.append(name)
                self.depth.append(self.depth[at] + 1)
                self.going_on.append(0)
                self.children.append({})
            at = step
        return at


class Table:
    """costs[prefix, state]: the least to pay for explaining the prefix and standing in the state."""

    def __init__(self, model: Automaton, prefixes: Prefixes) -> None:
        self.model, self.prefixes = model, prefixes
        self.far = model.distances()
        code = {name: number for number, name in enumerate(model.names)}
        self.codes = np.array([code.get(name, -2) for name in self.prefixes.activity], dtype=np.int32)
        self.costs: Costs = np.zeros((len(self.codes), model.size), dtype=np.int16)
        self.costs[0] = self.far[0]
        self._fill()

    @property
    def shortest(self) -> int:
        """Visible steps of the model's shortest run."""
        return int(self.far[0, self.model.final])

    def _fill(self) -> None:
        depth, parent = np.array(self.prefixes.depth), np.array(self.prefixes.parent)
        for level in range(1, int(depth.max(initial=0)) + 1):
            rows = np.flatnonzero(depth == level)
            self.costs[rows] = np.minimum(self.costs[parent[rows]] + 1, FAR)  # the step is only in the log
            for code in np.unique(self.codes[rows]).tolist():
                if code >= 0:
                    chosen = rows[self.codes[rows] == code]
                    self._together(chosen, parent[chosen], code)

    def _together(self, rows: NDArray[np.int64], parents: NDArray[np.int64], code: int) -> None:
        """The step is in both, then the model may go on alone."""
        best, before = self.costs[rows], self.costs[parents]
        for step in np.flatnonzero(self.model.label == code).tolist():
            came, target = before[:, self.model.source[step]], self.model.target[step]
            better = np.flatnonzero(came < best[:, target])  # what is no better here is no better further on
            if better.size:
                ways = np.minimum(came[better, None] + self.far[target], FAR)
                best[better] = np.minimum(best[better], ways)
        self.costs[rows] = best

    def cost(self, number: int) -> int:
        """Of the variant with this number."""
        return int(self.costs[self.prefixes.ends[number], self.model.final])

    # --- the steps ---

    def moves(self, number: int) -> tuple[Move, ...]:
        """One optimal alignment, found backwards; steps together before steps of the log before steps of the model."""
        at = (self.prefixes.ends[number], self.model.final)
        steps: list[Move] = []
        while (before := self._before(*at)) is not None:
            at, move = before
            steps.append(move)
        return tuple(reversed(steps))

    def _before(self, prefix: int, state: int) -> tuple[tuple[int, int], Move] | None:
        """Where the cost of this prefix and state comes from; None at the beginning. Silent steps are walked back."""
        here = int(self.costs[prefix, state])
        todo, seen = deque([state]), {state}
        while todo:
            one = todo.popleft()
            if prefix == 0 and one == 0:
                return None
            found = self._reason(prefix, one, here)
            if found is not None:
                return found
            for source, label in self._into[one]:
                if label == SILENT and source not in seen and self.costs[prefix, source] == here:
                    seen.add(source)
                    todo.append(source)
        raise AssertionError("every cost has a reason")

    def _reason(self, prefix: int, state: int, here: int) -> tuple[tuple[int, int], Move] | None:
        parent, name = self.prefixes.parent[prefix], self.prefixes.activity[prefix]
        if prefix:
            for source, label in self._into[state]:
                if label == self.codes[prefix] and self.costs[parent, source] == here:
                    return (parent, source), Move(name, name)
            if self.costs[parent, state] + 1 == here:
                return (parent, state), Move(name, "")
        for source, label in self._into[state]:
            if label != SILENT and self.costs[prefix, source] + 1 == here:
                return (prefix, source), Move("", self.model.names[label])
        return None

    @cached_property
    def _into(self) -> list[list[tuple[int, int]]]:
        """For every state where a step comes from, and its label."""
        found: list[list[tuple[int, int]]] = [[] for _ in range(self.model.size)]
        for source, target, label in self.model.steps():
            found[target].append((source, label))
        return found


def precision(model: Automaton, prefixes: Prefixes) -> float:
    """1 - steps the model allows and no case took / steps the model allows, over the prefixes the model can follow."""
    reading = _Reading(model)
    states = [reading.start]
    for prefix in range(1, len(prefixes.parent)):
        states.append(reading.after(states[prefixes.parent[prefix]], prefixes.activity[prefix]))
    allowed = escaping = 0
    for here, weight, taken in zip(states, prefixes.going_on, prefixes.children, strict=True):
        names = reading.enabled(here) if weight else frozenset[str]()
        allowed += weight * len(names)
        escaping += weight * len(names - taken.keys())
    return 1 - escaping / allowed if allowed else 1.0


class _Reading:
    """The automaton read as sets of states, silent steps taken."""

    def __init__(self, model: Automaton) -> None:
        self._steps: list[dict[str, set[int]]] = [{} for _ in range(model.size)]
        for source, target, label in model.steps():
            name = "" if label == SILENT else model.names[label]
            self._steps[source].setdefault(name, set()).add(target)
        self._known: dict[tuple[frozenset[int], str], frozenset[int]] = {}
        self.start = self._settled({0})

    def _settled(self, states: set[int]) -> frozenset[int]:
        todo, seen = list(states), set(states)
        while todo:
            fresh = self._steps[todo.pop()].get("", set()) - seen
            seen |= fresh
            todo.extend(fresh)
        return frozenset(seen)

    def after(self, states: frozenset[int], name: str) -> frozenset[int]:
        """The states after a spoken step."""
        key = (states, name)
        if key not in self._known:
            reached = set[int]().union(*(self._steps[state].get(name, set()) for state in states))
            self._known[key] = self._settled(reached)
        return self._known[key]

    def enabled(self, states: frozenset[int]) -> frozenset[str]:
        """The activities possible next."""
        return frozenset(name for state in states for name in self._steps[state] if name)


# --- models with too many states ---


def bounded(net: Net, distinct: Sequence[Variant], *, moves: bool = False) -> Conformance:
    """For models with too many states: trace by trace, best first, to a bound (the answer then says "at least").

    `moves` also tells the steps of those that were found within the bound.
    """
    shortest = _search(net, (), moves=False)
    found = tuple(_search(net, variant.trace, moves=moves) for variant in distinct)
    return _judged(found, distinct, shortest.cost, None)


_Here = tuple[int, int]  # how much of the trace is explained, and the marking


def _search(net: Net, trace: Sequence[str], *, moves: bool) -> Alignment:
    """Best first over places and markings; what the model does not know at all is paid for from the beginning."""
    known = [name in net.names for name in trace]
    to_pay = [sum(not one for one in known[place:]) for place in range(len(trace) + 1)]
    best: dict[_Here, int] = {(0, net.begin): 0}
    came: dict[_Here, tuple[_Here, Move]] = {}
    todo = [(to_pay[0], 0, 0, net.begin)]  # bound, minus place (further first), cost, marking
    bound = 0
    for _ in range(EXPANSIONS):
        bound, behind, cost, marking = heappop(todo)
        place = -behind
        if place == len(trace) and marking == 0:
            return Alignment(cost, moves=_walked(came, (place, marking)) if moves else ())
        if best[place, marking] < cost:
            continue
        for price, ahead, after, move in _next(net, trace, place, marking):
            key = (ahead, after)
            if cost + price < best.get(key, 1 << 30):
                best[key] = cost + price
                came[key] = (place, marking), move
                heappush(todo, (cost + price + to_pay[ahead], -ahead, cost + price, after))
    return Alignment(bound, exact=False)


def _walked(came: dict[_Here, tuple[_Here, Move]], here: _Here) -> tuple[Move, ...]:
    """The moves that led here, silent ones left out."""
    found: list[Move] = []
    while here in came:
        here, move = came[here]
        if move.log or move.model:
            found.append(move)
    return tuple(reversed(found))


def _next(net: Net, trace: Sequence[str], place: int, marking: int) -> Iterator[tuple[int, int, int, Move]]:
    """Price, place, marking and move of each way on."""
    name = trace[place] if place < len(trace) else ""
    if name:
        yield 1, place + 1, marking, Move(name, "")
    for label, after in net.steps(marking):
        if label == SILENT:
            yield 0, place, after, Move("", "")
        else:
            yield 1, place, after, Move("", net.names[label])
            if net.names[label] == name:
                yield 0, place + 1, after, Move(name, name)
