"""Weekly duty as interval tables: "when is so much work done" is two binary searches, not a walk over days.

Times are seconds since 1970 (UTC); the table repeats every week from Monday 00:00.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

import numpy as np

from .scenario import WEEK, Floats, Shift

MONDAY = 4 * 86400.0  # 1970-01-05 was a Monday


class Duty:
    """When somebody is on duty. Without shifts: always."""

    def __init__(self, shifts: Iterable[Shift] = ()) -> None:
        merged = _merged(shifts)
        self.always = not merged or (len(merged) == 1 and merged[0] == (0.0, WEEK))
        self.begins = [begin for begin, _ in merged]
        self.ends = [end for _, end in merged]
        self.before = [0.0, *np.cumsum([end - begin for begin, end in merged]).tolist()]
        self.weekly = self.before[-1] or WEEK

    def worked(self, moment: float) -> float:
        """Duty seconds from the epoch's first Monday to `moment`: monotone, so differences are working time."""
        if self.always:
            return moment - MONDAY
        week, inside = divmod(moment - MONDAY, WEEK)
        index = bisect_right(self.begins, inside) - 1
        if index < 0:
            return week * self.weekly
        return week * self.weekly + self.before[index] + min(inside, self.ends[index]) - self.begins[index]

    def at(self, worked: float) -> float:
        """The first moment at which `worked` duty seconds have passed."""
        if self.always:
            return worked + MONDAY
        week, rest = divmod(worked, self.weekly)
        if rest == 0.0:  # the end of a week's last shift, not the start of the next week's first
            week, rest = week - 1, self.weekly
        index = min(bisect_right(self.before, rest) - 1, len(self.begins) - 1)
        if index > 0 and rest == self.before[index]:
            index -= 1
        return week * WEEK + MONDAY + self.begins[index] + rest - self.before[index]

    def finish(self, start: float, seconds: float) -> float:
        """When work of `seconds` begun at `start` is done; it rests while off duty."""
        if self.always:
            return start + seconds
        if seconds <= 0.0:
            return start
        return max(start, self.at(self.worked(start) + seconds))

    def next_on(self, moment: float) -> float:
        """`moment` when on duty then, otherwise the start of the next shift."""
        if self.always:
            return moment
        week, inside = divmod(moment - MONDAY, WEEK)
        index = bisect_right(self.begins, inside) - 1
        if index >= 0 and inside < self.ends[index]:
            return moment
        if index + 1 < len(self.begins):
            return week * WEEK + MONDAY + self.begins[index + 1]
        return (week + 1) * WEEK + MONDAY + self.begins[0]

    def on(self, moment: float) -> bool:
        """Is `moment` inside a shift?"""
        return self.always or self.next_on(moment) == moment


def _merged(shifts: Iterable[Shift]) -> list[tuple[float, float]]:
    """Disjoint, ascending, touching shifts joined."""
    merged: list[tuple[float, float]] = []
    for shift in sorted(shifts, key=lambda part: part.begin):
        if merged and shift.begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], shift.end))
        else:
            merged.append((shift.begin, shift.end))
    return merged


def busy_clock(profile: tuple[float, ...]) -> tuple[Floats, Floats]:
    """Hour marks of a week and the "busy time" passed by then, for 168 weights (see `Arrivals.profile`)."""
    weights = np.asarray(profile, dtype=np.float64)
    marks = np.arange(169, dtype=np.float64) * 3600.0
    passed = np.zeros(169, dtype=np.float64)
    passed[1:] = np.cumsum(weights / weights.mean() * 3600.0)
    return marks, passed


def to_busy(moments: Floats, profile: tuple[float, ...]) -> Floats:
    """Busy seconds since the first Monday at each of `moments`."""
    marks, passed = busy_clock(profile)
    weeks, inside = np.divmod(moments - MONDAY, WEEK)
    return weeks * WEEK + np.interp(inside, marks, passed)


def from_busy(busy: Floats, profile: tuple[float, ...]) -> Floats:
    """The inverse of `to_busy` (inside a closed hour: its start)."""
    marks, passed = busy_clock(profile)
    weeks, inside = np.divmod(busy, WEEK)
    keep = np.concatenate([[True], np.diff(passed) > 0])
    return weeks * WEEK + MONDAY + np.interp(inside, passed[keep], marks[keep])
