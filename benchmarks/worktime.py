"""Due dates per second over a ten-year calendar, beside peers in the same run.

    python -m benchmarks.worktime [dates]

Peers: numpy.busday_offset (arrays; knows no make-up weekends of its own, so it is given a week of seven working
days and every day of rest as a holiday; no hour of receipt, no explanation), and a walk day by day in plain Python.
The package `workalendar` is timed too when it is installed.
CPU seconds of one core.
"""

from __future__ import annotations

import sys
import time as clock
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from importlib import import_module
from importlib.util import find_spec
from zoneinfo import ZoneInfo

import numpy as np

from minben.kernel.worktime import (
    Calendar,
    Counting,
    Limit,
    add_workdays,
    due,
    due_at,
    due_many,
    explain,
    is_workday,
)

YEARS = range(2020, 2030)
LIMIT = 20
ZONE = ZoneInfo("Asia/Shanghai")
FEASTS = (
    ("new year", 1, 1, 1), ("spring", 2, 10, 8), ("tombs", 4, 4, 3), ("labour", 5, 1, 5),
    ("boat", 6, 10, 1), ("moon", 9, 15, 3), ("national", 10, 1, 7),
)  # fmt: skip


def ten_years() -> Calendar:
    """Ten years with China's pattern: a week of rest twice a year, single days between, weekends worked in return."""
    rest: dict[date, str] = {}
    worked: dict[date, str] = {}
    for year in YEARS:
        for name, month, day, length in FEASTS:
            rest |= {date(year, month, day) + timedelta(days=n): name for n in range(length)}
        for month, day in ((2, 4), (2, 18), (4, 28), (9, 29), (10, 12)):
            near = date(year, month, day)
            near += timedelta(days=(5 - near.weekday()) % 7)  # the Saturday
            if near not in rest:
                worked[near] = "spring"
    return Calendar("bench", "Asia/Shanghai", dict.fromkeys(YEARS, "confirmed"), rest, worked, "benchmark")


def measured(work: Callable[[], object], number: int) -> float:
    """Dates per CPU second, the best of three."""
    best = float("inf")
    for _ in range(3):
        begun = clock.process_time()
        work()
        best = min(best, clock.process_time() - begun)
    return number / best


def walked(calendar: Calendar, start: datetime) -> datetime:
    """The same plain limit, a day at a time."""
    day, left = start.date(), LIMIT
    while left:
        day += timedelta(days=1)
        left -= is_workday(calendar, day)
    return datetime.combine(day, time(23, 59), ZONE)


def peers(calendar: Calendar, days: np.ndarray) -> dict[str, tuple[Callable[[], object], int]]:
    """Peer -> its work and how many dates that gives."""
    every = np.arange(f"{YEARS.start}-01-01", f"{YEARS.stop}-01-01", dtype="datetime64[D]")
    rests = [day for day in every if not is_workday(calendar, day.item())]
    table = np.busdaycalendar(weekmask="1111111", holidays=rests)
    few = days[:2000]
    found: dict[str, tuple[Callable[[], object], int]] = {
        "numpy.busday_offset, arrays": (
            lambda: np.busday_offset(days, LIMIT, roll="backward", busdaycal=table),
            len(days),
        ),
        "numpy.busday_offset, one at a time": (
            lambda: [np.busday_offset(day, LIMIT, roll="backward", busdaycal=table) for day in few],
            len(few),
        ),
    }
    if find_spec("workalendar"):
        china = import_module("workalendar.core").Calendar()
        found["workalendar (weekends only)"] = (
            lambda: [china.add_working_days(day.item(), LIMIT) for day in few], len(few)
        )  # fmt: skip
    return found


def main(number: int) -> None:
    """Print every figure; the answers of ours and numpy's are compared first."""
    calendar, counting = ten_years(), Counting()
    dice = np.random.default_rng(1)
    received = np.datetime64("2020-01-02T00:00") + dice.integers(0, 3500 * 1440, number).astype(
        "timedelta64[m]"
    )
    days = received.astype("datetime64[D]")
    ours = due_many(received, LIMIT, calendar, counting).astype("datetime64[D]")
    (work, _), *_ = peers(calendar, days).values()
    if not np.array_equal(ours, work()):  # type: ignore[arg-type]
        sys.exit("Ours and numpy's days differ: the comparison is void.")
    few = [moment.item().replace(tzinfo=ZONE) for moment in received[: max(2000, number // 20)]]
    limit = Limit(LIMIT, "workday", "administrative-licensing-law 42")
    rows = {
        "minben due_many, arrays": measured(lambda: due_many(received, LIMIT, calendar, counting), number),
        "minben due_at, one at a time": measured(
            lambda: [due_at(one, LIMIT, calendar, counting) for one in few], len(few)
        ),
        "minben due, with its chain": measured(
            lambda: [due(one, limit, calendar, counting) for one in few], len(few)
        ),
        "minben due and explain, in words": measured(
            lambda: [explain(due(one, limit, calendar, counting), "en") for one in few[:2000]], 2000
        ),
        "minben add_workdays": measured(
            lambda: [add_workdays(calendar, one.date(), LIMIT) for one in few], len(few)
        ),
        **{name: measured(work, count) for name, (work, count) in peers(calendar, days).items()},
        "a walk day by day": measured(lambda: [walked(calendar, one) for one in few[:2000]], 2000),
    }
    print(f"{number:,} receipts over ten years, {LIMIT} working days each; dates per CPU second of one core:")
    for name, rate in rows.items():
        print(f"  {name:<38} {rate:>14,.0f}")
    if rows["minben due_many, arrays"] < 200_000:
        sys.exit("Fewer than 200,000 due dates a second.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)
