"""Who held an item when: so that a card goes to the unit that had it, and to nobody for time that is nobody's.

Serves the rules of the cards and the page of one card. Time in which the applicant had to answer, in which a clock
stood still by law, or in which no unit had the item is told apart from the time of units; an office that was consulted
and stays silent past its limit has the item from then until it answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from minben.kernel import worktime
from minben.kernel.worktime import Calendar
from minben.platform.casework.models import CaseItem, Clock, Consultation, Correction, Task

APPLICANT, STOPPED, NOBODY = "applicant", "stopped", ""


@dataclass(frozen=True)
class Stretch:
    """A time in which one holder had the item: a unit's code, `applicant`, `stopped`, or empty for nobody."""

    holder: str
    since: datetime
    until: datetime
    officer: str = ""

    def workdays(self, calendar: Calendar) -> int:
        """Working days after the first day, up to the last."""
        zone = ZoneInfo(calendar.zone)
        begin, end = self.since.astimezone(zone).date(), self.until.astimezone(zone).date()
        return worktime.workdays_between(calendar, begin, end)


def holder_at(item: CaseItem, moment: datetime) -> tuple[str, str]:
    """The holder at this moment, and the officer who had taken the task, if any."""
    found = stretches(item, moment)
    return (found[-1].holder, found[-1].officer) if found else (NOBODY, "")


def stretches(item: CaseItem, until: datetime) -> list[Stretch]:
    """The item's time from receipt to `until`, without gaps. Excluded time goes before the unit that had the task."""
    excluded = sorted(_excluded(item, until), key=lambda one: one.since)
    units = [sorted(rows(item, until), key=lambda one: one.since) for rows in (_consulted, _tasks)]
    every = (*excluded, *units[0], *units[1])
    marks = {item.received_at, until} | {edge for one in every for edge in (one.since, one.until)}
    order = sorted(mark for mark in marks if item.received_at <= mark <= until)
    pieces = [_covering(every, begin, end) for begin, end in pairwise(order)]
    return _joined(pieces)


def _tasks(item: CaseItem, until: datetime) -> Iterator[Stretch]:
    for task in Task.objects.filter(caseitem=item, opened_at__lte=until):
        yield Stretch(task.unit, task.opened_at, min(task.closed_at or until, until), task.assignee)


def _excluded(item: CaseItem, until: datetime) -> Iterator[Stretch]:
    for asked in Correction.objects.filter(caseitem=item, asked_at__lte=until):
        yield Stretch(APPLICANT, asked.asked_at, min(asked.answered_at or until, until))
    clock = Clock.objects.filter(caseitem=item, scope="promise").order_by("-id").first()
    for stop in clock.stops if clock is not None else ():
        begin = datetime.fromisoformat(stop["start"])
        end = datetime.fromisoformat(stop["end"]) if stop["end"] else until
        if begin <= until:
            yield Stretch(STOPPED, begin, min(end, until))


def _consulted(item: CaseItem, until: datetime) -> Iterator[Stretch]:
    """Past its limit, the office that was asked for its opinion keeps the item waiting."""
    for asked in Consultation.objects.filter(caseitem=item, due_at__lt=until):
        end = min(asked.answered_at or until, until)
        if asked.due_at < end:
            yield Stretch(asked.asked, asked.due_at, end)


def _covering(stretches_: tuple[Stretch, ...], begin: datetime, end: datetime) -> Stretch:
    """The first stretch that covers this piece; excluded time comes first."""
    found = next((one for one in stretches_ if one.since <= begin and end <= one.until), None)
    return Stretch(found.holder if found else NOBODY, begin, end, found.officer if found else "")


def _joined(pieces: list[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for piece in pieces:
        if found and (found[-1].holder, found[-1].officer) == (piece.holder, piece.officer):
            found[-1] = Stretch(piece.holder, found[-1].since, piece.until, piece.officer)
        else:
            found.append(piece)
    return found
