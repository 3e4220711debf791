"""When people worked, read from when they completed things; and when cases came.

Serves calibration. All hours are UTC; a change to summer time blurs the edges by one hour.
"""

from __future__ import annotations

import numpy as np

from .duty import MONDAY, to_busy
from .scenario import WEEK, Arrivals, Floats, Shift, empirical

_DAY = 86400.0


def office_hours(moments: Floats) -> tuple[Shift, ...]:
    """One shift per weekday that holds at least 2 % of the work: from its 2nd to its 98th percentile, whole hours."""
    inside = np.mod(moments - MONDAY, WEEK)
    day = np.floor(inside / _DAY)
    shifts: list[Shift] = []
    for weekday in range(7):
        here = inside[day == weekday] - weekday * _DAY
        if here.size < 0.02 * inside.size or here.size == 0:
            continue
        first, last = np.percentile(here, [2, 98]) / 3600.0
        begin, end = np.floor(first) * 3600.0, min(np.floor(last) + 1, 24.0) * 3600.0
        shifts.append(Shift(float(weekday * _DAY + begin), float(weekday * _DAY + end)))
    return tuple(shifts)


def arrivals_of(moments: Floats) -> Arrivals:
    """Gaps between arrivals in busy time, and the weekly profile of arrivals they are measured in.

    Fewer than 100 cases say too little about 168 hours: their gaps are taken as they are.
    """
    ordered = np.sort(moments)
    if ordered.size < 2:
        return Arrivals(empirical([3600.0]))
    if ordered.size < 100:
        return Arrivals(empirical(np.diff(ordered)))
    hours = np.floor(np.mod(ordered - MONDAY, WEEK) / 3600.0).astype(np.int64)
    counts = np.bincount(hours, minlength=168).astype(np.float64)
    profile = tuple(round(float(value), 4) for value in counts / counts.mean())
    gaps = np.diff(to_busy(ordered, profile))
    return Arrivals(empirical(gaps), profile)
