"""Variants: the distinct ways cases go. Serves analysts ("four in five cases follow six paths") and every
miner.

All of mining that depends on order works on variants with counts: half a million events are a few hundred
variants.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import EventLog

_A, _B = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True)
class Variant:
    """One distinct sequence of activity names, how many cases follow it, and their indices in the log."""

    trace: tuple[str, ...]
    count: int
    cases: NDArray[np.int64]


def variants(log: EventLog) -> tuple[Variant, ...]:
    """Distinct traces, most frequent first, ties by name; the order of rows in the file does not matter.

    Cases are grouped by a 64-bit polynomial fingerprint and every group is then compared event by event, so a
    collision cannot merge two variants.
    """
    prints = _fingerprints(log)
    _, first, inverse, counts = np.unique(prints, return_index=True, return_inverse=True, return_counts=True)
    members = np.split(np.argsort(inverse, kind="stable"), np.cumsum(counts)[:-1]) if len(counts) else []
    found: list[Variant] = []
    for index, cases in zip(first.tolist(), members, strict=True):
        if _all_alike(log, index, cases):
            found.append(Variant(log.trace(index), len(cases), cases))
        else:
            found.extend(_one_by_one(log, cases))
    return tuple(sorted(found, key=lambda variant: (-variant.count, variant.trace)))


def _fingerprints(log: EventLog) -> NDArray[np.uint64]:
    """Length and sum of activity times power of position, mixed: equal traces give equal numbers."""
    lengths = np.diff(log.offsets)
    longest = int(lengths.max()) if len(lengths) else 0
    powers = np.cumprod(np.full(longest + 1, _A, dtype=np.uint64))
    place = np.arange(len(log)) - np.repeat(log.offsets[:-1], lengths)
    terms = (log.activity.astype(np.uint64) + np.uint64(1)) * _B * powers[place]
    sums = np.append(np.uint64(0), np.cumsum(terms, dtype=np.uint64))  # wraps around: differences stay right
    return sums[log.offsets[1:]] - sums[log.offsets[:-1]] + lengths.astype(np.uint64)


def _all_alike(log: EventLog, index: int, cases: NDArray[np.int64]) -> bool:
    begins, length = log.offsets[cases], int(log.offsets[index + 1] - log.offsets[index])
    if not (log.offsets[cases + 1] - begins == length).all():
        return False
    model = log.activity[log.offsets[index] : log.offsets[index + 1]]
    return all((log.activity[begins + step] == model[step]).all() for step in range(length))


def _one_by_one(log: EventLog, cases: NDArray[np.int64]) -> list[Variant]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for case in cases.tolist():
        groups.setdefault(log.trace(case), []).append(case)
    return [Variant(trace, len(members), np.array(members)) for trace, members in groups.items()]
