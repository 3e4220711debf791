"""Activities: begun, opened for the world, done; once, in a loop, or for each of many things; ad hoc sub-processes.

Serves the token game. Semantics: BPMN 2.0.2, 13.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from .board import enter
from .conditions import Evaluation, Thrown
from .events import Ask, Offer, Open, Refused, Send, Stuck
from .model import ACTIVITIES, Json, Trigger
from .program import Loops, Place, Scope
from .waits import Waits

_AUTOMATIC = frozenset({"script", "send", "service", "rule", "call", "subprocess"})
_AT_MOST = 100_000  # instances of one multi-instance activity


class Work(Waits):
    """Everything an activity does between its token's coming and going."""

    # --- given by the parts above this one ---

    def fail(self, place: Place, key: str, scope: str, code: str) -> None:
        raise NotImplementedError

    def implicit(self, body: str, place: Place, trigger: Trigger, *, gentle: bool) -> None:
        raise NotImplementedError

    # --- coming ---

    def come(self, place: Place, flow: str, scope: str) -> None:
        """A token comes to an activity; it begins when enough of them have (startQuantity)."""
        if place.node.needs != 1 and not self.gathered(place, flow, scope):
            return
        if place.loops is not None:
            self.begin_loop(place, place.loops, scope)
        else:
            self.begin(place, "", scope)

    def gathered(self, place: Place, flow: str, scope: str) -> bool:
        suffix = f"@{scope}" if scope else ""
        self.arrived[flow + suffix] = self.arrived.get(flow + suffix, 0) + 1
        here = [one + suffix for one in place.ins if one + suffix in self.arrived]
        if sum(self.arrived[one] for one in here) < place.node.needs:
            return False
        for _ in range(place.node.needs):
            self.take(next(one for one in here if one in self.arrived))
        return True

    def run_script(self, place: Place, flow: str, scope: str) -> None:
        """A script is done as soon as it is begun."""
        if not place.simple:
            self.come(place, flow, scope)
            return
        if self.compute(place, "", scope) and not self.settled(scope):
            self.leave(place, scope)

    def compute(self, place: Place, key: str, scope: str) -> bool:
        try:
            value = place.script(self.view(key or scope)) if place.script else None
        except Thrown as error:
            self.fail(place, key, scope, error.code)
            return False
        if place.outputs:  # a script's value is its only output, whatever its association calls that
            named = dict.fromkeys((one.source for one in place.node.outputs), value)
            self.give(place, key, scope, {**named, **self.view(key or scope), place.result: value})
        elif key and self.keeps(scope):
            self.local[key] = {**self.local[key], place.result: value}
        else:
            self.learn(key or scope, {place.result: value})
        return True

    def mapped(self, pairs: tuple[tuple[str, Evaluation], ...], data: Mapping[str, Json]) -> dict[str, Json]:
        return {name: evaluation(data) for name, evaluation in pairs}

    def begin(self, place: Place, _: str, scope: str) -> None:
        """One instance of the activity begins; `scope` is its loop's token when it has a loop."""
        kind = place.node.kind
        key = self.put(place, scope)
        if place.inputs:
            self.local[key] = self.mapped(place.inputs, self.view(scope))
        self.begin_with(place, key, scope, kind)

    def begin_with(self, place: Place, key: str, scope: str, kind: str) -> None:
        """Begin under a key whose own data are set."""
        if kind in ("script", "send"):
            self.at_once(place, key, scope)
            return
        if kind == "rule":
            self.effects.append(Ask(key, place.node, self.local.get(key, {})))
        elif kind == "receive":
            self.listen(place, key, scope)
        elif place.scope is not None:
            self.open_scope(place.scope, key)
        else:
            self.effects.append(Open(key, place.node, self.local.get(key, {})))
        if place.hooks and not self.is_body(scope):
            for hook in place.hooks:
                self.listen(hook, key, scope)

    def at_once(self, place: Place, key: str, scope: str) -> None:
        if place.node.kind == "send":
            name = next((one.name for one in place.node.triggers), "")
            sent = self.local.get(key) or dict(self.view(scope))
            self.know(name, scope, sent)
            self.effects.append(Send(place.node, name, sent))
        elif not self.compute(place, key, scope):
            return
        if key in self.tokens:
            self.finish(key)

    def open_scope(self, inside: Scope, key: str, begin: tuple[Place, ...] | None = None) -> None:
        """Begin what is inside a process or sub-process: its event sub-processes listen, its starts go."""
        if inside.data:
            self.local[key] = {**dict.fromkeys(inside.data), **self.local.get(key, {})}
        place = self.place(key) if key else None
        if place is not None and place.isolated:
            self.local.setdefault(key, {})
        starts = list(inside.starts if begin is None else begin)
        if place is not None and place.node.kind == "call" and len(starts) > 1:
            starts = starts[:1] if starts[0].node.kind == "start" else starts  # one of its starts (10.5.2)
        if place is not None and place.node.adhoc is not None:
            starts = self.open_adhoc(place, key, starts)
        for start in reversed(starts):
            self.agenda.appendleft((enter, start, "", key))
        self.suspects.add(key)
        for event in inside.events:
            self.listen(event, key, key)

    # --- done ---

    def complete(self, key: str, place: Place, data: Mapping[str, Json]) -> None:
        """The world says that the activity is done."""
        scope = self.inside.get(key, "")
        if place.outputs:
            self.give(place, key, scope, {**self.view(key), **data})
        elif key in self.local and self.keeps(scope):
            self.local[key] = {**self.local[key], **data}
        else:
            self.learn(scope, data)
        self.finish(key)

    def give(self, place: Place, key: str, scope: str, data: Mapping[str, Json]) -> None:
        """What is mapped out of the activity; an instance of many keeps what is its own result."""
        values = self.mapped(place.outputs, data)
        loop = place.node.loop
        if loop and loop.result in values and key in self.local:
            self.local[key] = {**self.local[key], loop.result: values.pop(loop.result)}
        self.learn(scope, values)

    def keeps(self, scope: str) -> bool:
        """Whether the instances of this loop keep their data to themselves and give a result each."""
        loops = self.place(scope).loops if self.is_body(scope) else None
        return loops is not None and loops.result is not None

    def finish(self, key: str) -> None:
        """One instance of an activity is done: it waits for nothing more, its token goes on."""
        place = self.place(key)
        if self.waits:
            self.disarm(key)
        if place.node.mode == "event" and place.scope is not None and place.scope.ends_scope:
            self.forget_done(
                {self.inside.get(key, "")}
            )  # its error is dealt with: nothing more to undo (13.5.5)
        if place.scope is not None and place.outputs:
            self.give(place, key, self.inside.get(key, ""), self.view(key))
        data = self.view(key)
        own = self.local.get(key)
        self.loops.pop(key, None)
        scope = self.lift(key)
        if place.compensable:
            self.remember(place, key, scope, own)
        elif self.done and place.scope is not None:
            self.forget_done({key})
        if place.loops is not None and scope in self.loops and self.tokens.get(scope) == place.id:
            self.instance_done(scope, place, place.loops, data)
            return
        if not self.settled(scope) and not place.node.for_undo:
            self.leave(place, scope)

    def remember(self, place: Place, key: str, scope: str, own: Mapping[str, Json] | None) -> None:
        """What was completed here can be undone; a sub-process that undoes itself keeps its data for that."""
        self.serial += 1
        found: dict[str, Json] = {"in": scope, "at": self.serial}
        if place.scope is not None and place.scope.undo and own:
            found["data"] = dict(own)
        self.done[key] = found

    # --- loops and multi-instance ---

    def begin_loop(self, place: Place, loops: Loops, scope: str) -> None:
        """The token that stands for all instances."""
        inputs = self.mapped(place.inputs, self.view(scope))
        loop, data = loops.loop, {**self.view(scope), **inputs}
        if loop.kind == "standard":
            items, count = None, loop.maximum if loop.maximum is not None else -1
        else:
            items = loops.items(data) if loops.items else None
            count = self.cardinality(place, loops, items, data)
        body = self.put(place, scope)
        book: dict[str, Json] = {"n": count, "next": 0, "ended": 0}
        if isinstance(items, list):
            book["items"] = items
        if loop.results:
            book["results"] = [None] * max(count, 0)
        self.loops[body] = book
        if inputs:
            self.local[body] = inputs
        for hook in place.hooks:
            self.listen(hook, body, scope)
        if loop.kind == "parallel":
            for _ in range(count):
                self.agenda.append((_next_instance, place, body, body))
            if not count:
                self.loop_done(body, place, loops)
        else:
            self.go_round(body, place, loops, loop.test_before)

    def cardinality(self, place: Place, loops: Loops, items: Json, data: Mapping[str, Json]) -> int:
        value: Json = len(cast("list[Json]", items)) if isinstance(items, list) else None
        if value is None and loops.cardinality:
            value = loops.cardinality(data)
        number = -1.0 if isinstance(value, bool) or not isinstance(value, int | float) else value
        if 0 <= number <= _AT_MOST and number == int(number):
            return int(number)
        raise Stuck(place.node.id, f"The number of instances is {value!r}, not 0 to {_AT_MOST}.")

    def go_round(self, body: str, place: Place, loops: Loops, test: bool) -> None:
        """The next round of a loop or a sequential multi-instance activity, if there is one."""
        book = self.loops[body]
        more = book["n"] < 0 or book["next"] < book["n"]
        if more and test and loops.loop.kind == "standard" and loops.condition is not None:
            more = loops.condition(self.loop_view(body)) is True
        if more:
            self.agenda.append((_next_instance, place, body, body))
        else:
            self.loop_done(body, place, loops)

    def loop_view(self, body: str) -> Mapping[str, Json]:
        """The attributes of BPMN 2.0.2, table 10.30 beside the data."""
        book = self.loops[body]
        counts = {
            "loopCounter": book["next"],
            "numberOfInstances": book["n"],
            "numberOfActiveInstances": book["next"] - book["ended"],
            "numberOfCompletedInstances": book["ended"],
            "numberOfTerminatedInstances": 0,
        }
        return {**self.view(body), **counts}

    def begin_instance(self, place: Place, body: str, more: Mapping[str, Json] | None = None) -> None:
        book = self.loops[body]
        number = book["next"]
        self.loops[body] = {**book, "next": number + 1}
        key = self.put(place, body)
        own: dict[str, Json] = {"loopCounter": number + 1}
        loop = place.node.loop
        if loop and loop.result and loop.results:
            own[loop.result] = None  # each instance has its own
        if loop and loop.item and number < len(book.get("items", ())):
            own[loop.item] = book["items"][number]
        if place.inputs and loop and loop.kind != "standard":  # what is mapped out of its own item
            own |= self.mapped(place.inputs, {**self.view(self.inside.get(body, "")), **own})
        self.local[key] = {**own, **(more or {})}
        self.begin_with(place, key, body, place.node.kind)

    def instance_done(self, body: str, place: Place, loops: Loops, data: Mapping[str, Json]) -> None:
        book = dict(self.loops[body])
        book["ended"] += 1
        if "results" in book:
            results = list(book["results"])
            at = data.get("loopCounter", 1) - 1
            results += [None] * (at + 1 - len(results))
            results[at] = loops.result(data) if loops.result else None
            book["results"] = results
        self.loops[body] = book
        loop = loops.loop
        if loop.kind != "standard" and self.over(body, place, loops):
            return
        if loop.kind != "parallel":
            self.go_round(body, place, loops, test=True)
        elif book["ended"] >= book["n"]:
            self.loop_done(body, place, loops)

    def over(self, body: str, place: Place, loops: Loops) -> bool:
        """Throw what the behaviour says; end early when the completion condition or an event says so."""
        first = self.loops[body]["ended"] == 1
        gentle = loops.loop.behaviour != "Complex"
        for test, trigger in loops.throws:
            if loops.loop.behaviour == "One" and not first:
                continue
            if test is None or test(self.loop_view(body)) is True:
                self.implicit(body, place, trigger, gentle=gentle)
            if body not in self.tokens:
                return True
        if loops.condition is not None and loops.condition(self.loop_view(body)) is True:
            self.clear(body)
            self.loop_done(body, place, loops)
            return True
        return False

    def loop_done(self, body: str, place: Place, loops: Loops) -> None:
        """All instances are done: the activity is."""
        book = self.loops.pop(body)
        if self.waits:
            self.disarm(body)
        scope = self.lift(body)
        for key, record in self.done.items():
            if record["in"] == body:  # an instance can be undone as long as what is around it
                self.done[key] = {**record, "in": scope}
        if loops.loop.results:
            found = {loops.loop.results: book.get("results", [])}
            self.learn(scope, self.mapped(place.collected, found) if place.collected else found)
        if not self.settled(scope):
            self.leave(place, scope)

    # --- ad hoc ---

    def open_adhoc(self, place: Place, key: str, starts: list[Place]) -> list[Place]:
        """What begins by itself: everything when in parallel, else what needs no choice (BPMN 2.0.2, 13.3.5)."""
        adhoc = place.node.adhoc
        if adhoc is None or not adhoc.sequential:
            self.loops[key] = {"left": []}
            return starts
        self.loops[key] = {"left": [one.id for one in starts]}
        return []

    def settled(self, scope: str) -> bool:
        """An activity inside is done: whether that ends an ad hoc sub-process and withdraws the rest of it."""
        around = self.place(scope) if scope in self.loops else None
        if (
            around is None
            or around.node.adhoc is None
            or around.scope is None
            or around.scope.condition is None
        ):
            return False
        if around.scope.condition(self.view(scope)) is not True:
            return False
        self.loops[scope] = {"left": [], "over": True}
        if around.node.adhoc.cancels:
            self.clear(scope)
        return around.node.adhoc.cancels

    def next_adhoc(self, key: str, place: Place, inside: Scope) -> None:
        """Nothing runs in the ad hoc sub-process: begin the next, offer a choice, or be done."""
        book = self.loops[key]
        left = [self.places[one] for one in book["left"] if one in self.places]
        if not left and (inside.condition is None or book.get("over")):
            self.finish(key)
            return
        again = not left
        left = left or list(inside.starts)
        alone = [one for one in left if one.node.kind in _AUTOMATIC]
        if not alone and len(left) == 1 and inside.condition is None:
            alone = left
        if not alone or (again and not all(one.node.kind in _AUTOMATIC for one in left)):
            for one in left if inside.condition is None else inside.starts:  # each may be done again (13.3.5)
                self.effects.append(Offer(key, one.node))
            return
        chosen = alone if again and not (place.node.adhoc and place.node.adhoc.sequential) else alone[:1]
        rest = [one.id for one in left if one not in chosen]
        self.loops[key] = {**book, "left": rest}
        for one in chosen:
            self.agenda.append((enter, one, "", key))

    def choose(self, key: str, node: str, data: Mapping[str, Json]) -> None:
        """Somebody begins an activity that the model leaves to people's choice."""
        if key not in self.tokens:
            raise Refused(f"Nothing waits under the key {key}.")
        place = self.place(key)
        loop = place.node.loop
        if self.is_body(key) and loop is not None and loop.kind == "parallel":
            self.loops[key] = {**self.loops[key], "n": self.loops[key]["n"] + 1}
            self.begin_instance(place, key, data)
            return
        choices = place.scope.starts if place.scope and "left" in self.loops.get(key, ()) else ()
        one = next((one for one in choices if one.node.id == node and one.node.kind in ACTIVITIES), None)
        if one is None:
            raise Refused(f"{node} is not left to choice in {key}.")
        if place.node.adhoc and place.node.adhoc.sequential and self.members(key):
            raise Refused(f"{key} does one thing at a time, and something is being done.")
        left = [other for other in self.loops[key]["left"] if other != one.id]
        self.loops[key] = {**self.loops[key], "left": left}
        self.learn(key, data)
        self.agenda.append((enter, one, "", key))


def _next_instance(game: Work, place: Place, body: str, _: str) -> None:
    game.begin_instance(place, body)
