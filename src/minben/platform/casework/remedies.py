"""Where an applicant can go after a decision, and until which day; computed, never written by hand.

The periods run from the day on which the decision reached the applicant (行政復議法 art. 20, 行政訴訟法 art. 46); the
portal delivers it at once, so that is the day of the decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from minben.kernel import worktime
from minben.kernel.pack import Item, Place, Remedy
from minben.kernel.worktime import Counting, Due, OutsideCalendar


@dataclass(frozen=True)
class Way:
    """One remedy. `due` is None when the law sets no period, or the calendar does not reach that far."""

    remedy: Remedy
    due: Due | None


def after(item: Item, decided_at: datetime, place: Place) -> list[Way]:
    """The item's remedies with their last days, in the pack's order."""
    return [Way(remedy, _last_day(remedy, decided_at, place)) for remedy in item.remedies]


def _last_day(remedy: Remedy, decided_at: datetime, place: Place) -> Due | None:
    if remedy.limit is None or remedy.kind not in ("reconsideration", "litigation"):
        return None  # a complaint's limit binds the office that replies, not the applicant
    try:
        return worktime.due(decided_at, remedy.limit, place.calendar, Counting())
    except OutsideCalendar:
        return None
