"""Rules that tie process and decisions to the items: lanes, tasks, articles of law in every row.

Serves the checker.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from minben.kernel import process
from minben.kernel.decision.model import Model, Rule, Table
from minben.kernel.finding import Finding
from minben.kernel.pack.check_parts import law_exists
from minben.kernel.pack.check_play import BY_HAND, unplayable
from minben.kernel.pack.check_service import at
from minben.kernel.pack.decode import suggest
from minben.kernel.pack.load import Loaded
from minben.kernel.pack.model import Item, Place, Service
from minben.kernel.pack.serving import served
from minben.kernel.process.program import entry_points

OPERATIONS = ("issue",)
BASIS = "basis"  # the annotation column that cites the law: `law-id article; law-id article`


def check_flow(service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    """All findings about process.bpmn and rules.dmn as parts of the service."""
    lines = process.locate(loaded.folder / "process.bpmn")
    units = {unit.id for unit in place.units}
    file = loaded.path("process.bpmn")
    for one in (service.process, *service.library):
        yield from process.check(one, file, lines=lines, units=units)
    for node in service.nodes():
        for message, advice in (*_node(node, service), *unplayable(node, service)):
            yield Finding(file, lines.get(node.id, 0), node.id, message, advice)
    yield from _begun_twice(service, place, file)
    for item in service.items:
        yield from _item(item, service, loaded)
    yield from _order(service, loaded)
    yield from _articles(service, place)
    for step, items in served(service).items():
        if not items:
            message = "The step serves no item: it carries none, and nothing reads what it finds."
            yield Finding(file, lines.get(step, 0), step, message, "Take it out, or say what it is for.")


def _begun_twice(service: Service, place: Place, file: str) -> Iterator[Finding]:
    """A message begins the cases of one service: two would both answer it."""
    for other in place.services.values():
        for name in sorted(_beginnings(service) & _beginnings(other) if other.id < service.id else ()):
            message = f"The message {name} begins cases of {other.id} too."
            yield Finding(file, 0, "process", message, "Give it another name in one of them.")


def _beginnings(service: Service) -> set[str]:
    entries = set(entry_points(service.process))
    nodes = [node for node in service.process.nodes if node.id in entries]
    return {one.name for node in nodes for one in node.triggers if one.kind == "message"}


def _node(node: process.Node, service: Service) -> Iterator[tuple[str, str]]:
    """What is wrong with one node's own attributes."""
    items = {item.id: item for item in service.items}
    name, wanted, operation = (node.options.get(key, "") for key in ("item", "decision", "operation"))
    if name and name not in items:
        yield f"There is no item {name}.", suggest(name, items)
    elif name and node.kind in BY_HAND and node.lane != items[name].authority:
        unit = items[name].authority
        yield (
            f"{name} is decided in the lane {node.lane}, but its authority is {unit}.",
            f"Move it to {unit}.",
        )
    if node.kind in BY_HAND and not name:
        yield "The task belongs to no item.", 'Add minben:item="...".'
    for law in service.laws:
        if wanted and wanted not in law.decisions:
            yield f"{Path(law.file).name} has no decision {wanted}.", suggest(wanted, law.decisions)
    if node.kind == "rule" and not wanted:
        yield "The rule task names no decision.", 'Add minben:decision="...".'
    if node.kind == "rule" and "result" not in node.options:
        yield "The decision's value is not kept.", 'Add minben:result="...".'
    if node.kind == "service" and operation not in OPERATIONS:
        yield f"The platform has no operation {operation!r}.", f"Use {', '.join(OPERATIONS)}."


def _item(item: Item, service: Service, loaded: Loaded) -> Iterator[Finding]:
    mine = [node for node in service.nodes() if node.options.get("item") == item.id]
    if not any(node.kind in (*BY_HAND, "rule") for node in mine):
        message = f"Nothing in process.bpmn decides {item.id}."
        yield at(loaded, ("items", item.id), message, f'Add a task with minben:item="{item.id}".')
    if not any(node.options.get("operation") == "issue" for node in mine):
        message = f"Nothing in process.bpmn issues the result of {item.id}."
        yield at(loaded, ("items", item.id), message, 'Add a serviceTask with minben:operation="issue".')
    if item.auto_approve and not any(node.kind == "rule" for node in mine):
        message = f"{item.id} is said to be decided by rule, but no rule task decides it."
        yield at(loaded, ("items", item.id, "auto_approve"), message, "Correct auto_approve or the process.")


def _order(service: Service, loaded: Loaded) -> Iterator[Finding]:
    """A required item's result is issued on the way to the item that uses it."""
    known = {item.id for item in service.items}
    for item in service.items:
        for wanted in item.requires:
            path = ("items", item.id, "requires")
            if wanted not in known or wanted == item.id:
                yield at(
                    loaded, path, f"There is no other item {wanted}.", suggest(wanted, dict.fromkeys(known))
                )
            elif not _after(service, wanted, item.id):
                message = f"{item.id} uses the result of {wanted}, but the process can reach it without that."
                yield at(loaded, path, message, f"Put it behind the issue of {wanted}.")


def _after(service: Service, first: str, later: str) -> bool:
    """Whether every way from the start to the later item's tasks passes the issue of the first one's result."""
    nodes = {node.id: node for node in service.process.nodes}
    gates = {
        node.id for node in nodes.values() if node.options.get("item") == first and node.kind == "service"
    }
    reached = {node.id for node in nodes.values() if node.kind == "start"}
    todo = list(reached)
    while todo:
        here = todo.pop()
        following = {flow.target for flow in service.process.flows if flow.source == here} - gates - reached
        reached |= following
        todo += following
    return not any(nodes[node].options.get("item") == later for node in reached)


def _articles(service: Service, place: Place) -> Iterator[Finding]:
    """Every row of every table cites the law that it applies (R18)."""
    for law in service.laws:
        for rule in _rows(law):
            cited = [part.strip() for part in rule.annotations.get(BASIS, "").split(";") if part.strip()]
            if not cited:
                message, advice = "The row cites no law.", f"Fill in the annotation column {BASIS}."
                yield Finding(law.file, rule.line, rule.id, message, advice)
            for basis in cited:
                if not law_exists(basis, place):
                    message = f"The row cites {basis}, which is no law of the place."
                    advice = suggest(basis.partition(" ")[0], place.laws)
                    yield Finding(law.file, rule.line, rule.id, message, advice)


def _rows(law: Model) -> Iterator[Rule]:
    """Every row of every table."""
    for decision in law.each_decision():
        if isinstance(decision.logic, Table):
            yield from decision.logic.rules
