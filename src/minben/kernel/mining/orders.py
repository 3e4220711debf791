"""Whole columns put in order, counted and summed by code. Serves every question asked of millions of events.

numpy sorts numbers of sixteen bits by radix, several times faster than wide ones: wider codes and moments are sorted
sixteen bits at a time. Sums are of whole microseconds, so they are exact and the order of rows cannot change them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import NO_TIME

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
HOUR = 3_600_000_000  # microseconds
_DIGIT = 16


def by_code(codes: NDArray[np.integer[Any]], size: int) -> Ints:
    """Stable order by codes 0..size-1."""
    order = np.argsort(codes.astype(np.uint16), kind="stable")  # the lowest sixteen bits
    for shift in range(_DIGIT, max(size - 1, 0).bit_length(), _DIGIT):
        digit = (codes >> shift).astype(np.uint16)
        order = order[np.argsort(digit[order], kind="stable")]
    return order


def by_time(time: Ints) -> Ints:
    """Stable order of moments; those without (NO_TIME) come first."""
    absent = time == NO_TIME
    if absent.any():
        known = np.flatnonzero(~absent)
        return np.concatenate([np.flatnonzero(absent), known[by_time(time[known])]])
    return by_code_and_time(np.zeros(len(time), np.int32), 1, time)


def by_code_and_time(codes: NDArray[np.integer[Any]], size: int, time: Ints) -> Ints:
    """Stable order by codes 0..size-1 and, among equal ones, by moments (any int64 numbers)."""
    if not len(time):
        return np.zeros(0, np.int64)
    low = int(time.min())
    wide = (int(time.max()) - low).bit_length()
    narrow = max(-(-(size - 1).bit_length() // _DIGIT), 1) * _DIGIT + _DIGIT  # bits of both together
    kept = min(wide, narrow - (size - 1).bit_length())
    since = time.view(np.uint64) - np.int64(low).view(np.uint64)
    coarse = since >> np.uint64(wide - kept)
    if size > 1:
        coarse |= codes.astype(np.uint64) << np.uint64(kept)
    if narrow <= 2 * _DIGIT:
        coarse = coarse.astype(np.uint32)
    order = by_code(coarse, 1 << narrow)
    return _settled(time, coarse, order) if kept < wide else order


def _settled(time: Ints, coarse: NDArray[np.unsignedinteger[Any]], order: Ints) -> Ints:
    """Moments so near each other that their coarse numbers are equal, put in order among themselves."""
    near = coarse[order]
    tied = np.append(near[1:] == near[:-1], False)
    tied[1:] |= tied[:-1].copy()
    rows = np.flatnonzero(tied)
    some = order[rows]
    back = time[some[1:]] < time[some[:-1]]
    if back.any():  # only groups that hold one out of order need sorting
        group = np.append(0, np.cumsum(near[rows[1:]] != near[rows[:-1]]))
        mixed = np.zeros(int(group[-1]) + 1, np.bool_)
        mixed[group[1:][back]] = True
        rows = rows[mixed[group]]
        some = order[rows]
        order[rows] = some[np.lexsort((some, time[some], near[rows]))]
    return order


def counted(codes: NDArray[np.integer[Any]], size: int) -> tuple[Ints, Ints]:
    """The codes 0..size-1 that occur, ascending, and how often; counted in a small table, else sorted."""
    if size > max(4 * len(codes), 1 << 16):
        found, counts = np.unique(codes, return_counts=True)
        return found.astype(np.int64), counts
    counts = np.bincount(codes, minlength=size)
    found = np.flatnonzero(counts)
    return found, counts[found]


@dataclass(frozen=True)
class Spread:
    """Microseconds by code: the codes that occur, how often, their exact sums, and their quantiles in hours, one row a
    share.
    """

    codes: Ints
    counts: Ints
    totals: Sequence[int]
    quantiles: Floats


def spread(codes: NDArray[np.integer[Any]], values: Ints, size: int, shares: Sequence[float]) -> Spread:
    """Of `values` by `codes` 0..size-1. Quantiles are linear between neighbours, as `numpy.quantile` has them."""
    found, counts = counted(codes, size)
    told = values[by_code(codes, size)]
    bounds = np.append(0, np.cumsum(counts)).tolist()
    rows = [_quantiles(told[low:high], shares) for low, high in pairwise(bounds)]
    quantiles = np.array(rows, dtype=np.float64).reshape(-1, len(shares)).T
    return Spread(found, counts, _sums(told, bounds), quantiles)


def _sums(values: Ints, bounds: Sequence[int]) -> list[int]:
    """Exact sums of neighbouring stretches, none empty."""
    if not len(values):
        return []
    if int(np.abs(values).max()) * len(values) < 1 << 62:
        return np.add.reduceat(values, bounds[:-1]).tolist()
    return [sum(values[low:high].tolist()) for low, high in pairwise(bounds)]


def _quantiles(values: Ints, shares: Sequence[float]) -> list[float]:
    """In hours; only the neighbours of each quantile are put in their places."""
    last = len(values) - 1
    places = [(share * last, int(share * last)) for share in shares]
    wanted = sorted({at for _, low in places for at in (low, min(low + 1, last))})
    values = np.partition(values, wanted)
    hours = {at: float(values[at]) / HOUR for at in wanted}
    return [_between(hours[low], hours[min(low + 1, last)], place - low) for place, low in places]


def _between(one: float, two: float, share: float) -> float:
    return two - (two - one) * (1 - share) if share >= 0.5 else one + (two - one) * share
