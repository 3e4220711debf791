"""Cuts of a directly-follows graph: how activities fall apart into blocks. Serves the inductive miner.

Source: Leemans, Fahland, van der Aalst, "Discovering block-structured process models from event logs", 2013
and 2014. Everything is ordered by activity, so that the same log always gives the same model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

Trace = tuple[str, ...]
Traces = Mapping[Trace, int]
Part = frozenset[str]


@dataclass(frozen=True)
class Graph:
    """Directly-follows counts with the counts of first and last activities."""

    activities: tuple[str, ...]  # sorted
    follows: Mapping[tuple[str, str], int]
    starts: Mapping[str, int]
    ends: Mapping[str, int]

    def filtered(self, noise: float) -> Graph:
        """Without the edges (and ends) rarer than `noise` times the commonest way out of their source."""
        commonest = Counter(self.ends)
        for (source, _), count in self.follows.items():
            commonest[source] = max(commonest[source], count)
        follows = {edge: count for edge, count in self.follows.items() if count >= noise * commonest[edge[0]]}
        floor = noise * max(self.starts.values(), default=0)
        starts = {name: count for name, count in self.starts.items() if count >= floor}
        ends = {name: count for name, count in self.ends.items() if count >= noise * commonest[name]}
        return Graph(self.activities, follows, starts, ends or self.ends)


def graph_of(traces: Traces) -> Graph:
    """The graph of non-empty traces with their counts."""
    follows: Counter[tuple[str, str]] = Counter()
    starts: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    seen: set[str] = set()
    for trace, count in traces.items():
        seen.update(trace)
        starts[trace[0]] += count
        ends[trace[-1]] += count
        for edge in pairwise(trace):
            follows[edge] += count
    return Graph(tuple(sorted(seen)), follows, starts, ends)


class _Union:
    """Which activities belong together."""

    def __init__(self, names: Iterable[str]) -> None:
        self._parent = {name: name for name in names}

    def find(self, name: str) -> str:
        while self._parent[name] != name:
            self._parent[name] = self._parent[self._parent[name]]
            name = self._parent[name]
        return name

    def join(self, one: str, two: str) -> None:
        first, second = sorted((self.find(one), self.find(two)))
        self._parent[second] = first

    def parts(self) -> list[Part]:
        groups: dict[str, set[str]] = {}
        for name in self._parent:
            groups.setdefault(self.find(name), set()).add(name)
        return sorted(map(frozenset, groups.values()), key=min)


def exclusive_cut(graph: Graph) -> list[Part]:
    """Parts with no edge between them; empty when there is one part only."""
    union = _Union(graph.activities)
    for source, target in graph.follows:
        union.join(source, target)
    return _several(union.parts())


def sequence_cut(graph: Graph) -> list[Part]:
    """Parts in the order in which they can be reached, never backwards."""
    reach = _reachable(graph)
    union = _Union(graph.activities)
    for position, one in enumerate(graph.activities):
        for two in graph.activities[position + 1 :]:
            if (two in reach[one]) == (one in reach[two]):
                union.join(one, two)
    parts = union.parts()
    # joined parts may be unordered against others; a part that can be reached from fewer others comes earlier
    before = {part: sum(_reaches(other, part, reach) for other in parts if other != part) for part in parts}
    return _several(sorted(parts, key=lambda part: (before[part], min(part))))


def _reaches(one: Part, two: Part, reach: Mapping[str, frozenset[str]]) -> bool:
    return any(target in reach[source] for source in one for target in two)


def _reachable(graph: Graph) -> dict[str, frozenset[str]]:
    after: dict[str, list[str]] = {name: [] for name in graph.activities}
    for source, target in graph.follows:
        after[source].append(target)
    reach: dict[str, frozenset[str]] = {}
    for name in graph.activities:
        seen: set[str] = set()
        todo = list(after[name])
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo.extend(after[one])
        reach[name] = frozenset(seen)
    return reach


def parallel_cut(graph: Graph) -> list[Part]:
    """Parts whose activities follow each other in both orders; each part can begin and end a trace."""
    union = _Union(graph.activities)
    for position, one in enumerate(graph.activities):
        for two in graph.activities[position + 1 :]:
            if (one, two) not in graph.follows or (two, one) not in graph.follows:
                union.join(one, two)
    parts = union.parts()
    whole = [part for part in parts if part & graph.starts.keys() and part & graph.ends.keys()]
    if not whole:
        return []
    for part in parts:
        if part not in whole:  # cannot stand alone: it belongs to the first that can
            union.join(min(part), min(whole[0]))
    return _several(union.parts())


def loop_cut(graph: Graph) -> list[Part]:
    """The body, then the redo parts: entered only from ends of the body, left only to its starts."""
    border = set(graph.starts) | set(graph.ends)
    rest = [name for name in graph.activities if name not in border]
    union = _Union(rest)
    for source, target in graph.follows:
        if source not in border and target not in border:
            union.join(source, target)
    redo = [part for part in union.parts() if _is_redo(part, graph, border)]
    body = frozenset(graph.activities).difference(*redo)
    return [body, *redo] if redo else []


def _is_redo(part: Part, graph: Graph, border: set[str]) -> bool:
    entered = {(source, target) for source, target in graph.follows if source in border and target in part}
    left = {(source, target) for source, target in graph.follows if source in part and target in border}
    from_ends = all(source in graph.ends for source, _ in entered)
    to_starts = all(target in graph.starts for _, target in left)
    every_end = all((end, target) in entered for _, target in entered for end in graph.ends)
    every_start = all((source, start) in left for source, _ in left for start in graph.starts)
    return from_ends and to_starts and every_end and every_start and bool(entered) and bool(left)


def _several(parts: list[Part]) -> list[Part]:
    return parts if len(parts) > 1 else []


# --- splitting the traces along a cut ---


def _collect(pieces: Iterable[tuple[Trace, int]]) -> Counter[Trace]:
    found: Counter[Trace] = Counter()
    for trace, count in pieces:
        found[trace] += count
    return found


def _projected(traces: Traces, part: Part) -> Counter[Trace]:
    return _collect((tuple(name for name in trace if name in part), count) for trace, count in traces.items())


def split_exclusive(traces: Traces, parts: list[Part]) -> list[Counter[Trace]]:
    """Each trace goes to the part that explains most of it."""
    result: list[Counter[Trace]] = [Counter() for _ in parts]
    for trace, count in traces.items():
        sizes = [sum(name in part for name in trace) for part in parts]
        best = sizes.index(max(sizes))
        result[best][tuple(name for name in trace if name in parts[best])] += count
    return result


def split_projected(traces: Traces, parts: list[Part]) -> list[Counter[Trace]]:
    """For sequence and parallel: every part sees its own activities, in their order."""
    return [_projected(traces, part) for part in parts]


def split_loop(traces: Traces, parts: list[Part]) -> list[Counter[Trace]]:
    """Maximal runs inside one part; the body also gets an empty run where a trace begins or ends in a redo
    part.
    """
    owner = {name: index for index, part in enumerate(parts) for name in part}
    result: list[Counter[Trace]] = [Counter() for _ in parts]
    for trace, count in traces.items():
        for index, run in _runs(trace, owner):
            result[index][run] += count
    return result


def _runs(trace: Trace, owner: Mapping[str, int]) -> Iterable[tuple[int, Trace]]:
    """Alternating body and redo runs, beginning and ending with the body."""
    last = -1
    run: list[str] = []
    for name in trace:
        index = owner[name]
        if index != last:
            if last >= 0:
                yield last, tuple(run)
            if index and last:  # a redo part at the beginning or after another one: the body was silent
                yield 0, ()
            last, run = index, []
        run.append(name)
    yield last, tuple(run)
    if last:
        yield 0, ()


Cut = Callable[[Graph], list[Part]]
Split = Callable[[Traces, list[Part]], list[Counter[Trace]]]
