"""What deployed reforms promised, held against what really happened: read from the cases that the journal records.

Serves the guide, the page of promises and the analyst. Cases count that were sent while the promise is measured and
are closed. Too few of them judge nothing, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from minben.kernel.pack import Promise
from minben.kernel.worktime import Limit
from minben.platform.casework.models import Case, CaseItem
from minben.platform.journal.queries import now
from minben.platform.openness.queries.reforms import Change

FEWEST = 20  # cases below which nothing is said about a promise
DAYS = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
KEPT, BROKEN, CHANCE, FEW = "kept", "broken", "chance", "few"


@dataclass(frozen=True)
class Truth:
    """One promise and its truth. `value` in the promise's unit; `low` and `high` its 95 % limits where it is a mean.

    `verdict`: kept; broken; chance (the promised figure lies within the limits: chance may explain the difference);
    few (too few cases to say, and then no figure is given).
    """

    promise: Promise
    number: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def verdict(self) -> str:
        """kept, broken, chance or few."""
        if self.value is None:
            return FEW
        sign = 1.0 if self.promise.direction == "more" else -1.0
        if sign * self.value >= sign * self.promise.after:
            return KEPT
        within = (
            self.low is not None and self.high is not None and self.low <= self.promise.after <= self.high
        )
        return CHANCE if within else BROKEN


@dataclass(frozen=True)
class Window:
    """From when to when a promise is measured."""

    begin: datetime
    end: datetime


def window(change: Change) -> Window:
    """The measuring time of a deployed reform: from its first day, for its period."""
    zone = ZoneInfo(change.place.calendar.zone)
    begin = datetime.combine(datetime.fromisoformat(change.reform.effective_from).date(), time(), zone)
    return Window(begin, begin + _length(change.reform.period))


def _length(period: Limit) -> timedelta:
    return timedelta(days=period.value * DAYS.get(period.unit, 1.0))


def truths(change: Change) -> list[Truth]:
    """Each promise of a deployed reform with what is measured of it; empty for others."""
    if not change.reform.deployed:
        return []
    rows = _cases(change)
    return [judged(one, _values(one, rows)) for one in change.reform.promises]


def today(change: Change) -> list[Truth]:
    """Each promised figure of a draft as it really is now: over the cases sent in the past year that are closed.

    It stands beside the simulated figure, so that everybody sees how far to trust the simulation.
    """
    since = now() - timedelta(days=DAYS["year"])
    rows = Case.objects.filter(service=change.service.id, status="completed", submitted_at__gte=since)
    rows = rows.exclude(closed_at=None)
    return [judged(one, _values(one, rows)) for one in change.reform.promises]


def _cases(change: Change):  # type: ignore[no-untyped-def]
    span = window(change)
    return Case.objects.filter(
        service=change.service.id,
        status="completed",
        submitted_at__gte=span.begin,
        submitted_at__lt=span.end,
    ).exclude(closed_at=None)


def _values(promise: Promise, rows) -> list[float]:  # type: ignore[no-untyped-def]
    """One number per case, in the measure's unit."""
    match promise.measure:
        case "mean_days" | "p90_days":
            return [_days(sent, closed) for sent, closed in rows.values_list("submitted_at", "closed_at")]
        case "item_days":
            found = CaseItem.objects.filter(case__in=rows, item=promise.item).exclude(decided_at=None)
            return [_days(sent, at) for sent, at in found.values_list("case__submitted_at", "decided_at")]
        case "item_share":
            counted = rows.annotate(found=Count("items", filter=Q(items__item=promise.item)))
            return [100.0 * (number > 0) for number in counted.values_list("found", flat=True)]
        case _:
            counted = rows.annotate(found=Count("tasks"))
            return [float(number) for number in counted.values_list("found", flat=True)]


def _days(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 86400


def judged(promise: Promise, values: list[float]) -> Truth:
    """The measured figure with its limits, or only the number of cases when these are too few."""
    number = len(values)
    if number < FEWEST:
        return Truth(promise, number)
    if promise.measure == "p90_days":
        return Truth(promise, number, sorted(values)[-(-9 * number // 10) - 1])
    mean = sum(values) / number
    half = 1.96 * sqrt(sum((value - mean) ** 2 for value in values) / (number - 1) / number)
    return Truth(promise, number, mean, mean - half, mean + half)
