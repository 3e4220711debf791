"""What the standard forbids is named with its paragraph; published models break none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from minben.kernel import process as bpmn
from minben.kernel.process.rules import forbidden
from minben.kernel.process.structure import fatal
from tests.kernel.process.spoken import (
    boundary,
    end,
    event,
    file,
    flows,
    inside,
    say,
    start,
    undo,
    undoes,
    user,
)

ROOTS = '<error id="E"/><signal id="g"/><message id="m"/>'


def sub(*parts: str, **more: str) -> str:
    """A sub-process p1 on the way from start to end."""
    return inside("p1", *parts, **more) + flows("s>p1 p1>e")


INNER = start("s1") + say("a") + end("e1") + flows("s1>a a>e1")
ON = user("a") + flows("s>a a>e")
CATCH = event("intermediateCatchEvent", "c", "message:m")
TIMER = event("intermediateCatchEvent", "t", "timer:P1D")
WAIT = '<eventBasedGateway id="g0"/>'
ADHOC = '<adHocSubProcess id="h">{}</adHocSubProcess>' + flows("s>h h>e")
MANY = "<multiInstanceLoopCharacteristics/>"
DEFAULT = (
    '<exclusiveGateway id="x" default="d"/><sequenceFlow id="d" sourceRef="x" targetRef="a"><conditionExpression>true'
    "</conditionExpression></sequenceFlow>"
)
NO_TRIGGER = inside("es", start("q"), say("h"), flows("q>h"), triggeredByEvent="true")
HANDLED = boundary("b", "a", "compensate:") + undo("u") + undoes("b", "u")

BROKEN = {
    "an error start at the top": (event("startEvent", "s9", "error:E") + say("z") + flows("s9>z") + ON, "10.5.2"),
    "a trigger inside": (sub(start("s1", "message:m"), say("a"), end("e1"), flows("s1>a a>e1")), "10.5.2"),
    "a handler without trigger": (ON + NO_TRIGGER, "10.3.5"),
    "a flow to a handler": (
        user("a") + inside("es", start("q", "signal:g"), say("h"), flows("q>h"), triggeredByEvent="true")
        + flows("s>a a>es es>e"),
        "10.3.5",
    ),
    "an undoing boundary event with a flow": (ON + HANDLED + say("z") + flows("b>z"), "10.5.4"),
    "an undoing boundary event alone": (ON + boundary("b", "a", "compensate:"), "10.5.4"),
    "a boundary event that leads nowhere": (ON + boundary("b", "a", "signal:g"), "10.5.4"),
    "cancel at a task": (ON + boundary("b", "a", "cancel:") + say("z") + flows("b>z"), "10.5.4"),
    "an error that does not interrupt": (
        ON + boundary("b", "a", "error:E", gentle=True) + say("z") + flows("b>z"), "10.5.4",
    ),
    "cancel outside a transaction": (sub(start("s1"), end("e1", "cancel:"), flows("s1>e1")), "10.5.3"),
    "one event behind a gateway": (WAIT + CATCH + flows("s>g0 g0>c c>e"), "10.6.6"),
    "an event of two gateways": (
        WAIT + CATCH + TIMER + user("a") + flows("s>g0 g0>c g0>t c>a t>e a>t"), "10.6.6",
    ),
    "a receive task beside a message": (
        WAIT + CATCH + '<receiveTask id="r" messageRef="m"/>' + flows("s>g0 g0>c g0>r c>e r>e"), "10.6.6",
    ),
    "a gateway for nothing": ('<exclusiveGateway id="x"/>' + flows("s>x x>e"), "10.6.1"),
    "a condition on the default": (DEFAULT + user("a", "b") + flows("s>x x>b?false a>e b>e"), "8.4.13"),
    "a link from nowhere": (ON + event("intermediateCatchEvent", "l", "link:L") + say("z") + flows("l>z"), "10.5.5"),
    "a link with two ends": (
        event("intermediateThrowEvent", "t", "link:L") + flows("s>t")
        + "".join(event("intermediateCatchEvent", f"l{n}", "link:L") + flows(f"l{n}>e") for n in "12"),
        "10.5.5",
    ),
    "a flow out of undoing": (ON + HANDLED + say("z") + flows("u>z"), "10.7"),
    "undoing nothing": (ON + undo("u"), "10.7"),
    "how many": (user(a=MANY) + flows("s>a a>e"), "10.3.8"),
    "a task that receives nothing": ('<receiveTask id="a"/>' + flows("s>a a>e"), "10.3.3"),
    "an ad hoc start": (ADHOC.format(start("s1") + user("a") + flows("s1>a")), "10.3.5"),
}  # fmt: skip

SOUND = {
    "a transaction": sub(INNER, tag="transaction") + boundary("b", "p1", "cancel:") + say("z") + flows("b>z"),
    "undoing": ON + HANDLED,
    "waiting": WAIT + CATCH + TIMER + flows("s>g0 g0>c g0>t c>e t>e"),
    "ad hoc": ADHOC.format(user("a", "b")),
    "a handler": ON + inside("es", start("q", "signal:g"), say("h"), flows("q>h"), triggeredByEvent="true"),
}


def found(body: str) -> list[str]:
    (process,) = bpmn.read_bpmn(file(start(), end(), body, roots=ROOTS))
    return [finding.message for finding in bpmn.check(process)]


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_forbidden_is_named_with_its_paragraph(name: str) -> None:
    body, paragraph = BROKEN[name]
    assert any(message.endswith(f"({paragraph}).") for message in found(body)), found(body)


@pytest.mark.parametrize("name", SOUND)
def test_what_is_allowed_is_not(name: str) -> None:
    assert not any(message.endswith(").") and "(10" in message for message in found(SOUND[name])), found(
        SOUND[name]
    )


def test_published_models_break_no_rule(betsy: Path, miwg: Path) -> None:
    """But one that leaves open how many instances there are, which is allowed while nobody plays it."""
    for folder in (betsy, miwg):
        for file_ in sorted(folder.glob("*.bpmn")):
            for process in bpmn.read_bpmn(file_, strict=False):
                if not fatal(process, lambda _: lambda _: None):
                    assert [one for one in forbidden(process) if one.severity == "error"] == [], file_.name
