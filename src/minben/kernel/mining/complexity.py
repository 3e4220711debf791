"""How complex a log is, in the field's published measures. Serves analysts who compare processes and reforms.

Sources: Günther 2009; Pentland 2003; Augusto, Mendling, Vidgof, Wurm 2022 (entropies of the extended prefix
automaton); Back, Debois, Slaats 2019 (trace entropy). Logarithms are natural unless said otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import NO_TIME, EventLog
from minben.kernel.mining.flow import pair_counts
from minben.kernel.mining.orders import by_time, counted
from minben.kernel.mining.people import changes
from minben.kernel.mining.states import PrefixTree, leaves, partitions, prefix_tree
from minben.kernel.mining.variants import Grouping, Variant, grouping, variants

AFFINITY = 10_000  # variants; the work grows with their square
_TABLE = 1 << 26  # numbers in the table of phrases


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
    found = grouping(log)
    tree, order = prefix_tree(log, found), by_time(log.time)
    states, visits = partitions(log, found, tree, order)
    pairs, counts = pair_counts(log)
    lengths = np.diff(log.offsets)
    width, size = len(log.activities), len(log.cases)
    shares = found.counts / size
    return Complexity(
        events=len(log),
        cases=size,
        activities=width,
        variants=len(found.counts),
        level_of_detail=_detail(log, found, tree),
        structure=1 - len(pairs) / width**2,
        deviation_from_random=_deviation(counts, width),
        distinct_traces=len(found.counts) / size,
        shortest=int(lengths.min()),
        mean_length=len(log) / size,
        longest=int(lengths.max()),
        granularity=_granularity(log),
        affinity=affinity(variants(log)) if len(found.counts) <= AFFINITY else None,
        lempel_ziv=phrases(log.activity[order], width),
        task_complexity=leaves(tree),
        process_complexity=0.08 * (1 + len(pairs) - width),
        handovers=changes(log) / size if log.resources else None,
        trace_entropy=-math.fsum((shares * np.log2(shares)).tolist()) + 0.0,
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


def _detail(log: EventLog, found: Grouping, tree: PrefixTree) -> float:
    """Mean number of distinct activities in a case."""
    width = len(log.activities)
    lengths = np.diff(tree.offsets)
    rows = np.arange(len(tree.node)) + np.repeat(log.offsets[found.example] - tree.offsets[:-1], lengths)
    variant = np.repeat(np.arange(len(lengths)), lengths)
    pairs, _ = counted(variant * width + log.activity[rows], len(lengths) * width)
    return int(found.counts[pairs // width].sum()) / len(log.cases)


def _granularity(log: EventLog) -> float:
    """Over the cases with at least two timed events."""
    long = np.flatnonzero(np.diff(log.offsets) > 1)
    never = np.iinfo(np.int64).max
    gaps = np.full(len(log), never)  # from every row to the next one of its case
    gaps[:-1] = log.time[1:] - log.time[:-1]
    absent = log.time == NO_TIME
    if absent.any():
        gaps[absent] = gaps[:-1][absent[1:]] = never
    gaps[log.offsets[1:][np.diff(log.offsets) > 0] - 1] = never
    least = np.minimum.reduceat(gaps, log.offsets[long]) if len(long) else gaps[:0]
    least = least[least < never]
    return float(least.mean() / 1e6) if len(least) else 0.0


def phrases(activities: NDArray[np.int32], width: int) -> int:
    """Phrases of the LZ78 parse, each the shortest not met before; what is left at the end is none.

    The parse reads one by one: `known` holds for every phrase a row of `width` with the row of each longer one, or 0.
    """
    most = (_most_phrases(len(activities), width) + 2) * width
    codes: Iterable[int] = activities.astype(np.uint8).tobytes() if width <= 256 else activities.tolist()
    if most > _TABLE:
        return _phrases_sparse(codes, width)
    known = np.zeros(most, np.int32).data
    at, fresh = 0, width
    for code in codes:
        at += code
        longer = known[at]
        if longer:
            at = longer
        else:
            known[at] = fresh
            fresh += width
            at = 0
    return fresh // width - 1


def _phrases_sparse(codes: Iterable[int], width: int) -> int:
    """The same for so many activities that most of a table would stay empty."""
    known: dict[int, int] = {}
    at, fresh = 0, width
    for code in codes:
        at += code
        longer = known.get(at, 0)
        if longer:
            at = longer
        else:
            known[at] = fresh
            fresh += width
            at = 0
    return len(known)


def _most_phrases(size: int, width: int) -> int:
    """No parse of so many activities has more: all phrases of one step, then of two, and so on."""
    count, length, wide = 0, 1, max(width, 2)
    while size >= length * wide**length:
        count, size, length = count + wide**length, size - length * wide**length, length + 1
    return count + size // length


def _deviation(counts: NDArray[np.int64], width: int) -> float:
    """1 - distance of the transition matrix from a uniform one (Pentland 2003)."""
    total = int(counts.sum())
    if not total:
        return 0.0
    mean = total / width**2
    squares = float(((counts - mean) ** 2).sum()) + (width**2 - len(counts)) * mean**2
    return 1 - math.sqrt(squares) / total


def _most(sizes: NDArray[np.int64]) -> float:
    whole = int(sizes.sum())
    return whole * math.log(whole) if whole else 0.0


def _entropy(sizes: NDArray[np.int64]) -> float:
    return _most(sizes) - math.fsum((sizes * np.log(np.maximum(sizes, 1))).tolist())
