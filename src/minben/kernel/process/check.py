"""Check a process before anybody depends on it. Serves service designers and the publishing of a service."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from minben.kernel.finding import Finding

from .bypass import bypassed
from .conditions import Language, feel
from .model import GATEWAYS, Flow, Node, Process
from .program import entry_points, implicit_starts
from .rules import forbidden
from .soundness import Fault, soundness
from .structure import fatal
from .timing import is_literal

_LIKE_A_TIME = re.compile(r"[PR\d].*|workdays.*|")  # meant as a time, but not well written


def check(
    process: Process,
    file: str = "",
    *,
    lines: Mapping[str, int] | None = None,
    units: Collection[str] | None = None,
    language: Language = feel,
) -> list[Finding]:
    """Everything that is wrong or doubtful, sorted by line.

    `lines` gives each element's line (see `locate`); `units` the lane ids that exist in the place, when
    known. Soundness is looked at only when nothing is fatally wrong with the structure.
    """
    found = fatal(process, language)
    if not found:
        found = [*_ends(process), *_unreachable(process), *_gateways(process)]
        found += [*_lanes(process, units), *_tasks(process), *bypassed(process), *_sound(process, found)]
        found += forbidden(process)
    at = lines or {}
    placed = [replace(one, file=file or process.file, line=one.line or at.get(one.place, 0)) for one in found]
    return sorted(placed, key=lambda one: one.line)


def _ends(process: Process) -> Iterable[Finding]:
    for scope in ["", *(node.id for node in process.nodes if node.kind == "subprocess" and not node.adhoc)]:
        if not any(node.kind == "end" and node.parent == scope for node in process.nodes):
            yield Finding(
                "", 0, scope or process.id, "There is no end event.", "Lead every branch to an endEvent."
            )


def _unreachable(process: Process) -> Iterable[Finding]:
    """Nodes no token can come to, whatever the data."""
    reached = set(entry_points(process)) | {node.id for node in process.nodes if node.mode == "event"}
    todo = list(reached)
    while todo:
        here = todo.pop()
        for node in _next(process, here):
            if node not in reached:
                reached.add(node)
                todo.append(node)
    for node in process.nodes:
        if node.id not in reached:
            yield Finding("", 0, node.id, "No way leads here from the start.", "Connect it or remove it.")


def _next(process: Process, here: str) -> Iterable[str]:
    yield from (flow.target for flow in process.flows if flow.source == here)
    yield from (node.id for node in implicit_starts(process, here))
    links = {
        one.name for node in process.nodes if node.id == here for one in node.triggers if one.kind == "link"
    }
    for node in process.nodes:
        linked = node.kind == "catch" and any(
            one.kind == "link" and one.name in links for one in node.triggers
        )
        if node.attached_to == here or (node.parent == here and node.kind == "start") or linked:
            yield node.id
        if node.id == here and node.undo:
            yield node.undo


def _gateways(process: Process) -> Iterable[Finding]:
    for node in process.nodes:
        out = [flow for flow in process.flows if flow.source == node.id]
        if node.kind in GATEWAYS and not out:
            yield Finding("", 0, node.id, "Nothing leaves this gateway.", "Lead it to an end event.")
        if node.kind == "exclusive" and len(out) > 1:
            yield from _choice(node, out)


def _choice(node: Node, out: list[Flow]) -> Iterable[Finding]:
    for flow in out:
        if not flow.condition and not flow.default:
            message = "This flow of an exclusive gateway has no condition, so those after it are never tried."
            yield Finding("", 0, flow.id, message, "Give it a condition or make it the default.")
    if not any(flow.default or not flow.condition for flow in out):
        message = (
            "The exclusive gateway has no default flow: a case whose data fit no condition would stop here."
        )
        yield Finding("", 0, node.id, message, "Make one flow the default.", "warning")


def _lanes(process: Process, units: Collection[str] | None) -> Iterable[Finding]:
    for node in process.nodes:
        if node.lane and node.lane not in process.lanes:
            yield Finding(
                "", 0, node.id, f"The lane {node.lane} does not exist.", "Name a lane of the laneSet."
            )
    for lane in process.lanes:
        if units is not None and lane not in units:
            yield Finding(
                "", 0, lane, f"The lane {lane} is no unit of this place.", "A lane's id is the id of a unit."
            )


def _tasks(process: Process) -> Iterable[Finding]:
    for node in process.nodes:
        if node.kind == "rule" and not node.options.get("decision"):
            yield Finding(
                "", 0, node.id, "The business-rule task names no decision.", 'Add minben:decision="...".'
            )
        least = node.options.get("least", "")
        if least and (not is_literal(least) or least.startswith("R")):
            message = f"This is no time that a step takes at least: {least!r}."
            yield Finding("", 0, node.id, message, "Write P5D, PT2H or workdays:5.")
        timed = any(one.kind == "timer" for one in node.triggers)
        if timed and not is_literal(node.timer) and _LIKE_A_TIME.fullmatch(node.timer):
            advice = "Write P5D, PT2H, workdays:5 or a date such as 2026-12-31."
            yield Finding("", 0, node.id, f"This is no duration or date: {node.timer!r}.", advice)


_FAULTS = {
    "deadlock": (
        "Deadlock: this step can wait for ever for a branch that was not taken.",
        "Join alternatives by an exclusive gateway, parallel branches by a parallel one.",
    ),
    "lack of synchronization": (
        "Lack of synchronization: this step can be reached by two tokens of one case and be done twice.",
        "Join parallel branches by a parallel gateway before going on.",
    ),
    "livelock": ("From here the case can never end.", "Give the loop a way out."),
    "dead": ("No run of the process comes here.", "Connect it or remove it."),
    "undecided": (
        "The process has too many states to decide whether every case can end.",
        "Split it into sub-processes.",
    ),
}


def _sound(process: Process, already: list[Finding]) -> Iterable[Finding]:
    known = {finding.place for finding in already}
    names = {node.id: node.name or node.id for node in process.nodes}
    for fault in soundness(process):
        if fault.kind == "dead" and fault.place in known:
            continue
        yield _fault(process, fault, names)


def _fault(process: Process, fault: Fault, names: Mapping[str, str]) -> Finding:
    message, advice = _FAULTS[fault.kind]
    if fault.trace:
        message += " For example: " + " → ".join(names[node] for node in fault.trace) + "."
    severity = "warning" if fault.kind == "undecided" else "error"
    return Finding("", 0, fault.place or process.id, message, advice, severity)
