"""Was the case closed in time? Serves leaders and inspectors: a statutory limit is a promise of the law."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from minben.kernel.eventlog import NO_TIME, EventLog, end_column
from minben.kernel.finding import refuse

DAY = 86_400_000_000  # microseconds
_LIMITS = (
    *("deadline", "due_date", "dueDate", "due", "endDatePlanned", "enddate_planned"),
    *("時限", "期限", "时限"),
)


@dataclass(frozen=True)
class Deadlines:
    """Cases against a date attribute of theirs: `closed` = `late` + `in_time` + `without_limit`."""

    attribute: str
    end: str
    closed: int
    open: int
    late: int
    in_time: int
    without_limit: int  # closed cases that carry no such date
    median_days_late: float  # of the late ones


def limit_columns(log: EventLog) -> tuple[str, ...]:
    """Case attributes of type time that look like a time limit, the likeliest first."""
    return tuple(
        name for name in _LIMITS if name in log.case_columns and log.case_columns[name].type == "time"
    )


def deadlines(log: EventLog, attribute: str, end: str = "") -> Deadlines:
    """Compare the closing date `end` (default: the usual names) with `attribute`, both case attributes of
    type time.

    A case without closing date is open and neither late nor in time. Closing at the very instant is in time.
    Raises InputError when an attribute is missing or is no time.
    """
    end = end or end_column(log)
    for name in (attribute, end):
        if name not in log.case_columns or log.case_columns[name].type != "time":
            dates = [key for key, column in log.case_columns.items() if column.type == "time"]
            message = f'Cases have no date "{name or "closing date"}".'
            raise refuse(log.origin, message, f"Dates of cases: {', '.join(dates) or 'none'}.", place=name)
    limit, closed = log.case_columns[attribute].times(), log.case_columns[end].times()
    is_closed = closed != NO_TIME
    judged = is_closed & (limit != NO_TIME)
    late = judged & (closed > limit)
    return Deadlines(
        attribute=attribute,
        end=end,
        closed=int(is_closed.sum()),
        open=int((~is_closed).sum()),
        late=int(late.sum()),
        in_time=int((judged & ~late).sum()),
        without_limit=int((is_closed & ~judged).sum()),
        median_days_late=float(np.median((closed - limit)[late] / DAY)) if late.any() else 0.0,
    )
