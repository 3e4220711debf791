"""What can be said about a process without playing it: ends that dangle, parts out of reach, texts that do
not parse.

Serves `compile` (which refuses what is fatal) and `check` (which also says what is doubtful).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from minben.kernel.finding import Finding, InputError

from .conditions import Language, feel
from .model import ACTIVITIES, EVENTS, Node, Process
from .timing import is_literal


def lane_of(process: Process, node_id: str) -> str:
    """The lane of a node: its own, or that of the nearest enclosing sub-process or host; "" when there is
    none.
    """
    nodes = {node.id: node for node in process.nodes}
    seen: set[str] = set()
    while node_id in nodes and node_id not in seen:
        seen.add(node_id)
        node = nodes[node_id]
        if node.lane:
            return node.lane
        node_id = node.attached_to or node.parent
    return ""


def fatal(process: Process, language: Language = feel) -> list[Finding]:
    """Faults that leave the token game undefined."""
    return [
        *_ids(process),
        *_starts(process),
        *_enclosures(process),
        *_hosts(process),
        *_dangling(process),
        *_quantities(process),
        *_misplaced(process),
        *_expressions(process, language),
    ]


def _find(process: Process, place: str, message: str, advice: str) -> Finding:
    return Finding(process.file, 0, place, message, advice)


def _starts(process: Process) -> Iterable[Finding]:
    """Every scope begins somewhere: one plain start event, or nodes that no flow leads to."""
    entered = {flow.target for flow in process.flows}
    for scope in ["", *(node.id for node in process.nodes if node.kind == "subprocess")]:
        inside = [node for node in process.nodes if node.parent == scope]
        starts = [node for node in inside if node.kind == "start"]
        plain = [node.id for node in starts if not node.triggers]
        free = [node for node in inside if node.id not in entered and node.kind not in ("boundary", "end")]
        place = scope or process.id
        if not starts and not free:
            message, advice = "There is no start event.", "Add one startEvent and lead it to the first step."
            yield _find(process, place, message, advice)
        elif len(plain) > 1 and scope:  # a process may begin at one of several (10.5.2), a sub-process not
            message = f"There are several start events: {', '.join(plain)}."
            yield _find(process, place, message, "Keep one; join it by a gateway.")


def _ids(process: Process) -> Iterable[Finding]:
    """Keys of a state are made of ids: each is there once and is a name in the sense of XML."""
    for found, word in ((process.nodes, "nodes"), (process.flows, "flows")):
        ids = Counter(one.id for one in found)
        for one, times in ids.items():
            if times > 1:
                yield _find(process, one, f"{times} {word} have the same id.", "Give each its own id.")
            if not one or _RESERVED & set(one):
                message = f"{one!r} is no id: it is empty or holds one of # @ : /."
                yield _find(process, one or process.id, message, "Use letters, digits, - and _.")


_RESERVED = frozenset("#@:/")


def _enclosures(process: Process) -> Iterable[Finding]:
    nodes = {node.id: node for node in process.nodes}
    for node in process.nodes:
        if node.parent and (node.parent not in nodes or nodes[node.parent].kind != "subprocess"):
            yield _find(
                process, node.id, f"{node.parent} is no sub-process.", "Put the node into a sub-process."
            )
        elif _encloses_itself(nodes, node):
            yield _find(process, node.id, "The sub-process is inside itself.", "Mend the nesting.")


def _encloses_itself(nodes: dict[str, Node], node: Node) -> bool:
    seen: set[str] = set()
    while node.parent in nodes and node.id not in seen:
        seen.add(node.id)
        node = nodes[node.parent]
    return node.id in seen


def _hosts(process: Process) -> Iterable[Finding]:
    nodes = {node.id: node for node in process.nodes}
    for node in process.nodes:
        if node.kind != "boundary":
            if node.attached_to:
                message = f"Only a boundary event is attached to something, not a {node.kind}."
                yield _find(process, node.id, message, "Draw the flow that leads there.")
            continue
        host = nodes.get(node.attached_to)
        if host is None or host.kind not in ACTIVITIES or host.parent != node.parent:
            message = f"The boundary event is attached to no activity here: {node.attached_to}."
            yield _find(process, node.id, message, "Attach it to one.")
        elif not node.triggers:
            yield _find(process, node.id, "The boundary event has no trigger.", "Add an event definition.")
        if node.undo and not (node.undo in nodes and nodes[node.undo].for_undo):
            message = f"{node.undo} is no activity that undoes."
            yield _find(process, node.id, message, 'Mark it isForCompensation="true".')


def _quantities(process: Process) -> Iterable[Finding]:
    """Numbers that the standard forbids (BPMN 2.0.2, tables 10.3 and 10.29)."""
    for node in process.nodes:
        if node.needs < 1 or node.gives < 1:
            message = "A token quantity below 1 is not allowed."
            yield _find(process, node.id, message, "Write 1 or more, or leave the attribute out.")
        if node.loop and node.loop.maximum is not None and node.loop.maximum < 0:
            yield _find(process, node.id, "A loop maximum below 0 is not allowed.", "Write 0 or more.")


def _dangling(process: Process) -> Iterable[Finding]:
    nodes = {node.id: node for node in process.nodes}
    for flow in process.flows:
        source, target = nodes.get(flow.source), nodes.get(flow.target)
        if source is None or target is None:
            missing = flow.source if source is None else flow.target
            yield _find(
                process, flow.id, f"The flow's end {missing} does not exist.", "Connect it to a node."
            )
        elif source.parent != target.parent:
            yield _find(
                process,
                flow.id,
                "The flow crosses the border of a sub-process.",
                "Lead it to the sub-process itself.",
            )
        elif source.kind == "end" or target.kind in ("start", "boundary") or target.for_undo:
            yield _find(
                process,
                flow.id,
                f"No flow may go from {source.kind} to {target.kind}.",
                "Reconnect or remove it.",
            )


_THROWN = frozenset(
    {"message", "signal", "error", "escalation", "compensation", "cancel", "terminate", "link"}
)


def _misplaced(process: Process) -> Iterable[Finding]:
    """What this engine would not look at must not be read over."""
    nodes = {node.id: node for node in process.nodes}
    for flow in process.flows:
        source = nodes.get(flow.source)
        if source is not None and flow.condition and _unconditional(source):
            message = f"A condition on a flow out of a {source.kind} is not supported."
            yield _find(process, flow.id, message, "Put an exclusiveGateway in between.")
    for node in process.nodes:
        yield from _triggers(process, node, nodes)


def _unconditional(node: Node) -> bool:
    return node.kind in EVENTS or node.kind in ("parallel", "event_based")


def _triggers(process: Process, node: Node, nodes: dict[str, Node]) -> Iterable[Finding]:
    for one in node.triggers:
        if (node.kind in ("throw", "end") and one.kind not in _THROWN) or (
            node.kind == "catch"
            and one.kind in ("error", "escalation", "compensation", "cancel", "terminate")
        ):
            message = f"No {one.kind} can be {'caught' if node.kind == 'catch' else 'thrown'} here."
            yield _find(process, node.id, message, "Choose another event.")
        if (
            one.kind == "compensation"
            and one.name
            and one.name not in nodes
            and node.kind in ("throw", "end")
        ):
            message = f"The activity to be undone does not exist: {one.name}."
            yield _find(process, node.id, message, "Name one of the process.")
        if one.kind == "link" and node.kind == "throw" and not _linked(nodes, node, one.name):
            message = f"No link of the name {one.name!r} is caught here."
            yield _find(process, node.id, message, "Add an intermediateCatchEvent with the same link.")
    if node.kind == "event_based":
        yield from _events_behind(process, node, nodes)


def _linked(nodes: dict[str, Node], node: Node, name: str) -> bool:
    return any(
        other.kind == "catch"
        and other.parent == node.parent
        and any(one.kind == "link" and one.name == name for one in other.triggers)
        for other in nodes.values()
    )


def _events_behind(process: Process, node: Node, nodes: dict[str, Node]) -> Iterable[Finding]:
    """Behind an event-based gateway stand events and receive tasks only (BPMN 2.0.2, 10.6.6)."""
    for flow in process.flows:
        target = nodes.get(flow.target)
        if flow.source == node.id and target is not None and target.kind not in ("catch", "receive"):
            message = "Behind an event-based gateway stands an event or a receive task."
            yield _find(process, flow.id, message, "Lead the flow to an intermediateCatchEvent.")


def _expressions(process: Process, language: Language) -> Iterable[Finding]:
    texts = [(flow.id, flow.condition) for flow in process.flows]
    for node in process.nodes:
        texts += [(node.id, text) for text in _texts(node)]
    texts += [(process.id, text) for one in process.correlations for text in (one.own, one.theirs)]
    texts = [one for one in texts if one[1] not in {rule.name for rule in process.correlations}]
    names = {text for node in process.nodes for text in _names(node) if _NAME.fullmatch(text)}
    for place, text in texts:
        if not text or text in names:
            continue
        try:
            language(text)
        except InputError as error:
            why = "; ".join(finding.message for finding in error.findings)
            yield _find(process, place, f"This does not parse: {text!r}. {why}", "Write it in FEEL.")


_NAME = re.compile(r"[\w.-]+( [\w.-]+)*")


def _names(node: Node) -> Iterable[str]:
    """Texts that may be names of data as they stand, whether or not they are FEEL."""
    yield from (one.source for one in (*node.inputs, *node.outputs))
    if node.loop:
        yield from (node.loop.items, node.loop.result)


def _texts(node: Node) -> Iterable[str]:
    """Everything of a node that must be FEEL."""
    if node.kind == "script":
        yield node.script
    yield from (one.source for one in (*node.inputs, *node.outputs))
    for one in node.triggers:
        if one.kind == "conditional" or (one.kind == "timer" and not is_literal(one.text)):
            yield one.text
    if node.adhoc:
        yield node.adhoc.condition
    if node.loop:
        loop = node.loop
        yield from (loop.condition, loop.cardinality, loop.items, loop.result)
        yield from (condition for condition, _ in loop.throws)
    yield node.activation
