"""A running case moves to a new version, or is told why not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel import process as bpmn
from tests.kernel.process.playing import Player, model, toy
from tests.kernel.process.test_properties import blocks, build, events

OLD = model("s:start a:user b:user e:end", "s>a a>b b>e")


def program(process: bpmn.Process) -> bpmn.Program:
    return bpmn.compile(process, language=toy)


def test_a_case_goes_on_in_a_version_with_one_more_step() -> None:
    new = program(model("s:start a:user c:user b:user e:end", "s>a a>c c>b b>e"))
    game = Player(OLD)
    found = bpmn.migrate(game.program, new, game.state)
    assert (found.outcome, found.state) == ("moves", game.state)
    state, effects = bpmn.step(new, game.state, bpmn.Completed("a#1"))
    assert [effect.node.id for effect in effects if isinstance(effect, bpmn.Open)] == ["c"]
    assert state.tokens == {"c#2": "c"}


def test_a_step_that_is_gone_needs_a_decision_and_the_decision_moves_the_case() -> None:
    new = program(model("s:start review:user b:user e:end", "s>review review>b b>e"))
    game = Player(OLD)
    found = bpmn.migrate(game.program, new, game.state)
    assert (found.outcome, found.state) == ("needs decision", None)
    assert "stands at a" in found.reasons[0]
    found = bpmn.migrate(game.program, new, game.state, {"a": "review"})
    assert found.outcome == "moves"
    assert found.keys == {"a#1": "review#1"}
    assert found.state is not None
    bpmn.step(new, found.state, bpmn.Completed("review#1"))


def test_a_new_limit_is_armed_and_an_old_one_closed() -> None:
    limited = model("s:start a:user t:timer@a b:user e:end", "s>a a>b t>e b>e")
    bare, game = Player(OLD), Player(limited)
    found = bpmn.migrate(bare.program, game.program, bare.state)
    assert [type(effect) for effect in found.effects] == [bpmn.Arm]
    found = bpmn.migrate(game.program, bare.program, game.state)
    assert found.effects == (bpmn.Close(game.key("t")),)
    assert found.state is not None
    assert found.state.waits == {}


def test_tokens_that_can_never_stand_together_are_refused() -> None:
    game = Player(model("s:start f:parallel a:user b:user j:parallel e:end", "s>f f>a f>b a>j b>j j>e"))
    found = bpmn.migrate(game.program, program(OLD), game.state)
    assert (found.outcome, found.state) == ("refused", None)
    assert "a, b together" in found.reasons[0]


def test_a_branch_that_waits_at_a_join_which_is_gone_needs_a_decision() -> None:
    game = Player(model("s:start f:parallel a:user b:user j:parallel e:end", "s>f f>a f>b a>j b>j j>e"))
    game.complete("a")
    found = bpmn.migrate(game.program, program(OLD), game.state)
    assert found.outcome == "needs decision"
    assert "leads elsewhere" in found.reasons[0]


@settings(max_examples=60, deadline=None)
@given(blocks, blocks, st.randoms(use_true_random=False), st.integers(0, 5))
def test_what_moves_can_be_finished_in_the_new_version(
    first: Any, second: Any, dice: Any, steps: int
) -> None:
    """Between two random models: the moved state survives storage and the case ends with nothing open."""
    game = Player(build(first), {"c0": True})
    for _ in range(steps):
        if not game.state.ended:
            game.send(dice.choice(events(game)))
    other = Player(build(second), {"c0": True})
    found = bpmn.migrate(game.program, other.program, game.state)
    assert (found.state is not None) == (found.outcome == "moves") == (not found.reasons)
    if found.state is None:
        return
    kept = bpmn.from_json(json.loads(json.dumps(bpmn.as_json(found.state))))
    assert kept == found.state
    state = kept
    for _ in range(300):
        if state.ended:
            break
        key = dice.choice([key for key in state.tokens if key not in state.inside.values()])
        rule = other.program.places[state.tokens[key]].node.kind == "rule"
        state, _ = bpmn.step(other.program, state, bpmn.Answered(key, 1) if rule else bpmn.Completed(key))
    assert state.ended == "completed"
    assert replace(state, data={}, serial=0) == bpmn.State(ended="completed")


@settings(max_examples=40, deadline=None)
@given(blocks, st.randoms(use_true_random=False), st.integers(0, 5))
def test_every_case_moves_to_the_same_version_unchanged(block: Any, dice: Any, steps: int) -> None:
    game = Player(build(block), {"c0": True})
    for _ in range(steps):
        if not game.state.ended:
            game.send(dice.choice(events(game)))
    found = bpmn.migrate(game.program, game.program, game.state)
    if found.outcome == "moves":
        assert (found.state, found.effects, found.keys) == (game.state, (), {})
    else:
        assert game.state.ended or "No run" in found.reasons[0]


def test_the_dry_run_accounts_for_every_case(tmp_path: Any) -> None:
    new = model("s:start a:user e:end", "s>a a>e")
    for name, process in (("old", OLD), ("new", new)):
        (tmp_path / f"{name}.bpmn").write_bytes(bpmn.write_bpmn(process))
    first, second = Player(OLD), Player(OLD)
    second.complete("a")
    cases = {"A-1": bpmn.as_json(first.state), "A-2": bpmn.as_json(second.state)}
    (tmp_path / "states.json").write_text(json.dumps(cases))
    files = [str(tmp_path / name) for name in ("old.bpmn", "new.bpmn", "states.json")]
    result = CliRunner().invoke(app, ["process", "migrate", *files])
    assert result.exit_code == 0
    assert "A-1: moves" in result.output
    assert "A-2: needs decision\n  The case stands at b" in result.output
    assert result.output.endswith("1 moves, 1 needs decision\n")
    result = CliRunner().invoke(app, ["process", "migrate", *files, "--move", "b=a"])
    assert "2 moves" in result.output
    (tmp_path / "states.json").write_text("[")
    assert CliRunner().invoke(app, ["process", "migrate", *files]).exit_code == 1


def test_the_difference_of_two_versions_is_told_in_words() -> None:
    named = {"a": {"name": "審查"}, "b": {"name": "決定"}}
    old = model("s:start a:user b:user e:end", "s>a a>b b>e", **named)
    new = model("s:start a:user c:user b:rule e:end", "s>a a>c c>b b>e", c={"name": "踏勘"}, **named)
    assert bpmn.changes(old, old) == []
    assert bpmn.changes(old, new) == [
        "新增「踏勘」。",
        "「審查」之後：原為決定，現為踏勘。",
        "「決定」的方式由「人工辦理」改為「依規則判定」。",
    ]
    assert bpmn.changes(new, old, language="en")[0] == "“踏勘” is gone."
    renamed = replace(old, nodes=tuple(replace(n, name="核定") if n.id == "b" else n for n in old.nodes))
    assert "“決定”改称“核定”。" in bpmn.changes(old, renamed, language="zh-Hans")


def test_the_command_tells_the_difference(tmp_path: Any) -> None:
    new = model("s:start a:user e:end", "s>a a>e")
    for name, process in (("old", OLD), ("new", new)):
        (tmp_path / f"{name}.bpmn").write_bytes(bpmn.write_bpmn(process))
    files = [str(tmp_path / name) for name in ("old.bpmn", "new.bpmn")]
    result = CliRunner().invoke(app, ["process", "diff", *files, "--language", "en"])
    assert (result.exit_code, "is gone." in result.output) == (0, True)
