"""Events that are thrown and caught: errors, escalations, signals, messages, terminate, cancel, compensation.

Serves the token game. Semantics: BPMN 2.0.2, 10.5 and 13.5.
"""

from __future__ import annotations

from collections.abc import Mapping

from .board import serial_of
from .events import Broadcast, Ended, Refused, Send, Uncaught
from .model import Json, Trigger
from .program import Place
from .work import Work


class Throws(Work):
    """Throwing, catching, ending."""

    # --- what was waited for occurs ---

    def fire(self, key: str, data: Mapping[str, Json]) -> None:
        """What was waited for under this key has occurred."""
        place = self.place(key)
        host, left = self.waits[key], self.counts.get(key, 0)
        trigger = self.trigger(key, place)[1]
        self.forget(key)
        scope = host if place.host is not None else self.inside.get(host, "")
        self.learn(scope, data)
        if place.node.all_triggers and self.others(host, place):
            return
        if (place.node.kind == "boundary" or place.host is not None) and not place.node.interrupting:
            self.keep(key, place, trigger, host, left)
        if place.host is not None:
            self.fired_start(place, host)
        elif place.node.kind == "boundary":
            self.fired_boundary(place, host)
        else:
            self.caught(place, host)

    def others(self, host: str, place: Place) -> bool:
        """Whether the event still waits for another of its triggers."""
        return any(of == host and self.place(key) is place for key, of in self.waits.items())

    def keep(self, key: str, place: Place, trigger: Trigger, host: str, left: int) -> None:
        """An event that does not interrupt can occur again: with its next round, message, signal or rise."""
        scope = host if place.host is not None else self.inside.get(host, "")
        if place.node.all_triggers:
            self.listen(place, host, scope)
        elif trigger.kind != "timer":
            self.waits[key] = host
            if trigger.kind == "conditional":
                self.counts[key] = 1
        elif left:
            self.again(key, place, host, scope, left)

    def caught(self, place: Place, host: str) -> None:
        """An intermediate event or receive task, perhaps after an event-based gateway."""
        if host not in self.tokens:
            raise Refused(f"The state holds no token {host}.")
        if place.node.kind == "receive" and self.tokens[host] == place.id:
            self.finish(host)
            return
        self.disarm(host)
        scope = self.lift(host)
        self.leave(place, scope)

    def fired_boundary(self, place: Place, host: str) -> None:
        scope = self.inside.get(host, "")
        if place.node.interrupting:
            self.withdraw(host)
        self.leave(place, scope)

    def fired_start(self, place: Place, scope: str) -> None:
        """An event sub-process begins inside the scope that it interrupts or accompanies."""
        if place.host is None:
            raise Refused(f"{place.id} begins no event sub-process.")
        if place.node.interrupting:
            kept = {key: record for key, record in self.done.items() if self.finished_in(record["in"], scope)}
            self.clear(scope)
            self.done.update(kept)  # the handler may undo what was done before
            self.disarm(scope, lambda one: one.host is not None)
        self.begin_event(place.host, place, scope)

    def begin_event(self, host: Place, start: Place | None, scope: str) -> str:
        key = self.put(host, scope)
        if host.scope is not None:
            self.open_scope(host.scope, key, (start,) if start is not None else None)
        return key

    # --- throwing ---

    def throw(self, place: Place, scope: str) -> None:
        """A throwing or end event acts; its token goes on unless what it threw took it away."""
        key = self.put(place, scope)
        for trigger in place.node.triggers:
            self.emit(place, trigger, key, scope)
            if key not in self.tokens:
                return
        if key not in self.undo:
            self.pass_on(key, place)

    def pass_on(self, key: str, place: Place) -> None:
        scope = self.lift(key)
        if place.node.kind == "throw":
            self.leave(place, scope)

    def emit(self, place: Place, trigger: Trigger, key: str, scope: str) -> None:
        kind = trigger.kind
        if kind == "message":
            sent = self.payload(place, scope)
            self.know(trigger.name, scope, sent)
            self.effects.append(Send(place.node, trigger.name, sent))
        elif kind == "signal":
            self.broadcast(trigger.name, {})
            self.effects.append(Broadcast(place.node, trigger.name, self.payload(place, scope)))
        elif kind == "escalation":
            self.escalate(place, scope, trigger.name)
        elif kind == "error":
            self.error(place, scope, trigger.name)
        elif kind == "terminate":
            self.terminate(scope)
        elif kind == "cancel":
            self.cancel_transaction(place, scope)
        elif kind == "compensation":
            self.compensate(key, scope, trigger)

    def payload(self, place: Place, scope: str) -> Mapping[str, Json]:
        """What goes with a message or signal: what is mapped, else all that can be seen."""
        data = self.view(scope)
        return self.mapped(place.inputs, data) if place.inputs else dict(data)

    def broadcast(self, name: str, data: Mapping[str, Json]) -> None:
        """Everything that waits for this signal now hears it."""
        found = [key for key in self.waits if self.hears(key, "signal", name)]
        for key in sorted(found, key=serial_of):
            if key in self.waits:
                self.fire(key, data)

    def hears(self, key: str, kind: str, name: str) -> bool:
        trigger = self.trigger(key, self.place(key))[1]
        return trigger.kind == kind and trigger.name == name

    def terminate(self, scope: str) -> None:
        """Everything in the scope ends at once (BPMN 2.0.2, 13.5.6)."""
        if scope:
            self.clear(scope)
        else:
            self.end("completed")

    def end(self, outcome: str, code: str = "") -> None:
        """The instance is over; nothing stays open."""
        if self.tokens or self.arrived:
            self.clear("")
        if self.waits:
            self.disarm("")
        self.resets.clear()
        self.done.clear()
        self.local.clear()
        self.agenda.clear()
        self.throws.clear()
        self.ended = outcome
        known = {"completed": Ended("completed"), "cancelled": Ended("cancelled")}
        self.effects.append(known.get(outcome) or Ended("failed", code))

    # --- errors and escalations look for whoever catches them, from the inside out ---

    def error(self, place: Place, scope: str, code: str) -> None:
        if not self.catch("error", scope, code):
            self.end("failed", code)

    def fail(self, place: Place, key: str, scope: str, code: str) -> None:
        """The activity itself ends in an error: its own boundary comes first."""
        found = _match(place.catchers, "error", code) if not self.is_body(scope) else None
        if key:  # whoever failed knows that the work is over
            self.disarm(key)
            self.lift(key)
        if found is None:
            self.error(place, scope, code)
        else:
            self.leave(found, scope)

    def escalate(self, place: Place, scope: str, code: str) -> None:
        if not self.catch("escalation", scope, code):
            self.effects.append(Uncaught(place.node, code))

    def catch(self, kind: str, scope: str, code: str) -> bool:
        """Give the event to the nearest event sub-process or boundary event that wants it."""
        past = False  # just left an event sub-process: its siblings do not catch what it throws
        while True:
            inside = self.scope(scope)
            event = _match(inside.events, kind, code) if inside is not None and not past else None
            if event is not None:
                self.fired_start(event, scope)
                return True
            if not scope:
                return False
            place = self.place(scope)
            event = (
                _match(place.catchers, kind, code) if not self.is_body(self.inside.get(scope, "")) else None
            )
            if event is not None:
                if kind != "error" or not self.undo_failed(place, event, scope):
                    self.fired_boundary(event, scope)
                return True
            past = place.node.mode == "event"
            scope = self.inside.get(scope, "")

    def implicit(self, body: str, place: Place, trigger: Trigger, *, gentle: bool) -> None:
        """An instance of a multi-instance activity that is about to complete throws (BPMN 2.0.2, table 10.31).

        One and None never interrupt: they are thrown for the first or for each instance while all are awaited.
        A complex behaviour's event interrupts if its boundary event does: the other instances are withdrawn; the
        instance that throws completes, and with it the activity.
        """
        event = next((one for one in (*place.hooks, *place.catchers) if _wants(one, trigger)), None)
        if event is None:
            if trigger.kind == "signal":
                self.broadcast(trigger.name, {})
            return
        scope = self.inside.get(body, "")
        self.leave(event, scope)
        if event.node.interrupting and not gentle and place.loops is not None:
            self.clear(body)
            self.loop_done(body, place, place.loops)

    # --- transactions and compensation ---

    def undo_failed(self, place: Place, event: Place, scope: str) -> bool:
        """A sub-process that an error leaves undoes what was completed in it, as no event sub-process of its own
        takes the error, and goes on by the boundary event then (BPMN 2.0.2, 13.5.5). A transaction does not: its
        error is a hazard (10.3.5). Whether there is anything to undo.
        """
        if not self.done or not event.node.interrupting or place.node.mode == "transaction":
            return False
        running = {scope}
        for key, around in sorted(self.inside.items(), key=lambda pair: serial_of(pair[0])):
            running |= {key} if around in running else set()
        kept = {
            key: {**record, "in": record["in"] if record["in"] in self.done else scope}
            for key, record in self.done.items()
            if self.outermost(record["in"]) in running
        }
        records = sorted(
            (key for key, record in kept.items() if record["in"] == scope),
            key=lambda key: -self.done[key]["at"],
        )
        if not records:
            return False
        self.clear(scope)
        self.disarm(scope)
        self.done.update(kept)
        self.undo[scope] = [f">{event.id}", *records]
        self.suspects.add(scope)
        return True

    def outermost(self, around: str) -> str:
        """The token in which the completed work around this was done."""
        while around in self.done:
            around = self.done[around]["in"]
        return around

    def cancel_transaction(self, place: Place, scope: str) -> None:
        """Everything in the transaction is withdrawn, what was completed is undone, then it leaves by its cancel
        event (BPMN 2.0.2, 13.5.4).
        """
        while scope and self.place(scope).node.mode != "transaction":
            scope = self.inside.get(scope, "")
        if not scope:
            raise Refused(f"{place.id} cancels a transaction, but none is around it.")
        records = self.to_undo(scope, "")
        kept = {key: record for key, record in self.done.items() if self.finished_in(record["in"], scope)}
        self.clear(scope)
        self.done.update(kept)
        self.disarm(scope)
        self.undo[scope] = records
        self.suspects.add(scope)

    def compensate(self, key: str, scope: str, trigger: Trigger) -> None:
        """Undo what was completed in the scope, the latest first; the thrower's token waits for that, or not."""
        if scope and self.place(scope).node.mode == "event":
            scope = self.inside.get(scope, "")
        records = [one for one in self.undo.get(key, []) if one] + self.to_undo(scope, trigger.name)
        self.undo[key] = records
        self.suspects.add(key)
        place = self.place(key)
        if not trigger.waits:
            self.undo[key] = ["", *records]  # the mark says: whoever threw has gone on
            if place.node.kind == "throw":
                self.leave(place, self.inside.get(key, ""))

    def finished_in(self, around: str, scope: str) -> bool:
        """Whether what was completed in `around` belongs to the scope, through completed sub-processes only."""
        return self.outermost(around) == scope

    def to_undo(self, scope: str, node: str) -> list[str]:
        """Records of the scope, latest first; only those of one activity when it is named."""
        found = [
            key
            for key, record in self.done.items()
            if record["in"] == scope and (not node or self.place(key).node.id == node)
        ]
        return sorted(found, key=lambda key: -self.done[key]["at"])

    def undo_next(self, key: str) -> None:
        """Nothing runs inside the thrower: undo the next record, or go on."""
        left = list(self.undo[key])
        mark = left[:1] if left and left[0][:1] in ("", ">") else []
        left = left[len(mark) :]
        while left:
            record = left.pop(0)
            if record in self.done:
                left = self.undo_one(record, key) + left
                self.undo[key] = mark + left
                self.suspects.add(key)
                return
        del self.undo[key]
        self.undone(key, mark)

    def undo_one(self, record: str, key: str) -> list[str]:
        """Begin the handler of a completed activity; without one, what was completed inside it comes next."""
        place, kept = self.place(record), self.done.pop(record)
        inner = self.to_undo(record, "")
        if place.handler is not None or (place.scope is not None and place.scope.undo is not None):
            self.forget_done({record})
        if place.handler is not None:
            self.come(place.handler, "", key)
        elif place.scope is not None and place.scope.undo is not None:
            event = self.begin_event(place.scope.undo, None, key)
            if kept.get("data"):
                self.local[event] = {**kept["data"], **self.local.get(event, {})}
        else:
            return inner
        return []

    def undone(self, key: str, mark: list[str]) -> None:
        place = self.place(key)
        if place.node.kind not in ("throw", "end"):
            named = self.places.get(mark[0][1:]) if mark else None
            found = named or _match(place.catchers, "cancel", "")
            around = self.inside.get(key, "")
            key = around if self.is_body(around) else key  # of many transactions: all are left
            scope = self.inside.get(key, "")
            self.withdraw(key)
            self.forget_done({key})
            if found is not None:
                self.leave(found, scope)
            return
        self.forget_done({key})  # what handlers did is not undone again
        if mark:
            self.lift(key)
        else:
            self.pass_on(key, place)


def _match(places: tuple[Place, ...], kind: str, code: str) -> Place | None:
    """The event that names this code, else one that takes any."""
    fitting = [
        (trigger.name != code, place)
        for place in places
        for trigger in place.node.triggers
        if trigger.kind == kind and trigger.name in (code, "")
    ]
    return min(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _wants(place: Place, trigger: Trigger) -> bool:
    return any(one.kind == trigger.kind and one.name in (trigger.name, "") for one in place.node.triggers)
