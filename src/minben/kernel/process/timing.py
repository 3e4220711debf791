"""What a timer's text may say: a duration, a date, working days, or a cycle of them, and when that is.

Serves compiling, checking, and the world in which cases run: the kernel has no clock, the game hands durations and
dates to the world and counts the rounds of a cycle itself.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from minben.kernel import worktime
from minben.kernel.worktime import Calendar, Counting, Limit, add_months

_N = r"\d+(?:[.,]\d+)?"
_CLOCK = rf"(?:T(?=.)(?:{_N}H)?(?:{_N}M)?(?:{_N}S)?)?"
_DURATION = rf"(?:workdays:\d+|P(?=.)(?:\d+Y)?(?:\d+M)?(?:{_N}W)?(?:{_N}D)?{_CLOCK})"
_TIME = r"\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?"
_DATE = rf"(?:\d{{4}}-\d\d-\d\d(?:T{_TIME})?|\d{{8}}T{_TIME})"
_CYCLE = re.compile(rf"R(\d*)/(?:({_DATE})/)?(?:({_DURATION})(?:/({_DATE}))?|({_DATE}))")
_ONCE = re.compile(f"{_DURATION}|{_DATE}")
_LENGTH = re.compile(
    rf"P(?:(\d+)Y)?(?:(\d+)M)?(?:({_N})W)?(?:({_N})D)?(?:T(?:({_N})H)?(?:({_N})M)?(?:({_N})S)?)?"
)
PLAIN = Counting()
WEEKDAYS = Calendar(
    "weekdays",
    "UTC",
    dict.fromkeys(range(1970, 2200), "provisional"),
    {},
    {},
    "Monday to Friday, no holidays",
)


def is_literal(text: str) -> bool:
    """Whether the text itself says when; otherwise it must be FEEL that gives such a text."""
    try:
        rounds(text)
    except ValueError:
        return False
    return True


def rounds(text: str) -> tuple[str, str, int]:
    """First due, then every …, how many more times (below 0: without end). Raises ValueError for any other text.

    A cycle is a duration, a start and a duration, a start and an end, or a duration and an end (ISO 8601, 4.5).
    """
    if _ONCE.fullmatch(text):
        _real(text)
        return text, "", 0
    total, anchor, every = _cycle(text)
    if not total:
        return anchor or every, every, -2 if anchor else -1
    return anchor or every, every, total - 1


def following(text: str, left: int) -> tuple[str, int]:
    """When the next round of a cycle is due of which `left` are still to come, and how many come after it.

    A cycle that begins at a date is counted from there: every month from 31 January is the last of each month.
    """
    total, anchor, every = _cycle(text)
    after = left if left == -1 else left - 1
    if not anchor or every.startswith("workdays:") or left == -1:
        return every, after
    return _shifted(anchor, every, total - left if left > 0 else -left - 1), after


def _cycle(text: str) -> tuple[int, str, str]:
    """How often (0: without end), from which date ("": from now), every … . Raises ValueError."""
    found = _CYCLE.fullmatch(text)
    if found is None or found[1].strip("0") == "" != found[1]:
        raise ValueError(text)
    total, start, every, end = int(found[1] or 0), found[2] or "", found[3] or "", found[4] or found[5] or ""
    for date in (start, end):
        _real(date)
    if not every:
        seconds = (_instant(end) - _instant(start)).total_seconds() if start else 0
        if seconds <= 0:
            raise ValueError(text)
        every = f"PT{seconds:f}".rstrip("0").rstrip(".") + "S"
    elif end:
        if start or not total or every.startswith("workdays:"):
            raise ValueError(text)
        start = _shifted(end, every, 1 - total)
    return total, start, every


def _instant(date: str) -> datetime:
    """Raises ValueError for a day or hour that is not, and for a pair of which only one has a zone."""
    found = datetime.fromisoformat(date.replace(",", "."))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _real(text: str) -> None:
    if text[:1].isdigit():
        _instant(text)


def _shifted(date: str, every: str, times: int) -> str:
    """The date so many durations later, in its own zone."""
    years, months, *parts = _parts(every)
    day = datetime.fromisoformat(date.replace(",", "."))
    moved = datetime.combine(add_months(day.date(), times * int(years * 12 + months)), day.time(), day.tzinfo)
    weeks, days, hours, minutes, seconds = (times * part for part in parts)
    moved += timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return moved.isoformat().replace("+00:00", "Z")


def _parts(duration: str) -> list[float]:
    """Years to seconds. Raises ValueError."""
    found = _LENGTH.fullmatch(duration)
    if found is None or duration in ("P", "PT"):
        raise ValueError(duration)
    return [float((part or "0").replace(",", ".")) for part in found.groups()]


def due(
    definition: str, moment: datetime, calendar: Calendar = WEEKDAYS, counting: Counting = PLAIN
) -> datetime:
    """When a timer that is armed at `moment` (aware) goes off: `workdays:N`, an ISO 8601 duration, a date or date-time.

    Months and years keep the day of the month where there is one. A date without a time is its first instant, a
    time without a zone is local, in the calendar's zone. Raises ValueError for any other text, `OutsideCalendar`
    for working days that the calendar does not know.
    """
    if definition.startswith("workdays:"):
        limit = Limit(int(definition.removeprefix("workdays:")), "workday")
        found = worktime.due(moment, limit, calendar, counting).at
        assert found is not None  # noqa: S101 - a clock without stops always has a date
        return found
    if not definition.startswith("P"):
        found = datetime.fromisoformat(definition.replace(",", "."))
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(calendar.zone))
    years, months, weeks, days, hours, minutes, seconds = _parts(definition)
    after = moment
    if years or months:
        local = moment.astimezone(ZoneInfo(calendar.zone))
        day = add_months(local.date(), int(years * 12 + months))
        after = datetime.combine(day, local.time(), local.tzinfo)
    return after + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
