"""Soundness against brute force: every order of events and every choice of a small random model is played."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from minben.kernel import process as bpmn
from minben.kernel.process.reduce import reduced
from tests.kernel.process.playing import model

MOST = 400  # states of a played model


def graph(dice: random.Random) -> bpmn.Process:
    """A small workflow graph, sound or not: gateways in any order with a task on each flow between them."""
    size = dice.randint(1, 4)
    gates = [f"g{number}" for number in range(size)]
    kinds = {gate: dice.choice(["exclusive", "parallel", "inclusive"]) for gate in gates}
    nodes = [
        bpmn.Node("s", "start"),
        *(bpmn.Node(gate, kinds[gate]) for gate in gates),
        bpmn.Node("e", "end"),
    ]
    flows = [bpmn.Flow("f", "s", gates[0])]
    numbers = iter(range(100))

    def lead(source: str, target: str, *, chosen: bool, default: bool) -> None:
        task, number = f"t{next(numbers)}", next(numbers)
        nodes.append(bpmn.Node(task, "user"))
        condition = f"c{number}" if chosen and not default else ""
        flows.append(bpmn.Flow(f"i{number}", source, task, condition=condition, default=chosen and default))
        flows.append(bpmn.Flow(f"o{number}", task, target))
        if dice.random() < 0.15:
            timer = bpmn.Trigger("timer", text="P1D")
            hook = bpmn.Node(f"b{number}", "boundary", attached_to=task, triggers=(timer,))
            nodes.append(hook)
            flows.append(bpmn.Flow(f"l{number}", hook.id, dice.choice([*gates, "e"])))

    for at, gate in enumerate(gates):
        onward = [*gates[at + 1 :], "e"]
        targets = [dice.choice(onward) for _ in range(dice.choice([1, 1, 2, 2, 3]))]
        if dice.random() < 0.2:
            targets.append(dice.choice(gates))
        chosen = kinds[gate] != "parallel" and len(targets) > 1
        for number, target in enumerate(targets):
            lead(gate, target, chosen=chosen, default=number == 0)
    return bpmn.Process("p", "", tuple(nodes), tuple(flows))


@dataclass
class Oracle:
    """Answers conditions from a list of decisions and asks for one more when it runs out."""

    answers: list[bool] = field(default_factory=list)
    asked: int = 0

    def language(self, _: str) -> Any:
        def decide(__: Any) -> bool:
            if self.asked == len(self.answers):
                self.answers.append(False)
            self.asked += 1
            return self.answers[self.asked - 1]

        return decide


class Played:
    """All states that a process can come to at rest, whatever is chosen and in whatever order."""

    def __init__(self, process: bpmn.Process) -> None:
        self.oracle = Oracle()
        self.program = bpmn.compile(process, language=self.oracle.language, moves=2000)
        self.after: dict[Any, set[Any]] = {}
        self.states: dict[Any, bpmn.State] = {}
        self.dead: set[Any] = set()
        self.doubled = False
        self.passed: set[str] = set()
        todo = list(self.steps(bpmn.State(), bpmn.Started()))
        self.complete = True
        while todo:
            state = todo.pop()
            name = canonical(state)
            if name in self.after:
                continue
            self.after[name] = set()
            self.states[name] = state
            self.doubled |= bool(repeated(state))
            if self.doubled or len(self.after) > MOST:
                self.complete = self.doubled
                return
            found = [one for event in self.events(state) for one in self.steps(state, event)]
            if not found and not state.ended:
                self.dead.add(name)
            self.after[name] |= {canonical(one) for one in found}
            todo += found

    def events(self, state: bpmn.State) -> list[bpmn.Event]:
        if state.ended:
            return []
        return [*(bpmn.Completed(key) for key in state.tokens), *(bpmn.Fired(key) for key in state.waits)]

    def steps(self, state: bpmn.State, event: bpmn.Event) -> Iterator[bpmn.State]:
        """The states after the event, one for each way to decide the conditions asked on the way."""
        self.oracle.answers = []
        while True:
            self.oracle.asked = 0
            after, _, passed = bpmn.trace(self.program, state, event)
            self.passed |= set(passed)
            yield after
            answers = self.oracle.answers[: self.oracle.asked]
            while answers and answers[-1]:
                answers.pop()
            if not answers:
                return
            self.oracle.answers = [*answers[:-1], True]

    def can_always_end(self) -> bool:
        """From every state some way leads to the end."""
        good = {name for name in self.after if name == ENDED}
        grown = True
        while grown:
            more = {name for name, after in self.after.items() if after & good} - good
            grown, good = bool(more), good | more
        return good == set(self.after)


ENDED = ((), (), ())


def canonical(state: bpmn.State) -> Any:
    tokens = sorted(state.tokens.values())
    waits = sorted((key.partition("#")[0], state.tokens.get(host, "")) for key, host in state.waits.items())
    return tuple(tokens), tuple(sorted(state.arrived.items())), tuple(waits)


def repeated(state: bpmn.State) -> list[str]:
    tokens = list(state.tokens.values())
    return [node for node in tokens if tokens.count(node) > 1] + [
        f for f, n in state.arrived.items() if n > 1
    ]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**48))
def test_what_is_sound_always_ends_and_never_runs_into_itself(seed: int) -> None:
    process = graph(random.Random(seed))
    assume(bpmn.soundness(process) == [])
    played = Played(process)
    assert not played.doubled
    assert not played.dead
    assert not played.complete or played.can_always_end()


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**48))
def test_a_deadlock_or_endless_loop_is_shown_by_some_play(seed: int) -> None:
    process = graph(random.Random(seed))
    assume({fault.kind for fault in bpmn.soundness(process)} & {"deadlock", "livelock"})
    played = Played(process)
    assume(played.complete)
    assert played.doubled or played.dead or not played.can_always_end()


def test_a_default_is_not_taken_together_with_a_condition() -> None:
    """Two ways out of an inclusive gateway, one of them the default: no run takes both."""
    process = model(
        "s:start x:inclusive a:user b:user m:exclusive c:user e:end", "s>x x>a! x>b?ok a>m b>m m>c c>e"
    )
    assert bpmn.soundness(process) == []
    both = model(
        "s:start x:inclusive a:user b:user m:exclusive c:user e:end", "s>x x>a?one x>b?two a>m b>m m>c c>e"
    )
    assert [fault.kind for fault in bpmn.soundness(both)] == ["lack of synchronization"]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**48))
def test_what_is_dead_is_passed_by_no_play(seed: int) -> None:
    process = graph(random.Random(seed))
    faults = bpmn.soundness(process)
    assume({fault.kind for fault in faults} == {"dead"})
    played = Played(process)
    assume(played.complete)
    assert not {fault.place for fault in faults} & played.passed


def reachable(process: bpmn.Process) -> set[str]:
    """Nodes that some path of flows leads to."""
    found, todo = {"s"}, ["s"]
    while todo:
        here = todo.pop()
        after = {flow.target for flow in process.flows if flow.source == here}
        after |= {node.id for node in process.nodes if node.attached_to == here}
        todo += after - found
        found |= after
    return found


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**48))
def test_a_reduced_model_is_sound_exactly_when_the_model_is(seed: int) -> None:
    process = graph(random.Random(seed))
    known = reachable(process)
    found = [
        {fault.kind for fault in bpmn.soundness(one) if fault.kind != "dead" or fault.place in known}
        for one in (process, reduced(process, ""))
    ]
    assume("undecided" not in found[0] | found[1])
    assert bool(found[0]) == bool(found[1])


def wide(number: int, inner: str, again: str = "") -> bpmn.Process:
    """So many branches at once, each like `inner`, in which @ stands for its number."""
    words = [word.replace("@", str(n)) for n in range(number) for word in inner.split()]
    nodes = sorted(
        {end for word in words for end in word.partition("?")[0].rstrip("!").split(">")} - {"f", "j"}
    )
    kinds = {"x": "exclusive", "m": "exclusive"}
    made = " ".join(f"{node}:{kinds.get(node[0], 'user')}" for node in nodes)
    back = "s>k k>f j>l l>k?again l>e!" if again else "s>f j>e"
    more = "k:exclusive l:exclusive" if again else ""
    return model(f"s:start f:parallel j:parallel e:end {more} {made}", f"{back} {' '.join(words)}")


@pytest.mark.parametrize(
    "process",
    [
        wide(40, "f>a@ a@>j"),
        wide(40, "f>a@ a@>j", again="yes"),
        wide(30, "f>x@ x@>a@?c x@>b@! a@>m@ b@>m@ m@>j"),
        wide(12, "f>m@ m@>a@ a@>x@ x@>b@?c b@>m@ x@>j!"),
    ],
    ids=["many branches", "again and again", "a choice in each", "a loop in each"],
)
def test_models_of_more_states_than_can_be_played_are_decided(process: bpmn.Process) -> None:
    assert bpmn.soundness(process) == []
    nodes = tuple(replace(node, kind="exclusive") if node.id == "j" else node for node in process.nodes)
    faults = bpmn.soundness(replace(process, nodes=nodes))
    assert {fault.kind for fault in faults} == {"lack of synchronization"}
    assert faults[0].trace[0] == "s", "with a run that shows it"


def test_a_model_that_makes_more_and_more_tokens_is_named_with_a_run() -> None:
    """Unbounded: the second token on one flow is the fault; nothing is counted on."""
    process = model("s:start m:exclusive f:parallel b:user e:end", "s>m m>f f>m f>b b>e")
    (fault,) = bpmn.soundness(process)
    assert fault.kind == "lack of synchronization"
    assert fault.trace[0] == "s"


def test_many_reminders_of_one_step_take_no_time() -> None:
    import time

    hooks = " ".join(f"h{n}:reminder@a u{n}:user" for n in range(40))
    process = model(f"s:start a:user e:end {hooks}", "s>a a>e " + " ".join(f"h{n}>u{n}" for n in range(40)))
    begun = time.process_time()
    bpmn.soundness(process)
    assert time.process_time() - begun < 20
