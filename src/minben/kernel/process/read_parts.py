"""The parts of a node in a BPMN file: event definitions, loops, data associations. Serves `read`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Protocol

from .model import AdHoc, Form, Loop, Mapped, Trigger, TriggerKind
from .names import BPMN, DEFINITIONS, REFERENCES, REMARKS

Element = Any  # lxml's stubs are partial

# Everything a flow node may contain besides other flow nodes.
PARTS = frozenset(
    {
        *DEFINITIONS,
        "eventDefinitionRef",
        "script",
        "standardLoopCharacteristics",
        "multiInstanceLoopCharacteristics",
        "completionCondition",
        "activationCondition",
        "ioSpecification",
        "dataInputAssociation",
        "dataOutputAssociation",
        "property",
    }
)
_BEHAVIOURS: dict[str, Literal["All", "One", "None", "Complex"]] = {
    "All": "All",
    "One": "One",
    "None": "None",
    "Complex": "Complex",
}
_TIMES: dict[str, Form] = {"timeDuration": "duration", "timeDate": "date", "timeCycle": "cycle"}


def local(element: Element) -> str:
    """The tag without its namespace; with it when the element is not BPMN's own."""
    space, _, tag = str(element.tag).rpartition("}")
    return tag if space in ("{" + BPMN, "") else element.tag


def children(element: Element) -> Iterator[tuple[str, Element]]:
    """Child elements with their local names, remarks left out."""
    for child in element:
        if isinstance(child.tag, str) and local(child) not in REMARKS:
            yield local(child), child


def text_of(element: Element) -> str:
    """All text inside, without the blanks around it."""
    return "".join(element.itertext()).strip()


def plain_name(reference: str) -> str:
    """A reference without the prefix that some tools write before it."""
    return reference.rpartition(":")[2]


def yes(element: Element, attribute: str, default: bool) -> bool:
    """A boolean attribute as XML Schema spells it."""
    value = element.get(attribute)
    return default if value is None else value in ("true", "1")


class Desk(Protocol):
    """What the parts need of the reader."""

    known: dict[str, Element]
    foreign: str

    def expression(self, element: Element, language: str) -> str:
        """The text of an expression, if its language is FEEL."""
        ...

    def wrong(self, element: Element, message: str, advice: str) -> None:
        """Note a fault."""
        ...


