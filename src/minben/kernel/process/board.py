"""One step's scratch copy of a state: tokens, the agenda of moves still to make, and the data that each scope sees.

Serves the token game, whose other parts build on it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from .events import Effect, Refused, State, Stuck
from .model import Json
from .program import Edge, Place, Program, Scope

Handler = Callable[[Any, Place, str, str], None]  # the game comes first
Move = tuple[
    Handler, Place, str, str
]  # what to do, where, by which flow (or for which token), in which scope


def serial_of(key: str) -> int:
    """The serial number of a key: the order in which things began. 0 for a key that is none."""
    number = key.rpartition("#")[2]
    return int(number) if number.isascii() and number.isdigit() else 0


class Board:
    """The state being changed, and what the world will be asked."""

    def __init__(self, program: Program, state: State) -> None:
        self.program, self.places = program, program.places
        self.tokens = dict(state.tokens)
        self.inside = dict(state.inside)
        self.arrived = dict(state.arrived)
        self.waits = dict(state.waits)
        self.counts = dict(state.counts)
        self.loops = dict(state.loops)
        self.local = dict(state.local)
        self.done = dict(state.done)
        self.undo = dict(state.undo)
        self.resets = dict(state.resets)
        self.data = dict(state.data)
        self.serial = state.serial
        self.ended = state.ended
        self.changed = False  # data may have changed since conditions were last looked at
        self.effects: list[Effect] = []
        self.agenda: deque[Move] = deque()
        self.throws: deque[Move] = deque()  # events are thrown when all other tokens have come to rest
        self.suspects: set[str] = set()  # scopes that may have run empty

    def state(self) -> State:
        return State(
            2,
            self.tokens,
            self.inside,
            self.arrived,
            self.waits,
            self.counts,
            self.loops,
            self.local,
            self.done,
            self.undo,
            self.resets,
            self.data,
            self.serial,
            self.ended,
        )

    # --- tokens ---

    def place(self, key: str) -> Place:
        """The place where the token or wait with this key is."""
        found = self.places.get(self.tokens.get(key) or key.rpartition("#")[0].partition(":")[0])
        if found is None:
            raise Refused(f"The program has no place for {key}: the state belongs to another program.")
        return found

    def key(self, place: Place) -> str:
        self.serial += 1
        return f"{place.id}#{self.serial}"

    def put(self, place: Place, scope: str) -> str:
        """A new token at this place."""
        key = self.key(place)
        self.tokens[key] = place.id
        if scope:
            self.inside[key] = scope
        return key

    def lift(self, key: str) -> str:
        """Take the token away; the scope where it was."""
        del self.tokens[key]
        self.local.pop(key, None)
        scope = self.inside.pop(key, "")
        self.suspects.add(scope)
        return scope

    def scope(self, key: str) -> Scope | None:
        """What is inside the token with this key ("" is the whole process); None for loops and plain tokens."""
        if not key:
            return self.program.scope
        return None if self.is_body(key) else self.place(key).scope

    def is_body(self, key: str) -> bool:
        """Whether the token stands for all instances of a loop or multi-instance activity."""
        return key in self.loops and self.place(key).loops is not None and "n" in self.loops[key]

    def members(self, scope: str) -> list[str]:
        """Keys of the tokens directly inside a scope."""
        if scope:
            return [key for key, around in self.inside.items() if around == scope]
        return [key for key in self.tokens if key not in self.inside]

    # --- data ---

    def view(self, scope: str) -> Mapping[str, Json]:
        """What expressions in this scope (or of this token) see: its own data before those around it."""
        if not self.local:
            return self.data
        layers: list[Mapping[str, Json]] = []
        base: Mapping[str, Json] = self.data
        while scope:
            if scope in self.local:
                layers.append(self.local[scope])
                if self.place(scope).isolated and not self.is_body(scope):
                    base = {}
                    break
            scope = self.inside.get(scope, "")
        for layer in reversed(layers):
            base = {**base, **layer}
        return base

    def learn(self, scope: str, values: Mapping[str, Json]) -> None:
        """Data join the nearest scope that owns their names, else the instance."""
        if not values:
            return
        self.changed = True
        if not self.local:
            self.data.update(values)
            return
        for name, value in values.items():
            owner = self.owner(scope, name)
            if owner:
                self.local[owner] = {**self.local[owner], name: value}
            else:
                self.data[name] = value

    def owner(self, scope: str, name: str) -> str:
        while scope:
            if scope in self.local:
                isolated = self.place(scope).isolated and not self.is_body(scope)
                if isolated or name in self.local[scope]:
                    return scope
            scope = self.inside.get(scope, "")
        return ""

    # --- moving on ---

    def follow(self, edge: Edge, scope: str) -> None:
        self.agenda.append((ENTER[edge.target.node.kind], edge.target, edge.id, scope))

    def leave(self, place: Place, scope: str) -> None:
        """One token on each way out, as often as the place gives (BPMN 2.0.2, 13.3.1: uncontrolled flow)."""
        if place.single is not None:
            target = place.single.target
            self.agenda.append((ENTER[target.node.kind], target, place.single.id, scope))
            return
        self.suspects.add(scope)
        for edge in self.ways(place, scope):
            for _ in range(place.node.gives):
                self.follow(edge, scope)

    def ways(self, place: Place, scope: str) -> list[Edge]:
        """All ways whose conditions hold; the default when no condition does."""
        if all(edge.test is None for edge in place.out) and place.default is None:
            return list(place.out)
        data = self.view(scope)
        found = [edge for edge in place.out if edge.test is None or edge.test(data) is True]
        if place.default is not None and not any(edge.test for edge in found):
            found.append(place.default)
        if not found:
            raise Stuck(place.node.id, "No condition holds and there is no default flow.")
        return found

    def take(self, flow: str) -> None:
        """One token less on this flow."""
        self.arrived[flow] -= 1
        if not self.arrived[flow]:
            del self.arrived[flow]


ENTER: dict[str, Handler] = {}  # filled by the game: what happens when a token comes to a node of this kind


def enter(game: Board, place: Place, flow: str, scope: str) -> None:
    """A token comes to a node."""
    ENTER[place.node.kind](game, place, flow, scope)
