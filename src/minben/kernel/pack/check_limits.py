"""Promises that the process itself breaks: a limit that even the fastest case exceeds, a result issued undecided, an
authority that judges in its own cause. Serves the checker.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from minben.kernel import process, worktime
from minben.kernel.finding import Finding
from minben.kernel.pack.check_play import BY_HAND
from minben.kernel.pack.check_service import at
from minben.kernel.pack.load import Loaded
from minben.kernel.pack.model import Item, Place, Service
from minben.kernel.worktime import Limit, OutsideCalendar


def check_limits(service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    """All findings about what the process lets happen against what the service says."""
    yield from _undecided(service, loaded)
    yield from _procedures(service, loaded)
    yield from _own_cause(service, place, loaded)
    if any(process.least_times(node) for node in service.process.nodes):
        for item in service.items:
            yield from _late(item, service, place, loaded)


def _issues(service: Service, item: Item) -> list[process.Node]:
    mine = (node for node in service.process.nodes if node.options.get("item") == item.id)
    return [node for node in mine if node.options.get("operation") == "issue"]


def _undecided(service: Service, loaded: Loaded) -> Iterator[Finding]:
    """Whoever issues a result must be behind whoever decides it."""
    lines = process.locate(loaded.folder / "process.bpmn")
    names = {node.id: node.name or node.id for node in service.process.nodes}
    for item in service.items:
        for issue in _issues(service, item):
            deciding = {
                node.id
                for node in service.process.nodes
                if node.options.get("item") == item.id and node.kind in (*BY_HAND, "rule")
            }
            found = process.way(service.process, issue.parent, to=issue.id, without=deciding)
            if deciding and found:
                told = " → ".join(names[one] for one in found)
                message = f"{item.id} can be issued without having been decided: {told}."
                file, line = loaded.path("process.bpmn"), lines.get(issue.id, 0)
                yield Finding(file, line, issue.id, message, "Lead every way to it through its decision.")


def _procedures(service: Service, loaded: Loaded) -> Iterator[Finding]:
    """Time that does not count must be that of a procedure which the law lets the item have."""
    lines = process.locate(loaded.folder / "process.bpmn")
    known = {name for item in service.items for name in item.special_procedures}
    for node in service.nodes():
        name = node.options.get("procedure", "")
        if name and name not in known:
            message = f"No item has the special procedure {name}."
            advice = f"Known: {', '.join(sorted(known))}." if known else "Name it in special_procedures."
            yield Finding(loaded.path("process.bpmn"), lines.get(node.id, 0), node.id, message, advice)


def _own_cause(service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    """Execution, supervision and coordination of a case are in different hands (R36)."""
    inspecting = {post.unit for post in place.posts if "inspector" in post.roles}
    if service.lead in inspecting:
        message = f"{service.lead} coordinates this service and inspects it."
        yield at(loaded, ("lead",), message, "Let another unit lead it.")
    for item in service.items:
        if item.authority in inspecting:
            message = f"{item.authority} decides {item.id} and inspects it."
            yield at(loaded, ("items", item.id, "authority"), message, "Give one of both to another unit.")
        if any(one.kind == "complain" and one.body == item.authority for one in item.remedies):
            message = f"A complaint about {item.id} goes to {item.authority}, which decides it."
            yield at(loaded, ("items", item.id, "remedies"), message, "Name the unit that supervises it.")


# --- limits ---


def _late(item: Item, service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    limits: list[tuple[tuple[str, ...], Limit]] = [
        (("items", item.id, "promised_limit"), item.promised_limit),
        (("items", item.id, "statutory_limit"), item.statutory_limit),
    ]
    if service.joint_limit is not None:
        limits.append((("joint_limit",), service.joint_limit))
    for path, limit in limits:
        tried = [_too_late(item, limit, service, place, moment) for moment in _beginnings(place)]
        known = [steps for steps in tried if steps is not None]
        if known and all(known):
            message = f"Even the fastest case of {item.id} takes longer than {limit.value} {limit.unit}: {known[0]}."
            yield at(loaded, path, message, "Promise what can be kept, or shorten these steps.")


def _beginnings(place: Place) -> Iterator[datetime]:
    """The morning of the tenth of each month of the calendar's first year."""
    year = min(place.calendar.years, default=2026)
    for month in range(1, 13):
        yield datetime(year, month, 10, 9, tzinfo=ZoneInfo(place.calendar.zone))


def _too_late(item: Item, limit: Limit, service: Service, place: Place, begin: datetime) -> str | None:
    """The steps for which a case that begins then cannot be issued in time; "" when it can, None when nobody knows."""
    counting = place.counting(limit, service)
    try:
        last = worktime.due(begin, limit, place.calendar, counting).at
        reached = process.fastest(
            service.process,
            begin,
            lambda text, moment: process.due(text, moment, place.calendar, service.counting),
        )
    except (OutsideCalendar, ValueError, OverflowError):  # the latter two: a date that is none
        return None
    issued = [reached[node.id] for node in _issues(service, item) if node.id in reached]
    if last is None or not issued:
        return None
    soonest = min(issued, key=lambda one: one.at)
    if soonest.at <= last:
        return ""
    return f"{process.slowest_steps(service.process, soonest.waited)}, over on {soonest.at:%Y-%m-%d} at the earliest"
