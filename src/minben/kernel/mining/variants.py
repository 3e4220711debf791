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
from minben.kernel.mining.orders import by_code, counted

_TABLE = 1 << 18  # so many products stay in the cache
_BITS = 20  # a table of a million slots: two of a few hundred variants seldom meet
_A, _B = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True)
class Variant:
    """One distinct sequence of activity names, how many cases follow it, and their indices in the log."""

    trace: tuple[str, ...]
    count: int
    cases: NDArray[np.int64]


@dataclass(frozen=True)
class Grouping:
    """`of_case[i]` is the number of the variant of case i; of every variant one case, and how many."""

    of_case: NDArray[np.int64]
    example: NDArray[np.int64]
    counts: NDArray[np.int64]


def variants(log: EventLog) -> tuple[Variant, ...]:
    """Distinct traces, most frequent first, ties by name; the order of rows in the file does not matter."""
    found = grouping(log)
    members = np.split(by_code(found.of_case, len(found.counts)), np.cumsum(found.counts)[:-1])
    rows = zip(
        found.example.tolist(), found.counts.tolist(), members, strict=False
    )  # no case: one empty part
    told = [Variant(log.trace(case), count, cases) for case, count, cases in rows]
    return tuple(sorted(told, key=lambda variant: (-variant.count, variant.trace)))


def grouping(log: EventLog) -> Grouping:
    """Cases are grouped by a 64-bit polynomial fingerprint and every case is then compared event by event with one of
    its group, so a collision cannot merge two variants.
    """
    lengths = np.diff(log.offsets)
    place = np.arange(len(log)) - np.repeat(log.offsets[:-1], lengths)
    model = _first_alike(_fingerprints(log, lengths, place))  # for every case the one it is compared with
    differs = lengths != lengths[model]
    if not differs.any():
        wrong = log.activity != log.activity.take(place + np.repeat(log.offsets[model], lengths))
        if wrong.any():
            differs[log.case_index[wrong]] = True
    if differs.any():
        model = _one_by_one(log, model, np.flatnonzero(differs))
    example, counts = counted(model, len(model))
    number = np.zeros(len(model), np.int64)
    number[example] = np.arange(len(example))
    return Grouping(number[model], example, counts)


def _first_alike(prints: NDArray[np.uint64]) -> NDArray[np.int64]:
    """For every case one case with the same print: by a table of its top bits, by sorting where two prints meet."""
    slot = (prints >> np.uint64(64 - _BITS)).astype(np.int64)
    table = np.zeros(1 << _BITS, np.int32)
    table[slot] = np.arange(len(prints), dtype=np.int32)
    model = table[slot].astype(np.int64)
    others = np.flatnonzero(prints[model] != prints)
    if len(others):
        _, first, inverse = np.unique(prints[others], return_index=True, return_inverse=True)
        model[others] = others[first[inverse]]
    return model


def _fingerprints(log: EventLog, lengths: NDArray[np.int64], place: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Length and sum of activity times power of position, mixed: equal traces give equal numbers."""
    powers = np.cumprod(np.full(int(lengths.max(initial=0)) + 1, _A, dtype=np.uint64))
    names = (np.arange(len(log.activities), dtype=np.uint64) + np.uint64(1)) * _B
    if len(powers) * len(names) <= _TABLE:  # one look-up in a table of all products instead of two
        terms = np.outer(powers, names).reshape(-1).take(place * len(names) + log.activity)
    else:
        terms = names[log.activity] * powers[place]
    until = np.zeros(len(log) + 1, np.uint64)
    np.cumsum(terms, out=until[1:])  # wraps around: differences stay right
    sums = until[log.offsets[1:]] - until[log.offsets[:-1]]
    return (sums + lengths.astype(np.uint64)) * _A


def _one_by_one(log: EventLog, model: NDArray[np.int64], cases: NDArray[np.int64]) -> NDArray[np.int64]:
    """The models, where these cases differ from theirs, put right by comparing whole traces."""
    known: dict[tuple[str, ...], int] = {}
    right = model.copy()
    for case in np.flatnonzero(np.isin(model, model[cases])).tolist():
        right[case] = known.setdefault(log.trace(case), case)
    return right
