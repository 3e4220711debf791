"""Events inside a running case (BPMN 2.0.2, 10.5, 13.5): at boundaries, in event sub-processes, links."""

from __future__ import annotations

import pytest

from minben.kernel import process as bpmn
from tests.kernel.process.spoken import (
    Case,
    boundary,
    each,
    end,
    event,
    file,
    flows,
    inside,
    play,
    say,
    start,
    user,
)

ROOTS = (
    '<message id="m" name="m"/><signal id="g" name="g"/><error id="E" errorCode="E"/>'
    '<escalation id="X" escalationCode="X"/><escalation id="Y" escalationCode="Y"/>'
)


def case(*parts: str, data: dict[str, object] | None = None) -> Case:
    return Case(file(*parts, roots=ROOTS), data)


def handler(*triggers: str, gentle: bool = False, **more: str) -> str:
    """An event sub-process that says h."""
    begin = start("q", *triggers, isInterrupting=str(not gentle).lower(), **more)
    return inside("es", begin, say("h"), flows("q>h"), triggeredByEvent="true")


@pytest.mark.parametrize("what", ["signal:g", "escalation:X"])
@pytest.mark.parametrize("gentle", [True, False])
@pytest.mark.parametrize("at", ["boundary", "inside"])
def test_what_a_sub_process_throws_is_caught_around_it(what: str, gentle: bool, at: str) -> None:
    """13.5.3, 13.5.4: interrupting withdraws what is inside, else it goes on."""
    caught = handler(what, gentle=gentle) if at == "inside" else ""
    body = inside(
        "p1", start("s1"), event("intermediateThrowEvent", "t", what), say("a"), flows("s1>t t>a"), caught
    )
    hook = boundary("b", "p1", what, gentle=gentle) + say("h") + flows("b>h") if at == "boundary" else ""
    said = play(file(start(), body, hook, say("n"), flows("s>p1 p1>n"), roots=ROOTS))[0]
    after = {"boundary": [], "inside": ["n"]}[at]
    assert sorted(said) == sorted(["h", "a", "n"] if gentle else ["h", *after])


@pytest.mark.parametrize("what", ["signal:g", "escalation:X"])
def test_an_end_event_that_throws_interrupts_the_sub_process_that_it_ends(what: str) -> None:
    body = inside("p1", start("s1"), say("a"), end("e1", what), flows("s1>a a>e1"))
    source = file(
        start(), body, boundary("b", "p1", what), say("h", "n"), flows("s>p1 b>h p1>n"), roots=ROOTS
    )
    assert play(source) == (["a", "h"], "completed")


def test_an_escalation_is_caught_by_its_code_before_an_event_that_takes_any() -> None:
    hooks = boundary("b1", "p1", "escalation:", gentle=True) + boundary(
        "b2", "p1", "escalation:Y", gentle=True
    )
    for code, taken in (("X", "h"), ("Y", "k")):
        body = inside("p1", start("s1"), end("e1", f"escalation:{code}"), flows("s1>e1"))
        assert play(file(start(), body, hooks, say("h", "k"), flows("s>p1 b1>h b2>k"), roots=ROOTS))[0] == [
            taken
        ]


def test_an_escalation_that_nobody_takes_is_told_and_the_case_goes_on() -> None:
    one = case(start(), event("intermediateThrowEvent", "t", "escalation:X"), say("a"), flows("s>t t>a"))
    assert [effect.code for effect in one.effects if isinstance(effect, bpmn.Uncaught)] == ["X"]
    assert (one.said, one.ended) == (["a"], "completed")


# --- several triggers ---


@pytest.mark.parametrize("number", range(3))
def test_any_of_several_triggers_of_a_boundary_event_interrupts(number: int) -> None:
    parts = (
        start(),
        user("a"),
        boundary("b", "a", "signal:g", "timer:PT1H", "error:E"),
        say("h"),
        flows("s>a b>h"),
    )
    one = case(*parts)
    timer = next(effect.key for effect in one.effects if isinstance(effect, bpmn.Arm))
    one.tell([bpmn.Signalled("g"), bpmn.Fired(timer), bpmn.Failed(one.keys("a")[0], "E")][number])
    assert (one.said, one.ended) == (["h"], "completed")


