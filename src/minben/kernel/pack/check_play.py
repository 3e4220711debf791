"""What casework cannot play is refused by name before anybody depends on it, with what to draw instead.

Serves the checker. A case begins with an application and decides each of its items once; everything else of
executable BPMN is played (docs/reference/processes.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from minben.kernel import process
from minben.kernel.pack.model import Service

BY_HAND = ("task", "user", "manual")  # done by people, as a task of the item's office


def unplayable(node: process.Node, service: Service) -> Iterator[tuple[str, str]]:
    """What is wrong and what to do, for one node."""
    yield from _beginning(node, service)
    if node.kind == "call" and node.calls not in {one.id for one in service.library}:
        message = f"The called process {node.calls or '(none)'} is not in the file."
        yield message, "Put it into process.bpmn beside the process that calls it."
    if node.mode == "adhoc":
        message = "The platform lets nobody choose the order of work inside an ad hoc sub-process."
        yield message, "Draw the order, or parallel branches."
    if node.options.get("item") and (around := _repeated(node, service)):
        message = f"{node.options['item']} would be decided once for each round of {around}; an item is decided once."
        yield message, "Take the loop away, or name several items."
    for trigger in node.triggers:
        if trigger.kind in ("message", "signal") and not trigger.name:
            yield f"The {trigger.kind} has no name: nobody could send it.", "Name it."


def _beginning(node: process.Node, service: Service) -> Iterator[tuple[str, str]]:
    """A case begins with an application, never by itself."""
    top = not node.parent and any(node is one for one in service.process.nodes)
    if top and node.instantiate:
        yield "A case begins with an application, not with a message.", "Begin with a plain start event."
    if top and node.kind == "start" and node.triggers:
        kind = node.triggers[0].kind
        yield f"A case begins with an application, not with a {kind}.", "Begin with a plain start event."


def _repeated(node: process.Node, service: Service) -> str:
    """The activity with a loop that the node is, or lies in; empty when nothing repeats it."""
    nodes = {one.id: one for one in service.nodes()}
    todo, seen = [node], {node.id}
    while todo:
        here = todo.pop()
        if here.loop is not None:
            return here.id
        home = next((one.id for one in service.library if any(here is each for each in one.nodes)), "")
        around = [nodes.get(here.parent), *(one for one in nodes.values() if home and one.calls == home)]
        todo += [one for one in around if one is not None and one.id not in seen]
        seen |= {one.id for one in todo}
    return ""
