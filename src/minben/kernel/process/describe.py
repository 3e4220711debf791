"""A process in words: the table that stands beside the picture.

Serves people who do not see it, print and search.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .model import EVENTS, GATEWAYS, Flow, Node, NodeKind, Process
from .structure import lane_of
from .words import word

_PASSED = GATEWAYS
_PARTED = {"inclusive": "any", "complex": "any", "event_based": "first"}


@dataclass(frozen=True)
class Row:
    """One step: its node, name, kind, who does it and what comes next, in sentences."""

    node: str
    step: str
    kind: NodeKind
    who: str
    next: tuple[str, ...]


def describe(
    process: Process,
    *,
    language: str = "zh-Hant",
    lane_names: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> list[Row]:
    """A row for every node but gateways, in file order; gateways are said in `next`.

    `labels` replaces node names.
    """
    lanes = {**process.lanes, **(lane_names or {})}
    teller = _Teller(process, language, labels or {})
    return [
        Row(
            node.id,
            teller.name(node),
            node.kind,
            lanes.get(lane_of(process, node.id), "") or word("nobody", language),
            teller.next(node),
        )
        for node in process.nodes
        if node.kind not in _PASSED
    ]


class _Teller:
    def __init__(self, process: Process, language: str, labels: Mapping[str, str]) -> None:
        self.process, self.language, self.labels = process, language, labels
        self.nodes = {node.id: node for node in process.nodes}
        self.out: dict[str, list[Flow]] = {node.id: [] for node in process.nodes}
        for flow in process.flows:
            if flow.source in self.nodes and flow.target in self.nodes:
                self.out[flow.source].append(flow)

    def say(self, key: str, *parts: object) -> str:
        return word(key, self.language, *parts)

    def name(self, node: Node) -> str:
        name = self.labels.get(node.id) or node.name or self.unnamed(node)
        if node.loop:
            name = self.say("repeated" if node.loop.kind == "standard" else "each", name)
        if node.kind == "boundary":
            host = self.nodes.get(node.attached_to)
            told = (
                " ".join(filter(None, (self.name(host), node.timer))) if host and host.id != node.id else ""
            )
            return f"{name} ({told})" if told else name
        return name

    def unnamed(self, node: Node) -> str:
        """What an element without a name is called: by its trigger, else by its kind."""
        trigger = node.triggers[0] if node.triggers and node.kind in EVENTS else None
        if trigger is None:
            return self.say(node.kind)
        known = f" {trigger.name}" if trigger.name and trigger.kind != "compensation" else ""
        return self.say(trigger.kind) + known

    def next(self, node: Node) -> tuple[str, ...]:
        """What follows, one sentence a way; a timer's way is told in the timer's own row."""
        seen = frozenset({node.id})
        ways = [self.beyond(self.nodes[flow.target], seen) for flow in self.out[node.id]]
        found = tuple(one for way in ways for one in way)
        return (self.say("both", self.say("comma").join(found)),) if len(ways) > 1 else found

    def beyond(self, node: Node, seen: frozenset[str]) -> list[str]:
        """The names of the next steps behind gateways (at most a few of them in a row)."""
        if node.kind not in _PASSED or node.id in seen or len(seen) > 8:
            return [self.name(node)]
        seen |= {node.id}
        out = self.out[node.id]
        found: list[str] = []
        for flow in out:
            names = self.beyond(self.nodes[flow.target], seen)
            choice = node.kind in ("exclusive", "inclusive", "complex") and len(out) > 1
            found += [self.condition(flow, name) for name in names] if choice else names
        if node.kind == "parallel" and len(out) > 1:
            begun = [name for name in found if self.say("joined", "") not in name]
            return [self.say("both", self.say("comma").join(begun or found))]
        if node.kind in _PARTED and len(out) > 1:
            return [self.say(_PARTED[node.kind], self.say("comma").join(found))]
        if node.kind != "parallel":
            return found
        waits = self.say("joined", "")
        return [name if waits in name else self.say("joined", name) for name in found]

    def condition(self, flow: Flow, name: str) -> str:
        text = flow.name or flow.condition
        return (
            self.say("when", text or self.say("otherwise"), name)
            if text
            else f"{self.say('otherwise')} {name}"
        )
