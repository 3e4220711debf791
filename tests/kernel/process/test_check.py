"""What the checker finds, and that it is silent about sound models."""

from __future__ import annotations

from itertools import pairwise

import pytest

from minben.kernel import process as bpmn
from minben.kernel.finding import InputError, refuse
from tests.kernel.process.playing import model, toy


def messages(process: bpmn.Process, **more: object) -> list[str]:
    return [f"{one.place}: {one.message}" for one in bpmn.check(process, language=toy, **more)]  # type: ignore[arg-type]


def the_only(process: bpmn.Process, **more: object) -> str:
    (message,) = messages(process, **more)
    return message


def test_a_sound_model_has_no_findings() -> None:
    process = model(
        "s:start n:exclusive f:parallel a:user b:user t:timer@b late:user m:exclusive j:parallel x:exclusive "
        "e:end",
        "s>n n>f f>a f>b a>j b>m t>late late>m m>j j>x x>n?again x>e!",
    )
    assert messages(process) == []


@pytest.mark.parametrize(
    ("nodes", "flows", "expected"),
    [
        ("s:start a:user", "s>a", "p: There is no end event."),
        ("s:start a:user b:user e:end", "s>a a>e b>e", "b: No way leads here from the start."),
        ("s:start a:parallel e:end x:user", "s>a a>e?yes a>e", "f1: A condition on a flow out of a parallel"),
        (
            "s:start x:exclusive a:user e:end",
            "s>x x>a x>e! a>e",
            "f1: This flow of an exclusive gateway has no cond",
        ),
        (
            "s:start x:exclusive a:user e:end",
            "s>x x>a?one x>e?two a>e",
            "x: The exclusive gateway has no default",
        ),
        ("s:start x:exclusive e:end", "s>x s>e", "x: Nothing leaves this gateway."),
        ("s:start r:rule e:end", "s>r r>e", "r: The business-rule task names no decision."),
    ],
)
def test_structural_faults(nodes: str, flows: str, expected: str) -> None:
    assert any(one.startswith(expected) for one in messages(model(nodes, flows)))


def test_a_parallel_join_fed_by_a_choice_deadlocks_with_an_example() -> None:
    found = the_only(
        model("s:start x:exclusive a:user b:user j:parallel e:end", "s>x x>a?ok x>b! a>j b>j j>e")
    )
    assert found.startswith("j: Deadlock")
    assert "s → x → a." in found


def test_parallel_branches_meeting_in_a_choice_lack_synchronization() -> None:
    found = the_only(
        model("s:start f:parallel a:user b:user m:exclusive c:user e:end", "s>f f>a f>b a>m b>m m>c c>e")
    )
    assert found.startswith("c: Lack of synchronization")


def test_a_gentle_timer_that_returns_to_the_main_way_lacks_synchronization() -> None:
    found = the_only(model("s:start a:user t:reminder@a m:exclusive c:user e:end", "s>a a>m t>m m>c c>e"))
    assert "Lack of synchronization" in found


def test_a_loop_without_a_way_out_is_a_livelock() -> None:
    found = messages(model("s:start m:exclusive a:user e:end", "s>m m>a a>m"))
    assert any("can never end" in one for one in found)


def test_faults_inside_a_sub_process_are_found() -> None:
    process = model(
        "s:start sub:subprocess is:start@sub x:exclusive@sub a:user@sub b:user@sub j:parallel@sub ie:end@sub "
        "e:end",
        "s>sub sub>e is>x x>a?ok x>b! a>j b>j j>ie",
    )
    assert the_only(process).startswith("j: Deadlock")


def test_wide_models_are_decided_without_trying_every_order() -> None:
    """Twelve parallel branches of four tasks have 5^12 markings; branches meeting wrongly are still found."""
    branches = [[f"t{b}_{n}" for n in range(4)] for b in range(12)]
    nodes = "s:start f:parallel j:parallel m:exclusive c:user e:end "
    nodes += " ".join(f"{task}:user" for branch in branches for task in branch)
    chains = [f"f>{branch[0]} " + " ".join(f"{a}>{b}" for a, b in pairwise(branch)) for branch in branches]
    good = [f"{branch[-1]}>j" for branch in branches]
    bad = [f"{branch[-1]}>m" for branch in branches]
    rest = "s>f j>m m>c c>e"
    assert bpmn.soundness(model(nodes, " ".join([rest, *chains, *good])), limit=500) == []
    faults = bpmn.soundness(model(nodes, " ".join([rest, *chains, *bad])), limit=500)
    assert [(fault.kind, fault.place) for fault in faults] == [("lack of synchronization", "c")]


