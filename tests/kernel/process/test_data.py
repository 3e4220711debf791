"""Data (BPMN 2.0.2, 10.4): scopes, associations with transformation or assignment, calls, messages, correlation."""

from __future__ import annotations

import pytest

from minben.kernel import process as bpmn
from tests.kernel.process.spoken import Case, end, event, file, flows, inside, say, start, user

MINE = 'xmlns:m="urn:minben:bpmn:1" m:result='


def script(name: str, text: str, result: str = "", more: str = "") -> str:
    said = f' {MINE}"{result}"' if result else ""
    return f'<scriptTask id="{name}"{said}>{more}<script>{text}</script></scriptTask>'


def association(way: str, source: str, target: str, what: str) -> str:
    tag = f"data{way}Association"
    return f"<{tag}><sourceRef>{source}</sourceRef><targetRef>{target}</targetRef>{what}</{tag}>"


def takes(source: str, target: str, *, what: str = "") -> str:
    return association("Input", source, target, what)


def gives(source: str, target: str, *, what: str = "") -> str:
    return association("Output", source, target, what)


IO = '<ioSpecification><dataInput id="i" name="x"/><dataOutput id="o" name="y"/></ioSpecification>'
OBJECTS = '<dataObject id="v"/><dataObject id="w"/>'


@pytest.mark.parametrize("holder", ['<property id="v"/>', '<dataObject id="v"/>'])
def test_what_a_sub_process_declares_is_its_own(holder: str) -> None:
    body = inside("p1", holder, start("s1"), script("k", "5", "v"), flows("s1>k"))
    assert Case(file(holder, start(), body, flows("s>p1")), {"v": 1}).state.data == {"v": 1}
    other = inside("p1", start("s1"), script("k", "5", "v"), flows("s1>k"))
    assert Case(file(holder, start(), other, flows("s>p1")), {"v": 1}).state.data == {"v": 5}


def test_inputs_are_mapped_into_a_task_and_its_outputs_out_of_it() -> None:
    task = user(a=IO + takes("v", "i") + gives("o", "w"))
    case = Case(file(OBJECTS, start(), task, user("z"), flows("s>a a>z")), {"v": 3})
    (opened,) = (effect for effect in case.effects if isinstance(effect, bpmn.Open))
    assert opened.data == {"x": 3}
    case.do("a", y=4, other=5)
    assert case.state.data == {"v": 3, "w": 4}, "what is not mapped stays inside"


def test_a_transformation_and_assignments_are_computed() -> None:
    """10.4.2: a transformation of the source, or assignments from an expression to a name."""
    changed = takes("v", "i", what="<transformation>v * 2</transformation>")
    assigned = (
        "<dataOutputAssociation><sourceRef>o</sourceRef><targetRef>w</targetRef>"
        "<assignment><from>y + 1</from><to>w</to></assignment></dataOutputAssociation>"
    )
    case = Case(
        file(OBJECTS, start(), user(a=IO + changed + assigned), user("z"), flows("s>a a>z")), {"v": 3}
    )
    assert next(effect.data for effect in case.effects if isinstance(effect, bpmn.Open)) == {"x": 6}
    case.do("a", y=4)
    assert case.state.data["w"] == 5


def test_a_reference_to_data_object_is_followed_to_the_object() -> None:
    refs = '<dataObjectReference id="r1" dataObjectRef="v"/><dataObjectReference id="r2" dataObjectRef="v"/>'
    task = script("k", "x + 1", "y", IO + takes("r1", "i") + gives("o", "r2"))
    assert Case(file(OBJECTS, refs, start(), task, flows("s>k")), {"v": 3}).state.data == {"v": 4}


def test_the_value_of_a_script_is_its_output_whatever_that_is_called() -> None:
    task = script("k", "7", more=IO + gives("o", "w"))
    assert Case(file(OBJECTS, start(), task, flows("s>k"))).state.data == {"w": 7}


@pytest.mark.parametrize("name", ["every", "a-b", "a.b", "if", "方案 一"])
def test_names_of_data_need_not_be_names_of_the_expression_language(name: str) -> None:
    objects = f'<dataObject id="_1-2"/><dataInput id="x1" name="{name}"/>'
    task = user(
        a=f'<ioSpecification><dataInput id="i" name="x"/><dataOutput id="o" name="{name}"/></ioSpecification>'
        + takes("_1-2", "i")
        + gives("o", "_1-2")
    )
    case = Case(
        file(objects.partition("<dataInput")[0], start(), task, user("z"), flows("s>a a>z")), {"_1-2": 3}
    )
    assert next(effect.data for effect in case.effects if isinstance(effect, bpmn.Open)) == {"x": 3}
    case.do("a", **{name: 8})
    assert case.state.data == {"_1-2": 8}


CALLED = '<process id="q">{}</process></definitions>'


