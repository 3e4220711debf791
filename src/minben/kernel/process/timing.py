"""What a timer's text may say: a duration, a date, working days, or a cycle of them, and when that is.

Serves compiling, checking, and the world in which cases run: the kernel has no clock, the game hands durations and
dates to the world and counts the rounds of a cycle itself.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from minben.kernel import worktime
from minben.kernel.worktime import Calendar, Counting, Limit, add_months

_CLOCK = r"(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
_DURATION = rf"(?:workdays:\d+|P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?{_CLOCK})"
_DATE = r"(?:\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)"
_CYCLE = re.compile(rf"R(\d*)/(?:({_DATE})/)?({_DURATION})")
_ONCE = re.compile(f"{_DURATION}|{_DATE}")
_LENGTH = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
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
    return bool(_ONCE.fullmatch(text) or _CYCLE.fullmatch(text))


def rounds(text: str) -> tuple[str, str, int]:
    """First due, then every …, how many more times (-1: without end). Raises ValueError for any other text."""
    if _ONCE.fullmatch(text):
        return text, "", 0
    found = _CYCLE.fullmatch(text)
    if found is None or found[1] == "0":
        raise ValueError(text)
    return found[2] or found[3], found[3], int(found[1]) - 1 if found[1] else -1


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
    length = _LENGTH.fullmatch(definition)
    if length is None or definition in ("P", "PT"):
        found = datetime.fromisoformat(definition)
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(calendar.zone))
    years, months, weeks, days, hours, minutes, seconds = (float(part or 0) for part in length.groups())
    after = moment
    if years or months:
        local = moment.astimezone(ZoneInfo(calendar.zone))
        day = add_months(local.date(), int(years * 12 + months))
        after = datetime.combine(day, local.time(), local.tzinfo)
    return after + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
