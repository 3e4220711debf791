"""The words of the BPMN 2.0 file format that reader and writer share."""

from __future__ import annotations

from typing import Final

from .model import NodeKind

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
    "userTask": "user",
    "serviceTask": "service",
    "businessRuleTask": "rule",
    "scriptTask": "script",
    "exclusiveGateway": "exclusive",
    "parallelGateway": "parallel",
    "boundaryEvent": "timer_boundary",
    "subProcess": "subprocess",
}
TAG_OF: Final[dict[NodeKind, str]] = {kind: tag for tag, kind in TAGS.items()}

# Said about the model, never executed (BPMN 2.0.2, 8.3.1 artifacts, 8.4.1 documentation, 8.3.3 extensions).
REMARKS: Final = frozenset(
    {
        "documentation",
        "extensionElements",
        "incoming",
        "outgoing",
        "textAnnotation",
        "association",
        "group",
        "category",
    }
)
