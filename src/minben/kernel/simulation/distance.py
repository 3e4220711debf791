"""How like a real log a simulated one is, beside the trivial answer that any simulator must beat.

Measures: n-gram distance and cycle-time distribution distance of "Can I trust my simulation model?" (Chapela-Campa et
al., BPM 2023). The `replay` row repeats the log's own first half as a forecast of its second half: no model at all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from minben.kernel.eventlog import EventLog

from .scenario import Floats


@dataclass(frozen=True)
class Distances:
    """`trigrams` in [0, 1], 0 is equal control flow; `cycle_time` is the 1-Wasserstein distance in hours."""

    trigrams: float
    cycle_time: float


def distances(real: EventLog, simulated: EventLog) -> Distances:
    """Both distances between two logs of any sizes (counts are compared per case)."""
    return Distances(
        round(_trigrams(_traces(real), _traces(simulated)), 6),
        round(wasserstein(log_cycle_hours(real), log_cycle_hours(simulated)), 6),
    )


def replay(real: EventLog) -> Distances:
    """The trivial forecast: the distances between the log's earlier and later half of cases, by first event."""
    begin = real.time[real.offsets[:-1]]
    order = np.argsort(begin, kind="stable")
    half = order.size // 2
    if half == 0:
        return Distances(0.0, 0.0)
    earlier, later = set(order[:half].tolist()), set(order[half:].tolist())
    traces, hours = _traces(real), log_cycle_hours(real)
    return Distances(
        round(_trigrams([traces[i] for i in earlier], [traces[i] for i in later]), 6),
        round(wasserstein(hours[list(earlier)], hours[list(later)]), 6),
    )


def log_cycle_hours(log: EventLog) -> Floats:
    """Hours from each case's first completion to its last: the one span every log can show."""
    first, last = log.offsets[:-1], log.offsets[1:] - 1
    return (log.time[last] - log.time[first]) / 3.6e9


def wasserstein(left: Floats, right: Floats) -> float:
    """Mean distance between two samples' quantile functions (1-Wasserstein)."""
    if not left.size or not right.size:
        return 0.0
    both = np.sort(np.concatenate([left, right]))
    steps = np.diff(both)
    below_left = np.searchsorted(np.sort(left), both[:-1], side="right") / left.size
    below_right = np.searchsorted(np.sort(right), both[:-1], side="right") / right.size
    return float(np.sum(np.abs(below_left - below_right) * steps))


def _traces(log: EventLog) -> list[tuple[str, ...]]:
    return [log.trace(index) for index in range(len(log.cases))]


def _trigrams(left: list[tuple[str, ...]], right: list[tuple[str, ...]]) -> float:
    """Sum of differences over sum of counts, after scaling both sides to the same number of cases."""
    one, two = _count(left), _count(right)
    total = sum(one.values()) + sum(two.values())
    return sum(abs(one[gram] - two[gram]) for gram in set(one) | set(two)) / total if total else 0.0


def _count(traces: list[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    counts: Counter[tuple[str, ...]] = Counter()
    for trace in traces:
        padded = ("", "", *trace, "", "")
        counts.update(padded[index : index + 3] for index in range(len(trace) + 2))
    return Counter({gram: count / len(traces) for gram, count in counts.items()})  # type: ignore[arg-type]
