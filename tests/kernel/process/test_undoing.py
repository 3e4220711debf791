"""Compensation, transactions and errors together (BPMN 2.0.2, 10.7, 13.5.5): who undoes what, when, in which order."""

from __future__ import annotations

import pytest

from minben.kernel import process as bpmn
from tests.kernel.process.spoken import (
    Case,
    boundary,
    end,
    event,
    file,
    flows,
    inside,
    play,
    say,
    start,
    undo,
    undoes,
    user,
)

ROOTS = '<error id="E" errorCode="E"/><error id="F" errorCode="F"/><signal id="g" name="g"/>'
TWICE = "<multiInstanceLoopCharacteristics{}><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"


def undoable(*names: str) -> str:
    """Steps that say their name, each with a step `u…` that undoes it."""
    return "".join(
        say(name)
        + boundary(f"b{name}", name, "compensate:")
        + undo(f"u{name}")
        + undoes(f"b{name}", f"u{name}")
        for name in names
    )


def throw(what: str = "") -> str:
    return event("intermediateThrowEvent", "t", f"compensate:{what}")


def test_everything_done_is_undone_latest_first() -> None:
    for thrower, flow in ((throw() + say("z"), "b>t t>z"), (end("e", "compensate:"), "b>e")):
        said, ended = play(file(start(), undoable("a", "b"), thrower, flows(f"s>a a>b {flow}")))
        assert said[:4] == ["a", "b", "ub", "ua"]
        assert (said[4:], ended) in ((["z"], "completed"), ([], "completed"))


def test_one_activity_may_be_named_and_what_was_not_done_is_not_undone() -> None:
    source = file(start(), undoable("a", "b"), throw("a"), say("z"), flows("s>a a>b b>t t>z"))
    assert play(source)[0] == ["a", "b", "ua", "z"]
    early = file(start(), undoable("a", "b"), throw("b"), flows("s>a a>t t>b"))
    assert play(early) == (["a", "b"], "completed")


def test_who_does_not_wait_goes_on_at_once() -> None:
    soon = event("intermediateThrowEvent", "t", '<compensateEventDefinition waitForCompletion="false"/>')
    assert play(file(start(), undoable("a"), soon, say("z"), flows("s>a a>t t>z")))[0] == ["a", "z", "ua"]


@pytest.mark.parametrize("sequential", ["", ' isSequential="true"'])
def test_each_of_many_instances_is_undone(sequential: str) -> None:
    many = (
        say(a=TWICE.format(sequential)) + boundary("ba", "a", "compensate:") + undo("ua") + undoes("ba", "ua")
    )
    assert play(file(start(), many, throw(), flows("s>a a>t")))[0] == ["a", "a", "ua", "ua"]


def test_each_round_of_a_loop_is_undone() -> None:
    loop = say(a='<standardLoopCharacteristics loopMaximum="3"/>')
    parts = loop + boundary("ba", "a", "compensate:") + undo("ua") + undoes("ba", "ua")
    assert play(file(start(), parts, throw(), flows("s>a a>t")))[0] == ["a"] * 3 + ["ua"] * 3


def test_a_sub_process_undoes_what_is_inside_unless_it_says_how() -> None:
    """10.7.1: by default the reverse order of what is inside; its own handler replaces that."""
    inner = start("s1") + undoable("a", "b") + flows("s1>a a>b")
    on_its_own = inside("h", start("q", "compensate:"), say("x"), flows("q>x"), triggeredByEvent="true")
    outside = boundary("bp", "p1", "compensate:") + undo("up") + undoes("bp", "up")
    for more, around, undone in (("", "", ["ub", "ua"]), (on_its_own, "", ["x"]), ("", outside, ["up"])):
        source = file(start(), inside("p1", inner, more), around, throw("p1"), flows("s>p1 p1>t"))
        assert play(source) == (["a", "b", *undone], "completed")


def test_what_a_called_process_did_is_undone_in_it() -> None:
    """10.7: a call of a process is undone like a sub-process, wherever it stands."""
    call = inside("p1", start("s1"), '<callActivity id="c" calledElement="q"/>', flows("s1>c"))
    source = file(start(), call, throw(), say("z"), flows("s>p1 p1>t t>z"))
    called = start("qs") + undoable("a", "b") + flows("qs>a a>b")
    both = source.replace(b"</definitions>", f'<process id="q">{called}</process></definitions>'.encode())
    assert play(both) == (["a", "b", "ub", "ua", "z"], "completed")


def test_a_sub_process_that_undoes_sees_the_data_of_its_completion() -> None:
    """13.5.5: snapshot data."""
    handler = inside(
        "h",
        start("q", "compensate:"),
        '<scriptTask id="x" xmlns:m="urn:minben:bpmn:1" m:result="seen"><script>v</script></scriptTask>',
        flows("q>x"),
        triggeredByEvent="true",
    )
    keep = '<scriptTask id="k" xmlns:m="urn:minben:bpmn:1" m:result="v"><script>5</script></scriptTask>'
    body = inside("p1", '<property id="v"/>', start("s1"), keep, flows("s1>k"), handler)
    case = Case(file(start(), body, throw("p1"), user("z"), flows("s>p1 p1>t t>z")), {"v": 1})
    assert case.state.data == {"v": 1, "seen": 5}


