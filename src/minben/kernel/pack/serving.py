"""Which outward service each internal step serves (R13). Serves the checker, and whoever asks what a step is for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from minben.kernel.pack.dependencies import texts_in
from minben.kernel.pack.model import Service
from minben.kernel.process.model import Node

REASONS = "_reasons"  # `<item>_reasons`: the value that tells why an item is denied


def served(service: Service) -> Mapping[str, tuple[str, ...]]:
    """The items that each step of the processes serves (R13): the one it carries; where it only finds something out,
    those of the steps after it, when anything reads what it found. A step that serves none has an empty tuple.
    """
    steps = {node.id: node for node in service.nodes() if node.options}
    return {name: _serves(service, node, steps) for name, node in steps.items()}


def _serves(service: Service, node: Node, steps: Mapping[str, Node]) -> tuple[str, ...]:
    if item := node.options.get("item"):
        return (item,)
    result = node.options.get("result", "")
    if explained := [item.id for item in service.items if result == f"{item.id}{REASONS}"]:
        return tuple(explained)
    if not _is_read(result, service):
        return ()
    after = _following(service, node.id)
    return tuple(
        dict.fromkeys(
            each.options["item"] for name, each in steps.items() if name in after and "item" in each.options
        )
    )


def _is_read(name: str, service: Service) -> bool:
    """Whether a flow, a script or a rule reads this value of the case."""
    said = [flow.condition for process in (service.process, *service.library) for flow in process.flows]
    said += [node.script for node in service.nodes()]
    said += [text for law in service.laws for one in law.decisions.values() for text in texts_in(one.logic)]
    return bool(name) and any(name in re.findall(r"\w+", text) for text in said)


def _following(service: Service, step: str) -> frozenset[str]:
    """The nodes that can come after this one."""
    after: dict[str, list[str]] = {}
    for process in (service.process, *service.library):
        for flow in process.flows:
            after.setdefault(flow.source, []).append(flow.target)
    reached: set[str] = set()
    todo = [step]
    while todo:
        fresh = set(after.get(todo.pop(), ())) - reached
        reached |= fresh
        todo += fresh
    return frozenset(reached)
