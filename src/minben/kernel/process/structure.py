"""What can be said about a process without playing it: ends that dangle, parts out of reach, texts that do
not parse.

Serves `compile` (which refuses what is fatal) and `check` (which also says what is doubtful).
"""

from __future__ import annotations

from collections.abc import Iterable

from minben.kernel.finding import Finding, InputError

from .conditions import Language, feel
from .model import Node, Process

ACTIVITIES = frozenset({"user", "service", "rule", "script", "subprocess"})


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
        *_starts(process),
        *_enclosures(process),
        *_hosts(process),
        *_dangling(process),
        *_misplaced(process),
        *_expressions(process, language),
    ]


def _find(process: Process, place: str, message: str, advice: str) -> Finding:
    return Finding(process.file, 0, place, message, advice)


def _starts(process: Process) -> Iterable[Finding]:
    scopes = ["", *(node.id for node in process.nodes if node.kind == "subprocess")]
    for scope in scopes:
        found = [node.id for node in process.nodes if node.kind == "start" and node.parent == scope]
        place = scope or process.id
        if not found:
            yield _find(
                process,
                place,
                "There is no start event.",
                "Add one startEvent and lead it to the first step.",
            )
        elif len(found) > 1:
            yield _find(
                process,
                place,
                f"There are several start events: {', '.join(found)}.",
                "Keep one; join it by a gateway.",
            )


def _enclosures(process: Process) -> Iterable[Finding]:
    nodes = {node.id: node for node in process.nodes}
    if len(nodes) < len(process.nodes):
        yield _find(process, process.id, "Two nodes have the same id.", "Give every node its own id.")
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
        if node.kind != "timer_boundary":
            continue
        host = nodes.get(node.attached_to)
        if host is None or host.kind not in ACTIVITIES or host.parent != node.parent:
            yield _find(
                process,
                node.id,
                f"The timer is attached to no activity here: {node.attached_to}.",
                "Attach it to one.",
            )


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
        elif source.kind == "end" or target.kind in ("start", "timer_boundary"):
            yield _find(
                process,
                flow.id,
                f"No flow may go from {source.kind} to {target.kind}.",
                "Reconnect or remove it.",
            )


def _misplaced(process: Process) -> Iterable[Finding]:
    """Conditions that this engine would not look at must not be read over."""
    kinds = {node.id: node.kind for node in process.nodes}
    for flow in process.flows:
        kind = kinds.get(flow.source, "exclusive")
        if flow.condition and kind != "exclusive":
            message = f"A condition on a flow out of a {kind} is not supported."
            yield _find(process, flow.id, message, "Put an exclusiveGateway in between.")


def _expressions(process: Process, language: Language) -> Iterable[Finding]:
    texts = [(node.id, node.script) for node in process.nodes if node.kind == "script"]
    texts += [(flow.id, flow.condition) for flow in process.flows if flow.condition]
    for place, text in texts:
        try:
            language(text)
        except InputError as error:
            why = "; ".join(finding.message for finding in error.findings)
            yield _find(process, place, f"This does not parse: {text!r}. {why}", "Write it in FEEL.")
