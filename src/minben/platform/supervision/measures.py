"""Figures for leaders, worked out from facts of cases: plain numbers in, plain numbers out, each with its rule.

What is counted, and how, stands in each docstring, for a number without its rule says nothing. No personal fact is
read: answers stay sealed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import mean
from typing import Any

from minben.platform.casework.queries import real_days

SATISFIED = 3  # codes 1 very satisfied, 2 satisfied, 3 basically satisfied; 4 and 5 are bad


@dataclass(frozen=True)
class ItemFact:
    """One decided item. Days are calendar days; `late` is None when the item ran under no promise."""

    item: str
    unit: str
    outcome: str
    days: float  # receipt to decision
    first_look: float  # until the unit accepted or asked
    applicant: float  # while the applicant had to answer
    stopped: float  # while a clock stood still by law
    late: bool | None

    @property
    def deciding(self) -> float:
        """What is left: the unit had it and decided."""
        return max(0.0, self.days - self.first_look - self.applicant - self.stopped)


@dataclass(frozen=True)
class CaseFact:
    """One closed case. `stars` is None without a real rating; defaults are told apart."""

    number: str
    service: str
    lead: str
    submitted_at: datetime
    closed_at: datetime
    items: tuple[ItemFact, ...] = ()
    visits: int = 0  # that the guide asks, and one for a form handed in at a counter
    asked: int = 0  # different questions answered and files given by the applicant
    satisfaction: int | None = None
    by_default: bool = False
    complaints: int = 0
    cards: int = 0
    acts: int = 0  # of officers
    corrections: int = 0

    @property
    def days(self) -> float:
        """From sending the form to the end, in calendar days: the applicant's time."""
        return (self.closed_at - self.submitted_at).total_seconds() / 86400


@dataclass(frozen=True)
class Measures:
    """What a set of closed cases shows. Shares are 0 to 1; None where there is nothing to divide by."""

    cases: int
    items: int
    median: float | None
    p90: float | None
    visits: float | None
    asked: float | None
    rated: int
    satisfied: float | None
    bad: int
    defaults: int
    complaints: int
    in_time: float | None
    acts: float | None
    corrections: float | None
    denied: float | None
    cards: int


def measure(facts: Iterable[CaseFact]) -> Measures:
    """The measures of these cases."""
    rows = list(facts)
    items = [item for row in rows for item in row.items]
    spent = real_days(row.days for row in rows)
    given = [row.satisfaction for row in rows if row.satisfaction is not None and not row.by_default]
    judged = [item.late for item in items if item.late is not None]
    return Measures(
        cases=len(rows),
        items=len(items),
        median=spent.get("median"),
        p90=spent.get("p90"),
        visits=_mean(row.visits for row in rows),
        asked=_mean(row.asked for row in rows),
        rated=len(given),
        satisfied=_share(code <= SATISFIED for code in given),
        bad=sum(code > SATISFIED for code in given),
        defaults=sum(row.by_default for row in rows),
        complaints=sum(row.complaints for row in rows),
        in_time=_share(not late for late in judged),
        acts=_mean(row.acts for row in rows),
        corrections=_mean(row.corrections for row in rows),
        denied=_share(item.outcome == "denied" for item in items),
        cards=sum(row.cards for row in rows),
    )


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return mean(found) if found else None


def _share(values: Iterable[bool]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None


@dataclass(frozen=True)
class Whereabouts:
    """One group's decided items: how long, how often late, and where the time went (mean calendar days an item)."""

    key: str
    items: int
    median: float
    p90: float
    in_time: float | None
    denied: float
    first_look: float
    applicant: float
    stopped: float
    deciding: float


def where(facts: Iterable[CaseFact], group: Callable[[CaseFact, ItemFact], str]) -> list[Whereabouts]:
    """Items by group, the slowest (90th percentile) first."""
    found: dict[str, list[ItemFact]] = {}
    for case in facts:
        for item in case.items:
            found.setdefault(group(case, item), []).append(item)
    return sorted((_whereabouts(key, items) for key, items in found.items()), key=lambda one: -one.p90)


def _whereabouts(key: str, items: list[ItemFact]) -> Whereabouts:
    spent = real_days(item.days for item in items)
    return Whereabouts(
        key=key,
        items=len(items),
        median=spent["median"],
        p90=spent["p90"],
        in_time=_share(not item.late for item in items if item.late is not None),
        denied=_share(item.outcome == "denied" for item in items) or 0.0,
        first_look=mean(item.first_look for item in items),
        applicant=mean(item.applicant for item in items),
        stopped=mean(item.stopped for item in items),
        deciding=mean(item.deciding for item in items),
    )


def by_month(facts: Iterable[CaseFact], zone: Any) -> list[tuple[str, Measures]]:
    """(`2026-03`, measures) of each month in which cases were closed, oldest first."""
    months: dict[str, list[CaseFact]] = {}
    for row in facts:
        months.setdefault(f"{row.closed_at.astimezone(zone):%Y-%m}", []).append(row)
    return [(month, measure(rows)) for month, rows in sorted(months.items())]
