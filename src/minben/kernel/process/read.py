"""Read BPMN 2.0 files into plain values, refusing by name what this engine does not execute.

Serves service designers: a model is either understood completely or refused with file, line and advice.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from minben.kernel.finding import Finding, InputError, refuse

from .model import Correlation, Flow, Node, Process
from .names import BPMN, GLOBALS, MINBEN, SUBPROCESSES, TAGS, XPATH
from .read_parts import PARTS, Parts, children, local, plain_name, text_of, yes

Element = Any  # lxml's stubs are partial

# Inside a process, but no flow node: data, read elsewhere, and what only other tools look at.
_QUIET = frozenset({"sequenceFlow", "property", "dataObject", "dataObjectReference", "callableElement"})

_ADVICE = {
    "choreographyTask": "A choreography cannot be executed: model each party as a process.",
    "expressionLanguage": "Write conditions and scripts in FEEL.",
}
_DEFAULT_ADVICE = "Remove it or model it with the supported elements."


def read_bpmn(source: Path | bytes, name: str = "", *, strict: bool = True) -> tuple[Process, ...]:
    """All processes of a BPMN 2.0 file, in file order.

    Nodes come in document order (a sub-process before what is inside it), flows container by container: the
    order in which `step` tries conditions. Raises `InputError` with every unsupported or broken element, its
    line and advice. Not `strict`: what cannot be executed is read over, for models that are only to be drawn or
    told.
    """
    file = name or (str(source) if isinstance(source, Path) else "")
    root = parse(source, file)
    reader = Reader(file)
    processes = reader.definitions(root)
    if strict and reader.findings:
        raise InputError(reader.findings)
    return processes


def locate(source: Path | bytes) -> dict[str, int]:
    """Line of every element that has an id, for findings of `check`. Raises `InputError` like `read_bpmn`."""
    root = parse(source, str(source) if isinstance(source, Path) else "")
    return {
        element.get("id"): element.sourceline for element in root.iter(etree.Element) if element.get("id")
    }


def parse(source: Path | bytes, file: str) -> Element:
    """The root element; no DTD, no entities, no network: a model is data from a stranger."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        text = source.read_bytes() if isinstance(source, Path) else source
        root = etree.fromstring(text, parser)
    except OSError as error:
        raise refuse(
            file, f"The file cannot be read: {error.strerror}.", "Check the path and the rights."
        ) from None
    except etree.XMLSyntaxError as error:
        line = int(error.lineno or 0)
        raise refuse(
            file, f"Not well-formed XML: {error.msg}.", "Mend the XML at this line.", line=line
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refuse(file, "The file has a document type declaration.", "Remove <!DOCTYPE ...>.", line=1)
    if root.tag != f"{{{BPMN}}}definitions":
        raise refuse(
            file,
            f"The root is <{local(root)}>, not BPMN 2.0 <definitions>.",
            "Export as BPMN 2.0 XML.",
            line=1,
        )
    return root


class Reader:
    """Collects nodes, flows and everything that is wrong, so that one run names all faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.seen: set[str] = set()
        self.pools: dict[str, str] = {}
        self.keys: list[str] = []  # properties of the conversations' keys
        self.foreign = ""  # the expression language of the file, when it is not FEEL
        self.known: dict[str, Element] = {}  # every element of the file by its id
        self.parts = Parts(self)
        self.begin()

    def begin(self) -> None:
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self.lanes: dict[str, str] = {}
        self.outer: dict[str, str] = {}
        self.lane_of: dict[str, str] = {}
        self.defaults: dict[str, Element] = {}
        self.undoes: list[tuple[str, str]] = []  # associations: both ends

    # --- words of complaint ---

    def wrong(self, element: Element, message: str, advice: str) -> None:
        place = element.get("id") or local(element)
        self.findings.append(Finding(self.file, element.sourceline or 0, place, message, advice))

    def unsupported(self, element: Element, what: str = "") -> None:
        what = what or local(element)
        self.wrong(element, f"{what} is not supported.", _ADVICE.get(what, _DEFAULT_ADVICE))

    def identity(self, element: Element) -> str:
        """The element's id; "" when it has none of its own, which is noted."""
        found: str = element.get("id") or ""
        if not found:
            self.wrong(
                element, f"{local(element)} has no id.", "Give it an id that stays the same over versions."
            )
        elif found in self.seen:
            self.wrong(element, f"The id {found} is used twice.", "Give every element its own id.")
            return ""
        self.seen.add(found)
        return found

    # --- the file ---

    def definitions(self, root: Element) -> tuple[Process, ...]:
        language = root.get("expressionLanguage") or ""
        # The standard's default says no more than no attribute at all: many tools write it without meaning it.
        self.foreign = "" if language == XPATH or "FEEL" in language.upper() else language
        self.known = {element.get("id"): element for element in root.iter(etree.Element) if element.get("id")}
        bodies = [child for tag, child in children(root) if tag == "process" or tag in GLOBALS]
        for tag, child in children(root):
            if tag == "collaboration":
                self.collaboration(child)
        if not bodies:
            self.wrong(root, "The file holds no process.", "Add a <process>.")
        found = [self.process(body) for body in bodies if local(body) == "process"]
        return (*found, *(self.global_task(body) for body in bodies if local(body) != "process"))

    def collaboration(self, element: Element) -> None:
        for tag, child in children(element):
            if tag == "participant" and child.get("processRef"):
                self.pools[plain_name(child.get("processRef") or "")] = child.get("name") or ""
        for key in element.iter(f"{{{BPMN}}}correlationKey"):
            self.keys += [
                plain_name(text_of(part)) for tag, part in children(key) if tag == "correlationPropertyRef"
            ]

    def process(self, element: Element) -> Process:
        self.begin()
        process_id = self.identity(element)
        self.container(element, "")
        self.name_defaults()
        nodes = tuple(self.finished(node) for node in self.nodes)
        name = element.get("name") or self.pools.get(process_id, "")
        correlations = self.correlations(element)
        return Process(
            process_id,
            name,
            nodes,
            tuple(self.flows),
            self.lanes,
            self.file,
            self.data_ids(element),
            correlations,
            self.outer,
        )

    def global_task(self, element: Element) -> Process:
        """A task that call activities share: a process of one step."""
        task_id, name = self.identity(element), element.get("name") or ""
        kind = GLOBALS[local(element)]
        script = self.parts.script(element) if kind == "script" else ""
        node = Node(f"{task_id}_task", kind, name, script=script, options=_options(element))
        return Process(task_id, name, (node,), (), file=self.file)

    def finished(self, node: Node) -> Node:
        """The node with what is said elsewhere: its lane, and what undoes it."""
        lane, undo = self.lane_of.get(node.id, ""), ""
        if node.kind == "boundary" and any(one.kind == "compensation" for one in node.triggers):
            undo = self.handler(node.id)
        return replace(node, lane=lane, undo=undo) if lane or undo else node

    def handler(self, event: str) -> str:
        """The activity that an association joins with a compensation event, whichever way it is drawn; a remark
        may be joined with it too.
        """
        ends = [
            target if source == event else source
            for source, target in self.undoes
            if event in (source, target)
        ]
        undoing = {one.id for one in self.nodes if one.for_undo}
        return next((one for one in ends if one in undoing), next(iter(ends), ""))

    def data_ids(self, element: Element) -> tuple[str, ...]:
        return tuple(
            child.get("id") or "" for tag, child in children(element) if tag in ("property", "dataObject")
        )

    def correlations(self, element: Element) -> tuple[Correlation, ...]:
        """What the subscriptions of the process and the properties of the file say together (BPMN 2.0.2, 8.4.2).

        A property of a conversation's key that no subscription binds is kept under its own name: the first message of
        the case says what it is.
        """
        found: list[Correlation] = []
        used = {one.name for node in self.nodes for one in node.triggers if one.kind == "message"}
        bound: dict[str, str] = dict.fromkeys(self.keys, "")
        for binding in element.iter(f"{{{BPMN}}}correlationPropertyBinding"):
            own = "".join(text_of(part) for tag, part in children(binding) if tag == "dataPath")
            bound[plain_name(binding.get("correlationPropertyRef") or "")] = own
        for name, own in bound.items():
            rules = self.known.get(name, ())
            for rule in (part for tag, part in children(rules) if "Retrieval" in tag):
                theirs = "".join(text_of(part) for tag, part in children(rule) if tag == "messagePath")
                message = self.parts.reference("message", rule.get("messageRef") or "")
                if own or message in used:
                    found.append(Correlation(message, name, own or name, theirs))
        return tuple(found)

    def name_defaults(self) -> None:
        """Every `default` attribute must name a flow that leaves the same element."""
        leaving = {(flow.source, flow.id) for flow in self.flows}
        for flow_id, element in self.defaults.items():
            if (element.get("id"), flow_id) not in leaving:
                self.wrong(
                    element, f"The default flow {flow_id} does not leave this element.", "Name one that does."
                )

    def container(self, element: Element, parent: str) -> None:
        """A process or sub-process: its own flows first, then its nodes, so that order does not depend on
        nesting.
        """
        for _, child in children(element):
            if child.get("default"):
                self.defaults[child.get("default")] = child
        for tag, child in children(element):
            if tag == "sequenceFlow":
                self.flow(child)
        for tag, child in children(element):
            if tag in TAGS or tag in SUBPROCESSES:
                self.node(tag, child, parent)
            elif tag == "laneSet":
                self.lane_set(child, parent)
            elif tag == "association":
                ends = (plain_name(child.get(end) or "") for end in ("sourceRef", "targetRef"))
                self.undoes.append((next(ends), next(ends)))
            elif tag not in _QUIET and tag not in PARTS and not tag.startswith("{"):
                self.unsupported(child)

    def lane_set(self, element: Element, holder: str) -> None:
        """Lanes in the order of the file, outer ones before inner ones: a step belongs to the innermost."""
        for tag, lane in children(element):
            if tag != "lane":
                continue
            lane_id = self.identity(lane)
            if not lane_id:
                continue
            self.lanes[lane_id] = lane.get("name") or ""
            if holder:
                self.outer[lane_id] = holder
            for part_tag, part in children(lane):
                if part_tag == "flowNodeRef":
                    self.lane_of[plain_name(text_of(part))] = lane_id
            for part_tag, part in children(lane):
                if part_tag == "childLaneSet":
                    self.lane_set(part, lane_id)

    # --- flows and nodes ---

    def flow(self, element: Element) -> None:
        flow_id, condition = self.identity(element), ""
        if not flow_id:
            return  # nobody could say which is meant
        for tag, child in children(element):
            if tag == "conditionExpression":
                condition = self.expression(child, child.get("language") or self.foreign)
        source, target = element.get("sourceRef") or "", element.get("targetRef") or ""
        if not source or not target:
            self.wrong(element, "The flow lacks sourceRef or targetRef.", "Connect both ends.")
        name = element.get("name") or ""
        source, target = plain_name(source), plain_name(target)
        self.flows.append(Flow(flow_id, source, target, name, condition, flow_id in self.defaults))

    def expression(self, element: Element, language: str) -> str:
        if language and "FEEL" not in language.upper():
            self.wrong(
                element,
                f"The expression language {language} is not supported.",
                _ADVICE["expressionLanguage"],
            )
        return text_of(element)

    def node(self, tag: str, element: Element, parent: str) -> None:
        node_id, parts = self.identity(element), self.parts
        if not node_id:
            return  # nobody could say which is meant
        kind = TAGS.get(tag, "subprocess")
        mode = "event" if yes(element, "triggeredByEvent", False) else SUBPROCESSES.get(tag, "embedded")
        inputs, outputs = parts.mappings(element)
        self.nodes.append(
            Node(
                id=node_id,
                kind=kind,
                name=element.get("name") or "",
                parent=parent,
                attached_to=plain_name(element.get("attachedToRef") or ""),
                interrupting=yes(element, "cancelActivity" if kind == "boundary" else "isInterrupting", True),
                triggers=parts.triggers(element),
                all_triggers=yes(element, "parallelMultiple", False)
                or element.get("eventGatewayType") == "Parallel",
                script=parts.script(element) if kind == "script" else "",
                options=_options(element),
                mode=mode,
                adhoc=parts.adhoc(element) if mode == "adhoc" else None,
                loop=parts.loop(element),
                calls=plain_name(element.get("calledElement") or ""),
                for_undo=yes(element, "isForCompensation", False),
                instantiate=yes(element, "instantiate", False),
                needs=parts.whole(element, "startQuantity", 1) or 0,
                gives=parts.whole(element, "completionQuantity", 1) or 0,
                inputs=inputs,
                outputs=outputs,
                data=self.data_ids(element) if kind == "subprocess" else (),
                activation=parts.child_text(element, "activationCondition"),
            )
        )
        if kind == "subprocess":
            self.container(element, node_id)
        else:
            for child_tag, child in children(element):
                if child_tag not in PARTS and not child_tag.startswith("{"):
                    self.unsupported(child)


def _options(element: Element) -> dict[str, str]:
    """What minben's own attributes say."""
    return {
        key.rpartition("}")[2]: value for key, value in element.items() if key.startswith(f"{{{MINBEN}}}")
    }
