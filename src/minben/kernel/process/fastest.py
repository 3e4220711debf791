"""The fastest a case can be: the earliest moment at which each step of a process can be over.

Serves checks of promised limits. Time passes only where the model says so: at timers, and at steps that say what they
take at least (`minben:least`, a duration or working days). Everything else is taken to be done at once, every
condition to go the faster way: a lower bound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .model import Node, Process
from .program import implicit_starts
from .soundness import links
from .timing import is_literal, rounds

Wait = Callable[
    [str, datetime], datetime
]  # when a duration, date or number of working days that begins then is over


@dataclass(frozen=True)
class Reached:
    """When a step can be over, and the steps at which time had passed by then, in order."""

    at: datetime
    waited: tuple[str, ...] = ()


def least_times(node: Node) -> tuple[str, ...]:
    """What must pass before the step is over, as texts of time; () when it may be over at once.

    The time of a special procedure (`minben:procedure`: a hearing, an inspection) does not count towards a limit.
    """
    if node.options.get("procedure"):
        return ()
    least = node.options.get("least", "")
    if least:
        return (least,) if is_literal(least) else ()  # the check says that it is no time
    timed = node.kind in ("catch", "boundary") and all(one.kind == "timer" for one in node.triggers)
    texts = tuple(one.text for one in node.triggers) if timed else ()
    return tuple(rounds(one)[0] for one in texts) if all(is_literal(one) for one in texts) else ()


def fastest(process: Process, begin: datetime, wait: Wait) -> dict[str, Reached]:
    """For each node that a case can come to: the earliest moment at which it is over, when the case begins at `begin`.

    Earliest of all ways in, latest of those that a parallel gateway waits for (D. E. Knuth, "A generalization of
    Dijkstra's algorithm", 1977). Raises what `wait` raises.
    """
    return _Scope(process, "", wait).over(Reached(begin))


class _Scope:
    """The inside of a process or sub-process."""

    def __init__(self, process: Process, scope: str, wait: Wait) -> None:
        self.process, self.wait = process, wait
        self.nodes = {node.id: node for node in process.nodes if node.parent == scope}
        self.begins = {node.id for node in implicit_starts(process, scope)}
        self.begins |= {node.id for node in self.nodes.values() if node.kind == "start"}
        self.ins: dict[str, list[str]] = {node: [] for node in self.nodes}
        for flow in (*process.flows, *links(self.nodes)):
            if flow.target in self.nodes and flow.source in self.nodes:
                self.ins[flow.target].append(flow.source)
        self.found: dict[str, Reached] = {}
        self.inner: dict[str, Reached] = {}

    def over(self, begin: Reached) -> dict[str, Reached]:
        """Look again until nothing gets earlier; each node's moment can only come down."""
        changed = True
        while changed:
            changed = False
            for node in self.nodes.values():
                ready = begin if node.id in self.begins else self.ready(node)
                done = None if ready is None else self.done(node, ready)
                if done is not None and (node.id not in self.found or done.at < self.found[node.id].at):
                    self.found[node.id], changed = done, True
        return {**self.inner, **self.found}

    def ready(self, node: Node) -> Reached | None:
        if node.kind == "boundary":
            host = self.nodes.get(node.attached_to)
            return None if host is None or host.kind == "boundary" else self.ready(host)
        known = [self.found[one] for one in self.ins[node.id] if one in self.found]
        if not known or (node.kind == "parallel" and len(known) < len(self.ins[node.id])):
            return None
        choose = max if node.kind == "parallel" else min
        return choose(known, key=lambda one: one.at)

    def done(self, node: Node, ready: Reached) -> Reached | None:
        if node.loop and (node.loop.kind != "standard" or node.loop.test_before):
            return ready  # perhaps no round at all
        if node.kind == "subprocess" and not node.adhoc:
            inside = _Scope(self.process, node.id, self.wait)
            found = inside.over(ready)
            self.inner |= found
            ends = [found[one.id] for one in inside.nodes.values() if one.id in found and one.kind == "end"]
            ready = min(ends, key=lambda one: one.at) if ends else ready
        moments = [self.wait(text, ready.at) for text in least_times(node)]
        if not moments:
            return ready
        last = max(moments) if node.all_triggers else min(moments)
        return Reached(last, (*ready.waited, node.id)) if last > ready.at else ready


def slowest_steps(process: Process, waited: tuple[str, ...]) -> str:
    """The steps that take time, in words: name and what they take."""
    nodes: Mapping[str, Node] = {node.id: node for node in process.nodes}
    return ", ".join(f"{nodes[one].name or one} ({' or '.join(least_times(nodes[one]))})" for one in waited)
