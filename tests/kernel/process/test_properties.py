"""Properties of the token game on random block-structured models (always sound by construction)."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel import process as bpmn
from tests.kernel.process.playing import Player

Block = Any  # "user" | "service" | "rule" | "script" | (shape, [blocks])

leaf = st.sampled_from(["user", "service", "rule", "script"])
shape = st.sampled_from(
    ["then", "parallel", "exclusive", "inclusive", "subprocess", "many", "timer", "reminder"]
)
blocks: st.SearchStrategy[Block] = st.recursive(
    leaf, lambda inner: st.tuples(shape, st.lists(inner, min_size=1, max_size=3)), max_leaves=8
)


@dataclass
class Builder:
    """Turns blocks into a process; every block has one way in and one way out."""

    nodes: list[bpmn.Node] = field(default_factory=list)
    flows: dict[str, list[bpmn.Flow]] = field(default_factory=dict)
    numbers: Any = field(default_factory=itertools.count)

    def node(self, kind: Any, parent: str, **more: Any) -> str:
        name = f"{kind}{next(self.numbers)}"
        if kind == "script":
            more = {"script": "1", "options": {"result": name}}
        self.nodes.append(bpmn.Node(name, kind, parent=parent, **more))
        return name

    def link(self, source: str, target: str, parent: str, **more: Any) -> None:
        name = f"f{next(self.numbers)}"
        self.flows.setdefault(parent, []).append(bpmn.Flow(name, source, target, **more))

    def block(self, block: Block, parent: str) -> tuple[str, str]:
        if isinstance(block, str):
            name = self.node(block, parent)
            return name, name
        shape, inner = block
        return getattr(self, shape)(inner, parent)

    def then(self, inner: list[Block], parent: str) -> tuple[str, str]:
        ends = [self.block(one, parent) for one in inner]
        for (_, before), (after, _) in itertools.pairwise(ends):
            self.link(before, after, parent)
        return ends[0][0], ends[-1][1]

    def split(self, kind: Any, inner: list[Block], parent: str) -> tuple[str, str]:
        begin = self.node(kind, parent)
        ends = [self.block(one, parent) for one in inner]
        end = self.node(kind, parent)
        for number, (first, last) in enumerate(ends):
            default = kind in ("exclusive", "inclusive") and number == len(ends) - 1
            condition = f"c{number}" if kind in ("exclusive", "inclusive") and not default else ""
            self.link(begin, first, parent, condition=condition, default=default)
            self.link(last, end, parent)
        return begin, end

    def parallel(self, inner: list[Block], parent: str) -> tuple[str, str]:
        return self.split("parallel", inner, parent)

    def exclusive(self, inner: list[Block], parent: str) -> tuple[str, str]:
        return self.split("exclusive", inner, parent)

    def inclusive(self, inner: list[Block], parent: str) -> tuple[str, str]:
        return self.split("inclusive", inner, parent)

    def many(self, inner: list[Block], parent: str) -> tuple[str, str]:
        """The inner blocks twice at the same time."""
        name = self.node("subprocess", parent, loop=bpmn.Loop("parallel", cardinality="2"))
        self.scope(("then", inner), name)
        return name, name

    def subprocess(self, inner: list[Block], parent: str) -> tuple[str, str]:
        name = self.node("subprocess", parent)
        self.scope(("then", inner), name)
        return name, name

    def timer(self, inner: list[Block], parent: str) -> tuple[str, str]:
        """The inner blocks as a sub-process under a limit; both ways meet again."""
        host, _ = self.subprocess(inner, parent)
        timer = self.node("boundary", parent, attached_to=host, triggers=(bpmn.Trigger("timer", text="P1D"),))
        late, meet = self.node("user", parent), self.node("exclusive", parent)
        for source, target in ((host, meet), (timer, late), (late, meet)):
            self.link(source, target, parent)
        return host, meet

    def reminder(self, inner: list[Block], parent: str) -> tuple[str, str]:
        host, _ = self.subprocess(inner, parent)
        timer = self.node(
            "boundary",
            parent,
            attached_to=host,
            triggers=(bpmn.Trigger("timer", text="P1D"),),
            interrupting=False,
        )
        self.link(timer, self.node("user", parent), parent)
        return host, host

    def scope(self, block: Block, parent: str) -> None:
        start = self.node("start", parent)
        first, last = self.block(block, parent)
        end = self.node("end", parent)
        self.link(start, first, parent)
        self.link(last, end, parent)


def build(block: Block) -> bpmn.Process:
    builder = Builder()
    builder.scope(block, "")
    order = ["", *(node.id for node in builder.nodes if node.kind == "subprocess")]
    flows = tuple(flow for scope in order for flow in builder.flows.get(scope, []))
    return bpmn.Process("p", "", in_document_order(builder.nodes), flows)


def in_document_order(nodes: list[bpmn.Node], scope: str = "") -> tuple[bpmn.Node, ...]:
    found: list[bpmn.Node] = []
    for node in nodes:
        if node.parent == scope:
            found.append(node)
            found += in_document_order(nodes, node.id)
    return tuple(found)


def events(game: Player) -> list[bpmn.Event]:
    """Everything the world may say now."""
    kinds = {node.id: node.kind for node in game.program.process.nodes}
    work = [
        bpmn.Answered(key, "yes") if kinds[node] == "rule" else bpmn.Completed(key, {node: 1})
        for key, node in game.open.items()
    ]
    return [*work, *(bpmn.Fired(key) for key in game.armed)]


@settings(max_examples=150, deadline=None)
@given(blocks, st.randoms(use_true_random=False), st.sets(st.sampled_from(["c0", "c1"])))
def test_every_run_ends_with_nothing_open_and_its_state_survives_storage(
    block: Block, dice: Any, on: set[str]
) -> None:
    game = Player(build(block), dict.fromkeys(on, True))
    for _ in range(500):
        assert bpmn.from_json(json.loads(json.dumps(bpmn.as_json(game.state)))) == game.state
        assert (game.state.ended == "completed") == (not game.open)
        if game.state.ended:
            break
        game.send(dice.choice(events(game)))
    assert game.state.ended == "completed"
    assert (game.open, game.armed, game.state.tokens, game.state.waits) == ({}, {}, {}, {})
    assert (game.state.inside, game.state.arrived) == ({}, {})
    assert sum(isinstance(effect, bpmn.Ended) for effect in game.trace) == 1


def run(process: bpmn.Process, on: set[str], dice: Any) -> tuple[Counter[str], Any]:
    """Complete all work in a random order, no timer fires: what was opened, and the data at the end."""
    game = Player(process, dict.fromkeys(on, True))
    while not game.state.ended:
        game.send(dice.choice([event for event in events(game) if not isinstance(event, bpmn.Fired)]))
    opened = Counter(effect.node.id for effect in game.trace if isinstance(effect, bpmn.Open | bpmn.Ask))
    return opened, game.state.data


@settings(max_examples=80, deadline=None)
@given(blocks, st.randoms(use_true_random=False), st.sets(st.sampled_from(["c0", "c1"])))
def test_the_order_of_independent_work_does_not_matter(block: Block, dice: Any, on: set[str]) -> None:
    process = build(block)
    assert run(process, on, dice) == run(process, on, dice)


def shape_of(state: bpmn.State, key: str = "") -> Any:
    """What is inside a token (the whole case: ""), without the numbers in keys."""
    inside = [one for one in state.tokens if state.inside.get(one, "") == key]
    arrived = sorted(
        (flow.partition("@")[0], n) for flow, n in state.arrived.items() if flow.partition("@")[2] == key
    )
    waits = sorted(wait.rpartition("#")[0] for wait, host in state.waits.items() if host == key)
    return sorted((state.tokens[one], shape_of(state, one)) for one in inside), arrived, waits


@settings(max_examples=150, deadline=None)
@given(blocks, st.randoms(use_true_random=False), st.sets(st.sampled_from(["c0", "c1"])))
def test_two_pieces_of_open_work_done_in_either_order_leave_the_same_case(
    block: Block, dice: Any, on: set[str]
) -> None:
    game = Player(build(block), dict.fromkeys(on, True))
    while not game.state.ended:
        work = [event for event in events(game) if not isinstance(event, bpmn.Fired)]
        if len(work) > 1:
            one, other = dice.sample(work, 2)
            ends = [
                bpmn.step(game.program, bpmn.step(game.program, game.state, first)[0], second)[0]
                for first, second in ((one, other), (other, one))
            ]
            assert shape_of(ends[0]) == shape_of(ends[1])
            assert (ends[0].data, ends[0].ended) == (ends[1].data, ends[1].ended)
        game.send(dice.choice(work))


@settings(max_examples=80, deadline=None)
@given(blocks, st.randoms(use_true_random=False), st.integers(0, 6))
def test_cancelling_at_any_moment_leaves_nothing_open(block: Block, dice: Any, steps: int) -> None:
    game = Player(build(block), {"c0": True})
    for _ in range(steps):
        if not game.state.ended:
            game.send(dice.choice(events(game)))
    if not game.state.ended:
        game.send(bpmn.Cancelled("withdrawn"))
    assert (game.open, game.armed, game.state.tokens, game.state.waits) == ({}, {}, {}, {})


@settings(max_examples=80, deadline=None)
@given(blocks)
def test_block_structured_models_are_sound_survive_files_and_can_be_drawn(block: Block) -> None:
    process = build(block)
    assert bpmn.soundness(process) == []
    assert bpmn.read_bpmn(bpmn.write_bpmn(process)) == (process,)
    for expanded in (True, False):
        assert no_overlap(process, bpmn.layout(process, expanded=expanded)) == []


def no_overlap(process: bpmn.Process, drawn: bpmn.Layout) -> list[str]:
    """Pairs of nodes of one scope whose boxes overlap, and flows that cross a node they do not belong to."""
    found: list[str] = []
    shown = [node for node in process.nodes if node.id in drawn.boxes and node.kind != "boundary"]
    for one, other in itertools.combinations(shown, 2):
        a, b = drawn.boxes[one.id], drawn.boxes[other.id]
        apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
        if one.parent == other.parent and not apart:
            found.append(f"{one.id} on {other.id}")
    parents = {node.id: node.parent for node in process.nodes}
    hosts = {node.id: node.attached_to for node in process.nodes}
    for flow in process.flows:
        ends = {flow.source, flow.target, hosts[flow.source]}
        for node in shown:
            if flow.id in drawn.flows and node.parent == parents[flow.source] and node.id not in ends:
                box, points = drawn.boxes[node.id], drawn.flows[flow.id]
                if any(crosses(a, b, box) for a, b in itertools.pairwise(points)):
                    found.append(f"{flow.id} through {node.id}")
    return found


def crosses(a: tuple[float, float], b: tuple[float, float], box: Any) -> bool:
    """Does the horizontal or vertical line from a to b pass through the inside of the box?"""
    left, right = min(a[0], b[0]), max(a[0], b[0])
    top, bottom = min(a[1], b[1]), max(a[1], b[1])
    return left < box.x + box.width and right > box.x and top < box.y + box.height and bottom > box.y