def calling(call: str, called: str) -> bytes:
    source = file(OBJECTS, start(), call, user("z"), flows("s>c0 c0>z"))
    return source.replace(b"</definitions>", CALLED.format(called).encode())


def test_a_call_gives_and_takes_what_is_mapped_and_nothing_else() -> None:
    call = f'<callActivity id="c0" calledElement="q">{IO}{takes("v", "i")}{gives("o", "w")}</callActivity>'
    called = start("qs") + script("k", "x * 2 + (if v = null then 0 else 100)", "y") + flows("qs>k")
    assert Case(calling(call, called), {"v": 21}).state.data == {"v": 21, "w": 42}


def test_a_call_without_mapping_shares_the_data() -> None:
    called = start("qs") + script("k", "v * 2", "w") + flows("qs>k")
    assert Case(calling('<callActivity id="c0" calledElement="q"/>', called), {"v": 21}).state.data["w"] == 42


@pytest.mark.parametrize("tag", ["globalTask", "globalUserTask", "globalManualTask"])
def test_a_global_task_is_called_like_a_process(tag: str) -> None:
    source = file(start(), '<callActivity id="c0" calledElement="t:q"/>', user("z"), flows("s>c0 c0>z"))
    case = Case(source.replace(b"</definitions>", f'<{tag} id="q" name="Q"/></definitions>'.encode()))
    (key,) = case.open
    case.tell(bpmn.Completed(key))
    assert case.waiting == {"z"}


def test_what_goes_out_with_a_message_is_mapped() -> None:
    roots = '<message id="m" name="m"/>'
    throwing = event(
        "intermediateThrowEvent", "t", '<dataInput id="i" name="sum"/>', takes("v", "i"), "message:m"
    )
    case = Case(file(OBJECTS, start(), throwing, end(), flows("s>t t>e"), roots=roots), {"v": 3, "secret": 1})
    assert [effect.data for effect in case.effects if isinstance(effect, bpmn.Send)] == [{"sum": 3}]
    sending = f'<sendTask id="t" messageRef="m">{IO}{takes("v", "i")}</sendTask>'
    case = Case(file(OBJECTS, start(), sending, flows("s>t"), roots=roots), {"v": 3, "secret": 1})
    assert [effect.data for effect in case.effects if isinstance(effect, bpmn.Send)] == [{"x": 3}]


CORRELATED = (
    '<message id="m" name="m"/><correlationProperty id="cp"><correlationPropertyRetrievalExpression messageRef="m">'
    "<messagePath>order</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
    '<collaboration id="co"><participant id="pa" processRef="p"/><correlationKey id="ck"><correlationPropertyRef>cp'
    "</correlationPropertyRef></correlationKey></collaboration>"
)
SUBSCRIBED = (
    '<correlationSubscription id="cs" correlationKeyRef="ck"><correlationPropertyBinding correlationPropertyRef="cp">'
    "<dataPath>mine</dataPath></correlationPropertyBinding></correlationSubscription>"
)


@pytest.mark.parametrize("subscription", [SUBSCRIBED, ""])
@pytest.mark.parametrize(
    "catcher", [event("intermediateCatchEvent", "c", "message:m"), '<receiveTask id="c" messageRef="m"/>']
)
def test_a_message_is_for_the_case_of_its_conversation(subscription: str, catcher: str) -> None:
    """8.4.2: a subscription says what the case knows; without one its first message sets the key."""
    parts = start("s", "message:m"), catcher, say("a"), flows("s>c c>a")
    case = Case(
        file(subscription, *parts, roots=CORRELATED), first=bpmn.Received("m", {"order": 5, "mine": 5})
    )
    with pytest.raises(bpmn.Refused, match="Nothing waits for the message"):
        case.tell(bpmn.Received("m", {"order": 6}))
    case.tell(bpmn.Received("m", {"order": 5}))
    assert (case.said, case.ended) == (["a"], "completed")


def test_a_message_may_be_named_by_the_operation_that_takes_it() -> None:
    """8.4.6: sent to an operation, received through it, by tasks as by events."""
    roots = (
        '<message id="m" name="letter"/><interface id="i" name="i"><operation id="op" name="op"><inMessageRef>m'
        "</inMessageRef></operation></interface>"
    )
    through = "<messageEventDefinition><operationRef>op</operationRef></messageEventDefinition>"
    parts = (
        '<sendTask id="a" operationRef="op"/>',
        event("intermediateThrowEvent", "b", through),
        '<receiveTask id="c" operationRef="op"/>',
        event("intermediateCatchEvent", "d", through),
    )
    case = Case(file(start(), *parts, flows("s>a a>b b>c c>d"), roots=roots))
    assert case.sent == ["letter", "letter"]
    case.tell(bpmn.Received("letter"))
    case.tell(bpmn.Received("letter"))
    assert case.ended == "completed"
