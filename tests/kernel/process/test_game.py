"""The token game, element by element."""

from __future__ import annotations

import pytest

from minben.kernel import process as bpmn
from minben.kernel.finding import InputError
from tests.kernel.process.playing import Player, model

PARALLEL = model(
    "s:start fork:parallel a:user b:user join:parallel c:user e:end",
    "s>fork fork>a fork>b a>join b>join join>c c>e",
)


@pytest.mark.demonstrates("R169")
def test_parallel_work_is_open_at_once_and_joined_in_any_order() -> None:
    for order in (("a", "b"), ("b", "a")):
        game = Player(PARALLEL)
        assert game.waiting == {"a", "b"}
        game.complete(order[0])
        assert game.waiting == {order[1]}
        game.complete(order[1])
        assert game.waiting == {"c"}
        game.complete("c")
        assert (game.state.ended, game.open, game.state.tokens) == ("completed", {}, {})
        assert game.trace[-1] == bpmn.Ended("completed")


def test_data_of_a_completion_are_merged_and_decide_the_way() -> None:
    process = model("s:start a:user x:exclusive yes:user no:user", "s>a a>x x>yes?ok x>no!")
    for ok, then in ((True, "yes"), (False, "no"), (None, "no")):
        game = Player(process, {"ok": False, "kept": 1})
        game.complete("a", ok=ok)
        assert game.waiting == {then}
        assert game.state.data == {"ok": ok, "kept": 1}


def test_conditions_are_tried_in_file_order() -> None:
    game = Player(
        model("s:start x:exclusive a:user b:user", "s>x x>a?one x>b?two"), {"one": True, "two": True}
    )
    assert game.waiting == {"a"}


def test_no_condition_holds_is_stuck_and_changes_nothing() -> None:
    process = model("s:start a:user x:exclusive b:user", "s>a a>x x>b?ok")
    game = Player(process)
    before = bpmn.as_json(game.state)
    with pytest.raises(bpmn.Stuck, match="No condition holds") as caught:
        bpmn.step(game.program, game.state, bpmn.Completed("a#1", {"ok": False}))
    assert caught.value.node == "x"
    assert bpmn.as_json(game.state) == before


def test_a_rule_is_asked_and_its_answer_kept_under_its_result_name() -> None:
    options = {"decision": "permit", "result": "permitted"}
    process = model(
        "s:start r:rule x:exclusive a:user b:user", "s>r r>x x>a?permitted x>b!", r={"options": options}
    )
    game = Player(process)
    (ask,) = game.trace
    assert isinstance(ask, bpmn.Ask)
    assert ask.node.options["decision"] == "permit"
    with pytest.raises(bpmn.Refused, match="is a rule"):
        game.send(bpmn.Completed(ask.key))
    game.send(bpmn.Answered(ask.key, True))
    assert game.state.data == {"permitted": True}
    assert game.waiting == {"a"}


def test_ten_thousand_scripts_run_in_one_step_and_an_endless_loop_is_an_error() -> None:
    options = {"script": "n+1", "options": {"result": "n"}}
    process = model(
        "s:start m:exclusive t:script x:exclusive e:end", "s>m m>t t>x x>m?n<10000 x>e!", t=options
    )
    game = Player(process)
    assert game.state.data == {"n": 10_000}
    assert game.state.ended == "completed"
    with pytest.raises(bpmn.Stuck, match="endless"):
        Player(process, moves=5_000)


def test_an_interrupting_timer_withdraws_the_work() -> None:
    game = Player(model("s:start a:user t:timer@a late:user e:end", "s>a a>e t>late late>e"))
    assert [type(effect) for effect in game.trace] == [bpmn.Open, bpmn.Arm]
    game.fire("t")
    assert game.waiting == {"late"}
    assert game.armed == {}
    game.complete("late")
    assert game.state.ended == "completed"


def test_completion_disarms_the_timer() -> None:
    game = Player(model("s:start a:user t:timer@a late:user e:end", "s>a a>e t>late late>e"))
    timer = game.key("t")
    game.complete("a")
    assert game.armed == {}
    with pytest.raises(bpmn.Refused, match="ended"):
        game.send(bpmn.Fired(timer))


def test_a_gentle_timer_adds_work_once() -> None:
    game = Player(model("s:start a:user t:reminder@a remind:user e:end", "s>a a>e t>remind remind>e"))
    timer = game.key("t")
    game.fire("t")
    assert game.waiting == {"a", "remind"}
    with pytest.raises(bpmn.Refused, match="No timer"):
        game.send(bpmn.Fired(timer))
    game.complete("a")
    assert not game.state.ended
    game.complete("remind")
    assert game.state.ended == "completed"


