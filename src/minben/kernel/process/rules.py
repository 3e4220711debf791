"""What BPMN 2.0 forbids although it could be played: starts, boundaries, gateways, links, undoing in the wrong place.

Serves `check`: other tools refuse such a model, readers misunderstand it. Each message ends with the paragraph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from minben.kernel.finding import Finding

from .model import Flow, Node, Process

_AROUND = frozenset({"error", "escalation", "compensation"})  # begin event sub-processes only
_BEHIND = frozenset({"message", "timer", "signal", "conditional"})  # may stand behind an event-based gateway
_ALWAYS = frozenset({"error", "cancel", "compensation"})  # at a boundary always interrupt


class _Model:
    """The process with its neighbours at hand."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.nodes = {node.id: node for node in process.nodes}
        self.ins: dict[str, list[Flow]] = {node: [] for node in self.nodes}
        self.outs: dict[str, list[Flow]] = {node: [] for node in self.nodes}
        for flow in process.flows:
            self.ins[flow.target].append(flow)
            self.outs[flow.source].append(flow)

    def inside(self, scope: str) -> list[Node]:
        return [node for node in self.process.nodes if node.parent == scope]


def forbidden(process: Process) -> list[Finding]:
    """All of them, in the order of the model; asked for only when its structure holds together."""
    model = _Model(process)
    return [finding for node in process.nodes for rule in _RULES for finding in rule(model, node)]


def _find(node: Node, message: str, advice: str) -> Finding:
    return Finding("", 0, node.id, message, advice)


def _kinds(node: Node) -> set[str]:
    return {one.kind for one in node.triggers}


def _starts(model: _Model, node: Node) -> Iterable[Finding]:
    around = model.nodes.get(node.parent)
    if node.kind != "start" or not node.triggers:
        return
    if around is None and _kinds(node) & _AROUND:
        message = "No process begins with an error, an escalation or an undoing (10.5.2)."
        yield _find(node, message, "Put the start into an event sub-process.")
    if around is not None and around.mode != "event":
        message = "A sub-process begins with a start event without trigger (10.5.2)."
        yield _find(node, message, "Remove the trigger, or make it an event sub-process.")


def _event_subprocess(model: _Model, node: Node) -> Iterable[Finding]:
    if node.kind != "subprocess" or node.mode != "event":
        return
    starts = [one for one in model.inside(node.id) if one.kind == "start"]
    if len(starts) != 1 or not starts[0].triggers:
        message = "An event sub-process begins with exactly one start event that has a trigger (10.3.5)."
        yield _find(node, message, "Give it one.")
    if model.ins[node.id] or model.outs[node.id]:
        yield _find(node, "No flow leads to or from an event sub-process (10.3.5).", "Remove the flow.")


def _boundaries(model: _Model, node: Node) -> Iterable[Finding]:
    if node.kind != "boundary":
        return
    host = model.nodes[node.attached_to]
    undoes = "compensation" in _kinds(node)
    if undoes and (model.outs[node.id] or not node.undo):
        message = (
            "An undoing boundary event is joined by an association with what undoes, not by a flow (10.5.4)."
        )
        yield _find(node, message, "Draw the association.")
    if not undoes and not model.outs[node.id]:
        yield _find(node, "A boundary event leads nowhere (10.5.4).", "Draw the flow that it begins.")
    if "cancel" in _kinds(node) and host.mode != "transaction":
        yield _find(node, "Only a transaction can be cancelled (10.5.4).", "Attach it to a transaction.")
    if not node.interrupting and _kinds(node) & _ALWAYS:
        message = "An error, a cancellation and an undoing always interrupt (10.5.4)."
        yield _find(node, message, 'Remove cancelActivity="false".')


def _cancels(model: _Model, node: Node) -> Iterable[Finding]:
    around: Node | None = node
    if node.kind not in ("end", "throw") or "cancel" not in _kinds(node):
        return
    while around is not None and around.mode != "transaction":
        around = model.nodes.get(around.parent)
    if around is None:
        yield _find(
            node, "Only inside a transaction can it be cancelled (10.5.3).", "Make the sub-process one."
        )


