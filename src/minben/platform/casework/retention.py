"""How long a closed case is kept: its items say so, the longest counts, and one that says nothing is kept for ever.

Serves the archive: the date is fixed when the case ends, under the law in force then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from minben.kernel.pack import Place, Service

DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


def keep_until(closed_at: datetime, items: Iterable[str], place: Place, service: Service) -> date | None:
    """The last day on which a case with these items is kept that was closed then; None: for ever."""
    day = closed_at.astimezone(ZoneInfo(place.calendar.zone)).date()
    kept = [service.item(name).retention for name in items]
    if not kept or not all(kept):
        return None
    return max(_after(day, text) for text in kept)


def _after(day: date, duration: str) -> date:
    match = DURATION.fullmatch(duration)
    assert match is not None  # noqa: S101 - the pack was checked when it was loaded
    years, months, days = (int(part or 0) for part in match.groups())
    carried, month = divmod(day.month - 1 + months, 12)
    year = day.year + years + carried
    last = min(day.day, (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days)
    return date.fromordinal(date(year, month + 1, last).toordinal() + days)
