"""What the model says about a real case: which choices it took, what enabled each step, what does not fit.

Serves calibration. A trace is played over the token game by best-first search; an event the model does not allow and
an activity the case skipped cost one each (Adriansyah 2014, alignments with unit costs). The search is bounded: when
the bound is reached the variant is left out and counted, so calibration never hangs. Timers never fire here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import NamedTuple

from minben.kernel.eventlog import EventLog

from .game import ACTIVITY_KINDS, Game, Position

_RANK = 0.001  # a less promising choice is tried later but costs practically nothing
_BOUND = 6_000  # positions tried per variant


class Step(NamedTuple):
    """Event number `event` of the trace is this activity; it was enabled by event `cause` (-1: by the arrival)."""

    node: str
    event: int
    cause: int


class Choice(NamedTuple):
    """Split `gate` took `flow`; `after` is the previous activity ("" at the start)."""

    gate: str
    after: str
    flow: str


@dataclass(frozen=True)
class Alignment:
    """One variant over the model. `cost` counts events without activity and activities without event."""

    steps: tuple[Step, ...]
    choices: tuple[Choice, ...]
    cost: int


class _Search(NamedTuple):
    at: int  # events consumed
    state: int
    opens: tuple[tuple[str, str, int], ...]  # key, node, cause
    pending: tuple[tuple[str, str], ...]
    last: str
    cause: int  # event that enables what comes now
    ended: bool
    past: tuple[object, ...]  # linked list of Step and Choice


class Aligner:
    """Aligns traces of activity names with one process."""

    def __init__(self, game: Game, bound: int = _BOUND) -> None:
        self.game, self.bound = game, bound
        kinds = ACTIVITY_KINDS | {"script"}
        self.names = {node.id: node.name or node.id for node in game.process.nodes if node.kind in kinds}
        self._next = _first_activities(game)

    def align(self, trace: tuple[str, ...]) -> Alignment | None:
        """The cheapest alignment found, None when the bound was reached first."""
        self._trace = trace
        self._later = [_positions(trace, at) for at in range(len(trace) + 1)]
        self._heap: list[tuple[float, int, int, int, _Search]] = []
        self._serial = 0
        seen: set[object] = set()
        begin = _Search(0, -1, (), (), "", -1, False, ())
        self._push(0.0, self._move(begin, self.game.begin(), begin.opens, begin.pending))
        for _ in range(self.bound):
            if not self._heap:
                return None
            cost, _, _, _, found = heappop(self._heap)
            if found.ended and found.at == len(trace):
                return _result(found, int(cost))
            mark = (
                found.at,
                self.game.marking(found.state),
                tuple(gate for _, gate in found.pending),
                found.ended,
            )
            if mark not in seen:
                seen.add(mark)
                self._expand(cost, found)
        return None

    def _push(self, cost: float, found: _Search) -> None:
        self._serial += 1
        heappush(self._heap, (cost, -found.at, len(found.pending), self._serial, found))

    def _move(
        self,
        before: _Search,
        position: Position,
        opens: tuple[tuple[str, str, int], ...],
        pending: tuple[tuple[str, str], ...],
    ) -> _Search:
        """Where a search stands after the game moved to `position`."""
        closed = set(position.closes)
        fresh = tuple((key, node, before.cause) for key, node in position.opens)
        kept = tuple(item for item in opens if item[0] not in closed)
        return before._replace(
            state=position.state, opens=kept + fresh, pending=pending + position.choices, ended=position.ended
        )

    def _expand(self, cost: float, found: _Search) -> None:
        if found.pending:
            self._choose(cost, found)
            return
        trace, at = self._trace, found.at
        for index, (key, node, cause) in enumerate(found.opens):
            rest = found.opens[:index] + found.opens[index + 1 :]
            position = self.game.complete(found.state, key)
            if at < len(trace) and self.names[node] == trace[at]:
                past = (found.past, Step(node, at, cause))
                base = found._replace(at=at + 1, last=node, cause=at, past=past)
                self._push(cost, self._move(base, position, rest, ()))
            base = found._replace(last=node, cause=cause)
            self._push(cost + 1, self._move(base, position, rest, ()))
        if at < len(trace):
            self._push(cost + 1, found._replace(at=at + 1))

    def _choose(self, cost: float, found: _Search) -> None:
        (key, gate), rest = found.pending[0], found.pending[1:]
        later = self._later[found.at]
        far = len(self._trace)
        flows = self.game.splits[gate]
        ranks = [min((later.get(name, far) for name in self._next[flow]), default=far) for flow in flows]
        order = sorted(set(ranks))
        for flow, rank in zip(flows, ranks, strict=True):
            base = found._replace(past=(found.past, Choice(gate, found.last, flow)))
            moved = self._move(base, self.game.choose(found.state, key, flow), found.opens, rest)
            self._push(cost + _RANK * (0.1 + order.index(rank)), moved)


def _positions(trace: tuple[str, ...], at: int) -> dict[str, int]:
    """Name -> where it comes next from position `at` on."""
    return {name: at + index for index, name in reversed(list(enumerate(trace[at:])))}


def _first_activities(game: Game) -> Mapping[str, frozenset[str]]:
    """For every flow the activities that can come first behind it (joins are looked through)."""
    nodes = game.nodes
    out: dict[str, list[tuple[str, str]]] = {}
    for flow in game.process.flows:
        out.setdefault(flow.source, []).append((flow.id, flow.target))
    first: dict[str, frozenset[str]] = {}
    for flow in game.process.flows:
        found: set[str] = set()
        seen: set[str] = set()
        queue = [flow.target]
        while queue:
            node = queue.pop()
            if node in seen:
                continue
            seen.add(node)
            if nodes[node].kind in ACTIVITY_KINDS | {"script"}:
                found.add(nodes[node].name or node)
            else:
                queue += [target for _, target in out.get(node, ())]
        first[flow.id] = frozenset(found)
    return first


def _result(found: _Search, cost: int) -> Alignment:
    steps: list[Step] = []
    choices: list[Choice] = []
    past: tuple[object, ...] = found.past
    while past:
        past, item = past  # type: ignore[assignment]
        if isinstance(item, Step):
            steps.append(item)
        elif isinstance(item, Choice):
            choices.append(item)
    return Alignment(tuple(reversed(steps)), tuple(reversed(choices)), cost)


def align_log(
    game: Game, log: EventLog, *, bound: int = _BOUND
) -> tuple[dict[tuple[str, ...], Alignment | None], list[tuple[str, ...]]]:
    """Alignments by variant, and every case's variant."""
    aligner = Aligner(game, bound)
    traces = [log.trace(index) for index in range(len(log.cases))]
    return {trace: aligner.align(trace) for trace in dict.fromkeys(traces)}, traces
