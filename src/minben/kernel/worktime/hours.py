"""The clock of limits in hours: it runs through nights and holidays, and stops to the second.

Serves `due`. Moments are reckoned in universal time, so a change to summer time neither gives nor takes an
hour.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from minben.kernel.worktime.model import Calendar, Counting, Due, Extension, Limit, Step, Stop

HOUR = timedelta(hours=1)


class HourClock:
    """Counts a limit, then takes stops and extensions in the order of time."""

    def __init__(
        self, received: datetime, limit: Limit, calendar: Calendar, counting: Counting, steps: list[Step]
    ) -> None:
        del counting  # a day's cutoff was applied on receipt; nothing else of it concerns hours
        self._calendar, self._zone, self._steps = calendar, received.tzinfo, steps
        self._last = self._covered = received.astimezone(UTC)
        self._open = False
        self._move("count", limit.value * HOUR, "", limit.basis)

    def stop(self, stop: Stop) -> None:
        """Add back the stopped time; void once the limit has run."""
        if self._open or stop.start >= self._last:
            return
        self._open = stop.end is None
        begin, end = max(stop.start.astimezone(UTC), self._covered), (stop.end or stop.start).astimezone(UTC)
        self._covered = max(self._covered, end)
        self._move("stop", max(end - begin, timedelta(0)), stop.kind, stop.basis, stop.start)

    def extend(self, extension: Extension) -> None:
        """Run on from the last hour; granted after the due moment it is void, which the step shows."""
        void = not self._open and extension.at > self._last
        value = 0 if void else extension.limit.value
        self._move("extend", value * HOUR, extension.reason, extension.limit.basis)

    def finish(self) -> Due:
        """State the moment, or that the clock is stopped."""
        reach = self._last.astimezone(self._zone)
        if not self._open:
            self._steps.append(Step("due", reach.date(), at=reach))
        years = range(self._steps[0].day.year, reach.year + 1)
        provisional = any(self._calendar.years.get(year) == "provisional" for year in years)
        return Due(None if self._open else reach, provisional, tuple(self._steps), "hour", reach)

    def _move(
        self, kind: str, duration: timedelta, note: str, basis: str, began: datetime | None = None
    ) -> None:
        first = (began or self._last).astimezone(self._zone).date()
        self._last += duration
        arrived = self._last.astimezone(self._zone)
        hours = -(-duration // HOUR)
        self._steps.append(Step(kind, arrived.date(), hours, note, arrived, "hour", first, basis))