class Parts:
    """Reads what is inside flow nodes; complaints go to the reader."""

    def __init__(self, reader: Desk) -> None:
        self.reader = reader

    def child_text(self, element: Element, tag: str) -> str:
        """The FEEL of a child element, "" when there is none."""
        child = next((child for name, child in children(element) if name == tag), None)
        if child is None:
            return ""
        return self.reader.expression(child, child.get("language") or self.reader.foreign)

    def whole(self, element: Element, attribute: str, default: int | None) -> int | None:
        """A whole number."""
        value = element.get(attribute)
        if value is None:
            return default
        try:
            return int(value)
        except ValueError:
            self.reader.wrong(element, f"{attribute}={value!r} is no whole number.", "Write a number.")
            return default

    def script(self, element: Element) -> str:
        for tag, child in children(element):
            if tag == "script":
                return self.reader.expression(
                    child, element.get("scriptFormat") or element.get("scriptLanguage") or ""
                )
        return ""

    # --- events ---

    def triggers(self, element: Element) -> tuple[Trigger, ...]:
        """The event definitions, those elsewhere in the file included; the message of a send or receive task."""
        found = [self.trigger(child) for tag, child in children(element) if tag in DEFINITIONS]
        for tag, child in children(element):
            if tag == "eventDefinitionRef":
                found += self.defined(plain_name(text_of(child)))
        if local(element) in ("sendTask", "receiveTask"):
            message = element.get("messageRef") or self.operation(element.get("operationRef") or "")
            found += [Trigger("message", self.reference("message", message))] if message else []
        return tuple(found)

    def operation(self, name: str) -> str:
        """The message that an operation takes in: what is sent to it, what is received through it (8.4.6)."""
        known = self.reader.known.get(plain_name(name))
        return (
            next((text_of(part) for tag, part in children(known) if tag == "inMessageRef"), "")
            if known is not None
            else ""
        )

    def defined(self, name: str) -> list[Trigger]:
        """An event definition that stands elsewhere."""
        known = self.reader.known.get(name)
        if known is None or local(known) not in DEFINITIONS:
            return []
        return [self.trigger(known)]

    def trigger(self, element: Element) -> Trigger:
        kind = DEFINITIONS[local(element)]
        if kind == "timer":
            return self.timer(element)
        if kind == "conditional":
            return Trigger(kind, text=self.child_text(element, "condition"))
        if kind == "compensation":
            waits = yes(element, "waitForCompletion", True)
            return Trigger(kind, plain_name(element.get("activityRef") or ""), waits=waits)
        if kind == "link":
            return Trigger(kind, element.get("name") or "")
        if kind not in REFERENCES:
            return Trigger(kind)
        name = element.get(REFERENCES[kind][0]) or ""
        if kind == "message" and not name:
            called = [text_of(part) for part in element if local(part) == "operationRef"]
            name = self.operation(called[0]) if called else ""
        return Trigger(kind, self.reference(kind, name))

    def reference(self, kind: TriggerKind, name: str) -> str:
        """What a message, signal, error or escalation is known by: its code or name, else its id."""
        name = plain_name(name)
        known = self.reader.known.get(name)
        return (known.get(REFERENCES[kind][1]) if known is not None else "") or name

    def timer(self, element: Element) -> Trigger:
        found = Trigger("timer")
        for tag, child in children(element):
            if tag in _TIMES:
                found = Trigger("timer", text=text_of(child), form=_TIMES[tag])
        if not found.text:
            advice = "Add timeDuration, e.g. P5D or workdays:5."
            self.reader.wrong(element, "The timer does not say when.", advice)
        return found

    # --- loops ---

    def loop(self, element: Element) -> Loop | None:
        for tag, child in children(element):
            if tag == "standardLoopCharacteristics":
                condition, before = self.child_text(child, "loopCondition"), yes(child, "testBefore", False)
                return Loop("standard", condition, before, self.whole(child, "loopMaximum", None))
            if tag == "multiInstanceLoopCharacteristics":
                return self.instances(child)
        return None

    def instances(self, element: Element) -> Loop:
        behaviour = element.get("behavior") or "All"
        names = {tag: plain_name(text_of(child)) for tag, child in children(element)}
        items = {tag: child.get("name") or child.get("id") or "" for tag, child in children(element)}
        return Loop(
            "sequential" if yes(element, "isSequential", False) else "parallel",
            self.child_text(element, "completionCondition"),
            cardinality=self.child_text(element, "loopCardinality"),
            items=self.data_name(names.get("loopDataInputRef", "")),
            item=items.get("inputDataItem", ""),
            results=self.data_name(names.get("loopDataOutputRef", "")),
            result=items.get("outputDataItem", ""),
            behaviour=_BEHAVIOURS.get(behaviour, "All"),
            throws=self.throws(element, behaviour),
        )

    def throws(self, element: Element, behaviour: str) -> tuple[tuple[str, Trigger], ...]:
        """The implicit events of a multi-instance activity's behaviour."""
        if behaviour in ("None", "One"):
            name = element.get(f"{behaviour.lower()}BehaviorEventRef") or ""
            said = (
                self.defined(plain_name(name)) if name else [Trigger("signal")]
            )  # table 10.31: a default signal
            return tuple(("", one) for one in said)
        if behaviour != "Complex":
            return ()
        return tuple(
            (self.child_text(child, "condition"), one)
            for tag, child in children(element)
            if tag == "complexBehaviorDefinition"
            for event_tag, event in children(child)
            if event_tag == "event"
            for one in self.triggers(event)
        )

    def adhoc(self, element: Element) -> AdHoc:
        return AdHoc(
            element.get("ordering") == "Sequential",
            self.child_text(element, "completionCondition"),
            yes(element, "cancelRemainingInstances", True),
        )

    # --- data ---

    def data_name(self, reference: str) -> str:
        """The variable behind a reference: a data object by its id, an input or output by its name."""
        known = self.reader.known.get(reference)
        if known is None:
            return reference
        if local(known) == "dataObjectReference":
            return plain_name(known.get("dataObjectRef") or "") or reference
        if local(known) in ("dataInput", "dataOutput", "inputDataItem", "outputDataItem"):
            return known.get("name") or reference
        return reference

    def mappings(self, element: Element) -> tuple[tuple[Mapped, ...], tuple[Mapped, ...]]:
        """What is mapped into the node and out of it."""
        found: dict[str, list[Mapped]] = {"dataInputAssociation": [], "dataOutputAssociation": []}
        for tag, child in children(element):
            if tag in found:
                found[tag] += self.association(child)
        return tuple(found["dataInputAssociation"]), tuple(found["dataOutputAssociation"])

    def association(self, element: Element) -> list[Mapped]:
        parts = dict(children(element))
        assigned = [
            Mapped(self.child_text(child, "to"), self.child_text(child, "from"))
            for tag, child in children(element)
            if tag == "assignment"
        ]
        if assigned or "targetRef" not in parts:
            return assigned
        source = self.child_text(element, "transformation")
        if not source and "sourceRef" in parts:
            source = self.data_name(plain_name(text_of(parts["sourceRef"])))
        target = self.data_name(plain_name(text_of(parts["targetRef"])))
        return [Mapped(target, source)] if source else []
