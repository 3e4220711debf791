"""Random models of every element the game knows, sound or not; random events, fitting or not; the world's book."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import replace
from typing import Any, get_args

from minben.kernel import process as bpmn
from minben.kernel.process.model import TriggerKind

WORK = ["user", "service", "manual", "task", "rule", "script", "send", "receive"]
KINDS: list[Any] = [*get_args(bpmn.NodeKind)]
TRIGGERS: list[Any] = [*get_args(TriggerKind)]
PASSED = ["exclusive", "inclusive", "parallel", "complex"]
TEXTS = ["x > 1", "x", "count", "y = null", "1/0", "true", "false", "loopCounter > 1", "x.y[1] + 1", "string"]
CAUGHT = ["message", "timer", "signal", "conditional"]
TIMES = ["P1D", "workdays:3", "R3/P1D", "R/PT1H", "2026-03-02"] * 4 + ["x", "count"]
VALUES: list[Any] = [1, 2, 0, -1, 1.5, True, None, "", "P2D", "b", [], [1, [2]], {"y": [1]}, 10**30]
NO_DATA: list[Any] = [object(), {1: 2}, {1}, b"x", float("nan"), (1, 2), [object()], 10**5000]


class Maker:
    """One random process after another from one source of chance."""

    def __init__(self, dice: random.Random, called: tuple[str, ...] = ()) -> None:
        self.dice, self.called = dice, called
        self.numbers = itertools.count()
        self.nodes: list[bpmn.Node] = []
        self.flows: list[bpmn.Flow] = []

    def maybe(self, share: float = 0.3) -> bool:
        return self.dice.random() < share

    def text(self) -> str:
        return self.dice.choice(TEXTS)

    def add(self, kind: Any, parent: str, **more: Any) -> bpmn.Node:
        name = f"{kind}{next(self.numbers)}"
        node = bpmn.Node(name, kind, parent=parent, **more)
        self.nodes.append(node)
        return node

    def trigger(self, kind: Any) -> bpmn.Trigger:
        text = {"timer": self.dice.choice(TIMES), "conditional": self.text()}.get(kind, "")
        waits = kind != "compensation" or self.maybe(0.7)
        name = "" if kind in ("timer", "conditional", "compensation") else self.dice.choice("ab")
        if kind in ("error", "escalation") and self.maybe():
            name = ""
        return bpmn.Trigger(kind, name, text, waits=waits)

    def triggers(self, *kinds: str) -> dict[str, Any]:
        several = self.maybe(0.15)
        made = tuple(self.trigger(self.dice.choice(kinds)) for _ in range(2 if several else 1))
        return {"triggers": made, "all_triggers": several and self.maybe(0.5)}

    # --- activities ---

    def around(self) -> dict[str, Any]:
        """What may surround any activity."""
        more: dict[str, Any] = {}
        if self.maybe(0.2):
            more["loop"] = self.loop()
        if self.maybe(0.1):
            more["needs"] = 2
        if self.maybe(0.1):
            more["gives"] = 2
        if self.maybe(0.15):
            more["inputs"] = (bpmn.Mapped("y", self.text()),)
        if self.maybe(0.15):
            more["outputs"] = (bpmn.Mapped("x", self.text()),)
        return more

    def loop(self) -> bpmn.Loop:
        kind: Any = self.dice.choice(["standard", "parallel", "sequential"])
        condition = self.text() if self.maybe(0.5) else ""
        if kind == "standard":
            return bpmn.Loop(
                kind, condition, test_before=self.maybe(0.5), maximum=self.dice.choice([None, 2])
            )
        many = (
            {"cardinality": self.dice.choice(["2", "0", "3", "2", "3", "x"])}
            if self.maybe(0.7)
            else {"items": "[1, 2]"}
        )
        throws = ((self.text(), self.trigger(self.dice.choice(["signal", "escalation"]))),)
        behaviour: Any = self.dice.choice(["All", "One", "None", "Complex"])
        return bpmn.Loop(
            kind,
            condition,
            **many,
            item="i" if self.maybe() else "",
            results="rs" if self.maybe() else "",
            result="x" if self.maybe() else "",
            behaviour=behaviour,
            throws=() if behaviour == "All" else throws,
        )

    def work(self, parent: str, **more: Any) -> bpmn.Node:
        kind = self.dice.choice(WORK)
        if kind == "script":
            more |= {"script": self.text(), "options": {"result": "x"}}
        if kind in ("send", "receive"):
            more |= {"triggers": (self.trigger("message"),)}
        return self.add(kind, parent, **{**self.around(), **more})

    def activity(self, parent: str, depth: int) -> bpmn.Node:
        if depth and self.maybe(0.35):
            mode: Any = self.dice.choice(["embedded", "transaction", "adhoc"])
            return self.inside(parent, depth, mode)
        if self.called and self.maybe(0.15):
            return self.add("call", parent, calls=self.dice.choice(self.called), **self.around())
        return self.work(parent)

    def inside(self, parent: str, depth: int, mode: Any, **more: Any) -> bpmn.Node:
        around = {} if mode == "event" else self.around()
        node = self.add("subprocess", parent, mode=mode, **{**around, **more})
        if self.maybe(0.2):
            node = self.change(node, data=("x",))
        if mode == "adhoc":
            adhoc = bpmn.AdHoc(self.maybe(0.5), self.text() if self.maybe(0.5) else "", self.maybe(0.5))
            node = self.change(node, adhoc=adhoc)
            for _ in range(self.dice.randint(1, 3)):
                self.activity(node.id, 0)
        else:
            self.scope(node.id, depth - 1, mode)
        return node

    def change(self, node: bpmn.Node, **more: Any) -> bpmn.Node:
        changed = replace(node, **more)
        self.nodes[self.nodes.index(node)] = changed
        return changed

    # --- one scope ---

    def scope(self, parent: str, depth: int, mode: str = "") -> None:
        begin: dict[str, Any] = {}
        if mode == "event":
            begin = self.triggers(*CAUGHT, "error", "escalation", "compensation")
            begin["interrupting"] = self.maybe(0.5)
        elif not parent and self.maybe(0.2):
            begin = self.triggers(*CAUGHT)
        start = self.add("start", parent, **begin)
        inner = [self.element(parent, depth, mode) for _ in range(self.dice.randint(1, 4))]
        ends = [self.end(parent, mode) for _ in range(self.dice.randint(1, 2))]
        inner += [one for host in list(inner) for one in self.attached(parent, host)]
        for number, node in enumerate([start, *inner]):
            forward = inner if self.maybe(0.15) else inner[number:]
            self.ways(node, forward, ends, parent)
        if depth and self.maybe(0.25):
            self.inside(parent, depth, "event")

    def element(self, parent: str, depth: int, mode: str) -> bpmn.Node:
        chance = self.dice.random()
        if chance < 0.5:
            return self.activity(parent, depth)
        if chance < 0.75:
            kind = self.dice.choice(PASSED)
            activation = self.text() if kind == "complex" and self.maybe(0.5) else ""
            return self.add(kind, parent, activation=activation)
        if chance < 0.82:
            return self.add("event_based", parent)
        if chance < 0.9:
            return self.add("catch", parent, **self.triggers(*CAUGHT))
        return self.add("throw", parent, **self.triggers("message", "signal", "escalation", "compensation"))

    def end(self, parent: str, mode: str) -> bpmn.Node:
        kinds = ["message", "signal", "escalation", "compensation", "error", "terminate"]
        kinds += ["cancel"] * 3 if mode == "transaction" else []
        return self.add("end", parent, **({} if self.maybe(0.6) else self.triggers(*kinds)))

    def attached(self, parent: str, host: bpmn.Node) -> list[bpmn.Node]:
        if host.kind not in (*WORK, "subprocess", "call") or self.maybe(0.6):
            return []
        if self.maybe():
            undo = self.work(parent, for_undo=True)
            trigger = (bpmn.Trigger("compensation"),)
            self.add("boundary", parent, attached_to=host.id, triggers=trigger, undo=undo.id)
            return []
        kinds = [*CAUGHT, "error", "escalation"] + ["cancel"] * 3 * (host.mode == "transaction")
        gentle = {"interrupting": self.maybe(0.6)}
        return [self.add("boundary", parent, attached_to=host.id, **self.triggers(*kinds), **gentle)]

    def ways(self, node: bpmn.Node, inner: list[bpmn.Node], ends: list[bpmn.Node], parent: str) -> None:
        targets = [one for one in inner if one.kind != "boundary" and not one.for_undo] + ends
        if node.kind == "event_based":
            targets = [self.add("catch", parent, **self.triggers(*CAUGHT)) for _ in range(2)]
            for one in targets:
                self.ways(one, inner, ends, parent)
        many = 2 if node.kind in (*PASSED, "event_based") or self.maybe(0.1) else 1
        conditional = node.kind in ("exclusive", "inclusive", "complex") or (
            node.kind in WORK and self.maybe(0.1)
        )
        for number, target in enumerate(self.dice.sample(targets, min(many, len(targets)))):
            default = conditional and number == 0 and self.maybe(0.95)
            condition = self.text() if conditional and not default else ""
            name = f"f{next(self.numbers)}"
            self.flows.append(bpmn.Flow(name, node.id, target.id, condition=condition, default=default))


def processes(dice: random.Random) -> tuple[bpmn.Process, ...]:
    """One process, sometimes with one that it calls; each may call itself."""
    made: list[bpmn.Process] = []
    for name in ("q", "p") if dice.random() < 0.3 else ("p",):
        maker = Maker(dice, tuple(one.id for one in made) + ((name,) if dice.random() < 0.1 else ()))
        maker.scope("", 2)
        rules = (bpmn.Correlation("a", "k", "x", "k"),) if dice.random() < 0.2 else ()
        data = ("z",) if dice.random() < 0.2 else ()
        process = bpmn.Process(
            name, "", tuple(maker.nodes), tuple(maker.flows), data=data, correlations=rules
        )
        made.append(process)
    return tuple(reversed(made))


def values(dice: random.Random) -> dict[str, Any]:
    return {name: dice.choice(VALUES) for name in dice.sample("xyabk", dice.randint(0, 2))}


def fitting(program: bpmn.Program, state: bpmn.State, dice: random.Random) -> bpmn.Event:
    """An event that the state may be waiting for."""
    data = values(dice)
    if not state.serial:
        at = dice.choice(["", *program.entries])
        return bpmn.Started(data, at)
    around = {*state.inside.values(), *state.waits.values()}
    waiting = [key for key, place in state.tokens.items() if key not in around or program.places[place].hooks]
    key = dice.choice([*waiting, *state.loops, *state.waits] or ["none#1"])
    place = program.places.get(key.rpartition("#")[0].partition(":")[0])
    kind = place.node.kind if place else ""
    if key in state.waits and place is not None:
        number = key.rpartition("#")[0].partition(":")[2]
        trigger = place.node.triggers[int(number or 0)]
        if trigger.kind == "message":
            return bpmn.Received(trigger.name, data, dice.choice(["", key]))
        return bpmn.Signalled(trigger.name, data) if trigger.kind == "signal" else bpmn.Fired(key)
    if kind == "rule":
        return bpmn.Answered(key, dice.choice(VALUES))
    if kind == "subprocess" and place is not None:
        inner = [node.id for node in program.process.nodes if node.parent == place.node.id]
        return bpmn.Chosen(key, dice.choice(inner or [""]), data)
    chance = dice.random()
    if chance < 0.1:
        return bpmn.Failed(key, dice.choice(["a", "b", ""]), data)
    if chance < 0.2:
        return bpmn.Raised(key, dice.choice(["a", "b", ""]), data)
    return bpmn.Completed(key, data)


def nonsense(program: bpmn.Program, state: bpmn.State, dice: random.Random) -> Any:
    """An event that seldom or never fits: of another time, another element, another type."""
    keys = [*state.tokens, *state.waits, *program.places, "", "#", "x#1", "f0", 5, None, [1], "user1#99"]
    key: Any = dice.choice(keys)
    data: Any = dice.choice([{}, values(dice), {"x": dice.choice(NO_DATA)}, None, [1], {1: 2}, "x"])
    name: Any = dice.choice(["a", "b", "", None, 3, *program.places])
    return dice.choice(
        [
            bpmn.Started(data, name),
            bpmn.Completed(key, data),
            bpmn.Answered(key, dice.choice([*VALUES, *NO_DATA])),
            bpmn.Failed(key, name, data),
            bpmn.Raised(key, name, data),
            bpmn.Fired(key),
            bpmn.Received(name, data, dice.choice(["", key])),
            bpmn.Signalled(name, data),
            bpmn.Learned(data),
            bpmn.Chosen(key, name, data),
            bpmn.Cancelled(name),
            "completed",
            None,
        ]
    )


def broken(process: bpmn.Process, dice: random.Random) -> bpmn.Process:
    """The process after some careless edits."""
    nodes, flows = list(process.nodes), list(process.flows)
    for _ in range(dice.randint(1, 3)):
        ids = [*(node.id for node in nodes), "", "nowhere"]
        at = dice.randrange(len(nodes))
        nodes[at] = replace(nodes[at], **careless(dice, ids))
        if flows:
            flow = dice.choice(flows)
            changed = replace(flow, source=dice.choice(ids), target=dice.choice(ids))
            flows += dice.choice([[], [flow], [replace(changed, id="fresh")]])
            flows = dice.choice([flows, flows[1:]])
    return replace(process, nodes=tuple(nodes), flows=tuple(flows))


def careless(dice: random.Random, ids: list[str]) -> dict[str, Any]:
    """A value that does not suit most nodes."""
    text = dice.choice(["", "P1D", "x", "R0/P1D", "("])
    trigger = bpmn.Trigger(dice.choice(TRIGGERS), dice.choice(["a", "", ids[0]]), text)
    changes: list[dict[str, Any]] = [
        {"kind": dice.choice(KINDS)},
        {"parent": dice.choice(ids)},
        {"attached_to": dice.choice(ids)},
        {"undo": dice.choice(ids)},
        {"for_undo": True},
        {"triggers": (trigger,)},
        {"triggers": ()},
        {"calls": dice.choice(["p", "q", "", "nowhere"])},
        {"instantiate": True},
        {"mode": dice.choice(["embedded", "event", "transaction", "adhoc"])},
        {"adhoc": dice.choice([None, bpmn.AdHoc(), bpmn.AdHoc(sequential=True, condition="true")])},
        {"loop": bpmn.Loop(dice.choice(["standard", "parallel", "sequential"]))},
        {"activation": dice.choice(["activationCount > 1", "true"])},
        {"inputs": (bpmn.Mapped("", "1"), bpmn.Mapped("x", ""))},
        {"id": dice.choice([*ids, "a#1", "a:b"])},
    ]
    return dice.choice(changes)


class World:
    """Keeps book of what one instance asks for, and knows what may never be."""

    def __init__(self, program: bpmn.Program) -> None:
        self.program, self.state = program, bpmn.State()
        self.open: set[str] = set()
        self.armed: set[str] = set()

    def tell(self, event: Any) -> bool:
        """Whether the event was taken. Anything but a state or a refusal comes through as the exception it is."""
        before = repr(self.state)
        try:
            state, effects = bpmn.step(self.program, self.state, event)
        except bpmn.Refused:
            return False
        finally:
            assert repr(self.state) == before
        stored = json.loads(json.dumps(bpmn.as_json(state), allow_nan=False))
        assert bpmn.from_json(stored) == state
        again = bpmn.step(
            self.program, bpmn.from_json(json.loads(json.dumps(bpmn.as_json(self.state)))), event
        )
        assert again == (state, effects)
        self.state = state
        if isinstance(event, bpmn.Completed | bpmn.Answered | bpmn.Failed):
            self.open.discard(event.key)  # a receive task can fail too, and is no open work
        for effect in effects:
            self.note(effect)
        self.armed -= {key for key in self.armed if key not in state.waits}  # heard
        self.agree()
        return True

    def note(self, effect: bpmn.Effect) -> None:
        if isinstance(effect, bpmn.Open | bpmn.Ask):
            assert effect.key not in self.open
            self.open.add(effect.key)
        elif isinstance(effect, bpmn.Arm | bpmn.Listen):
            assert effect.key not in self.armed
            self.armed.add(effect.key)
        elif isinstance(effect, bpmn.Close):
            book = self.open if effect.key in self.open else self.armed
            book.remove(effect.key)

    def agree(self) -> None:
        """The state holds together, and the book says the same."""
        state, places = self.state, self.program.places
        tokens = {*state.tokens, ""}
        assert {*state.inside, *state.loops, *state.local, *state.undo} <= tokens
        assert {*state.inside.values(), *state.waits.values()} <= tokens
        assert {name.partition("@")[2] for name in (*state.arrived, *state.resets)} <= tokens
        assert {str(one["in"]) for one in state.done.values()} <= {*tokens, *state.done}
        assert state.counts.keys() <= state.waits.keys()
        work = {key for key, place in state.tokens.items() if places[place].node.kind in {*bpmn.WORK, "rule"}}
        assert self.open == work - state.loops.keys()
        assert self.armed == {key for key in state.waits if self.trigger(key).kind != "conditional"}
        chosen = any(places[state.tokens[key]].node.adhoc for key in state.loops)
        mute = any(
            places[one].node.kind in ("receive", "catch", "event_based") for one in state.tokens.values()
        )
        going = (
            self.open or state.waits or state.arrived or chosen or mute
        )  # mute: of a message that is not named
        assert state.ended or going or not state.serial, "a case that goes on waits for something"
        if state.ended:
            assert bpmn.State(data=state.data, serial=state.serial, ended=state.ended) == state

    def trigger(self, key: str) -> bpmn.Trigger:
        name, _, number = key.rpartition("#")[0].partition(":")
        return self.program.places[name].node.triggers[int(number or 0)]