def test_the_association_may_be_drawn_either_way_and_remarks_do_not_disturb() -> None:
    note = '<textAnnotation id="n"/><association id="x" sourceRef="ba" targetRef="n"/>'
    parts = say("a") + boundary("ba", "a", "compensate:") + undo("ua")
    for drawn in (undoes("ua", "ba") + note, undoes("ba", "ua") + note):
        assert play(file(start(), parts, drawn, throw(), flows("s>a a>t")))[0] == ["a", "ua"]


# --- errors ---


def failing(*more: str, tag: str = "subProcess") -> str:
    """A sub-process that does a and b and ends in the error E."""
    return inside(
        "p1", start("s1"), undoable("a", "b"), end("e1", "error:E"), flows("s1>a a>b b>e1"), *more, tag=tag
    )


def test_a_sub_process_left_by_an_error_undoes_what_was_done_in_it() -> None:
    """13.5.5: the default when no event sub-process takes the error; what is inside sub-processes too."""
    out = boundary("be", "p1", "error:E") + say("h") + flows("s>p1 be>h")
    assert play(file(start(), failing(), out, roots=ROOTS)) == (["a", "b", "ub", "ua", "h"], "completed")
    inner = inside("p2", start("s2"), undoable("b"), end("e1", "error:E"), flows("s2>b b>e1"))
    running = inside("p1", start("s1"), undoable("a"), inner, flows("s1>a a>p2"))
    assert play(file(start(), running, out, roots=ROOTS))[0] == ["a", "b", "ub", "ua", "h"]


def test_an_error_that_leaves_a_transaction_undoes_nothing() -> None:
    """10.3.5: a hazard."""
    out = boundary("be", "p1", "error:E") + say("h") + flows("s>p1 be>h")
    assert play(file(start(), failing(tag="transaction"), out, roots=ROOTS))[0] == ["a", "b", "h"]


def test_the_handler_of_an_error_may_undo_what_was_done_around_it() -> None:
    for way, undone in (("q>t t>h", ["ub", "ua"]), ("q>h", [])):
        more = throw() if "t" in way else ""
        handler = inside("es", start("q", "error:E"), say("h"), more, flows(way), triggeredByEvent="true")
        source = file(start(), failing(handler), say("n"), flows("s>p1 p1>n"), roots=ROOTS)
        assert play(source) == (["a", "b", *undone, "h", "n"], "completed")


def test_what_a_handler_has_dealt_with_is_not_undone_later() -> None:
    handler = inside("es", start("q", "error:E"), say("h"), flows("q>h"), triggeredByEvent="true")
    source = file(start(), failing(handler), throw(), flows("s>p1 p1>t"), roots=ROOTS)
    assert play(source) == (["a", "b", "h"], "completed")


CATCHERS = boundary("b1", "p1", "error:") + boundary("b2", "p1", "error:E") + boundary("b3", "p1", "error:F")


@pytest.mark.parametrize(("code", "taken"), [("E", "k"), ("F", "l"), ("", "h")])
def test_an_error_is_caught_by_its_code_before_an_event_that_takes_any(code: str, taken: str) -> None:
    body = inside("p1", start("s1"), end("e1", f"error:{code}"), flows("s1>e1"))
    source = file(start(), body, CATCHERS, say("h", "k", "l"), flows("s>p1 b1>h b2>k b3>l"), roots=ROOTS)
    assert play(source) == ([taken], "completed")


def test_an_error_of_another_code_passes_by_and_ends_the_case() -> None:
    source = file(
        start(), failing(), boundary("b3", "p1", "error:F"), say("h"), flows("s>p1 b3>h"), roots=ROOTS
    )
    assert play(source) == (["a", "b"], "failed")


def test_a_cancelled_transaction_is_undone_before_it_is_left() -> None:
    body = inside(
        "p1", start("s1"), undoable("a"), end("e1", "cancel:"), flows("s1>a a>e1"), tag="transaction"
    )
    out = boundary("bc", "p1", "cancel:") + say("c", "n") + flows("s>p1 bc>c p1>n")
    assert play(file(start(), body, out)) == (["a", "ua", "c"], "completed")
    fine = inside("p1", start("s1"), undoable("a"), end("e1"), flows("s1>a a>e1"), tag="transaction")
    assert play(file(start(), fine, out)) == (["a", "n"], "completed")


@pytest.mark.parametrize("sequential", ["", ' isSequential="true"'])
def test_when_one_of_many_transactions_is_cancelled_all_are_left(sequential: str) -> None:
    """13.5.3: a boundary event cancels all instances."""
    many = TWICE.format(sequential)
    body = inside(
        "p1", many, start("s1"), undoable("a"), end("e1", "cancel:"), flows("s1>a a>e1"), tag="transaction"
    )
    out = boundary("bc", "p1", "cancel:") + say("c", "n") + flows("s>p1 bc>c p1>n")
    said, ended = play(file(start(), body, out))
    assert (said[-1], said.count("c"), said.count("n"), ended) == ("c", 1, 0, "completed")


def test_a_case_in_the_midst_of_undoing_survives_storage() -> None:
    slow = '<userTask id="ua" isForCompensation="true"/>'
    body = inside(
        "p1", start("s1"), say("a"), boundary("ba", "a", "compensate:"), slow, undoes("ba", "ua"),
        end("e1", "error:E"), flows("s1>a a>e1"),
    )  # fmt: skip
    case = Case(
        file(start(), body, boundary("be", "p1", "error:E"), say("h"), flows("s>p1 be>h"), roots=ROOTS)
    )
    case.state = bpmn.from_json(bpmn.as_json(case.state))
    assert case.waiting == {"ua"}
    case.do("ua")
    assert (case.said, case.ended) == (["a", "h"], "completed")
