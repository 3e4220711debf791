"""`step` is total: any event in any state of any model gives a state or a refusal, and the books always agree."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel import process as bpmn
from minben.kernel.finding import InputError
from tests.kernel.process import anymodel
from tests.kernel.process.playing import Player, model

seeds = st.integers(0, 2**48)


def world(dice: random.Random) -> anymodel.World:
    found = anymodel.processes(dice)
    return anymodel.World(bpmn.compile(found[0], library=found, moves=1000))


def play(one: anymodel.World, dice: random.Random, most: int = 25) -> int:
    """How many events were taken."""
    taken = 0
    for _ in range(most):
        fits = dice.random() < 0.8
        make = anymodel.fitting if fits else anymodel.nonsense
        taken += one.tell(make(one.program, one.state, dice))
    return taken


@settings(max_examples=400, deadline=None)
@given(seeds)
def test_any_event_in_any_state_gives_a_state_or_a_refusal(seed: int) -> None:
    dice = random.Random(seed)
    play(world(dice), dice)


def test_the_random_models_are_played_to_their_ends() -> None:
    """Guards the test above against models in which nothing happens."""
    dice, ends, taken = random.Random(1), set[str](), 0
    for _ in range(60):
        one = world(dice)
        taken += play(one, dice)
        ends.add(one.state.ended)
    assert ends == {"", "completed", "cancelled", "failed"}
    assert taken > 120


@settings(max_examples=300, deadline=None)
@given(seeds)
def test_a_broken_model_is_refused_or_played(seed: int) -> None:
    dice = random.Random(seed)
    first, *others = anymodel.processes(dice)
    process = anymodel.broken(first, dice)
    bpmn.check(process)
    try:
        program = bpmn.compile(process, library=(process, *others), moves=1000)
    except InputError:
        return
    play(anymodel.World(program), dice, 10)


@settings(max_examples=200, deadline=None)
@given(seeds, seeds)
def test_a_state_of_another_program_is_refused_or_played(seed: int, other: int) -> None:
    one, dice = world(random.Random(seed)), random.Random(other)
    play(one, dice, 4)
    wrong = world(dice).program
    for _ in range(4):
        event = anymodel.fitting(one.program, one.state, dice)
        try:
            bpmn.step(wrong, one.state, event)
        except bpmn.Refused:
            continue


@settings(max_examples=200, deadline=None)
@given(seeds)
def test_cancelling_any_model_at_any_moment_leaves_nothing_open(seed: int) -> None:
    dice = random.Random(seed)
    one = world(dice)
    play(one, dice, dice.randint(0, 8))
    if not one.state.ended:
        assert one.tell(bpmn.Cancelled("withdrawn"))
    assert (one.open, one.armed, one.state.tokens) == (set(), set(), {})


@settings(max_examples=100, deadline=None)
@given(seeds)
def test_the_events_told_again_give_the_same_state(seed: int) -> None:
    dice = random.Random(seed)
    one, told = world(dice), list[bpmn.Event]()
    for _ in range(15):
        event = anymodel.fitting(one.program, one.state, dice)
        if one.tell(event):
            told.append(event)
    again = world(random.Random(seed))  # compiled anew
    assert all(again.tell(event) for event in told)
    assert again.state == one.state


@pytest.mark.parametrize("text", ["count", "function(a) a", "{a: string}", "[sum]"])
def test_a_name_of_a_built_in_function_is_no_data(text: str) -> None:
    process = model("s:start a:script e:end", "s>a a>e", a={"script": text, "options": {"result": "x"}})
    game = Player(process, language=bpmn.feel)
    assert game.state.ended == "completed"
    assert game.state.data["x"] in (None, {"a": None}, [None])


def test_numbers_beyond_floats_are_none_and_whole_ones_stay_small() -> None:
    assert bpmn.feel("10 ** 400")({}) is None
    assert bpmn.feel("10 ** 39")({}) == 10**39
    assert bpmn.feel("10 ** 60")({}) == 1e60


def test_what_was_done_in_a_finished_call_is_kept_while_it_can_be_undone() -> None:
    """A call is undone like a sub-process (BPMN 2.0.2, 10.7); with the case the records are gone."""
    called = bpmn.Process("q", "", *_undoable())
    process = model("s:start c:call a:user e:end", "s>c c>a a>e", c={"calls": "q"})
    program = bpmn.compile(process, library=[called])
    state, effects = bpmn.start(program)
    opened = next(effect for effect in effects if isinstance(effect, bpmn.Open))
    state, _ = bpmn.step(program, state, bpmn.Completed(opened.key))
    assert list(state.tokens.values()) == ["a"]
    assert {record["in"] for record in state.done.values()} == {"", "c#1"}
    (key,) = state.tokens
    state, _ = bpmn.step(program, state, bpmn.Completed(key))
    assert (state.ended, state.done) == ("completed", {})


def _undoable() -> tuple[tuple[bpmn.Node, ...], tuple[bpmn.Flow, ...]]:
    found = model(
        "s:start b:user k:boundary undo:user e:end",
        "s>b b>e",
        k={"attached_to": "b", "triggers": (bpmn.Trigger("compensation"),), "undo": "undo"},
        undo={"for_undo": True},
    )
    return found.nodes, found.flows


def doubled(process: bpmn.Process) -> bpmn.Process:
    return bpmn.Process("p", "", process.nodes, (*process.flows, *process.flows[:1]))


@pytest.mark.parametrize(
    ("process", "message"),
    [
        (doubled(model("s:start a:user e:end", "s>a a>e")), "2 flows have the same id."),
        (
            bpmn.Process("p", "", (bpmn.Node("s", "start"), bpmn.Node("s", "end")), ()),
            "2 nodes have the same id.",
        ),
        (bpmn.Process("p", "", (bpmn.Node("s#1", "start"),), ()), "'s#1' is no id"),
        (model("s:start a:user e:end", "s>e", a={"attached_to": "s"}), "Only a boundary event is attached"),
    ],
)
def test_ids_are_there_once_and_make_keys(process: bpmn.Process, message: str) -> None:
    with pytest.raises(InputError, match=message):
        bpmn.compile(process)
