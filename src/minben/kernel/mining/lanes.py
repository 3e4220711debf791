"""Putting a discovered process into lanes: who does what most. Serves drawings by department."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np

from minben.kernel.eventlog import MISSING, EventLog
from minben.kernel.process.model import Process


def in_lanes(process: Process, log: EventLog, by: str) -> Process:
    """Every task in the lane of whoever does it most; gateways and events beside what comes before them.

    `by`: "org:group", another event column, "resource", or "" (the process as it is).
    """
    if not by:
        return process
    names = {node.name for node in process.nodes if node.kind == "user"}
    lane_of, lanes = _lanes(log, by, names)
    found = {node.id: lane_of[node.name] for node in process.nodes if node.name in lane_of}
    _spread(process, found)
    nodes = tuple(replace(node, lane=found.get(node.id, "")) for node in process.nodes)
    return replace(process, nodes=nodes, lanes=lanes)


def _spread(process: Process, found: dict[str, str]) -> None:
    """Give the nodes without lane that of a neighbour: of one before, or for the start of one after."""
    after: dict[str, list[str]] = {node.id: [] for node in process.nodes}
    before: dict[str, list[str]] = {node.id: [] for node in process.nodes}
    for flow in process.flows:
        after[flow.source].append(flow.target)
        before[flow.target].append(flow.source)
    for ways in (after, before):
        todo = deque(node.id for node in process.nodes if node.id in found)
        while todo:
            one = todo.popleft()
            for other in ways[one]:
                if other not in found:
                    found[other] = found[one]
                    todo.append(other)


def _lanes(log: EventLog, by: str, shown: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Activity -> lane id, and lane id -> name, for the activities shown: the commonest value, ties by name."""
    if not by:
        return {}, {}
    codes, table = (log.resource, log.resources) if by == "resource" else log.event_columns[by].coded()
    known = codes != MISSING
    pairs, counts = np.unique(
        log.activity[known].astype(np.int64) * max(len(table), 1) + codes[known], return_counts=True
    )
    best: dict[str, tuple[int, str]] = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        activity, who = log.activities[pair // len(table)], str(table[pair % len(table)])
        best[activity] = min(best.get(activity, (0, "")), (-count, who))
    best = {activity: found for activity, found in best.items() if activity in shown}
    names = sorted({who for _, who in best.values()})
    ids = {who: f"lane_{number}" for number, who in enumerate(names, start=1)}
    return {activity: ids[who] for activity, (_, who) in best.items()}, {ids[who]: who for who in names}
