"""Which days are worked, as cumulative tables: any span of working days costs one look-up.

Serves every due date, and the bulk counts of statistics (`add_workdays` walks nothing).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

WEEKEND = "weekend"


class OutsideCalendar(LookupError):
    """A date in a year for which this calendar has no data: an error, never a guess."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"The calendar has no data for {year}: add its holidays, even if provisional.")


@dataclass(frozen=True)
class Run:
    """Days of rest in a row under one name. `first` and `last` are ordinals (`date.toordinal`)."""

    first: int
    last: int
    name: str


class Span:
    """Consecutive years without a gap. All days are ordinals."""

    def __init__(self, years: range, rest: Mapping[date, str], worked: Mapping[date, str]) -> None:
        self.years = years
        self.first = date(years.start, 1, 1).toordinal()
        self.last = date(years.stop - 1, 12, 31).toordinal()
        names = [_rest_name(date.fromordinal(day), rest, worked) for day in range(self.first, self.last + 1)]
        self.before = _running_count(name is None for name in names)
        self.workdays = [self.first + place for place, name in enumerate(names) if name is None]
        self.runs = list(_runs(self.first, names))
        self._run_lasts = [run.last for run in self.runs]

    def workdays_until(self, day: int) -> int:
        """How many working days the span has before `day`."""
        return self.before[day - self.first]

    def is_workday(self, day: int) -> bool:
        return self.before[day - self.first] < self.before[day - self.first + 1]

    def workday(self, place: int) -> int:
        """The working day number `place`, from 0; raises OutsideCalendar beyond either end."""
        if place < 0:
            raise OutsideCalendar(self.years.start - 1)
        if place >= len(self.workdays):
            raise OutsideCalendar(self.years.stop)
        return self.workdays[place]

    def rest_between(self, after: int, until: int) -> Iterator[Run]:
        """Runs of rest within the days after `after` and up to `until`, clipped to them."""
        for run in self.runs[bisect_right(self._run_lasts, after) :]:
            if run.first > until:
                return
            yield Run(max(run.first, after + 1), min(run.last, until), run.name)


class DayTable:
    """The spans of a calendar, found by year."""

    def __init__(self, years: Iterable[int], rest: Mapping[date, str], worked: Mapping[date, str]) -> None:
        self._span_of: dict[int, Span] = {}
        for group in _consecutive(sorted(years)):
            span = Span(group, rest, worked)
            self._span_of.update(dict.fromkeys(group, span))

    def span(self, year: int) -> Span:
        """The span that holds a year; raises OutsideCalendar."""
        span = self._span_of.get(year)
        if span is None:
            raise OutsideCalendar(year)
        return span


def _rest_name(day: date, rest: Mapping[date, str], worked: Mapping[date, str]) -> str | None:
    """Why a day is not worked, or None when it is."""
    if day in rest:
        return rest[day]
    return WEEKEND if day.weekday() >= 5 and day not in worked else None


def _running_count(marks: Iterable[bool]) -> list[int]:
    counts = [0]
    for mark in marks:
        counts.append(counts[-1] + mark)
    return counts


def _runs(first: int, names: list[str | None]) -> Iterator[Run]:
    for name, places in groupby(range(len(names)), key=names.__getitem__):
        if name is not None:
            members = list(places)
            yield Run(first + members[0], first + members[-1], name)


def _consecutive(years: list[int]) -> Iterator[range]:
    for _, group in groupby(enumerate(years), key=lambda pair: pair[1] - pair[0]):
        members = [year for _, year in group]
        yield range(members[0], members[-1] + 1)
