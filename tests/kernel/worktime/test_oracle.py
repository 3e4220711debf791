"""A hundred thousand random cases against a walk day by day, and batches against single dates."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from minben.kernel.worktime import (
    Calendar,
    Counting,
    OutsideCalendar,
    due,
    due_at,
    due_many,
    read_calendar,
    replay,
)
from tests.kernel.worktime.oracle import Oracle, random_cases

CALENDAR = read_calendar(Path(__file__).parents[3] / "places" / "lanting" / "calendar.yaml")
ZONE = ZoneInfo(CALENDAR.zone)


def disagreements(number: int, seed: int) -> list[tuple]:
    """Cases in which the product and the walk differ, or the chain of steps does not lead to the date."""
    oracle = Oracle(CALENDAR)
    wrong = []
    for case in random_cases(number, seed, ZONE, date(2024, 1, 10), 720):
        start, limit, counting, stops, longer = case
        found = due(start, limit, CALENDAR, counting, stops, longer)
        led = replay(found.steps)
        reached = found.at if limit.unit == "hour" else found.at.date()
        if found.at != oracle.due(start, limit, counting, stops, longer) or led != reached:
            wrong.append((case, found.at))
    return wrong


@pytest.mark.demonstrates("R86")
def test_a_seeded_sample_agrees_with_a_walk_day_by_day() -> None:
    assert disagreements(1_500, seed=353) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_thousand_cases_agree_with_a_walk_day_by_day(seed: int) -> None:
    assert disagreements(10_000, seed) == []


@pytest.mark.parametrize("start_day", [False, True])
@pytest.mark.parametrize("cutoff", [None, time(17)])
def test_a_batch_gives_what_single_dates_give(start_day: bool, cutoff: time | None) -> None:
    counting = Counting(start_day, cutoff, time(17, 30))
    dice = np.random.default_rng(7)
    received = np.datetime64("2024-01-02T00:00") + dice.integers(0, 1000 * 1440, 3000).astype(
        "timedelta64[m]"
    )
    limits = dice.integers(0, 40, 3000)
    together = due_many(received, limits, CALENDAR, counting)
    for moment, number, found in zip(received, limits, together, strict=True):
        alone = due_at(moment.item().replace(tzinfo=ZONE), int(number), CALENDAR, counting)
        assert found.item() == alone.replace(tzinfo=None)


def test_a_batch_outside_the_calendar_is_an_error() -> None:
    late = np.array(["2027-12-31T10:00"], dtype="datetime64[m]")
    with pytest.raises(OutsideCalendar, match="2028"):
        due_many(late, 1, CALENDAR, Counting())
    with pytest.raises(OutsideCalendar, match="2029"):
        due_many(late + np.timedelta64(400, "D"), 1, CALENDAR, Counting())
    gap = Calendar("gap", "Asia/Shanghai", {2024: "confirmed", 2026: "confirmed"}, {}, {}, "")
    with pytest.raises(OutsideCalendar, match="2025"):
        due_many(
            np.array(["2024-06-01T10:00", "2026-06-01T10:00"], dtype="datetime64[m]"), 1, gap, Counting()
        )
    assert due_many(late[:0], 1, CALENDAR, Counting()).size == 0