@pytest.mark.parametrize("gentle", [True, False])
@pytest.mark.parametrize("at", ["boundary", "inside"])
def test_all_triggers_of_a_parallel_multiple_event_must_occur(gentle: bool, at: str) -> None:
    triggers = "signal:g", "message:m"
    hook = boundary("b", "a", *triggers, gentle=gentle, parallelMultiple="true") + say("h") + flows("b>h")
    caught = handler(*triggers, gentle=gentle, parallelMultiple="true")
    one = case(start(), user("a"), hook if at == "boundary" else caught, flows("s>a"))
    for times in (1, 2) if gentle else (1,):
        one.tell(bpmn.Received("m"))
        assert one.said == ["h"] * (times - 1), "the other is still awaited"
        one.tell(bpmn.Signalled("g"))
        assert one.said == ["h"] * times
    assert ("a" in one.waiting) == gentle


def test_several_boundary_events_of_one_activity_each_go_their_way() -> None:
    hooks = each(("1", "2"), '<boundaryEvent id="b{}" attachedToRef="a" cancelActivity="false"><signalEventDefinition '
                 'signalRef="g"/></boundaryEvent>')  # fmt: skip
    one = case(start(), user("a"), hooks, say("h", "k"), flows("s>a b1>h b2>k"))
    one.tell(bpmn.Signalled("g"))
    assert (sorted(one.said), "a" in one.waiting) == (["h", "k"], True)


def test_a_multiple_end_event_throws_everything() -> None:
    one = case(start(), end("e", "signal:g", "message:m", "escalation:X"), flows("s>e"))
    assert one.sent == ["g", "m"]
    assert any(isinstance(effect, bpmn.Uncaught) for effect in one.effects)


@pytest.mark.parametrize("at", ["boundary", "inside"])
def test_a_condition_occurs_each_time_it_becomes_true(at: str) -> None:
    """10.5.5: it must have been false in between."""
    hook = boundary("b", "a", "conditional:n &gt; 3", gentle=True) + say("h") + flows("b>h")
    one = case(
        start(),
        user("a"),
        hook if at == "boundary" else handler("conditional:n &gt; 3", gentle=True),
        flows("s>a"),
    )
    said: list[int] = []
    for n in (1, 4, 5, 2, 6):
        one.tell(bpmn.Learned({"n": n}))
        said.append(len(one.said))
    assert said == [0, 1, 1, 1, 2]


# --- event sub-processes ---


def test_when_only_handlers_go_on_no_further_ones_begin() -> None:
    """13.5.4: while the activity around them is completing."""
    slow = inside(
        "es", start("q", "signal:g", isInterrupting="false"), user("h"), flows("q>h"), triggeredByEvent="true"
    )
    for around in ("", "p1"):
        body = user("a") + flows("s>a") + slow
        one = case(
            start(),
            *(
                [inside("p1", start("s1"), user("a"), flows("s1>a"), slow), flows("s>p1")]
                if around
                else [body]
            ),
        )
        one.tell(bpmn.Signalled("g"))
        one.tell(bpmn.Signalled("g"))
        assert len(one.keys("h")) == 2, "as often as it is heard while the work goes on"
        one.do("a")
        with pytest.raises(bpmn.Refused, match="Nothing waits for the signal"):
            one.tell(bpmn.Signalled("g"))
        one.do("h", "h")
        assert one.ended == "completed"


def test_after_an_interrupting_handler_began_no_other_begins() -> None:
    first = inside("e1", start("q1", "signal:g"), user("h"), flows("q1>h"), triggeredByEvent="true")
    second = inside(
        "e2",
        start("q2", "message:m", isInterrupting="false"),
        say("k"),
        flows("q2>k"),
        triggeredByEvent="true",
    )
    one = case(start(), user("a"), first, second, flows("s>a"))
    one.tell(bpmn.Signalled("g"))
    assert one.waiting == {"h"}
    with pytest.raises(bpmn.Refused):
        one.tell(bpmn.Received("m"))


def test_an_error_thrown_by_a_handler_goes_further_out() -> None:
    again = inside(
        "es", start("q", "error:E"), say("h"), end("f", "error:E"), flows("q>h h>f"), triggeredByEvent="true"
    )
    body = inside("p1", start("s1"), end("e1", "error:E"), flows("s1>e1"), again)
    source = file(start(), body, boundary("b", "p1", "error:E"), say("z"), flows("s>p1 b>z"), roots=ROOTS)
    assert play(source) == (["h", "z"], "completed")