def _event_based(model: _Model, node: Node) -> Iterable[Finding]:
    if node.kind != "event_based":
        return
    behind = [model.nodes[flow.target] for flow in model.outs[node.id]]
    if len(behind) < 2:
        message = "An event-based gateway waits for at least two events (10.6.6)."
        yield _find(node, message, "Add another event, or leave out the gateway.")
    wrong = [one for one in behind if one.kind == "catch" and not _kinds(one) <= _BEHIND]
    shared = [one for one in behind if len(model.ins[one.id]) > 1]
    mixed = {one.kind for one in behind} == {"catch", "receive"} and any(
        "message" in _kinds(one) for one in behind if one.kind == "catch"
    )
    for one in wrong:
        yield _find(one, "This event cannot stand behind an event-based gateway (10.6.6).", "Choose another.")
    for one in shared:
        yield _find(one, "Only the event-based gateway may lead here (10.6.6).", "Add an event of its own.")
    if mixed:
        message = "Message events and receive tasks do not stand behind one gateway (10.6.6)."
        yield _find(node, message, "Use one of both kinds.")


def _gateways(model: _Model, node: Node) -> Iterable[Finding]:
    if node.kind in ("exclusive", "inclusive", "parallel", "complex"):
        ins, outs = model.ins[node.id], model.outs[node.id]
        if len(ins) <= 1 and len(outs) == 1:
            message = "A gateway neither parts nor joins anything (10.6.1)."
            yield Finding("", 0, node.id, message, "Leave it out.", "warning")
    for flow in model.outs[node.id]:
        if flow.default and flow.condition:
            message = f"The default flow {flow.id} has a condition, which is never asked (8.4.13)."
            yield _find(node, message, "Remove the condition.")


def _links(model: _Model, node: Node) -> Iterable[Finding]:
    if "link" not in _kinds(node) or node.kind not in ("throw", "catch"):
        return
    name = next(one.name for one in node.triggers if one.kind == "link")
    same = [
        one.kind
        for one in model.inside(node.parent)
        if any(its.kind == "link" and its.name == name for its in one.triggers)
    ]
    count = Counter(same)
    if node.kind == "catch" and not count["throw"]:
        yield _find(node, f"Nothing leads to the link {name!r} (10.5.5).", "Add the throwing event.")
    if node.kind == "catch" and count["catch"] > 1:
        yield _find(node, f"The link {name!r} has several targets (10.5.5).", "Give each its own name.")
    wrong = model.outs[node.id] if node.kind == "throw" else model.ins[node.id]
    if wrong:
        yield _find(node, "A link replaces the flow on this side of it (10.5.5).", "Remove the flow.")


def _undoing(model: _Model, node: Node) -> Iterable[Finding]:
    if not node.for_undo:
        return
    if model.outs[node.id]:
        yield _find(node, "No flow leads from an activity that only undoes (10.7).", "Remove the flow.")
    if not any(one.undo == node.id for one in model.process.nodes):
        message = "Nothing says what this activity undoes (10.7)."
        yield _find(node, message, "Join it with an undoing boundary event by an association.")


def _instances(_: _Model, node: Node) -> Iterable[Finding]:
    loop = node.loop
    if loop and loop.kind != "standard" and not (loop.cardinality or loop.items):
        message = "Nothing says how many instances there are (10.3.8)."
        yield Finding("", 0, node.id, message, "Add loopCardinality or loopDataInputRef.", "warning")


def _messages(_: _Model, node: Node) -> Iterable[Finding]:
    if node.kind == "receive" and not any(one.name for one in node.triggers):
        message = "The task receives no message that is named, so nothing can end it (10.3.3)."
        yield Finding("", 0, node.id, message, "Add messageRef.", "warning")


def _adhoc(model: _Model, node: Node) -> Iterable[Finding]:
    if node.adhoc is None:
        return
    for one in model.inside(node.id):
        if one.kind in ("start", "end"):
            message = "An ad hoc sub-process has no start and no end events (10.3.5)."
            yield _find(one, message, "Remove it.")


_RULES: tuple[Callable[[_Model, Node], Iterable[Finding]], ...] = (
    _starts,
    _event_subprocess,
    _boundaries,
    _cancels,
    _event_based,
    _gateways,
    _links,
    _undoing,
    _instances,
    _messages,
    _adhoc,
)