def test_a_looping_model_beyond_the_limit_is_said_to_be_undecided() -> None:
    nodes = "s:start m:exclusive f:{0} j:{0} x:exclusive e:end " + " ".join(f"t{n}:user" for n in range(9))
    flows = "s>m m>f j>x x>m?again x>e! " + " ".join(f"f>t{n} t{n}>j" for n in range(9))
    assert bpmn.soundness(model(nodes.format("parallel"), flows), limit=100) == [], "small when reduced"
    process = model(nodes.format("inclusive"), flows)
    assert [fault.kind for fault in bpmn.soundness(process, limit=5)] == ["undecided"]


def test_lanes_timers_and_expressions() -> None:
    process = model("s:start a:user t:timer@a e:end", "s>a a>e t>e", a={"lane": "gone"})
    process = bpmn.Process(
        "p", "", process.nodes[:2] + process.nodes[3:], process.flows[:2], {"fire": "消防"}
    )
    assert messages(process, units={"police"}) == [
        "a: The lane gone does not exist.",
        "fire: The lane fire is no unit of this place.",
    ]

    def strict(text: str) -> bpmn.Evaluation:
        raise refuse("", "unexpected end", "")

    broken = model("s:start x:exclusive e:end", "s>x x>e?ok")
    (finding,) = bpmn.check(broken, language=strict, lines={"f1": 7})
    assert (finding.place, finding.line) == ("f1", 7)
    assert "unexpected end" in finding.message
    with pytest.raises(InputError):
        bpmn.compile(broken, language=strict)


@pytest.mark.parametrize(
    "text", ["P5D", "PT2H30M", "P1Y2M", "workdays:5", "2026-12-31", "2026-12-31T08:00:00+08:00"]
)
def test_timers_that_are_understood(text: str) -> None:
    process = model("s:start a:user t:timer@a e:end", "s>a a>e t>e")
    nodes = [
        bpmn.Node("t", "boundary", attached_to="a", triggers=(bpmn.Trigger("timer", text=text),))
        if n.id == "t"
        else n
        for n in process.nodes
    ]
    assert messages(bpmn.Process("p", "", tuple(nodes), process.flows)) == []


@pytest.mark.parametrize("text", ["", "P", "PT", "5 days", "workdays:x"])
def test_timers_that_are_not(text: str) -> None:
    process = model("s:start a:user t:timer@a e:end", "s>a a>e t>e")
    nodes = [
        bpmn.Node("t", "boundary", attached_to="a", triggers=(bpmn.Trigger("timer", text=text),))
        if n.id == "t"
        else n
        for n in process.nodes
    ]
    assert "no duration or date" in the_only(bpmn.Process("p", "", tuple(nodes), process.flows))


def test_a_mandatory_step_that_can_be_passed_by_is_named_with_the_way_around_it() -> None:
    must = {"a": {"options": {"mandatory": "true"}}}
    safe = model("s:start a:user b:user e:end", "s>a a>b b>e", **must)
    assert messages(safe) == []
    open_way = model("s:start x:exclusive a:user j:exclusive e:end", "s>x x>a?ok x>j! a>j j>e", **must)
    assert any(
        one.startswith("a: This mandatory step can be passed by: s → x → j → e.")
        for one in messages(open_way)
    )
    late = model("s:start a:user t:timer@a e:end", "s>a a>e t>e", **must)
    assert messages(late) == []


def test_a_mandatory_step_on_one_of_several_branches_cannot_be_passed_by() -> None:
    must = {"a": {"options": {"mandatory": "true"}}}
    both = model("s:start f:parallel a:user b:user j:parallel e:end", "s>f f>a f>b a>j b>j j>e", **must)
    assert messages(both) == []
    some = model("s:start f:inclusive a:user b:user j:inclusive e:end", "s>f f>a?x f>b! a>j b>j j>e", **must)
    assert any("passed by: s → f → b → j → e." in one for one in messages(some))
    failing = model("s:start x:exclusive a:user e:end z:end", "s>x x>a! x>z?bad a>e", **must)
    assert any("passed by: s → x → z." in one for one in messages(failing))
    error = {**must, "z": {"triggers": (bpmn.Trigger("error", "E"),)}}
    assert messages(model("s:start x:exclusive a:user e:end z:end", "s>x x>a! x>z?bad a>e", **error)) == []


def test_a_mandatory_step_in_a_sub_process_is_passed_by_with_it() -> None:
    must = {"a": {"options": {"mandatory": "true"}}}
    inside = "p:subprocess i:start@p a:user@p o:end@p"
    assert messages(model(f"s:start {inside} e:end", "s>p i>a a>o p>e", **must)) == []
    around = model(f"s:start x:exclusive {inside} e:end", "s>x x>p?ok x>e! i>a a>o p>e", **must)
    assert any("a: This mandatory step can be passed by: s → x → e." in one for one in messages(around))
