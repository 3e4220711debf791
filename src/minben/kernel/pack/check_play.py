"""What casework cannot play is refused by name before anybody depends on it, with what to draw instead.

Serves the checker. A case begins with an application, or with a message of another case, and decides each of its items
once; everything else of executable BPMN is played (docs/reference/processes.md).
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
    yield from _left_to_choice(node, service)
    if node.options.get("item") and (around := _repeated(node, service)):
        message = f"{node.options['item']} would be decided once for each round of {around}; an item is decided once."
        yield message, "Take the loop away, or name several items."
    for trigger in node.triggers:
        if trigger.kind in ("message", "signal") and not trigger.name:
            yield f"The {trigger.kind} has no name: nobody could send it.", "Name it."


def _left_to_choice(node: process.Node, service: Service) -> Iterator[tuple[str, str]]:
    """An office may choose the order of an ad hoc sub-process, not whether something is decided."""
    if node.adhoc is None:
        return
    inside = [one for one in service.nodes() if one.parent == node.id]
    if node.adhoc.condition and any(one.options.get("item") for one in inside):
        message = "An ad hoc sub-process with a completion condition can end before its items are decided."
        yield message, "Take the condition away: it ends when everything in it is done, in whatever order."
    for one in inside:
        if node.adhoc.sequential and one.kind in ("subprocess", "call"):
            message = f"{one.id} is no task, so that no office could begin it."
            yield message, "Put its tasks into the ad hoc sub-process themselves."


def _beginning(node: process.Node, service: Service) -> Iterator[tuple[str, str]]:
    """A case begins with an application, or with a message of another case; never by itself."""
    top = not node.parent and any(node is one for one in service.process.nodes)
    if not top or not (node.instantiate or node.kind == "start"):
        return
    sent = {
        one.name
        for each in service.nodes()
        if each.kind in ("throw", "end", "send")
        for one in each.triggers
        if one.kind == "message"
    }
    for trigger in node.triggers:
        if trigger.kind != "message":
            message = f"A case begins with an application or a message, not with a {trigger.kind}."
            yield message, "Begin with a plain start event, or with a message of another service."
        elif trigger.name in sent:
            yield (
                f"The message {trigger.name} would begin case after case of this service.",
                "Send another one.",
            )


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
