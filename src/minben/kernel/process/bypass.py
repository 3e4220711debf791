"""Steps that must not be passed by. Serves `check`: a step says so itself by `minben:mandatory="true"`."""

from __future__ import annotations

from collections.abc import Iterable

from minben.kernel.finding import Finding

from .model import Node, Process
from .soundness import way


def bypassed(process: Process) -> Iterable[Finding]:
    """Mandatory steps that some run of the process can end well without, with such a run."""
    names = {one.id: one.name or one.id for one in process.nodes}
    for node in process.nodes:
        if node.options.get("mandatory") == "true":
            around = _around(process, node)
            if around:
                told = " → ".join(names[one] for one in around)
                message = f"This mandatory step can be passed by: {told}."
                yield Finding("", 0, node.id, message, "Lead every way to the end through it.")


def _around(process: Process, node: Node) -> tuple[str, ...]:
    """A run without the step: inside its sub-process, else one without the sub-process, and so on outwards."""
    found = way(process, node.parent, without={node.id})
    if found or not node.parent:
        return found
    return _around(process, next(one for one in process.nodes if one.id == node.parent))
