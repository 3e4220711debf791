"""The token game: `step(program, state, event) -> state, effects`, the one semantics of a process.

Serves casework (stores the states), mining (replays logs), simulation (drives it on virtual time) and
redesign (compares models). Pure and deterministic: flows are tried in file order, tokens move first come,
first served, events are thrown when all other tokens rest. Semantics: BPMN 2.0.2 (ISO/IEC 19510), chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .board import ENTER, Move, enter, serial_of
from .conditions import TooMuch
from .events import (
    Answered,
    Cancelled,
    Chosen,
    Completed,
    Effect,
    Event,
    Failed,
    Fired,
    Learned,
    Raised,
    Received,
    Refused,
    Signalled,
    Started,
    State,
    Stuck,
    Uncaught,
)
from .joins import Joins
from .model import WORK, Json
from .plain import sort_out
from .program import Place, Program

_FAILS = WORK | {"rule", "receive"}


def start(program: Program, data: Mapping[str, Json] | None = None) -> tuple[State, tuple[Effect, ...]]:
    """A new instance with these data, moved as far as it goes by itself."""
    return step(program, State(), Started(data or {}))


def step(program: Program, state: State, event: Event) -> tuple[State, tuple[Effect, ...]]:
    """The state after the event, and what the world is asked to do, in order.

    Total: raises `Refused` when the event does not fit (unknown key, wrong kind, already ended), `Stuck` when
    the model cannot go on, and nothing else; the given state is never changed. Cost: proportional to the live
    tokens, data and moves of this step, not to the instance's age.
    """
    game = Game(program, state)
    try:
        game.hear(event)
        game.run()
    except TooMuch as error:
        raise Stuck(game.at, str(error)) from None
    return game.state(), tuple(game.effects)


def deadlocked(state: State) -> bool:
    """True when only joins hold tokens: nothing the world can do will ever move this instance."""
    around = {*state.inside.values(), *(flow.partition("@")[2] for flow in state.arrived)}
    waiting = any(key not in around for key in state.tokens)
    return not state.ended and bool(state.arrived) and not waiting and not state.waits


class Game(Joins):
    """One step."""

    at = ""  # the node of the latest move, for complaints

    # --- events ---

    def hear(self, event: Event) -> None:
        sort_out(event)
        if self.ended:
            raise Refused(f"The instance has ended ({self.ended}).")
        if not (self.serial or self.tokens or self.arrived) and not isinstance(event, Cancelled):
            self.begin_by(event)
            return
        _HEARD[type(event)](self, event)

    def begin_by(self, event: Event) -> None:
        """The first event of an instance: a start, or the message, signal or timer that begins it."""
        moves: list[Move]
        match event:
            case Started(data, at):
                moves = [(enter, place, "", "") for place in self.beginnings(at)]
            case Received(message, data):
                moves = self.triggered(lambda place, n: _named(place, n, "message", message))
                self.know(message, "", data)
                outputs = moves[0][1].outputs if moves else ()
                data = self.mapped(outputs, data) if outputs else data
            case Signalled(signal, data):
                moves = self.triggered(lambda place, n: _named(place, n, "signal", signal))
            case Learned(data):
                moves = self.triggered(lambda place, n: _holds(place, n, data))
            case Fired(key):
                moves, data = self.triggered(lambda place, n: _timed(place, n, key)), {}
            case _:
                raise Refused("The instance has not started.")
        if not moves:
            raise Refused("Nothing in the process begins with this event.")
        self.data.update(data)
        self.agenda.extend(moves)
        for (
            listener
        ) in self.program.scope.events:  # they listen first, so that they can interrupt the first step
            self.listen(listener, "", "")

    def beginnings(self, at: str) -> list[Place]:
        program = self.program
        if at:
            return [program.entries[at]] if at in program.entries else []
        starts = program.scope.starts
        if len(starts) > 1 and starts[0].node.kind == "start":
            raise Refused(f"Say at which start it begins: {', '.join(one.id for one in starts)}.")
        if starts:
            return list(starts)
        return list(program.entries.values()) if len(program.entries) == 1 else []

    def triggered(self, heard: Callable[[Place, int], bool]) -> list[Move]:
        """What this begins: a start event, a receive task, an event behind an instantiating gateway. A parallel
        gateway goes on to wait for its other events, a parallel multiple event for its other triggers.
        """
        for place in self.program.entries.values():
            gateway = place.node.kind == "event_based"
            ways = [edge.target for edge in place.out] if gateway else [place]
            for one in ways:
                number = next((n for n in range(len(one.node.triggers)) if heard(one, n)), None)
                if number is not None:
                    others = ways if gateway and place.node.all_triggers else []
                    several = one.node.all_triggers and len(one.node.triggers) > 1
                    first: Move = (_await_rest, one, str(number), "") if several else (_pass, one, "", "")
                    return [first, *((enter, w, "", "") for w in others if w is not one)]
        return []

    def refuse_start(self, _: Event) -> None:
        raise Refused("The instance has already started.")

    def waiting(self, key: str, kinds: frozenset[str]) -> Place:
        """The place where the token with this key waits, if it is of one of these kinds."""
        if key not in self.tokens:
            raise Refused(f"Nothing waits under the key {key}.")
        place = self.place(key)
        if place.node.kind not in kinds:
            raise Refused(f"{key} is a {place.node.kind}, not a {' or '.join(sorted(kinds))}.")
        if key in self.loops:
            raise Refused(f"{key} stands for all instances of a loop; complete one of them.")
        return place

    def completed(self, event: Completed) -> None:
        self.complete(event.key, self.waiting(event.key, WORK), event.data)

    def answered(self, event: Answered) -> None:
        place = self.waiting(event.key, frozenset({"rule"}))
        self.complete(event.key, place, {place.result: event.value})

    def failed(self, event: Failed) -> None:
        place, scope = self.waiting(event.key, _FAILS), self.inside.get(event.key, "")
        self.learn(scope, event.data)
        self.fail(place, event.key, scope, event.code)

    def raised(self, event: Raised) -> None:
        place, scope = self.waiting(event.key, _FAILS), self.inside.get(event.key, "")
        self.learn(scope, event.data)
        if not self.catch("escalation", event.key, event.code):
            self.effects.append(Uncaught(place.node, event.code))

    def fired(self, event: Fired) -> None:
        key = event.key
        if key not in self.waits or self.trigger(key, self.place(key))[1].kind != "timer":
            raise Refused(f"No timer is armed under the key {key}.")
        self.fire(key, {})

    def received(self, event: Received) -> None:
        keys = [event.key] if event.key else sorted(self.waits, key=serial_of)
        for key in keys:
            waits = key in self.waits and self.hears(key, "message", event.message)
            if waits and (event.key or self.correlates(key, event.message, event.data)):
                self.take_message(key, event)
                return
        raise Refused(f"Nothing waits for the message {event.message}.")

    def take_message(self, key: str, event: Received) -> None:
        """What a receive task or event maps out of the message, or all of it, joins the data."""
        place = self.place(key)
        scope = self.waits[key] if place.host is not None else self.inside.get(self.waits[key], "")
        data = event.data
        self.know(event.message, scope, data)
        if place.outputs:
            data = self.mapped(place.outputs, {**self.view(scope), **data})
        self.fire(key, data)

    def signalled(self, event: Signalled) -> None:
        if not any(self.hears(key, "signal", event.signal) for key in self.waits):
            raise Refused(f"Nothing waits for the signal {event.signal}.")
        self.learn("", event.data)
        self.broadcast(event.signal, {})

    def learned(self, event: Learned) -> None:
        self.learn("", event.data)

    def chosen_by(self, event: Chosen) -> None:
        self.choose(event.key, event.node, event.data)

    def cancelled(self, event: Cancelled) -> None:
        self.end("cancelled")

    # --- moving tokens ---

    def run(self) -> None:
        """Move tokens until all of them wait.

        A loop, not recursion: length is bounded by `program.moves` only.
        """
        agenda, throws, limit, moves = self.agenda, self.throws, self.program.moves, 0
        while not self.ended:
            while agenda or throws:
                move, place, flow, scope = agenda.popleft() if agenda else throws.popleft()
                moves += 1
                self.at = place.node.id
                if moves > limit:
                    raise Stuck(place.node.id, f"More than {limit} moves in one step: an endless loop?")
                move(self, place, flow, scope)
            if self.ended or not self.rest():
                return

    def rest(self) -> bool:
        """All tokens rest: look at conditions, joins and empty scopes; whether there is more to move."""
        if self.changed and self.program.watchful:
            self.changed = False
            self.watch()
            if self.agenda:
                return True
        self.complete_scopes()
        if self.program.lazy and (self.arrived or self.resets) and self.open_joins():
            return True
        if self.close_scopes():
            return True
        if not self.tokens and not self.arrived and not self.agenda:
            self.end("completed")
        return False

    def watch(self) -> None:
        """Conditional events occur when their condition becomes true."""
        for key in sorted(self.waits, key=serial_of):
            if key not in self.waits:
                continue
            place = self.place(key)
            number, trigger = self.trigger(key, place)
            test = place.tests[number]
            if trigger.kind != "conditional" or test is None:
                continue
            holds = test(self.view(self.waits[key])) is True
            if not holds:
                self.counts.pop(key, None)
            elif key not in self.counts:
                self.fire(key, {})

    def complete_scopes(self) -> None:
        """A scope in which only event sub-processes go on begins no further ones (13.5.4)."""
        for scope in self.suspects if self.waits else ():
            inside = self.scope(scope) if not scope or scope in self.tokens else None
            if inside is None or not inside.events or scope in self.loops:
                continue
            members = self.members(scope)
            at_joins = any(flow.partition("@")[2] == scope for flow in self.arrived)
            if members and not at_joins and all(self.place(key).node.mode == "event" for key in members):
                self.disarm(scope, lambda one: one.host is not None)

    def close_scopes(self) -> bool:
        """Finish what has run empty: sub-processes, calls, ad hoc work, compensations; whether something was."""
        found = [key for key in self.suspects if key in self.tokens]
        self.suspects.clear()
        if not found:
            return False
        busy = {*self.inside.values(), *(flow.partition("@")[2] for flow in self.arrived)}
        empty = [key for key in found if key not in busy]
        for key in sorted(empty, key=serial_of):
            self.close(key)
        return bool(self.agenda or self.throws or self.suspects)

    def close(self, key: str) -> None:
        if key not in self.tokens:
            return
        place = self.place(key)
        if key in self.undo:
            self.undo_next(key)
        elif key in self.loops and place.node.adhoc is not None and place.scope is not None:
            if not self.is_body(key):
                self.next_adhoc(key, place, place.scope)
        elif place.scope is not None and not self.is_body(key):
            self.finish(key)


# --- what happens when a token comes to a node ---


def _pass(game: Game, place: Place, _: str, scope: str) -> None:
    game.leave(place, scope)


def _await_rest(game: Game, place: Place, heard: str, scope: str) -> None:
    """A parallel multiple event that begins an instance has heard the first of its triggers."""
    game.listen(place, game.put(place, scope), scope, int(heard))


def _named(place: Place, number: int, kind: str, name: str) -> bool:
    trigger = place.node.triggers[number]
    return trigger.kind == kind and name in (trigger.name, place.id)


def _timed(place: Place, number: int, key: str) -> bool:
    return place.id == key and place.node.triggers[number].kind == "timer"


def _holds(place: Place, number: int, data: Mapping[str, Json]) -> bool:
    test = place.tests[number] if place.node.triggers[number].kind == "conditional" else None
    return test is not None and test(data) is True


def _throw_soon(game: Game, place: Place, flow: str, scope: str) -> None:
    if not place.node.triggers or place.node.triggers[0].kind == "link":
        game.leave(place, scope)
    else:
        game.throws.append((_throw, place, flow, scope))


def _throw(game: Game, place: Place, _: str, scope: str) -> None:
    game.throw(place, scope)


def _end(game: Game, place: Place, flow: str, scope: str) -> None:
    if place.node.triggers:
        game.throws.append((_throw, place, flow, scope))
    elif scope:
        game.suspects.add(scope)


def _catch(game: Game, place: Place, _: str, scope: str) -> None:
    if not place.node.triggers or place.node.triggers[0].kind == "link":
        game.leave(place, scope)
    else:
        game.listen(place, game.put(place, scope), scope)


ENTER.update(
    {
        "start": _pass,
        "end": _end,
        "catch": _catch,
        "throw": _throw_soon,
        "boundary": _pass,
        "script": Game.run_script,
        "exclusive": Game.choose_one,
        "inclusive": Game.join_some,
        "parallel": Game.join_all,
        "event_based": Game.wait_for_one,
        "complex": Game.join_complex,
    }
)
ENTER.update(dict.fromkeys(("task", "user", "manual", "service", "rule", "send", "receive"), Game.come))
ENTER.update(dict.fromkeys(("call", "subprocess"), Game.come))

_HEARD: dict[type, Callable[[Game, Event], None]] = {
    Started: Game.refuse_start,
    Completed: Game.completed,
    Answered: Game.answered,
    Failed: Game.failed,
    Raised: Game.raised,
    Fired: Game.fired,
    Received: Game.received,
    Signalled: Game.signalled,
    Learned: Game.learned,
    Chosen: Game.chosen_by,
    Cancelled: Game.cancelled,
}  # type: ignore[dict-item]

__all__ = ["deadlocked", "start", "step"]
