"""Variants: the distinct ways cases go. Serves analysts ("four in five cases follow six paths") and every
miner.

All of mining that depends on order works on variants with counts: half a million events are a few hundred
variants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import EventLog
from minben.kernel.mining.flow import by_code, counted

_BITS = 20  # a table of a million slots: two of a few hundred variants seldom meet
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
    found: list[Variant] = []
    for cases, alike in _groups(log):
        if alike:
            found.append(Variant(log.trace(int(cases[0])), len(cases), cases))
        else:
            found.extend(_one_by_one(log, cases))
    return tuple(sorted(found, key=lambda variant: (-variant.count, variant.trace)))


def _groups(log: EventLog) -> Iterator[tuple[NDArray[np.int64], bool]]:
    """Cases with equal fingerprints, ascending, and whether their events are truly all equal."""
    lengths = np.diff(log.offsets)
    place = np.arange(len(log)) - np.repeat(log.offsets[:-1], lengths)
    model = _first_alike(_fingerprints(log, lengths, place))  # for every case the one it is compared with
    numbers, sizes = counted(model, len(model))
    group = np.zeros(len(model), np.int64)
    group[numbers] = np.arange(len(numbers))
    group = group[model]
    differs = lengths != lengths[model]
    if not differs.any():
        begins = np.repeat(log.offsets[model], lengths)
        wrong = log.activity != log.activity[begins + place]
        differs[log.case_index[wrong]] = True
    alike = np.bincount(group[differs], minlength=len(numbers)) == 0
    members = np.split(by_code(group, len(numbers)), np.cumsum(sizes)[:-1]) if len(numbers) else []
    yield from zip(members, alike.tolist(), strict=True)


def _first_alike(prints: NDArray[np.uint64]) -> NDArray[np.int64]:
    """For every case one case with the same print: by a table of its top bits, else by sorting."""
    slot = (prints >> np.uint64(64 - _BITS)).astype(np.int64)
    table = np.zeros(1 << _BITS, np.int32)
    table[slot] = np.arange(len(prints), dtype=np.int32)
    model = table[slot].astype(np.int64)
    if (prints[model] == prints).all():
        return model
    _, first, inverse = np.unique(prints, return_index=True, return_inverse=True)
    return first[inverse]


def _fingerprints(log: EventLog, lengths: NDArray[np.int64], place: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Length and sum of activity times power of position, mixed: equal traces give equal numbers."""
    powers = np.cumprod(np.full(int(lengths.max(initial=0)) + 1, _A, dtype=np.uint64))
    terms = (log.activity.astype(np.uint64) + np.uint64(1)) * _B * powers[place]
    sums = np.append(np.uint64(0), np.cumsum(terms, dtype=np.uint64))  # wraps around: differences stay right
    return (sums[log.offsets[1:]] - sums[log.offsets[:-1]] + lengths.astype(np.uint64)) * _A


def _one_by_one(log: EventLog, cases: NDArray[np.int64]) -> list[Variant]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for case in cases.tolist():
        groups.setdefault(log.trace(case), []).append(case)
    return [Variant(trace, len(members), np.array(members)) for trace, members in groups.items()]
