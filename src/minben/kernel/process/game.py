"""The token game: `step(program, state, event) -> state, effects`, the one semantics of a process.

Serves casework (stores the states), mining (replays logs), simulation (drives it on virtual time) and
redesign (compares models). Pure and deterministic: flows are tried in file order, tokens move first come,
first served. Semantics: BPMN 2.0.2 (ISO/IEC 19510), chapter 13.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from .conditions import TooMuch
from .model import (
    Answered,
    Arm,
    Ask,
    Cancelled,
    Close,
    Completed,
    Effect,
    Ended,
    Event,
    Fired,
    Json,
    Node,
    Open,
    Refused,
    Started,
    State,
    Stuck,
)
from .program import Edge, Place, Program


def start(program: Program, data: Mapping[str, Json] | None = None) -> tuple[State, tuple[Effect, ...]]:
    """A new instance with these data, moved as far as it goes by itself."""
    return step(program, State(), Started(data or {}))


def step(program: Program, state: State, event: Event) -> tuple[State, tuple[Effect, ...]]:
    """The state after the event, and what the world is asked to do, in order.

    Raises `Refused` when the event does not fit (unknown key, wrong kind, already ended) and `Stuck` when the
    model cannot go on; the given state is never changed. Cost: proportional to the live tokens, data and
    moves of this step, not to the instance's age.
    """
    game = _Game(program, state)
    game.take(event)
    game.run()
    return game.state(), tuple(game.effects)


def deadlocked(state: State) -> bool:
    """True when only joins hold tokens: nothing the world can do will ever move this instance."""
    return not state.ended and bool(state.arrived) and not state.tokens


class _Game:
    """One step's scratch copy of the state."""

    def __init__(self, program: Program, state: State) -> None:
        self.program = program
        self.tokens = dict(state.tokens)
        self.arrived = dict(state.arrived)
        self.inside = dict(state.inside)
        self.timers = dict(state.timers)
        self.data = dict(state.data)
        self.serial = state.serial
        self.ended = state.ended
        self.effects: list[Effect] = []
        self.agenda: deque[tuple[Place, str, str]] = (
            deque()
        )  # where to, by which flow, inside which sub-process token

    def state(self) -> State:
        return State(
            tokens=self.tokens,
            arrived=self.arrived,
            inside=self.inside,
            timers=self.timers,
            data=self.data,
            serial=self.serial,
            ended=self.ended,
        )

    # --- events ---

    def take(self, event: Event) -> None:
        if self.ended:
            raise Refused(f"The instance has ended ({self.ended}).")
        match event:
            case Started():
                self.begin(event)
            case Completed():
                place = self.waiting(event.key, "user", "service")
                self.data.update(event.data)
                self.finish(event.key, place)
            case Answered():
                place = self.waiting(event.key, "rule")
                self.data[place.result] = event.value
                self.finish(event.key, place)
            case Fired():
                self.fire(event.key)
            case Cancelled():
                self.end("cancelled")

    def begin(self, event: Started) -> None:
        if self.serial or self.tokens or self.arrived:
            raise Refused("The instance has already started.")
        self.data.update(event.data)
        self.agenda.append((self.program.places[self.program.start], "", ""))

    def waiting(self, key: str, *kinds: str) -> Place:
        """The place where the token with this key waits, if it is of one of these kinds."""
        if key not in self.tokens:
            raise Refused(f"Nothing waits under the key {key}.")
        place = self.program.places[self.tokens[key]]
        if place.node.kind not in kinds:
            raise Refused(f"{key} is a {place.node.kind}, not a {' or '.join(kinds)}.")
        return place

    def fire(self, key: str) -> None:
        if key not in self.timers:
            raise Refused(f"No timer is armed under the key {key}.")
        host = self.timers.pop(key)
        scope = self.inside.get(host, "")
        place = self.program.places[key.rpartition("#")[0]]
        if place.node.interrupting:
            self.cancel(host)
        self.leave(place, scope)

    # --- leaving an activity ---

    def finish(self, key: str, place: Place) -> None:
        """The activity is done: its timers are no longer wanted, its token goes on."""
        self.disarm(key)
        del self.tokens[key]
        self.leave(place, self.inside.pop(key, ""))

    def disarm(self, host: str) -> None:
        for timer in [timer for timer, of in self.timers.items() if of == host]:
            del self.timers[timer]
            self.effects.append(Close(timer))

    def cancel(self, key: str) -> None:
        """Withdraw the activity and everything inside it, innermost last opened first."""
        doomed = [key]
        for outer in doomed:  # grows while it is walked: all tokens inside, however deep
            doomed += [inner for inner, around in self.inside.items() if around == outer]
        for token in reversed(doomed):
            self.disarm(token)
            self.inside.pop(token, None)
            if self.program.places[self.tokens.pop(token)].node.kind != "subprocess":
                self.effects.append(Close(token))
        scopes = set(doomed)
        for flow in [flow for flow in self.arrived if flow.rpartition("@")[2] in scopes]:
            del self.arrived[flow]

    def end(self, outcome: str) -> None:
        for key in [key for key in self.tokens if key not in self.inside]:
            self.cancel(key)
        self.arrived.clear()
        self.ended = outcome
        self.effects.append(Ended("cancelled" if outcome == "cancelled" else "completed"))

    # --- moving tokens ---

    def run(self) -> None:
        """Move tokens until all of them wait.

        A loop, not recursion: length is bounded by `program.moves` only.
        """
        agenda, moves = self.agenda, 0
        while not self.ended:
            while agenda:
                place, flow, scope = agenda.popleft()
                moves += 1
                if moves > self.program.moves:
                    raise Stuck(
                        place.node.id, f"More than {self.program.moves} moves in one step: an endless loop?"
                    )
                try:
                    self.enter(place, flow, scope)
                except TooMuch as error:
                    raise Stuck(place.node.id, str(error)) from None
            if not self.complete_scopes() and not self.tokens and not self.arrived:
                self.end("completed")
            if not agenda:
                return

    def complete_scopes(self) -> bool:
        """Finish sub-processes in which no token is left."""
        if not any(self.program.places[node].inner for node in self.tokens.values()):
            return False
        busy = set(self.inside.values()) | {flow.rpartition("@")[2] for flow in self.arrived}
        empty = [
            key for key, node in self.tokens.items() if key not in busy and self.program.places[node].inner
        ]
        for key in empty:
            self.finish(key, self.program.places[self.tokens[key]])
        return bool(empty)

    def leave(self, place: Place, scope: str) -> None:
        """One token on each outgoing flow (BPMN 2.0.2, 13.3.1: uncontrolled flow)."""
        for edge in place.out:
            self.follow(edge, scope)

    def follow(self, edge: Edge, scope: str) -> None:
        self.agenda.append((self.program.places[edge.target], edge.id, scope))

    def enter(self, place: Place, flow: str, scope: str) -> None:
        kind = place.node.kind
        if kind == "script":
            self.play(place, scope)
        elif kind == "exclusive":
            self.follow(self.choose(place), scope)
        elif kind == "parallel":
            self.join(place, flow, scope)
        elif kind == "start":
            self.leave(place, scope)
        elif kind != "end":
            self.wait(place, scope)

    def play(self, place: Place, scope: str) -> None:
        if place.script is not None:
            self.data[place.result] = place.script(self.data)
        self.leave(place, scope)

    def choose(self, place: Place) -> Edge:
        for edge in place.out:
            if edge.test is None or edge.test(self.data) is True:
                return edge
        if place.default is None:
            raise Stuck(place.node.id, "No condition holds and there is no default flow.")
        return place.default

    def join(self, place: Place, flow: str, scope: str) -> None:
        """Wait until every incoming flow has brought a token; take one of each."""
        if len(place.ins) > 1:
            suffix = f"@{scope}" if scope else ""
            self.arrived[flow + suffix] = self.arrived.get(flow + suffix, 0) + 1
            if any(other + suffix not in self.arrived for other in place.ins):
                return
            for other in place.ins:
                self.take_one(other + suffix)
        self.leave(place, scope)

    def take_one(self, flow: str) -> None:
        self.arrived[flow] -= 1
        if not self.arrived[flow]:
            del self.arrived[flow]

    def wait(self, place: Place, scope: str) -> None:
        """Open the activity: a token waits here until the world answers."""
        node = place.node
        key = self.key(node)
        self.tokens[key] = node.id
        if scope:
            self.inside[key] = scope
        if node.kind == "subprocess":
            self.agenda.append((self.program.places[place.inner], "", key))
        else:
            self.effects.append(Ask(key, node) if node.kind == "rule" else Open(key, node))
        for timer in place.timers:
            timer_key = self.key(timer)
            self.timers[timer_key] = key
            self.effects.append(Arm(timer_key, timer, timer.timer))

    def key(self, node: Node) -> str:
        self.serial += 1
        return f"{node.id}#{self.serial}"
