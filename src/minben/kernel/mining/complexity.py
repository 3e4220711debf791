"""How complex a log is, in the field's published measures. Serves analysts who compare processes and reforms.

Sources: Günther 2009; Pentland 2003; Augusto, Mendling, Vidgof, Wurm 2022 (entropies of the extended prefix
automaton); Back, Debois, Slaats 2019 (trace entropy). Logarithms are natural unless said otherwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from minben.kernel.eventlog import EventLog
from minben.kernel.mining.flow import directly_follows
from minben.kernel.mining.variants import variants


@dataclass(frozen=True)
class Complexity:
    """Measures of a log; entropies also divided by their greatest possible value (0..1)."""

    events: int
    cases: int
    activities: int
    variants: int
    level_of_detail: float  # mean number of distinct activities in a case
    structure: float  # 1 - |directly-follows pairs| / |activities|²
    deviation_from_random: float
    trace_entropy: float  # bits
    variant_entropy: float
    variant_entropy_normalised: float
    sequence_entropy: float
    sequence_entropy_normalised: float


def complexity(log: EventLog) -> Complexity:
    """All cheap measures of a log with at least one event."""
    distinct = variants(log)
    edges = directly_follows(log)
    shares = [variant.count / len(log.cases) for variant in distinct]
    width = len(log.activities)
    states, visits = _prefix_partitions(log)
    return Complexity(
        events=len(log),
        cases=len(log.cases),
        activities=width,
        variants=len(distinct),
        level_of_detail=sum(len(set(variant.trace)) * variant.count for variant in distinct) / len(log.cases),
        structure=1 - len(edges) / width**2,
        deviation_from_random=_deviation([edge.count for edge in edges], width),
        trace_entropy=-sum(share * math.log2(share) for share in shares) + 0.0,
        variant_entropy=_entropy(states),
        variant_entropy_normalised=_entropy(states) / max(_most(states), 1e-300),
        sequence_entropy=_entropy(visits),
        sequence_entropy_normalised=_entropy(visits) / max(_most(visits), 1e-300),
    )


def _deviation(counts: list[int], width: int) -> float:
    """1 - distance of the transition matrix from a uniform one (Pentland 2003)."""
    total = sum(counts)
    if not total:
        return 0.0
    mean = total / width**2
    squares = sum((count - mean) ** 2 for count in counts) + (width**2 - len(counts)) * mean**2
    return 1 - math.sqrt(squares) / total


def _most(sizes: list[int]) -> float:
    whole = sum(sizes)
    return whole * math.log(whole) if whole else 0.0


def _entropy(sizes: list[int]) -> float:
    return _most(sizes) - sum(size * math.log(size) for size in sizes if size)


def _prefix_partitions(log: EventLog) -> tuple[list[int], list[int]]:
    """States and events in each partition of the extended prefix automaton, read in the order of time.

    A new state continues the partition of its parent when it is the parent's first child, else it opens one.
    The order decides, so events go by time, then case, then place in the case.
    """
    case_of = log.case_index
    order = np.lexsort((np.arange(len(log)), log.time))
    at = [0] * len(log.cases)  # the state every case is in; 0 is the root
    children: list[dict[int, int]] = [{}]
    partition = [-1]
    states: list[int] = []
    visits: list[int] = []
    for case, activity in zip(case_of[order].tolist(), log.activity[order].tolist(), strict=True):
        parent = at[case]
        state = children[parent].get(activity)
        if state is None:
            state = len(partition)
            fresh = parent == 0 or bool(children[parent])
            partition.append(len(states) if fresh else partition[parent])
            if fresh:
                states.append(0)
                visits.append(0)
            children[parent][activity] = state
            children.append({})
            states[partition[state]] += 1
        visits[partition[state]] += 1
        at[case] = state
    return states, visits
