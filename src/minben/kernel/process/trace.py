"""One step with the way it took: which nodes and flows were passed, in order.

Serves authors who test a model and want to know what their cases leave untried. `step` does the same without looking.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from .board import Move
from .conditions import TooMuch
from .events import Effect, Event, State, Stuck
from .game import Game
from .model import ACTIVITIES
from .program import Edge, Place, Program

_LATER = ACTIVITIES | {"catch", "boundary"}  # passed when it begins or occurs, not when a token comes


def trace(program: Program, state: State, event: Event) -> tuple[State, tuple[Effect, ...], tuple[str, ...]]:
    """`step`, and the ids of the nodes and flows passed: an activity when it begins, an event when it occurs.

    Raises like `step`. Ids are those of the program's places: `process/node` in called processes.
    """
    game = _Watched(program, state)
    try:
        game.hear(event)
        game.run()
    except TooMuch as error:
        raise Stuck(game.at, str(error)) from None
    return game.state(), tuple(game.effects), tuple(game.passed)


def elements(program: Program) -> tuple[str, ...]:
    """Everything a case can pass: nodes and flows of the process and of all that it calls, in the files' order."""
    found: dict[str, None] = {}
    for place in program.places.values():
        found[place.id] = None
        found.update((edge.id, None) for edge in _ways(place))
    return tuple(found)


def _ways(place: Place) -> Iterator[Edge]:
    """The sequence flows that leave it."""
    yield from (edge for edge in place.out if not edge.id.startswith("link "))
    if place.default is not None:
        yield place.default


class _Agenda(deque[Move]):
    """Notes what is taken from it: flows, and the nodes that are passed as soon as a token comes."""

    def __init__(self, passed: list[str]) -> None:
        super().__init__()
        self.passed = passed

    def popleft(self) -> Move:
        move = super().popleft()
        _, place, flow, _ = move
        if "#" not in flow:  # else: a condition that occurs for this token
            if flow and not flow.startswith("link "):
                self.passed.append(flow)
            if place.node.kind not in _LATER or (place.node.kind == "script" and place.simple):
                self.passed.append(place.id)
        return move


class _Watched(Game):
    def __init__(self, program: Program, state: State) -> None:
        super().__init__(program, state)
        self.passed: list[str] = []
        self.agenda = _Agenda(self.passed)

    def begin_with(self, place: Place, key: str, scope: str, kind: str) -> None:
        self.passed.append(place.id)
        super().begin_with(place, key, scope, kind)

    def leave(self, place: Place, scope: str) -> None:
        if place.node.kind in ("catch", "boundary"):
            self.passed.append(place.id)
        super().leave(place, scope)

    def begin_event(self, host: Place, start: Place | None, scope: str) -> str:
        self.passed.append(host.id)
        return super().begin_event(host, start, scope)

    def caught(self, place: Place, host: str) -> None:
        """The flow from an event-based gateway to the event that decides the way."""
        gateway = self.places.get(self.tokens.get(host, ""))
        if gateway is not None and gateway is not place:
            self.passed += [edge.id for edge in gateway.out if edge.target is place]
            if place.node.kind == "receive":
                self.passed.append(place.id)
        super().caught(place, host)
