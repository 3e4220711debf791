"""Work done again and work handed over. Serves leaders: both are what applicants wait for and nobody
decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import MISSING, EventLog
from minben.kernel.finding import refuse
from minben.kernel.mining.flow import followed
from minben.kernel.mining.orders import counted


@dataclass(frozen=True)
class Rework:
    """Repetitions of an activity: occurrences beyond the first in a case, and the cases that have any."""

    activity: str
    repeats: int
    cases: int


@dataclass(frozen=True)
class Handovers:
    """Changes of hands between consecutive events; `unknown` steps have a side nobody is recorded for."""

    by: str
    total: int
    per_case: float
    cases: int  # cases with at least one
    unknown: int
    pairs: tuple[tuple[str, str, int], ...]  # from, to, count; most frequent first


def rework(log: EventLog) -> tuple[Rework, ...]:
    """Events minus distinct activities, per activity, largest first; activities never repeated are left
    out.
    """
    width = max(len(log.activities), 1)
    pairs, counts = counted(log.case_index * width + log.activity, len(log.cases) * width)
    codes = pairs % width
    repeated = counts > 1
    repeats = np.bincount(codes[repeated], weights=counts[repeated] - 1, minlength=width)
    cases = np.bincount(codes[repeated], minlength=width)
    found = [
        Rework(log.activities[code], int(repeats[code]), int(cases[code]))
        for code in np.flatnonzero(repeats).tolist()
    ]
    return tuple(sorted(found, key=lambda entry: (-entry.repeats, entry.activity)))


def handovers(log: EventLog, by: str = "resource") -> Handovers:
    """Count changes of `by` ("resource", or an event column: "org:group") between events of a case.

    A step with a missing side is not a handover; it is counted as unknown. Raises InputError for an unknown
    column.
    """
    codes, names = _hands(log, by)
    rows, unknown = _changed(log, codes)
    width = max(len(names), 1)
    pairs = codes[rows].astype(np.int64) * width + codes[rows + 1]
    told, counts = counted(pairs, width * width)
    found = [
        (names[code // width], names[code % width], count)
        for code, count in zip(told.tolist(), counts.tolist(), strict=True)
    ]
    return Handovers(
        by=by,
        total=len(rows),
        per_case=len(rows) / max(len(log.cases), 1),
        cases=int(np.count_nonzero(np.diff(np.searchsorted(rows, log.offsets)))),
        unknown=unknown,
        pairs=tuple(sorted(found, key=lambda pair: (-pair[2], pair[:2]))),
    )


def changes(log: EventLog) -> int:
    """How often consecutive events of a case have different people, both known."""
    return len(_changed(log, log.resource)[0])


def _changed(log: EventLog, codes: NDArray[np.int32]) -> tuple[NDArray[np.int64], int]:
    """Rows whose next one, in the same case, has another hand, and how many have a side nobody is recorded for."""
    known = codes != MISSING
    both = known[:-1] & known[1:]
    follows = followed(log)[:-1]
    unknown = int(np.count_nonzero(follows & ~both))
    return np.flatnonzero(follows & both & (codes[:-1] != codes[1:])), unknown


def _hands(log: EventLog, by: str) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    if by == "resource":
        return log.resource, log.resources
    if by not in log.event_columns:
        known = ", ".join(["resource", *log.event_columns])
        raise refuse(log.origin, f'Events have no attribute "{by}".', f"Choose one of: {known}.", place=by)
    codes, table = log.event_columns[by].coded()
    return codes, tuple(map(str, table))
