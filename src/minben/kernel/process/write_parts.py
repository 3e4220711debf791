"""The parts of a node in a BPMN file: event definitions, loops, data associations. Serves `write`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from .model import Loop, Mapped, Node, Process, Trigger, TriggerKind
from .names import BPMN, DEFINITION_OF, FEEL, REFERENCES, XSI

Element = Any

_TIMES = {"duration": "timeDuration", "date": "timeDate", "cycle": "timeCycle"}


def add(parent: Element, space: str, tag: str, **attributes: str) -> Element:
    """A child element; empty attributes are left out."""
    return etree.SubElement(
        parent, f"{{{space}}}{tag}", {key: value for key, value in attributes.items() if value}
    )


def expression(parent: Element, tag: str, text: str) -> None:
    """A child that holds FEEL; nothing when there is no text."""
    if text:
        element = add(parent, BPMN, tag)
        element.set(f"{{{XSI}}}type", "tFormalExpression")
        element.text = text


def attributes(node: Node) -> dict[str, str]:
    """What a node says beside its id and name, without what is the default."""
    said = {
        "attachedToRef": node.attached_to,
        "calledElement": node.calls,
        "cancelActivity": "false" if node.kind == "boundary" and not node.interrupting else "",
        "isInterrupting": "false" if node.kind == "start" and not node.interrupting else "",
        "parallelMultiple": "true" if node.all_triggers and node.kind != "event_based" else "",
        "eventGatewayType": "Parallel" if node.all_triggers and node.kind == "event_based" else "",
        "triggeredByEvent": "true" if node.mode == "event" else "",
        "isForCompensation": "true" if node.for_undo else "",
        "instantiate": "true" if node.instantiate else "",
        "startQuantity": str(node.needs) if node.needs != 1 else "",
        "completionQuantity": str(node.gives) if node.gives != 1 else "",
        "scriptFormat": FEEL if node.kind == "script" else "",
    }
    if node.adhoc:
        said["ordering"] = "Sequential" if node.adhoc.sequential else "Parallel"
        said["cancelRemainingInstances"] = "" if node.adhoc.cancels else "false"
    return {key: value for key, value in said.items() if value}


class Parts:
    """Writes what is inside flow nodes, and what they refer to at the top of the file."""

    def __init__(self, root: Element, process: Process, known: Mapping[tuple[str, str], str]) -> None:
        self.root, self.process = root, process
        self.ids: dict[tuple[str, str], str] = dict(known)
        for one in process.correlations:
            self.refer("message", one.message)
        for node in process.nodes:
            for trigger in self.all_triggers(node):
                self.refer(trigger.kind, trigger.name)
        self.behaviours = {node.id: list(self.behaviour(node)) for node in process.nodes if node.loop}
        for one in process.correlations:
            if ("", one.name) not in self.ids:
                self.property(one.name)

    def all_triggers(self, node: Node) -> Iterable[Trigger]:
        yield from node.triggers
        yield from (trigger for _, trigger in (node.loop.throws if node.loop else ()))

    def refer(self, kind: TriggerKind, name: str) -> str:
        """The id of the message, signal, error or escalation at the top of the file; written when first needed."""
        if kind not in REFERENCES or not name:
            return ""
        if (kind, name) not in self.ids:
            found = f"{self.process.id}_{kind}_{len(self.ids) + 1}"
            self.ids[kind, name] = found
            add(self.root, BPMN, kind, **{"id": found, "name": name, REFERENCES[kind][1]: name})
        return self.ids[kind, name]

    def property(self, name: str) -> None:
        self.ids["", name] = name
        element = add(self.root, BPMN, "correlationProperty", id=name)
        for one in self.process.correlations:
            if one.name == name:
                rule = add(
                    element,
                    BPMN,
                    "correlationPropertyRetrievalExpression",
                    messageRef=self.refer("message", one.message),
                )
                expression(rule, "messagePath", one.theirs)

    def subscriptions(self, body: Element) -> None:
        """How the process knows its own messages."""
        if not self.process.correlations:
            return
        named = {"id": f"{self.process.id}_subscription", "correlationKeyRef": f"{self.process.id}_key"}
        element = add(body, BPMN, "correlationSubscription", **named)
        for name, own in {one.name: one.own for one in self.process.correlations}.items():
            binding = add(element, BPMN, "correlationPropertyBinding", correlationPropertyRef=name)
            expression(binding, "dataPath", own)

    def behaviour(self, node: Node) -> Iterable[str]:
        """Ids of the event definitions that a loop's behaviour throws."""
        if node.loop and node.loop.behaviour in ("None", "One"):
            for number, (_, trigger) in enumerate(node.loop.throws):
                found = f"{node.id}_behaviour_{number}"
                self.definition(self.root, trigger, found)
                yield found

    # --- inside a node ---

    def content(self, element: Element, node: Node) -> None:
        """What the schema wants before inner nodes."""
        for name in node.data:
            add(element, BPMN, "property", id=name)
        self.data(element, "dataInputAssociation", node.inputs)
        self.data(element, "dataOutputAssociation", node.outputs)
        if node.loop:
            self.loop(element, node, node.loop)
        if node.kind in ("send", "receive"):
            for trigger in node.triggers:
                element.set("messageRef", self.refer("message", trigger.name))
        else:
            for number, trigger in enumerate(node.triggers):
                suffix = f"_{number}" if number else ""
                self.definition(element, trigger, f"{node.id}_{trigger.kind}{suffix}")
        if node.kind == "script":
            add(element, BPMN, "script").text = node.script

    def tail(self, element: Element, node: Node) -> None:
        """What the schema wants after them."""
        expression(element, "activationCondition", node.activation)
        if node.adhoc:
            expression(element, "completionCondition", node.adhoc.condition)

    def data(self, element: Element, tag: str, pairs: tuple[Mapped, ...]) -> None:
        for pair in pairs:
            association = add(element, BPMN, tag)
            add(association, BPMN, "targetRef").text = re.sub(
                r"\W", "_", pair.target
            )  # an XML id: only a remark
            assignment = add(association, BPMN, "assignment")
            expression(assignment, "from", pair.source)
            expression(assignment, "to", pair.target)

    def definition(self, parent: Element, trigger: Trigger, name: str) -> None:
        element = add(parent, BPMN, DEFINITION_OF[trigger.kind], id=name)
        if trigger.kind == "timer":
            expression(element, _TIMES[trigger.form], trigger.text)
            if not trigger.text:
                add(element, BPMN, _TIMES[trigger.form])
        elif trigger.kind == "conditional":
            expression(element, "condition", trigger.text)
            if not trigger.text:
                add(element, BPMN, "condition")
        elif trigger.kind == "link":
            element.set("name", trigger.name)
        elif trigger.kind == "compensation":
            if trigger.name:
                element.set("activityRef", trigger.name)
            if not trigger.waits:
                element.set("waitForCompletion", "false")
        elif trigger.name:
            element.set(REFERENCES[trigger.kind][0], self.refer(trigger.kind, trigger.name))

    def loop(self, parent: Element, node: Node, loop: Loop) -> None:
        if loop.kind == "standard":
            element = add(parent, BPMN, "standardLoopCharacteristics")
            if loop.test_before:
                element.set("testBefore", "true")
            if loop.maximum is not None:
                element.set("loopMaximum", str(loop.maximum))
            expression(element, "loopCondition", loop.condition)
            return
        element = add(parent, BPMN, "multiInstanceLoopCharacteristics")
        if loop.kind == "sequential":
            element.set("isSequential", "true")
        if loop.behaviour != "All":
            element.set("behavior", loop.behaviour)
        for found in self.behaviours[node.id]:
            element.set(f"{loop.behaviour.lower()}BehaviorEventRef", found)
        expression(element, "loopCardinality", loop.cardinality)
        self.loop_data(element, node, loop)
        if loop.behaviour == "Complex":
            for condition, trigger in loop.throws:
                part = add(element, BPMN, "complexBehaviorDefinition")
                expression(part, "condition", condition)
                self.definition(add(part, BPMN, "event"), trigger, "")
        expression(element, "completionCondition", loop.condition)

    def loop_data(self, element: Element, node: Node, loop: Loop) -> None:
        if loop.items:
            add(element, BPMN, "loopDataInputRef").text = loop.items
        if loop.results:
            add(element, BPMN, "loopDataOutputRef").text = loop.results
        if loop.item:
            add(element, BPMN, "inputDataItem", id=f"{node.id}_item", name=loop.item)
        if loop.result:
            add(element, BPMN, "outputDataItem", id=f"{node.id}_result", name=loop.result)
