"""What a case waits for: timers, messages, signals, conditions; and how everything inside a token is withdrawn.

Serves the token game.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .board import Board, serial_of
from .events import Arm, Close, Listen, Refused, Stuck
from .model import Json, Trigger
from .program import Place
from .timing import following, rounds

_OPENED = frozenset({"task", "user", "manual", "service", "rule"})


class Waits(Board):
    """Arms and disarms what the world must report."""

    def fire(self, key: str, data: Mapping[str, Json]) -> None:
        """What was waited for under this key has occurred (given by the part above)."""
        raise NotImplementedError

    # --- arming ---

    def listen(self, place: Place, host: str, scope: str, heard: int | None = None) -> None:
        """Wait for each of the event's triggers on behalf of the token `host`, but the one already heard."""
        for number, trigger in enumerate(place.node.triggers):
            arm = _ARM.get(trigger.kind)
            if arm is None or number == heard:
                continue
            self.serial += 1
            key = f"{place.id}{f':{number}' if number else ''}#{self.serial}"
            self.waits[key] = host
            arm(self, key, place, number, scope)

    def trigger(self, key: str, place: Place) -> tuple[int, Trigger]:
        number = key.rpartition("#")[0].partition(":")[2]
        at = int(number) if number.isdigit() else 0
        if at >= len(place.node.triggers):
            raise Refused(f"The program has no trigger for {key}: the state belongs to another program.")
        return at, place.node.triggers[at]

    def arm_timer(self, key: str, place: Place, number: int, scope: str) -> None:
        test, text = place.tests[number], place.node.triggers[number].text
        when = test(self.view(scope)) if test is not None else text
        try:
            first, _, left = rounds(when if isinstance(when, str) else "")
        except ValueError:
            raise Stuck(place.node.id, f"This is no time for a timer: {when!r}.") from None
        if left:
            self.counts[key] = left
        self.effects.append(Arm(key, place.node, first))

    def again(self, key: str, place: Place, host: str, scope: str, left: int) -> None:
        """The next round of a cycle."""
        number, trigger = self.trigger(key, place)
        test = place.tests[number]
        when = test(self.view(scope)) if test is not None else trigger.text
        try:
            definition, more = following(when if isinstance(when, str) else "", left)
        except ValueError:
            raise Stuck(place.node.id, f"This is no time for a timer: {when!r}.") from None
        self.serial += 1
        fresh = f"{key.rpartition('#')[0]}#{self.serial}"
        self.waits[fresh] = host
        if more:
            self.counts[fresh] = more
        self.effects.append(Arm(fresh, place.node, definition))

    def arm_message(self, key: str, place: Place, number: int, scope: str) -> None:
        name = place.node.triggers[number].name
        data = self.view(scope)
        wanted = {key: own(data) for key, own, _ in self.program.correlations.get(name, ())}
        self.effects.append(Listen(key, place.node, "message", name, wanted))

    def arm_signal(self, key: str, place: Place, number: int, scope: str) -> None:
        self.effects.append(Listen(key, place.node, "signal", place.node.triggers[number].name))

    def arm_condition(self, key: str, place: Place, number: int, scope: str) -> None:
        """A condition that holds already occurs at once, before anything inside begins."""
        test = place.tests[number]
        if test is not None and test(self.view(scope)) is True:
            self.counts[key] = 1
            self.agenda.appendleft((_fire, place, key, scope))

    # --- disarming ---

    def forget(self, key: str) -> str:
        """Wait no longer under this key; the token that waited."""
        self.counts.pop(key, None)
        return self.waits.pop(key)

    def disarm(self, host: str, only: Callable[[Place], bool] | None = None) -> None:
        """Everything the token waited for is no longer wanted."""
        for key in [key for key, of in self.waits.items() if of == host]:
            place = self.place(key)
            if only is not None and not only(place):
                continue
            kind = self.trigger(key, place)[1].kind
            self.forget(key)
            if kind != "conditional":
                self.effects.append(Close(key))

    def withdraw(self, key: str) -> None:
        """Withdraw the token and everything inside it, innermost last opened first."""
        self.clear(key)
        self.remove(key)

    def clear(self, scope: str) -> None:
        """Withdraw everything inside a scope, which itself stays ("" is the whole process)."""
        doomed = self.members(scope)
        for outer in doomed:  # grows while it is walked: all tokens inside, however deep
            doomed += self.members(outer)
        for key in reversed(doomed):
            self.remove(key)
        scopes = {scope, *doomed}
        for flow in [flow for flow in self.arrived if flow.partition("@")[2] in scopes]:
            del self.arrived[flow]
        for flow in [flow for flow in self.resets if flow.partition("@")[2] in scopes]:
            del self.resets[flow]
        self.purge(scopes)
        self.forget_done(scopes)
        self.suspects.add(scope)

    def remove(self, key: str) -> None:
        """One token less, with what it waited for and kept book of."""
        if self.waits:
            self.disarm(key)
        place, plain = self.place(key), key not in self.loops
        self.loops.pop(key, None)
        self.undo.pop(key, None)
        self.lift(key)
        if plain and place.node.kind in _OPENED:
            self.effects.append(Close(key))

    def purge(self, scopes: set[str]) -> None:
        """Forget moves still to be made inside these scopes."""
        for queue in (self.agenda, self.throws):
            if any(move[3] in scopes for move in queue):
                kept = [move for move in queue if move[3] not in scopes]
                queue.clear()
                queue.extend(kept)

    def forget_done(self, scopes: set[str]) -> None:
        """What was interrupted can no longer be undone (BPMN 2.0.2, 13.5.5)."""
        for key in sorted(self.done, key=serial_of, reverse=True) if self.done else ():
            around = self.done[key]["in"]
            while around in self.done and around not in scopes:
                around = self.done[around]["in"]
            if around in scopes:
                del self.done[key]

    # --- hearing ---

    def correlates(self, key: str, message: str, data: Mapping[str, Json]) -> bool:
        """Whether a message is meant for this wait; a property the case does not know yet fits any message."""
        rules = self.program.correlations.get(message, ())
        mine = self.view(self.waits[key])
        wanted = [(own(mine), theirs(data)) for _, own, theirs in rules]
        return all(own is None or own == given for own, given in wanted)

    def know(self, message: str, scope: str, data: Mapping[str, Json]) -> None:
        """The first message of a conversation says by which key the case is known (BPMN 2.0.2, 8.4.2)."""
        mine = self.view(scope) if self.program.keys else {}
        for name, _, theirs in self.program.correlations.get(message, ()) if self.program.keys else ():
            if name in self.program.keys and mine.get(name) is None:
                self.learn("", {name: theirs(data)})


def _fire(game: Waits, _: Place, key: str, __: str) -> None:
    if key in game.waits:
        game.fire(key, {})


_ARM: dict[str, Callable[[Waits, str, Place, int, str], None]] = {
    "timer": Waits.arm_timer,
    "message": Waits.arm_message,
    "signal": Waits.arm_signal,
    "conditional": Waits.arm_condition,
}
