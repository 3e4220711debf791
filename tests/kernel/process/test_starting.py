"""How a process begins (BPMN 2.0.2, 10.5.2, 13.2, 13.5.1): one of several starts, triggers, conditions, data."""

from __future__ import annotations

import pytest

from minben.kernel import process as bpmn
from minben.kernel.finding import InputError
from tests.kernel.process.spoken import Case, end, event, file, flows, inside, play, say, start, user

ROOTS = '<message id="m" name="m"/><signal id="g" name="g"/>'
OUT = (
    '<dataOutput id="o" name="sum"/><dataOutputAssociation><sourceRef>o</sourceRef><targetRef>v</targetRef>'
    "</dataOutputAssociation>"
)


def test_a_process_with_several_starts_is_told_at_which() -> None:
    """Each start event is independent (10.5.2): one of them makes the instance."""
    source = file(start("s1"), start("s2"), say("a", "b"), flows("s1>a s2>b"))
    with pytest.raises(bpmn.Refused, match="Say at which start it begins: s1, s2"):
        Case(source)
    assert Case(source, first=bpmn.Started({}, "s2")).said == ["b"]


def test_a_called_process_begins_at_one_of_its_starts_without_trigger() -> None:
    called = (
        start("q0", "message:m") + start("q1") + start("q2") + say("a", "b", "c") + flows("q0>a q1>b q2>c")
    )
    source = file(start(), '<callActivity id="c0" calledElement="q"/>', flows("s>c0"), roots=ROOTS)
    both = source.replace(b"</definitions>", f'<process id="q">{called}</process></definitions>'.encode())
    assert play(both) == (["b"], "completed")


def test_a_sub_process_has_one_start() -> None:
    """13.3.4: a unique start event, or none."""
    with pytest.raises(InputError, match="several start events"):
        Case(file(start(), inside("p1", start("s1"), start("s2")), flows("s>p1")))


def test_all_triggers_of_a_parallel_multiple_start_make_one_instance() -> None:
    """10.5.2, table 10.84: all of them are required."""
    source = file(
        start("s", "message:m", "signal:g", parallelMultiple="true"), say("a"), flows("s>a"), roots=ROOTS
    )
    for events in ([bpmn.Received("m"), bpmn.Signalled("g")], [bpmn.Signalled("g"), bpmn.Received("m")]):
        case = Case(source, first=events[0])
        assert (case.said, case.waiting, case.ended) == ([], {"s"}, "")
        case.tell(events[1])
        assert (case.said, case.ended) == (["a"], "completed")


def test_any_trigger_of_a_multiple_start_makes_an_instance() -> None:
    source = file(start("s", "message:m", "signal:g"), say("a"), flows("s>a"), roots=ROOTS)
    for first in (bpmn.Received("m"), bpmn.Signalled("g")):
        assert Case(source, first=first).said == ["a"]


def test_a_condition_that_the_data_meet_begins_a_process() -> None:
    source = file(start("s", "conditional:n &gt; 3"), say("a"), flows("s>a"))
    with pytest.raises(bpmn.Refused, match="Nothing in the process begins"):
        Case(source, first=bpmn.Learned({"n": 3}))
    assert Case(source, first=bpmn.Learned({"n": 4})).said == ["a"]


def test_a_timer_start_begins_when_its_timer_fires() -> None:
    source = file(start("s", "timer:R/P1D"), say("a"), flows("s>a"))
    assert Case(source, first=bpmn.Fired("s")).said == ["a"]
    with pytest.raises(bpmn.Refused, match="Nothing in the process begins"):
        Case(source, first=bpmn.Fired("t"))


def test_what_a_message_brings_is_mapped_where_the_start_says() -> None:
    source = file('<property id="v"/>', start("s", OUT, "message:m"), user("a"), flows("s>a"), roots=ROOTS)
    assert Case(source, first=bpmn.Received("m", {"sum": 7, "rest": 1})).state.data == {"v": 7}


def test_a_receive_task_may_begin_a_process() -> None:
    source = file(
        '<receiveTask id="r" messageRef="m" instantiate="true"/>', say("a"), flows("r>a"), roots=ROOTS
    )
    assert Case(source, first=bpmn.Received("m")).said == ["a"]


@pytest.mark.parametrize("kind", ["Exclusive", "Parallel"])
def test_an_event_based_gateway_may_begin_a_process(kind: str) -> None:
    """13.2: an exclusive one forgets its other events, a parallel one waits for all of them."""
    source = file(
        f'<eventBasedGateway id="g0" instantiate="true" eventGatewayType="{kind}"/>',
        event("intermediateCatchEvent", "c1", "message:m"),
        event("intermediateCatchEvent", "c2", "signal:g"),
        say("a", "b"),
        flows("g0>c1 g0>c2 c1>a c2>b"),
        roots=ROOTS,
    )
    case = Case(source, first=bpmn.Signalled("g"))
    if kind == "Parallel":
        assert (case.said, case.waiting) == (["b"], {"c1"})
        case.tell(bpmn.Received("m"))
    assert (case.said, case.ended) == (["b", "a"] if kind == "Parallel" else ["b"], "completed")


def test_without_start_event_everything_that_no_flow_leads_to_begins() -> None:
    """10.5.2: all flow objects without incoming flow, in the process as in its sub-processes."""
    inner = inside("p1", say("c", "d"), "")
    assert play(file(say("a", "b"), inner, end(), flows("a>e p1>e"))) == (["a", "b", "c", "d"], "completed")
