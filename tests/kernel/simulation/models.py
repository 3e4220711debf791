"""Small processes that the tests of simulation and redesign share."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np

from minben.kernel.eventlog import EventLog
from minben.kernel.process import Flow, Node, Process
from minben.kernel.simulation import Arrivals, Branch, Durations, Pool, Scenario, Work

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday


def process(nodes: list[tuple[str, str]], flows: list[tuple[str, str]], name: str = "p") -> Process:
    """Nodes as (id, kind), flows as (source, target) with id "source>target"; tasks are called by their id."""
    named = tuple(Node(one, kind, one if kind in ("user", "service") else "") for one, kind in nodes)  # type: ignore[arg-type]
    return Process(name, name, named, tuple(Flow(f"{a}>{b}", a, b) for a, b in flows))


def line(*tasks: str) -> Process:
    """start → tasks → end."""
    steps = ["start", *tasks, "end"]
    kinds = [("start", "start"), *((task, "user") for task in tasks), ("end", "end")]
    return process(kinds, list(pairwise(steps)))


def checked() -> Process:
    """apply → check → (pass → decide | fail → mend → back to check)."""
    nodes = [
        ("start", "start"),
        ("apply", "user"),
        ("into", "exclusive"),
        ("check", "user"),
        ("ok", "exclusive"),
    ]
    nodes += [("mend", "user"), ("decide", "user"), ("end", "end")]
    flows = [("start", "apply"), ("apply", "into"), ("into", "check"), ("check", "ok"), ("ok", "decide")]
    flows += [("ok", "mend"), ("mend", "into"), ("decide", "end")]
    return process(nodes, flows)


def exponential(mean: float) -> Durations:
    return Durations("exponential", (mean,))


def fixed(seconds: float) -> Durations:
    return Durations("fixed", (seconds,))


def office(works: dict[str, Work], gap: float = 3600.0, people: int = 3, **branches: Branch) -> Scenario:
    """One pool "desk" for everybody; fixed gaps between arrivals."""
    pool = Pool({f"clerk{index}": 1.0 for index in range(people)})
    return Scenario(Arrivals(fixed(gap)), works, branches, {"desk": pool})


def waits(log: EventLog) -> np.ndarray:
    """Seconds each first activity waited after its case's arrival."""
    arrival = np.array(log.case_columns["arrival"].values, dtype=np.float64)
    assert log.start is not None
    return (log.start[log.offsets[:-1]] - arrival) / 1e6