@pytest.mark.parametrize("several", ["parallel", "sequential"])
def test_terminate_ends_one_instance_of_many(several: str) -> None:
    """13.5.6: no other instance and nothing around it."""
    many = (
        f'<multiInstanceLoopCharacteristics isSequential="{str(several == "sequential").lower()}"><loopCardinality>2'
        "</loopCardinality></multiInstanceLoopCharacteristics>"
    )
    body = inside(
        "p1", many, start("s1"), '<parallelGateway id="f"/>', say("a"), user("w"), end("e1", "terminate:"),
        flows("s1>f f>w f>a a>e1"),
    )  # fmt: skip
    assert play(file(start(), body, say("n"), flows("s>p1 p1>n"))) == (["a", "a", "n"], "completed")


def test_terminate_ends_all_that_is_inside_and_the_whole_case_at_the_top() -> None:
    one = case(
        start(), '<parallelGateway id="f"/>', inside("p1", start("s1"), user("a"), flows("s1>a")), user("b"),
        end("e", "terminate:"), flows("s>f f>p1 f>b b>e"),
    )  # fmt: skip
    one.do("b")
    assert one.ended == "completed"


# --- waiting in the flow ---


def test_a_link_leads_to_the_event_of_the_same_name_in_its_own_scope() -> None:
    pair = event("intermediateThrowEvent", "{}t", "link:L") + event("intermediateCatchEvent", "{}c", "link:L")
    body = inside("p1", start("s1"), pair.replace("{}", "i"), say("a"), flows("s1>it ic>a"))
    source = file(start(), body, pair.replace("{}", "o"), say("b"), flows("s>p1 p1>ot oc>b"))
    assert play(source) == (["a", "b"], "completed")


def test_several_throws_may_lead_to_one_catching_link() -> None:
    throws = each(
        ("1", "2"),
        '<intermediateThrowEvent id="t{}"><linkEventDefinition name="L"/></intermediateThrowEvent>',
    )
    parts = throws + event("intermediateCatchEvent", "c", "link:L")
    source = file(start(), '<parallelGateway id="f"/>', parts, say("a"), flows("s>f f>t1 f>t2 c>a"))
    assert play(source) == (["a", "a"], "completed")


def test_an_event_definition_may_stand_elsewhere_in_the_file() -> None:
    """10.5.1, eventDefinitionRef: the same for every kind, one definition for thrower and catcher."""
    roots = (
        f'{ROOTS}<signalEventDefinition id="dg" signalRef="g"/><errorEventDefinition id="dE" errorRef="E"/>'
        '<escalationEventDefinition id="dX" escalationRef="X"/><terminateEventDefinition id="dt"/>'
        '<linkEventDefinition id="dl" name="L"/><cancelEventDefinition id="dk"/>'
    )
    ref = "<eventDefinitionRef>{}</eventDefinitionRef>"
    for name, body in (
        ("dg", inside("p1", start("s1"), end("e1", ref.format("dg")), flows("s1>e1"))),
        ("dE", inside("p1", start("s1"), end("e1", ref.format("dE")), flows("s1>e1"))),
        ("dX", inside("p1", start("s1"), end("e1", ref.format("dX")), flows("s1>e1"))),
        ("dk", inside("p1", start("s1"), end("e1", ref.format("dk")), flows("s1>e1"), tag="transaction")),
    ):
        source = file(
            start(), body, boundary("b", "p1", ref.format(name)), say("h"), flows("s>p1 b>h"), roots=roots
        )
        assert play(source) == (["h"], "completed"), name
    link = event("intermediateThrowEvent", "t", ref.format("dl")) + event(
        "intermediateCatchEvent", "c", ref.format("dl")
    )
    assert play(file(start(), link, say("a"), flows("s>t c>a"), roots=roots))[0] == ["a"]
    both = '<parallelGateway id="f"/>' + user("w") + end("e", ref.format("dt"))
    assert play(file(start(), both, flows("s>f f>w f>e"), roots=roots)) == ([], "completed")


def test_a_receive_task_may_stand_behind_an_event_based_gateway() -> None:
    parts = (
        '<eventBasedGateway id="g0"/><receiveTask id="r" messageRef="m"/>',
        event("intermediateCatchEvent", "t", "timer:PT1H"),
        say("a", "b"),
        flows("s>g0 g0>r g0>t r>a t>b"),
    )
    one = case(start(), *parts)
    one.tell(bpmn.Received("m", {"x": 1}))
    assert (one.said, one.ended) == (["a"], "completed")
    late = case(start(), *parts)
    late.fire("t")
    assert (late.said, late.ended) == (["b"], "completed")
