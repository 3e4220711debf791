"""How complex a log is, in the field's published measures. Serves analysts who compare processes and reforms.

Sources: Günther 2009; Pentland 2003; Augusto, Mendling, Vidgof, Wurm 2022 (entropies of the extended prefix
automaton); Back, Debois, Slaats 2019 (trace entropy). Logarithms are natural unless said otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from minben.kernel.eventlog import NO_TIME, EventLog
from minben.kernel.mining.flow import directly_follows, links
from minben.kernel.mining.people import handovers
from minben.kernel.mining.variants import Variant, variants

AFFINITY = 10_000  # variants; the work grows with their square


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
    distinct_traces: float  # variants / cases
    shortest: int  # events of a case
    mean_length: float
    longest: int
    granularity: float  # mean over cases of the smallest gap between consecutive events, seconds
    affinity: float | None  # mean overlap of two cases' directly-follows pairs; None past AFFINITY variants
    lempel_ziv: int  # LZ78 phrases of all activities in the order of time
    task_complexity: int  # sum of the depths of the leaves of the prefix tree (Pentland)
    process_complexity: (
        float  # log10 of 10^(0.08 (1 + e - v)), e pairs, v activities (Haerem, Pentland, Miller 2015)
    )
    handovers: float | None  # changes of person a case; None where nobody is named
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
        distinct_traces=len(distinct) / len(log.cases),
        shortest=int(np.diff(log.offsets).min()),
        mean_length=len(log) / len(log.cases),
        longest=int(np.diff(log.offsets).max()),
        granularity=_granularity(log),
        affinity=affinity(distinct),
        lempel_ziv=_phrases(_in_time(log)[1]),
        task_complexity=_leaves(distinct),
        process_complexity=0.08 * (1 + len(edges) - width),
        handovers=handovers(log).per_case if log.resources else None,
        trace_entropy=-sum(share * math.log2(share) for share in shares) + 0.0,
        variant_entropy=_entropy(states),
        variant_entropy_normalised=_entropy(states) / max(_most(states), 1e-300),
        sequence_entropy=_entropy(visits),
        sequence_entropy_normalised=_entropy(visits) / max(_most(visits), 1e-300),
    )


def affinity(distinct: Sequence[Variant]) -> float | None:
    """Mean over ordered pairs of different cases of |R1 & R2| / |R1 | R2|, R the pairs of consecutive activities.

    Cases of one variant share all; two cases without pairs share nothing. None past AFFINITY variants.
    """
    cases = sum(variant.count for variant in distinct)
    if len(distinct) > AFFINITY or cases < 2:
        return None
    numbers: dict[tuple[str, str], int] = {}
    rows = [
        sorted({numbers.setdefault(pair, len(numbers)) for pair in pairwise(one.trace)}) for one in distinct
    ]
    marks = np.zeros((len(rows), max(len(numbers), 1)), dtype=np.float32)
    for at, columns in enumerate(rows):
        marks[at, columns] = 1
    sizes, counts = marks.sum(axis=1), np.array([variant.count for variant in distinct], dtype=np.float64)
    total = 0.0
    for low in range(0, len(rows), 512):  # a slice at a time: memory stays small
        shared = (marks[low : low + 512] @ marks.T).astype(np.float64)
        either = sizes[low : low + 512, None] + sizes - shared
        total += float(counts[low : low + 512] @ (shared / np.maximum(either, 1)) @ counts)
    total -= float(counts[sizes > 0].sum())  # a case with itself
    total += float((counts * (counts - 1))[sizes == 0].sum())  # cases of one step only are alike, too
    return total / (cases * (cases - 1))


def _granularity(log: EventLog) -> float:
    """Over the cases with at least two timed events."""
    rows = links(log)
    rows = rows[(log.time[rows] != NO_TIME) & (log.time[rows + 1] != NO_TIME)]
    if not len(rows):
        return 0.0
    case = log.case_index[rows]
    firsts = np.flatnonzero(np.append(True, case[1:] != case[:-1]))
    gaps = log.time[rows + 1] - log.time[rows]
    return float(np.minimum.reduceat(gaps, firsts).mean() / 1e6)


def _phrases(activities: Sequence[int]) -> int:
    """Phrases of the LZ78 parse, each the shortest not met before; what is left at the end is none."""
    known: dict[tuple[int, int], int] = {}
    at, count = 0, 0
    for activity in activities:
        step = known.get((at, activity))
        if step is None:
            count += 1
            known[at, activity] = count
            step = 0
        at = step
    return count


def _leaves(distinct: Sequence[Variant]) -> int:
    """Lengths of the traces that are no beginning of another one, added up."""
    ordered = sorted(variant.trace for variant in distinct)
    pairs = zip(ordered, [*ordered[1:], ()], strict=True)
    return sum(len(one) for one, two in pairs if two[: len(one)] != one)


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


def _in_time(log: EventLog) -> tuple[list[int], list[int]]:
    """Cases and activities in the order of time, ties by case and place."""
    order = np.lexsort((np.arange(len(log)), log.time))
    return log.case_index[order].tolist(), log.activity[order].tolist()


def _prefix_partitions(log: EventLog) -> tuple[list[int], list[int]]:
    """States and events in each partition of the extended prefix automaton, read in the order of time.

    A new state continues the partition of its parent when it is the parent's first child, else it opens one.
    The order decides, so events go by time, then case, then place in the case.
    """
    cases, activities = _in_time(log)
    at = [0] * len(log.cases)  # the state every case is in; 0 is the root
    children: list[dict[int, int]] = [{}]
    partition = [-1]
    states: list[int] = []
    visits: list[int] = []
    for case, activity in zip(cases, activities, strict=True):
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
