"""What a process allows, as a finite automaton: the common ground of alignments, precision and replay.

Serves conformance. Markings (the flows that hold a token, as bits of one integer) are explored; steps that decide
nothing (splits, joins, ends) are taken at once, and states with the same future are one (bisimulation); neither
changes a sentence of the language. What remains silent are choices. Only sound, 1-safe processes have an automaton.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.process.model import Node, Process

SILENT = -1
MARKINGS = 20_000  # explored at most
STATES = 1500  # kept at most: alignments need a table of states²
FAR = np.int16(15_000)  # cannot be reached; twice this is still an int16
_WORK = frozenset({"user", "service", "rule", "script"})
Steps = dict[int, frozenset[tuple[int, int]]]  # state -> (label, state)


class NoAutomaton(Exception):
    """The process has no start, or a flow may hold two tokens."""


class TooLarge(NoAutomaton):
    """More markings or states than the limits."""


@dataclass(frozen=True)
class _Move:
    label: int
    takes: int
    gives: int


@dataclass(frozen=True)
class Automaton:
    """State 0 is the beginning; transition i leads from `source[i]` to `target[i]` by `names[label[i]]`, or
    silently. A run ends in the state `final`.
    """

    names: tuple[str, ...]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    label: NDArray[np.int32]
    size: int
    final: int

    def steps(self) -> Iterator[tuple[int, int, int]]:
        """Source, target and label of each transition."""
        return zip(self.source.tolist(), self.target.tolist(), self.label.tolist(), strict=True)

    @property
    def sound(self) -> bool:
        """Whether the end can be reached from every state."""
        return not (self.distances()[:, self.final] == FAR).any()

    def distances(self) -> NDArray[np.int16]:
        """size × size: the fewest spoken steps from one state to another, FAR where there is no way."""
        after: list[set[tuple[int, int]]] = [set() for _ in range(self.size)]
        for one, two, label in self.steps():
            after[one].add((two, 0 if label == SILENT else 1))
        ways = [sorted(steps) for steps in after]
        return np.array([_from(state, ways) for state in range(self.size)], dtype=np.int16)


def _from(state: int, ways: list[list[tuple[int, int]]]) -> list[int]:
    """0-1 breadth-first search."""
    found = [int(FAR)] * len(ways)
    found[state] = 0
    todo = deque([state])
    while todo:
        one = todo.popleft()
        for two, price in ways[one]:
            if found[one] + price < found[two]:
                found[two] = found[one] + price
                if price:
                    todo.append(two)
                else:
                    todo.appendleft(two)
    return found


def automaton(process: Process) -> Automaton:
    """The least automaton we find. Raises NoAutomaton and TooLarge; activities are compared by name."""
    net = Net(process)
    steps, end = _explored(net)
    kinds = _alike(steps, end)
    size = max(kinds.values()) + 1
    if size > STATES:
        raise TooLarge(f"more than {STATES} states")
    rows = {(kinds[state], kinds[after], label) for state, out in steps.items() for label, after in out}
    lasting = sorted(row for row in rows if row[0] != row[1] or row[2] != SILENT)
    table = np.array(lasting, dtype=np.int32).reshape(-1, 3)
    return Automaton(net.names, table[:, 0], table[:, 1], table[:, 2], size, kinds[end])


def _explored(net: Net) -> tuple[Steps, int]:
    """All markings, numbered from the beginning (0), and the number of the end."""
    numbers = {net.begin: 0}
    steps: Steps = {}
    todo = deque([net.begin])
    while todo:
        marking = todo.popleft()
        out: set[tuple[int, int]] = set()
        for label, after in net.steps(marking):
            if after not in numbers:
                if len(numbers) >= MARKINGS:
                    raise TooLarge(f"more than {MARKINGS} markings")
                numbers[after] = len(numbers)
                todo.append(after)
            out.add((label, numbers[after]))
        steps[numbers[marking]] = frozenset(out)
    if 0 not in numbers:
        raise NoAutomaton("the end is never reached")
    return steps, numbers[0]


def _alike(steps: Steps, end: int) -> Mapping[int, int]:
    """State -> class of states with the same future (partition refinement, Moore); the beginning's class is 0."""
    kinds = {state: int(state == end) for state in steps}
    count = 0
    while len(set(kinds.values())) > count:
        count = len(set(kinds.values()))
        marks: dict[object, int] = {}
        kinds = {
            state: marks.setdefault(
                (kinds[state], frozenset((label, kinds[after]) for label, after in steps[state])), len(marks)
            )
            for state in sorted(steps)  # state 0 first: its class is 0
        }
    return kinds


