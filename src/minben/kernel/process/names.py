"""The words of the BPMN 2.0 file format that reader and writer share."""

from __future__ import annotations

from typing import Final

from .model import Mode, NodeKind, TriggerKind

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DI: Final = "http://www.omg.org/spec/DD/20100524/DI"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
MINBEN: Final = "urn:minben:bpmn:1"
XPATH: Final = "http://www.w3.org/1999/XPath"
FEEL: Final = "https://www.omg.org/spec/DMN/20230324/FEEL/"

TAGS: Final[dict[str, NodeKind]] = {
    "startEvent": "start",
    "endEvent": "end",
    "intermediateCatchEvent": "catch",
    "intermediateThrowEvent": "throw",
    "boundaryEvent": "boundary",
    "task": "task",
    "userTask": "user",
    "manualTask": "manual",
    "serviceTask": "service",
    "businessRuleTask": "rule",
    "scriptTask": "script",
    "sendTask": "send",
    "receiveTask": "receive",
    "callActivity": "call",
    "subProcess": "subprocess",
    "exclusiveGateway": "exclusive",
    "inclusiveGateway": "inclusive",
    "parallelGateway": "parallel",
    "eventBasedGateway": "event_based",
    "complexGateway": "complex",
}
TAG_OF: Final[dict[NodeKind, str]] = {kind: tag for tag, kind in TAGS.items()}
SUBPROCESSES: Final[dict[str, Mode]] = {
    "subProcess": "embedded",
    "transaction": "transaction",
    "adHocSubProcess": "adhoc",
}
GLOBALS: Final[dict[str, NodeKind]] = {
    "globalTask": "task",
    "globalUserTask": "user",
    "globalManualTask": "manual",
    "globalBusinessRuleTask": "rule",
    "globalScriptTask": "script",
}
DEFINITIONS: Final[dict[str, TriggerKind]] = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "signalEventDefinition": "signal",
    "conditionalEventDefinition": "conditional",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "compensateEventDefinition": "compensation",
    "cancelEventDefinition": "cancel",
    "terminateEventDefinition": "terminate",
    "linkEventDefinition": "link",
}
DEFINITION_OF: Final[dict[TriggerKind, str]] = {kind: tag for tag, kind in DEFINITIONS.items()}
# Which attribute of a definition names what; and which attribute of that says by what code or name it is known.
REFERENCES: Final[dict[TriggerKind, tuple[str, str]]] = {
    "message": ("messageRef", "name"),
    "signal": ("signalRef", "name"),
    "error": ("errorRef", "errorCode"),
    "escalation": ("escalationRef", "escalationCode"),
}

RESOURCES: Final = frozenset({"performer", "humanPerformer", "potentialOwner", "resourceRole"})
# Said about the model, never executed (BPMN 2.0.2, 8.3.1 artifacts, 8.4.1 documentation, 8.3.3 extensions).
REMARKS: Final = frozenset(
    {
        "documentation",
        "extensionElements",
        "incoming",
        "outgoing",
        "textAnnotation",
        "group",
        "category",
        "auditing",
        "monitoring",
        "dataInput",
        "dataOutput",
        "inputSet",
        "outputSet",
        "dataState",
        "dataStoreReference",
        *RESOURCES,
        "rendering",
        "operationRef",
        "correlationSubscription",
        "supports",
        "supportedInterfaceRef",
        "ioBinding",
    }
)
