"""The clock of limits in working days, days, months and years: it moves in whole days.

Serves `due`. Days are ordinals (`date.toordinal`) here, so that a day is a number.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

from minben.kernel.worktime.days import OutsideCalendar, Span
from minben.kernel.worktime.model import Calendar, Counting, Due, Extension, Limit, Step, Stop, Unit


class DayClock:
    """Counts a limit, then takes stops and extensions in the order of time.

    `basis` is the last day not counted, `last` the last counted day, `covered` the day on which the latest
    stop ended (the first that is counted again).
    """

    def __init__(
        self, received: datetime, limit: Limit, calendar: Calendar, counting: Counting, steps: list[Step]
    ) -> None:
        self._calendar, self._counting = calendar, counting
        self._unit: Unit = limit.unit
        self._received, self._zone, self._steps = received, received.tzinfo, steps
        today = received.date().toordinal()
        at_once = limit.value == 0
        self._basis = today - 1 if counting.count_start_day or at_once else today
        self._last = self._covered = self._basis
        self._waiting: list[
            tuple[Stop, int, int]
        ] = []  # stops begun after the last counted day, with their days
        self._open = False
        # At once means within the first counted day, whatever the unit.
        unit: Unit = "day" if at_once and limit.unit != "workday" else limit.unit
        note = "counts_first_day" if self._basis < today else ""
        self._move("count", unit, max(limit.value, 1), note, limit.basis, number=limit.value)

    def stop(self, stop: Stop) -> None:
        """Add back the days of [begin, end) that would have been counted; void once the limit has run."""
        if self._open or stop.start >= self._moment():
            return
        if stop.end is None:
            self._open = True
            began = date.fromordinal(self._day(stop.start))
            self._steps.append(
                Step("stop", date.fromordinal(self._last), 0, stop.kind, first=began, basis=stop.basis)
            )
            return
        begin, end = self._day(stop.start), self._day(stop.end)
        first = max(begin, self._basis + 1, self._covered)
        self._covered = max(self._covered, end)
        if begin > self._last and first < end:
            # Begun while a last day of rest was rolling on: no counted day is lost yet, but the end must wait.
            self._waiting.append((stop, first, end))
            self._lose(stop, begin, 0)
        else:
            self._lose(stop, begin, self._units(first, end) if first < end else 0)

    def extend(self, extension: Extension) -> None:
        """Count on from the last day; granted after the due moment it is void, which the step shows."""
        void = not self._open and extension.at > self._moment()
        value = 0 if void else extension.limit.value
        self._move("extend", extension.limit.unit, value, extension.reason, extension.limit.basis)
        while self._waiting and self._waiting[0][1] <= self._last:  # a longer limit runs into them after all
            stop, first, end = self._waiting.pop(0)
            self._lose(stop, first, self._units(first, end))

    def _lose(self, stop: Stop, first: int, units: int) -> None:
        unit: Unit = "workday" if self._unit == "workday" else "day"
        self._move("stop", unit, units, stop.kind, stop.basis, first=first)

    def finish(self) -> Due:
        """Roll over days of rest and state the moment, or that the clock is stopped."""
        last, reach = self._rolled(), self._moment()
        if not self._open:
            if last != self._last:
                # Where a stop reached past the last day, it moved the end, whatever day that was.
                name = self._name(self._last) if self._covered <= self._last else ""
                first = date.fromordinal(self._last)
                self._steps.append(Step("roll", date.fromordinal(last), last - self._last, name, first=first))
            self._steps.append(Step("due", date.fromordinal(last)))
        years = range(self._steps[0].day.year, date.fromordinal(last).year + 1)
        provisional = any(self._calendar.years.get(year) == "provisional" for year in years)
        return Due(None if self._open else reach, provisional, tuple(self._steps), self._unit, reach)

    def _move(
        self,
        kind: str,
        unit: Unit,
        units: int,
        note: str,
        basis: str,
        *,
        number: int | None = None,
        first: int | None = None,
    ) -> None:
        """Move the last day by `units` and write the step and the rest it passed over."""
        before, self._last = self._last, self._advanced(unit, units) if units else self._last
        arrived, began = date.fromordinal(self._last), date.fromordinal(first or before + 1)
        moved = units if number is None else number
        self._steps.append(Step(kind, arrived, moved, note, unit=unit, first=began, basis=basis))
        if unit != "workday" or before == self._last:
            return
        for run in self._span(before + 1).rest_between(before, self._last):
            days = run.last - run.first + 1
            passed = Step(
                "skip", date.fromordinal(run.last), days, run.name, first=date.fromordinal(run.first)
            )
            self._steps.append(passed)

    def _advanced(self, unit: Unit, units: int) -> int:
        if unit == "workday":
            span = self._span(self._last + 1)
            return span.workday(span.workdays_until(self._last + 1) - 1 + units)
        if unit == "day":
            return self._last + units
        return add_months(date.fromordinal(self._last), units * (12 if unit == "year" else 1)).toordinal()

    def _units(self, first: int, end: int) -> int:
        """How many days the clock would have counted in [first, end)."""
        if self._unit != "workday":
            return end - first
        span = self._span(first)
        if end > span.last + 1:
            raise OutsideCalendar(span.years.stop)
        return span.workdays_until(end) - span.workdays_until(first)

    def _rolled(self) -> int:
        """The last day as the law takes it: not while stopped, and not a day of rest (民法典 art. 203)."""
        last = max(self._last, self._covered)
        if not self._counting.roll_forward:
            return last
        span = self._span(last)
        return span.workday(span.workdays_until(last))

    def _moment(self) -> datetime:
        day = date.fromordinal(self._rolled())
        return datetime.combine(day, self._counting.due_time, self._zone)

    def _name(self, day: int) -> str:
        return next((run.name for run in self._span(day).rest_between(day - 1, day)), "")

    def _day(self, moment: datetime) -> int:
        """The day a moment belongs to: past the hour at which days end for this law, the next one."""
        local = moment.astimezone(self._zone)
        return local.date().toordinal() + (local.time() >= self._counting.due_time)

    def _span(self, day: int) -> Span:
        return self._calendar.days.span(date.fromordinal(day).year)


def add_months(day: date, months: int) -> date:
    """The corresponding day `months` later, or that month's last day when it has none (民法典 art. 202)."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