class Net:
    """The process as moves over bits: one bit for each flow."""

    def __init__(self, process: Process) -> None:
        self.bit = {flow.id: 1 << number for number, flow in enumerate(process.flows)}
        self.ins: dict[str, list[int]] = {node.id: [] for node in process.nodes}
        self.outs: dict[str, list[int]] = {node.id: [] for node in process.nodes}
        for flow in process.flows:
            self.outs[flow.source].append(self.bit[flow.id])
            self.ins[flow.target].append(self.bit[flow.id])
        self.names = tuple(sorted({node.name for node in process.nodes if node.kind in _WORK}))
        code = {name: number for number, name in enumerate(self.names)}
        moves = [
            move
            for node in process.nodes
            for move in self._moves(node, code[node.name] if node.kind in _WORK else SILENT)
        ]
        self._eager, self._free = _parted(moves)
        starts = [node for node in process.nodes if node.kind == "start" and not node.parent]
        if not starts:
            raise NoAutomaton("the process has no start")
        self.begin = self._settled(0, sum(self.outs[starts[0].id]))

    def _moves(self, node: Node, label: int) -> Iterator[_Move]:
        if node.kind not in {*_WORK, "start", "end", "exclusive", "parallel"}:
            raise NoAutomaton(f"{node.id} is a {node.kind}")
        ins, outs = self.ins[node.id], self.outs[node.id]
        if node.kind == "parallel" and ins:
            yield _Move(label, sum(ins), sum(outs))
        elif node.kind == "exclusive" and len(outs) > 1:
            yield from (_Move(label, one, two) for one in ins for two in outs)
        else:
            yield from (_Move(label, one, sum(outs)) for one in ins)

    def _settled(self, rest: int, gives: int) -> int:
        """The marking after every step that decides nothing, begun by the fresh tokens of `gives`."""
        marking, fresh = _joined(rest, gives), gives
        for _ in range(10_000):
            move = self._next_eager(marking, fresh)
            if move is None:
                return marking
            marking = _joined(marking & ~move.takes, move.gives)
            fresh = (fresh & ~move.takes) | move.gives
        raise NoAutomaton("gateways lead in a circle")

    def _next_eager(self, marking: int, fresh: int) -> _Move | None:
        """A step that decides nothing and takes a fresh token (without one it would have been taken before)."""
        while fresh:
            bit = fresh & -fresh
            fresh ^= bit
            move = self._eager.get(bit)
            if move is not None and marking & move.takes == move.takes:
                return move
        return None

    def steps(self, marking: int) -> Iterator[tuple[int, int]]:
        """Label and settled marking after each move that is possible here, each once."""
        seen: set[tuple[int, int]] = set()
        for move in self._free:
            if marking & move.takes == move.takes:
                step = (move.label, self._settled(marking & ~move.takes, move.gives))
                if step not in seen and step != (SILENT, marking):
                    seen.add(step)
                    yield step


def _joined(rest: int, gives: int) -> int:
    if rest & gives:
        raise NoAutomaton("a flow holds two tokens")
    return rest | gives


def _parted(moves: list[_Move]) -> tuple[dict[int, _Move], list[_Move]]:
    """Silent moves nobody competes with, by each token they take; and the others."""
    uses: Counter[int] = Counter(bit for move in moves for bit in _bits(move.takes))
    eager: dict[int, _Move] = {}
    free: list[_Move] = []
    for move in moves:
        if move.label == SILENT and all(uses[bit] == 1 for bit in _bits(move.takes)):
            eager.update(dict.fromkeys(_bits(move.takes), move))
        else:
            free.append(move)
    return eager, free


def _bits(mask: int) -> Iterator[int]:
    while mask:
        yield mask & -mask
        mask &= mask - 1
