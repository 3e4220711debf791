"""The token game beyond tasks and plain gateways: events, loops, undoing, choices, calls."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel import process as bpmn
from tests.kernel.process.playing import Player, model

T = bpmn.Trigger


def event(kind: Any, name: str = "", **more: Any) -> dict[str, Any]:
    return {"triggers": (T(kind, name),), **more}


def test_a_message_goes_to_the_case_whose_data_it_names() -> None:
    process = model("s:start m:catch a:user e:end", "s>m m>a a>e", m=event("message", "paid"))
    rule = bpmn.Correlation("paid", "case", "number", "case")
    game = Player(bpmn.Process(**{**vars(process), "correlations": (rule,)}), {"number": 7})
    (listen,) = game.trace
    assert isinstance(listen, bpmn.Listen)
    assert (listen.name, listen.correlation) == ("paid", {"case": 7})
    with pytest.raises(bpmn.Refused, match="Nothing waits for the message paid"):
        game.send(bpmn.Received("paid", {"case": 8}))
    game.send(bpmn.Received("paid", {"case": 7, "sum": 3}))
    assert game.waiting == {"a"}
    assert game.state.data["sum"] == 3


def test_the_first_of_several_events_decides_the_way_and_the_others_are_no_longer_wanted() -> None:
    process = model(
        "s:start g:event_based m:catch t:catch a:user b:user",
        "s>g g>m g>t m>a t>b",
        m=event("message", "paid"),
        t={"triggers": (T("timer", text="P5D"),)},
    )
    game = Player(process)
    game.send(bpmn.Received("paid"))
    assert (game.waiting, game.armed, game.state.waits) == ({"a"}, {"m#2": "m"}, {})
    game = Player(process)
    game.fire("t")
    assert game.waiting == {"b"}


def test_each_of_many_things_is_done_by_itself_and_gives_its_result() -> None:
    loop = bpmn.Loop("parallel", items="units", item="unit", results="votes", result="vote")
    process = model("s:start a:user b:user", "s>a a>b", a={"loop": loop})
    game = Player(process, {"units": ["fire", "health"]})
    opened = [effect for effect in game.trace if isinstance(effect, bpmn.Open)]
    assert [one.data["unit"] for one in opened] == ["fire", "health"]
    game.send(bpmn.Completed(opened[1].key, {"vote": "no"}))
    game.send(bpmn.Completed(opened[0].key, {"vote": "yes"}))
    assert game.state.data["votes"] == ["yes", "no"]
    assert game.waiting == {"b"}
    assert game.state.loops == {}


def test_enough_of_many_withdraws_the_rest_and_one_more_may_be_added() -> None:
    loop = bpmn.Loop("parallel", cardinality="2", condition="enough")
    process = model("s:start a:user b:user", "s>a a>b", a={"loop": loop})
    game = Player(process)
    body = next(iter(game.state.loops))
    game.send(bpmn.Chosen(body, "a"))
    assert len(game.open) == 3
    game.complete("a", enough=True)
    assert game.waiting == {"b"}


def test_a_loop_goes_on_while_its_condition_holds() -> None:
    loop = bpmn.Loop("standard", "n<3")
    process = model("s:start a:user b:user", "s>a a>b", a={"loop": loop})
    game = Player(process)
    for n in (1, 2, 3):
        assert game.waiting == {"a"}
        game.complete("a", n=n)
    assert game.waiting == {"b"}


def test_an_error_is_caught_by_the_nearest_event_that_wants_it() -> None:
    process = model(
        "s:start sub:subprocess i:start@sub a:user@sub e:boundary w:boundary b:user c:user",
        "s>sub i>a e>b w>c",
        e=event("error", "", attached_to="sub"),
        w=event("error", "wrong", attached_to="a", parent="sub"),
        c={"parent": "sub"},
    )
    game = Player(process)
    game.send(bpmn.Failed(game.key("a"), "wrong"))
    assert game.waiting == {"c"}
    game = Player(process)
    game.send(bpmn.Failed(game.key("a"), "other"))
    assert (game.waiting, game.state.inside) == ({"b"}, {})


def test_an_error_that_nobody_catches_ends_the_case_as_failed() -> None:
    game = Player(model("s:start f:parallel a:user b:user", "s>f f>a f>b"))
    game.send(bpmn.Failed(game.key("a"), "lost"))
    assert game.trace[-1] == bpmn.Ended("failed", "lost")
    assert (game.open, game.state.tokens) == ({}, {})


def test_an_escalation_does_not_take_the_work_away() -> None:
    process = model(
        "s:start a:user e:boundary b:user",
        "s>a e>b",
        e=event("escalation", "", attached_to="a", interrupting=False),
    )
    game = Player(process)
    game.send(bpmn.Raised(game.key("a"), "late"))
    assert game.waiting == {"a", "b"}


def test_an_event_sub_process_interrupts_everything_around_it() -> None:
    process = model(
        "s:start f:parallel a:user b:user es:subprocess m:start@es w:user@es e:end",
        "s>f f>a f>b m>w a>e b>e",
        es={"mode": "event"},
        m=event("message", "withdrawn"),
    )
    game = Player(process)
    game.send(bpmn.Received("withdrawn"))
    assert game.waiting == {"w"}
    game.complete("w")
    assert game.state.ended == "completed"


def test_what_was_done_is_undone_latest_first_and_the_thrower_waits() -> None:
    process = model(
        "s:start a:user b:user t:throw c:user ca:boundary cb:boundary ua:user ub:user",
        "s>a a>b b>t t>c",
        t=event("compensation"),
        ca=event("compensation", "", attached_to="a", undo="ua"),
        cb=event("compensation", "", attached_to="b", undo="ub"),
        ua={"for_undo": True},
        ub={"for_undo": True},
    )
    game = Player(process)
    game.complete("a")
    game.complete("b")
    for node in ("ub", "ua"):
        assert game.waiting == {node}
        game.complete(node)
    assert game.waiting == {"c"}
    assert (game.state.done, game.state.undo) == ({}, {})


def test_an_inclusive_join_in_a_loop_waits_for_what_can_still_come() -> None:
    process = model(
        "s:start m:exclusive i:inclusive a:user b:user j:inclusive x:exclusive e:end",
        "s>m m>i i>a?ok i>b?also a>j b>j j>x x>m?again x>e!",
    )
    game = Player(process, {"ok": True, "also": True})
    for again in (True, False):
        assert game.waiting == {"a", "b"}
        game.complete("b", again=again)
        assert game.waiting == {"a"}
        game.complete("a")
    assert game.state.ended == "completed"


def test_two_of_three_are_enough_and_the_third_is_awaited_in_silence() -> None:
    process = model(
        "s:start f:parallel a:user b:user c:user j:complex d:user",
        "s>f f>a f>b f>c a>j b>j c>j j>d",
        j={"activation": "two"},
    )

    def language(text: str) -> bpmn.Evaluation:
        return lambda data: data["activationCount"] >= 2

    game = Player(process, language=language)
    game.complete("a")
    assert "d" not in game.waiting
    game.complete("c")
    assert game.waiting == {"b", "d"}
    game.complete("b")
    assert game.waiting == {"d"}
    assert (game.state.arrived, game.state.resets) == ({}, {})


def test_people_choose_the_order_in_an_ad_hoc_sub_process() -> None:
    process = model(
        "s:start h:subprocess a:user@h b:user@h c:user",
        "s>h h>c",
        h={"mode": "adhoc", "adhoc": bpmn.AdHoc(sequential=True)},
    )
    game = Player(process)
    offers = [effect for effect in game.trace if isinstance(effect, bpmn.Offer)]
    assert [one.node.id for one in offers] == ["a", "b"]
    game.send(bpmn.Chosen(offers[0].key, "b"))
    with pytest.raises(bpmn.Refused, match="one thing at a time"):
        game.send(bpmn.Chosen(offers[0].key, "a"))
    game.complete("b")
    game.complete("a")
    assert game.waiting == {"c"}


def test_a_condition_that_becomes_true_lets_the_case_go_on() -> None:
    process = model("s:start c:catch a:user", "s>c c>a", c={"triggers": (T("conditional", text="ok"),)})
    game = Player(process)
    assert game.waiting == set()
    game.send(bpmn.Learned({"ok": True}))
    assert game.waiting == {"a"}


def test_a_called_process_sees_what_is_mapped_into_it_and_may_call_itself() -> None:
    more = {"calls": "down", "inputs": (bpmn.Mapped("n", "n+1"),), "outputs": (bpmn.Mapped("deep", "n"),)}
    down = bpmn.Process(
        "down", "", *_parts("s:start x:exclusive d:call e:end", "s>x x>d?n<5 x>e! d>e", d=more)
    )
    game = Player(model("s:start d:call a:user", "s>d d>a", d=more), {"n": 0, "deep": 0}, library=[down])
    assert game.waiting == {"a"}
    assert game.state.data == {"n": 0, "deep": 1}
    assert game.state.local == {}


def _parts(nodes: str, flows: str, **more: Any) -> tuple[Any, Any]:
    process = model(nodes, flows, **more)
    return process.nodes, process.flows


def test_a_cycle_is_counted_by_the_game_and_armed_round_by_round() -> None:
    process = model(
        "s:start a:user t:boundary b:user",
        "s>a t>b",
        t={
            "triggers": (T("timer", text="R2/workdays:1", form="cycle"),),
            "attached_to": "a",
            "interrupting": False,
        },
    )
    game = Player(process)
    arms = lambda: [effect.definition for effect in game.trace if isinstance(effect, bpmn.Arm)]  # noqa: E731
    assert arms() == ["workdays:1"]
    game.fire("t")
    assert arms() == ["workdays:1", "workdays:1"]
    game.fire("t")
    assert game.armed == {}


def test_a_cancelled_transaction_is_undone_and_left_by_its_cancel_event() -> None:
    process = model(
        "s:start x:subprocess i:start@x a:user@x z:end@x ca:boundary ua:user@x c:boundary d:user n:user",
        "s>x i>a a>z c>d x>n",
        x={"mode": "transaction"},
        z=event("cancel"),
        ca=event("compensation", "", attached_to="a", undo="ua", parent="x"),
        ua={"for_undo": True},
        c=event("cancel", "", attached_to="x"),
    )
    game = Player(process)
    game.complete("a")
    assert game.waiting == {"ua"}
    game.complete("ua")
    assert game.waiting == {"d"}
    assert (game.state.done, game.state.inside) == ({}, {})


KEYS = st.sampled_from(["a#1", "b#2", "m#3", "es#4", "", "x", "t:9#3", "#", "s#1"])
DATA = st.dictionaries(st.sampled_from(["ok", "n"]), st.integers(0, 3), max_size=2)
EVENTS = st.one_of(
    st.builds(bpmn.Started, DATA),
    st.builds(bpmn.Completed, KEYS, DATA),
    st.builds(bpmn.Answered, KEYS, st.integers()),
    st.builds(bpmn.Failed, KEYS, st.just("c"), DATA),
    st.builds(bpmn.Raised, KEYS, st.just("c"), DATA),
    st.builds(bpmn.Fired, KEYS),
    st.builds(bpmn.Received, st.just("m"), DATA, KEYS),
    st.builds(bpmn.Signalled, st.just("m"), DATA),
    st.builds(bpmn.Learned, DATA),
    st.builds(bpmn.Chosen, KEYS, st.sampled_from("abc"), DATA),
    st.builds(bpmn.Cancelled),
)
MIXED = model(
    "s:start f:parallel a:user g:event_based m:catch t:catch sub:subprocess i:start@sub b:user@sub j:inclusive "
    "es:subprocess q:start@es r:rule@es e:end",
    "s>f f>a f>g f>sub g>m g>t m>j t>j a>j sub>j j>e i>b q>r",
    a={"loop": bpmn.Loop("parallel", cardinality="2")},
    m=event("message", "m"),
    t={"triggers": (T("timer", text="P1D"),)},
    es={"mode": "event"},
    q=event("signal", "m", interrupting=False),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(EVENTS, max_size=12))
def test_any_event_in_any_state_gives_a_state_or_a_refusal(events: list[bpmn.Event]) -> None:
    program = Player(MIXED).program
    state = bpmn.State()
    for one in events:
        before = json.dumps(bpmn.as_json(state))
        try:
            after, _ = bpmn.step(program, state, one)
        except bpmn.Refused:
            assert json.dumps(bpmn.as_json(state)) == before
            continue
        assert json.dumps(bpmn.as_json(state)) == before
        state = bpmn.from_json(json.loads(json.dumps(bpmn.as_json(after))))
        assert state == after


def test_a_long_case_stays_small() -> None:
    process = model("s:start m:exclusive a:user x:exclusive e:end", "s>m m>a a>x x>m?go x>e!")
    game = Player(process, {"go": True})
    sizes = set()
    for _ in range(300):
        game.complete("a", go=True)
        sizes.add(len(json.dumps(bpmn.as_json(game.state))))
    assert max(sizes) - min(sizes) <= 6  # the digits of a serial number
    game.complete("a", go=False)
    assert len(json.dumps(bpmn.as_json(game.state))) < 1024


def test_a_boundary_event_withdraws_all_instances() -> None:
    process = model(
        "s:start a:user t:timer@a b:user c:user",
        "s>a a>b t>c",
        a={"loop": bpmn.Loop("parallel", cardinality="3")},
    )
    game = Player(process)
    assert len(game.open) == 3
    game.fire("t")
    assert (game.waiting, game.state.loops, game.state.inside) == ({"c"}, {}, {})


def test_the_work_of_a_step_does_not_grow_with_the_age_of_the_case() -> None:
    """Counted in function calls, so that other load on the machine does not matter."""
    import sys

    process = model("s:start m:exclusive a:user x:exclusive e:end", "s>m m>a a>x x>m?go x>e!")
    program = bpmn.compile(process, language=lambda text: lambda data: data.get(text))
    state, (opened,) = bpmn.start(program, {"go": True})
    calls: list[int] = [0]

    def count(frame: Any, kind: str, arg: Any) -> None:
        calls[0] += kind in ("call", "c_call")

    counted: list[int] = []
    for number in range(10_000):
        calls[0] = 0
        watched = number in (10, 9_990)
        if watched:
            sys.setprofile(count)
        state, (opened,) = bpmn.step(program, state, bpmn.Completed(opened.key, {"go": True}))  # type: ignore[union-attr]
        if watched:
            sys.setprofile(None)
            counted.append(calls[0])
    assert counted[0] == counted[1]
