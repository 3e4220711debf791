"""Migration against brute force: where a case moves to, some case of the new version can come by itself."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from minben.kernel import process as bpmn
from tests.kernel.process.playing import Player, model
from tests.kernel.process.test_soundness import Played, canonical, graph


def edited(process: bpmn.Process, dice: random.Random) -> bpmn.Process:
    """A new version: another gateway, a flow that leads elsewhere, a step or a limit less, a limit more."""
    nodes, flows = list(process.nodes), list(process.flows)
    node, flow = dice.choice(nodes), dice.choice(flows)
    ins, outs = ([one for one in flows if getattr(one, end) == node.id] for end in ("target", "source"))
    if node.id.startswith("g"):
        kind = dice.choice(["exclusive", "parallel", "inclusive"])
        nodes[nodes.index(node)] = replace(node, kind=kind)
        chosen = kind != "parallel" and len(outs) > 1
        for number, one in enumerate(outs):
            condition = f"c{one.id}" if chosen and number else ""
            flows[flows.index(one)] = replace(one, condition=condition, default=chosen and not number)
    elif node.kind == "boundary":
        nodes.remove(node)
        flows.remove(outs[0])
    elif node.kind == "user" and dice.random() < 0.5:
        nodes.append(
            bpmn.Node("new", "boundary", attached_to=node.id, triggers=(bpmn.Trigger("timer", text="P1D"),))
        )
        flows.append(bpmn.Flow("fresh", "new", "e"))
    elif node.kind == "user" and not any(one.attached_to == node.id for one in nodes):
        nodes.remove(node)
        flows.remove(outs[0])
        flows[flows.index(ins[0])] = replace(ins[0], target=outs[0].target)
    elif flow.target.startswith("g"):
        goal = dice.choice([one.id for one in nodes if one.kind not in ("start", "boundary")])
        flows[flows.index(flow)] = replace(flow, target=goal)
    return replace(process, nodes=tuple(nodes), flows=tuple(flows))


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**48))
def test_a_moved_case_stands_where_a_case_of_the_new_version_can_stand(seed: int) -> None:
    dice = random.Random(seed)
    before = graph(dice)
    after = edited(before, dice)
    try:
        old, new = Played(before), Played(after)
    except bpmn.Refused:  # an edit has made an endless loop without a step
        assume(False)
        return
    assume(new.complete and not new.doubled)
    for state in list(old.states.values())[:40]:
        moved = bpmn.migrate(old.program, new.program, state)
        assert moved.reasons or moved.state is not None
        if moved.state is not None:
            assert canonical(moved.state) in new.after


@pytest.mark.parametrize("kind", ["inclusive", "exclusive"])
def test_a_branch_that_would_not_wait_any_more_is_refused(kind: str) -> None:
    """Nothing would ever move it on: a join looks only at what comes."""
    flows = "s>f f>a f>b a>j b>j j>c c>e"
    game = Player(model("s:start f:parallel a:user b:user j:parallel c:user e:end", flows))
    game.complete("a")
    new = bpmn.compile(
        model(f"s:start f:exclusive a:user b:user j:{kind} c:user e:end", "s>f f>a! f>b?x a>j b>j j>c c>e")
    )
    stuck = replace(game.state, tokens={}, waits={})
    moved = bpmn.migrate(game.program, new, stuck)
    assert moved.outcome == "refused"
    assert "A branch waits at j, where the new version would go on" in moved.reasons[0]