SUB = model(
    "s:start sub:subprocess is:start@sub fork:parallel@sub a:user@sub b:user@sub j:parallel@sub ie:end@sub "
    "t:timer@sub after:user late:user e:end",
    "s>sub sub>after t>late after>e late>e is>fork fork>a fork>b a>j b>j j>ie",
)


def test_a_sub_process_ends_when_no_token_is_left_inside() -> None:
    game = Player(SUB)
    assert game.waiting == {"a", "b"}
    game.complete("b")
    game.complete("a")
    assert game.waiting == {"after"}
    assert game.armed == {}


def test_interrupting_a_sub_process_withdraws_everything_inside() -> None:
    game = Player(SUB)
    game.complete("a")  # one token already waits at the join inside
    game.fire("t")
    assert game.waiting == {"late"}
    assert not game.state.arrived
    assert not game.state.inside
    game.complete("late")
    assert game.state.ended == "completed"


def test_two_tokens_in_one_sub_process_do_not_mix() -> None:
    process = model(
        "s:start split:parallel x:exclusive sub:subprocess is:start@sub f:parallel@sub a:user@sub b:user@sub "
        "j:parallel@sub after:user",
        "s>split split>x split>x x>sub sub>after is>f f>a f>b a>j b>j",
    )
    game = Player(process)
    keys = {node: [key for key, of in game.open.items() if of == node] for node in "ab"}
    game.send(bpmn.Completed(keys["a"][0]))
    game.send(bpmn.Completed(keys["b"][1]))
    assert "after" not in game.waiting  # one half each: neither join is complete
    game.send(bpmn.Completed(keys["b"][0]))
    assert list(game.open.values()).count("after") == 1


def test_cancelling_leaves_nothing_open() -> None:
    game = Player(SUB)
    game.send(bpmn.Cancelled("withdrawn"))
    assert (game.open, game.armed, game.state.tokens) == ({}, {}, {})
    assert game.trace[-1] == bpmn.Ended("cancelled")
    with pytest.raises(bpmn.Refused, match="ended"):
        game.send(bpmn.Cancelled())


def test_events_that_do_not_fit_are_refused() -> None:
    game = Player(PARALLEL)
    for event in (bpmn.Completed("a#99"), bpmn.Answered(game.key("a")), bpmn.Fired("a#1"), bpmn.Started()):
        with pytest.raises(bpmn.Refused):
            bpmn.step(game.program, game.state, event)


def test_several_flows_out_of_a_task_all_get_a_token() -> None:
    game = Player(model("s:start a:user b:user c:user", "s>a a>b a>c"))
    game.complete("a")
    assert game.waiting == {"b", "c"}


def test_a_deadlock_is_visible() -> None:
    game = Player(model("s:start x:exclusive a:user b:user j:parallel e:end", "s>x x>a?ok x>b! a>j b>j j>e"))
    game.complete("b")
    assert bpmn.deadlocked(game.state)
    assert not game.state.ended


def test_inner_nodes_inherit_the_lane() -> None:
    process = model(
        "s:start sub:subprocess is:start@sub a:user@sub",
        "s>sub is>a",
        sub={"lane": "office"},
        lanes={"office": "o"},
    )
    (opened,) = Player(process).trace
    assert isinstance(opened, bpmn.Open)
    assert opened.node.lane == "office"


def test_a_finished_state_is_small_and_versioned() -> None:
    game = Player(PARALLEL)
    for node in "abc":
        game.complete(node)
    stored = bpmn.as_json(game.state)
    assert stored == {"version": 2, "serial": 3, "ended": "completed"}
    with pytest.raises(InputError, match="version 3"):
        bpmn.from_json({**stored, "version": 3})
    with pytest.raises(InputError, match="Unknown parts"):
        bpmn.from_json({**stored, "colour": 1})


def test_compile_refuses_what_cannot_be_played() -> None:
    for process, message in (
        (model("e:end", ""), "no start event"),
        (model("s:start", "s>nowhere"), "nowhere does not exist"),
        (model("s:start p:subprocess s2:start@p s3:start@p", "s>p"), "several start events"),
        (model("s:start t:timer@gone", ""), "attached to no activity"),
    ):
        with pytest.raises(InputError, match=message):
            bpmn.compile(process)


def test_a_state_of_the_first_version_is_still_read() -> None:
    stored = {"version": 1, "tokens": {"a#1": "a"}, "timers": {"t#2": "a#1"}, "serial": 2}
    assert bpmn.from_json(stored).waits == {"t#2": "a#1"}
