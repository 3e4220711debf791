"""The one token game, made fit for dice: every exclusive choice becomes a question, every position a number.

Serves the simulator and the calibration. `step` stays the only semantics: it is asked once for each position and
event, and the answer is remembered, because thousands of cases pass through the same positions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from minben.kernel.finding import refuse
from minben.kernel.process import (
    Answered,
    Arm,
    Ask,
    Close,
    Completed,
    Effect,
    Ended,
    Event,
    Fired,
    Flow,
    Json,
    Node,
    Open,
    Process,
    State,
    start,
    step,
)
from minben.kernel.process import compile as compile_process

ACTIVITY_KINDS = frozenset({"user", "service", "rule"})
_CHOICE = "choose."

Evaluation = Callable[[Mapping[str, Json]], Json]


class Position(NamedTuple):
    """Where a case stands after an event and what the game asked for. Pairs are (key, node id)."""

    state: int
    opens: tuple[tuple[str, str], ...]  # work: user, service and rule activities
    choices: tuple[tuple[str, str], ...]  # exclusive gateways to be decided
    timers: tuple[tuple[str, str], ...]
    closes: tuple[str, ...]
    ended: bool


def splits(process: Process) -> dict[str, tuple[str, ...]]:
    """Exclusive gateways that choose: id -> outgoing flow ids in the file's order."""
    out: dict[str, list[str]] = {}
    for flow in process.flows:
        out.setdefault(flow.source, []).append(flow.id)
    return {
        node.id: tuple(out[node.id])
        for node in process.nodes
        if node.kind == "exclusive" and len(out.get(node.id, ())) > 1
    }


def probabilistic(process: Process) -> Process:
    """The same process where a decision before each split names the flow to take, and scripts do nothing.

    BPMN lets a business rule decide and a gateway route; asking the caller keeps the game deterministic.
    """
    gates = splits(process)
    nodes: list[Node] = []
    for node in process.nodes:
        if node.id in gates:
            nodes.append(Node(_CHOICE + node.id, "rule", parent=node.parent, options={"result": _CHOICE}))
        if node.kind in ("script", "rule"):
            node = replace(node, kind="service", script="", options={})
        nodes.append(node)
    return replace(process, nodes=tuple(nodes), flows=tuple(_asked(process, gates)))


def _asked(process: Process, gates: Mapping[str, tuple[str, ...]]) -> Iterable[Flow]:
    for flow in process.flows:
        if flow.source in gates:
            flow = replace(flow, condition=flow.id, default=False)
        yield replace(flow, target=_CHOICE + flow.target) if flow.target in gates else flow
    for gate in gates:
        yield Flow(f"{_CHOICE}{gate}.flow", _CHOICE + gate, gate)


def _is_chosen(flow: str) -> Evaluation:
    """The simulator's condition language: a text is the id of the flow that must have been chosen."""
    return lambda data: data.get(_CHOICE) == flow


class Game:
    """Positions of one process, found by the token game and remembered."""

    def __init__(self, process: Process) -> None:
        self.process = process
        asked = probabilistic(process)
        self.program = compile_process(asked, language=_is_chosen)
        self.nodes = {node.id: node for node in process.nodes}
        self.splits = splits(process)
        self._states: list[State] = []
        self._numbers: dict[object, int] = {}
        self._memory: dict[tuple[int, str, str], Position] = {}
        self._begin = self._position(*start(self.program, {}))

    def begin(self) -> Position:
        """A case's first position."""
        return self._begin

    def complete(self, state: int, key: str) -> Position:
        """The activity with this key is done."""
        return self._memory.get((state, key, "")) or self._learn(state, key, "", Completed(key))

    def choose(self, state: int, key: str, flow: str) -> Position:
        """The split asked under this key takes `flow`."""
        return self._memory.get((state, key, flow)) or self._learn(state, key, flow, Answered(key, flow))

    def fire(self, state: int, key: str) -> Position:
        """The timer with this key is due."""
        return self._memory.get((state, key, "!")) or self._learn(state, key, "!", Fired(key))

    def marking(self, state: int) -> object:
        """What distinguishes positions besides the names of their tokens: for search."""
        held = self._states[state]
        arrived = sorted((flow.partition("@")[0], count) for flow, count in held.arrived.items())
        return tuple(sorted(held.tokens.values())), tuple(arrived)

    def _learn(self, state: int, key: str, value: str, event: Event) -> Position:
        after = self._position(*step(self.program, self._states[state], event))
        self._memory[state, key, value] = after
        return after

    def _position(self, state: State, effects: Iterable[Effect]) -> Position:
        state = replace(state, data={})  # only the answer just given is ever read
        opens, choices, timers, closes, ended = [], [], [], [], False
        for effect in effects:
            if isinstance(effect, Open):
                opens.append((effect.key, effect.node.id))
            elif isinstance(effect, Ask):
                choices.append((effect.key, effect.node.id.removeprefix(_CHOICE)))
            elif isinstance(effect, Arm):
                timers.append((effect.key, effect.node.id))
            elif isinstance(effect, Close):
                closes.append(effect.key)
            elif isinstance(effect, Ended):
                ended = True
        number = self._number(state)
        return Position(number, tuple(opens), tuple(choices), tuple(timers), tuple(closes), ended)

    def _number(self, state: State) -> int:
        identity = (tuple(state.tokens.items()), tuple(state.arrived.items()), state.serial, state.ended)
        # Keys carry serial numbers, so `inside` and `timers` follow from these four.
        number = self._numbers.setdefault(identity, len(self._states))
        if number == len(self._states):
            self._states.append(state)
        return number


_ISO = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_UNITS = (365.25 * 86400, 30.4375 * 86400, 7 * 86400.0, 86400.0, 3600.0, 60.0, 1.0)


def timer_seconds(process: Process, node: Node) -> float:
    """Length of a timer on virtual time. Working days count as 7/5 days, months as 30.4 days (no holidays here)."""
    if node.timer.startswith("workdays:"):
        return float(node.timer.removeprefix("workdays:")) * 86400.0 * 7 / 5
    match = _ISO.fullmatch(node.timer)
    if match is None or not any(match.groups()):
        advice = "Simulation understands ISO 8601 durations and workdays:N."
        raise refuse(process.file, f"has a timer {node.timer!r} without a length.", advice, place=node.id)
    return sum(float(part) * unit for part, unit in zip(match.groups(), _UNITS, strict=True) if part)
