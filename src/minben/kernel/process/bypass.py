"""Steps that must not be passed by. Serves `check`: a step says so itself by `minben:mandatory="true"`."""

from __future__ import annotations

from collections.abc import Iterable

from minben.kernel.finding import Finding

from .model import Process
from .program import entry_points


def bypassed(process: Process) -> Iterable[Finding]:
    """Mandatory steps with a way from the start to an end that does not pass them."""
    for node in process.nodes:
        if node.options.get("mandatory") == "true" and not node.parent:
            way = _around(process, node.id)
            if way:
                names = {one.id: one.name or one.id for one in process.nodes}
                told = " → ".join(names[one] for one in way)
                message = f"This mandatory step can be passed by: {told}."
                yield Finding("", 0, node.id, message, "Lead every way to the end through it.")


def _around(process: Process, avoided: str) -> list[str]:
    """The shortest way from a beginning to an end of the process without the step; [] when there is none."""
    came: dict[str, str] = {start: "" for start in entry_points(process) if start != avoided}
    ends = {node.id for node in process.nodes if node.kind == "end" and not node.parent}
    todo = list(came)
    for here in todo:  # grows while it is walked
        if here in ends:
            way = [here]
            while came[way[-1]]:
                way.append(came[way[-1]])
            return way[::-1]
        for after in _after(process, here):
            if after not in came and after != avoided:
                came[after] = here
                todo.append(after)
    return []


def _after(process: Process, here: str) -> Iterable[str]:
    """What can come next at the top: by flows, and by the events at its boundary."""
    yield from (flow.target for flow in process.flows if flow.source == here)
    yield from (node.id for node in process.nodes if node.attached_to == here and node.interrupting)
