"""Gateways (BPMN 2.0.2, 13.4): the inclusive join beside its definition, complex gateways, quantities."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel import process as bpmn
from tests.kernel.process.playing import Player, model
from tests.kernel.process.spoken import Case, end, file, flows, play, say, start, user


def graph(dice: random.Random) -> bpmn.Process:
    """Tasks and gateways behind a split, led to one another at will, loops included."""
    names = [f"n{number}" for number in range(dice.randint(5, 10))]
    kinds: list[bpmn.NodeKind] = [*dice.choices(["inclusive", "exclusive", "user", "user"], k=len(names))]  # type: ignore[list-item]
    kinds[0] = "parallel"
    nodes = [bpmn.Node("s", "start"), *map(bpmn.Node, names, kinds)]
    drawn = [bpmn.Flow("f", "s", names[0])]
    for at, name in enumerate(names[:-1]):
        many = 3 if not at else dice.choice([1, 1, 1, 2])
        for number in range(many):
            near = names[at + 1 : at + 5]
            target = dice.choice(names[1:]) if dice.random() < 0.12 else dice.choice(near)
            chosen = kinds[at] in ("inclusive", "exclusive")
            condition = f"c{dice.randint(0, 3)}" if chosen and number else ""
            drawn.append(
                bpmn.Flow(f"{name}{target}{number}", name, target, "", condition, chosen and not number)
            )
    return bpmn.Process("p", "", tuple(nodes), tuple(drawn))


def paths(process: bpmn.Process, first: str, join: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Ways into the join at which a path ends that starts with this flow and does not visit the join before."""
    flow = next(one for one in process.flows if one.id == first)
    if flow.target == join:
        yield first
        return
    for after in process.flows:
        if after.source == flow.target and after.id not in seen:
            yield from paths(process, after.id, join, seen | {after.id})


def activated(process: bpmn.Process, state: bpmn.State, join: str) -> bool:
    """13.4.3, word for word, with a token in an activity taken for one on each flow out of it."""
    ins = {flow.id for flow in process.flows if flow.target == join}
    filled = {flow for flow in ins if flow in state.arrived}
    if not filled:
        return False
    holding = set(state.arrived) - ins
    holding |= {flow.id for flow in process.flows if flow.source in state.tokens.values()}
    for flow in holding:
        ends = set(paths(process, flow, join))
        if ends & (ins - filled) and not ends & filled:
            return False
    return True


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**48))
def test_an_inclusive_join_goes_on_exactly_when_the_standard_says(seed: int) -> None:
    dice = random.Random(seed)
    process = graph(dice)
    joins = [
        node.id
        for node in process.nodes
        if node.kind == "inclusive" and sum(flow.target == node.id for flow in process.flows) > 1
    ]
    try:
        game = Player(process, {f"c{number}": dice.random() < 0.5 for number in range(4)}, moves=500)
        for _ in range(12):
            if game.state.ended:
                return
            assert not any(activated(process, game.state, join) for join in joins), "at rest none may go on"
            if not game.open:
                return  # joins that wait for one another
            game.send(
                bpmn.Completed(
                    dice.choice(sorted(game.open)), {f"c{dice.randint(0, 3)}": dice.random() < 0.5}
                )
            )
    except bpmn.Stuck:
        return  # an endless loop of gateways


def test_the_graphs_hold_joins_that_wait() -> None:
    """Guards the test above against graphs in which nothing is awaited."""
    waited = 0
    for seed in range(300):
        dice = random.Random(seed)
        process = graph(dice)
        try:
            game = Player(process, {f"c{number}": dice.random() < 0.5 for number in range(4)}, moves=500)
        except bpmn.Stuck:
            continue
        waited += bool(game.state.arrived and game.open)
    assert waited > 20


def enough(count: int) -> bpmn.Language:
    def language(text: str) -> bpmn.Evaluation:
        if text == "late":
            return lambda data: data.get("waitingForStart") is False
        return lambda data: data["activationCount"] >= count

    return language


COMPLEX = "s:start f:parallel a:user x:user g:exclusive m:exclusive j:complex z:user"


def test_a_complex_gateway_is_reset_when_what_may_come_could_come_the_used_way_too() -> None:
    """13.4.5: no token is expected on a way if it may also come to one from which a token was taken."""
    process = model(COMPLEX, "s>f f>a f>x a>m x>g g>m?back g>j! m>j j>z", j={"activation": "enough"})
    game = Player(process, language=lambda text: enough(1)(text) if text == "enough" else lambda data: False)
    game.complete("a")
    assert game.state.resets == {}
    other = model(COMPLEX, "s>f f>a f>x a>m x>g g>j! m>j j>z", j={"activation": "enough"})
    game = Player(other, language=enough(1))
    game.complete("a")
    assert set(game.state.resets) == {"j"}


def test_the_ways_out_of_a_complex_gateway_may_ask_in_which_phase_it_is() -> None:
    process = model(
        "s:start f:parallel a:user b:user j:complex y:user z:user",
        "s>f f>a f>b a>j b>j j>y j>z?late",
        j={"activation": "enough"},
    )
    game = Player(process, language=enough(1))
    game.complete("b")
    assert game.waiting == {"a", "y"}
    game.complete("a")
    assert game.waiting == {"y", "z"}


@pytest.mark.parametrize("kind", ["exclusive", "inclusive", "complex"])
def test_without_a_way_out_a_gateway_stops_in_words(kind: str) -> None:
    """13.4: the gateway throws an exception; the state before stays."""
    source = file(start(), f'<{kind}Gateway id="g"/>', say("a"), flows("s>g g>a?false"))
    with pytest.raises(bpmn.Stuck, match="No condition holds and there is no default flow"):
        Case(source)


def test_conditions_on_flows_out_of_an_activity_split_and_its_default_is_taken_when_none_holds() -> None:
    """13.3.1: each flow that holds, a flow without condition always, the default only when no condition holds."""
    parts = (
        '<userTask id="a" default="a_d"/>',
        say("b", "c", "d", "n"),
        flows("s>a a>b?x&gt;1 a>c?x&gt;2 a>d a>n"),
    )
    for x, said in ((0, ["n", "d"]), (2, ["b", "n"]), (3, ["b", "c", "n"])):
        case = Case(file(start(), *parts), {"x": x})
        case.do("a")
        assert sorted(case.said) == sorted(said)


def test_several_flows_into_an_activity_begin_it_each_and_several_out_of_it_are_all_taken() -> None:
    source = file(start(), '<parallelGateway id="f"/>', say("a", "b", "c"), flows("s>f f>a f>a a>b a>c"))
    assert sorted(play(source)[0]) == ["a", "a", "b", "b", "c", "c"]


def test_quantities_of_tokens() -> None:
    """10.3: startQuantity tokens begin an activity, completionQuantity go down each way out of it."""
    two = '<userTask id="a" completionQuantity="3"/><userTask id="b" startQuantity="2"/>'
    case = Case(file(start(), two, end(), flows("s>a a>b b>e")))
    case.do("a")
    assert len(case.keys("b")) == 1
    case.do("b")
    assert bpmn.deadlocked(case.state), "one token is left and waits for another"


def test_a_parallel_join_waits_for_each_way_and_keeps_what_comes_twice() -> None:
    source = file(start(), '<parallelGateway id="f"/><parallelGateway id="j"/>', user("a", "b"), say("z"),
                  flows("s>f f>a f>a f>b a>j b>j j>z"))  # fmt: skip
    case = Case(source)
    case.do("a", "a")
    assert case.said == []
    case.do("b")
    assert case.said == ["z"]
